"""From a design to its points: what each parameter is at each, the same points for the same design."""

import itertools
from typing import Any

import numpy as np
import numpy.typing as npt

from sim.core.extras import needs
from sim.errors import SweepError
from sim.scenario.values import Value
from sim.studies.sweeps.design import MOST_RUNS, Base, Design, Method, Range
from sim.studies.sweeps.settings import SCENARIO

MORRIS_LEVELS = 4

type Point = dict[str, Value]


def points_of(design: Design, bases: dict[str, Base]) -> list[Point]:
    """All points of a design, each with a value for every parameter, in an order that never changes.

    Lists are expanded: a grid takes every combination, a Latin hypercube takes all its points under every combination
    of lists (the same points, so that they can be compared), `list` reads lists row by row. In Sobol and Morris designs
    a list is one more parameter that varies; its values are drawn evenly.

    Raises:
        SweepError: more points than anyone can run.
    """
    drawn = unit_sample(design) if design.method.sampled else np.zeros((1, 0))
    if design.method is Method.LIST:
        rows = max((len(values) for values in design.lists.values()), default=1)
        combinations = [{name: values[row] for name, values in design.lists.items()} for row in range(rows)]
        inner: list[str] = []
    else:
        inner = _drawn(design)
        values_of = {name: _values(design, name) for name in design.varied if name not in inner}
        size = len(drawn) * int(np.prod([float(len(values)) for values in values_of.values()]))
        if size > MOST_RUNS:
            raise SweepError(
                f"the design has {size:,} points; at most {MOST_RUNS:,} can be planned. Take fewer steps or samples."
            )
        combinations = [dict(zip(values_of, row, strict=True)) for row in itertools.product(*values_of.values())]
    found = []
    for combination in combinations:
        for row in drawn:
            sample = {name: _at(design.settings[name], float(place)) for name, place in zip(inner, row, strict=True)}
            here = combination | sample
            point = {name: here[name] if name in here else _only(one) for name, one in design.settings.items()}
            base = bases[str(point.get(SCENARIO, design.scenario))]
            found.append({name: _as_kind(name, value, base) for name, value in point.items()})
    return found


def unit_sample(design: Design) -> npt.NDArray[np.float64]:
    """What a sampled design draws (points by drawn parameters), each from 0 to 1.

    Sobol's sequence and Morris' trajectories are SALib's; rows stand in the order that its analyses want.
    """
    names = _drawn(design)
    seed = int(np.random.SeedSequence([design.seed, 5]).generate_state(1)[0])
    if design.method is Method.LATIN_HYPERCUBE:
        from scipy.stats import qmc  # takes a second to load

        return np.asarray(qmc.LatinHypercube(len(names), rng=seed).random(design.samples))
    if design.method is Method.SOBOL:
        with needs("fit", "a design of method sobol"):
            from SALib.sample import sobol

        return np.asarray(
            sobol.sample(problem(names), design.samples, calc_second_order=design.interactions, seed=seed)
        )
    with needs("fit", "a design of method morris"):
        from SALib.sample import morris

    return np.asarray(morris.sample(problem(names), design.samples, num_levels=MORRIS_LEVELS, seed=seed))


def problem(names: list[str]) -> dict[str, Any]:
    """Parameters as SALib wants them: each from 0 to 1."""
    return {"num_vars": len(names), "names": list(names), "bounds": [[0.0, 1.0]] * len(names)}


def _drawn(design: Design) -> list[str]:
    """Names of the columns of `unit_sample`."""
    if design.method in (Method.SOBOL, Method.MORRIS):
        return design.varied
    return list(design.ranges) if design.method is Method.LATIN_HYPERCUBE else []


def _values(design: Design, name: str) -> list[Value]:
    setting = design.settings[name]
    if isinstance(setting, Range):
        return [setting.at(float(place)) for place in np.linspace(0.0, 1.0, setting.steps)]
    return list(setting)


def _at(setting: Range | tuple[Value, ...], place: float) -> Value:
    if isinstance(setting, Range):
        return setting.at(place)
    return setting[min(len(setting) - 1, int(place * len(setting)))]


def _only(setting: Range | tuple[Value, ...]) -> Value:
    assert not isinstance(setting, Range)
    return setting[0]


def _as_kind(name: str, value: Value, base: Base) -> Value:
    """Whole numbers as `int`, other numbers as `float`: 1 and 1.0 are one point."""
    if isinstance(value, bool | str):
        return value
    return round(value) if name in base.whole else float(value)
