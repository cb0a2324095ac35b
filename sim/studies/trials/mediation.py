"""How much of a trial's effect went through self-efficacy: mediation by the product of coefficients."""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from sim.studies.runs.statistics import MIDDLE95, bootstrap_rows
from sim.studies.trials.spec import TrialSpec

RESAMPLES = 1000
FEWEST = 20  # participants with all scores
LEAST_EFFECT = 0.2  # SD: a smaller total effect has no meaningful share

type Array = npt.NDArray[np.float64]


class Mediation(NamedTuple):
    """One arm's effect on the primary outcome, and the part of it that went through self-efficacy."""

    arm: str
    mediator_week: int
    outcome_week: int
    total: float  # points of the outcome, arm against comparator
    indirect: float  # of it, through the GSE
    share: float  # indirect over total; NaN where there is hardly an effect
    low: float  # 95 % interval of the share
    high: float
    n: int


def mediation(plan: TrialSpec, waves: pd.DataFrame, arm: str, seed: int) -> Mediation:
    """Share of an arm's effect on the primary outcome at the last week (before a cross-over) that went through the GSE.

    The GSE is taken at the last measured week before the outcome (at the same week where there is none), adjusted, as
    the outcome is, for both at randomisation. Like every mediation analysis it takes for granted that nothing else
    moves both (Imai, Keele and Tingley 2010).

    Args:
        plan: the trial.
        waves: as from `follow`.
        arm: an arm other than the comparator.
        seed: of the bootstrap over participants.
    """
    weeks = plan.compared_weeks()
    outcome_week = weeks[-1]
    mediator_week = weeks[-2] if len(weeks) > 1 else outcome_week
    mine = waves[waves["arm"].isin([arm, plan.comparator])]

    def at(week: int, column: str) -> pd.Series:
        return mine[mine["week"] == week].set_index("person")[column]

    table = pd.DataFrame(
        {
            "arm": (at(0, "arm") == arm).astype(float),
            "before": at(0, plan.primary),
            "belief_before": at(0, "gse"),
            "belief": at(mediator_week, "gse"),
            "after": at(outcome_week, plan.primary),
        }
    ).dropna()
    nothing = Mediation(arm, mediator_week, outcome_week, *(float("nan"),) * 5, len(table))
    if len(table) < FEWEST or plan.primary == "gse" or not 0 < table["arm"].sum() < len(table):
        return nothing
    data = table.to_numpy(np.float64)
    total, indirect = _paths(data)
    if abs(total) < LEAST_EFFECT * data[:, 4].std():
        return nothing._replace(total=total, indirect=indirect)
    shares = []
    for rows in bootstrap_rows(len(data), seed, 53, RESAMPLES):
        whole, part = _paths(data[rows])
        shares.append(part / whole if whole != 0.0 else float("nan"))
    low, high = np.nanquantile(shares, MIDDLE95)
    share = indirect / total
    return Mediation(arm, mediator_week, outcome_week, total, indirect, share, float(low), float(high), len(table))


def _paths(data: Array) -> tuple[float, float]:
    """Total and indirect effect; columns: arm, outcome before, belief before, belief, outcome after."""
    ones = np.ones(len(data))
    adjusted = np.column_stack([ones, data[:, 0], data[:, 1], data[:, 2]])
    to_belief = _least_squares(adjusted, data[:, 3])[1]
    with_belief = _least_squares(np.column_stack([adjusted, data[:, 3]]), data[:, 4])
    total = _least_squares(adjusted, data[:, 4])[1]
    return float(total), float(to_belief * with_belief[4])


def _least_squares(design: Array, values: Array) -> Array:
    solution, *_ = np.linalg.lstsq(design, values, rcond=None)
    return np.asarray(solution)
