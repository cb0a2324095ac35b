"""A made-up comparison, and a real one."""

import pytest

from sim.studies.comparison.compare import compare
from sim.studies.comparison.comparison import Comparison
from tests.studies.fairness.made_up_runs import CHANGES, made


@pytest.fixture(scope="module")
def comparison() -> Comparison:
    return made(CHANGES)


@pytest.fixture(scope="module")
def lived(request: pytest.FixtureRequest) -> Comparison:
    """A short run under expanded therapy."""
    quicken = request.getfixturevalue("quicken")
    return compare([quicken("expanded_cbt")], quicken("baseline"), people=400, weeks=60, replicates=2, seed=3)
