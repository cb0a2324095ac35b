"""Virtual trials: who is recruited, and that arms get what they should and nothing else."""

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd
import pytest

from sim.people.scores import SCORES, scores_of
from sim.people.state import Care, Disorder
from sim.scenario.scenario import Scenario
from sim.scenario.tables import Problem
from sim.simulation.engine import Engine
from sim.simulation.snapshots import Snapshot
from sim.studies.trials import follow as following
from sim.studies.trials.follow import Waves, follow
from sim.studies.trials.recruiting import randomise, recruit
from sim.studies.trials.spec import ArmSpec, RecruitSpec, TrialSpec, Withheld
from tests.studies.trials.trial_of import CBT, NOTHING, PEOPLE, SEED, trial


def test_scores_of_recruits_lie_in_the_range(engine: Engine) -> None:
    found = recruit(engine, RecruitSpec(phq9=(5.0, 12.0), gad7=(2.0, 8.0), pcl5=(0.0, 20.0), share=1.0))
    scores = scores_of(engine.people, found.rows, engine.parameters, SEED, engine.week)
    assert len(found.rows) == found.eligible > 20
    assert found.assessed == PEOPLE
    for place, (low, high) in enumerate([(5.0, 12.0), (2.0, 8.0), (0.0, 20.0)]):
        assert scores[:, place].min() >= low
        assert scores[:, place].max() <= high


@pytest.mark.parametrize(
    ("problem", "disorder"), [(Problem.DEPRESSION, Disorder.DEPRESSION), (Problem.ANXIETY, Disorder.ANXIETY)]
)
def test_recruits_have_the_diagnosis(problem: Problem, disorder: Disorder, engine: Engine) -> None:
    found = recruit(engine, RecruitSpec(diagnosis=[problem], share=1.0))
    ill = engine.people["in_episode"][:, disorder] == 1
    free = engine.people["care"] != Care.IN_TREATMENT
    assert len(found.rows) > 0
    assert found.rows.tolist() == np.flatnonzero(ill & free).tolist()


def test_any_of_several_diagnoses_will_do(engine: Engine) -> None:
    both = set(recruit(engine, RecruitSpec(diagnosis=[Problem.DEPRESSION, Problem.ANXIETY], share=1.0)).rows.tolist())
    each = [
        recruit(engine, RecruitSpec(diagnosis=[one], share=1.0)).rows for one in (Problem.DEPRESSION, Problem.ANXIETY)
    ]
    assert both == set(np.concatenate(each).tolist())


def test_medication_is_respected(engine: Engine) -> None:
    weeks = engine.people["medication_weeks"]
    some = recruit(engine, RecruitSpec(medicated_weeks=8, share=1.0)).rows
    none = recruit(engine, RecruitSpec(unmedicated=True, share=1.0)).rows
    assert len(some) > 0
    assert weeks[some].min() >= 8
    assert weeks[none].max() == 0


def test_nobody_in_treatment_takes_part(engine: Engine) -> None:
    assert (engine.people["care"] == Care.IN_TREATMENT).any()
    found = recruit(engine, RecruitSpec(share=1.0))
    assert not (engine.people["care"][found.rows] == Care.IN_TREATMENT).any()
    assert found.eligible == (engine.people["care"] != Care.IN_TREATMENT).sum()


def test_a_share_of_the_eligible_takes_part(engine: Engine) -> None:
    found = recruit(engine, RecruitSpec(share=0.3))
    assert len(found.rows) / found.eligible == pytest.approx(0.3, abs=0.05)
    fewer = recruit(engine, RecruitSpec(share=0.1))
    assert set(fewer.rows.tolist()) < set(found.rows.tolist())


def test_no_more_than_the_wanted_number_takes_part(engine: Engine) -> None:
    found = recruit(engine, RecruitSpec(share=0.3, participants=21))
    assert len(found.rows) == 21
    assert set(found.rows.tolist()) < set(recruit(engine, RecruitSpec(share=0.3)).rows.tolist())


