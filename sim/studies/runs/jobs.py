"""Many runs side by side: their seeds, what is done of them, and waiting for them with progress."""

import threading
from collections.abc import Callable
from concurrent.futures import Future
from contextlib import suppress
from queue import Empty, SimpleQueue

import numpy as np

FAREWELL = 1.0  # seconds that a stopped study waits for what is under way


class Counter:
    """Counts weeks from several threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self.count = 0

    def add(self, weeks: int = 1) -> None:
        """Count some more."""
        with self._lock:
            self.count += weeks


def watched[T](
    jobs: "list[Future[T]]", done: Counter, total: int, on_progress: Callable[[int, int], None] | None
) -> "list[Future[T]]":
    """Wait for all jobs, and report progress several times a second.

    A queue can be left at any moment: Ctrl-C amid `as_completed` would leave locks behind that runs wait for.
    """
    finished: SimpleQueue[Future[T]] = SimpleQueue()
    for job in jobs:
        job.add_done_callback(finished.put)
    left = len(jobs)
    while left > 0:
        with suppress(Empty):
            finished.get(timeout=0.2).result()
            left -= 1
        if on_progress is not None:
            on_progress(done.count, total)
    return jobs


def replicate_seed(seed: int, replicate: int) -> int:
    """The seed of one replicate: 63 bits out of the study's seed and the replicate's number."""
    return int(np.random.SeedSequence([seed, replicate]).generate_state(1, np.uint64)[0] >> np.uint64(1))
