"""Targets of the fit and their likelihood, and intervals of what was measured."""

import math
import warnings

import numpy as np
import pytest

from sim.studies.fitted.ensemble import Member
from sim.studies.fitting.likelihood import Targets, agreeing, log_likelihood, misfit, targets_of
from sim.studies.runs.statistics import Z95
from sim.studies.validation.validation import interval, societies
from tests.studies.validation.made_up_rows import JUDGED, row


def test_ends_of_the_band_are_two_deviations_away(targets: Targets) -> None:
    assert targets.below.tolist() == [1.0, 0.1]  # a value at the edge still has a side, a fifth of the band
    assert targets.above.tolist() == [3.0, 0.5]
    assert misfit(targets, np.array([8.0, 1.5])).tolist() == [-2.0, 2.0]


def test_the_likelihood_by_hand(targets: Targets) -> None:
    assert log_likelihood(targets, np.array([10.0, 0.5])) == 0.0
    one_off = -2.5 * math.log(1.0 + 1.0 / 4.0)  # a Student's t with four degrees of freedom, one deviation off
    assert log_likelihood(targets, np.array([13.0, 0.4])) == pytest.approx(2.0 * one_off)
    unsure = log_likelihood(targets, np.array([14.0, 0.5]), np.array([math.sqrt(7.0), 0.0]))
    assert unsure == pytest.approx(one_off)  # 4 off, where the side and the value are 3 and root 7 wide
    many = log_likelihood(targets, np.array([[10.0, 0.5], [8.0, 0.5]]))
    assert many == pytest.approx([0.0, -2.5 * math.log(2.0)])


def test_a_missing_value_is_far_off(targets: Targets) -> None:
    assert log_likelihood(targets, np.array([math.nan, 0.5])) == pytest.approx(-2.5 * math.log(10.0))  # six off


def test_rows_within_their_bands_are_counted(targets: Targets) -> None:
    assert agreeing(targets, np.array([[8.0, 1.5], [7.9, 1.0], [math.nan, 1.6]])).tolist() == [2, 1, 0]


def test_a_row_without_a_band_cannot_be_met() -> None:
    with pytest.raises(ValueError, match="with a band"):
        targets_of([row(1.0, None, None)])


def test_all_judged_rows_have_sides() -> None:
    found = targets_of(list(JUDGED.values()))
    assert min(found.below.min(), found.above.min()) > 0.0


NONE = np.zeros(0)


def test_an_interval_is_as_wide_as_the_larger_error() -> None:
    low, mean, high = interval(np.array([1.0, 3.0]), np.array([0.1, 0.1]), NONE)  # replicates differ by more
    assert (low, mean, high) == pytest.approx((2.0 - Z95, 2.0, 2.0 + Z95))
    low, mean, high = interval(np.array([2.0, 2.0]), np.array([3.0, 4.0]), NONE)
    assert high - mean == mean - low == pytest.approx(Z95 * math.sqrt(12.5 / 2))
    assert interval(np.array([2.0]), np.array([0.5]), NONE) == pytest.approx((2.0 - Z95 / 2, 2.0, 2.0 + Z95 / 2))


def test_members_widen_an_interval_and_never_narrow_it() -> None:
    values, errors = np.array([2.0, 2.0]), np.array([0.1, 0.1])
    alone = interval(values, errors, NONE)
    assert interval(values, errors, np.full(20, 2.0)) == alone
    wide = interval(values, errors, np.linspace(0.0, 6.0, 101))
    assert wide == pytest.approx((0.15, 2.0, 5.85))


def test_what_cannot_be_measured_has_no_interval() -> None:
    nothing = np.array([math.nan, math.nan])
    assert all(math.isnan(value) for value in interval(nothing, nothing, NONE))
    assert interval(np.array([math.nan, 2.0]), np.array([math.nan, 0.5]), NONE)[1] == 2.0


def test_a_value_may_have_no_error_of_its_own() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        low, mean, high = interval(np.array([2.0]), np.array([math.nan]), NONE)
        assert (mean, math.isnan(low), math.isnan(high)) == (2.0, True, True)
        low, _, high = interval(np.array([1.0, 3.0]), np.array([math.nan, math.nan]), NONE)
        assert (low, high) == pytest.approx((2.0 - Z95, 2.0 + Z95))
        low, _, high = interval(np.array([2.0]), np.array([math.nan]), np.array([1.0, 3.0]))
        assert 1.0 <= low < high <= 3.0


def test_societies_have_random_draws_of_their_own() -> None:
    members = [Member({"drop_out": 0.02}, 0.0, 40), Member({"drop_out": 0.021}, -1.0, 39)]
    found = societies(3, 9, members)
    assert len({society.seed for society in found}) == 5
    assert [society.parameters for society in found] == [{}, {}, {}, {"drop_out": 0.02}, {"drop_out": 0.021}]
    assert societies(3, 9) == found[:3]
