"""What holds for anybody under stress, and for what others see of it."""

import pytest
from hypothesis import given
from hypothesis import strategies as some

from sim.core.chance import Draws
from sim.theory.stress import DisasterExposure, active_coping, appraisal, buffering, carry_burden, meet_stress
from sim.theory.ties import improvement
from tests.theory.anybody import CALM, N, checked, doses, inner, levels, pair, somebody


@given(pair(some.floats(0.0, 50.0)), inner)
@checked
def test_support_buffers_more_the_heavier_the_load(loads: tuple[float, float], support: float) -> None:
    me = somebody(support_emotional=support)
    light, heavy = (buffering(me, load, N) for load in loads)
    assert 0.0 <= light < heavy <= 1.0


@given(pair(levels), some.floats(0.1, 50.0))
@checked
def test_support_buffers_more_the_more_of_it(supports: tuple[float, float], load: float) -> None:
    little, much = (buffering(somebody(support_emotional=support), load, N) for support in supports)
    assert little < much


@given(pair(levels))
@checked
def test_a_load_looks_smaller_to_those_who_believe(beliefs: tuple[float, float]) -> None:
    doubtful, sure = (appraisal(CALM._replace(belief=belief), N) for belief in beliefs)
    assert doubtful > sure


@given(pair(levels), pair(levels))
@checked
def test_coping_needs_ability_and_belief(abilities: tuple[float, float], beliefs: tuple[float, float]) -> None:
    low, high = (active_coping(CALM._replace(ability=abilities[1], belief=belief), N) for belief in beliefs)
    assert low < high
    assert active_coping(CALM._replace(ability=abilities[0], belief=beliefs[1]), N) < high
    assert active_coping(CALM._replace(ability=0.0), N) == active_coping(CALM._replace(belief=0.0), N) == 0.0


@given(pair(levels))
@checked
def test_policy_can_relieve_chronic_strain(relief: tuple[float, float]) -> None:
    no_event = (1.0, 1.0, 1.0, 1.0)
    less, more = (
        meet_stress(somebody(), CALM, DisasterExposure(0.0, 0.0), doses(strain_relief=dose), N, Draws(*no_event), 1, 0)
        for dose in relief
    )
    assert less.strain > more.strain >= 0.0


@given(some.floats(0.0, 3.0), levels)
@checked
def test_everyday_distress_never_falls_below_nought_and_wears_off(burden: float, chance: float) -> None:
    me = somebody(burden=burden)
    carry_burden(me, N, max(chance, 1e-9))
    assert me.burden >= 0.0
    quiet = somebody(burden=burden)
    carry_burden(quiet, N, 1.0)
    assert quiet.burden == pytest.approx(burden * (1.0 - N.burden_fading))


@given(pair(levels))
@checked
def test_improvement_is_seen_against_the_past_of_those_who_were_ill(distress: tuple[float, float]) -> None:
    better, worse = (CALM._replace(distress=value) for value in distress)
    me = somebody(remembered_distress=distress[1])
    me.episodes[:] = 1
    assert improvement(me, better) == pytest.approx(distress[1] - distress[0])
    assert improvement(me, worse) == 0.0
    me.episodes[:] = 0
    assert improvement(me, better) == 0.0
