"""The table, words and figure of who gains, where it is known."""

import math

import numpy as np
import pytest

from sim.outcomes.catalogue import FAIRNESS
from sim.outcomes.groups import AGE_GROUPS, GROUPS
from sim.outcomes.rates import GROUP_OUTCOMES, group_names
from sim.report.figures.who_gains import rows, who_gains
from sim.report.pages.group_table import IN_SHORT
from sim.report.pages.group_table import by_group as tables_by_group
from sim.report.words.effects import Effect
from sim.report.words.fairness import FairnessNote, Gain, finding_of, gains, group_words, index_rows, least_words
from sim.studies.comparison.comparison import Comparison
from sim.studies.comparison.fairness import COLUMNS, EVERYBODY, INDICES, fairness_table, levels
from tests.studies.fairness.made_up_runs import CHANGES, EQUAL, cell, fifths, made, made_run, notes_of, verdict_of


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


def test_a_clear_word_stands_with_clear_differences(comparison: Comparison) -> None:
    downward, upward = tables_by_group(comparison)[:2]
    weeks = dict(zip(IN_SHORT, downward.tables[0].rows[0].cells, strict=True))
    assert [weeks[group].verdict for group in ("deprivation fifth 1", "deprivation fifth 5")] == ["", "better"]
    assert (weeks["gap"].verdict, weeks["gap"].tone) == ("narrows", "")
    assert upward.tables[0].rows[0].cells[IN_SHORT.index("gap")].verdict == "widens"
    assert (weeks["women"].number, weeks["women"].range_words) == ("not known", "")
