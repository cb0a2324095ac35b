"""The incremental table, its frontier and its intervals: worked by hand, and by property."""

import math
from collections.abc import Sequence
from itertools import pairwise

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some
from scipy import stats

from sim.economics.acceptability import acceptability
from sim.economics.frontier import Standing, stands
from sim.economics.incremental import incremental_table, ratio
from sim.economics.samples import FEWEST_SAMPLES, Samples
from tests.economics.samples_of import BY_HAND, THRESHOLDS, certain, rows_of, whole_samples


def test_table_worked_by_hand() -> None:
    rows = rows_of(BY_HAND, threshold=150.0)
    assert {name: row.standing for name, row in rows.items()} == {
        "none": Standing.FRONTIER,
        "basic": Standing.FRONTIER,
        "full": Standing.FRONTIER,
        "between": Standing.EXTENDED,
        "worse": Standing.DOMINATED,
        "twin": Standing.SAME,
        "pricier": Standing.DOMINATED,
        "idle": Standing.DOMINATED,
    }
    assert [row.strategy for row in rows.values()] == [
        "none", "basic", "twin", "idle", "pricier", "between", "full", "worse",
    ]  # fmt: skip
    assert (rows["basic"].against, rows["basic"].incremental_cost, rows["basic"].icer.value) == ("none", 100.0, 100.0)
    assert (rows["full"].against, rows["full"].incremental_effect, rows["full"].icer.value) == ("basic", 1.0, 200.0)
    assert rows["between"].because_of == ("basic", "full")
    assert rows["worse"].because_of == ("full",)
    assert rows["twin"].because_of == ("basic",)
    assert math.isnan(rows["none"].icer.value)
    assert math.isnan(rows["between"].icer.value)
    assert {name: row.net_benefit for name, row in rows.items()} == {
        "none": 0.0, "basic": 50.0, "full": 0.0, "between": -85.0, "worse": -175.0, "twin": 50.0, "pricier": 30.0,
        "idle": -25.0,
    }  # fmt: skip
    assert {name: row.rank for name, row in rows.items()} == {
        "none": 4, "basic": 1, "full": 4, "between": 7, "worse": 8, "twin": 1, "pricier": 3, "idle": 6,
    }  # fmt: skip


def test_a_single_sample_has_no_intervals() -> None:
    for row in incremental_table(*BY_HAND, 150.0):
        assert math.isnan(row.net_benefit_interval.low)
        assert math.isnan(row.gain_interval.high)
    assert rows_of(BY_HAND)["full"].icer.words == "no interval: a single sample"


def test_savings_are_negative_costs() -> None:
    rows = rows_of(certain({"usual": (0.0, 0.0), "saving": (-50.0, 0.2), "saving more": (-80.0, -0.1)}))
    assert rows["usual"].standing is Standing.DOMINATED
    assert rows["saving"].against == "saving more"
    assert rows["saving"].icer.value == pytest.approx(30.0 / 0.3)
    assert [row.strategy for row in rows.values()] == ["saving more", "saving", "usual"]


def test_three_on_one_line_are_all_on_the_frontier() -> None:
    found = stands([0.1, 0.2, 0.3], [1.1, 2.1, 3.1])
    assert [stand.standing for stand in found] == [Standing.FRONTIER] * 3


def test_extended_dominance_is_found_again_after_one_is_removed() -> None:
    # Steps of 10, 12, 11 and 2 for one unit each: the last is so cheap that a mix of the two ends beats all between.
    found = stands([0.0, 10.0, 22.0, 33.0, 35.0], [0.0, 1.0, 2.0, 3.0, 4.0])
    assert [index for index, stand in enumerate(found) if stand.standing is Standing.FRONTIER] == [0, 4]
    assert all(stand.others == (0, 4) for stand in found[1:4])


@pytest.mark.parametrize("outlier", [1.0, 1e7, 1e12])
def test_an_outlier_hides_nothing(outlier: float) -> None:
    # 1 to 10 for one unit, then 2 for the next: the middle one is beaten by a mix, whatever the last one costs.
    costs, effects = [0.0, 10.0, 12.0, 40.0 * outlier], [0.0, 1.0, 2.0, 2.5 * outlier]
    found = stands(costs, effects)
    assert [stand.standing for stand in found[:3]] == [Standing.FRONTIER, Standing.EXTENDED, Standing.FRONTIER]
    assert found[1].others == (0, 2)
    rows = rows_of(certain({str(place): pair for place, pair in enumerate(zip(costs, effects, strict=True))}), 5.0)
    assert sorted(row.rank for row in rows.values()) == [1, 2, 3, 4]


def test_rounding_makes_no_difference() -> None:
    twins = [0.1 + 0.2, 0.3]
    assert [stand.standing for stand in stands(twins, [5.0, 5.0])] == [Standing.FRONTIER, Standing.SAME]
    assert [stand.standing for stand in stands([7.0, 7.0], twins)] == [Standing.FRONTIER, Standing.SAME]


def test_all_equal_and_alone() -> None:
    rows = incremental_table(["a", "b"], np.ones((2, 50)), np.ones((2, 50)), 10.0)
    assert [row.standing for row in rows] == [Standing.FRONTIER, Standing.SAME]
    assert [row.rank for row in rows] == [1, 1]
    (alone,) = incremental_table(["a"], [[1.0]], [[2.0]], 10.0)
    assert (alone.standing, alone.against, alone.net_benefit, alone.rank) == (Standing.FRONTIER, "", 19.0, 1)


