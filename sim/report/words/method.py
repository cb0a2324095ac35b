"""The page's section on methods: what pairing saved, and how the comparison was run."""

import math
from collections.abc import Mapping

import numpy as np
import pandas as pd

from sim.people.state import WEEKS_PER_YEAR
from sim.report.words.comparison import whole
from sim.report.words.outcome_rows import AVERTED
from sim.report.words.quantities import FEWEST_REPLICATES, number_words, population_words, shared_decimals
from sim.studies.comparison.uncertainty import Uncertainty

ROUGH = 10  # with fewer replicates, a ratio of variances is only rough


def fold(ratio: float) -> str:
    """A ratio in words: "14-fold", "1.6-fold"."""
    return f"{number_words(ratio, shared_decimals((ratio,)))}-fold"


def pairing_words(pairing: pd.DataFrame, replicates: int) -> str:
    """What common random numbers saved in this run."""
    known = pairing[np.isfinite(pairing["variance_saved"].to_numpy(dtype=np.float64))] if len(pairing) else pairing
    if replicates < FEWEST_REPLICATES or known.empty:
        return "What common random numbers saved was not measured in this run (it takes at least two replicates)."
    ratios = known["variance_saved"].astype(float)
    middle = float(ratios.median())
    change = f"cut the variance of the difference {fold(middle)}"
    if middle < 1:
        change = f"raised the variance of the difference {fold(1 / middle)}" if middle > 0 else "did not help"
    text = (
        "Every scenario shares with the baseline every random draw that the policy itself does not change. "
        f"The common random numbers {change} against independent seeds, measured in this run "
        f"(median over {len(ratios)} differences, from {fold(ratios.min())} to {fold(ratios.max())}"
    )
    illness = ratios[known["outcome"] == AVERTED]
    text += f"; weeks of illness: {fold(float(illness.median()))})." if len(illness) else ")."
    if replicates < ROUGH:
        text += f" From {replicates} replicates this is only a rough figure."
    return text


def run_facts(settings: Mapping[str, object], command: str) -> list[tuple[str, str]]:
    """How the comparison was run: name and value of each fact."""
    weeks = whole(settings, "weeks")
    facts = [
        ("People simulated", f"{whole(settings, 'people'):,} in each scenario and replicate"),
        ("Population represented", population_words(whole(settings, "represented_population"))),
        ("Time", f"{weeks:,} weeks ({WEEKS_PER_YEAR} weeks are a year)"),
        ("Replicates", f"{whole(settings, 'replicates'):,}"),
        ("Intervals", uncertainty_of(settings).words),
        ("Seed", str(settings.get("seed", "not recorded"))),
        ("Version", str(settings.get("version", "not recorded"))),
        ("Commit", str(settings.get("commit") or "not recorded")),
    ]
    network = settings.get("network")
    if isinstance(network, Mapping) and network.get("words"):
        facts.append(("Network", f"{network['file']}: {network['words']}"))
    return [*facts, ("Command", command)] if command else facts


def uncertainty_of(settings: Mapping[str, object]) -> Uncertainty:
    """What the intervals of a comparison show."""
    return Uncertainty(str(settings.get("uncertainty", Uncertainty.STOCHASTIC)))


def start_words(start: int | None, weeks: int) -> str:
    """When a scenario first differs from the baseline."""
    if start is None or start > weeks:
        return "Does not differ from the baseline in this run."
    if start == 0:
        return (
            "A different society from the baseline's: model parameters differ, so its people have other histories "
            "from before the run, and random numbers are not fully shared."
        )
    year = math.ceil(start / WEEKS_PER_YEAR)
    return f"First differs from the baseline in week {start:,} (year {year})."
