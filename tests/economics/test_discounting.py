"""Discounting and yearly sums: worked by hand, and by property."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some
from hypothesis.extra.numpy import arrays

from sim.economics.discounting import discount_weights, present_value, weeks_by_year, yearly_sums
from tests.economics.samples_of import WHOLE, Floats


def test_a_year_away_is_worth_one_over_one_plus_the_rate() -> None:
    weights = discount_weights(105, 0.03)
    assert weights[[0, 52, 104]] == pytest.approx([1.0, 1 / 1.03, 1 / 1.03**2])
    assert weights[26] == pytest.approx(1.03**-0.5)


def test_present_value_worked_by_hand() -> None:
    assert present_value([100.0, 100.0, 100.0], 0.1, weeks_per_year=1) == pytest.approx(100 + 100 / 1.1 + 100 / 1.21)
    assert present_value(np.ones((2, 3, 5)), 0.05).shape == (2, 3)
    assert present_value(np.ones((2, 0)), 0.05).tolist() == [0.0, 0.0]
    assert math.isnan(present_value([1.0, math.nan], 0.0))


@settings(deadline=None)
@given(arrays(np.float64, some.tuples(some.integers(1, 3), some.integers(0, 120)), elements=WHOLE))
def test_discounting_at_rate_zero_is_a_sum(weekly: Floats) -> None:
    assert present_value(weekly, 0.0).tolist() == weekly.sum(axis=-1).tolist()


@settings(deadline=None)
@given(arrays(np.float64, 130, elements=WHOLE), some.integers(0, 130), some.floats(0.0, 0.2))
def test_discounting_may_be_done_in_parts(weekly: Floats, week: int, rate: float) -> None:
    late = present_value(weekly[week:], rate) * (1.0 + rate) ** (-week / 52)
    assert present_value(weekly[:week], rate) + late == pytest.approx(present_value(weekly, rate), abs=1e-9)


@settings(deadline=None)
@given(arrays(np.float64, 130, elements=some.floats(0.0, 1e6)), some.floats(0.0, 0.2), some.floats(0.0, 0.2))
def test_a_higher_rate_never_makes_costs_worth_more(weekly: Floats, one: float, other: float) -> None:
    low, high = sorted((one, other))
    assert present_value(weekly, high) <= present_value(weekly, low) * (1.0 + 1e-12)


@settings(deadline=None)
@given(arrays(np.float64, some.tuples(some.integers(1, 3), some.integers(0, 200)), elements=WHOLE))
def test_yearly_sums_add_up_to_all_weeks(weekly: Floats) -> None:
    years = yearly_sums(weekly)
    assert years.shape == (weekly.shape[0], math.ceil(weekly.shape[1] / 52))
    assert years.sum(axis=-1).tolist() == weekly.sum(axis=-1).tolist()


def test_yearly_sums_are_not_discounted_and_the_last_may_be_part_of_a_year() -> None:
    assert yearly_sums(np.ones(110)).tolist() == [52.0, 52.0, 6.0]


@pytest.mark.parametrize(("weeks", "each"), [(0, []), (1, [1]), (52, [52]), (78, [52, 26]), (105, [52, 52, 1])])
def test_a_year_has_the_weeks_that_were_lived(weeks: int, each: list[int]) -> None:
    assert weeks_by_year(weeks).tolist() == each
    assert (yearly_sums(np.full(weeks, 2.0)) / weeks_by_year(weeks) == 2.0).all()


@pytest.mark.parametrize("rate", [-0.01, math.nan, math.inf])
def test_impossible_rates_are_refused(rate: float) -> None:
    with pytest.raises(ValueError, match="discount rate"):
        present_value([1.0], rate)


def test_a_number_is_no_stream() -> None:
    with pytest.raises(ValueError, match="axis of weeks"):
        present_value(1.0, 0.0)
    with pytest.raises(ValueError, match="axis of weeks"):
        yearly_sums(1.0)
    with pytest.raises(ValueError, match="0 weeks"):
        yearly_sums([1.0], weeks_per_year=0)
