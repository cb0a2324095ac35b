"""Curves made of sums, products and quotients: right, and the same bits everywhere."""

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from sim.core.arithmetic import exp, expit, log, logit, turn
from tests.shared import run_python

# Bits of some thousand values, which any processor and any mathematics library must give.
BITS = "635bd11a"
BITS_OF = """
import hashlib
import numpy as np
from sim.core.arithmetic import exp, expit, log, turn
from sim.core.chance import draw, exponential, normal_pair
values = []
for place in range(2000):
    share = (place + 0.5) / 2000.0
    draws = draw(1, place, 2, 3)
    values += [exp(40.0 * (share - 0.5)), expit(20.0 * (share - 0.5)), log(share), *turn(share)]
    values += [exponential(draws.first), *normal_pair(draws.second, draws.third)]
print(hashlib.sha256(np.array(values).tobytes()).hexdigest()[:8])
"""


@given(some.floats(-700.0, 700.0))
@settings(deadline=None)
def test_exp_is_the_exponential(value: float) -> None:
    assert exp(value) == pytest.approx(math.exp(value), rel=1e-11)


@given(some.floats(1e-300, 1e300))
@settings(deadline=None)
def test_log_is_the_logarithm(value: float) -> None:
    assert log(value) == pytest.approx(math.log(value), rel=1e-12, abs=1e-14)


@given(some.floats(0.0, 1.0))
@settings(deadline=None)
def test_a_turn_has_a_cosine_and_a_sine(share: float) -> None:
    cosine, sine = turn(share)
    assert cosine == pytest.approx(math.cos(2.0 * math.pi * share), abs=1e-12)
    assert sine == pytest.approx(math.sin(2.0 * math.pi * share), abs=1e-12)


@given(some.floats(-700.0, 690.0), some.floats(0.0, 10.0))
@settings(deadline=None)
def test_expit_rises_and_stays_between_0_and_1(value: float, more: float) -> None:
    assert 0.0 <= expit(value) <= expit(value + more) * (1.0 + 1e-10) <= 1.0 + 1e-10


@given(some.floats(1e-9, 1.0 - 1e-9))
@settings(deadline=None)
def test_a_level_comes_back_from_its_logit(level: float) -> None:
    assert expit(logit(level)) == pytest.approx(level, rel=1e-10)


def test_what_is_no_number_stays_so() -> None:
    assert math.isnan(exp(math.nan))
    assert math.isnan(expit(math.nan))
    assert (exp(0.0), log(1.0), turn(0.0)) == (1.0, 0.0, (1.0, 0.0))


def test_the_bits_are_those_of_any_machine() -> None:
    found: list[str] = []
    space: dict[str, object] = {"print": found.append}
    exec(BITS_OF, space)
    assert found == [BITS]


def test_plain_python_gives_the_same_bits() -> None:
    assert run_python("-c", BITS_OF, added={"NUMBA_DISABLE_JIT": "1"}).stdout.split() == [BITS]
