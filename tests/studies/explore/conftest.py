"""A baseline that is quick to burn in, and one answer of the explorer."""

from __future__ import annotations

import pytest

from sim.scenario.load import load_scenario
from sim.scenario.scenario import Scenario
from sim.studies.comparison.comparison import Comparison
from sim.studies.explore.building import baseline_of, scenario_of
from sim.studies.explore.explorer import Explorer
from sim.studies.explore.presets import presets
from sim.studies.explore.question import Area
from sim.studies.explore.workers import Workers
from tests.shared import quickened
from tests.studies.explore.small import SMALL


@pytest.fixture(scope="package")
def baseline() -> Scenario:
    return baseline_of(Area(), quickened(load_scenario("baseline")))


@pytest.fixture(scope="package")
def explorer() -> Explorer:
    return Explorer(SMALL, Workers(2))


@pytest.fixture(scope="package")
def combined(explorer: Explorer, baseline: Scenario) -> Comparison:
    return explorer.compare([scenario_of(presets()["combined"], baseline, "policy")], baseline, 1, 3)
