"""Therapy teaches: sessions build skills that fade without practice; people, places and therapists differ."""

import numpy as np
import pytest

from sim.parameters import Parameters, parameter_record
from sim.people.state import PersonState, empty_people
from sim.policy.delivery import therapist_effect
from sim.policy.doses import DOSES, Doses, table
from sim.theory.attempt import Attempt
from sim.theory.learning import learn
from sim.theory.symptoms import mask

IDLE = Attempt(0, False, False, 0.5, 0.5, False)
SUCCESS = Attempt(0, True, True, 0.5, 0.5, False)
PARAMETERS = parameter_record(Parameters())[0]


def somebody(**fields: float) -> PersonState:
    people = empty_people(1)
    for name, value in ({"responsiveness": 1.0, "deprivation": 3} | fields).items():
        people[name] = value
    me: PersonState = people[0]
    return me


def doses(**given: float) -> Doses:
    found = table(DOSES, 1)
    for name, value in given.items():
        found[name] = value
    return found[0]  # type: ignore[no-any-return]


def after(sessions: int, weeks: int = 0, attempt: Attempt = IDLE, **fields: float) -> float:
    """Reframing after sessions of restructuring, and weeks without."""
    me = somebody(**fields)
    for _ in range(sessions):
        learn(me, IDLE, doses(restructuring=1.0), PARAMETERS)
    for _ in range(weeks):
        learn(me, attempt, doses(), PARAMETERS)
    return float(me.reframing)


def test_more_sessions_teach_more_with_diminishing_returns() -> None:
    learned = [after(sessions) for sessions in range(9)]
    steps = np.diff(learned)
    assert learned[0] == 0.0
    assert (steps > 0).all()
    assert (np.diff(steps) < 0).all()
    assert learned[-1] < 1.0


def test_skills_fade_and_practice_keeps_them() -> None:
    assert after(8) > after(8, 52, SUCCESS) > after(8, 52) > 0.0


def test_the_responsive_learn_more_and_hardship_leaves_less_room() -> None:
    assert after(4, responsiveness=2.0) > after(4) > after(4, responsiveness=0.2) > 0.0
    assert after(4, deprivation=1) > after(4, deprivation=3) > after(4, deprivation=5)
    assert after(4, responsiveness=0.0) == 0.0


def test_each_skill_has_its_own_route() -> None:
    for route, skill in (("restructuring", "reframing"), ("activity", "activation"), ("exposure", "facing")):
        me = somebody()
        learn(me, IDLE, doses(**{route: 1.0}), PARAMETERS)
        learned = {name: float(getattr(me, name)) for name in ("reframing", "activation", "facing")}
        assert [name for name, value in learned.items() if value > 0.0] == [skill]


def test_without_learning_a_session_works_in_its_own_week_only() -> None:
    off = parameter_record(Parameters(use_learning=0.0))[0]
    me = somebody()
    learn(me, IDLE, doses(restructuring=1.0), off)
    assert me.reframing > 0.0
    learn(me, IDLE, doses(), off)
    assert me.reframing == 0.0


def test_medication_masks_while_taken_and_symptoms_come_back_worse_for_some_weeks() -> None:
    me = somebody()
    mask(me, doses(damping=0.8), PARAMETERS)
    masked = float(me.relief)
    assert masked == pytest.approx(0.8 * PARAMETERS.medication_relief)
    after_it = []
    for _ in range(60):
        mask(me, doses(), PARAMETERS)
        after_it.append(float(me.relief))
    assert after_it[0] == pytest.approx(-PARAMETERS.medication_rebound * masked)
    assert (np.diff(after_it) > 0).all()
    assert after_it[-1] > 0.01 * after_it[0]


def test_therapists_differ_and_a_typical_one_changes_nothing() -> None:
    effects = np.array([therapist_effect(number, PARAMETERS, 3) for number in range(1, 2001)])
    assert effects.mean() == pytest.approx(1.0, abs=0.02)
    assert np.log(effects).std() == pytest.approx(PARAMETERS.therapist_spread, rel=0.1)
    assert therapist_effect(5, PARAMETERS, 3) == effects[4] != therapist_effect(5, PARAMETERS, 4)
    alike = parameter_record(Parameters(therapist_spread=0.0))[0]
    assert therapist_effect(5, alike, 3) == 1.0
