"""Fair turns: a few at once, and among those who wait whoever had least lately."""

import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager

from sim.errors import Interrupted
from sim.studies.explore.shares import Asker, Shares

LONGEST = 5.0  # seconds after which a turn no longer keeps others waiting
MOST = 4  # times as many turns at once as there should be, where turns last too long


class Turn:
    """One asker's turn.

    Attributes:
        asker: whose it is.
        granted: done once it has begun.
    """

    def __init__(self, asker: Asker) -> None:
        self.asker = asker
        self.granted: Future[None] = Future()
        self.begun = 0.0


class Turns:
    """Gives turns.

    Of those who had equally little, the newest and the one who waits longest come in alternation: a crowd of newcomers
    keeps nobody waiting for its whole length.

    Args:
        at_once: turns at the same time.
        each: turns that one asker may have at the same time.
        longest: seconds after which a turn no longer keeps other askers waiting, unless there are many such turns.
        shares: who had how much; None: an account of its own.
    """

    def __init__(self, at_once: int, each: int = 1, longest: float = LONGEST, shares: Shares | None = None) -> None:
        self._at_once, self._each, self._longest = at_once, each, longest
        self._shares = shares or Shares()
        self._lock = threading.Lock()
        self._waiting: list[Turn] = []
        self._running: list[Turn] = []
        self._newest_next = False

    def ask(self, asker: Asker) -> Turn:
        """Wait for a turn (`granted`); give it back (`leave`), granted or not."""
        turn = Turn(asker)
        with self._lock:
            self._waiting.append(turn)
        self.look()
        return turn

    def leave(self, turn: Turn) -> None:
        """Give a turn back, or wait no longer for it."""
        with self._lock:
            if turn in self._waiting:
                self._waiting.remove(turn)
            if turn in self._running:
                self._running.remove(turn)
                self._shares.charge(turn.asker, time.monotonic() - turn.begun)
        turn.granted.cancel()
        self.look()

    def look(self) -> None:
        """Give turns that have become free; whoever waits calls it now and then: one that lasts too long is free."""
        begun = []
        with self._lock:
            while self._waiting:
                now = time.monotonic()
                counted = sum(now - turn.begun < self._longest for turn in self._running)
                held = [turn.asker for turn in self._running]
                free = [turn for turn in self._waiting if held.count(turn.asker) < self._each]
                if counted >= self._at_once or len(held) >= MOST * self._at_once or not free:
                    break
                turn = self._next(free)
                turn.begun = now
                self._waiting.remove(turn)
                self._running.append(turn)
                begun.append(turn)
        for turn in begun:
            if turn.granted.set_running_or_notify_cancel():
                turn.granted.set_result(None)

    def _next(self, free: list[Turn]) -> Turn:
        had = {turn.asker: self._shares.rank(turn.asker) for turn in free}
        least = min(had.values())
        first = [turn for turn in free if had[turn.asker] == least]
        self._newest_next = not self._newest_next
        return first[0] if self._newest_next else first[-1]

    @contextmanager
    def turn(self, asker: Asker, given_up: Callable[[], bool]) -> Iterator[None]:
        """Have a turn, from a thread.

        Args:
            asker: whose it is.
            given_up: whether waiting is to end.

        Raises:
            Interrupted: given up before it began.
        """
        mine = self.ask(asker)
        try:
            while True:
                try:
                    mine.granted.result(timeout=0.1)
                    break
                except TimeoutError:
                    if given_up():
                        raise Interrupted from None
                    self.look()
            yield
        finally:
            self.leave(mine)
