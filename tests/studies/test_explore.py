"""The explorer without its pages: levers, presets, links, quick paired runs, headline, undo."""

from __future__ import annotations

import io
import re
import threading
from concurrent.futures import CancelledError
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from sim.dashboard.chart import table_html
from sim.dashboard.explore import answering
from sim.dashboard.explore.about import about_html
from sim.dashboard.explore.answering import Answer, answer, last_change
from sim.dashboard.explore.downloads import data_file, scenario_file, weekly_file
from sim.dashboard.explore.headline import WORTH, Card, cards_html, cards_of
from sim.dashboard.explore.moving import bands_of, moved
from sim.dashboard.explore.over_time import CHOICES, curves
from sim.dashboard.explore.undo import History
from sim.dashboard.explore.who_gains import gains
from sim.dashboard.explore.why import by_source
from sim.errors import Interrupted, ScenarioError
from sim.report.words.certainty import TOO_SMALL
from sim.scenario.load import BASELINE, load_scenario, scenario_names
from sim.scenario.scenario import Scenario
from sim.scenario.tables import FOREVER
from sim.studies.comparison.compare import compare
from sim.studies.comparison.comparison import Comparison
from sim.studies.comparison.standardise import standardised
from sim.studies.comparison.uncertainty import Uncertainty
from sim.studies.explore.area import area_of, mix_fields, waiting_words
from sim.studies.explore.building import baseline_of, refuse_mixed_money, scenario_of
from sim.studies.explore.explorer import FEW, Explorer, Keyed, Size
from sim.studies.explore.levers import levers
from sim.studies.explore.link import opened, tail_of
from sim.studies.explore.presets import first_question, presets
from sim.studies.explore.question import Area, Policy, Question, Setting, problems
from sim.studies.explore.shares import NOBODY, Asker, Shares
from sim.studies.explore.workers import Job, Work, Workers
from sim.studies.runs.run import Run, RunResult
from tests.shared import quickened, run_python

SMALL = Size(people=150, weeks=60, quick=2, thorough=3)
TABLES = ("interventions", "staff", "services", "programmes", "events")


@pytest.fixture(scope="module")
def baseline() -> Scenario:
    return baseline_of(Area(), quickened(load_scenario("baseline")))


@pytest.fixture(scope="module")
def explorer() -> Explorer:
    return Explorer(SMALL, Workers(2))


@pytest.fixture(scope="module")
def combined(explorer: Explorer, baseline: Scenario) -> Comparison:
    return explorer.compare([scenario_of(presets()["combined"], baseline, "policy")], baseline, 1, 3)


def repeated(comparison: Comparison, count: int) -> Comparison:
    """The same populations again and again, as many as a verdict needs."""
    known = len(comparison.replicates)
    results = {
        (name, number): comparison.results[name, number % known]
        for name, _ in comparison.results
        for number in range(count)
    }
    made = replace(comparison, replicates=list(range(count)), results=results)
    made.settings = comparison.settings | {"replicates": count}
    return made


def test_every_intervention_has_a_lever() -> None:
    turned = {lever.part(where).intervention for lever in levers().values() for where in lever.parts}
    assert set(load_scenario("baseline").interventions) <= turned


@pytest.mark.parametrize("name", scenario_names())
def test_a_preset_is_the_scenario_it_is_called_after(name: str) -> None:
    scenario = load_scenario(name)
    made = scenario_of(presets()[name], load_scenario("baseline"), name)
    for table in TABLES:
        assert getattr(made, table) == getattr(scenario, table), table


@pytest.mark.parametrize("name", levers())
def test_each_band_of_a_lever_makes_a_scenario_that_differs_from_the_baseline(name: str) -> None:
    lever, root = levers()[name], load_scenario("baseline")
    for band, amount in bands_of(lever, root):
        question, found = moved(Question(), root, name, amount, lever.start_week, lever.end_week)
        assert found == {}, band
        scenario = scenario_of(question.policy, root, "policy")
        assert (scenario.starts(root) < FOREVER) == (name in question.policy.settings), band


