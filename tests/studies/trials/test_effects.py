"""What a trial tells: effects, mediation, spillover, and how they are drawn and said."""

import re
from statistics import mean, variance
from typing import Any

import numpy as np
import pandas as pd
import pytest

from sim.command.trial_printed import effects_tables, mediation_words, spillover_words
from sim.people.scores import scores_of
from sim.report.figures.style import png
from sim.report.figures.trial_effects import draw_effects, finding
from sim.report.figures.trial_flow import Flow, arm_boxes, draw_flow
from sim.scenario.scenario import Scenario
from sim.simulation.engine import Engine
from sim.simulation.snapshots import Snapshot
from sim.studies.runs.statistics import hedges_g
from sim.studies.trials.effects import dropout, effect_size, effects, never_began, remission, response
from sim.studies.trials.follow import Waves, follow
from sim.studies.trials.mediation import Mediation, mediation
from sim.studies.trials.spec import ArmSpec, TrialSpec
from sim.studies.trials.spillover import Spillover, spillover
from tests.studies.trials.trial_of import CBT, FIRST_COLUMNS, NOTHING, PEOPLE, SEED, trial


def measured(**columns: Any) -> pd.DataFrame:
    """Waves of hand-made people: two arms of four, week 0 and week 8."""
    table = pd.DataFrame(
        {"person": [*range(8)] * 2, "arm": (["one"] * 4 + ["other"] * 4) * 2, "week": [0] * 8 + [8] * 8}
    )
    return table.assign(**columns)


BEFORE = [10.0, 12.0, 14.0, 16.0, 10.0, 12.0, 14.0, 16.0]


def test_hedges_g_is_that_of_the_books() -> None:
    one, two = [3.0, 5.0, 8.0, 9.0, 4.0], [1.0, 2.0, 6.0]
    n, m = len(one), len(two)
    freedom = n + m - 2
    pooled = (((n - 1) * variance(one) + (m - 1) * variance(two)) / freedom) ** 0.5
    g = (1.0 - 3.0 / (4.0 * freedom - 1.0)) * (mean(one) - mean(two)) / pooled
    error = (1.0 / n + 1.0 / m + g**2 / (2.0 * (n + m))) ** 0.5
    assert hedges_g(one, two) == pytest.approx((g, error), rel=1e-12)


def test_an_arm_that_did_better_has_an_effect_above_zero() -> None:
    fallen = [4.0, 6.0, 5.0, 7.0, 10.0, 12.0, 14.0, 16.0]
    risen = [30.0, 31.0, 33.0, 32.0, 20.0, 21.0, 22.0, 23.0]
    waves = measured(phq9=BEFORE + fallen, gse=[25.0] * 8 + risen)
    for outcome in ("phq9", "gse"):
        better, error = effect_size(waves, outcome, 8, "one", "other")
        worse, _ = effect_size(waves, outcome, 8, "other", "one")
        assert better > 1.0
        assert worse == pytest.approx(-better)
        assert error > 0.0
    assert effect_size(waves, "phq9", 8, "one", "other")[0] == pytest.approx(-hedges_g(fallen[:4], fallen[4:])[0])


def test_nothing_to_compare_is_no_number() -> None:
    waves = measured(phq9=[10.0] * 16)
    assert np.isnan(effect_size(waves, "phq9", 8, "one", "other")[0])
    alone = waves[(waves["arm"] == "other") | (waves["person"] == 0)]
    assert np.isnan(effect_size(alone, "phq9", 8, "one", "other")[0])


