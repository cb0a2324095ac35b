"""Lessons: their files, experiments on common random numbers, what they find, predictions, and the words for it."""

from __future__ import annotations

import threading
from pathlib import Path

import numpy as np
import pytest
from pydantic import ValidationError

from sim.errors import Interrupted, ScenarioError
from sim.parameters.mechanisms import mechanisms
from sim.report.words.lesson import belief_is_held, finding_sentence, ledger_sentence, table_rows, verdict
from sim.report.words.sources import NET
from sim.scenario.scenario import Scenario
from sim.studies.lessons import (
    MEASURES,
    Arm,
    Experiment,
    Lesson,
    Outcome,
    Tally,
    find,
    lesson_names,
    load_lesson,
    run_experiment,
    shown,
    switched,
)
from sim.studies.lessons.finding import difference
from sim.studies.lessons.lesson import HIGHER, LOWER, NONE, PLANS, Prediction

DIRECTION = Prediction(ask="?", kind="direction", options={HIGHER: "Up", LOWER: "Down", NONE: "Neither"}, theory=LOWER)


def small(**changes: object) -> Experiment:
    """The whole model against one without mastery, tiny."""
    plan = switched(["mastery"], "self_efficacy", weeks=6, people=80, replicates=2, seed=3)
    return Experiment(**{**{name: getattr(plan, name) for name in Experiment.model_fields}, "last": 2, **changes})


def made_up(values: dict[str, list[float]]) -> Outcome:
    """An outcome whose arms end at these values, one a society."""
    arms = {name: Arm(title=name.capitalize()) for name in values}
    plan = small(arms=arms, weeks=2, replicates=len(next(iter(values.values()))))
    series = {
        name: {"self_efficacy": np.repeat(np.array(ends)[:, np.newaxis], 2, axis=1)} for name, ends in values.items()
    }
    causes = {name: np.zeros((plan.replicates, 10)) for name in values}
    return Outcome(plan, series, causes, 80.0)


def test_there_are_seven_lessons_in_the_order_of_teaching() -> None:
    assert lesson_names() == [
        "four_sources", "words_or_tasks", "hidden_recovery", "why_try", "waiting_list", "two_by_two",
        "undoing_helplessness",
    ]  # fmt: skip


@pytest.mark.parametrize("name", lesson_names())
def test_a_lesson_is_whole_and_its_arms_are_scenarios(name: str, quick: Scenario) -> None:
    lesson = load_lesson(name)
    assert len(lesson.takeaways) == 3
    assert lesson.limits
    assert lesson.prediction.theory in lesson.prediction.options
    for arm_name, arm in lesson.experiment.arms.items():
        scenario = arm.scenario(quick, arm_name)
        assert scenario.title == arm.title
        assert set(quick.services) <= set(scenario.services)


@pytest.mark.parametrize("name", lesson_names())
def test_the_model_shows_what_a_lesson_says(name: str) -> None:
    """Not by decree: the lesson is run as a visitor runs it, in the society that the model was fitted for."""
    lesson = load_lesson(name)
    outcome = run_experiment(lesson.experiment)
    finding = find(outcome, lesson.prediction)
    assert finding.answer == lesson.prediction.theory, verdict(finding, lesson.prediction)
    missing = [
        (takeaway.words, claim, shown(outcome, claim))
        for takeaway in lesson.takeaways
        for claim in takeaway.claims
        if not shown(outcome, claim).holds
    ]
    assert missing == []


def test_an_unknown_lesson_gets_one_message() -> None:
    with pytest.raises(ScenarioError, match="Did you mean 'why_try'"):
        load_lesson("why_tri")


@pytest.mark.parametrize(
    ("before", "after", "message"),
    [
        ('measure = "self_esteem"', 'measure = "self_estem"', "known are"),
        ('theory = "self_blame"', 'theory = "blame"', "an answer"),
        ('apathy = "I cannot, and nothing pays", ', "", "words for 'apathy'"),
        ('field = "self_efficacy"', 'field = "selfefficacy"', "a field of a person's state"),
        ("weeks = 20", "weeks = 0", "weeks = 0"),
        ("last = 4", "last = 40", "at most the 20 weeks"),
        ("minutes = 5", "minuets = 5", "Did you mean 'minutes'"),
    ],
)
def test_a_lesson_with_a_mistake_is_refused_with_its_place(
    tmp_path: Path, before: str, after: str, message: str
) -> None:
    text = (PLANS / "two_by_two.toml").read_text(encoding="utf-8")
    assert before in text
    path = tmp_path / "mine.toml"
    path.write_text(text.replace(before, after, 1), encoding="utf-8")
    with pytest.raises(ScenarioError, match=message) as problem:
        load_lesson(path)
    assert str(path) in str(problem.value)


