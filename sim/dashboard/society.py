"""The society that all pages speak of, and the policies that come with the model, in that society."""

import os
from functools import lru_cache

from sim.dashboard.serve import BASELINE_SETTING
from sim.scenario import Scenario
from sim.scenario_files import BASELINE, load_scenario, scenario_names

OWN_SOCIETY = ("numbers", "mechanisms", "context", "profile")


@lru_cache(maxsize=4)
def _loaded(which: str) -> Scenario:
    return load_scenario(which)


def baseline() -> Scenario:
    """What every policy is compared with: as the dashboard was started."""
    return _loaded(os.environ.get(BASELINE_SETTING, BASELINE))


@lru_cache(maxsize=64)
def _in_society(name: str, which: str) -> Scenario:
    policy, here = load_scenario(name), load_scenario(which)
    return policy.model_copy(update={field: getattr(here, field) for field in OWN_SOCIETY})


def policy(name: str) -> Scenario:
    """A policy by name, among the people of the dashboard's society.

    Raises:
        ScenarioError: no such policy.
    """
    here = os.environ.get(BASELINE_SETTING, BASELINE)
    return baseline() if name == BASELINE else _in_society(name, here)


@lru_cache(maxsize=2)
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
