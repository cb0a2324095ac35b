"""A scenario with other values of its numbers and switches, many at once: what a run of a sweep differs by.

A setting's name is a number of the model (`mastery_gain`, or `numbers.mastery_gain`), a mechanism (true or false:
`mechanisms.mastery`), a path into the scenario's tables (`services.talking_therapy.places_per_100k`), or `scenario`.
"""

from collections.abc import Mapping
from difflib import get_close_matches

from pydantic import ValidationError

from sim.errors import ScenarioError
from sim.parameters import Numbers
from sim.scenario.scenario import Scenario
from sim.scenario.values import SWITCH, TABLES, number_paths
from sim.simulation.burn_in import standing

SCENARIO = "scenario"  # the setting that chooses the scenario
OF_MODEL, OF_MECHANISM = "numbers.", "mechanisms."

type Value = bool | int | float | str


def full_path(scenario: Scenario, name: str) -> str:
    """The path that a setting's name means in a scenario.

    Raises:
        ScenarioError: it has none; the message says the nearest.
    """
    known = number_paths(scenario)
    path = f"{OF_MODEL}{name}" if name in Numbers.model_fields and not name.startswith(SWITCH) else name
    switches = [field.removeprefix(SWITCH) for field in Numbers.model_fields if field.startswith(SWITCH)]
    if path in known or (path.startswith(OF_MECHANISM) and path.removeprefix(OF_MECHANISM) in switches):
        return path
    bare = [one.removeprefix(OF_MODEL) for one in known]
    near = get_close_matches(name, [*known, *bare, *[OF_MECHANISM + one for one in switches]], n=1, cutoff=0.5)
    hint = f" Did you mean {near[0]!r}?" if near else " `run.py numbers` lists the numbers of the model."
    raise ScenarioError(f"parameters.{name}: {scenario.name} has no such number or mechanism.{hint}")


def is_whole(scenario: Scenario, path: str) -> bool:
    """Whether the number of a path counts something."""
    return isinstance(number_paths(scenario).get(path), int)


def with_settings(scenario: Scenario, settings: Mapping[str, Value]) -> Scenario:
    """The same scenario with some values changed, checked once for all of them.

    Args:
        scenario: left as it is.
        settings: full path to value; a number with an interval loses it.

    Raises:
        ScenarioError: values that the scenario cannot have, alone or together.
    """
    numbers, mechanisms = dict(scenario.numbers), dict(scenario.mechanisms)
    deeper: dict[str, Value] = {}
    for path, value in settings.items():
        if path.startswith(OF_MODEL):
            numbers[path.removeprefix(OF_MODEL)] = float(value)
        elif path.startswith(OF_MECHANISM):
            mechanisms[path.removeprefix(OF_MECHANISM)] = bool(value)
        else:
            deeper[path] = value
    try:
        if not deeper:
            changed = scenario.model_copy(update={"numbers": numbers, "mechanisms": mechanisms})
            if changed.model_numbers().oldest <= changed.model_numbers().youngest:
                raise ScenarioError(f"{scenario.name}: oldest is to be above youngest")
            return changed
        whole = {field: getattr(scenario, field) for field in Scenario.model_fields}
        whole |= scenario.model_dump(include=TABLES) | {"numbers": numbers, "mechanisms": mechanisms}
        for path, value in deeper.items():
            *tables, last = path.split(".")
            inner = whole
            for part in tables:
                inner = inner[part]
            inner[last] = value
        return Scenario(**whole)
    except ValidationError as trouble:
        first = trouble.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        expected = first["msg"].removeprefix("Value error, ")
        raise ScenarioError(f"{scenario.name}: {where} = {first.get('input')!r}: {expected}") from None


def makes_another_society(scenario: Scenario, path: str, one: Value, other: Value) -> bool:
    """Whether two values of a setting give populations that differ before the run, which are burnt in anew."""
    first, second = (standing(with_settings(scenario, {path: value})) for value in (one, other))
    return first != second
