"""The answer of the explorer: sentence, strips, chart, who gains, costs, notices, and what its parts are due to."""

import math
from dataclasses import replace

import numpy as np
import pytest

from sim.dashboard.explore.answering import POLICY
from sim.dashboard.explore.caution import far_from_evidence, worse_than_nothing
from sim.dashboard.explore.costs import Year, budget_words, costs_table, posts_by_month, years_of
from sim.dashboard.explore.difference import SMOOTH, difference_chart, ghost_of, paired, smoothed
from sim.dashboard.explore.headline import cards_of
from sim.dashboard.explore.interim import early_words, too_early
from sim.dashboard.explore.slope import averted_by_fifth, contrast_words, icons_html
from sim.dashboard.explore.split import parts_chart
from sim.dashboard.explore.strips import strips, strips_html
from sim.dashboard.explore.undo import History
from sim.dashboard.qr import qr_svg
from sim.report.words.answer import answer_of, change_words, differences_of, recommendation, rows_of, worth_of
from sim.scenario.load import BASELINE
from sim.scenario.scenario import Scenario
from sim.studies.comparison.compare import compare
from sim.studies.comparison.comparison import Comparison
from sim.studies.explore.building import baseline_of, description_of, plain, scenario_of, usual_care_after
from sim.studies.explore.explorer import Explorer, Kept
from sim.studies.explore.link import opened, tail_of
from sim.studies.explore.notices import notices
from sim.studies.explore.presets import presets
from sim.studies.explore.question import Area, Policy, Question, Setting
from sim.studies.explore.split import orders, players, shapley, split_by_lever, split_by_mechanism
from sim.studies.explore.workers import Workers
from tests.studies.explore.small import SMALL, repeated

WEEKS = 104
TWO_YEARS = SMALL._replace(weeks=WEEKS)


@pytest.fixture(scope="module")
def explorer() -> Explorer:
    return Explorer(TWO_YEARS, Workers(2))


@pytest.fixture(scope="module")
def digital(explorer: Explorer, baseline: Scenario) -> Comparison:
    return explorer.compare([scenario_of(presets()["digital_cbt"], baseline, POLICY, WEEKS)], baseline, 1, 3)


def test_the_answer_names_size_share_horizon_and_certainty(digital: Comparison) -> None:
    words = answer_of(repeated(digital, 12), POLICY)
    assert words.size.startswith("Over 2 years, Internet-delivered CBT ")
    assert "per 1 million people" in words.size
    assert words.size.endswith("of 12 simulated populations.") or "too small to matter" in words.size
    assert "worth its cost in" in words.money
    early = answer_of(digital, POLICY)
    assert "no verdict yet: 3 of 12 populations" in early.size
    assert early.catch == ""


def test_nothing_is_recommended_from_few_populations(digital: Comparison) -> None:
    assert "no recommendation from fewer than 12" in recommendation(digital, POLICY)
    many = repeated(digital, 12)
    assert "no recommendation" not in recommendation(many, POLICY)
    assert any("QALY" in one for one in change_words(many, POLICY))


def test_worth_is_counted_population_by_population_at_the_report_s_ratio(digital: Comparison) -> None:
    many = repeated(digital, 12)
    worth = worth_of(many, POLICY)
    assert worth is not None
    benefit = 25_000.0 * differences_of(many, POLICY, "qalys") - differences_of(many, POLICY, "cost")
    assert worth.worth_in == int((benefit > 0.0).sum())
    assert many.evaluation is not None
    (row,) = [one for one in many.evaluation.incremental if one.strategy == POLICY]
    if row.against == BASELINE and math.isfinite(worth.ratio):
        assert worth.ratio == pytest.approx(row.icer.value)


def test_explorer_and_report_agree_to_the_digit_for_the_same_question(digital: Comparison, baseline: Scenario) -> None:
    policy = scenario_of(presets()["digital_cbt"], baseline, POLICY, WEEKS)
    again = compare(baseline=baseline, scenarios=[policy], people=150, weeks=WEEKS, replicates=3, seed=1, workers=1)
    assert digital.summary.equals(again.summary)
    assert {card.name: card.figure for card in cards_of(again, POLICY)} == {
        card.name: card.figure for card in cards_of(digital, POLICY)
    }


def test_a_strip_has_a_dot_for_each_population_inside_the_drawing(digital: Comparison) -> None:
    found = strips(digital, POLICY)
    assert [one.card.name for one in found] == ["weeks_of_illness", "cost", "weeks_waited"]
    for one in found:
        values = differences_of(digital, POLICY, one.card.name)
        assert one.drawing.count("<circle") == int(np.isfinite(values).sum())
        places = [float(part.split('%"')[0]) for part in one.drawing.split('cx="')[1:]]
        assert all(0.0 < place < 100.0 for place in places)
        assert "aria-label" in one.drawing
    assert strips_html(found).count("<li class") == 3


