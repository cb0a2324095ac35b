"""Fairness: levels by group, the gap and slope between deprivation fifths, and words about who gains."""

import math
from collections.abc import Callable, Mapping
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from sim.economics.discounting import discount_weights
from sim.outcomes.catalogue import FAIRNESS, SUMMARY
from sim.outcomes.count import GROUP_MEASURES, Measure
from sim.outcomes.courses import no_courses
from sim.outcomes.groups import AGE_GROUPS, CELLS, DEPRIVATION_GROUPS, GROUPS, by_group, count_cells
from sim.outcomes.health import HEALTH_CLASSES, UTILITY_CLASSES, UtilityClass
from sim.outcomes.rates import GROUP_OUTCOMES, RATIOS, group_figures, group_names
from sim.people.state import AGE_BAND_STARTS
from sim.report.figures.who_gains import rows, who_gains
from sim.report.pages.group_table import IN_SHORT, THE_REST
from sim.report.pages.group_table import by_group as tables_by_group
from sim.report.words.effects import Effect
from sim.report.words.fairness import (
    FairnessNote,
    Gain,
    fairness_notes,
    finding_of,
    gains,
    group_words,
    index_rows,
    least_words,
)
from sim.scenario.load import load_scenario
from sim.scenario.scenario import Scenario
from sim.simulation.burn_in import snapshot
from sim.simulation.engine import Engine
from sim.simulation.schedule import Policy
from sim.studies.comparison.compare import compare
from sim.studies.comparison.comparison import Comparison
from sim.studies.comparison.fairness import (
    COLUMNS,
    EVERYBODY,
    FIFTHS,
    INDICES,
    Values,
    fairness_table,
    gap,
    gap_ratio,
    levels,
    lot,
    relative_index,
    slope_index,
    verdict,
)
from sim.studies.runs.courses import log_of
from sim.studies.runs.group_totals import Counted, Fifths, group_totals, with_everybody
from sim.studies.runs.run import Run, RunResult, run

pytestmark = pytest.mark.filterwarnings("error")

EQUAL = np.full(5, 100.0)
FUNNEL: dict[str, float] = {}
NO_FIFTHS = Fifths(np.zeros(0), np.zeros(0, np.float32), np.zeros(0, np.float32), np.zeros(0), np.zeros(0))  # unread
BY_GROUP = (
    "recovered", "people_treated", "weeks_waited", "public_stigma", "self_stigma", "qalys", "years_with_disability",
    "cost",
)  # fmt: skip


def fifths(*values: float) -> Values:
    return np.array(values, np.float64)


# --- indices known by hand ---


def test_indices_of_a_straight_line() -> None:
    """Levels 1 to 5 rise by 1 a fifth, and by 5 from the very first person to the very last; their mean is 3."""
    line = fifths(1, 2, 3, 4, 5)
    assert gap(line, EQUAL) == 4.0
    assert gap_ratio(line, EQUAL) == 5.0
    assert slope_index(line, EQUAL) == pytest.approx(5.0)
    assert relative_index(line, EQUAL) == pytest.approx(5.0 / 3.0)


def test_the_slope_takes_the_middle_and_sizes_in() -> None:
    """By hand: midpoints 0.05, 0.25, 0.5, 0.75, 0.95 (weights 1, 3, 2, 3, 1), and levels on the line 2 + 8 ranks."""
    people = fifths(10, 30, 20, 30, 10)
    ranks = fifths(0.05, 0.25, 0.5, 0.75, 0.95)
    assert slope_index(2.0 + 8.0 * ranks, people) == pytest.approx(8.0)
    assert relative_index(2.0 + 8.0 * ranks, people) == pytest.approx(8.0 / 6.0)
    bump = fifths(0, 0, 10, 0, 0)  # only the middle: neither gap nor slope
    assert gap(bump, EQUAL) == slope_index(bump, EQUAL) == 0.0
    step = fifths(0, 0, 0, 10, 0)  # no gap, but a slope: 10 * 0.2 / (0.16 + 0.04 + 0.04 + 0.16) = 5
    assert gap(step, EQUAL) == 0.0
    assert slope_index(step, EQUAL) == pytest.approx(5.0)


def test_equality() -> None:
    for name, index in INDICES.items():
        assert index.of(np.full(5, 7.0), EQUAL) == pytest.approx(index.equal, abs=1e-12), name


