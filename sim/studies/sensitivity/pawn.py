"""PAWN: how far an outcome's whole distribution moves when a parameter is held, from any sample.

Median Kolmogorov-Smirnov distance between the outcome's distribution and those within slices of the parameter (Pianosi
and Wagener 2018, Environmental Modelling & Software 108:197-207). Dummy parameters, drawn by chance alone, show what
the index comes to where there is nothing.
"""

import numpy as np
import numpy.typing as npt
import pandas as pd

from sim.core.extras import needs
from sim.studies.runs.statistics import LEVEL, TAILS95
from sim.studies.sensitivity.sampled import Sampled
from sim.studies.sweeps.points import problem

SLICES = (10, 8, 5, 4, 2)  # that can be cut; the more the better
FEWEST_IN_A_SLICE = 8  # points: fewer slices are cut from a small sample
RESAMPLES = 200
PATIENCE = 4_000_000  # points in all resamples: large sweeps, whose indices hardly scatter, get fewer resamples
DUMMIES = 50


def moved(found: Sampled, outcome: str) -> tuple[pd.DataFrame, float]:
    """PAWN indices of one outcome.

    Args:
        found: a sweep of any method. Points that failed are left out.
        outcome: one of its outcomes.

    Returns:
        parameter, value, low, high (95 %, bootstrap over points), largest first; and what 95 % of dummy parameters stay
        below. All NaN where there are too few points, or the outcome never moves.
    """
    known = ~np.isnan(found.means[outcome])
    unit, gave = found.unit[known], found.means[outcome][known]
    slices = next((count for count in SLICES if len(gave) >= count * FEWEST_IN_A_SLICE), 0)
    rng = np.random.default_rng([found.design.seed, 11])
    if slices < 2 or float(np.ptp(gave)) == 0.0:
        nothing = np.full(len(found.names), np.nan)
        return _table(found.names, nothing, nothing, nothing), float("nan")
    value = of_salib(unit, gave, slices)
    resamples = max(20, min(RESAMPLES, PATIENCE // len(gave)))
    rows = rng.integers(0, len(gave), (resamples, len(gave)))
    again = np.array([distances(unit[row], gave[row], slices) for row in rows])
    low, high = np.quantile(again, TAILS95, axis=0)
    dummy = float(np.quantile(distances(rng.random((len(gave), DUMMIES)), gave, slices), LEVEL))
    return _table(found.names, value, np.minimum(low, value), np.maximum(high, value)), dummy


def of_salib(unit: npt.NDArray[np.float64], gave: npt.NDArray[np.float64], slices: int) -> npt.NDArray[np.float64]:
    """Median distance over slices of each column, by SALib."""
    with needs("fit", "sensitivity"):
        from SALib.analyze import pawn

    names = [f"x{column}" for column in range(unit.shape[1])]
    with np.errstate(invalid="ignore", divide="ignore"):  # the coefficient of variation, which is not used
        found = pawn.analyze(problem(names), unit, gave, S=slices)
    return np.asarray(found["median"], np.float64)


def distances(unit: npt.NDArray[np.float64], gave: npt.NDArray[np.float64], slices: int) -> npt.NDArray[np.float64]:
    """The same as `of_salib`, a hundred times as fast, for resamples: no p-values are worked out on the way."""
    ordered = np.sort(gave)
    whole = np.searchsorted(ordered, ordered, "right") / len(ordered)
    found = np.full((slices, unit.shape[1]), np.nan)
    for column in range(unit.shape[1]):
        place = unit[:, column]
        edges = np.quantile(place, np.linspace(0.0, 1.0, slices + 1))
        for part in range(slices):
            mine = np.sort(gave[(place >= edges[part]) & (place < edges[part + 1])])
            if len(mine):
                found[part, column] = np.abs(np.searchsorted(mine, ordered, "right") / len(mine) - whole).max()
    return np.array([np.median(one[~np.isnan(one)]) if not np.isnan(one).all() else np.nan for one in found.T])


def _table(
    names: list[str], value: npt.NDArray[np.float64], low: npt.NDArray[np.float64], high: npt.NDArray[np.float64]
) -> pd.DataFrame:
    table = pd.DataFrame({"parameter": names, "value": value, "low": low, "high": high})
    return table.sort_values("value", ascending=False, ignore_index=True, kind="stable")
