"""The state of the explorer in a link, and an area of one's own."""

from __future__ import annotations

import pytest

from sim.dashboard.explore.undo import History
from sim.scenario.load import load_scenario
from sim.studies.explore.area import area_of, mix_fields, waiting_words
from sim.studies.explore.building import baseline_of
from sim.studies.explore.link import opened, tail_of
from sim.studies.explore.presets import first_question, presets
from sim.studies.explore.question import Area, Question


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
