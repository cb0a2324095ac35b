"""Single values of a scenario by path, as `programmes.outreach.reach`: which there are, and the one editor of them."""

from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError

from sim.errors import ScenarioError, WrongValue
from sim.parameters import Parameters
from sim.parameters.mechanisms import SWITCH
from sim.parameters.quantity import Quantity
from sim.scenario.faults import expected
from sim.scenario.scenario import Scenario

TABLES = {"interventions", "staff", "services", "programmes", "events", "economy"}
OF_MODEL, OF_MECHANISM = "parameters.", "mechanisms."
QUANTITY = set(Quantity.model_fields)

type Value = bool | int | float | str


def value_paths(scenario: Scenario) -> dict[str, float]:
    """All numeric values of a scenario by path; model parameters are called `parameters.NAME`.

    Of a number with an interval (a cost, say) the value is its mean. A whole number is an `int`.
    """
    found: dict[str, float] = {}
    _collect(scenario.model_dump(include=TABLES), "", found)
    of_model = scenario.model_parameters().model_dump()
    return found | {f"{OF_MODEL}{name}": value for name, value in of_model.items() if not name.startswith(SWITCH)}


def _collect(table: dict[str, Any], before: str, found: dict[str, float]) -> None:
    for name, value in table.items():
        path = f"{before}{name}"
        if isinstance(value, dict) and set(value) == QUANTITY:
            found[path] = value["mean"]
        elif isinstance(value, dict):
            _collect(value, f"{path}.", found)
        elif isinstance(value, int | float) and not isinstance(value, bool):
            found[path] = value


def edited(scenario: Scenario, values: Mapping[str, Value]) -> Scenario:
    """The same scenario with some values changed, checked once for all of them.

    Args:
        scenario: left as it is.
        values: path to value. A path is one of `value_paths`, or `mechanisms.NAME` with true or false. Where the number
            is a whole one, the value is rounded; where it had an interval, it loses it.

    Raises:
        KeyError: the scenario has nothing at this path.
        ScenarioError: the scenario cannot have these values, alone or together.
    """
    parameters, mechanisms = dict(scenario.parameters), dict(scenario.mechanisms)
    deeper: dict[str, Value] = {}
    for path, value in values.items():
        if path.startswith(OF_MODEL):
            name = path.removeprefix(OF_MODEL)
            if name not in Parameters.model_fields:
                raise KeyError(path)
            parameters[name] = float(value)
        elif path.startswith(OF_MECHANISM):
            mechanisms[path.removeprefix(OF_MECHANISM)] = bool(value)
        else:
            deeper[path] = value
    whole: dict[str, Any] = {field: getattr(scenario, field) for field in Scenario.model_fields}
    if deeper:
        whole |= scenario.model_dump(include=TABLES)
        now = value_paths(scenario)
        for path, value in deeper.items():
            *tables, last = path.split(".")
            inner = whole
            for part in tables:
                inner = inner[part]
            whole_number = isinstance(now.get(path), int) and isinstance(value, int | float)
            inner[last] = round(value) if whole_number else value  # type: ignore[arg-type]
    try:
        if deeper:
            return Scenario(**(whole | {"parameters": parameters, "mechanisms": mechanisms}))
        # the tables are as checked before: what is new is checked alone, which is many times faster
        changed = scenario.model_copy(update={"parameters": parameters, "mechanisms": mechanisms})
        if changed.model_parameters().oldest <= changed.model_parameters().youngest:
            raise ScenarioError(f"{scenario.name}: {OF_MODEL}oldest has to be above {OF_MODEL}youngest")
        return changed
    except ValidationError as problem:
        first = problem.errors()[0]
        cause = first.get("ctx", {}).get("error")
        wanted = f"expected {cause.expected}." if isinstance(cause, WrongValue) else expected(first)
        asked = ", ".join(
            f"{path} = {f'{value:g}' if isinstance(value, float) else repr(value)}" for path, value in values.items()
        )
        raise ScenarioError(f"{asked} in {scenario.name}: {wanted}") from None