def test_no_places_of_a_standing_service_end_it_on_the_day() -> None:
    root = load_scenario("baseline")
    none = Policy(settings={"talking_therapy": Setting(amount=0.0, start=40)})
    assert scenario_of(none, root, "policy").services["talking_therapy"].end_week == 40
    fewer = Policy(settings={"talking_therapy": Setting(amount=50.0, start=40, end=80)})
    services = scenario_of(fewer, root, "policy").services
    assert services["talking_therapy_left"].weekly_sessions_per_100k == 50.0
    assert services["talking_therapy_again"].start_week == 80


def test_the_about_pages_say_what_the_evidence_is_or_that_there_is_none() -> None:
    for lever in levers().values():
        text = about_html(lever)
        assert "What the model cannot show" in text
        assert "<li>" in text or "plausible priors" in text


@pytest.mark.parametrize(
    ("amount", "start", "end", "field"),
    [(-1.0, 27, None, "amount"), (1e9, 27, None, "amount"), (None, 27, None, "amount"), ("x", 27, None, "amount"),
     (True, 27, None, "amount"), (10.0, 0, None, "start"), (10.0, 999, None, "start"), (10.0, 27, 27, "end")],
)  # fmt: skip
def test_wrong_numbers_get_a_message_at_their_field(amount: object, start: object, end: object, field: str) -> None:
    found = problems(levers()["mass_media"], amount, start, end)
    assert list(found) == [field]
    same, described = moved(first_question(), load_scenario("baseline"), "mass_media", amount, start, end)
    assert same == first_question()
    assert described == found


def test_links_hold_the_whole_state() -> None:
    kept = [presets()["peer_support"]]
    area = Area(population=250_000, waiting=12.0)
    question = Question(policy=presets()["combined"], kept=kept, area=area, seed=7, outcome="waiting")
    assert opened(tail_of(question)) == (question, "")
    assert opened("scenario=disaster").question.policy.base == "disaster"
    assert opened("").question == first_question()


@pytest.mark.parametrize("tail", ["state=x", "state=%00", "state=eJw", "state=" + "A" * 30_000, "seed=3&state=é"])
def test_a_damaged_link_is_reported_and_opens_the_first_page(tail: str) -> None:
    found = opened(tail)
    assert found.question == Question()
    assert "cannot be read" in found.notice


def test_a_link_of_another_version_says_so() -> None:
    tail = tail_of(first_question()).replace("model=", "model=9")
    assert "version 9" in opened(tail).notice
    assert opened(tail).question == first_question()


def test_an_area_typed_in() -> None:
    area, found = area_of({"population": "250,000", "places": "80.5", "waiting": ""})
    assert area == Area(population=250_000, places=80.5)
    assert found == {}
    none, found = area_of({"population": "few", "places": "-1"})
    assert none is None
    assert set(found) == {"population", "places"}


@pytest.mark.parametrize(
    ("typed", "mix"),
    [({}, None), ({"fifth_5": "40 %"}, (15.0, 15.0, 15.0, 15.0, 40.0)),
     ({"fifth_5": "100"}, (0.0, 0.0, 0.0, 0.0, 100.0)),
     ({"fifth_4": "30", "fifth_5": "32,5"}, (12.5, 12.5, 12.5, 30.0, 32.5)),
     ({"fifth_1": 10, "fifth_2": 15, "fifth_3": 20, "fifth_4": 25, "fifth_5": 29.7}, (10.0, 15.0, 20.0, 25.0, 29.7))],
)  # fmt: skip
def test_a_mix_of_deprivation_typed_in(typed: dict[str, object], mix: tuple[float, ...] | None) -> None:
    area, found = area_of(typed)
    assert found == {}
    assert area is not None
    assert area.deprivation == mix
    assert area.shares is None or sum(area.shares) == pytest.approx(1.0)
    assert area_of(dict(mix_fields(area)))[0] == area  # what the form shows means the same


