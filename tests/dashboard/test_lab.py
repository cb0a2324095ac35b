"""What the theory lab says without a browser: switches in plain words, figures of a class's votes."""

from __future__ import annotations

import re

import pytest

from sim.dashboard.lab.class_charts import shift_plot, shift_table, shift_words, tally_plot, tally_table, tally_words
from sim.dashboard.lab.polling import owner_of
from sim.dashboard.lab.sandbox import check
from sim.dashboard.presence import Presence
from sim.dashboard.visitors import NAMELESS
from sim.parameters.mechanisms import mechanisms
from sim.studies.lessons import Tally

OPTIONS = {"up": "It rises", "down": "It falls"}
CLASS = Tally((("up", 3), ("down", 1)))


@pytest.mark.parametrize("name", mechanisms())
def test_a_switch_is_described_in_words(name: str) -> None:
    said = f"{check(name).words} {check(name).more}"
    assert check(name).words[0].isupper()
    assert not re.search(r"`|_|[A-Z]{2}\d{2}|\(\)|  ", said), said


def test_nothing_gives_the_answer_away_before_it_is_known() -> None:
    (bars,) = tally_plot(CLASS, OPTIONS, "").data
    assert len(set(bars.marker.color)) == 1
    assert len(set(bars.marker.pattern.shape)) == 1
    assert "came out" not in " ".join(bars.y)
    assert "What came out" not in tally_table(CLASS, OPTIONS, "").columns
    assert tally_words(CLASS) == "4 predictions of the class."
    (known,) = tally_plot(CLASS, OPTIONS, "down").data
    assert len(set(known.marker.color)) == 2
    assert "came out" in known.y[1]


def test_both_votes_are_shown_as_shares_of_those_who_voted() -> None:
    after = Tally((("up", 1), ("down", 1)))
    before_bars, after_bars = shift_plot(CLASS, after, OPTIONS, "down").data
    assert tuple(before_bars.x) == (75.0, 25.0)
    assert tuple(after_bars.x) == (50.0, 50.0)
    assert "1 of 4" in shift_words(CLASS, after, "down")
    assert shift_table(CLASS, after, OPTIONS)["After"].tolist() == ["1 (50%)", "1 (50%)"]


def test_hands_and_phones_are_added_up() -> None:
    assert CLASS.plus((("down", 5), ("elsewhere", 9))).counts == (("up", 3), ("down", 6))


def test_a_vote_belongs_to_a_visitor_and_without_a_cookie_to_one_page() -> None:
    def presence(kernel: str, *asker: str) -> Presence:
        found = Presence(kernel)
        found.asker = asker
        return found

    assert owner_of(presence("one", "10.0.0.1", "abc")) == owner_of(presence("two", "10.0.0.1", "abc"))
    nameless = f"{NAMELESS}abc"
    assert owner_of(presence("one", "10.0.0.1", nameless)) != owner_of(presence("two", "10.0.0.1", nameless))
    assert owner_of(presence("one")) == ("", "one")
