"""Cards, curves, sources and files of an answer, from one population to many."""

from __future__ import annotations

import io
import threading
from dataclasses import replace

import pandas as pd
import pytest

from sim.dashboard.chart import table_html
from sim.dashboard.explore import answering
from sim.dashboard.explore.answering import Answer, answer
from sim.dashboard.explore.downloads import data_file, scenario_file, weekly_file
from sim.dashboard.explore.headline import WORTH, Card, cards_html, cards_of
from sim.dashboard.explore.over_time import CHOICES, curves
from sim.dashboard.explore.who_gains import gains
from sim.dashboard.explore.why import by_source
from sim.report.words.certainty import TOO_SMALL
from sim.scenario.scenario import Scenario
from sim.studies.comparison.comparison import Comparison
from sim.studies.comparison.standardise import standardised
from sim.studies.comparison.uncertainty import Uncertainty
from sim.studies.explore.building import scenario_of
from sim.studies.explore.explorer import FEW, Explorer
from sim.studies.explore.presets import first_question, presets
from sim.studies.explore.question import Area, Question
from sim.studies.explore.workers import Workers
from tests.studies.explore.small import SMALL, repeated


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


def test_an_answer_knows_whether_more_is_on_its_way(combined: Comparison) -> None:
    asked, other = first_question(), Question()
    done = Answer(asked, combined, 3, 3, busy=False)
    assert not done.runs_for(asked)
    assert not done.runs_for(asked.model_copy(update={"outcome": "waiting"}))
    assert done.runs_for(other)
    assert not Answer(asked, combined, 3, 3, busy=False, stopped=other).runs_for(other)
    assert not Answer(asked, combined, 3, 3, busy=False, problem="It fell over.").runs_for(other)