@pytest.mark.parametrize(
    ("typed", "field", "words"),
    [({"fifth_5": "many"}, "fifth_5", "per cent, from 0 to 100"), ({"fifth_1": "-3"}, "fifth_1", "from 0 to 100"),
     ({"fifth_4": "60", "fifth_5": "70"}, "fifth_5", "add up to 130 %"),
     ({"fifth_2": "nan"}, "fifth_2", "from 0 to 100"),
     (dict.fromkeys(("fifth_1", "fifth_2", "fifth_3", "fifth_4", "fifth_5"), "10"), "fifth_5", "add up to 50 %")],
)  # fmt: skip
def test_a_mix_that_cannot_be_gets_a_message_at_its_field(typed: dict[str, object], field: str, words: str) -> None:
    area, found = area_of(typed | {"population": "250,000"})
    assert area is None
    assert list(found) == [field]
    assert words in found[field]


def test_the_mix_is_in_the_link_and_a_wrong_one_is_refused() -> None:
    question = Question(area=Area(deprivation=(10.0, 15.0, 20.0, 25.0, 30.0)))
    assert opened(tail_of(question)) == (question, "")
    with pytest.raises(ValueError, match="add up to 100"):
        Area(deprivation=(10.0, 10.0, 10.0, 10.0, 10.0))


def test_an_area_makes_counts_its_own() -> None:
    made = baseline_of(Area(population=50_000, places=80.0), load_scenario("baseline"))
    assert made.represented_population == 50_000
    assert made.services["talking_therapy"].weekly_sessions_per_100k == 80.0
    assert "about as long" in waiting_words(Area(waiting=10.0), 9.5)
    assert "more places" in waiting_words(Area(waiting=4.0), 20.0)
    assert "Nobody" in waiting_words(Area(), float("nan"))


def test_undo_redo_and_the_last_lever() -> None:
    one, two = Question(), first_question()
    history = History((), one).ask(two)
    assert history.ask(two) is history
    assert history.undo().present == one
    assert history.undo().redo() == history
    assert history.before_last_lever() == one
    moved_on = history.ask(two.model_copy(update={"outcome": "waiting"}))
    assert moved_on.before_last_lever() == one  # another curve is no other policy
    assert History((), one).before_last_lever() is None


def test_quick_runs_are_those_of_compare_to_the_last_bit(baseline: Scenario, combined: Comparison) -> None:
    scenario = scenario_of(presets()["combined"], baseline, "policy")
    whole = compare([scenario], baseline, people=SMALL.people, weeks=SMALL.weeks, replicates=3, seed=1)
    for key, result in whole.results.items():
        mine = combined.results[key]
        assert np.array_equal(mine.series, result.series, equal_nan=True), key
        assert np.array_equal(mine.health, result.health)
    assert combined.summary.equals(whole.summary)


def test_a_policy_that_starts_later_branches_later_and_is_the_same(explorer: Explorer, baseline: Scenario) -> None:
    late = Policy(settings={"mass_media": Setting(amount=30.0, start=55)})
    scenario = scenario_of(late, baseline, "policy")
    mine = explorer.compare([scenario], baseline, 1, 1)
    whole = compare([scenario], baseline, people=SMALL.people, weeks=SMALL.weeks, replicates=1, seed=1)
    assert np.array_equal(mine.results["policy", 0].series, whole.results["policy", 0].series, equal_nan=True)


def test_what_is_known_is_not_run_again(explorer: Explorer, baseline: Scenario, combined: Comparison) -> None:
    renamed = scenario_of(presets()["combined"], baseline, "other")
    again = explorer.compare([renamed], baseline, 1, 3)
    assert again.results["other", 0] is combined.results["policy", 0]


def test_waiting_ends_when_it_is_asked_to(baseline: Scenario) -> None:
    stop = threading.Event()
    stop.set()
    with pytest.raises(CancelledError):
        Explorer(SMALL, Workers(1)).compare([], baseline, 99, 1, stop=stop)


