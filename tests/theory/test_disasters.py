"""Who is exposed to a disaster, and when: by hand."""

import numpy as np
import pytest

from sim.core.chance import Draws, Purpose, draw, exponential
from sim.people.state import NO_TRAUMA
from sim.policy.doses import EVENT, table
from sim.theory.circles import react_to_trauma
from sim.theory.stress import DisasterExposure, Stress, disaster_exposure, meet_stress
from tests.theory.anybody import CALM, N, doses, somebody

SEED = 5
HURT = Draws(0.5, 0.5, 1e-9, 0.25)  # a trauma comes


def test_the_exposed_are_hurt_once_and_strained_for_as_long_as_it_lasts() -> None:
    events = table(EVENT, 3)  # the first exposes nobody, the others everybody
    events["number"], events["week"] = [0, 1, 2], [10, 10, 12]
    events["exposed"], events["severity"], events["strain"] = [0.0, 1.0, 1.0], [5.0, 2.0, 3.0], [9.0, 0.5, 0.25]
    me = somebody(weeks_since_trauma=float(NO_TRAUMA))
    first, second = (draw(SEED, me.id, week, Purpose.EVENTS + number).second for number, week in ((1, 10), (2, 12)))
    in_week_10 = disaster_exposure(me, events[:2], SEED, 10)
    assert in_week_10 == pytest.approx((2.0 * exponential(first), 0.5))
    me = somebody(weeks_since_trauma=1.0)  # by the disaster of week 10, as week 12 begins
    in_week_12 = disaster_exposure(me, events, SEED, 12)
    assert in_week_12 == pytest.approx((3.0 * exponential(second), 0.75))


def test_who_came_later_is_spared() -> None:
    events = table(EVENT, 2)
    events["number"], events["week"], events["exposed"], events["strain"] = [0, 1], [10, 11], 1.0, [0.5, 0.25]
    spared = [disaster_exposure(somebody(weeks_since_trauma=float(since)), events, SEED, 13) for since in (1, 2, 3)]
    assert [one.hassles for one in spared] == [0.75, 0.5, 0.0]  # the last trauma has to be as recent as the disaster
    assert not any(one.severity for one in spared)
    turned = events[::-1].copy().view(np.recarray)  # one that spares somebody does not hide those after it
    assert disaster_exposure(somebody(weeks_since_trauma=2.0), turned, SEED, 13).hassles == 0.5
    one_week_later = [disaster_exposure(somebody(weeks_since_trauma=float(s)), events[:1], SEED, 11) for s in (0, 1)]
    assert [one.hassles for one in one_week_later] == [0.5, 0.0]


def test_traumas_are_counted_as_far_as_the_count_goes() -> None:
    counted = []
    for before in (0.0, 253.0, 254.0, 255.0):
        me = somebody(traumas=before)
        meet_stress(me, CALM, DisasterExposure(0.0, 0.0), doses(), N, HURT, SEED, 0)
        counted.append(int(me.traumas))
    assert counted == [1, 254, 255, 255]


def test_a_trauma_without_any_load_is_remembered_in_full() -> None:
    me = somebody(acute_stress=0.0)
    react_to_trauma(me, Stress(0.0, 2.0, 0.0, 0.0), N)
    assert me.acute_stress == pytest.approx(2.0)