def test_an_experiment_gives_the_same_numbers_again(quick: Scenario) -> None:
    one, again = (run_experiment(small(), baseline=quick) for _ in range(2))
    for name in one.series:
        assert np.array_equal(one.series[name]["self_efficacy"], again.series[name]["self_efficacy"])
        assert np.array_equal(one.causes[name], again.causes[name])


def test_arms_that_do_not_differ_live_the_same_lives(quick: Scenario) -> None:
    same = run_experiment(small(arms={"one": Arm(title="One"), "two": Arm(title="Two")}), baseline=quick)
    assert np.array_equal(same.series["one"]["self_efficacy"], same.series["two"]["self_efficacy"])
    assert find(same, DIRECTION).answer == NONE


def test_a_mechanism_switched_off_leaves_no_trace_in_the_ledger(quick: Scenario) -> None:
    found = run_experiment(small(), baseline=quick)
    mastery = 0  # the first cause of the ledger
    assert (found.causes["whole"][:, mastery] != 0.0).all()
    assert (found.causes["cut"][:, mastery] == 0.0).all()


def test_what_is_held_stays_held(quick: Scenario) -> None:
    held = Arm.model_validate({"title": "Held", "hold": [{"field": "hope", "value": 0.25}]})
    plan = small(arms={"free": Arm(title="Free"), "held": held}, measure="hope")
    found = run_experiment(plan, baseline=quick)
    assert found.series["held"]["hope"] == pytest.approx(0.25)
    assert not np.allclose(found.series["free"]["hope"], 0.25)


def test_what_is_held_for_some_weeks_is_free_afterwards(quick: Scenario) -> None:
    held = Arm.model_validate({"title": "Held", "hold": [{"field": "hope", "value": 0.25, "until": 3}]})
    plan = small(arms={"free": Arm(title="Free"), "held": held}, measure="hope")
    hope = run_experiment(plan, baseline=quick).series["held"]["hope"]
    assert hope[:, :2] == pytest.approx(0.25)  # as people enter the second and the third week
    assert (hope[:, 2:] != 0.25).all()


def test_what_comes_together_is_read_at_the_end(quick: Scenario) -> None:
    found = run_experiment(small(measure="visits", also=["tries"]), baseline=quick)
    visits = found.series["whole"]["visits"]
    assert (np.diff(visits, axis=1) >= 0.0).all()
    assert np.array_equal(found.end("whole", "visits"), visits[:, -1])
    assert found.end("whole", "tries") == pytest.approx(found.series["whole"]["tries"][:, -2:].mean(axis=1))


@pytest.mark.parametrize("measure", MEASURES)
def test_every_measure_can_be_read(quick: Scenario, measure: str) -> None:
    found = run_experiment(small(measure=measure, measured_in="ill", people=120), baseline=quick)
    assert found.series["whole"][measure].shape == (2, 6)
    assert np.isfinite(found.end("whole", measure)).any() or measure == "weeks_waiting"


def test_an_experiment_can_be_stopped_and_shows_its_progress(quick: Scenario) -> None:
    described: list[tuple[int, int]] = []
    run_experiment(small(), baseline=quick, on_progress=lambda done, total: described.append((done, total)))
    assert described[-1] == (24, 24)
    stop = threading.Event()
    with pytest.raises(Interrupted):
        run_experiment(small(), baseline=quick, stop=stop, on_progress=lambda done, total: stop.set())


@pytest.mark.parametrize(
    ("ends", "answer"),
    [([30.0, 29.0, 31.0], HIGHER), ([27.0, 26.0, 28.0], LOWER), ([28.0, 27.5, 28.4], NONE)],
)
def test_the_direction_is_reported_only_where_the_interval_is_clear_of_zero(ends: list[float], answer: str) -> None:
    outcome = made_up({"whole": [28.2, 27.3, 28.3] if answer == NONE else [28.0, 27.2, 29.1], "cut": ends})
    finding = find(outcome, DIRECTION)
    assert finding.answer == answer
    assert finding.as_expected == (answer == LOWER)


