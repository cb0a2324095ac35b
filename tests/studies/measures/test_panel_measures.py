"""Measures of panels, groups and friends, on made-up people for whom the answer is known."""

import math

import numpy as np
import numpy.typing as npt
import pandas as pd
import pytest

from sim.network.ties import Layer, ties_from_pairs
from sim.scenario.load import load_scenario
from sim.studies.measures import Laboratory
from sim.studies.measures.friends import friends_who, many_against_few
from sim.studies.measures.groups import odds_ratio
from sim.studies.measures.panel import QUARTER, Panel, years_of
from sim.studies.measures.population import log_linearity
from sim.studies.measures.self_efficacy import (
    belief_lost_by_events,
    cross_lagged,
    next_week,
    share_carried,
    waves,
    within_person,
    without_mean_and_trend,
)

type Array = npt.NDArray[np.float64]


def panel_of(success: Array, belief: Array) -> Panel:
    """A panel of which only success and belief matter (weeks by people)."""
    weeks, people = success.shape
    years = weeks // 52
    nothing = np.zeros((weeks, people), np.bool_)
    return Panel(
        np.arange(people), belief.astype(np.float32), success.astype(np.float32), nothing,
        np.zeros((years + 1, people, 5)), belief[QUARTER - 1 :: QUARTER], nothing[:years], np.ones(people, np.uint8),
    )  # fmt: skip


def lives(people: int, weeks: int, *, taught: float, acted: float, seed: int = 3) -> tuple[Array, Array]:
    """Success and belief of people who differ for good: success teaches belief, and belief helps success."""
    rng = np.random.default_rng(seed)
    trait = rng.normal(size=people)
    belief, success = np.empty((weeks, people)), np.empty((weeks, people))
    state = np.zeros(people)
    for week in range(weeks):
        odds = 0.8 * trait + acted * state
        success[week] = rng.random(people) < 1.0 / (1.0 + np.exp(-odds))
        state = 0.9 * state + taught * (success[week] - 0.5) + 0.1 * rng.normal(size=people)
        belief[week] = trait + state
        success[week, rng.random(people) < 0.4] = np.nan  # nothing tried, as far as the panel knows
    return success, belief


def test_a_mean_and_a_line_leave_nothing() -> None:
    time = np.arange(20.0)[:, np.newaxis]
    values = np.hstack([3.0 - 0.5 * time, np.full((20, 1), 7.0)])
    values[4, 0] = np.nan
    left = without_mean_and_trend(values, 10)
    assert left.shape == (2, 2, 10)
    assert math.isnan(left[0, 0, 4])
    assert np.nanmax(np.abs(left)) < 1e-9


def test_correlations_within_people_are_those_of_an_endless_series() -> None:
    success, belief = lives(20, 60_000, taught=0.3, acted=0.0)
    truth = next_week(*(without_mean_and_trend(series, 60_000) for series in (success, belief)))
    short = panel_of(*lives(1500, 208, taught=0.3, acted=0.0, seed=4))
    assert within_person(short, success_first=True) == pytest.approx(truth, abs=0.01)
    assert within_person(short, success_first=False) == pytest.approx(0.0, abs=0.02)  # belief does nothing here
    naive = next_week(*(without_mean_and_trend(series, 52) for series in (short.belief, short.success)))
    assert naive < -0.02  # what the jackknife takes out


def test_belief_that_helps_is_seen_within_people() -> None:
    helped = panel_of(*lives(1500, 208, taught=0.0, acted=2.0))
    assert within_person(helped, success_first=False) > 0.1


