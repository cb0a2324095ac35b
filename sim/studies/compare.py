"""Compare scenarios with the baseline on common random numbers."""

import os
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from queue import Empty, SimpleQueue

import numpy as np

from sim.engine import MANY_PEOPLE
from sim.network.ties import Ties
from sim.scenario import Scenario
from sim.snapshot import Snapshot, snapshot, standing
from sim.studies.comparison import Comparison
from sim.studies.run import Interrupted, RunResult, run


def compare(
    scenarios: Sequence[Scenario],
    baseline: Scenario,
    *,
    people: int,
    weeks: int,
    replicates: int,
    seed: int,
    ties: Ties | None = None,
    workers: int | None = None,
    on_progress: Callable[[int, int], None] | None = None,
) -> Comparison:
    """Run the baseline and the scenarios on the same people and the same dice, over and over.

    Args:
        scenarios: what to compare with the baseline; names must differ.
        baseline: the baseline.
        people: size of the population, 1 or more.
        weeks: length of each run, 0 or more.
        replicates: how many populations, 1 or more.
        seed: the seed that all come from.
        ties: a network of one's own for all populations, as large as `people`; None: each gets one of its own.
        workers: runs at a time; None takes one a core. Results do not depend on it.
        on_progress: called with weeks done and weeks in all, from this thread.

    Returns:
        The comparison. After Ctrl-C it holds the replicates that were finished (`complete` is False).
    """
    everyone = [baseline, *scenarios]
    cores = os.cpu_count() or 1
    at_once = 1 if people >= MANY_PEOPLE else (workers or cores)
    total = len(everyone) * weeks * replicates
    done = _Counter()
    stop = threading.Event()
    results: dict[tuple[str, int], RunResult] = {}
    pool = ThreadPoolExecutor(at_once, thread_name_prefix="run")

    def one_run(scenario: Scenario, starts: "Future[Snapshot]", replicate: int) -> tuple[str, int, RunResult]:
        population_seed = replicate_seed(seed, replicate)
        start = starts.result()
        return scenario.name, replicate, run(
            scenario, start, weeks, population_seed, stop=stop, on_week=done.add
        )  # fmt: skip

    interrupted = False
    jobs: list[Future[tuple[str, int, RunResult]]] = []
    try:
        for replicate in range(replicates):
            shared: dict[str, Future[Snapshot]] = {}
            for scenario in everyone:
                key = standing(scenario).model_dump_json()
                if key not in shared:
                    shared[key] = pool.submit(_stoppable, stop, scenario, people, replicate_seed(seed, replicate), ties)
                jobs.append(pool.submit(one_run, scenario, shared[key], replicate))
        for job in _watched(jobs, done, total, on_progress):
            name, replicate, result = job.result()
            results[name, replicate] = result
    except KeyboardInterrupt:
        interrupted = True
        stop.set()
        pool.shutdown(wait=True, cancel_futures=True)
        for job in jobs:
            if job.done() and not job.cancelled() and job.exception() is None:
                name, replicate, result = job.result()
                results[name, replicate] = result
    except BaseException:
        stop.set()
        raise
    finally:
        pool.shutdown(wait=True, cancel_futures=True)
    names = {scenario.name for scenario in everyone}
    finished = [number for number in range(replicates) if all((name, number) in results for name in names)]
    return Comparison(everyone, people, weeks, seed, finished, results, complete=not interrupted)


def _stoppable(stop: threading.Event, scenario: Scenario, people: int, seed: int, ties: Ties | None) -> Snapshot:
    if stop.is_set():
        raise Interrupted
    return snapshot(scenario, people, seed, ties=ties)


class _Counter:
    """Counts weeks from several threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self.count = 0

    def add(self) -> None:
        with self._lock:
            self.count += 1


def _watched[T](
    jobs: "list[Future[T]]", done: _Counter, total: int, on_progress: Callable[[int, int], None] | None
) -> "list[Future[T]]":
    """Wait for all jobs, telling the progress several times a second.

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
