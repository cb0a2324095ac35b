"""The scenarios that come with the model, read once."""

from functools import cache

from sim.scenario.load import load_scenario, scenario_names
from sim.scenario.scenario import Scenario


@cache
def shipped(name: str) -> Scenario:
    """A scenario that comes with the model, by name."""
    return load_scenario(name)


@cache
def shipped_names() -> tuple[str, ...]:
    """Names of all of them."""
    return tuple(scenario_names())
