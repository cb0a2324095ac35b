"""One vote: who joined, who chose what, and how far it has come. No network, no clock, no names."""

import threading
from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import NamedTuple

MOST_VOTERS = 500  # who may join one vote: more than any lecture hall, and bounded in memory


class Stage(StrEnum):
    """How far a vote has come."""

    OPEN = "open"  # predictions are taken
    CLOSED = "closed"  # no longer, and nobody knows the answer yet
    REVEALED = "revealed"  # what came out is shown
    AGAIN = "again"  # the second vote, on the same question, is taken
    OVER = "over"  # both votes are closed


NEXT = {
    Stage.OPEN: (Stage.CLOSED,),
    Stage.CLOSED: (Stage.REVEALED, Stage.OPEN),
    Stage.REVEALED: (Stage.AGAIN, Stage.OVER),
    Stage.AGAIN: (Stage.OVER,),
    Stage.OVER: (),
}
TAKES = (Stage.OPEN, Stage.AGAIN)  # votes


class State(NamedTuple):
    """A vote at one moment.

    Attributes:
        stage: how far it has come.
        joined: phones that have opened its page.
        first: votes for each answer, in the order of the answers.
        second: the same of the second vote.
        came_out: the answer that the run gave; "": not revealed.
        finding: what came out, in words; "": not revealed.
    """

    stage: Stage
    joined: int
    first: tuple[tuple[str, int], ...]
    second: tuple[tuple[str, int], ...]
    came_out: str
    finding: str

    @property
    def taking(self) -> bool:
        """Whether votes are taken."""
        return self.stage in TAKES

    @property
    def asked_again(self) -> bool:
        """Whether a second vote has begun."""
        return self.stage == Stage.AGAIN or any(count for _, count in self.second)

    @property
    def voted(self) -> int:
        """Votes in the present round: the second one once it has begun."""
        return sum(count for _, count in (self.second if self.asked_again else self.first))


class Poll:
    """A vote on one question. It may be used by several threads at once.

    Args:
        code: what people type to join it.
        ask: the question.
        options: answer to words.
        most: how many may join.
    """

    def __init__(self, code: str, ask: str, options: Mapping[str, str], most: int = MOST_VOTERS) -> None:
        self.code, self.ask, self.options = code, ask, dict(options)
        self._most = most
        self._lock = threading.Lock()
        self._changed = threading.Condition(self._lock)
        self._stage = Stage.OPEN
        self._joined: set[str] = set()
        self._first: dict[str, str] = {}  # voter to answer
        self._second: dict[str, str] = {}
        self._came_out, self._finding = "", ""
        self._ended = False

    @property
    def state(self) -> State:
        """The vote as it stands."""
        with self._lock:
            return self._state()

    def _state(self) -> State:
        def counted(votes: Mapping[str, str]) -> tuple[tuple[str, int], ...]:
            chosen = list(votes.values())
            return tuple((name, chosen.count(name)) for name in self.options)

        return State(
            self._stage, len(self._joined), counted(self._first), counted(self._second), self._came_out, self._finding
        )

    @property
    def ended(self) -> bool:
        """Whether it has been forgotten."""
        return self._ended

    def join(self, voter: str) -> bool:
        """Somebody opens its page; False: no room for one more."""
        with self._changed:
            if voter in self._joined:
                return True
            if len(self._joined) >= self._most or self._ended:
                return False
            self._joined.add(voter)
            self._changed.notify_all()
            return True

    def vote(self, voter: str, answer: str) -> bool:
        """Take a vote, in place of the voter's earlier one in this round.

        Returns:
            Whether it was taken: votes are being taken, the answer exists, and the voter has joined.
        """
        with self._changed:
            if self._stage not in TAKES or answer not in self.options or voter not in self._joined or self._ended:
                return False
            (self._first if self._stage == Stage.OPEN else self._second)[voter] = answer
            self._changed.notify_all()
            return True

    def votes_of(self, voter: str) -> tuple[str, str]:
        """What a voter chose in the first and in the second vote; "" where nothing."""
        with self._lock:
            return self._first.get(voter, ""), self._second.get(voter, "")

    def close(self) -> bool:
        """Take no more votes: of the first round, or of the second."""
        with self._lock:
            stage = self._stage
        return self._to(Stage.OVER if stage == Stage.AGAIN else Stage.CLOSED)

    def reopen(self) -> bool:
        """Take first votes again, as long as nobody has seen the answer."""
        return self._to(Stage.OPEN)

    def reveal(self, came_out: str, finding: str) -> bool:
        """Show what came out.

        Args:
            came_out: the answer that the run gave.
            finding: the same in a sentence.
        """

        def note() -> None:
            self._came_out, self._finding = came_out, finding

        return self._to(Stage.REVEALED, note)

    def ask_again(self) -> bool:
        """Begin the second vote."""
        return self._to(Stage.AGAIN)

    def finish(self) -> bool:
        """End it without a second vote."""
        return self._to(Stage.OVER)

    def _to(self, stage: Stage, note: Callable[[], None] = lambda: None) -> bool:
        """Move on; False: that stage does not follow, and nothing is changed."""
        with self._changed:
            if stage not in NEXT[self._stage] or self._ended:
                return False
            self._stage = stage
            note()
            self._changed.notify_all()
            return True

    def end(self) -> None:
        """Forget everybody and everything."""
        with self._changed:
            self._ended = True
            self._joined, self._first, self._second = set(), {}, {}
            self._changed.notify_all()

    def wait(self, seen: State, seconds: float) -> State:
        """The state once it differs from one that was seen, or after some seconds."""
        with self._changed:
            self._changed.wait_for(lambda: self._ended or self._state() != seen, seconds)
            return self._state()
