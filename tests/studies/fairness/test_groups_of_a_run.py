"""Outcomes by group in a real run: groups add up to everybody, in every outcome."""

import math
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from sim.economics.discounting import discount_weights
from sim.outcomes.catalogue import FAIRNESS, SUMMARY
from sim.outcomes.count import Measure
from sim.outcomes.groups import AGE_GROUPS, DEPRIVATION_GROUPS
from sim.outcomes.rates import GROUP_OUTCOMES, RATIOS, group_names
from sim.report.pages.group_table import IN_SHORT, THE_REST
from sim.report.pages.group_table import by_group as tables_by_group
from sim.scenario.scenario import Scenario
from sim.simulation.burn_in import snapshot
from sim.simulation.engine import Engine
from sim.studies.comparison.comparison import Comparison
from sim.studies.comparison.fairness import EVERYBODY, FIFTHS
from sim.studies.runs.run import Run, run
from tests.studies.fairness.made_up_runs import cell


def test_groups_add_up_to_everybody(lived: Comparison) -> None:
    """Every person is in one group of each kind, and what is counted by group is what is counted over all."""
    groups, series = lived.groups, lived.series
    wide = groups.pivot_table(
        index=["scenario", "replicate", "week", "group"], columns="outcome", values="value", observed=True
    ).fillna(0.0)
    kinds = {"sex": ["men", "women"], "age": [name for name in group_names() if name.startswith("aged")]}
    kinds["deprivation"] = [name for name in group_names() if name.startswith("deprivation")]
    for outcome in GROUP_OUTCOMES[1:]:
        cases = wide[outcome] * wide["people"]
        whole = series[series["outcome"] == outcome].set_index(["scenario", "replicate", "week"])["value"]
        assert RATIOS[outcome][1] == Measure.PEOPLE
        for kind in kinds.values():
            of_kind = cases[cases.index.get_level_values("group").isin(kind)]
            sums = of_kind.groupby(level=["scenario", "replicate", "week"], observed=True).sum() / lived.people
            assert sums.to_numpy() == pytest.approx(whole.loc[sums.index].to_numpy(), abs=1e-9), outcome
        assert cases.sum() > 0.0, outcome


def test_everybody_is_the_summary(lived: Comparison) -> None:
    """Weeks of illness per 1,000 people, and the shares of the last year, are those of the summary."""
    summary = lived.summary.set_index("outcome")
    for outcome in ("weeks_of_illness", "phq9_cases", "gad7_cases", "pcl5_cases", "self_efficacy"):
        row = cell(lived.fairness, "expanded_cbt", EVERYBODY, outcome)
        scale = 1000.0 / lived.scenarios[0].represented_population if outcome == "weeks_of_illness" else 1.0
        for column in ("baseline", "value", "difference", "low", "high"):
            assert row[column] == pytest.approx(scale * float(summary[column].loc[outcome]), rel=1e-9, abs=1e-9)


def test_every_outcome_of_the_summary_is_reported_by_group(lived: Comparison) -> None:
    without_group = {"staff_posts", "deprivation_gap"}  # posts have no group, and the gap is made of groups
    assert set(SUMMARY) - without_group <= set(FAIRNESS)
    assert set(lived.fairness["outcome"]) == set(FAIRNESS)
    costs = lived.fairness[(lived.fairness["outcome"] == "cost") & (lived.fairness["group"] == "men")]
    assert set(costs["unit"]) == {"GBP a person"}


def test_everybody_is_the_summary_in_money_and_health_too(lived: Comparison) -> None:
    scales = {"cost": 1.0, "qalys": 1000.0, "years_with_disability": 1000.0, "people_treated": 1000.0}
    scales |= {"weeks_waited": 1.0, "public_stigma": 1.0}
    for key, result in lived.results.items():
        for outcome, scale in scales.items():
            everybody = result.by_group[outcome][-1]
            assert everybody == pytest.approx(scale * result.totals[outcome], rel=1e-9, nan_ok=True), (key, outcome)
        # the summary takes all weeks alike, and fairness all ill people
        assert result.by_group["self_stigma"][-1] == pytest.approx(result.totals["self_stigma"], rel=0.01)