def test_fifths_of_nobody() -> None:
    people, levels_of = fifths(0, 100, 0, 100, 100), fifths(math.nan, 1, math.nan, 2, 3)
    assert math.isnan(gap(levels_of, people))
    assert math.isnan(gap_ratio(levels_of, people))
    assert slope_index(levels_of, people) == pytest.approx(3.0)  # three thirds on a line
    assert relative_index(levels_of, people) == pytest.approx(1.5)
    nobody = np.full(5, math.nan)
    for index in INDICES.values():
        assert math.isnan(index.of(nobody, np.zeros(5)))
        assert math.isnan(index.of(fifths(math.nan, math.nan, 1, math.nan, math.nan), fifths(0, 0, 1, 0, 0)))
    assert math.isnan(gap_ratio(fifths(0, 1, 1, 1, 1), EQUAL))
    assert math.isnan(relative_index(np.zeros(5), EQUAL))


@pytest.mark.parametrize(
    ("index", "baseline", "value", "low", "high", "expected"),
    [
        ("gap", 10.0, 8.0, -3.0, -1.0, "narrows"),
        ("gap", 10.0, 12.0, 1.0, 3.0, "widens"),
        ("gap", -10.0, -8.0, 1.0, 3.0, "narrows"),  # the most deprived have less, as of self-efficacy
        ("gap", -10.0, -12.0, -3.0, -1.0, "widens"),
        ("gap", 2.0, -8.0, -11.0, -9.0, "widens"),  # turned round, and larger
        ("gap", 8.0, -2.0, -11.0, -9.0, "narrows"),
        ("gap", 10.0, 8.0, -3.0, 1.0, "no clear change"),
        ("gap", 10.0, 10.0, 0.0, 0.0, "no clear change"),
        ("gap", 10.0, 8.0, math.nan, math.nan, "not known"),
        ("gap_ratio", 2.0, 1.5, -0.6, -0.4, "narrows"),
        ("gap_ratio", 0.5, 0.8, 0.2, 0.4, "narrows"),
        ("gap_ratio", 0.5, 0.4, -0.2, -0.05, "widens"),
    ],
)
def test_verdicts(index: str, baseline: float, value: float, low: float, high: float, expected: str) -> None:
    assert verdict(index, baseline, value, low, high) == expected


def test_lots() -> None:
    assert lot("lower", -3.0, -1.0) == "gains"
    assert lot("higher", -3.0, -1.0) == "loses"
    assert lot("lower", -1.0, 1.0) == "no clear gain"
    assert lot("lower", math.nan, math.nan) == "not known"


# --- made-up runs ---


def made_run(ill: Values, weeks: int = 60, size: float = 100.0, empty: int | None = None) -> RunResult:
    """A run in which each deprivation fifth has a constant share of ill people (%), and other groups the mean share.

    Args:
        ill: share of each fifth, %.
        weeks: length.
        size: people of each fifth; men are all, and women nobody.
        empty: a group of nobody.
    """
    counts = np.zeros((weeks, GROUPS, GROUP_MEASURES))
    counts[:, :, Measure.PEOPLE] = size
    counts[:, 0, Measure.PEOPLE], counts[:, 1, Measure.PEOPLE] = 5 * size, 0.0
    if empty is not None:
        counts[:, empty, Measure.PEOPLE] = 0.0
    shares = np.full(GROUPS, ill.mean() / 100.0)
    shares[DEPRIVATION_GROUPS:] = ill / 100.0
    counts[:, :, Measure.ILL] = shares * counts[:, :, Measure.PEOPLE]
    counts[:, :, Measure.SELF_EFFICACY] = 30.0 * counts[:, :, Measure.PEOPLE]
    counts[:, :, Measure.STARTED] = 0.01 * counts[:, :, Measure.PEOPLE]
    health = np.zeros((weeks, HEALTH_CLASSES))
    return RunResult(
        np.zeros((weeks, 0)),
        group_figures(counts),
        {},
        {name: np.where(with_everybody(counts[0, :, 0] if weeks else shares) > 0, 1.0, math.nan) for name in BY_GROUP},
        FUNNEL,
        {},
        health,
        log_of(no_courses(int(5 * size), weeks), []),
        int(5 * size),
        NO_FIFTHS,
    )


