"""The gates of switches: with a mechanism off, something typical takes its place, exactly."""

from typing import cast

import pytest

from sim.core.chance import Draws
from sim.parameters import Parameters, parameter_record
from sim.people.condition import expected_outcome
from sim.theory.attempt import set_goal
from sim.theory.belief import Experience, Reaction
from sim.theory.circles import turn_circles
from sim.theory.stigma import update_self_stigma
from sim.theory.stress import Stress, active_coping, buffering, trauma
from tests.theory.anybody import CALM, UNSUPPORTED, doses, somebody, tried

RARE = Draws(0.5, 0.5, 1e-9, 0.25)  # a trauma comes


def without(mechanism: str, on: float = 0.0) -> Parameters:
    """The parameters with one mechanism off."""
    return cast("Parameters", parameter_record(Parameters(**{f"use_{mechanism}": on}))[0])


def test_everybody_expects_the_typical_outcome() -> None:
    me = somebody(outcome_expectation=0.9)
    off = without("outcome_expectation")
    assert expected_outcome(me, off) == off.typical_outcome_expectation
    assert expected_outcome(me, without("outcome_expectation", 1.0)) == 0.9


def test_every_goal_is_typical() -> None:
    me, off = somebody(goal_difficulty=0.2), without("goal_setting")
    set_goal(me, 0.9, doses(goal_setting=1.0), off)
    assert me.goal_difficulty == off.typical_goal
    me = somebody(goal_difficulty=0.2)
    set_goal(me, 0.9, doses(), without("goal_setting", 1.0))
    assert me.goal_difficulty != off.typical_goal


def test_everybody_copes_and_is_supported_as_is_typical() -> None:
    me, off = somebody(support_emotional=0.9), without("coping")
    able = CALM._replace(ability=0.9)
    assert active_coping(able, off) == off.typical_ability * off.typical_belief
    assert active_coping(able, without("coping", 1.0)) == pytest.approx(0.9 * CALM.belief)
    off = without("stress_buffering")
    assert buffering(me, 1.0, off) == off.buffering * off.typical_support * 1.0 / (1.0 + off.buffering_half)
    assert buffering(me, 1.0, without("stress_buffering", 1.0)) > buffering(me, 1.0, off)


def test_every_trauma_has_the_mean_severity() -> None:
    assert trauma(somebody(), without("trauma_severity"), RARE) == 1.0
    assert trauma(somebody(), without("trauma_severity", 1.0), RARE) == pytest.approx(1.3862943611)  # -log(1/4)
    assert trauma(somebody(), without("trauma_severity"), RARE._replace(third=0.9)) == 0.0


def test_habits_pull_as_is_typical_whatever_they_are() -> None:
    me, off = somebody(rumination=0.9, avoidance=0.9, health_behaviour=0.1), without("vicious_circles")
    lived = Experience(UNSUPPORTED, Stress(0.0, 0.0, 1.0, 1.0), tried(True), Reaction(0.25, 0.25, 0.25, 0.25))
    pulls = turn_circles(me, CALM, lived, doses(), off)
    assert pulls == (off.typical_brooding, off.typical_withdrawn, off.typical_avoiding)
    on = without("vicious_circles", 1.0)
    pulls = turn_circles(me, CALM, lived, doses(), on)
    habits = (
        me.rumination - on.rumination_base,
        on.health_base - me.health_behaviour,
        me.avoidance - on.avoidance_base,
    )
    assert pulls == pytest.approx(habits)


def test_nothing_is_left_of_self_stigma() -> None:
    me = somebody(self_stigma=0.7, medication_weeks=3.0)
    update_self_stigma(me, UNSUPPORTED, CALM, doses(), without("self_stigma"))
    assert me.self_stigma == 0.0
    me = somebody(self_stigma=0.7, medication_weeks=3.0)
    update_self_stigma(me, UNSUPPORTED, CALM, doses(), without("self_stigma", 1.0))
    assert 0.0 < me.self_stigma < 0.7
