"""What a run of a sweep differs by: the path that each name in a design means.

A setting's name is a parameter of the model (`mastery_gain`, or `parameters.mastery_gain`), a mechanism (true or false:
`mechanisms.mastery`), a path into the scenario's tables (`services.talking_therapy.weekly_sessions_per_100k`), or
`scenario`.
"""

from difflib import get_close_matches

from sim.core.installation import program
from sim.errors import ScenarioError
from sim.parameters import Parameters
from sim.parameters.mechanisms import SWITCH
from sim.scenario.renamed import present_path
from sim.scenario.scenario import Scenario
from sim.scenario.values import OF_MECHANISM, OF_MODEL, Value, edited, value_paths
from sim.simulation.snapshots import standing

SCENARIO = "scenario"  # the setting that chooses the scenario


def full_path(scenario: Scenario, name: str) -> str:
    """The path that a setting's name means in a scenario.

    Raises:
        ScenarioError: it has none; the message says the nearest.
    """
    known = value_paths(scenario)
    name = present_path(name, "parameters")
    path = f"{OF_MODEL}{name}" if name in Parameters.model_fields and not name.startswith(SWITCH) else name
    switches = [field.removeprefix(SWITCH) for field in Parameters.model_fields if field.startswith(SWITCH)]
    if path in known or (path.startswith(OF_MECHANISM) and path.removeprefix(OF_MECHANISM) in switches):
        return path
    bare = [one.removeprefix(OF_MODEL) for one in known]
    near = get_close_matches(name, [*known, *bare, *[OF_MECHANISM + one for one in switches]], n=1, cutoff=0.5)
    if name.removeprefix(OF_MODEL).removeprefix(SWITCH) in switches:
        near = [OF_MECHANISM + name.removeprefix(OF_MODEL).removeprefix(SWITCH)]
    hint = f" Did you mean {near[0]!r}?" if near else f" `{program()} parameters` lists the model parameters."
    raise ScenarioError(f"parameters.{name}: {scenario.name} has no such parameter or mechanism.{hint}")


def is_whole(scenario: Scenario, path: str) -> bool:
    """Whether the number of a path counts something."""
    return isinstance(value_paths(scenario).get(path), int)


def makes_another_society(scenario: Scenario, path: str, one: Value, other: Value) -> bool:
    """Whether two values of a setting give populations that differ before the run, which need a new burn-in."""
    first, second = (standing(edited(scenario, {path: value})) for value in (one, other))
    return first != second
