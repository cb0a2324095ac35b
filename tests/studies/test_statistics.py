"""Intervals and bootstraps: what books say of them, and that no other file has one of its own."""

import re
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest
from scipy import stats

import sim
from sim.studies.runs.clusters import clustered_slope, share_between
from sim.studies.runs.statistics import (
    LEVEL,
    MIDDLE95,
    RESAMPLES,
    TAILS95,
    Z95,
    Values,
    bootstrap_interval,
    bootstrap_rows,
    middle_interval,
    normal_interval,
    reach_over,
    t95,
    t_interval,
    variance_between,
    variance_components,
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


def in_groups(rng: np.random.Generator, between: float, count: int) -> tuple[Values, npt.NDArray[np.int64]]:
    """Values in groups of two, of variance 1 in all."""
    groups = np.repeat(np.arange(count), 2)
    return rng.normal(0.0, between**0.5, count)[groups] + rng.normal(0.0, (1 - between) ** 0.5, 2 * count), groups


@pytest.mark.parametrize("truth", [0.0, 0.5, 0.9])
def test_variance_between_groups_is_found_and_its_share_has_an_interval(truth: float) -> None:
    rng = np.random.default_rng(5)
    made = [in_groups(rng, truth, 40) for _ in range(200)]
    parts = [variance_components(*one) for one in made]
    assert np.mean([one.between for one in parts if one]) == pytest.approx(truth, abs=0.07)  # never below 0
    assert np.mean([one.within for one in parts if one]) == pytest.approx(1.0 - truth, abs=0.07)
    share = truth / (truth + (1.0 - truth) / 80)
    found = [variance_between(*one) for one in made]
    assert np.mean([one.low <= share <= one.high for one in found]) == pytest.approx(0.95, abs=0.04)


@pytest.mark.parametrize("truth", [0.0, 0.2, 0.9])
def test_the_interval_over_parameter_sets_holds_what_one_of_them_would_give(truth: float) -> None:
    rng = np.random.default_rng(6)
    inside = []
    for _ in range(1500):
        values, groups = in_groups(rng, truth, 10)
        inside.append(abs(rng.normal(0.0, truth**0.5) - values.mean()) <= reach_over(values, groups))
    assert np.mean(inside) >= 0.93  # somewhat too often, where parameters matter little
    values, groups = in_groups(rng, 0.0, 200)
    assert reach_over(values, groups) < 0.5 * t95(400)  # far less than a single value's
    alone = rng.normal(size=12)
    assert reach_over(alone, np.arange(12)) == pytest.approx(t95(12) * alone.std(ddof=1))


def test_the_share_between_groups_is_that_of_an_analysis_of_variance() -> None:
    values, groups = VALUES, np.array([0, 0, 0, 1, 1, 1, 2, 2])
    ratio = stats.f_oneway(*(values[groups == group] for group in range(3))).statistic
    between = max(0.0, (ratio - 1) / ((8 - (9 + 9 + 4) / 8) / 2))
    assert variance_between(values, groups).between == pytest.approx(between / (between + 1 / 8))
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


def test_the_intraclass_correlation_is_that_of_an_analysis_of_variance_where_groups_are_of_one_size() -> None:
    rng = np.random.default_rng(8)
    groups = np.repeat(np.arange(30), 6)
    values = rng.normal(0.0, 0.7, 30)[groups] + rng.normal(size=180)
    parts = variance_components(values, groups)
    assert parts is not None
    found = share_between(values, groups)
    assert found.between == pytest.approx(parts.between / (parts.between + parts.within))
    ratio = parts.of_means / parts.within
    low, high = (ratio / stats.f.ppf(end, 29, 150) for end in (0.975, 0.025))  # a book's formula
    assert found[1:] == pytest.approx(tuple((end - 1.0) / (end + 5.0) for end in (low, high)))


@pytest.mark.parametrize("truth", [0.0, 0.06, 0.5])
def test_the_interval_of_the_intraclass_correlation_holds_for_groups_of_any_sizes(truth: float) -> None:
    rng, inside, values = np.random.default_rng(9), [], []
    for _ in range(400):
        sizes = rng.integers(1, 15, 40)
        groups = np.repeat(np.arange(40), sizes)
        made = rng.normal(0.0, truth**0.5, 40)[groups] + rng.normal(0.0, (1.0 - truth) ** 0.5, len(groups))
        share = share_between(made, groups)
        values.append(share.between)
        inside.append(share.low <= truth <= share.high)
    assert np.mean(inside) == pytest.approx(0.95 if truth else 0.975, abs=0.025)  # at 0 only one end can miss
    assert np.mean(values) == pytest.approx(truth, abs=0.025)  # never below 0


def test_the_intraclass_correlation_may_not_be_known() -> None:
    for values, groups in (([1.0, 2.0], [0, 1]), ([1.0, 2.0], [0, 0]), ([], []), ([3.0, 3.0, 3.0], [0, 0, 1])):
        assert np.isnan(share_between(np.array(values), np.array(groups, np.int64))).all()
    assert share_between(np.array([1.0, 1.0, 2.0, 2.0]), np.array([0, 0, 1, 1])) == (1.0, 1.0, 1.0)


def test_a_slope_and_its_error_are_those_of_books_where_clusters_have_one_point() -> None:
    rng = np.random.default_rng(10)
    at = rng.normal(size=4000)
    values = 2.0 * at + rng.normal(size=4000)
    book = stats.linregress(at, values)
    slope, error = clustered_slope(values, at, np.arange(4000))
    assert slope == pytest.approx(book.slope)
    assert error == pytest.approx(book.stderr, rel=0.05)


def test_a_slope_is_less_certain_where_clusters_are_alike() -> None:
    rng = np.random.default_rng(11)
    clusters = np.repeat(np.arange(100), 10)
    at = rng.normal(size=100)[clusters]
    values = rng.normal(size=100)[clusters] + 0.1 * rng.normal(size=1000)
    slope, error = clustered_slope(values, at, clusters)
    assert abs(slope) < 3.0 * error
    assert error == pytest.approx(0.1, rel=0.3)  # that of a hundred points, not of a thousand
    assert np.isnan(clustered_slope(values, np.zeros(1000), clusters)).all()
    assert np.isnan(clustered_slope(values, at, np.zeros(1000, np.int64))[1])
