"""Whether a run shows what a lesson's takeaways state."""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from sim.studies.lessons.claims import SOURCES, Claim, Takeaway, Weeks
from sim.studies.lessons.experiment import Outcome
from sim.studies.runs.statistics import t_interval


class Shown(NamedTuple):
    """What a run says about a claim."""

    holds: bool
    value: float  # the contrast, mean over societies
    low: float
    high: float


def shown(outcome: Outcome, claim: Claim) -> Shown:
    """Whether a run shows what a claim states.

    Args:
        outcome: the run.
        claim: the statement.
    """
    values = _contrast(outcome, claim, claim.measure, claim.source, claim.weeks)
    if claim.beyond is not None:
        other = claim.beyond
        same = not (other.measure or other.source)
        measure, source = (claim.measure, claim.source) if same else (other.measure, other.source)
        values = values - other.share * _contrast(outcome, claim, measure, source, other.weeks)
    mean, low, high = t_interval(values)
    holds = {"higher": low > 0.0, "lower": high < 0.0, "not_higher": low <= 0.0, "similar": True}[claim.shows]
    return Shown(holds and (claim.at_most is None or abs(mean) <= claim.at_most), mean, low, high)


def _contrast(
    outcome: Outcome, claim: Claim, measure: str, source: str, weeks: Weeks | None
) -> npt.NDArray[np.float64]:
    total = np.zeros(outcome.experiment.replicates)
    for arm, times in claim.of.items():
        if source:
            total += times * outcome.causes[arm][:, SOURCES.index(source)]
        elif weeks is None:
            total += times * outcome.end(arm, measure)
        else:
            total += times * outcome.series[arm][measure][:, weeks[0] - 1 : weeks[1]].mean(axis=1)
    return total


def holds(outcome: Outcome, takeaway: Takeaway) -> bool:
    """Whether a run shows everything that a takeaway states.

    Args:
        outcome: the run.
        takeaway: the takeaway.
    """
    return all(shown(outcome, claim).holds for claim in takeaway.claims)