def made(changes: Mapping[str, Values], replicates: int = 12) -> Comparison:
    """A made-up comparison: what each scenario changes in the share of ill people of each fifth, with some noise."""
    rng = np.random.default_rng(1)
    start = fifths(4, 6, 8, 10, 12)
    results = {}
    for replicate in range(replicates):
        if replicate % 2 == 0:
            noise = {name: rng.normal(0.0, 0.05, 5) for name in ("baseline", *changes)}
        else:  # what was too much is now too little: over an even number of replicates noise averages out
            noise = {name: -error for name, error in noise.items()}
        base = start + 10.0 * noise["baseline"]
        results["baseline", replicate] = made_run(base)
        for name, change in changes.items():
            results[name, replicate] = made_run(base + change + noise[name])
    for result in results.values():  # nothing but groups is asked of these runs
        result.totals.update(dict.fromkeys(SUMMARY, 1.0))
    scenarios = [Scenario(name=name, title=name.capitalize(), description="") for name in ("baseline", *changes)]
    comparison = Comparison(scenarios, 500, 60, 1, list(range(replicates)), results)
    comparison.settings = {"people": 500, "weeks": 60, "replicates": replicates, "represented_population": 1_000_000}
    return comparison


CHANGES = {
    "downward": fifths(0, 0, 0, 0, -3),  # only the most deprived gain
    "upward": fifths(-3, 0, 0, 0, 0),
    "nothing": np.zeros(5),
    "harm": fifths(1, 1, 1, 1, 1),
}


@pytest.fixture(scope="module")
def comparison() -> Comparison:
    return made(CHANGES)


def cell(table: pd.DataFrame, scenario: str, group: str, outcome: str = "weeks_of_illness") -> pd.Series:
    found = table[(table["scenario"] == scenario) & (table["outcome"] == outcome) & (table["group"] == group)]
    assert len(found) == 1
    return found.iloc[0]


def verdict_of(table: pd.DataFrame, scenario: str, index: str) -> str:
    row = cell(table, scenario, index)
    return verdict(index, row["baseline"], row["value"], row["low"], row["high"])


def notes_of(comparison: Comparison) -> dict[str, FairnessNote]:
    return {note.title.lower(): note for note in fairness_notes(comparison)}


def test_the_table_is_tidy(comparison: Comparison) -> None:
    table = comparison.fairness
    assert list(table) == list(COLUMNS)
    assert len(table) == len(CHANGES) * (len(FAIRNESS) - 1) * (1 + GROUPS + len(INDICES))  # no currency, no costs
    assert "cost" not in set(table["outcome"])
    assert not table.duplicated(["scenario", "outcome", "group"]).any()
    known = table.dropna(subset=["low"])
    assert (known["low"] <= known["difference"] + 1e-9).all()
    assert (known["difference"] <= known["high"] + 1e-9).all()
    assert known["value"].sub(known["baseline"]).to_numpy() == pytest.approx(known["difference"].to_numpy(), abs=1e-6)
    assert known["probability_better"].dropna().between(0.0, 1.0).all()
    neither = [name for name, shown in FAIRNESS.items() if not shown.better]
    groups = table["outcome"].isin(neither) & ~table["group"].isin(list(INDICES))
    assert table.loc[groups, "probability_better"].isna().all()


def test_only_the_deprived_gain_is_narrowing(comparison: Comparison) -> None:
    for index in INDICES:
        assert verdict_of(comparison.fairness, "downward", index) == "narrows"
        assert verdict_of(comparison.fairness, "upward", index) == "widens"
        assert verdict_of(comparison.fairness, "nothing", index) == "no clear change"
    assert verdict_of(comparison.fairness, "harm", "gap") == "no clear change"
    row = cell(comparison.fairness, "downward", "gap")
    assert row["difference"] == pytest.approx(-3 * 10 * 60, rel=0.05)  # -3 % of 60 weeks, per 1,000 people
    assert row["probability_better"] > 0.99
    assert cell(comparison.fairness, "upward", "gap")["probability_better"] < 0.01


