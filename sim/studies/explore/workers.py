"""A few threads that run what visitors ask for: what somebody waits for first, and each piece once for all."""

import itertools
import os
import threading
from collections.abc import Callable, Hashable
from concurrent.futures import CancelledError, Future
from queue import PriorityQueue

from sim.studies.run import Interrupted, RunResult

type Work = Callable[[threading.Event], RunResult]


class Job:
    """A run that is waited for, shared by all who ask the same.

    Attributes:
        future: its result.
        stop: set once nobody waits for it any more.
    """

    def __init__(self, work: Work) -> None:
        self.work = work
        self.future: Future[RunResult] = Future()
        self.stop = threading.Event()
        self.wanted = 1
        self.taken = False  # by a thread


class Workers:
    """Runs jobs on a bounded number of threads; jobs of a lower number first.

    Args:
        threads: how many; None takes one a core.
    """

    def __init__(self, threads: int | None = None) -> None:
        self._lock = threading.Lock()
        self._jobs: dict[Hashable, Job] = {}
        self._queue: PriorityQueue[tuple[int, int, Hashable, Job]] = PriorityQueue()
        self._order = itertools.count()
        for number in range(threads or os.cpu_count() or 1):
            threading.Thread(target=self._work, name=f"explore-{number}", daemon=True).start()

    def ask(self, key: Hashable, urgency: int, work: Work) -> Job:
        """Have a run made; whoever asks for the same key meanwhile shares it. Give every job back (`leave`)."""
        with self._lock:
            job = self._jobs.get(key)
            if job is not None and not job.stop.is_set():
                job.wanted += 1
            else:
                job = self._jobs[key] = Job(work)
        self._queue.put((urgency, next(self._order), key, job))  # again, if it is more urgent now
        return job

    def leave(self, job: Job) -> None:
        """Wait no longer; a job that nobody waits for is stopped."""
        with self._lock:
            job.wanted -= 1
            if job.wanted <= 0:
                job.stop.set()

    def _work(self) -> None:
        while True:
            _, _, key, job = self._queue.get()
            with self._lock:
                taken, job.taken = job.taken, True
            if taken:  # it stood in the queue twice
                continue
            self._run(job)
            with self._lock:
                if self._jobs.get(key) is job:
                    del self._jobs[key]

    @staticmethod
    def _run(job: Job) -> None:
        try:
            if job.stop.is_set():
                raise Interrupted
            job.future.set_result(job.work(job.stop))
        except Interrupted:
            job.future.set_exception(CancelledError())
        except BaseException as trouble:
            job.future.set_exception(trouble)