def test_a_job_is_shared_and_stops_only_when_nobody_waits() -> None:
    workers, begun, described = Workers(1), threading.Event(), threading.Event()

    def work(stop: threading.Event) -> RunResult:
        begun.set()
        assert stop.wait(timeout=30)
        described.set()
        raise Interrupted

    one, two = workers.ask("key", 1, work), workers.ask("key", 0, work)
    assert one is two
    assert begun.wait(timeout=30)
    workers.leave(one)
    assert not one.stop.is_set()
    workers.leave(two)
    with pytest.raises(CancelledError):
        one.future.result(timeout=30)
    assert described.is_set()


def test_what_somebody_waits_for_comes_first() -> None:
    workers, gate, order = Workers(1), threading.Event(), list[str]()

    def named(name: str) -> Work:
        def work(_: threading.Event) -> RunResult:
            gate.wait(timeout=30)
            order.append(name)
            raise Interrupted

        return work

    jobs = [workers.ask("first", 0, named("first")), workers.ask("later", 1, named("later"))]
    jobs.append(workers.ask("now", 0, named("now")))
    gate.set()
    for job in jobs:
        with pytest.raises(CancelledError):
            job.future.result(timeout=30)
    assert order.index("now") < order.index("later")


class Line:
    """Jobs of a single thread that is held until all are asked for, and the order in which they were done."""

    def __init__(self, workers: Workers) -> None:
        self.workers, self.order, self._gate = workers, list[str](), threading.Event()
        self.jobs: list[Job] = []
        held = workers.ask("held", 0, self._named("held"))
        while not held.taken:
            threading.Event().wait(0.01)

    def ask(self, name: str, turn: int, asker: Asker = NOBODY) -> None:
        self.jobs.append(self.workers.ask(name, 0, self._named(name), turn, asker=asker))

    def done(self) -> list[str]:
        self._gate.set()
        for job in self.jobs:
            with pytest.raises(CancelledError):
                job.future.result(timeout=30)
        return self.order[1:]

    def _named(self, name: str) -> Work:
        def work(_: threading.Event) -> RunResult:
            assert self._gate.wait(timeout=30)
            self.order.append(name)
            raise Interrupted

        return work


def test_everybodys_first_comes_before_anybodys_second() -> None:
    line = Line(Workers(1))
    for who in "ab":
        for turn in range(2):
            line.ask(f"{who} {turn}", turn)
    assert line.workers.waiting(0) == 4
    assert line.workers.waiting(0, line.jobs[:2]) == 2
    line.workers.leave(line.jobs[1])  # superseded: it counts no more, and is never run
    assert line.workers.waiting(0) == 3
    assert line.done() == ["a 0", "b 0", "b 1"]


@pytest.mark.parametrize(
    ("begins_with", "expected"), [(0, ["b 0", "b 1", "a 0", "a 1"]), (1, ["b 0", "a 0", "b 1", "a 1"])]
)
def test_an_answer_begins_before_others_are_complete(begins_with: int, expected: list[str]) -> None:
    """Whoever had more lately (a) waits for the first runs of others, but not for all of theirs."""
    shares = Shares()
    shares.charge(("a",), 60.0)
    line = Line(Workers(1, shares, begins_with=begins_with))
    for who in "ab":
        for turn in range(2):
            line.ask(f"{who} {turn}", turn, (who,))
    assert line.done() == expected


def test_two_who_ask_the_same_share_its_runs(monkeypatch: pytest.MonkeyPatch, baseline: Scenario) -> None:
    lived: list[int] = []
    begin = Explorer._begin

    def counted(
        self: Explorer, scenario: Keyed, root: Keyed, seed: int, number: int, weeks: int, stop: threading.Event
    ) -> Run:
        lived.append(number)
        return begin(self, scenario, root, seed, number, weeks, stop)

    monkeypatch.setattr(Explorer, "_begin", counted)
    shared, policy = Explorer(SMALL, Workers(2)), scenario_of(presets()["combined"], baseline, "policy")
    found: list[Comparison] = []
    visitors = [threading.Thread(target=lambda: found.append(shared.compare([policy], baseline, 5, 2))) for _ in "ab"]
    for one in visitors:
        one.start()
    for one in visitors:
        one.join(timeout=120)
    assert len(lived) == 4  # two populations, each under two scenarios
    assert found[0].results["policy", 1] is found[1].results["policy", 1]


