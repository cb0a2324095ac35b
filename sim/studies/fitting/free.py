"""Free parameters: what the fit may move, with prior and reason; and scenarios with other values of them."""

import tomllib
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from sim.scenario import Scenario

FILE = Path(__file__).parent / "free_parameters.toml"
PLACE_OF_INTERVENTION = 2  # interventions.NAME.KEY: the key comes third


class FreeParameter(NamedTuple):
    """One number that the fit may move; its prior is uniform."""

    name: str
    low: float
    high: float
    reason: str


@cache
def free_parameters() -> tuple[FreeParameter, ...]:
    """All free parameters, in the order of the file."""
    content = tomllib.loads(FILE.read_text(encoding="utf-8"))
    return tuple(
        FreeParameter(name, *(entry[key] for key in ("low", "high", "reason"))) for name, entry in content.items()
    )


def present_value(scenario: Scenario, name: str) -> float:
    """A free parameter's value in a scenario."""
    if not name.startswith("interventions."):
        return float(getattr(scenario.model_numbers(), name))
    _, intervention, *key = name.split(".")
    spec = scenario.interventions[intervention]
    return float(spec.doses.get(key[1], 0.0) if key[0] == "doses" else getattr(spec, key[0]))


def with_values(scenario: Scenario, values: Mapping[str, float]) -> Scenario:
    """A scenario with other values of free parameters.

    Args:
        scenario: left as it is.
        values: parameter to value; names as in the file.
    """
    numbers, interventions = dict(scenario.numbers), dict(scenario.interventions)
    for name, value in values.items():
        if not name.startswith("interventions."):
            numbers[name] = float(value)
            continue
        _, intervention, *key = name.split(".")
        spec = interventions[intervention]
        if key[0] == "doses":
            spec = spec.model_copy(update={"doses": {**spec.doses, key[1]: float(value)}})
        else:
            spec = spec.model_copy(update={key[0]: float(value)})
        interventions[intervention] = spec
    return scenario.model_copy(update={"numbers": numbers, "interventions": interventions})


def bounds() -> npt.NDArray[np.float64]:
    """Prior bounds (parameters by 2)."""
    return np.array([(free.low, free.high) for free in free_parameters()])


def named(point: Sequence[float] | npt.NDArray[np.float64]) -> dict[str, float]:
    """A point of the unit cube as values of the free parameters, by name."""
    low, high = bounds().T
    values = low + np.asarray(point, np.float64) * (high - low)
    return {free.name: float(value) for free, value in zip(free_parameters(), values, strict=True)}