def test_response_and_remission_by_hand() -> None:
    after = [5.0, 6.1, 4.9, 16.0, 4.0, 12.0, 7.0, 8.0]
    waves = measured(phq9=BEFORE + after)
    assert response(waves, "phq9", 8, "one") == 2 / 4  # 5 of 10, and 4.9 of 14; 6.1 of 12 is more than half
    assert response(waves, "phq9", 8, "other") == 3 / 4
    assert remission(waves, "phq9", 8, "one") == 1 / 4
    assert remission(waves, "phq9", 8, "other") == 1 / 4
    gone = waves[(waves["person"] != 0) | (waves["week"] == 0)]
    assert response(gone, "phq9", 8, "one") == 1 / 3
    assert np.isnan(response(measured(gse=BEFORE + after), "gse", 8, "one"))


def test_dropout_counts_those_who_began() -> None:
    status = ["completed", "dropped_out", "never_began", "in_treatment", "none", "none", "none", "none"]
    waves = measured(status=["none"] * 8 + status)
    assert dropout(waves, 8, "one") == pytest.approx(1 / 3)
    assert never_began(waves, 8, "one") == 1 / 4
    assert np.isnan(dropout(waves, 8, "other"))
    assert np.isnan(never_began(waves, 8, "other"))


def test_the_table_of_effects(treated: tuple[TrialSpec, Waves]) -> None:
    plan, found = treated
    table = effects(plan, found.waves)
    assert list(table)[: len(FIRST_COLUMNS)] == FIRST_COLUMNS
    assert not table.duplicated(["outcome", "week", "arm"]).any()
    assert set(table["week"]) == {4, 16}
    known = table.dropna(subset="g")
    assert (known["low"] < known["g"]).all()
    assert ((known["g"] + known["g"] - known["low"] - known["high"]).abs() < 1e-9).all()
    row = table[(table["outcome"] == "phq9") & (table["week"] == 16)].iloc[0]
    end = found.waves[found.waves["week"] == 16]
    arms = [end.loc[end["arm"] == arm, "phq9"] for arm in ("one", "other")]
    assert row["g"] == pytest.approx(-hedges_g(*arms)[0])
    assert (row["n_arm"], row["n_comparator"]) == (len(arms[0]), len(arms[1]))
    assert row["g"] > 0.0


def lives(through: float, beside: float, moved: float, people: int = 3000) -> tuple[TrialSpec, pd.DataFrame]:
    """Made-up people: an arm that moves belief, which moves the outcome, and has an effect beside it."""
    rng = np.random.default_rng(3)
    arm = np.arange(people) % 2
    before, belief_before = rng.normal(14.0, 3.0, people), rng.normal(28.0, 4.0, people)
    belief = 0.5 * belief_before + moved * arm + rng.normal(0.0, 2.0, people)
    after = 0.5 * before + beside * arm + through * belief + rng.normal(0.0, 2.0, people)
    names = np.where(arm == 1, "one", "other")
    waves = [
        pd.DataFrame({"person": range(people), "arm": names, "week": week, "phq9": phq9, "gse": gse})
        for week, phq9, gse in ((0, before, belief_before), (8, before, belief), (26, after, belief))
    ]
    return trial(CBT, NOTHING, 8, 26), pd.concat(waves)


def test_a_known_share_is_found() -> None:
    plan, waves = lives(through=-0.9, beside=-1.2, moved=2.0)  # 1.8 of 3 points
    found = mediation(plan, waves, "one", seed=1)
    assert (found.mediator_week, found.outcome_week, found.n) == (8, 26, 3000)
    assert found.low < 0.6 < found.high
    assert found.high - found.low < 0.2
    assert found.total == pytest.approx(-3.0, abs=0.4)
    assert found.indirect == pytest.approx(-1.8, abs=0.3)


def test_nothing_goes_through_what_is_not_moved_or_does_not_matter() -> None:
    for through, moved in ((-0.9, 0.0), (0.0, 2.0)):
        plan, waves = lives(through=through, beside=-3.0, moved=moved)
        found = mediation(plan, waves, "one", seed=1)
        assert found.low < 0.0 < found.high
        assert abs(found.share) < 0.1