def test_levels_of_groups_add_up_to_everybody(lived: Comparison) -> None:
    """Everybody's level is the mean of the groups' levels, weighted by the people that each level is of."""
    economy = lived.scenarios[0].economy
    for result in lived.results.values():
        people = result.groups[..., GROUP_OUTCOMES.index("people")]
        ill = people * np.nan_to_num(result.groups[..., GROUP_OUTCOMES.index("ill")])
        started = people * np.nan_to_num(result.groups[..., GROUP_OUTCOMES.index("started")])
        weights = {
            "people_treated": people.sum(axis=0),
            "weeks_waited": started.sum(axis=0),
            "public_stigma": people[-52:].sum(axis=0),
            "self_stigma": ill[-52:].sum(axis=0),
            "qalys": discount_weights(lived.weeks, economy.discount_health) @ people,
            "years_with_disability": discount_weights(lived.weeks, economy.discount_health) @ people,
            "cost": discount_weights(lived.weeks, economy.discount_costs) @ people,
        }
        for outcome, weight in weights.items():
            found = result.by_group[outcome]
            for kind in (slice(0, AGE_GROUPS), slice(AGE_GROUPS, DEPRIVATION_GROUPS), FIFTHS):
                mean = np.nansum(found[:-1][kind] * weight[kind]) / weight[kind].sum()
                assert mean == pytest.approx(found[-1], rel=1e-9), outcome


def test_recovered_are_of_the_ill_at_the_start(quick: Scenario) -> None:
    start = snapshot(quick, 400, 3)
    result = run(quick, start, 60, 3)
    people = start.state.people
    ill = people[people["in_episode"].any(axis=1)]
    of_sex = [np.count_nonzero(ill["sex"] == sex) for sex in (0, 1)]
    of_fifth = [np.count_nonzero(ill["deprivation"] == fifth) for fifth in range(1, 6)]
    found = np.nan_to_num(result.by_group["recovered"]) / 100.0
    for recovered in (found[:AGE_GROUPS] @ of_sex, found[FIFTHS] @ of_fifth, found[-1] * len(ill)):
        assert recovered == pytest.approx(400 * result.totals["recovered"])
        assert recovered > 0


def test_a_branch_gives_the_groups_of_a_run_of_its_own(quick: Scenario, quicken: Callable[[str], Scenario]) -> None:
    scenario, start = quicken("expanded_cbt"), snapshot(quick, 400, 3)
    trunk = Run(quick, start, 60, 3)
    trunk.live(20)
    twin = trunk.branch(scenario)
    trunk.live(60)
    twin.live(60)
    for branch, whole in ((trunk, run(quick, start, 60, 3)), (twin, run(scenario, start, 60, 3))):
        for outcome, values in whole.by_group.items():
            assert np.array_equal(branch.result().by_group[outcome], values, equal_nan=True), outcome


def test_heads_are_the_people_of_the_group(quicken: Callable[[str], Scenario]) -> None:
    scenario = quicken("anti_stigma_campaign")
    engine = Engine(scenario, (start := snapshot(scenario, 400, 3)).ties, start.state.copy(), 3)
    while not len(engine.world.programmes):  # until the campaign runs
        engine.step()
    names = engine.policy.resource_names
    heads = engine.resource_use.resources[:, [name.startswith("heads:") for name in names]].sum(axis=1)
    assert heads.tolist() == [*engine.count()[1][:, Measure.PEOPLE], 400.0]


def test_the_report_shows_every_outcome_of_every_group(lived: Comparison) -> None:
    assert sorted((*IN_SHORT, *THE_REST)) == sorted((EVERYBODY, "gap", *group_names()))
    (shown,) = tables_by_group(replace(lived, settings={"replicates": 2}))
    for table, groups in zip(shown.tables, (IN_SHORT, THE_REST), strict=True):
        assert [row.label for row in table.rows] == [outcome.title for outcome in FAIRNESS.values()]
        for row, outcome in zip(table.rows, FAIRNESS, strict=True):
            for found, group in zip(row.cells, groups, strict=True):
                expected = cell(lived.fairness, "expanded_cbt", group, outcome)
                assert (found.number == "not known") == math.isnan(expected["difference"])
                assert found.verdict == ""  # from two populations nothing is called better or worse
                assert found.tone in ("", found.verdict)
            assert all(found.tone == "" for found in row.cells) or FAIRNESS[outcome].better
    assert shown.tables[0].rows[-1].unit == "GBP a person"