@pytest.mark.parametrize("arms", [2, 3, 5])
def test_arms_are_of_equal_size_and_turns_put_everybody_once_in_each(arms: int, engine: Engine) -> None:
    rows = np.arange(0, 301)
    turns = np.array([randomise(engine, rows, arms, turn) for turn in range(arms)])
    for drawn in turns:
        sizes = np.bincount(drawn, minlength=arms)
        assert sizes.max() - sizes.min() <= 1
    assert (np.sort(turns, axis=0) == np.arange(arms)[:, None]).all()


def test_arms_are_drawn_by_chance_and_not_by_place(engine: Engine) -> None:
    rows = np.arange(0, 400)
    drawn = randomise(engine, rows, 2)
    assert 60 < drawn[:200].sum() < 140
    assert 120 < np.count_nonzero(np.diff(drawn)) < 280


@pytest.mark.parametrize("primary", ["phq9", "gad7", "gse"])
def test_arms_are_alike_in_the_main_outcome(primary: str, engine: Engine) -> None:
    rows = recruit(engine, RecruitSpec(phq9=(3.0, 27.0), share=0.5)).rows
    scores = scores_of(engine.people, rows, engine.parameters, SEED, engine.week)[:, SCORES.index(primary)]
    drawn = randomise(engine, rows, 3, primary=primary)
    for cut in np.unique(scores):  # of people about equally ill, as many are in each arm
        sizes = np.bincount(drawn[scores <= cut], minlength=3)
        assert sizes.max() - sizes.min() <= 1


def test_turns_begin_with_the_same_scores(quick: Scenario, start: Snapshot) -> None:
    plan = trial(CBT, NOTHING, 1)
    first, second = (follow(plan, quick, start, SEED, turn=turn).waves for turn in (0, 1))
    week = [table[table["week"] == 0] for table in (first, second)]
    pd.testing.assert_frame_equal(week[0].drop(columns="arm"), week[1].drop(columns="arm"))
    assert (week[0]["arm"] != week[1]["arm"]).all()


def test_the_same_seed_gives_the_same_trial(quick: Scenario, start: Snapshot, treated: tuple[TrialSpec, Waves]) -> None:
    plan, first = treated
    again = follow(plan, quick, start, SEED)
    pd.testing.assert_frame_equal(first.waves, again.waves)
    assert first.scores.tobytes() == again.scores.tobytes()


def test_another_seed_gives_another_trial(quick: Scenario, start: Snapshot, treated: tuple[TrialSpec, Waves]) -> None:
    plan, first = treated
    other = follow(plan, quick, start, SEED + 1)
    assert first.recruited.rows.tolist() != other.recruited.rows.tolist()


def test_a_trial_leaves_its_population_as_it_was(quick: Scenario, start: Snapshot) -> None:
    before = start.state.people.tobytes()
    follow(trial(CBT, NOTHING, 2), quick, start, SEED)
    assert start.state.people.tobytes() == before


def test_a_course_is_attended_and_comes_to_an_end(treated: tuple[TrialSpec, Waves]) -> None:
    _, found = treated
    end = found.waves[found.waves["week"] == 16]
    one, other = end[end["arm"] == "one"], end[end["arm"] == "other"]
    assert (other["status"] == "none").all()
    assert not (one["status"] == "none").any()
    assert (one["status"] == "completed").mean() > 0.4
    assert one.loc[one["status"] == "never_began", "sessions"].max() == 0
    assert one.loc[one["status"].isin(["completed", "dropped_out"]), "sessions"].min() > 0


def test_a_course_begins_in_its_week(quick: Scenario, start: Snapshot) -> None:
    plan = trial(ArmSpec(intervention="cbt", start_week=6), NOTHING, 6, 9)
    waves = follow(plan, quick, start, SEED).waves
    late = waves[waves["arm"] == "one"]
    assert (late.loc[late["week"] <= 6, "status"] == "none").all()
    assert (late.loc[late["week"] <= 6, "sessions"] == 0).all()
    assert not (late.loc[late["week"] == 9, "status"] == "none").any()
    assert late.loc[late["week"] == 9, "sessions"].max() == 3


