"""Acceptability, and what information is worth: worked by hand, and against exact values."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from sim.economics.acceptability import (
    acceptability,
    acceptability_frontier,
    net_benefit,
    value_of_partial_information,
    value_of_perfect_information,
)
from sim.economics.samples import Samples, checked
from sim.economics.smoothing import FEWEST
from tests.economics.samples_of import THRESHOLDS, Floats, uncertain, whole_samples


def test_acceptability_worked_by_hand() -> None:
    samples = checked(["usual", "new"], [[0.0] * 4, [10.0] * 4], [[0.0] * 4, [2.0, 1.0, -1.0, 0.5]])
    assert acceptability(samples, [0.0, 10.0, 100.0])[1].tolist() == [0.0, 0.375, 0.75]  # at 10, one sample is a tie
    optimum = acceptability_frontier(samples, [0.0, 10.0, 100.0])
    assert optimum.best.tolist() == [0, 0, 1]
    assert optimum.share.tolist() == [1.0, 0.625, 0.75]
    # At 100, the new strategy gains 190, 90, -110 and 40: 52.5 on average, and 80 if one knew when to leave it.
    assert value_of_perfect_information(samples, 100.0) == pytest.approx(27.5)
    assert acceptability(samples, []).shape == (2, 0)


@settings(deadline=None)
@given(whole_samples(), some.lists(THRESHOLDS, min_size=1, max_size=4))
def test_shares_add_up_to_one(samples: Samples, thresholds: list[float]) -> None:
    shares = acceptability(samples, thresholds)
    assert shares.sum(axis=0) == pytest.approx(np.ones(len(thresholds)))
    assert ((shares >= 0.0) & (shares <= 1.0)).all()


@settings(deadline=None)
@given(whole_samples(), THRESHOLDS)
def test_information_is_never_worth_less_than_nothing(samples: Samples, threshold: float) -> None:
    value = value_of_perfect_information(samples, threshold)
    assert value >= 0.0
    losses = net_benefit(samples, threshold).max(axis=0) - net_benefit(samples, threshold)
    assert value == pytest.approx(losses.mean(axis=1).min(), rel=1e-9, abs=1e-6)  # the least expected loss


@settings(deadline=None)
@given(whole_samples())
def test_a_sure_choice_needs_no_information(samples: Samples) -> None:
    alone = Samples(samples.names[:1], samples.costs[:1], samples.effects[:1])
    assert value_of_perfect_information(alone, 10.0) == 0.0
    assert acceptability(alone, [10.0]).tolist() == [[1.0]]


def test_partial_information_against_the_exact_values(normal: tuple[Samples, Floats]) -> None:
    samples, numbers = normal
    first, second, third = value_of_partial_information(samples, 1.0, numbers)
    # A normal gain of mean 0 is worth its standard deviation over the square root of two pi.
    assert (first, second) == pytest.approx((1.0 / math.sqrt(2 * math.pi), 0.5 / math.sqrt(2 * math.pi)), rel=0.06)
    assert third < 0.02
    assert value_of_perfect_information(samples, 1.0) == pytest.approx(math.sqrt(1.25 / (2 * math.pi)), rel=0.05)
    assert value_of_partial_information(samples, 1.0, numbers[:, 0]).tolist() == [first]


def test_partial_information_of_a_curve_a_switch_and_a_constant() -> None:
    rng = np.random.default_rng(7)
    number, switch = rng.normal(0.0, 1.0, 4000), rng.integers(0, 2, 4000).astype(np.float64)
    curved = checked(["a", "b"], np.zeros((2, 4000)), np.stack([np.zeros(4000), number**2 - 1.0]))
    both = value_of_partial_information(curved, 1.0, np.stack([number, np.ones(4000)], axis=1))
    everything = value_of_perfect_information(curved, 1.0)
    assert both[0] == pytest.approx(everything, rel=0.03)
    assert both[0] <= everything
    assert both[1] == 0.0
    switched = checked(["a", "b"], np.zeros((2, 4000)), np.stack([np.zeros(4000), 2.0 * switch - 1.0]))
    assert value_of_partial_information(switched, 1.0, switch)[0] == pytest.approx(
        value_of_perfect_information(switched, 1.0), rel=0.01
    )


def test_partial_information_is_not_known_from_few_samples() -> None:
    samples = uncertain(3, FEWEST - 1, seed=1)
    assert np.isnan(value_of_partial_information(samples, 1e4, np.arange(float(FEWEST - 1)))).all()


def test_parameters_that_do_not_fit_are_refused() -> None:
    samples = uncertain(2, 200, seed=1)
    with pytest.raises(ValueError, match="200 samples"):
        value_of_partial_information(samples, 1.0, np.ones(199))
    with pytest.raises(ValueError, match="Parameter 1"):
        value_of_partial_information(samples, 1.0, np.array([[1.0, math.nan]] * 200))
