"""Single numbers of a scenario by path, as `programmes.outreach.reach`: which there are, and one of them changed."""

from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError

from sim.errors import ScenarioError
from sim.scenario.scenario import Scenario
from sim.scenario.tables import Quantity

TABLES = {"interventions", "staff", "services", "programmes", "events", "economy"}
SWITCH = "use_"  # begins the names of mechanisms, which are on or off and no matter of degree
QUANTITY = set(Quantity.model_fields)


def number_paths(scenario: Scenario) -> dict[str, float]:
    """All numbers of a scenario by path, with what they are; those of the model are called `numbers.NAME`.

    Of a number with an interval (a cost, say) the value is its mean. A whole number is an `int`.
    """
    found: dict[str, float] = {}
    _collect(scenario.model_dump(include=TABLES), "", found)
    of_model = scenario.model_numbers().model_dump()
    return found | {f"numbers.{name}": value for name, value in of_model.items() if not name.startswith(SWITCH)}


def _collect(table: dict[str, Any], before: str, found: dict[str, float]) -> None:
    for name, value in table.items():
        path = f"{before}{name}"
        if isinstance(value, dict) and set(value) == QUANTITY:
            found[path] = value["mean"]
        elif isinstance(value, dict):
            _collect(value, f"{path}.", found)
        elif isinstance(value, int | float) and not isinstance(value, bool):
            found[path] = value


def with_number(scenario: Scenario, path: str, value: float) -> Scenario:
    """The same scenario with one number changed; see `with_numbers`."""
    return with_numbers(scenario, {path: value})


def with_numbers(scenario: Scenario, values: Mapping[str, float]) -> Scenario:
    """The same scenario with some numbers changed.

    Args:
        scenario: has numbers of these paths.
        values: path, as from `number_paths`, to value; rounded where the number is a whole one, and without an interval
            where it had one.

    Raises:
        KeyError: there is no such number.
        ScenarioError: they cannot have these values.
    """
    now = number_paths(scenario)
    whole = {field: getattr(scenario, field) for field in Scenario.model_fields} | scenario.model_dump(include=TABLES)
    for path, value in values.items():
        table, parts = whole, path.split(".")
        for part in parts[:-1]:
            table[part] = dict(table[part])
            table = table[part]
        table[parts[-1]] = round(value) if isinstance(now[path], int) else float(value)
    try:
        return Scenario(**whole)
    except ValidationError as trouble:
        expected = trouble.errors()[0]["msg"].removeprefix("Value error, ")
        asked = ", ".join(f"{path} = {value:g}" for path, value in values.items())
        raise ScenarioError(f"{asked} in {scenario.name}: {expected}") from None