def test_in_a_crowd_two_populations_are_reported_first_and_nothing_is_called_clear(
    monkeypatch: pytest.MonkeyPatch, baseline: Scenario
) -> None:
    crowded = Explorer(SMALL._replace(quick=3, thorough=4), Workers(1))
    monkeypatch.setattr(crowded, "crowded", lambda _=(): True)
    monkeypatch.setattr(answering, "explorer", lambda: crowded)
    monkeypatch.setattr(answering, "model_baseline", lambda: baseline)
    described: list[Answer] = []
    answer(first_question(), Answer(), threading.Event(), described.append)
    assert [one.replicates for one in described] == [FEW, 3, 4]
    assert described[0].comparison is not None
    assert {card.verdict for card in cards_of(described[0].comparison, "policy")} <= {"early", "same", "none"}
    assert curves(described[0].comparison, "ill").sentence.startswith("So far, from 2 populations: ")


def test_a_server_of_few_populations_gives_a_thorough_answer_too(
    monkeypatch: pytest.MonkeyPatch, baseline: Scenario
) -> None:
    few = Explorer(SMALL._replace(quick=2, thorough=2), Workers(1))
    monkeypatch.setattr(answering, "explorer", lambda: few)
    monkeypatch.setattr(answering, "model_baseline", lambda: baseline)
    described: list[Answer] = []
    answer(first_question(), Answer(), threading.Event(), described.append)
    kinds = [one.comparison.uncertainty for one in described if one.comparison is not None]
    assert kinds == [Uncertainty.STOCHASTIC, Uncertainty.BOTH]
    assert [one.busy for one in described] == [True, False]


def test_a_single_population_has_no_interval_and_says_so(combined: Comparison) -> None:
    single = replace(combined, replicates=combined.replicates[:1], settings=combined.settings | {"replicates": 1})
    cards = cards_of(single, "policy")
    assert {card.interval for card in cards if card.name != WORTH} == {"no interval"}
    assert {card.words for card in cards} <= {"one population: no verdict yet", "no difference", "not known"}
    assert "In this one population" in curves(single, "ill").sentence
    assert "cannot be distinguished from chance" in gains(single, "policy").sentence


@pytest.mark.parametrize("outcome", ["ill", "public_stigma"])
def test_below_twelve_populations_curve_and_tables_say_so_far_as_the_cards_do(
    combined: Comparison, outcome: str
) -> None:
    sources = by_source(combined, "policy")
    assert sources is not None
    for drawn in (curves(combined, outcome), gains(combined, "policy"), sources):
        assert drawn.sentence.startswith("So far, from 3 populations: ")
        assert "clear " not in drawn.sentence.lower().replace("no clear difference", "")
        assert "clearly" not in drawn.sentence
        assert drawn.sentence.count("95 % interval") == drawn.sentence.count("95 % interval so far")
        assert "so far" in " ".join(drawn.table.columns)
    assert {card.verdict for card in cards_of(combined, "policy")} <= {"early", "same", "none"}
    many = repeated(combined, 12)
    assert "so far" not in curves(many, outcome).sentence.lower()
    assert "so far" not in " ".join(curves(many, outcome).table.columns)