def test_no_effect_has_no_share() -> None:
    plan, waves = lives(through=0.0, beside=0.0, moved=2.0)
    found = mediation(plan, waves, "one", seed=1)
    assert np.isnan(found.share)
    assert "too small to estimate" in mediation_words(found)


def test_nothing_is_reported_of_a_handful_of_people() -> None:
    plan, waves = lives(through=-0.9, beside=-1.2, moved=2.0, people=18)
    found = mediation(plan, waves, "one", seed=1)
    assert np.isnan(found.total)
    assert found.n == 18


def test_shares_are_reported_without_a_negative_zero() -> None:
    described = mediation_words(Mediation("one_arm", 8, 26, -3.0, 0.006, -0.002, -0.031, 0.02, 300))
    assert "one arm: 0 % of the effect" in described
    assert "\N{MINUS SIGN}3 to 2 %" in described


def without_trial(quick: Scenario, start: Snapshot, weeks: int) -> Engine:
    engine = Engine(quick, start.ties, start.state.copy(), SEED)
    for _ in range(weeks):
        engine.step()
    return engine


def test_a_trial_of_nothing_changes_no_life(quick: Scenario, start: Snapshot) -> None:
    plan = trial(NOTHING, NOTHING, 12)
    found = follow(plan, quick, start, SEED)
    engine = without_trial(quick, start, 12)
    scores = scores_of(engine.people, np.arange(PEOPLE), engine.parameters, SEED, engine.week)
    assert found.scores.tobytes() == scores.tobytes()
    assert found.ids.tolist() == engine.people["id"].tolist()
    around = spillover(plan, quick, start, SEED, found)
    assert around.neighbours == 0
    assert "nobody outside the trial" in spillover_words(around, plan)


def test_a_course_that_has_not_begun_spills_nothing_over(quick: Scenario, start: Snapshot) -> None:
    plan = trial(ArmSpec(intervention="cbt", start_week=50), NOTHING, 12)
    around = spillover(plan, quick, start, SEED, follow(plan, quick, start, SEED))
    assert around.neighbours > 100
    assert (around.difference, around.low, around.high) == (0.0, 0.0, 0.0)


def test_a_course_changes_lives_of_the_treated(
    quick: Scenario, start: Snapshot, treated: tuple[TrialSpec, Waves]
) -> None:
    plan, found = treated
    engine = without_trial(quick, start, 16)
    scores = scores_of(engine.people, np.arange(PEOPLE), engine.parameters, SEED, engine.week)
    mine = found.recruited.rows[(found.participants["arm"] == "one").to_numpy()]
    assert (found.scores[mine] != scores[mine]).any(axis=1).mean() > 0.9
    around = spillover(plan, quick, start, SEED, found)
    assert around.low <= around.difference <= around.high
    assert 0.0 < around.tied_participants <= 1.0


def test_spillover_is_reported_by_the_outcomes_name() -> None:
    described = spillover_words(Spillover(1200, -0.0031, -0.006, -0.0001, 0.34), trial(CBT, NOTHING, 8))
    assert "their depression (PHQ-9) differs by \N{MINUS SIGN}0.003 points (\N{MINUS SIGN}0.006 to 0.000)" in described
    assert "34 % of participants" in described


def numbers_in(words: str) -> list[int]:
    return [int(number.replace(",", "")) for number in re.findall(r": ([\d,]+)", words)]


def test_the_flow_adds_up(treated: tuple[TrialSpec, Waves]) -> None:
    plan, found = treated
    boxes = {arm: arm_boxes(found.waves, arm, arm, plan.weeks) for arm in plan.arms}
    randomised = [numbers_in(described[0])[0] for described in boxes.values()]
    assert sum(randomised) == len(found.recruited.rows)
    for (_, became, end), begun in zip(boxes.values(), randomised, strict=True):
        assert sum(numbers_in(became)) == begun
        left = re.search(r"left the population: ([\d,]+)", became)
        assert numbers_in(end)[0] + (int(left.group(1)) if left else 0) == begun