def test_waves_of_success_and_belief() -> None:
    success, belief = lives(500, 208, taught=0.4, acted=0.0)
    table = waves(panel_of(success, belief))
    assert len(table) == 500 * (208 // QUARTER - 1)
    assert table.groupby(table.index // 500)["belief"].std(ddof=0).to_numpy() == pytest.approx(1.0)
    first = table.iloc[:500]
    expected = np.nanmean(success[:QUARTER], axis=0)
    assert np.corrcoef(first["success"], expected)[0, 1] == pytest.approx(1.0)
    assert np.corrcoef(first["belief_later"], belief[2 * QUARTER - 1])[0, 1] == pytest.approx(1.0)


def test_cross_lagged_slopes_are_found() -> None:
    rng = np.random.default_rng(5)
    belief, success = rng.multivariate_normal([0.0, 0.0], [[1.0, 0.5], [0.5, 1.0]], 50_000).T
    later = 0.6 * belief + 0.2 * success + 0.5 * rng.normal(size=50_000)
    table = pd.DataFrame({"belief": belief, "success": success, "belief_later": later})
    assert cross_lagged(table, "belief_later", "success", "belief") == pytest.approx(0.2, abs=0.01)


@pytest.mark.parametrize("carried", [0.0, 0.4, 1.0])
def test_the_share_that_belief_carries_is_found(carried: float) -> None:
    rng = np.random.default_rng(6)
    count = 200_000
    events, before, belief = rng.poisson(1.0, count), rng.normal(size=count), rng.normal(size=count)
    after = belief - 0.5 * events + rng.normal(size=count)  # belief is lost by events, and moves depression by -1
    depression = before - carried * after + 0.5 * (1.0 - carried) * events + rng.normal(size=count)
    years = pd.DataFrame(
        {
            "events": events, "phq9_before": before, "phq9_after": depression, "gse_before": belief,
            "gse_after": after, "deprivation": rng.integers(1, 6, count),
        }
    )  # fmt: skip
    assert share_carried(years) == pytest.approx(100.0 * carried, abs=2.0)
    slope = 100.0 * 0.5 * events.std() / after.std()
    assert belief_lost_by_events(years) == pytest.approx(slope, abs=1.0)


def test_a_panel_follows_those_who_stay() -> None:
    lab = Laboratory(load_scenario("baseline"), 400, 2)
    panel = lab.panel
    people = len(panel.person)
    assert 300 < people < 400
    assert panel.belief.shape == panel.success.shape == panel.life_event.shape == (208, people)
    assert panel.interviews.shape == (5, people, 5)
    assert panel.quarters.shape == (16, people)
    assert set(np.unique(panel.success[np.isfinite(panel.success)])) == {0.0, 1.0}
    table = years_of(panel)
    assert len(table) == 4 * people
    first = table.iloc[:people]
    assert (first["events"].to_numpy() == panel.life_event[:52].sum(axis=0)).all()
    assert (first["gse_after"].to_numpy() == table.iloc[people : 2 * people]["gse_before"].to_numpy()).all()


def test_odds_ratios_of_groups() -> None:
    ill = np.array([1] * 30 + [0] * 70 + [1] * 10 + [0] * 90, np.bool_)
    one = np.arange(200) < 100
    assert odds_ratio(ill, one, ~one) == pytest.approx(30 / 70 / (10 / 90))
    assert math.isnan(odds_ratio(ill, one, np.zeros(200, np.bool_)))


def test_an_exponential_fall_is_a_line() -> None:
    scores = np.repeat(np.arange(28), np.round(100_000 * 0.75 ** np.arange(28)).astype(int))
    assert log_linearity(scores.astype(np.float64)) > 0.999
    humped = 0.6 ** np.arange(28) + 0.01 * np.exp(-(((np.arange(28) - 17) / 2) ** 2))
    bent = np.repeat(np.arange(28), np.round(100_000 * humped).astype(int))
    assert log_linearity(bent.astype(np.float64)) < 0.95


def test_only_friends_are_counted() -> None:
    source, target = np.array([0, 0, 1, 2]), np.array([1, 2, 2, 3])
    layer = np.array([Layer.FRIENDS, Layer.HOUSEHOLD, Layer.FRIENDS, Layer.FRIENDS], np.uint8)
    ties = ties_from_pairs(4, source.astype(np.int32), target.astype(np.int32), np.ones(4, np.float32), layer)
    well = np.array([True, True, False, True])
    assert friends_who(ties, well).tolist() == [1, 1, 2, 0]


def test_many_friends_against_few() -> None:
    friends = np.repeat([0, 2, 5, 7], 300)
    risk = np.concatenate([np.arange(300) < share * 300 for share in (0.2, 0.15, 0.1, 0.1)])
    table = pd.DataFrame({"well_friends": friends, "later": risk})
    assert many_against_few(table, "later", 5, 0) == pytest.approx(0.5)
    assert many_against_few(table, "later", 50, 0) == pytest.approx(0.5)  # too few: the outer fifths
