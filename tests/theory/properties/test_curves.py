"""What holds for the curves that all rules are made of."""

import pytest
from hypothesis import given
from hypothesis import strategies as some

from sim.core.arithmetic import clip01, expit, logit, saturated, toward
from tests.theory.anybody import checked, levels, pair


@given(some.floats(-700.0, 700.0))
@checked
def test_a_level_lies_between_0_and_1_and_leads_back(value: float) -> None:
    assert 0.0 <= expit(value) <= 1.0
    if abs(value) < 15.0:
        assert logit(expit(value)) == pytest.approx(value, abs=1e-6)


@given(levels, levels, levels)
@checked
def test_toward_stays_between(now: float, target: float, rate: float) -> None:
    assert min(now, target) - 1e-15 <= toward(now, target, rate) <= max(now, target) + 1e-15


@given(some.floats(-1e6, 1e6))
@checked
def test_a_share_is_held_between_0_and_1(value: float) -> None:
    assert clip01(value) == min(max(value, 0.0), 1.0)


@given(pair(some.floats(0.0, 1e3)), some.floats(0.01, 50.0))
@checked
def test_diminishing_returns_rise_and_never_reach_1(amounts: tuple[float, float], half: float) -> None:
    less, more = (saturated(amount, half) for amount in amounts)
    assert 0.0 <= less < more < 1.0
    assert saturated(half, half) == 0.5
