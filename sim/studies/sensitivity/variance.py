"""Sobol indices: which share of an outcome's variance each parameter accounts for, alone and with others.

First-order and total indices by the estimators of Saltelli et al. (2010, Computer Physics Communications 181:259-270),
with bootstrap intervals, over uniform ranges.
"""

from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from sim.core.extras import needs
from sim.studies.sensitivity.sampled import Sampled
from sim.studies.sensitivity.screening import whole_blocks
from sim.studies.sweeps.points import problem

RESAMPLES = 1000


class Indices(NamedTuple):
    """Sobol indices of one outcome.

    Attributes:
        each: parameter, first, first_low, first_high, total, total_low, total_high; largest total first.
        pairs: parameter, other, value, low, high, for each pair; empty without second-order indices.
        base: base points that were whole.
    """

    each: pd.DataFrame
    pairs: pd.DataFrame
    base: int


def indices(found: Sampled, outcome: str) -> Indices:
    """Sobol indices of one outcome.

    Args:
        found: a sweep of method `sobol`. Base points of which a run failed are left out with all that belongs to them.
        outcome: one of its outcomes.

    Returns:
        The indices with 95 % intervals; NaN where fewer than two base points are whole or the outcome never moves.
    """
    with needs("fit", "sensitivity"):
        from SALib.analyze import sobol

    names, second = found.names, found.design.interactions
    size = 2 * len(names) + 2 if second else len(names) + 2
    _, gave = whole_blocks(found.unit, found.means[outcome], size)
    base = len(gave) // size
    columns: dict[str, Any] = {}
    pairs: list[tuple[str, str, float, float, float]] = []
    if base < 2 or float(np.ptp(gave)) == 0.0:
        for kind in ("first", "total"):
            columns |= {kind: np.nan, f"{kind}_low": np.nan, f"{kind}_high": np.nan}
        table = pd.DataFrame({"parameter": names, **columns})
    else:
        given: dict[str, Any] = sobol.analyze(
            problem(names), gave, calc_second_order=second, num_resamples=RESAMPLES, seed=found.design.seed % 2**32
        )
        for kind, key in (("first", "S1"), ("total", "ST")):
            value, half = np.asarray(given[key]), np.asarray(given[f"{key}_conf"])
            columns |= {kind: value, f"{kind}_low": value - half, f"{kind}_high": value + half}
        table = pd.DataFrame({"parameter": names, **columns})
        if second:
            for row, one in enumerate(names):
                for place in range(row + 1, len(names)):
                    both, wide = float(given["S2"][row, place]), float(given["S2_conf"][row, place])
                    pairs.append((one, names[place], both, both - wide, both + wide))
    return Indices(
        table.sort_values("total", ascending=False, ignore_index=True, kind="stable"),
        pd.DataFrame(pairs, columns=["parameter", "other", "value", "low", "high"]),
        base,
    )
