"""Many weeks in one call are the same weeks as one at a time, and a diary holds what counting afterwards finds."""

import os
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from sim import RecoveryModel, load_scenario
from sim.core.chance import Purpose
from sim.outcomes.count import MEASURES, Measure
from sim.outcomes.courses import LEAST_ROOM, no_courses
from sim.outcomes.groups import GROUPS
from sim.people.scores import scores_of
from sim.people.state import Care, empty_people
from sim.scenario.scenario import Scenario
from sim.simulation import loops
from sim.simulation.allocation import comes_before, empty_queue, sink
from sim.simulation.burn_in import snapshot
from sim.simulation.engine import Engine
from sim.simulation.schedule import Policy
from sim.simulation.snapshots import Snapshot
from sim.studies.runs.courses import taken_out
from tests.shared import differing_states, quickened

PEOPLE, WEEKS, SEED = 611, 34, 8


@pytest.fixture(scope="module")
def scenario() -> Scenario:
    """All that the shipped scenarios do."""
    return quickened(load_scenario("combined"))


@pytest.fixture(scope="module")
def start(scenario: Scenario) -> Snapshot:
    """People of whom many are in treatment, so that courses end and begin."""
    made = snapshot(scenario, PEOPLE, SEED)
    people, service = made.state.people, next(iter(made.state.credit))
    people["care"][:90] = Care.IN_TREATMENT
    people["service"][:90] = 0
    people["therapy"][:90] = made.state.courses.index(scenario.services[service].intervention)
    people["session"][:90] = np.arange(90) % 12
    return Snapshot(made.ties, made.state)


def engine_of(scenario: Scenario, start: Snapshot, threads: int = 1) -> Engine:
    return Engine(scenario, start.ties, start.state.copy(), SEED, threads=threads)


def noted(engine: Engine, steps: list[int]) -> tuple[Any, Any, npt.NDArray[np.void]]:
    """Live stretches of weeks with a diary."""
    diary, courses = engine.diary(sum(steps)), no_courses(PEOPLE, sum(steps))
    for weeks in steps:
        until = engine.week + weeks
        while engine.week < until:
            engine.live_weeks(until - engine.week, diary, courses)
    return diary, courses, taken_out(courses)


@pytest.mark.parametrize("threads", [1, 2])
def test_stretches_of_any_length_give_the_same_weeks(scenario: Scenario, start: Snapshot, threads: int) -> None:
    whole, parts = engine_of(scenario, start), engine_of(scenario, start, threads)
    one, other = noted(whole, [WEEKS]), noted(parts, [1, 1, 2, 13, 17])
    assert differing_states(whole.state(), parts.state()) == []
    for mine, theirs in zip(one[0][1:], other[0][1:], strict=True):
        assert mine.tobytes() == theirs.tobytes()
    assert one[2].tobytes() == other[2].tobytes()
    for name in ("listed", "started", "started_soon", "treated", "people_treated", "first"):
        assert getattr(one[1], name).tobytes() == getattr(other[1], name).tobytes()


def test_a_diary_holds_what_counting_finds(scenario: Scenario, start: Snapshot) -> None:
    whole, steps = engine_of(scenario, start), engine_of(scenario, start)
    diary, courses, _ = noted(whole, [WEEKS])
    treated: set[int] = set()
    for week in range(WEEKS):
        steps.step()
        sums, groups = steps.count()
        used = steps.resource_use
        assert diary.sums[week].tobytes() == sums.tobytes()
        assert diary.groups[week].tobytes() == groups.tobytes()
        assert diary.health[week].tobytes() == used.health.tobytes()
        assert diary.resources[week].tobytes() == used.resources.tobytes()
        assert diary.sources[week].tobytes() == steps.belief_sources().tobytes()
        assert (courses.listed[week], courses.started[week]) == (used.listed, len(used.began))
        treated |= set(steps.people["id"][used.began].tolist())
    assert courses.people_treated.sum() == len(treated) > 0


def test_referrals_and_first_sessions_of_other_providers_are_not_counted(scenario: Scenario, start: Snapshot) -> None:
    def own(*names: str) -> Scenario:
        services = {
            name: spec.model_copy(update={"counted": name in names}) for name, spec in scenario.services.items()
        }
        return scenario.model_copy(update={"services": services})

    names = list(scenario.services)
    counts = []
    for mine in ((), names[:1], names[1:], names):
        engine = engine_of(own(*mine), start)
        _, courses, ended = noted(engine, [WEEKS])
        counts.append([courses.listed.sum(), courses.started.sum(), courses.started_soon.sum()])
        assert len(ended) > 0  # their courses are recorded all the same
    none, first, rest, everybody = np.array(counts)
    assert none.tolist() == [0.0, 0.0, 0.0]
    assert (first + rest == everybody)[1:].all()
    assert (everybody >= np.maximum(first, rest)).all() and first[1] > 0.0 and rest[1] > 0.0


def test_nobody_looking_changes_nothing(scenario: Scenario, start: Snapshot) -> None:
    quiet, watched = engine_of(scenario, start), engine_of(scenario, start)
    quiet.live_until(WEEKS)
    noted(watched, [WEEKS])
    assert differing_states(quiet.state(), watched.state()) == []