def test_who_gains_and_who_is_left_out_in_words(comparison: Comparison) -> None:
    notes = notes_of(comparison)
    found = {gain.group: gain.lot for gain in gains(comparison, "downward")}
    assert found["deprivation fifth 5"] == "gains"
    assert found["women"] == "not known"  # nobody
    assert "better in 12 of 12 simulated populations, for the most deprived fifth; men; people of all ages" in (
        notes["downward"].lead
    )
    assert notes["downward"].more[0].startswith("Most is gained among the most deprived fifth: 1,")
    assert notes["downward"].more[-1].startswith("Their intervals include zero: the")
    assert notes["nothing"] == FairnessNote(
        "Nothing", "no", "of no group does the interval of what it gains leave zero out", []
    )
    assert notes["harm"].verdict == "worse"
    assert notes["harm"].more == [
        "Worse in 12 of 12 simulated populations: all deprivation fifths; men; people of all ages."
    ]
    finding = finding_of(made({"downward": CHANGES["downward"]}))
    assert finding.startswith("\u201cDownward\u201d averts illness beyond chance in ")
    assert "\u201cDownward\u201d narrows the deprivation gap in illness, by" in finding
    assert finding_of(made({"nothing": CHANGES["nothing"]})).startswith(
        "Of no group does the interval of what it gains leave zero out. No clear difference in"
    )


def test_the_least_certain_group_speaks_for_all() -> None:
    effect = Effect("a", "A", 1.0, 0.5, 1.5, "weeks", "higher")
    found = [Gain("men", effect, 23, 1, 24), Gain("women", effect, 19, 5, 24)]
    assert least_words(found, "better") == "better in 19 of 24 simulated populations or more"
    assert least_words(found[:1], "better") == "better in 23 of 24 simulated populations"


def test_index_rows_show_the_verdict(comparison: Comparison) -> None:
    table = index_rows(comparison)
    assert len(table) == len(INDICES)
    assert [cell.verdict for cell in table[0].cells] == ["narrows", "widens", "no clear change", "no clear change"]
    assert [cell.tone for cell in table[0].cells] == ["better", "worse", "", ""]
    assert table[0].baseline == "4,800"


def test_groups_in_words() -> None:
    names = group_names()
    assert group_words(names) == "all deprivation fifths; men and women; people of all ages"
    assert group_words(["women", "aged 18 to 24"]) == "women; people aged 18 to 24"
    assert group_words(names[-2:]) == "the fourth and most deprived fifths"
    assert group_words(names[-1:]) == "the most deprived fifth"


def test_levels_are_of_the_whole_run_and_of_the_last_year() -> None:
    run = made_run(fifths(4, 6, 8, 10, 12))
    found = levels(run)
    outcome = list(FAIRNESS).index
    assert found.groups[-1, outcome("weeks_of_illness")] == pytest.approx(8 * 10 * 60)
    assert found.groups[GROUPS - 1, outcome("weeks_of_illness")] == pytest.approx(12 * 10 * 60)
    assert found.groups[-1, outcome("ill")] == pytest.approx(8.0)
    assert found.groups[-1, outcome("courses_started")] == pytest.approx(10.0 * 60)
    assert found.groups[-1, outcome("self_efficacy")] == pytest.approx(30.0)
    assert found.fifths.tolist() == [100.0] * 5


def test_a_group_that_empties_counts_for_its_own_weeks() -> None:
    run = made_run(fifths(4, 6, 8, 10, 12), weeks=20)
    run.groups[10:, AGE_GROUPS] = math.nan
    run.groups[10:, AGE_GROUPS, GROUP_OUTCOMES.index("people")] = 0.0
    assert levels(run).groups[AGE_GROUPS, 0] == pytest.approx(8 * 10 * 20)


def test_groups_of_nobody_are_not_known() -> None:
    last = GROUPS - 1
    pair = [[made_run(ill, empty=last)] * 3 for ill in (fifths(4, 6, 8, 10, 12), fifths(3, 6, 8, 10, 12))]
    table = fairness_table({"baseline": pair[0], "policy": pair[1]}, 1)
    for group in ("women", "deprivation fifth 5", "gap", "gap_ratio"):
        parameters = cell(table, "policy", group)[["baseline", "value", "difference", "low", "high"]]
        assert parameters.isna().all(), group
    assert cell(table, "policy", "slope_index")["difference"] > 0.0
    assert cell(table, "policy", "men")["difference"] < 0.0


def test_no_weeks_and_no_replicates() -> None:
    nothing = [made_run(EQUAL, weeks=0)] * 2
    table = fairness_table({"baseline": nothing, "policy": nothing}, 1)
    assert table[["baseline", "value", "difference"]].isna().all(axis=None)
    assert fairness_table({"baseline": [], "policy": []}, 1)["difference"].isna().all()
    assert list(fairness_table({"baseline": nothing}, 1)) == list(COLUMNS)


