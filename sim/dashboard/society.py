"""The society that all pages speak of, and the policies that come with the model, in that society."""

from functools import cache

from sim.dashboard.explore.shared import model_baseline
from sim.scenario import Scenario
from sim.scenario_files import BASELINE, load_scenario, scenario_names

OWN_SOCIETY = ("numbers", "mechanisms", "context", "profile")


def baseline() -> Scenario:
    """What every policy is compared with: as the dashboard was started."""
    return model_baseline()


@cache
def _in_society(name: str) -> Scenario:
    return load_scenario(name).model_copy(update={field: getattr(baseline(), field) for field in OWN_SOCIETY})


def policy(name: str) -> Scenario:
    """A policy by name, among the people of the dashboard's society.

    Raises:
        ScenarioError: no such policy.
    """
    return baseline() if name == BASELINE else _in_society(name)


@cache
def policy_titles() -> dict[str, str]:
    """Name to title of the baseline and of all policies that start from its society."""
    stock = load_scenario(BASELINE)
    found = {BASELINE: baseline().title}
    for name in scenario_names():
        other = load_scenario(name)
        if name != BASELINE and other.starts(stock) > 0:
            found[name] = other.title
    return found


def part_titles(*scenarios: Scenario) -> dict[str, str]:
    """Name to words of the programmes and services of some scenarios."""
    found = {}
    for scenario in scenarios:
        for table in (scenario.programmes, scenario.services):
            for name, spec in table.items():
                given = scenario.interventions[spec.intervention].title
                words = name.replace("_", " ")
                found[name] = words if given.lower() == words else f"{words} ({given})"
    return found
