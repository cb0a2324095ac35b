"""One vote: every voter counts once, stages follow each other, and nothing is counted where it should not be."""

from __future__ import annotations

import threading

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.dashboard.votes.poll import Poll, Stage

OPTIONS = {"up": "Up", "down": "Down", "none": "Neither"}


def poll(*joined: str, most: int = 500) -> Poll:
    """A vote that some have joined."""
    made = Poll("CDFHJK", "Which way?", OPTIONS, most)
    for voter in joined:
        assert made.join(voter)
    return made


def test_a_voter_counts_once_whatever_it_sends() -> None:
    one = poll("a", "b", "a")
    assert (one.state.joined, one.state.voted) == (2, 0)
    assert one.vote("a", "up")
    assert one.vote("a", "down")
    assert one.vote("a", "down")
    assert one.state.first == (("up", 0), ("down", 1), ("none", 0))
    assert (one.state.voted, one.votes_of("a"), one.votes_of("b")) == (1, ("down", ""), ("", ""))


def test_who_has_not_joined_or_sends_no_answer_does_not_count() -> None:
    one = poll("a")
    assert not one.vote("stranger", "up")
    assert not one.vote("a", "sideways")
    assert not one.vote("a", "")
    assert one.state.voted == 0


def test_both_rounds_are_counted_apart() -> None:
    one = poll("a", "b")
    one.vote("a", "up")
    assert one.close()
    assert not one.vote("a", "down")
    assert one.reveal("down", "It fell.")
    assert not one.vote("a", "down")
    assert (one.state.came_out, one.state.finding) == ("down", "It fell.")
    assert one.ask_again()
    assert (one.state.voted, one.state.asked_again) == (0, True)
    assert one.vote("a", "down")
    assert one.vote("b", "down")
    assert one.close()
    assert one.state.stage == Stage.OVER
    assert not one.vote("b", "up")
    assert (dict(one.state.first), dict(one.state.second)) == (
        {"up": 1, "down": 0, "none": 0},
        {"up": 0, "down": 2, "none": 0},
    )


def test_a_closed_vote_may_be_opened_again_until_the_answer_is_known() -> None:
    one = poll("a")
    assert not one.reopen()
    assert one.close()
    assert one.reopen()
    assert one.vote("a", "up")
    one.close()
    one.reveal("up", "It rose.")
    assert not one.reopen()


@pytest.mark.parametrize("step", ["reveal", "ask_again", "finish"])
def test_a_stage_that_does_not_follow_changes_nothing(step: str) -> None:
    one = poll("a")
    before = one.state
    assert not (one.reveal("up", "It rose.") if step == "reveal" else getattr(one, step)())
    assert one.state == before


def test_a_full_vote_takes_no_more() -> None:
    one = poll("a", "b", most=2)
    assert not one.join("c")
    assert one.join("a")
    assert not one.vote("c", "up")


def test_what_is_forgotten_is_gone() -> None:
    one = poll("a")
    one.vote("a", "up")
    one.end()
    assert (one.ended, one.state.joined, one.state.voted) == (True, 0, 0)
    assert not one.join("b")
    assert not one.close()


def test_a_change_is_noticed_at_once() -> None:
    one = poll("a")
    before = one.state
    assert one.wait(before, 0.01) == before
    threading.Timer(0.05, one.vote, ("a", "up")).start()
    assert one.wait(before, 30.0).voted == 1


def test_many_threads_lose_no_vote() -> None:
    one = poll(*[str(number) for number in range(200)])

    def send(start: int) -> None:
        for number in range(start, 200, 4):
            for answer in ("up", "down", "none", "down"):
                one.vote(str(number), answer)

    threads = [threading.Thread(target=send, args=(start,)) for start in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert dict(one.state.first) == {"up": 0, "down": 200, "none": 0}


@given(st.lists(st.tuples(st.integers(0, 9), st.sampled_from([*OPTIONS, "wrong"]), st.sampled_from(["vote", "close"]))))
def test_the_counts_are_those_of_the_last_valid_votes(steps: list[tuple[int, str, str]]) -> None:
    one = poll(*[str(number) for number in range(10)])
    last: dict[int, str] = {}
    closed = False
    for number, answer, step in steps:
        if step == "close" and number == 0:
            one.close()
            closed = True
        taken = one.vote(str(number), answer)
        assert taken == (not closed and answer in OPTIONS)
        if taken:
            last[number] = answer
    assert dict(one.state.first) == {name: list(last.values()).count(name) for name in OPTIONS}
