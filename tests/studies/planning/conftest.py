"""What tests of planning share: the baseline, and words of small runs."""

from pathlib import Path

import pytest

from sim.scenario.load import load_scenario
from sim.scenario.scenario import Scenario


@pytest.fixture(scope="module")
def base() -> Scenario:
    return load_scenario("baseline")


@pytest.fixture
def small(quick_files: Path) -> list[str]:
    """Words that all small runs share."""
    return ["--people", "120", "--weeks", "40", "--replicates", "2", "--seed", "5", "--workers", "1"]
