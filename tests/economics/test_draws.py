"""Draws of uncertain prices and utilities: mean, interval, and the same on every machine."""

import math

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as some
from scipy import stats

from sim.economics.draws import beta_of, cost_draws, drawn_values, gamma_of, utility_draws


@pytest.mark.parametrize(("mean", "low", "high"), [(100.0, 80.0, 122.0), (3.0, 1.0, 6.0), (0.0, 0.0, 0.0)])
def test_costs_have_the_mean_and_the_interval_asked_for(mean: float, low: float, high: float) -> None:
    draws = cost_draws("visit", mean, low, high, 40_000, seed=1)
    assert (draws >= 0.0).all()
    assert draws.mean() == pytest.approx(mean, rel=0.01)
    assert draws.std() == pytest.approx((high - low) / (2 * 1.959964), rel=0.02)
    assert np.quantile(draws, [0.025, 0.975]) == pytest.approx([low, high], rel=0.08)


@pytest.mark.parametrize(("mean", "low", "high"), [(0.6, 0.5, 0.7), (0.145, 0.099, 0.209), (1.0, 1.0, 1.0)])
def test_utilities_have_the_mean_and_the_interval_asked_for(mean: float, low: float, high: float) -> None:
    draws = utility_draws("weight", mean, low, high, 40_000, seed=1)
    assert ((draws >= 0.0) & (draws <= 1.0)).all()
    assert draws.mean() == pytest.approx(mean, rel=0.01)
    assert draws.std() == pytest.approx((high - low) / (2 * 1.959964), rel=0.02, abs=1e-12)
    assert np.quantile(draws, [0.025, 0.975]) == pytest.approx([low, high], rel=0.08)


def test_draws_follow_the_distributions_of_scipy() -> None:
    gamma, beta = gamma_of(100.0, 80.0, 122.0), beta_of(0.6, 0.5, 0.7)
    for draws, distribution in (
        (cost_draws("a", 100.0, 80.0, 122.0, 5000, 3), stats.gamma(gamma.shape, scale=gamma.scale)),
        (utility_draws("b", 0.6, 0.5, 0.7, 5000, 3), stats.beta(beta.alpha, beta.beta)),
    ):
        assert stats.kstest(draws, distribution.cdf).pvalue > 0.01


def test_draws_depend_on_seed_and_name_only() -> None:
    first = cost_draws("visit", 100.0, 80.0, 122.0, 50, seed=1)
    cost_draws("other", 100.0, 80.0, 122.0, 50, seed=1)
    assert cost_draws("visit", 100.0, 80.0, 122.0, 50, seed=1).tolist() == first.tolist()
    assert cost_draws("visit", 100.0, 80.0, 122.0, 500, seed=1)[:50].tolist() == first.tolist()
    assert cost_draws("visit", 100.0, 80.0, 122.0, 50, seed=2).tolist() != first.tolist()
    assert abs(np.corrcoef(drawn_values("visit", 5000, 1), drawn_values("other", 5000, 1))[0, 1]) < 0.05
    assert len(drawn_values("visit", 0, 1)) == 0


def test_draws_are_the_same_on_every_machine() -> None:
    assert drawn_values("visit", 2, 1) == pytest.approx([0.5252549766531355, 0.13875899822967508], abs=0.0)


@settings(deadline=None)
@given(some.floats(0.01, 1e6), some.floats(0.0, 0.99), some.floats(0.01, 3.0))
def test_gamma_keeps_mean_and_deviation(mean: float, below: float, above: float) -> None:
    low, high = mean * below, mean * (1.0 + above)
    shape, scale = gamma_of(mean, low, high)
    assert shape * scale == pytest.approx(mean)
    assert math.sqrt(shape) * scale == pytest.approx((high - low) / (2 * 1.959964), rel=1e-6)


@settings(deadline=None)
@given(some.floats(0.05, 0.95), some.floats(0.01, 0.9), some.floats(0.01, 0.9))
def test_beta_keeps_mean_and_deviation(mean: float, below: float, above: float) -> None:
    low, high = mean * (1.0 - below), mean + (1.0 - mean) * above
    assume(((high - low) / (2 * 1.959964)) ** 2 < mean * (1.0 - mean))  # wider, and no beta distribution has it
    alpha, beta = beta_of(mean, low, high)
    assert alpha / (alpha + beta) == pytest.approx(mean)
    spread = math.sqrt(alpha * beta / (alpha + beta + 1.0)) / (alpha + beta)
    assert spread == pytest.approx((high - low) / (2 * 1.959964), rel=1e-6)


@pytest.mark.parametrize(
    ("mean", "low", "high"),
    [
        (1.0, 2.0, 3.0),
        (1.0, -0.5, 2.0),
        (1.0, 1.0, 2.0),
        (-1.0, -1.0, -1.0),
        (math.nan, 0.0, 1.0),
        (1.0, 0.5, math.inf),
    ],
)
def test_impossible_costs_are_refused(mean: float, low: float, high: float) -> None:
    with pytest.raises(ValueError, match=r"mean|interval"):
        cost_draws("visit", mean, low, high, 10, 1)


@pytest.mark.parametrize(
    ("mean", "low", "high"), [(0.5, 0.4, 1.1), (0.5, -0.1, 0.6), (1.5, 1.5, 1.5), (0.01, 0.0, 1.0), (0.5, 0.6, 0.7)]
)
def test_impossible_utilities_are_refused(mean: float, low: float, high: float) -> None:
    with pytest.raises(ValueError, match=r"mean|interval"):
        utility_draws("weight", mean, low, high, 10, 1)


def test_negative_seeds_and_counts_are_refused() -> None:
    with pytest.raises(ValueError, match=r".+"):
        drawn_values("visit", 10, -1)
    with pytest.raises(ValueError, match=r".+"):
        drawn_values("visit", -10, 1)
