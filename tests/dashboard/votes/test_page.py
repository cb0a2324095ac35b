"""The page on a phone: small, without scripts of others, with everything escaped, and right at every stage."""

from __future__ import annotations

import re

import pytest

from sim.dashboard.gate.documents import scripts_in
from sim.dashboard.votes.page import SCRIPT, code_page, message_page, voting_page
from sim.dashboard.votes.poll import Poll
from sim.studies.lessons import lesson_names, load_lesson

LARGEST = 10_000  # bytes: it opens at once on any network
EVIL = '"><script>alert(1)</script>'


def pages(poll: Poll) -> list[str]:
    """The page of one voter at every stage."""
    found = [voting_page(poll, "a", "/j/CDFHJK")]
    poll.join("a")
    poll.vote("a", next(iter(poll.options)))
    found.append(voting_page(poll, "a", "/j/CDFHJK"))
    for step in (poll.close, lambda: poll.reveal(next(iter(poll.options)), "So it came out."), poll.ask_again):
        step()
        found.append(voting_page(poll, "a", "/j/CDFHJK"))
    poll.vote("a", list(poll.options)[-1])
    found.append(voting_page(poll, "a", "/j/CDFHJK"))
    poll.close()
    found.append(voting_page(poll, "a", "/j/CDFHJK", "late"))
    return found


@pytest.mark.parametrize("name", lesson_names())
def test_every_page_is_small_and_whole(name: str) -> None:
    prediction = load_lesson(name).prediction
    for page in pages(Poll("CDFHJK", prediction.ask, prediction.options)):
        assert len(page.encode()) < LARGEST
        assert scripts_in(page) == [SCRIPT]
        assert not re.search(r"https?://|<link rel=.stylesheet|@import|url\(", page)
        assert page.count("<form") <= 1
        assert ' style="' not in page  # the policy lets no attribute style anything


def test_words_are_escaped() -> None:
    poll = Poll("CDFHJK", EVIL, {EVIL: EVIL, "b": "B"})
    everything = [*pages(poll), code_page(EVIL, EVIL, EVIL), message_page(EVIL, EVIL, EVIL, EVIL)]
    for page in everything:
        assert "<script>alert" not in page
        assert '"><script' not in page


def test_what_was_chosen_is_said_and_can_be_changed_until_it_is_closed() -> None:
    poll = Poll("CDFHJK", "Which way?", {"up": "Up.", "down": "Down."})
    fresh, sent, closed, revealed, again, twice, over = pages(poll)
    assert "Send my answer" in fresh
    assert "required checked" not in fresh
    assert "Sent: Up. You can change it" in sent
    assert 'value="up" required checked' in sent
    assert "Voting is closed. Your answer: Up." in closed
    assert "<form" not in closed
    assert "Your vote came too late" in over
    for page in (revealed, again, twice, over):
        assert "So it came out." in page
    assert "You predicted this." in revealed
    assert "1 of 1" in revealed
    assert "answer differently" in again
    assert "Sent: Down." in twice
    assert "When asked again" in over
    assert "<form" not in over


def test_a_page_without_scripts_comes_again_only_where_nothing_is_filled_in() -> None:
    fresh, sent, closed, revealed, again, twice, over = pages(Poll("CDFHJK", "Which?", {"up": "Up", "down": "Down"}))
    assert ["refresh" in page for page in (fresh, sent, closed, revealed, again, twice, over)] == [
        False, True, True, True, False, True, True,
    ]  # fmt: skip
