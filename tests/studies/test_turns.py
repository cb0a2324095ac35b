"""Fair turns: whoever had least comes first, a crowd keeps nobody waiting, and nobody holds everything."""

from __future__ import annotations

import threading
import time

import pytest

from sim.errors import Interrupted
from sim.studies.explore.shares import Asker, Shares
from sim.studies.explore.turns import Turns
from sim.studies.explore.workers import Work, Workers
from sim.studies.runs.run import RunResult


class Clock:
    """Seconds that pass when they are told to."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def test_what_somebody_had_is_forgotten_in_time_and_counts_for_the_address() -> None:
    clock = Clock()
    shares = Shares(clock)
    shares.charge(("here", "a"), 8.0)
    assert shares.had(("here", "a")) == (8.0, 8.0)
    assert shares.had(("here", "b")) == (8.0, 0.0)
    assert shares.had(("there", "b")) == (0.0, 0.0)
    clock.now = 20.0
    assert shares.had(("here", "a")) == pytest.approx((4.0, 4.0))
    clock.now = 2_000.0
    assert shares.had(("here", "a")) == (0.0, 0.0)


def test_accounts_of_a_crowd_do_not_pile_up() -> None:
    clock = Clock()
    shares = Shares(clock)
    for number in range(5_000):
        clock.now += 1.0
        shares.charge((f"address {number}", "x"), 0.1)
    assert len(shares._accounts) < 2_000


def test_whoever_had_least_comes_first() -> None:
    shares = Shares()
    shares.charge(("here", "greedy"), 5.0)
    turns = Turns(1, shares=shares)
    held = turns.ask(("here", "x"))
    greedy, modest = turns.ask(("here", "greedy")), turns.ask(("elsewhere", "modest"))
    turns.leave(held)
    assert modest.granted.done()
    assert not greedy.granted.done()
    turns.leave(modest)
    assert greedy.granted.done()


def test_one_asker_never_has_all_turns() -> None:
    turns = Turns(3, each=2)
    mine = [turns.ask(("a", "mine")) for _ in range(5)]
    assert [turn.granted.done() for turn in mine] == [True, True, False, False, False]
    other = turns.ask(("a", "other"))
    assert other.granted.done()


def test_the_newest_of_a_crowd_does_not_wait_for_all_of_it() -> None:
    turns = Turns(1)
    held = turns.ask(("a", "held"))
    crowd = [turns.ask(("a", f"{number}")) for number in range(100)]
    last = turns.ask(("a", "last"))
    running, count = held, 0
    while not last.granted.done():
        turns.leave(running)
        running = next(turn for turn in [*crowd, last] if turn.granted.done() and turn in turns._running)
        count += 1
    assert count <= 3


def test_a_turn_that_lasts_too_long_keeps_nobody_waiting() -> None:
    turns = Turns(1, longest=0.2)
    turns.ask(("a", "slow"))
    begun = time.monotonic()
    with turns.turn(("b", "quick"), lambda: False):
        assert time.monotonic() - begun < 2.0


def test_whoever_gives_up_waits_no_longer() -> None:
    turns = Turns(1)
    turns.ask(("a", "held"))
    with pytest.raises(Interrupted), turns.turn(("b", "leaves"), lambda: True):
        pass
    assert turns._waiting == []


def test_runs_of_another_visitor_come_before_the_rest_of_a_greedy_ones() -> None:
    workers, gate, order = Workers(1), threading.Event(), list[str]()

    def named(name: str) -> Work:
        def work(_: threading.Event) -> RunResult:
            assert gate.wait(timeout=30)
            time.sleep(0.005)
            order.append(name)
            raise Interrupted

        return work

    greedy: Asker = ("here", "greedy")
    jobs = [workers.ask(f"greedy {n}", 0, named("greedy"), n, asker=greedy) for n in range(40)]
    jobs += [workers.ask(f"other {n}", 0, named("other"), n, asker=("there", "other")) for n in range(4)]
    gate.set()
    for job in jobs:
        job.future.exception(timeout=30)
    assert max(at for at, name in enumerate(order) if name == "other") < 12


@pytest.mark.parametrize("long", [True, False])
def test_neither_one_visitor_nor_new_societies_hold_every_thread(long: bool) -> None:
    workers, gate = Workers(3), threading.Event()

    def wait(_: threading.Event) -> RunResult:
        assert gate.wait(timeout=30)
        raise Interrupted

    def at_once(_: threading.Event) -> RunResult:
        raise Interrupted

    held = [
        workers.ask(f"held {n}", 0, wait, asker=("here", f"{n}" if long else "greedy"), long=long) for n in range(10)
    ]
    other = workers.ask("other", 0, at_once, asker=("there", "other"))
    assert other.future.exception(timeout=10) is not None
    gate.set()
    for job in held:
        job.future.exception(timeout=30)


def test_somebody_who_had_a_little_does_not_wait_for_all_newcomers() -> None:
    shares = Shares()
    shares.charge(("here", "seen before"), 0.3)
    turns = Turns(1, shares=shares)
    running = turns.ask(("here", "held"))
    crowd = [turns.ask(("here", f"{number}")) for number in range(50)]
    again, count = turns.ask(("here", "seen before")), 0
    while not again.granted.done():
        turns.leave(running)
        running = next(turn for turn in [*crowd, again] if turn in turns._running)
        count += 1
    assert count <= 3
