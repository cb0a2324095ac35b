"""One burnt-in society for all knock-out tests."""

import pytest
from society import SEED, Society, changed

from sim.scenario_files import load_scenario
from sim.snapshot import snapshot


@pytest.fixture(scope="session")
def society() -> Society:
    """A society under care as it is, some thousands of people."""
    scenario = changed(load_scenario("baseline"), numbers={"library_people": 3000.0, "library_years": 25.0})
    return Society(scenario, snapshot(scenario, 6000, SEED), SEED)