@settings(deadline=None)
@given(whole_samples(), some.integers(-1000, 1000), THRESHOLDS)
def test_the_same_amount_on_all_costs_changes_nothing_incremental(
    samples: Samples, amount: int, threshold: float
) -> None:
    before = incremental_table(*samples, threshold)
    after = incremental_table(samples.names, samples.costs + amount, samples.effects, threshold)
    for one, other in zip(before, after, strict=True):
        assert (one.strategy, one.standing, one.because_of, one.against) == (
            other.strategy, other.standing, other.because_of, other.against,
        )  # fmt: skip
        for name in ("incremental_cost", "incremental_effect"):
            assert np.array_equal(getattr(one, name), getattr(other, name), equal_nan=True)
        assert np.array_equal(one.icer.value, other.icer.value, equal_nan=True)
        assert one.rank == other.rank
        assert one.gain == pytest.approx(other.gain, rel=1e-6, abs=1e-6)


@settings(deadline=None)
@given(whole_samples(), THRESHOLDS)
def test_the_best_choice_is_on_the_frontier_at_any_threshold(samples: Samples, threshold: float) -> None:
    rows = incremental_table(*samples, threshold)
    assert max(row.net_benefit for row in rows if row.standing is Standing.FRONTIER) == pytest.approx(
        max(row.net_benefit for row in rows), rel=1e-9, abs=1e-6
    )


@settings(deadline=None)
@given(whole_samples())
def test_ratios_rise_along_the_frontier(samples: Samples) -> None:
    ratios = [row.icer.value for row in incremental_table(*samples, 1.0) if row.against]
    assert all(value > 0.0 for value in ratios)
    assert all(later >= earlier * (1.0 - 1e-9) for earlier, later in pairwise(ratios))


def test_interval_is_fiellers_for_normal_samples() -> None:
    cost_mean, effect_mean, cost_sd, effect_sd, together = 300.0, 0.02, 60.0, 0.005, 0.3
    covariance = together * cost_sd * effect_sd
    rng = np.random.default_rng(4)
    cost, effect = rng.multivariate_normal(
        [cost_mean, effect_mean], [[cost_sd**2, covariance], [covariance, effect_sd**2]], 400_000
    ).T
    found = ratio(cost, effect)
    z = float(stats.norm.ppf(0.975))  # Fieller (1954): where the difference of cost and ratio times effect is z away
    coefficients = [
        effect_mean**2 - z**2 * effect_sd**2,
        -2.0 * (cost_mean * effect_mean - z**2 * covariance),
        cost_mean**2 - z**2 * cost_sd**2,
    ]
    low, high = sorted(np.roots(coefficients).real)
    assert found.words == ""
    assert found.value == pytest.approx(cost_mean / effect_mean, rel=0.01)
    assert (found.interval.low, found.interval.high) == pytest.approx((low, high), rel=0.02)


def test_interval_is_undefined_where_the_gain_may_be_a_loss() -> None:
    rng = np.random.default_rng(5)
    found = ratio(rng.normal(300.0, 30.0, 1000), rng.normal(0.01, 0.01, 1000))
    assert math.isnan(found.interval.low)
    assert math.isnan(found.interval.high)
    assert found.words.startswith("interval undefined: the difference in effect is above zero in 8")
    assert found.value == pytest.approx(30_000, rel=0.1)


def test_interval_has_no_upper_limit_where_the_gain_is_hardly_sure() -> None:
    effect = np.linspace(0.01, 0.02, 1000)
    effect[:25] = -0.001  # just the 2.5 % that the rule allows
    found = ratio(np.full(1000, 100.0), effect)
    assert found.interval.low == pytest.approx(5000, rel=0.02)
    assert found.interval.high == math.inf
    assert found.words.startswith("no upper limit")


def test_too_few_samples_have_no_interval() -> None:
    cost, effect = np.full(FEWEST_SAMPLES, 100.0), np.linspace(1.0, 2.0, FEWEST_SAMPLES)
    assert ratio(cost[1:], effect[1:]).words == f"no interval: {FEWEST_SAMPLES - 1} samples only"
    assert ratio(cost, effect).interval.high == pytest.approx(100.0)


@pytest.mark.parametrize(
    ("names", "costs", "effects", "words"),
    [
        ([], np.empty((0, 1)), np.empty((0, 1)), "names"),
        (["a", "a"], np.ones((2, 3)), np.ones((2, 3)), "names"),
        (["a", "b"], np.ones((2, 3)), np.ones((2, 4)), "shapes"),
        (["a", "b"], np.ones((3, 2)), np.ones((3, 2)), "shapes"),
        (["a"], np.ones((1, 0)), np.ones((1, 0)), "one sample"),
        (["a"], np.ones(3), np.ones(3), "shapes"),
        (["a", "b"], [[1.0], [math.nan]], [[1.0], [1.0]], "cost of b is nan in sample 0"),
        (["a"], [[1.0, 1.0]], [[1.0, math.inf]], "effect of a is inf in sample 1"),
    ],
)
def test_what_cannot_be_evaluated_is_refused(
    names: Sequence[str], costs: npt.ArrayLike, effects: npt.ArrayLike, words: str
) -> None:
    with pytest.raises(ValueError, match=words):
        incremental_table(names, costs, effects, 1.0)


@pytest.mark.parametrize("threshold", [-1.0, math.nan, math.inf])
def test_impossible_thresholds_are_refused(threshold: float) -> None:
    with pytest.raises(ValueError, match="threshold"):
        incremental_table(*BY_HAND, threshold)
    with pytest.raises(ValueError, match="threshold"):
        acceptability(BY_HAND, [threshold])