def test_an_area_weighs_an_answer_and_the_same_runs_serve_all_areas(
    monkeypatch: pytest.MonkeyPatch, baseline: Scenario, explorer: Explorer
) -> None:
    monkeypatch.setattr(answering, "explorer", lambda: explorer)
    monkeypatch.setattr(answering, "model_baseline", lambda: baseline)
    described: list[Answer] = []
    area = Area(deprivation=(0.0, 0.0, 0.0, 0.0, 100.0))
    answer(first_question().model_copy(update={"area": area}), Answer(), threading.Event(), described.append)
    found = described[0].comparison
    assert found is not None
    policy = scenario_of(presets()["combined"], baseline, "policy")
    first = explorer.compare([policy], baseline, 1, len(found.replicates), weeks=found.weeks)
    assert found.summary.equals(standardised(first, (0.0, 0.0, 0.0, 0.0, 1.0)).summary)
    assert not found.summary.equals(first.summary)
    assert found.results["policy", 0].courses is first.results["policy", 0].courses  # no run of its own


def test_headline_cards_are_the_summary_in_words(combined: Comparison) -> None:
    cards = {card.name: card for card in cards_of(combined, "policy")}
    assert list(cards)[:6] == ["recovered", "weeks_of_illness", "weeks_waited", "staff_posts", "cost", "cost_per_qaly"]
    assert {"deprivation_gap", "self_efficacy", "public_stigma"} <= set(cards)
    assert "more" in cards["cost"].figure  # places and campaigns cost money
    assert cards["weeks_waited"].verdict == "early"  # three populations
    settled = {card.name: card for card in cards_of(repeated(combined, 12), "policy")}
    assert settled["weeks_waited"].words == "better in 4 of 12, worse in 0"
    assert settled["self_efficacy"].words == TOO_SMALL


def test_cards_escape_what_they_show() -> None:
    card = Card("cost", "<b>", "1 & 2", "", "", "", "better", "better in 12 of 12")
    assert "<b>" not in cards_html([card])
    assert "1 &amp; 2" in cards_html([card])


@pytest.mark.parametrize("outcome", CHOICES)
def test_every_curve_has_a_finding_and_a_table(combined: Comparison, outcome: str) -> None:
    drawn = curves(combined, outcome)
    assert drawn.sentence.endswith(".")
    assert len(drawn.table) > 0
    assert "<caption>" in table_html(drawn.table, drawn.sentence)


def test_the_sources_of_the_change_add_up(combined: Comparison) -> None:
    drawn = by_source(combined, "policy")
    assert drawn is not None
    values = list(drawn.figure.data[0].x)
    assert sum(values[1:]) == pytest.approx(values[0], abs=1e-4)  # the net change is drawn below all others
    assert len(gains(combined, "policy").table) >= 8


def test_the_last_lever_is_replayed(monkeypatch: pytest.MonkeyPatch, explorer: Explorer, baseline: Scenario) -> None:
    monkeypatch.setattr(answering, "explorer", lambda: explorer)
    monkeypatch.setattr(answering, "model_baseline", lambda: baseline)
    question, _ = moved(first_question(), baseline, "mass_media", 40.0, 27, None)
    found = last_change(question, first_question().policy, 2)
    assert [one.name for one in found.scenarios] == ["baseline", "after"]
    assert found.scenarios[-1].title == levers()["mass_media"].title
    assert found.starts["after"] == 27


def test_answers_come_quickly_and_get_tighter(
    monkeypatch: pytest.MonkeyPatch, baseline: Scenario, explorer: Explorer
) -> None:
    monkeypatch.setattr(answering, "explorer", lambda: explorer)
    monkeypatch.setattr(answering, "model_baseline", lambda: baseline)
    monkeypatch.setattr(answering, "BATCH", 1)
    described: list[Answer] = []
    answer(first_question(), Answer(), threading.Event(), described.append)
    assert [one.replicates for one in described] == [2, 3]
    assert [one.busy for one in described] == [True, False]
    kinds = [one.comparison.uncertainty for one in described if one.comparison is not None]
    assert kinds == [Uncertainty.STOCHASTIC, Uncertainty.BOTH]  # the first answer is of the default parameters


