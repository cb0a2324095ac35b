"""One small population and one trial for all tests of trials."""

import pytest
from trial_of import CBT, NOTHING, PEOPLE, SEED, trial

from sim.engine import Engine
from sim.scenario import Scenario
from sim.snapshot import Snapshot, snapshot
from sim.studies.trials.follow import Waves, follow
from sim.studies.trials.plan import TrialSpec


@pytest.fixture(scope="package")
def start(quick: Scenario) -> Snapshot:
    return snapshot(quick, PEOPLE, SEED)


@pytest.fixture
def engine(quick: Scenario, start: Snapshot) -> Engine:
    return Engine(quick, start.ties, start.state.copy(), SEED)


@pytest.fixture(scope="package")
def treated(quick: Scenario, start: Snapshot) -> tuple[TrialSpec, Waves]:
    """CBT against nothing."""
    plan = trial(CBT, NOTHING, 4, 16)
    return plan, follow(plan, quick, start, SEED)
