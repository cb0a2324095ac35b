"""Who had how much of the machine lately: whoever had least comes first."""

import threading
import time
from collections.abc import Callable

type Asker = tuple[str, ...]  # who asks, the outermost first: a network address, then a visitor there

NOBODY: Asker = ()  # asks for itself, as the server does when it starts
HALVES = 20.0  # seconds after which half of what somebody had is forgotten
ALIKE = 1.0  # seconds in which two may differ and have had equally much
FORGOTTEN = 1e-3  # seconds that no longer count
MANY = 1_000  # accounts that are looked through for forgotten ones


class Shares:
    """Accounts of time by asker and by all that encloses an asker.

    Two visitors at one address share the address's account: a visitor who comes back under a hundred names from one
    place does not come before a visitor from another place.

    Args:
        clock: seconds.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._accounts: dict[Asker, tuple[float, float]] = {}

    def charge(self, asker: Asker, seconds: float) -> None:
        """Put time on an asker's accounts."""
        with self._lock:
            now = self._clock()
            for length in range(1, len(asker) + 1):
                self._accounts[asker[:length]] = self._had(asker[:length], now) + seconds, now
            if len(self._accounts) > MANY:
                kept = {one: account for one, account in self._accounts.items() if self._had(one, now) > FORGOTTEN}
                self._accounts = kept

    def had(self, asker: Asker) -> tuple[float, ...]:
        """Seconds that an asker had lately, the outermost account first."""
        with self._lock:
            now = self._clock()
            return tuple(self._had(asker[:length], now) for length in range(1, len(asker) + 1))

    def rank(self, asker: Asker) -> tuple[int, ...]:
        """The smaller, the sooner an asker's turn; small differences make none: newcomers are not always first."""
        return tuple(int(seconds / ALIKE) for seconds in self.had(asker))

    def _had(self, asker: Asker, now: float) -> float:
        seconds, then = self._accounts.get(asker, (0.0, now))
        left = seconds * 0.5 ** ((now - then) / HALVES)
        return left if left > FORGOTTEN else 0.0