def test_what_is_set_by_hand_between_weeks_is_seen(scenario: Scenario, start: Snapshot) -> None:
    """A condition kept from the last week must not outlive a change from outside."""
    changed, usual = engine_of(scenario, start), engine_of(scenario, start)
    for engine in (changed, usual):
        engine.step()
    changed.people["severity"][:] = 3.0
    changed.people["care"][:] = Care.WAITING
    sums, _ = changed.count()
    assert sums[Measure.WAITING] == PEOPLE
    assert sums[Measure.PHQ9_CASES] > 0.95 * PEOPLE
    for engine in (changed, usual):
        engine.step()
    distress = changed.world.conditions["distress"]
    assert distress.min() > usual.world.conditions["distress"].mean()


def test_a_full_log_ends_a_stretch_and_loses_nothing(scenario: Scenario, start: Snapshot) -> None:
    whole, small = engine_of(scenario, start), engine_of(scenario, start)
    everything = noted(whole, [WEEKS])[2]
    diary, courses = small.diary(WEEKS), no_courses(PEOPLE, WEEKS)
    courses = courses._replace(ended=courses.ended[:PEOPLE])  # no room for a week after the first course
    parts, calls = [], 0
    while small.week < WEEKS:
        small.live_weeks(WEEKS - small.week, diary, courses)
        parts.append(taken_out(courses))
        calls += 1
    assert calls == 1 + len({int(course["week"]) for course in everything if course["week"] < WEEKS}) > 1
    assert np.concatenate(parts).tobytes() == everything.tobytes()
    assert len(no_courses(3, 2).ended) == LEAST_ROOM


def test_cases_are_those_of_the_scores_of_the_week(scenario: Scenario, start: Snapshot) -> None:
    """An error is only drawn near a cut-off, which must not change who is a case."""
    engine = engine_of(scenario, start)
    engine.people["severity"][:] = np.random.default_rng(4).normal(-1.0, 2.0, engine.people["severity"].shape)
    engine.live_until(3)
    sums, groups = engine.count()
    rows = np.arange(PEOPLE)
    scores = scores_of(engine.people, rows, engine.parameters, SEED, engine.week, Purpose.INSTRUMENTS)
    lines = (engine.parameters.case_phq9, engine.parameters.case_gad7, engine.parameters.case_pcl5)
    for place, measure in enumerate((Measure.PHQ9_CASES, Measure.GAD7_CASES, Measure.PCL5_CASES)):
        assert sums[measure] == np.count_nonzero(scores[:, place] >= lines[place]) > 0
    assert sums[Measure.PEOPLE] == PEOPLE == groups[:2, Measure.PEOPLE].sum()
    error = scores[:, 3].std() / PEOPLE**0.5
    assert sums[Measure.SELF_EFFICACY] / PEOPLE == pytest.approx(scores[:, 3].mean(), abs=4.0 * error)
    assert groups.shape[0] == GROUPS
    assert len(sums) == MEASURES


@given(seed=some.integers(0, 2**32 - 1), waiting=some.integers(1, 60), severest_first=some.booleans())
@settings(deadline=None, max_examples=40)
def test_a_line_is_served_in_its_order(seed: int, waiting: int, severest_first: bool) -> None:
    rng = np.random.default_rng(seed)
    people, queue = empty_people(waiting), empty_queue(waiting, 1)
    people["id"] = rng.permutation(waiting)
    people["weeks_waiting"] = rng.integers(0, 4, waiting)  # many wait for as long
    queue.rows[:], queue.line[:] = np.arange(waiting), np.arange(waiting)
    queue.luck[:], queue.distress[:] = rng.integers(0, 3, waiting) / 3.0, rng.integers(0, 4, waiting) / 4.0
    for at in range(waiting // 2 - 1, -1, -1):
        sink(at, waiting, people, queue, severest_first)
    served = []
    for length in range(waiting - 1, -1, -1):
        served.append(int(queue.line[0]))
        queue.line[0] = queue.line[length]
        sink(0, length, people, queue, severest_first)
    first = -queue.distress if severest_first else -people["weeks_waiting"].astype(np.int64)
    assert served == np.lexsort((people["id"], queue.luck, first)).tolist()
    assert not comes_before(0, 0, people, queue, severest_first)


def test_a_calendar_lays_out_every_week(scenario: Scenario) -> None:
    policy = Policy(scenario, PEOPLE)
    whole = policy.calendar(-3, 140)
    for week in (-3, 0, 1, 26, 27, 30, 79, 136):
        one, at = policy.calendar(week, 1), week + 3
        assert whole.sessions[at].tolist() == one.sessions[0].tolist()
        assert whole.open[at].tolist() == one.open[0].tolist()
        first, last = whole.programme_rows[at]
        assert whole.programmes[first:last].tobytes() == one.programmes.tobytes()
        first, last = whole.event_rows[at]
        assert whole.events[first:last].tobytes() == one.events.tobytes()
    assert len(whole.programmes) > 0


def test_a_model_lives_on_the_threads_it_is_given(
    scenario: Scenario, start: Snapshot, monkeypatch: pytest.MonkeyPatch
) -> None:
    usual, lived = loops.live_week_in_parallel, []

    def watched(*arguments: Any) -> None:
        lived.append(arguments[0])
        usual(*arguments)

    monkeypatch.setattr("sim.simulation.engine.live_week_in_parallel", watched)
    model = RecoveryModel(scenario, rng=SEED, graph=start.ties, threads=2, collect=False)
    lived.clear()  # of the burn-in
    model.run_for(3)
    assert lived == [model.engine.threads] * 3 or os.cpu_count() == 1
