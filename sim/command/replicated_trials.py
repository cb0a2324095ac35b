"""The further societies of a virtual trial, and what is printed about all of them together."""

import math
from collections.abc import Callable, Mapping
from typing import Any

import pandas as pd
from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table

from sim.errors import UserInputError, WrongValue
from sim.report.words.certainty import counted_words, is_settled, not_yet
from sim.report.words.quantities import number_words
from sim.report.words.trial import arm_label
from sim.report.words.uncertainty import variance_words
from sim.scenario.scenario import Scenario
from sim.studies.comparison.uncertainty import Uncertainty
from sim.studies.replicated_trials.across import effects_in, ran_in
from sim.studies.runs.statistics import VarianceShare
from sim.studies.trials.spec import TrialSpec

KINDS = {
    Uncertainty.STOCHASTIC: "other people and other chance, the same parameters",
    Uncertainty.PARAMETER: "parameter sets that all fit the evidence, the same chance",
    Uncertainty.BOTH: "parameter sets that all fit the evidence, other people and other chance",
}


def in_further_societies(
    trial: str,
    plan: TrialSpec,
    society: Scenario,
    seed: int,
    societies: int,
    uncertainty: Uncertainty,
    on_week: Callable[[], None],
) -> tuple[list[pd.DataFrame], bool]:
    """Run the same trial in further societies; Ctrl-C keeps those that are finished.

    Args:
        trial: its name or path, for messages.
        plan: the trial.
        society: the scenario of the first one.
        seed: of the study.
        societies: how many there are with the first.
        uncertainty: what they differ by.
        on_week: called after each week, for progress.

    Returns:
        The effects in each, and whether it was stopped.

    Raises:
        UserInputError: in one of them too few people can take part.
    """
    tables: list[pd.DataFrame] = []
    try:
        for number in range(1, societies):
            tables.append(effects_in(plan, ran_in(society, seed, number, uncertainty), on_week))
    except KeyboardInterrupt:
        return tables, True
    except WrongValue as problem:
        raise UserInputError(f"{trial}, in society {number + 1} of {societies}: {problem}") from None
    return tables, False


def print_across(console: Console, plan: TrialSpec, found: pd.DataFrame, uncertainty: Uncertainty) -> None:
    """Print the primary outcome over all societies, and how much of its uncertainty is due to parameters.

    Args:
        console: where.
        plan: the trial.
        found: as from `across`.
        uncertainty: what societies differ by.
    """
    rows = found[found["outcome"] == plan.primary].to_dict("records")
    societies = max((row["known_in"] for row in rows), default=0)
    table = Table(
        title=f"Effect on the primary outcome over {societies} societies: {KINDS[uncertainty]}", title_justify="left",
        title_style="bold", box=SIMPLE_HEAD, show_edge=False, padding=(0, 1, 0, 0),
    )  # fmt: skip
    for name in ("Week", "Arm", "g", "95 % interval", "In how many"):
        table.add_column(name, justify="left" if name in ("Arm", "In how many") else "right")
    for row in rows:
        table.add_row(
            f"{row['week']}", arm_label(row["arm"]), number_words(row["g"], 2),
            f"{number_words(row['low'], 2)} to {number_words(row['high'], 2)}", in_how_many(row),
        )  # fmt: skip
    console.print(table)
    for arm, last in {row["arm"]: row for row in rows}.items():  # the last week of each
        if is_settled(last["known_in"]) and math.isfinite(last["from_parameters"]):
            share = VarianceShare(last["from_parameters"], last["share_low"], last["share_high"])
            what = f"the mean effect of {arm_label(arm)} in week {last['week']}"
            console.print(variance_words(what, share).replace("replicates", "societies"), highlight=False)


def in_how_many(row: Mapping[Any, Any]) -> str:
    """In how many societies an arm did better than its comparator, from twelve on."""
    known = int(row["known_in"])
    if not is_settled(known):
        return not_yet(known).replace("populations", "societies")
    words = counted_words("better", int(row["better_in"]), known, ("worse", int(row["worse_in"])))
    return words.replace("simulated populations", "societies")
