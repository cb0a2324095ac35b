"""Free parameters: what the fit may move, with prior and reason; and scenarios with other values of them."""

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import NamedTuple

from sim.parameters import Parameters
from sim.policy.doses import ROUTES
from sim.scenario.load import load_scenario
from sim.scenario.scenario import Scenario
from sim.scenario.values import edited, value_paths

FILE = Path(__file__).parent / "free_parameters.toml"


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


def path_of(name: str) -> str:
    """Where a free parameter stands in a scenario (`sim.scenario.values`)."""
    return name if name.startswith("interventions.") else f"parameters.{name}"


def meaning_of(name: str) -> str:
    """What a free parameter is, in words."""
    if name in Parameters.model_fields:
        return str(Parameters.model_fields[name].description)
    _, intervention, *key = name.split(".")
    what = ROUTES.get(key[-1], key[-1].replace("_", " "))
    return f"dose of {load_scenario('baseline').interventions[intervention].title}: {what}"


def present_value(scenario: Scenario, name: str) -> float:
    """A free parameter's value in a scenario."""
    return float(value_paths(scenario)[path_of(name)])


def with_values(scenario: Scenario, values: Mapping[str, float]) -> Scenario:
    """A scenario with other values of free parameters.

    Args:
        scenario: left as it is.
        values: parameter to value; names as in the file.
    """
    return edited(scenario, {path_of(name): value for name, value in values.items()})