def test_those_who_left_the_population_are_reported() -> None:
    waves = measured(status=["none"] * 8 + ["completed"] * 4 + ["none"] * 4)
    waves = waves[(waves["person"] != 0) | (waves["week"] == 0)]
    assert arm_boxes(waves, "one", "one arm", [8]) == [
        "one arm\nrandomised: 4",
        "completed the course: 3\nleft the population: 1",
        "measured in week 8: 3",
    ]


@pytest.mark.parametrize("arms", [2, 3, 6])
def test_boxes_of_the_flow_do_not_overlap(arms: int) -> None:
    described = [
        "an arm with a long name\nrandomised: 1,200",
        "\n".join(["never began the course: 1,200"] * 6),
        "measured: 1",
    ]
    figure = draw_flow(Flow(40_000, 9_000, 7_200, {f"arm {number}": described for number in range(arms)}), "A trial")
    png(figure)
    boxes = [text.get_bbox_patch() for text in figure.axes[0].texts if text.get_text()]
    extents = [box.get_window_extent() for box in boxes if box is not None]
    assert len(extents) == 2 + 3 * arms
    for number, one in enumerate(extents):
        assert not any(one.overlaps(other) for other in extents[number + 1 :])


def table_of(g: float, low: float, high: float) -> pd.DataFrame:
    rows = [(outcome, week, "one_arm", g, low, high) for outcome in ("phq9", "gse") for week in (4, 26)]
    table = pd.DataFrame(rows, columns=["outcome", "week", "arm", "g", "low", "high"])
    return table.assign(response=0.5, remission=0.25, dropout=np.nan, n_arm=40, n_comparator=41)


@pytest.mark.parametrize(
    ("numbers", "words"),
    [
        ((0.5, 0.2, 0.8), "one arm against other: less depression (PHQ-9) after 26 weeks (g 0.50"),
        ((-0.5, -0.8, -0.2), "one arm against other: more depression (PHQ-9) after 26 weeks"),
        ((0.1, -0.2, 0.4), "one arm against other: no clear effect on depression (PHQ-9) after 26 weeks"),
        ((np.nan, np.nan, np.nan), "nothing could be compared"),
    ],
)
def test_the_finding_is_about_the_last_week(numbers: tuple[float, float, float], words: str) -> None:
    table = table_of(*numbers)
    table.loc[table["week"] == 4, ["g", "low", "high"]] = 2.0, 1.5, 2.5  # a lucky week is not the finding
    plan = trial(CBT, NOTHING, 4, 26)
    assert words in finding(plan, table)
    png(draw_effects(plan, table))


def test_legend_and_note_do_not_overlap() -> None:
    figure = draw_effects(trial(CBT, NOTHING, 4, 26), table_of(0.5, 0.2, 0.8))
    png(figure)
    legend = figure.legends[0].get_window_extent()
    assert not any(legend.overlaps(text.get_window_extent()) for text in figure.texts)
    assert not any(legend.overlaps(axes.get_tightbbox()) for axes in figure.axes)  # type: ignore[arg-type]


@pytest.mark.parametrize("width", [80, 100])
def test_the_printed_tables_fit(width: int) -> None:
    from rich.console import Console

    console = Console(width=width)
    table = table_of(-0.51, -0.82, -0.2).replace("one_arm", "attention_control_by_telephone")
    table = table.assign(n_arm=1140, n_comparator=1131, dropout=0.12)
    with console.capture() as kept:
        for one in effects_tables(trial(CBT, NOTHING, 4, 26), table):
            console.print(one)
    printed = kept.get()
    assert "\N{HORIZONTAL ELLIPSIS}" not in printed
    for words in ("\N{MINUS SIGN}0.82 to \N{MINUS SIGN}0.20", "1140 / 1131", "telephone", "Remission", "12 %"):
        assert words in printed
    assert printed.count("Remission") == 1  # of symptom scales only
