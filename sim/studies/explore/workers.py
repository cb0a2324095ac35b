"""A few threads that run what visitors ask for: what somebody waits for first, and each piece once for all."""

import itertools
import os
import threading
from collections.abc import Callable, Collection, Hashable
from concurrent.futures import CancelledError, Future
from queue import PriorityQueue

from sim.errors import Interrupted
from sim.studies.runs.run import RunResult

type Work = Callable[[threading.Event], RunResult]


class Job:
    """A run that is waited for, shared by all who ask the same.

    Attributes:
        future: its result.
        stop: set once nobody waits for it any more.
        urgency: the most urgent that anybody asked for it with.
    """

    def __init__(self, work: Work, urgency: int) -> None:
        self.work = work
        self.future: Future[RunResult] = Future()
        self.stop = threading.Event()
        self.wanted = 1
        self.urgency = urgency
        self.taken = False  # by a thread


class Workers:
    """Runs jobs on a bounded number of threads: more urgent ones first, then everybody's first, everybody's second...

    Args:
        threads: how many; None takes one per core.
    """

    def __init__(self, threads: int | None = None) -> None:
        self._lock = threading.Lock()
        self._jobs: dict[Hashable, Job] = {}
        self._queue: PriorityQueue[tuple[int, int, int, Hashable, Job]] = PriorityQueue()
        self._order = itertools.count()
        for number in range(threads or os.cpu_count() or 1):
            threading.Thread(target=self._work, name=f"explore-{number}", daemon=True).start()

    def ask(self, key: Hashable, urgency: int, work: Work, turn: int = 0) -> Job:
        """Have a run made; whoever asks for the same key meanwhile shares it. Give every job back (`leave`).

        Args:
            key: what decides the run.
            urgency: less is more urgent.
            work: makes the run.
            turn: its place among what the same visitor asks: of equal urgency, nobody's second comes before anybody's
                first.
        """
        with self._lock:
            job = self._jobs.get(key)
            if job is not None and not job.stop.is_set():
                job.wanted += 1
                job.urgency = min(job.urgency, urgency)
            else:
                job = self._jobs[key] = Job(work, urgency)
        self._queue.put((urgency, turn, next(self._order), key, job))  # again, if it is more urgent now
        return job

    def leave(self, job: Job) -> None:
        """Wait no longer; a job that nobody waits for is stopped."""
        with self._lock:
            job.wanted -= 1
            if job.wanted <= 0:
                job.stop.set()

    def waiting(self, urgency: int, apart_from: Collection[Job] = ()) -> int:
        """The number of jobs of at least this urgency that no thread has taken yet.

        Args:
            urgency: the least urgent that count.
            apart_from: jobs that do not count.
        """
        mine = {id(job) for job in apart_from}
        with self._lock:
            return sum(
                not job.taken and not job.stop.is_set() and job.urgency <= urgency and id(job) not in mine
                for job in self._jobs.values()
            )

    def _work(self) -> None:
        while True:
            _, _, _, key, job = self._queue.get()
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
        except BaseException as problem:
            job.future.set_exception(problem)
