"""What all visitors share: the baseline that the server was started with, and runs that are kept. Nothing of theirs."""

import os
from functools import cache

from sim.scenario.load import BASELINE, load_scenario, scenario_names
from sim.scenario.scenario import Scenario
from sim.studies.explore.building import baseline_of
from sim.studies.explore.explorer import PEOPLE, THOROUGH, Explorer, Size
from sim.studies.explore.presets import first_question
from sim.studies.explore.question import Area

OWN_SOCIETY = ("parameters", "mechanisms", "context", "profile")
IDLE_MINUTES = 60.0  # without activity, before a session is closed
IDLE_SETTING = "RECOVERY_DASHBOARD_IDLE_MINUTES"
POPULATIONS_SETTING = "RECOVERY_DASHBOARD_POPULATIONS"
PEOPLE_SETTING = "RECOVERY_DASHBOARD_PEOPLE"
BASELINE_SETTING = "RECOVERY_DASHBOARD_BASELINE"


@cache
def explorer() -> Explorer:
    """What runs the model for everybody."""
    people, populations = os.environ.get(PEOPLE_SETTING, PEOPLE), os.environ.get(POPULATIONS_SETTING, THOROUGH)
    return Explorer(Size(people=int(people), thorough=int(populations)))


@cache
def model_baseline() -> Scenario:
    """What policies are compared with, before a visitor's own area."""
    return load_scenario(os.environ.get(BASELINE_SETTING, BASELINE))


def warm() -> None:
    """Make what the first page needs, so that nobody waits for it."""
    explorer().warm(baseline_of(Area(), model_baseline()), first_question().seed)


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
