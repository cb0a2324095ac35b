"""A few threads that run what visitors ask for: in fair turns, the urgent first, and each piece once for all.

A visitor never holds all threads. Runs that first have to make a society take many times as long: they hold half.
"""

import itertools
import os
import threading
import time
from collections.abc import Callable, Collection, Hashable
from concurrent.futures import CancelledError, Future

from sim.errors import Interrupted
from sim.studies.explore.shares import NOBODY, Asker, Shares
from sim.studies.runs.run import RunResult

type Work = Callable[[threading.Event], RunResult]


class Job:
    """A run that is waited for, shared by all who ask the same.

    Attributes:
        future: its result.
        stop: set once nobody waits for it any more.
        urgency: the most urgent that anybody asked for it with.
        turn: its place among what the same visitor asks.
        askers: who wait for it.
        long: it makes a society first.
    """

    def __init__(self, key: Hashable, work: Work, urgency: int, turn: int, order: int, long: bool) -> None:
        self.key, self.work = key, work
        self.future: Future[RunResult] = Future()
        self.stop = threading.Event()
        self.wanted = 1
        self.urgency, self.turn, self.order, self.long = urgency, turn, order, long
        self.askers: list[Asker] = []
        self.taken = False  # by a thread


class Workers:
    """Runs jobs on a bounded number of threads.

    More urgent ones come first; of these, the few with which each answer begins; of these, those of whoever had least
    lately; of these, everybody's first.

    Args:
        threads: how many; None: one per core, and one more that no single visitor can hold.
        shares: who had how much; None: an account of its own.
        begins_with: with how many turns an answer begins: nobody waits for these until others have all of theirs.
    """

    def __init__(self, threads: int | None = None, shares: Shares | None = None, *, begins_with: int = 0) -> None:
        count = threads or (os.cpu_count() or 1) + 1
        self._each, self._most_long = max(1, count - 1), max(1, count // 2)
        self._shares = shares or Shares()
        self._begins_with = begins_with
        self._changed = threading.Condition()
        self._jobs: dict[Hashable, Job] = {}
        self._waiting: dict[int, Job] = {}  # by order
        self._running: list[Job] = []
        self._order = itertools.count()
        self._newest_next = False
        for number in range(count):
            threading.Thread(target=self._work, name=f"explore-{number}", daemon=True).start()

    def ask(
        self,
        key: Hashable,
        urgency: int,
        work: Work,
        turn: int = 0,
        *,
        asker: Asker = NOBODY,
        long: bool = False,
    ) -> Job:
        """Have a run made; whoever asks for the same key meanwhile shares it. Give every job back (`leave`).

        Args:
            key: what decides the run.
            urgency: less is more urgent.
            work: makes the run.
            turn: its place among what the same visitor asks: of equal urgency, nobody's second comes before anybody's
                first.
            asker: who asks.
            long: it makes a society first.
        """
        with self._changed:
            job = self._jobs.get(key)
            if job is not None and not job.stop.is_set():
                job.wanted += 1
                job.urgency, job.turn = min(job.urgency, urgency), min(job.turn, turn)
            else:
                job = self._jobs[key] = Job(key, work, urgency, turn, next(self._order), long)
                self._waiting[job.order] = job
            if asker not in job.askers:
                job.askers.append(asker)
            self._changed.notify()
        return job

    def leave(self, job: Job) -> None:
        """Wait no longer; a job that nobody waits for is stopped."""
        with self._changed:
            job.wanted -= 1
            if job.wanted <= 0:
                job.stop.set()
                self._changed.notify()

    def waiting(self, urgency: int, apart_from: Collection[Job] = ()) -> int:
        """The number of jobs of at least this urgency that no thread has taken yet.

        Args:
            urgency: the least urgent that count.
            apart_from: jobs that do not count.
        """
        mine = {id(job) for job in apart_from}
        with self._changed:
            return sum(
                not job.stop.is_set() and job.urgency <= urgency and id(job) not in mine
                for job in self._waiting.values()
            )

    def _work(self) -> None:
        while True:
            with self._changed:
                while (job := self._next()) is None:
                    self._changed.wait()
                del self._waiting[job.order]
                job.taken = True
                self._running.append(job)
            begun = time.monotonic()
            self._run(job)
            spent = time.monotonic() - begun
            with self._changed:
                self._running.remove(job)
                if self._jobs.get(job.key) is job:
                    del self._jobs[job.key]
                askers = list(job.askers)
                self._changed.notify_all()
            for asker in askers:
                self._shares.charge(asker, spent / len(askers))

    def _next(self) -> Job | None:
        """The job that comes next, or None where none may begin."""
        held = [asker for job in self._running for asker in job.askers if asker != NOBODY]
        full = {asker for asker in held if held.count(asker) >= self._each}
        long = sum(job.long for job in self._running) >= self._most_long
        had: dict[Asker, tuple[int, ...]] = {}
        best: list[Job] = []
        least: tuple[int, bool, tuple[int, ...]] | None = None
        for job in self._waiting.values():
            if job.stop.is_set():
                return job  # nobody waits for it: it ends at once
            free = [asker for asker in job.askers if asker not in full]
            if not free or (long and job.long):
                continue
            for asker in free:
                if asker not in had:
                    had[asker] = self._shares.rank(asker)
            rank = job.urgency, job.turn >= self._begins_with, min(had[asker] for asker in free)
            if least is None or rank < least:
                best, least = [job], rank
            elif rank == least:
                best.append(job)
        if not best:
            return None
        first = min(job.turn for job in best)
        best = [job for job in best if job.turn == first]
        self._newest_next = not self._newest_next and len({job.askers[0] for job in best}) > 1
        return max(best, key=_order) if self._newest_next else min(best, key=_order)

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


def _order(job: Job) -> int:
    return job.order