def test_populations_of_a_thorough_answer_differ_by_parameters_as_well(
    explorer: Explorer, baseline: Scenario, combined: Comparison
) -> None:
    policy = scenario_of(presets()["combined"], baseline, "policy")
    both = explorer.compare([policy], baseline, 1, 3, uncertainty=Uncertainty.BOTH)
    weeks_ill = both.total("policy", "weeks_of_illness"), combined.total("policy", "weeks_of_illness")
    assert (weeks_ill[0] == weeks_ill[1]).tolist() == [True, False, True]  # members 0, 1, 0
    assert both.settings["uncertainty"] == "both"
    assert list(both.shares.columns[:4]) == ["scenario", "outcome", "parameters", "chance"]
    assert combined.shares.empty


def test_a_crash_is_reported_and_what_was_there_stays(monkeypatch: pytest.MonkeyPatch, combined: Comparison) -> None:
    class Falls(Explorer):
        def compare(self, *_: object, **__: object) -> Comparison:
            raise RuntimeError("the model fell over")

    broken = Falls(SMALL, Workers(1))
    monkeypatch.setattr(answering, "explorer", lambda: broken)
    before = Answer(first_question(), combined, 3, 3, busy=False)
    described: list[Answer] = []
    answer(Question(), before, threading.Event(), described.append)
    assert len(described) == 1
    assert described[0].problem
    assert described[0].comparison is combined


def test_files_to_take_home(combined: Comparison, monkeypatch: pytest.MonkeyPatch, baseline: Scenario) -> None:
    from sim.dashboard.explore import downloads as files

    monkeypatch.setattr(files, "model_baseline", lambda: baseline)
    assert "mass_media" in scenario_file(combined, "policy")
    assert data_file(combined).startswith("scenario,outcome,unit")


def test_weekly_values_to_take_home_have_their_units(combined: Comparison) -> None:
    table = pd.read_csv(io.StringIO(weekly_file(combined)))
    units = table.groupby("outcome")["unit"].agg(["nunique", "first"])
    assert (units["nunique"] == 1).all()
    assert units.loc["phq9_cases", "first"] == "% of people"
    assert units.loc["belief_from_mastery", "first"] == "logits"
    assert len(table) == len(combined.series)


def test_the_model_is_loaded_without_the_dashboard() -> None:
    run_python(
        "-c", "import sys, sim, sim.scenario.load; assert not {'solara', 'plotly', 'matplotlib'} & set(sys.modules)"
    )


def test_an_answer_knows_whether_more_is_on_its_way(combined: Comparison) -> None:
    asked, other = first_question(), Question()
    done = Answer(asked, combined, 3, 3, busy=False)
    assert not done.runs_for(asked)
    assert not done.runs_for(asked.model_copy(update={"outcome": "waiting"}))
    assert done.runs_for(other)
    assert not Answer(asked, combined, 3, 3, busy=False, stopped=other).runs_for(other)
    assert not Answer(asked, combined, 3, 3, busy=False, problem="It fell over.").runs_for(other)


def test_levers_have_the_prices_of_the_baselines_own_catalogue(tmp_path: Path) -> None:
    file = tmp_path / "mine.toml"
    text = 'extends = "baseline.toml"\ntitle = "Mine"\n[economy]\ncurrency = "EUR"\nprice_year = 2024\n'
    file.write_text(text)
    with pytest.raises(
        ScenarioError, match=r"its money is EUR of 2024, but these are the model's own prices.*GBP"
    ) as refused:
        refuse_mixed_money(load_scenario(file))
    names = re.findall(r"interventions\.(\w+)\.cost", str(refused.value))
    text += "threshold = 40000.0\nvisit = 45.0\nmedication_week = 2.0\n"
    file.write_text(text + "".join(f"[interventions.{name}.cost]\nsession = 11.0\nhead_week = 0.5\n" for name in names))
    mine = load_scenario(file)
    refuse_mixed_money(mine)
    lever = next(one for one in levers().values() if one.first.intervention in names)
    policy = Policy(base=BASELINE, settings={lever.name: Setting(amount=lever.bands.more, start=27)})
    built = scenario_of(policy, baseline_of(Area(), mine), "policy")
    assert built.interventions[lever.first.intervention].cost.session.mean == 11.0
    assert built.economy == mine.economy