class Week(NamedTuple):
    """Everybody after a week."""

    ids: npt.NDArray[np.int64]
    care: npt.NDArray[np.uint8]
    in_contact: npt.NDArray[np.bool_]
    medicated: npt.NDArray[np.bool_]


@pytest.fixture
def watched(
    quick: Scenario, start: Snapshot, monkeypatch: pytest.MonkeyPatch
) -> Callable[[TrialSpec, str], list[Week]]:
    """Runs a trial, and tells of an arm's people week by week."""
    engines: list[Engine] = []

    class Seen(Engine):
        def __init__(self, *given: Any, **named: Any) -> None:
            super().__init__(*given, **named)
            engines.append(self)

    def run(plan: TrialSpec, arm: str) -> list[Week]:
        weeks: list[Week] = []

        def look() -> None:
            people = engines[-1].people
            in_contact, medicated = people["weeks_in_care"] > 0, people["medication_weeks"] > 0
            weeks.append(Week(people["id"].copy(), people["care"].copy(), in_contact, medicated))

        busy = quick.model_copy(update={"parameters": {**quick.parameters, "seek_rate": 0.3, "referral": 1.0}})
        found = follow(plan, busy, start, SEED, on_week=look)
        ids = found.participants.loc[found.participants["arm"] == arm, "person"].to_numpy()
        mine = [np.isin(week.ids, ids) for week in weeks]
        return [
            Week(week.ids[chosen], week.care[chosen], week.in_contact[chosen], week.medicated[chosen])
            for week, chosen in zip(weeks, mine, strict=True)
        ]

    monkeypatch.setattr(following, "Engine", Seen)
    return run


SICK = RecruitSpec(phq9=(6.0, 27.0), share=1.0)


def in_therapy(week: Week) -> bool:
    """Whether anybody is in a course or waits for one."""
    return bool(np.isin(week.care, [Care.IN_TREATMENT, Care.WAITING]).any())


def test_a_waiting_list_gets_no_therapy_until_its_time(watched: Callable[[TrialSpec, str], list[Week]]) -> None:
    plan = trial(NOTHING, ArmSpec(withhold=Withheld.THERAPY, withhold_until=12), 30, recruit=SICK)
    waiting, usual = watched(plan, "other"), watched(plan, "one")
    assert any(in_therapy(week) for week in usual[:12])
    assert not any(in_therapy(week) for week in waiting[:12])
    assert any(in_therapy(week) for week in waiting[12:])
    assert any(week.in_contact.any() for week in waiting[:12])  # the family doctor is not withheld


def test_withheld_care_shows_in_no_week(watched: Callable[[TrialSpec, str], list[Week]]) -> None:
    plan = trial(NOTHING, ArmSpec(withhold=Withheld.CARE), 20, recruit=SICK)
    without, usual = watched(plan, "other"), watched(plan, "one")
    assert any(week.in_contact.any() for week in usual)
    assert any(week.medicated.any() for week in usual)
    assert not any(in_therapy(week) or week.in_contact.any() or week.medicated.any() for week in without)


def test_a_trial_may_treat_those_from_whom_other_care_is_withheld(quick: Scenario, start: Snapshot) -> None:
    plan = trial(ArmSpec(intervention="cbt", withhold=Withheld.CARE), NOTHING, 16, recruit=SICK)
    end = follow(plan, quick, start, SEED).waves.query("week == 16 and arm == 'one'")
    assert (end["status"] == "completed").any()
    assert end["medicated"].max() == 0


def test_stopped_medication_is_not_taken_again(quick: Scenario, start: Snapshot) -> None:
    plan = trial(ArmSpec(stop_medication=True), NOTHING, 1, 10, recruit=RecruitSpec(medicated_weeks=1, share=1.0))
    waves = follow(plan, quick, start, SEED).waves
    assert waves.loc[waves["arm"] == "one", "medicated"].max() == 0
    assert waves.loc[waves["arm"] == "other", "medicated"].max() == 10
