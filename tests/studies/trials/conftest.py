"""One small population and one trial for all tests of trials."""

import pytest

from sim.scenario.scenario import Scenario
from sim.simulation.burn_in import snapshot
from sim.simulation.engine import Engine
from sim.simulation.snapshots import Snapshot
from sim.studies.trials.follow import Waves, follow
from sim.studies.trials.spec import TrialSpec
from tests.studies.trials.trial_of import CBT, NOTHING, PEOPLE, SEED, trial


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
