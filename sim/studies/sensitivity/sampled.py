"""A finished sweep as an analysis wants it: where each point lies, and what it gave, over its replicates."""

import math
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from sim.errors import SweepError
from sim.scenario.values import Value
from sim.studies.sweeps.design import Design, Method, Range
from sim.studies.sweeps.export import present_design
from sim.studies.sweeps.points import unit_sample
from sim.studies.sweeps.store import OK, Store

ROUNDING = 1e-10  # of the largest: means that differ by less differ by rounding only


class Sampled(NamedTuple):
    """A design with what it gave.

    Attributes:
        design: the design.
        names: parameters that vary.
        unit: where points lie (points by names), 0 to 1 between the ends of each range or list.
        means: outcome to its mean over the finished replicates of each point (points); NaN where none is finished.
        chance: outcome to the share of the variance between points' means that is chance alone, 0 to 1; NaN where
            points have one replicate.
        settings: parameter to its value at each point.
    """

    design: Design
    names: list[str]
    unit: npt.NDArray[np.float64]
    means: dict[str, npt.NDArray[np.float64]]
    chance: dict[str, float]
    settings: dict[str, list[Value]]


def sampled(store: Store, number: int | None = None) -> Sampled:
    """Read a sweep.

    Args:
        store: the store.
        number: of the design; None: the one opened last.

    Raises:
        SweepError: there is none, nothing of it is finished, or nothing varies in it.
    """
    there = present_design(store, number)
    design = Design.model_validate_json(there["design"])
    rows = store.rows(there["id"])
    if not any(row.status == OK for row in rows):
        raise SweepError(f"{store.path}: no run of this design is finished. Go on with the same sweep command first.")
    if not design.varied:
        raise SweepError(f"{store.path}: nothing varies in this design. Give a parameter a list or a range.")
    points = max(row.point for row in rows) + 1
    values: dict[str, list[Value]] = {name: [0.0] * points for name in design.varied}
    gave: dict[str, list[list[float]]] = {name: [[] for _ in range(points)] for name in design.outcomes}
    for row in rows:
        for name in design.varied:
            values[name][row.point] = row.parameters[name]
        for name, found in (row.outcomes or {}).items():
            gave[name][row.point].append(found)
    means = {
        name: without_rounding(np.array([np.mean(one) if one else math.nan for one in each], np.float64))
        for name, each in gave.items()
    }
    if design.method in (Method.SOBOL, Method.MORRIS):
        unit = unit_sample(design)
    else:
        unit = np.array([_places(design, name, values[name]) for name in design.varied], np.float64).T
    chance = {name: _chance(gave[name], means[name]) for name in design.outcomes}
    return Sampled(design, design.varied, unit, means, chance, values)


def without_rounding(means: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Means of an outcome; all alike where they differ by rounding only, which no parameter accounts for.

    Indices divide by the variance: that of rounding alone would give shares that look like results.
    """
    known = means[~np.isnan(means)]
    if len(known) and float(np.ptp(known)) <= ROUNDING * float(np.abs(known).max()):
        return np.where(np.isnan(means), means, known[0])
    return means


def _places(design: Design, name: str, values: list[Value]) -> list[float]:
    setting = design.settings[name]
    if not isinstance(setting, Range):
        known = {repr(value): place / max(1, len(setting) - 1) for place, value in enumerate(setting)}
        exact = {
            float(value): known[repr(value)]
            for value in setting
            if isinstance(value, int | float) and not isinstance(value, bool)
        }
        return [known[repr(one)] if repr(one) in known else exact[float(one)] for one in values]
    at = np.array(values, np.float64)
    if setting.log:
        where = np.log(at / setting.low) / math.log(setting.high / setting.low)
    else:
        where = (at - setting.low) / (setting.high - setting.low)
    return [float(place) for place in np.clip(where, 0.0, 1.0)]


def _chance(replicates: list[list[float]], means: npt.NDArray[np.float64]) -> float:
    """The share of the variance between means that replicates' own scatter accounts for."""
    several = [one for one in replicates if len(one) > 1]
    between = float(np.nanvar(means, ddof=1)) if np.count_nonzero(~np.isnan(means)) > 1 else 0.0
    if not several or between == 0.0:
        return math.nan
    within = float(np.mean([np.var(one, ddof=1) / len(one) for one in several]))
    return min(1.0, within / between)