def test_one_replicate_has_no_intervals() -> None:
    single = made(CHANGES, replicates=1)
    table = single.fairness
    assert table[["low", "high", "probability_better"]].isna().all(axis=None)
    assert verdict_of(table, "downward", "gap") == "not known"
    assert all(gain.lot == "not known" for gain in gains(single, "downward"))
    assert "cannot show who gains" in notes_of(single)["downward"].lead
    assert {cell.verdict for row in index_rows(single) for cell in row.cells} == {"one population: no verdict yet"}
    figure, sentence = who_gains(single)
    figure.draw_without_rendering()
    assert sentence.startswith("In this single replicate")


def test_the_figure_shows_every_group(comparison: Comparison) -> None:
    figure, _ = who_gains(comparison)
    figure.draw_without_rendering()
    panels = [axes for axes in figure.axes if axes.get_title(loc="left")]
    assert [axes.get_title(loc="left") for axes in panels] == [name.capitalize() for name in CHANGES]
    assert len({axes.get_xlim() for axes in panels}) == 1
    groups = [row.group for row in rows() if row.group]
    assert sorted(groups) == sorted([EVERYBODY, *group_names()])
    for axes, name in zip(panels, CHANGES, strict=True):
        known = [gain.effect.difference for gain in gains(comparison, name) if gain.effect.known]
        drawn = [
            float(np.asarray(line.get_xdata())[0]) for line in axes.lines if line.get_marker() not in ("|", "None")
        ]
        assert sorted(drawn) == pytest.approx(sorted(known))


# --- a real run ---


@pytest.fixture(scope="module")
def lived(request: pytest.FixtureRequest) -> Comparison:
    """A short run under expanded therapy."""
    quicken = request.getfixturevalue("quicken")
    return compare([quicken("expanded_cbt")], quicken("baseline"), people=400, weeks=60, replicates=2, seed=3)


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


def test_a_clear_word_stands_with_clear_differences(comparison: Comparison) -> None:
    downward, upward = tables_by_group(comparison)[:2]
    weeks = dict(zip(IN_SHORT, downward.tables[0].rows[0].cells, strict=True))
    assert [weeks[group].verdict for group in ("deprivation fifth 1", "deprivation fifth 5")] == ["", "better"]
    assert (weeks["gap"].verdict, weeks["gap"].tone) == ("narrows", "")
    assert upward.tables[0].rows[0].cells[IN_SHORT.index("gap")].verdict == "widens"
    assert (weeks["women"].number, weeks["women"].range_words) == ("not known", "")


# --- by hand ---


def counted_by_hand(names: list[str], weeks: int = 2) -> Counted:
    """A young man of the least deprived fifth, never ill, and two old women of the most deprived, severely ill.

    He sees a doctor in the first week; the women do so once each in the second, when one of them begins to take
    medication, and the other, who waited six weeks, a course. One of the women is well at the end.
    """
    man, woman = 0, CELLS - 1
    measures = np.zeros((weeks, CELLS, GROUP_MEASURES))
    resources, health = np.zeros((weeks, CELLS, len(names))), np.zeros((weeks, CELLS, HEALTH_CLASSES))
    none, treated = np.zeros(CELLS), np.zeros(CELLS)
    if weeks:
        measures[:, [man, woman], Measure.PEOPLE] = 1.0, 2.0
        measures[:, woman, Measure.ILL] = 2.0
        measures[:, man, Measure.PUBLIC_STIGMA] = -0.5, -0.7
        measures[:, woman, Measure.PUBLIC_STIGMA] = 1.0
        measures[:, woman, Measure.SELF_STIGMA] = 4.0, 5.0
        measures[1, woman, [Measure.STARTED, Measure.WEEKS_WAITED]] = 1.0, 6.0
        resources[0, man, names.index("visits")] = 1.0
        resources[1, woman, names.index("visits")] = 2.0
        resources[1, woman, names.index("medication_weeks")] = 1.0
        health[:, man, [UtilityClass.MEN, UtilityClass.WELL, UTILITY_CLASSES]] = 1.0
        health[:, woman, [UtilityClass.WELL - 1, UtilityClass.SEVERE, HEALTH_CLASSES - 1]] = 2.0
        treated[woman] = 1.0
    ill, well = none.copy(), none.copy()
    ill[woman], well[woman] = 2.0, 1.0

    def grouped(cells: Values) -> Values:
        parts = [by_group(week) for week in cells]
        return np.stack(parts) if parts else np.zeros((0, GROUPS + 1, cells.shape[-1]))

    return Counted(grouped(measures)[:, :GROUPS], grouped(resources), grouped(health), ill, well, treated)


