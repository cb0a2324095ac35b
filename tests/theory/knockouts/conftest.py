"""One burnt-in society for all knock-out tests."""

import pytest

from sim.scenario.load import load_scenario
from sim.simulation.burn_in import snapshot
from tests.theory.knockouts.society import SEED, Society, changed


@pytest.fixture(scope="session")
def society() -> Society:
    """A society under care as it is, some thousands of people."""
    scenario = changed(load_scenario("baseline"), parameters={"library_people": 3000.0, "library_years": 25.0})
    return Society(scenario, snapshot(scenario, 6000, SEED), SEED)