def test_no_figure_stands_there_before_there_are_enough_populations(digital: Comparison) -> None:
    assert too_early(digital, 24)
    assert not too_early(digital, 3)  # there will not be more
    assert not too_early(repeated(digital, 12), 24)
    assert early_words(digital, "Internet-delivered CBT") == (
        "Over 2 years, Internet-delivered CBT: the first figures come with 12 simulated populations (3 so far)."
    )
    shown, early = (strips_html(strips(digital, POLICY, early=soon)) for soon in (False, True))
    for card in (one.card for one in strips(digital, POLICY)):
        assert card.shown in shown
        assert card.shown not in early
    assert early.count("<circle") == shown.count("<circle")


def test_smoothing_keeps_means_and_leaves_out_what_is_not_known() -> None:
    flat = np.full((2, 40), 3.0)
    flat[0, 5] = math.nan
    assert smoothed(flat) == pytest.approx(np.full((2, 40), 3.0))
    step = np.concatenate([np.zeros(30), np.ones(30)])[np.newaxis]
    assert smoothed(step)[0, 0] == 0.0
    assert smoothed(step)[0, 30] == pytest.approx((SMOOTH // 2 + 1) / SMOOTH)


def test_the_main_chart_is_the_paired_difference_with_its_ghost(digital: Comparison) -> None:
    ghost = ghost_of(digital, POLICY, "ill")
    drawn = difference_chart(digital, POLICY, "ill", ghost)
    names = [trace.name for trace in drawn.figure.data if trace.name]
    assert names == ["the setting before", "Internet-delivered CBT"]
    mean = paired(digital, POLICY, "ill").mean(axis=0)
    assert list(drawn.figure.data[-1].y) == pytest.approx(np.round(mean, 5))
    assert drawn.paths is not None
    assert len(drawn.paths) == 3
    assert "lower under \u201cInternet-delivered CBT\u201d" in drawn.sentence
    assert "no verdict yet" in drawn.sentence
    other = difference_chart(digital, POLICY, "waiting", ghost)
    assert "the setting before" not in [trace.name for trace in other.figure.data]


@pytest.mark.parametrize(
    ("contrast", "words"),
    [(40.0, "The most deprived fifth gains"), (-40.0, "The least deprived fifth gains"), (0.0, "cannot be said")],
)
def test_who_gains_is_titled_by_a_tested_contrast(contrast: float, words: str) -> None:
    rng = np.random.default_rng(1)
    averted = rng.normal(0.0, 5.0, (24, 5))
    averted[:, -1] += contrast
    if not contrast:
        averted[:, -1] = averted[:, 0] + rng.normal(0.0, 5.0, 24).round(1) * np.resize([1.0, -1.0], 24)
        averted[:, -1] -= (averted[:, -1] - averted[:, 0]).mean()
    assert words in contrast_words(averted, 1)
    assert "no verdict yet" in contrast_words(averted[:6], 1)


def test_icons_are_a_thousand_people(digital: Comparison) -> None:
    html = icons_html(digital, POLICY)
    assert html.count("h0") == 1000
    assert averted_by_fifth(digital, POLICY).shape == (3, 5)


def test_costs_by_year_add_up_and_a_budget_is_judged(digital: Comparison) -> None:
    years = years_of(digital, POLICY)
    assert [year.number for year in years] == [1, 2]
    assert len(costs_table(digital, years)) == 2
    assert len(posts_by_month(digital, POLICY)) == WEEKS // 52 * 12
    made = [Year(1, 2e6, 3.0), Year(2, 4e6, 5.0)]
    assert budget_words(made, 5e6, digital) == "It stays within £5.00 million in every year."
    assert budget_words(made, 3e6, digital).startswith("It goes beyond £3.00 million in 1 of 2 years, most in year 2")
    assert "75 % of it" in budget_words(made, 3e6, digital)


def test_the_horizon_is_part_of_the_question_and_of_its_link() -> None:
    asked = Question(years=10)
    assert opened(tail_of(asked)).question == asked
    assert (asked.weeks, Question().weeks) == (520, 156)


def test_notices_say_what_the_horizon_hides_and_what_moves_no_lever(baseline: Scenario) -> None:
    (said,) = notices(Question(policy=presets()["anti_stigma_campaign"]), baseline)
    assert said == "This policy lasts until week 182; 3 years are 156 weeks; choose 5 years to see it whole."
    assert notices(Question(policy=presets()["anti_stigma_campaign"], years=5), baseline) == []
    after = baseline_of(Area(), baseline, "disaster")
    (said,) = notices(Question(policy=presets()["disaster"]), after)
    assert "moves no lever" in said
    late = Policy(settings={"peer_support": Setting(amount=1.0, start=200)})
    assert any("starts in week 200, after these 3 years" in one for one in notices(Question(policy=late), baseline))
    assert notices(Question(), baseline) == []


def test_the_comparator_is_called_by_its_name(baseline: Scenario) -> None:
    assert usual_care_after("disaster_case_management") == "Disaster, usual care"
    assert baseline_of(Area(), baseline, "mass_shooting_stepped_care").title == "Mass shooting, usual care"


def test_no_description_names_a_later_week_or_shows_marks_of_code() -> None:
    policy = presets()["anti_stigma_campaign"]
    assert "week 182" not in description_of(policy, 156)
    assert "to week 182" in description_of(policy, 260)
    for name in presets():
        assert "`" not in description_of(presets()[name], 156)
    assert plain("As `disaster`; see `x_y`") == "As Disaster, usual care; see x_y"


def test_back_and_forward_of_the_browser_are_undo_and_redo() -> None:
    first, second = Question(), Question(years=5)
    history = History((), first).ask(second)
    back = history.go(first)
    assert (back.present, back.future) == (first, (second,))
    assert back.go(second) == history
    assert history.go(second) is history


def test_surprises_are_explained() -> None:
    talking = Question(policy=presets()["expanded_cbt"])
    assert far_from_evidence(talking).startswith("Careful with Talking therapy (CBT): capacity: ")
    assert far_from_evidence(Question()) == ""


def test_worse_than_nothing_is_said(digital: Comparison) -> None:
    many = repeated(digital, 12)
    swapped = replace(
        many,
        results={
            (POLICY if name == BASELINE else BASELINE, number): result
            for (name, number), result in many.results.items()
        },
    )
    verdicts = {rows_of(one, POLICY)["weeks_of_illness"].verdict for one in (many, swapped)}
    assert verdicts == {"better", "worse"}
    assert worse_than_nothing(many) == ""
    assert "more illness than with no policy" in worse_than_nothing(swapped)


def test_shapley_values_are_fair_and_add_up() -> None:
    worth = {
        frozenset(): np.zeros(2), frozenset("a"): np.array([1.0, 2.0]), frozenset("b"): np.array([3.0, 4.0]),
        frozenset("ab"): np.array([10.0, 6.0]),
    }  # fmt: skip
    found = shapley(worth, orders(["a", "b"], 1))
    assert found["a"] == pytest.approx([4.0, 2.0])
    assert found["a"] + found["b"] == pytest.approx(worth[frozenset("ab")])
    assert len(orders(list("abcde"), 1)) == 12  # of many levers, orders are sampled, each with its reverse


def test_the_headline_is_split_by_lever(explorer: Explorer, baseline: Scenario) -> None:
    settings = dict(list(presets()["combined"].settings.items())[-2:])
    asked = Question(policy=Policy(settings=settings))
    quick = Explorer(TWO_YEARS, Workers(2))
    question = asked.model_copy(update={"years": 3})
    found = split_by_lever(question, baseline, quick)
    assert len(found.parts) == len(players(question.policy)) == 2
    assert sum(one.value for one in found.parts) == pytest.approx(found.whole.value)
    drawn = parts_chart(found, "lever")
    assert drawn.sentence.endswith(".")
    assert len(drawn.table) == 3


def test_one_mechanism_is_cut_at_a_time(monkeypatch: pytest.MonkeyPatch, baseline: Scenario) -> None:
    monkeypatch.setattr("sim.studies.explore.split.CUT", ("care_capacity", "public_stigma"))
    monkeypatch.setattr("sim.studies.explore.split.CUT_IN", 2)
    asked = Question(policy=presets()["combined"])
    done: list[tuple[int, int]] = []
    found = split_by_mechanism(asked, baseline, 150, on_done=lambda *said: done.append(said))
    assert {one.name for one in found.parts} == {"care_capacity", "public_stigma"}
    assert done[-1] == (12, 12)
    assert "without" in parts_chart(found, "mechanism").sentence


def test_kept_results_are_bounded_by_their_size() -> None:
    kept: Kept[str] = Kept(4)
    kept.put("a", "short")
    kept.put("b", "long", 3)
    assert (kept.get("a"), kept.get("b")) == ("short", "long")
    kept.put("c", "short", 1)
    assert kept.get("a") is None
    assert kept.get("b") == "long"
    kept.put("b", "longer", 4)
    assert (kept.get("b"), kept.get("c")) == ("longer", None)


def test_a_qr_code_is_drawn_here_and_a_text_too_long_for_one_is_none() -> None:
    assert qr_svg("http://127.0.0.1/?x=1", "A <label>").startswith('<svg role="img" aria-label="A &lt;label&gt;"')
    assert qr_svg("x" * 4000, "too long") == ""
