"""The trials that come with the model run, and give a figure for each published one; agreement is not asked for."""

import numpy as np
import pytest

from sim.scenario.load import load_scenario
from sim.scenario.scenario import Scenario
from sim.simulation.burn_in import snapshot
from sim.simulation.snapshots import Snapshot
from sim.studies.trials.effects import effects
from sim.studies.trials.follow import follow
from sim.studies.trials.published import UNKNOWN, published_table
from sim.studies.trials.spec import RecruitSpec, TrialSpec
from sim.studies.trials.trial_files import load_trial, trial_names
from tests.studies.trials.trial_of import SEED

LARGER = 8000  # people
SOME = ("boosters_after_cbt", "mindfulness_for_the_remitted", "stopping_medication", "waiting_list_cbt")


def of_everybody(plan: TrialSpec) -> TrialSpec:
    """The same trial of all who are eligible, since the society is small."""
    return plan.model_copy(update={"recruit": plan.recruit.model_copy(update={"share": 1.0})})


def check(plan: TrialSpec, society: Scenario, start: Snapshot, least: int) -> None:
    """Run a trial, and look for a figure beside each published one."""
    found = follow(of_everybody(plan), society, start, SEED)
    arms = found.participants["arm"].value_counts()
    assert set(arms.index) == set(plan.arms)
    assert arms.max() - arms.min() <= 1
    table = effects(plan, found.waves)
    stages = {1, 2} if plan.second_stage is not None and len(plan.arms) > 1 else {2 if plan.second_stage else 1}
    assert set(table["stage"]) == stages
    for figure in published_table(plan, found.waves).to_dict("records"):
        assert figure["people"] >= least, figure
        if figure["people"] >= 4:
            assert np.isfinite(figure["simulated"]), figure
            assert figure["simulated_low"] <= figure["simulated"] <= figure["simulated_high"], figure
            assert figure["verdict"] != UNKNOWN, figure


@pytest.mark.parametrize("name", SOME)
def test_a_trial_that_comes_with_the_model_runs(name: str, quick: Scenario, start: Snapshot) -> None:
    plan, _ = load_trial(name)
    anybody = RecruitSpec(
        medicated_weeks=min(1, plan.recruit.medicated_weeks), unmedicated=plan.recruit.unmedicated,
        previously_ill=plan.recruit.previously_ill, remitted_weeks=min(4, plan.recruit.remitted_weeks),
    )  # fmt: skip
    check(plan.model_copy(update={"recruit": anybody}), quick, start, 1)


@pytest.mark.slow
@pytest.mark.parametrize("name", [name for name in trial_names() if load_trial(name)[0].published])
def test_a_published_trial_in_the_model_as_it_is(name: str) -> None:
    plan, society = load_trial(name)
    assert society == load_scenario(plan.scenario)
    check(plan, society, snapshot(society, LARGER, SEED), 4)
