"""All votes that are under way: their codes, who opened them, how many there may be, and when they are forgotten."""

import hashlib
import hmac
import re
import ssl
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from sim.dashboard.votes.poll import Poll
from sim.studies.explore.shares import Asker

LETTERS = "CDFHJKMNPQRTVWXY34679"  # neither look-alikes (O and 0, I and 1, S and 5) nor vowels, so no words
LENGTH = 6  # of a code: 86 million of them
LIFETIME = 2 * 3600.0  # seconds after which a vote is forgotten
PER_VISITOR, PER_ADDRESS, IN_ALL = 5, 30, 100  # votes
WRONG_CODES, WITHIN = 100, 60.0  # wrong codes from one address in so many seconds: a class that mistypes, not a search
MOST_ADDRESSES = 5_000  # whose wrong codes are counted

_secret = ssl.RAND_bytes(32)  # signs cookies, so that only those that we gave count


def code_in(text: str) -> str:
    """The code in what somebody typed, in any case and with any spaces or hyphens; "" where there is none."""
    plain = re.sub(r"[\s-]+", "", text).upper()
    return plain if re.fullmatch(rf"[{LETTERS}]{{{LENGTH}}}", plain) else ""


def spoken(code: str) -> str:
    """A code as it is shown: two groups of three."""
    return f"{code[:3]}-{code[3:]}"


def new_code() -> str:
    """A code that nobody can foresee."""
    drawn: list[str] = []
    while len(drawn) < LENGTH:
        drawn += [LETTERS[byte % len(LETTERS)] for byte in ssl.RAND_bytes(LENGTH) if byte < 252]  # 252 = 12 x 21
    return "".join(drawn[:LENGTH])


def new_voter(code: str) -> str:
    """A cookie for one vote: random, and signed for this vote alone."""
    name = ssl.RAND_bytes(12).hex()
    return f"{name}.{_signature(name, code)}"


def voter_in(cookie: str | None, code: str) -> str:
    """The voter with a cookie; "" without one, or with one that we did not give for this vote."""
    found = re.fullmatch(r"([0-9a-f]{24})\.([0-9a-f]{32})", cookie or "")
    if found is None or not hmac.compare_digest(found[2], _signature(found[1], code)):
        return ""
    return found[1]


def _signature(name: str, code: str) -> str:
    return hmac.new(_secret, f"{code} {name}".encode(), hashlib.sha256).hexdigest()[:32]


@dataclass
class _Held:
    """A vote, whose it is, and since when."""

    poll: Poll
    owner: Asker
    about: str
    since: float


class Room:
    """All votes.

    Args:
        clock: gives the time in seconds.
        in_all: most votes.
        per_address: most votes opened from one address.
        per_visitor: most votes of one visitor.
        lifetime: seconds after which a vote is forgotten.
    """

    def __init__(
        self,
        clock: Callable[[], float] = time.monotonic,
        *,
        in_all: int = IN_ALL,
        per_address: int = PER_ADDRESS,
        per_visitor: int = PER_VISITOR,
        lifetime: float = LIFETIME,
    ) -> None:
        self._clock, self._lifetime = clock, lifetime
        self._most = {2: per_visitor, 1: per_address, 0: in_all}  # by how much of an owner they share
        self._lock = threading.Lock()
        self._held: dict[str, _Held] = {}
        self._wrong: dict[str, tuple[float, int]] = {}  # by address: since when, how many

    def open(self, owner: Asker, about: str, ask: str, options: Mapping[str, str]) -> Poll | None:
        """Open a vote; the oldest ones of the same visitor give way.

        Args:
            owner: who opens it.
            about: what distinguishes it from the owner's other votes; one with the same is replaced.
            ask: the question.
            options: answer to words.

        Returns:
            The vote; None: too many others are open.
        """
        self.forget_old()
        with self._lock:
            same = [code for code, held in self._held.items() if held.owner == owner and held.about == about]
            own = [code for code, held in self._held.items() if held.owner == owner and code not in same]
            self._forget([*same, *own[: max(0, len(own) - self._most[2] + 1)]])
            for shared, most in self._most.items():
                if sum(held.owner[:shared] == owner[:shared] for held in self._held.values()) >= most:
                    return None
            code = new_code()
            while code in self._held:
                code = new_code()
            poll = Poll(code, ask, options)
            self._held[code] = _Held(poll, owner, about, self._clock())
            return poll

    def find(self, owner: Asker, about: str) -> Poll | None:
        """A visitor's vote about something, as after the page was loaded again."""
        self.forget_old()
        with self._lock:
            return next((one.poll for one in self._held.values() if (one.owner, one.about) == (owner, about)), None)

    def poll(self, code: str) -> Poll | None:
        """The vote with a code."""
        with self._lock:
            held = self._held.get(code)
            return held.poll if held is not None and self._clock() - held.since < self._lifetime else None

    def end(self, poll: Poll) -> None:
        """Forget a vote."""
        with self._lock:
            self._forget([poll.code])

    def forget_old(self) -> None:
        """Forget what is older than it may be; the server asks for it every minute."""
        with self._lock:
            now = self._clock()
            self._forget([code for code, held in self._held.items() if now - held.since >= self._lifetime])
            self._wrong = {address: one for address, one in self._wrong.items() if now - one[0] < WITHIN}

    def _forget(self, codes: list[str]) -> None:
        for code in codes:
            held = self._held.pop(code, None)
            if held is not None:
                held.poll.end()

    def wrong(self, address: str) -> None:
        """Count a wrong code from an address."""
        with self._lock:
            now = self._clock()
            since, count = self._wrong.get(address, (now, 0))
            if now - since >= WITHIN:
                since, count = now, 0
            if address in self._wrong or len(self._wrong) < MOST_ADDRESSES:
                self._wrong[address] = (since, count + 1)

    def guessing(self, address: str) -> bool:
        """Whether an address has sent so many wrong codes that new phones of it have to wait a minute."""
        with self._lock:
            since, count = self._wrong.get(address, (0.0, 0))
            return count >= WRONG_CODES and self._clock() - since < WITHIN

    def __len__(self) -> int:
        """How many votes there are."""
        return len(self._held)


ROOM = Room()