def test_most_and_least_need_a_winner_that_is_clearly_ahead() -> None:
    options = {"one": "One", "two": "Two", NONE: "Neither"}
    most = Prediction(ask="?", kind="most", options=options, theory="one")
    least = Prediction(ask="?", kind="least", options=options, theory="one")
    clear = made_up({"first": [10.0, 10.1, 9.9], "one": [12.0, 12.2, 12.1], "two": [9.0, 9.2, 8.9]})
    assert find(clear, most).answer == "one"
    assert find(clear, least).answer == "two"
    close = made_up({"first": [10.0, 10.1, 9.9], "one": [12.0, 12.2, 12.1], "two": [12.1, 12.1, 12.1]})
    assert find(close, most).answer == NONE
    assert find(close, least).answer == NONE  # both are above the first


def test_a_finding_in_words_names_both_ends_and_what_is_not_clear() -> None:
    outcome = made_up({"whole": [28.0, 27.2, 29.1], "cut": [26.0, 25.1, 27.3]})
    finding = find(outcome, DIRECTION)
    said = finding_sentence(outcome, "self_efficacy")
    assert "less (95 % interval" in said
    assert f"{-finding.differences[0].difference:.1f} points less" in said
    assert verdict(finding, DIRECTION).endswith("That is what the theory expects.")
    other = DIRECTION.model_copy(update={"theory": HIGHER})
    assert "does not show it here" in verdict(find(outcome, other), other)
    unclear = made_up({"whole": [28.2, 27.3, 28.3], "cut": [28.0, 27.5, 28.4]})
    assert "not clearly different" in finding_sentence(unclear, "self_efficacy")


def test_the_table_and_the_ledger_say_what_was_run(quick: Scenario) -> None:
    outcome = run_experiment(small(replicates=6, weeks=26), baseline=quick)
    rows = table_rows(outcome)
    assert [row["Measure"] for row in rows] == [MEASURES["self_efficacy"].title]
    assert "own success and failure" in ledger_sentence(outcome)
    assert NET not in ledger_sentence(outcome)
    found = difference(outcome, "cut", "self_efficacy")
    assert found.low <= found.difference <= found.high


def test_the_ledger_is_not_reported_where_belief_is_held() -> None:
    held = {name: belief_is_held(made_up_for(name)) for name in lesson_names()}
    assert [name for name, is_held in held.items() if is_held] == ["two_by_two"]


def made_up_for(name: str) -> Outcome:
    """A lesson that has not been run."""
    return Outcome(load_lesson(name).experiment, {}, {}, 0.0)


def test_switches_are_the_mechanisms_of_the_model() -> None:
    plan = switched(mechanisms(), "ill", weeks=4, people=60, replicates=2, seed=1)
    assert not any(plan.arms["cut"].mechanisms.values())
    with pytest.raises(ValueError, match="Did you mean 'mastery'"):
        switched(["mastry"], "ill", weeks=4, people=60, replicates=2, seed=1)
    with pytest.raises(ValueError, match="choose one or more"):
        switched([], "ill", weeks=4, people=60, replicates=2, seed=1)
    with pytest.raises(ValidationError):
        switched(["mastery"], "illness", weeks=4, people=60, replicates=2, seed=1)


def test_a_tally_counts_predictions() -> None:
    tally = Tally.empty(["up", "down"]).with_count("up", 7).with_count("down", 3).with_count("up", 9)
    assert (tally.total, tally.of("up"), tally.share("down")) == (12, 9, 0.25)
    assert tally.sentence({"up": "Up.", "down": "Down."}, "down") == "3 of 12 predictions named what came out (Down)."
    assert Tally.empty(["up"]).sentence({}, "up") == "Nobody has made a prediction."
    for option, count, message in (("left", 1, "is no answer"), ("up", -1, "from 0"), ("up", 10**6, "from 0")):
        with pytest.raises(ValueError, match=message):
            tally.with_count(option, count)


def test_a_lesson_survives_being_written_and_read() -> None:
    lesson = load_lesson("waiting_list")
    assert Lesson.model_validate(lesson.model_dump(exclude_unset=True)) == lesson
