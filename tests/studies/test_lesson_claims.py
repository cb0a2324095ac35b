"""What takeaways state can be refuted by a run, is refused where it makes no sense, and spoils no prediction."""

from __future__ import annotations

import re

import numpy as np
import pytest
from pydantic import ValidationError

from sim.people.state import CAUSES
from sim.studies.lessons import Claim, Lesson, Outcome, Takeaway, holds, lesson_names, load_lesson, shown
from sim.studies.lessons.claims import SOURCES

FAR = 1_000.0  # more than any measure differs by
CLAIMS = [
    (name, place, number)
    for name in lesson_names()
    for place, takeaway in enumerate(load_lesson(name).takeaways)
    for number in range(len(takeaway.claims))
]


def world(lesson: Lesson, claim: Claim, size: float) -> Outcome:
    """A run whose contrast of a claim is this large in every society and week, and of which nothing else is known."""
    plan = lesson.experiment
    norm = sum(times**2 for times in claim.of.values())
    values = {arm: size * claim.of.get(arm, 0.0) / norm for arm in plan.arms}
    shape = plan.replicates, plan.weeks
    series = {arm: {measure: np.full(shape, value) for measure in plan.measures} for arm, value in values.items()}
    causes = {arm: np.zeros((plan.replicates, CAUSES)) for arm in plan.arms}
    if claim.source:
        for arm, value in values.items():
            causes[arm][:, SOURCES.index(claim.source)] = value
    return Outcome(plan, series, causes, float(plan.people))


@pytest.mark.parametrize(("name", "place", "number"), CLAIMS)
def test_every_claim_can_fail(name: str, place: int, number: int) -> None:
    lesson = load_lesson(name)
    takeaway = lesson.takeaways[place]
    claim = takeaway.claims[number]
    against = {"higher": -FAR, "lower": FAR, "not_higher": FAR, "similar": FAR}[claim.shows]
    refuting = world(lesson, claim, against)
    assert not shown(refuting, claim).holds
    assert not holds(refuting, takeaway)


def test_a_claim_is_read_from_the_societies() -> None:
    lesson = load_lesson("why_try")
    claim = Claim(measure="tries", of={"much": 1, "without": -1}, shows="lower")
    found = shown(world(lesson, claim, -2.0), claim)
    assert found.holds
    assert (found.value, found.low, found.high) == pytest.approx((-2.0, -2.0, -2.0))
    assert not shown(world(lesson, claim, 0.0), claim).holds
    bounded = claim.model_copy(update={"at_most": 1.0})
    assert not shown(world(lesson, bounded, -2.0), bounded).holds
    half = Claim.model_validate(
        {
            "measure": "tries",
            "of": {"much": 1, "without": -1},
            "beyond": {"weeks": [1, 4], "share": 0.5},
            "shows": "lower",
        }
    )
    assert shown(world(lesson, half, -2.0), half).value == pytest.approx(-1.0)


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"source": "mastery"}, "either a measure or a source"),
        ({"of": {"much": 1, "without": 1}}, "sum to 0"),
        ({"shows": "similar"}, "counts as similar"),
        ({"measure": "", "source": "mastry"}, "a source of self-efficacy"),
        ({"shows": "bigger"}, "bigger"),
    ],
)
def test_a_claim_that_makes_no_sense_is_refused(changed: dict[str, object], message: str) -> None:
    with pytest.raises(ValidationError, match=message):
        Claim.model_validate({"measure": "tries", "of": {"much": 1, "without": -1}, "shows": "lower"} | changed)


@pytest.mark.parametrize(
    ("claim", "message"),
    [
        ({"measure": "tries", "of": {"most": 1, "without": -1}, "shows": "lower"}, "an arm"),
        ({"measure": "hope", "of": {"much": 1, "without": -1}, "shows": "lower"}, "a measure of this lesson"),
        (
            {"measure": "tries", "of": {"much": 1, "without": -1}, "weeks": [20, 27], "shows": "lower"},
            "weeks from 1 to 26",
        ),
    ],
)
def test_a_claim_about_what_a_lesson_does_not_have_is_refused(claim: dict[str, object], message: str) -> None:
    lesson = load_lesson("why_try").model_dump(exclude_unset=True)
    lesson["takeaways"][0] = Takeaway(words="It is so.", claims=[Claim.model_validate(claim)]).model_dump(
        exclude_unset=True
    )
    with pytest.raises(ValidationError, match=message):
        Lesson.model_validate(lesson)


SPOILERS = r"\b(beats?|helps|hurts?|lowers?|raises?|sticky|better|worse|never|cannot)\b"


@pytest.mark.parametrize("name", lesson_names())
def test_a_title_does_not_give_the_answer(name: str) -> None:
    lesson = load_lesson(name)
    assert not re.search(SPOILERS, lesson.title, re.IGNORECASE)
    assert not re.search(SPOILERS, name.replace("_", " "), re.IGNORECASE)  # it stands in the address of the page
    for words in lesson.prediction.options.values():
        assert "theory" not in words.lower()
