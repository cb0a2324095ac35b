"""A comparison told for an area with another mix of deprivation fifths: direct standardisation."""

from __future__ import annotations

import numpy as np
import pytest

from sim.dashboard.explore.headline import cards_of
from sim.dashboard.explore.over_time import curves
from sim.outcomes.catalogue import SUMMARY
from sim.outcomes.rates import GROUP_OUTCOMES, OUTCOMES
from sim.scenario.scenario import Scenario
from sim.studies.comparison.compare import compare
from sim.studies.comparison.comparison import Comparison
from sim.studies.comparison.fairness import EVERYBODY, FIFTHS
from sim.studies.comparison.standardise import AS_IN_THE_NATION, NOTE, WEEKLY_STANDARDISED, standardised

EQUAL = (0.2,) * 5
DEPRIVED = (0.0, 0.0, 0.0, 0.0, 1.0)
MIXED = (0.1, 0.1, 0.2, 0.2, 0.4)
PER_PERSON = {  # outcomes of the summary, and what turns fairness into a figure a head
    "weeks_of_illness": 1000.0, "people_treated": 1000.0, "qalys": 1000.0, "years_with_disability": 1000.0, "cost": 1.0,
    "phq9_cases": 1.0, "gad7_cases": 1.0, "pcl5_cases": 1.0, "self_efficacy": 1.0, "public_stigma": 1.0,
}  # fmt: skip


@pytest.fixture(scope="module")
def nation(quick: Scenario) -> Comparison:
    """Two populations under the baseline and with as many places again."""
    service = quick.services["talking_therapy"].model_copy(update={"start_week": 10})
    policy = quick.model_copy(
        update={"name": "policy", "title": "More places", "services": {**quick.services, "more_therapy": service}}
    )
    return compare([policy], quick, people=400, weeks=60, replicates=2, seed=3)


def test_equal_shares_give_the_figures_of_the_nation(nation: Comparison) -> None:
    same = standardised(nation, EQUAL)
    for key, result in nation.results.items():
        mine = same.results[key]
        assert mine.totals == pytest.approx(result.totals, rel=1e-9, nan_ok=True)
        np.testing.assert_allclose(mine.series, result.series, rtol=1e-9)
        np.testing.assert_allclose(mine.health, result.health, rtol=1e-9)
        for name, used in result.resources.items():
            np.testing.assert_allclose(mine.resources[name], used, rtol=1e-6, atol=1e-12)


@pytest.mark.parametrize("fifth", range(5))
def test_all_people_in_one_fifth_give_that_fifth(nation: Comparison, fifth: int) -> None:
    shares = tuple(float(other == fifth) for other in range(5))
    alone = standardised(nation, shares)
    table = nation.fairness
    mine = table[table["group"] == f"deprivation fifth {fifth + 1}"].set_index("outcome")
    assert len(mine) > len(PER_PERSON)
    for outcome, factor in PER_PERSON.items():
        for scenario, column in (("baseline", "baseline"), ("policy", "value")):
            heads = alone.scenarios[0].represented_population if SUMMARY[outcome].counted else 1.0
            found = float(alone.total(scenario, outcome).mean()) / heads * (factor if SUMMARY[outcome].counted else 1.0)
            assert found == pytest.approx(float(mine[column][outcome]), rel=1e-6), outcome
    for key, result in nation.results.items():
        for name in ("ill", "waiting", "started"):
            weekly = alone.results[key].series[:, OUTCOMES.index(name)]
            np.testing.assert_allclose(weekly, result.groups[:, FIFTHS][:, fifth, GROUP_OUTCOMES.index(name)])


def test_a_mix_lies_between_and_each_replicate_is_its_own(nation: Comparison) -> None:
    mixed, alone, equal = (standardised(nation, shares) for shares in (MIXED, DEPRIVED, EQUAL))
    for scenario in ("baseline", "policy"):
        nation_s, mine, most = (one.total(scenario, "weeks_of_illness") for one in (equal, mixed, alone))
        assert (nation_s < mine).all()
        assert (mine < most).all()
    row = mixed.summary.set_index("outcome").loc["weeks_of_illness"]
    differences = mixed.total("policy", "weeks_of_illness") - mixed.total("baseline", "weeks_of_illness")
    assert row["difference"] == pytest.approx(differences.mean())
    assert differences.min() - 1e-6 <= row["low"] <= row["high"] <= differences.max() + 1e-6


def test_money_follows_the_mix_in_all_tables(nation: Comparison) -> None:
    alone = standardised(nation, DEPRIVED)
    assert nation.evaluation is not None
    assert alone.evaluation is not None
    cost = alone.total("baseline", "cost") / alone.scenarios[0].represented_population
    samples = alone.evaluation.effects.life_years.costs[0] / 1000.0
    assert samples.mean() == pytest.approx(cost.mean(), rel=0.1)  # prices are drawn
    assert samples.mean() != pytest.approx(nation.evaluation.effects.life_years.costs[0].mean() / 1000.0, rel=1e-6)


def test_what_no_mix_changes_stays_and_says_so(nation: Comparison) -> None:
    mixed = standardised(nation, MIXED)
    for outcome, why in AS_IN_THE_NATION.items():
        assert np.array_equal(mixed.total("policy", outcome), nation.total("policy", outcome), equal_nan=True)
        said, before = ({card.name: card.note for card in cards_of(one, "policy")} for one in (mixed, nation))
        assert why in said[outcome]
        assert why not in before[outcome]
    assert NOTE in mixed.warnings
    assert "self_efficacy" in WEEKLY_STANDARDISED
    assert "in_treatment" not in WEEKLY_STANDARDISED
    assert "not counted by fifth" in curves(mixed, "in_treatment").sentence
    assert "not counted by fifth" not in curves(mixed, "ill").sentence
    assert "not counted by fifth" not in curves(nation, "in_treatment").sentence
    assert mixed.fairness.equals(nation.fairness)
    assert EVERYBODY in set(nation.fairness["group"])


@pytest.mark.parametrize("shares", [(0.5, 0.5), (0.2,) * 4 + (0.3,), (1.2, -0.2, 0.0, 0.0, 0.0), (float("nan"),) * 5])
def test_wrong_shares_are_refused(nation: Comparison, shares: tuple[float, ...]) -> None:
    with pytest.raises(ValueError, match="add up to 1"):
        standardised(nation, shares)
