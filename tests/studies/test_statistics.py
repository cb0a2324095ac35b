"""Intervals and bootstraps: what books say of them, and that no other file has one of its own."""

import re
from pathlib import Path

import numpy as np
import pytest
from scipy import stats

import sim
from sim.studies.runs.statistics import (
    LEVEL,
    MIDDLE95,
    RESAMPLES,
    TAILS95,
    Z95,
    bootstrap_interval,
    bootstrap_rows,
    middle_interval,
    normal_interval,
    t95,
    t_interval,
    variance_between,
    wilson_interval,
)

VALUES = np.array([2.0, 3.5, 1.0, 4.0, 2.5, 3.0, 5.5, 0.5])


def test_constants_are_those_of_a_95_percent_interval() -> None:
    assert pytest.approx(stats.norm.ppf(0.975), abs=1e-6) == Z95
    assert pytest.approx(MIDDLE95, abs=1e-15) == TAILS95
    assert MIDDLE95[1] - MIDDLE95[0] == pytest.approx(LEVEL)


def test_intervals_are_those_of_scipy() -> None:
    assert normal_interval(2.0, 0.5) == pytest.approx(stats.norm.interval(0.95, 2.0, 0.5), abs=1e-6)
    expected = stats.t.interval(0.95, len(VALUES) - 1, VALUES.mean(), stats.sem(VALUES))
    assert t_interval(VALUES) == pytest.approx((VALUES.mean(), *expected))
    assert t95(2) == pytest.approx(12.7062, abs=1e-4)
    for cases, count in ((0, 10), (3, 10), (10, 10)):
        book = stats.binomtest(cases, count).proportion_ci(method="wilson")
        assert wilson_interval(cases, count) == pytest.approx((book.low, book.high), abs=1e-6)
    assert wilson_interval(0, 10)[0] == 0.0
    assert wilson_interval(10, 10)[1] == 1.0


def test_values_that_are_missing_are_left_out() -> None:
    assert t_interval(np.append(VALUES, np.nan)) == t_interval(VALUES)
    assert np.isnan(t_interval(np.array([np.nan]))).all()
    assert np.isnan(t_interval(np.array([1.0]))[1:]).all()


def test_the_middle_holds_95_percent() -> None:
    assert middle_interval(np.arange(1001.0)) == pytest.approx([25.0, 975.0])
    assert middle_interval(np.arange(2002.0).reshape(2, 1001), axis=1).shape == (2, 2)


def test_a_bootstrap_has_random_numbers_of_its_own_that_stay() -> None:
    rows = bootstrap_rows(8, seed=3, stream=5)
    assert rows.shape == (RESAMPLES, 8)
    assert set(np.unique(rows)) == set(range(8))
    assert (rows == bootstrap_rows(8, seed=3, stream=5)).all()
    assert (rows != bootstrap_rows(8, seed=3, stream=6)).any()
    low, high = bootstrap_interval(VALUES, 3, 5)
    assert (low, high) == pytest.approx(
        tuple(VALUES.mean() + side * 1.96 * stats.sem(VALUES) for side in (-1, 1)), rel=0.1
    )


def test_there_is_one_home() -> None:
    package = Path(sim.__file__).parent
    home = package / "studies" / "runs" / "statistics.py"
    own = re.compile(r"1\.9[56]\d*\b|\bstdtrit\(|\b0\.975\b")
    parameters = package / "parameters"
    others = [path for path in package.rglob("*.py") if path != home and parameters not in path.parents]
    assert [path.name for path in others if own.search(path.read_text(encoding="utf-8"))] == []


def test_the_share_of_variance_between_groups_is_found_with_its_interval() -> None:
    rng = np.random.default_rng(5)
    groups = np.repeat(np.arange(40), 2)
    for truth in (0.0, 0.5, 0.9):
        found = [
            variance_between(rng.normal(0.0, truth**0.5, 40)[groups] + rng.normal(0.0, (1 - truth) ** 0.5, 80), groups)
            for _ in range(200)
        ]
        assert np.mean([one.between for one in found]) == pytest.approx(truth, abs=0.07)  # never below 0
        assert np.mean([one.low <= truth <= one.high for one in found]) == pytest.approx(0.95, abs=0.04)


def test_the_share_between_groups_is_that_of_an_analysis_of_variance() -> None:
    values, groups = VALUES, np.array([0, 0, 0, 1, 1, 1, 2, 2])
    ratio = stats.f_oneway(*(values[groups == group] for group in range(3))).statistic
    size = (8 - (9 + 9 + 4) / 8) / 2
    assert variance_between(values, groups).between == pytest.approx(max(0.0, (ratio - 1) / (ratio - 1 + size)))
    with_gaps = np.append(values, np.nan), np.append(groups, 2)
    assert variance_between(*with_gaps) == variance_between(values, groups)


@pytest.mark.parametrize(
    ("values", "groups"), [([1.0, 2.0], [0, 1]), ([1.0, 2.0], [0, 0]), ([], []), ([3.0, 3.0, 3.0], [0, 0, 1])]
)
def test_the_share_between_groups_may_not_be_known(values: list[float], groups: list[int]) -> None:
    assert np.isnan(variance_between(np.array(values), np.array(groups, np.int64))).all()


def test_all_variance_is_between_groups_where_none_is_within() -> None:
    assert variance_between(np.array([1.0, 1.0, 2.0, 2.0]), np.array([0, 0, 1, 1])) == (1.0, 1.0, 1.0)


def test_resamples_are_made_once_and_nobody_changes_them() -> None:
    rows = bootstrap_rows(5, 1, 2, 10)
    assert bootstrap_rows(5, 1, 2, 10) is rows
    with pytest.raises(ValueError, match="read-only"):
        rows[0] = 0