def test_three_people_by_hand() -> None:
    scenario = load_scenario("baseline")
    names = Policy(scenario, 3).resource_names
    found = group_totals(scenario, names, counted_by_hand(names))
    assert set(found) == set(BY_GROUP)
    economy = scenario.economy
    visit, pills = economy.visit.mean, economy.medication_week.mean
    later, later_health = ((1.0 + rate) ** (-1 / 52) for rate in (economy.discount_costs, economy.discount_health))
    utilities = economy.utilities
    never, severe = utilities.norm_men_18.mean, utilities.norm_women_75.mean - utilities.decrement_severe.mean
    weights = economy.disability
    lost = 1.0 - (1.0 - weights.depression_severe.mean) * (1.0 - weights.anxiety_severe.mean)
    years = 1000.0 * (1.0 + later_health) / 52
    expected = {  # man, woman, everybody
        "recovered": (math.nan, 50.0, 50.0),
        "people_treated": (0.0, 500.0, 1000.0 / 3.0),
        "weeks_waited": (math.nan, 6.0, 6.0),
        "public_stigma": (-0.6, 0.5, (-1.2 + 2.0) / 6.0),
        "self_stigma": (math.nan, 9.0 / 4.0, 9.0 / 4.0),
        "qalys": (never * years, severe * years, (never + 2.0 * severe) / 3.0 * years),
        "years_with_disability": (0.0, lost * years, 2.0 / 3.0 * lost * years),
        "cost": (visit, (visit + pills / 2.0) * later, (visit + (2.0 * visit + pills) * later) / 3.0),
    }
    for outcome, values in expected.items():
        man, woman, everybody = (pytest.approx(value, nan_ok=True) for value in values)
        assert found[outcome][[0, AGE_GROUPS, DEPRIVATION_GROUPS]].tolist() == [man] * 3, outcome
        assert found[outcome][[1, DEPRIVATION_GROUPS - 1, GROUPS - 1]].tolist() == [woman] * 3, outcome
        assert found[outcome][-1] == everybody, outcome
        nobody = [AGE_GROUPS + 1, DEPRIVATION_GROUPS + 2]
        assert np.isnan(found[outcome][nobody]).all(), outcome


def test_no_weeks_have_no_totals_by_group() -> None:
    scenario = load_scenario("baseline")
    names = Policy(scenario, 3).resource_names
    found = group_totals(scenario, names, counted_by_hand(names, weeks=0))
    assert all(np.isnan(values).all() for outcome, values in found.items() if outcome != "recovered")


def test_cells_add_up_to_groups() -> None:
    cells = np.arange(2.0 * CELLS).reshape(CELLS, 2)
    groups = by_group(cells)
    for kind in (slice(0, AGE_GROUPS), slice(AGE_GROUPS, DEPRIVATION_GROUPS), FIFTHS):
        assert groups[kind].sum(axis=0).tolist() == groups[-1].tolist() == cells.sum(axis=0).tolist()
    assert groups[0].tolist() == cells[: CELLS // 2].sum(axis=0).tolist()  # men come first
    assert groups[GROUPS - 1].tolist() == cells[4::5].sum(axis=0).tolist()


def test_people_are_in_the_cell_of_their_groups(quick: Scenario) -> None:
    people = snapshot(quick, 400, 3).state.people
    groups = by_group(count_cells(people, np.arange(400), 0)[:, np.newaxis])[:, 0]
    age = -people["birth_week"] // 52
    expected = [np.count_nonzero(people["sex"] == sex) for sex in (0, 1)]
    ends = [*AGE_BAND_STARTS[1:], 1000]
    # the youngest band holds whoever is younger than the next
    starts = [-1000, *AGE_BAND_STARTS[1:]]
    expected += [np.count_nonzero((age >= first) & (age < end)) for first, end in zip(starts, ends, strict=True)]
    expected += [np.count_nonzero(people["deprivation"] == fifth) for fifth in range(1, 6)]
    assert groups.tolist() == [*expected, 400]
