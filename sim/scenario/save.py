"""A scenario as a file: what `sim/scenario/load.py` reads back as the same scenario."""

from typing import Any

import tomli_w

from sim.parameters.quantity import Quantity
from sim.scenario.load import BASELINE, load_scenario, scenario_names
from sim.scenario.scenario import Scenario

FILLED_IN = {"name", "profile"}  # by the reader, from the file's name and the context
ALWAYS_SAID = ("title", "description")
QUANTITY = set(Quantity.model_fields)  # is said whole: the other file may have a bare number


def scenario_toml(scenario: Scenario, parent: Scenario) -> str:
    """The text of a scenario file.

    Args:
        scenario: the scenario.
        parent: what it is based on. A scenario that comes with the model is extended, so that the file says only what
            differs; with any other the file says everything, and needs no other file but the model's own.

    Returns:
        TOML.
    """
    extended = parent.name in scenario_names() and load_scenario(parent.name) == parent
    below = parent if extended else Scenario(name="", title="", description="", interventions=_catalogue())
    text: dict[str, Any] = {"extends": f"{parent.name}.toml"} if extended else {}
    text |= {name: getattr(scenario, name) for name in ALWAYS_SAID}
    found = _differing(_plain(scenario), _plain(below), _plain(scenario, brief=True))
    return tomli_w.dumps(text | {name: value for name, value in found.items() if name not in text})


def _catalogue() -> Any:
    """The interventions that every file starts from: those of the baseline, which adds none."""
    return load_scenario(BASELINE).interventions


def _plain(scenario: Scenario, brief: bool = False) -> dict[str, Any]:
    return scenario.model_dump(mode="json", exclude=FILLED_IN, exclude_none=True, exclude_defaults=brief)


def _differing(mine: dict[str, Any], theirs: dict[str, Any], brief: dict[str, Any]) -> dict[str, Any]:
    """What has to be laid over the other to get the same, table by table.

    Args:
        mine: all of it.
        theirs: all of what it is laid over.
        brief: mine without what is as by default, which is enough where the other has nothing.
    """
    found: dict[str, Any] = {}
    for name, value in mine.items():
        if name not in theirs:
            found |= {name: brief[name]} if name in brief else {}
        elif value != theirs[name]:
            tables = isinstance(value, dict) and isinstance(theirs[name], dict) and set(value) != QUANTITY
            found[name] = _differing(value, theirs[name], brief.get(name, {})) if tables else value
    return found
