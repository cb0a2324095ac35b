"""Economic evaluation: worked by hand, by property, and beside an independent implementation (heormodel, MIT)."""

import math
from collections.abc import Sequence
from itertools import pairwise

import numpy as np
import numpy.typing as npt
import pandas as pd
import pytest
from heormodel.cea import ceac, ceaf, icer_table
from heormodel.models import Outcomes
from heormodel.voi import evpi, evppi
from hypothesis import assume, given, settings
from hypothesis import strategies as some
from hypothesis.extra.numpy import arrays
from scipy import stats

from sim.economics.acceptability import (
    acceptability,
    acceptability_frontier,
    net_benefit,
    value_of_partial_information,
    value_of_perfect_information,
)
from sim.economics.discounting import discount_weights, present_value, weeks_by_year, yearly_sums
from sim.economics.draws import beta_of, cost_draws, drawn_values, gamma_of, utility_draws
from sim.economics.frontier import Standing, stands
from sim.economics.incremental import IncrementalRow, incremental_table, ratio
from sim.economics.samples import FEWEST_SAMPLES, Samples, checked
from sim.economics.smoothing import FEWEST

Floats = npt.NDArray[np.float64]

pytestmark = pytest.mark.filterwarnings("error")

WHOLE = some.integers(-20, 20).map(float)  # whole numbers tie often, and add up exactly
THRESHOLDS = some.floats(0.0, 1e5)


@some.composite
def whole_samples(draw: some.DrawFn, fewest: int = 1) -> Samples:
    """Costs and effects in whole numbers, of up to six strategies, with ties."""
    shape = (draw(some.integers(fewest, 6)), draw(some.integers(1, 8)))
    values = [draw(arrays(np.float64, shape, elements=WHOLE)) for _ in range(2)]
    return Samples(tuple(f"s{index}" for index in range(shape[0])), *values)


def uncertain(strategies: int, size: int, seed: int) -> Samples:
    """Costs and effects with correlated noise, without ties."""
    rng = np.random.default_rng(seed)
    shared = rng.normal(0.0, 50.0, size)
    costs = rng.normal(1000.0, 300.0, (strategies, 1)) + shared + rng.normal(0.0, 80.0, (strategies, size))
    effects = rng.normal(1.0, 0.02, (strategies, 1)) + rng.normal(0.0, 0.006, (strategies, size)) - shared / 1e4
    return Samples(tuple(f"s{index}" for index in range(strategies)), costs, effects)


def of_heormodel(samples: Samples) -> Outcomes:
    """The same samples as the independent implementation takes them."""
    costs, effects = (
        pd.DataFrame(values.T, columns=list(samples.names), index=pd.RangeIndex(samples.size, name="iteration"))
        for values in (samples.costs, samples.effects)
    )
    return Outcomes.from_wide(costs, effects)


def rows_of(samples: Samples, threshold: float = 100.0) -> dict[str, IncrementalRow]:
    """The incremental table by strategy."""
    return {row.strategy: row for row in incremental_table(*samples, threshold)}


def certain(means: dict[str, tuple[float, float]]) -> Samples:
    """A single sample with these costs and effects."""
    costs, effects = np.array(list(means.values()), np.float64).T
    return Samples(tuple(means), costs[:, np.newaxis], effects[:, np.newaxis])


# Discounting


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


# The incremental table

BY_HAND = certain(
    {
        "none": (0.0, 0.0),
        "basic": (100.0, 1.0),
        "full": (300.0, 2.0),
        "between": (250.0, 1.1),  # half basic and half full gain 1.5 for 200
        "worse": (400.0, 1.5),  # full gains more for less
        "twin": (100.0, 1.0),  # of basic
        "pricier": (120.0, 1.0),  # as much as basic, for more
        "idle": (100.0, 0.5),  # as dear as basic, for less
    }
)


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


# Acceptability and the value of information


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


@pytest.fixture(scope="module")
def normal() -> tuple[Samples, Floats]:
    """A gain that is the sum of two normal numbers, 1 and 0.5 wide, and a third number that does not matter."""
    numbers = np.random.default_rng(6).normal(0.0, [1.0, 0.5, 1.0], (6000, 3))
    gain = numbers[:, 0] + numbers[:, 1]
    return checked(["usual", "new"], np.zeros((2, 6000)), np.stack([np.zeros(6000), gain])), numbers


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


# Beside the independent implementation

STATUS = {"ND": Standing.FRONTIER, "D": Standing.DOMINATED, "ED": Standing.EXTENDED}


@settings(max_examples=60, deadline=None)
@given(some.integers(2, 8), some.integers(0, 10_000))
def test_table_agrees_with_heormodel(strategies: int, seed: int) -> None:
    samples = uncertain(strategies, 30, seed)
    theirs = icer_table(of_heormodel(samples))
    ours = rows_of(samples)
    assert list(theirs.index) == list(ours)
    for name, row in ours.items():
        assert row.standing is STATUS[str(theirs.loc[name, "status"])]
        mine = [row.cost, row.effect, row.incremental_cost, row.incremental_effect, row.icer.value]
        columns = ["cost", "effect", "inc_cost", "inc_effect", "icer"]
        assert mine == pytest.approx(theirs.loc[name, columns].to_numpy(dtype=np.float64), rel=1e-7, nan_ok=True)


@settings(max_examples=30, deadline=None)
@given(some.integers(2, 6), some.integers(0, 10_000))
def test_curves_and_information_agree_with_heormodel(strategies: int, seed: int) -> None:
    samples, grid = uncertain(strategies, 200, seed), [0.0, 5_000.0, 20_000.0, 60_000.0]
    theirs = of_heormodel(samples)
    assert acceptability(samples, grid) == pytest.approx(ceac(theirs, grid).to_numpy(dtype=np.float64).T)
    optimum, frontier = acceptability_frontier(samples, grid), ceaf(theirs, grid)
    assert [samples.names[best] for best in optimum.best] == frontier["intervention"].tolist()
    assert optimum.share == pytest.approx(frontier["prob"].to_numpy(dtype=np.float64))
    values = [value_of_perfect_information(samples, threshold) for threshold in grid]
    assert values == pytest.approx(np.asarray(evpi(theirs, grid), np.float64), rel=1e-7, abs=1e-9)


def test_partial_information_agrees_with_heormodel(normal: tuple[Samples, Floats]) -> None:
    samples, numbers = normal
    frame = pd.DataFrame(numbers, columns=["a", "b", "c"], index=pd.RangeIndex(len(numbers), name="iteration"))
    ours = value_of_partial_information(samples, 1.0, numbers)
    theirs = [evppi(of_heormodel(samples), frame, name, 1.0) for name in ("a", "b", "c")]
    assert ours == pytest.approx(theirs, abs=0.01)


# Draws


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
