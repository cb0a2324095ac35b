"""Morris screening: which parameters matter at all, for a few runs each.

Elementary effects (Morris 1991, Technometrics 33:161-174) with their mean absolute value (Campolongo, Cariboni and
Saltelli 2007, Environmental Modelling & Software 22:1509-1518).
"""

from collections.abc import Iterable
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from sim.core.extras import needs
from sim.studies.sensitivity.sampled import Sampled
from sim.studies.sweeps.points import MORRIS_LEVELS, problem

RESAMPLES = 1000
INERT = 0.1  # a parameter is inert whose effect is surely below this share of the largest


def screened(found: Sampled, outcome: str) -> pd.DataFrame:
    """Elementary effects of one outcome.

    Args:
        found: a sweep of method `morris`. Trajectories with a point that failed are left out.
        outcome: one of its outcomes.

    Returns:
        parameter, effect (mean absolute change of the outcome over the parameter's whole range), low and high (95 %),
        signed (mean change), scatter (standard deviation: interactions and bends), largest effect first. All NaN where
        no trajectory is whole, all 0 where the outcome never moves.
    """
    with needs("fit", "sensitivity"):
        from SALib.analyze import morris

    size = len(found.names) + 1
    unit, gave = whole_blocks(found.unit, found.means[outcome], size)
    if len(gave) == 0:
        return _table(found.names, *[np.full(len(found.names), np.nan)] * 4)
    if float(np.ptp(gave)) == 0.0:
        return _table(found.names, *[np.zeros(len(found.names))] * 4)
    given: dict[str, Any] = morris.analyze(
        problem(found.names),
        unit,
        gave,
        num_resamples=RESAMPLES,
        num_levels=MORRIS_LEVELS,
        seed=found.design.seed % 2**32,
    )
    star, half, mean, scatter = (
        np.asarray(given[key], np.float64) for key in ("mu_star", "mu_star_conf", "mu", "sigma")
    )
    return _table(found.names, star, half, mean, scatter)


def _table(names: list[str], *columns: npt.NDArray[np.float64]) -> pd.DataFrame:
    star, half, mean, scatter = columns
    table = pd.DataFrame(
        {
            "parameter": names,
            "effect": star,
            "low": np.maximum(0.0, star - half),
            "high": star + half,
            "signed": mean,
            "scatter": scatter,
        }
    )
    return table.sort_values("effect", ascending=False, ignore_index=True, kind="stable")


def whole_blocks(
    unit: npt.NDArray[np.float64], gave: npt.NDArray[np.float64], size: int
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """The rows of blocks (of so many rows) that hold no NaN: indices need trajectories, and base points, as wholes."""
    blocks = ~np.isnan(gave).reshape(-1, size).any(axis=1)
    rows = np.repeat(blocks, size)
    return unit[rows], gave[rows]


def inert(tables: Iterable[pd.DataFrame]) -> list[str]:
    """Parameters that surely matter little to every outcome.

    Args:
        tables: as from `screened`, of one sweep, one an outcome.

    Returns:
        Names whose effect has, for every outcome, an upper end below a tenth of the largest effect. An outcome that
        never moves, or is not known, has no say.
    """
    kept: set[str] = set()
    names: list[str] = []
    for table in tables:
        names = sorted(table["parameter"])
        largest = float(table["effect"].max())
        if largest > 0.0:
            kept |= set(table.loc[table["high"] >= INERT * largest, "parameter"])
    return [name for name in names if name not in kept]
