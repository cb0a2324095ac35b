"""The same populations under one scenario after another: common random numbers for studies that look at many."""

import os
import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from types import TracebackType
from typing import Self

from sim.errors import Interrupted
from sim.scenario.scenario import Scenario
from sim.simulation.burn_in import snapshot
from sim.simulation.engine import MANY_PEOPLE
from sim.simulation.snapshots import Snapshot
from sim.studies.runs.jobs import Counter, replicate_seed, watched
from sim.studies.runs.run import Run, RunResult


class Populations:
    """A baseline's populations, one a replicate, on which any number of scenarios can be run.

    The first weeks that scenarios share with the baseline are simulated once. Results are bit-identical to those of
    `compare` with the same seed. Use it in a `with` block.

    Args:
        baseline: whose people they are.
        people: size of each population, 1 or more.
        weeks: length of each run, 0 or more.
        replicates: how many populations, 1 or more.
        seed: the seed that all come from.
        shared_weeks: weeks that no scenario will change; one that does is run from week 1 on.
        society: a scenario as a replicate runs it (scenario, number of the replicate), such as with other parameters.
        draws: the replicate whose people and random numbers a replicate has; its own by default.
        workers: runs at a time; None takes one per core. Results do not depend on it.
        on_progress: called with weeks lived so far in all runs, from this thread.
    """

    def __init__(
        self,
        baseline: Scenario,
        *,
        people: int,
        weeks: int,
        replicates: int,
        seed: int,
        shared_weeks: int = 0,
        society: Callable[[Scenario, int], Scenario] = lambda scenario, _: scenario,
        draws: Callable[[int], int] = int,
        workers: int | None = None,
        on_progress: Callable[[int], None] | None = None,
    ) -> None:
        self.baseline, self.people, self.weeks = baseline, people, weeks
        self._seeds = [replicate_seed(seed, draws(replicate)) for replicate in range(replicates)]
        self._society = society
        self._shared_weeks = min(shared_weeks, weeks)
        self._on_progress = on_progress
        at_once = 1 if people >= MANY_PEOPLE else (workers or os.cpu_count() or 1)
        self._pool = ThreadPoolExecutor(at_once, thread_name_prefix="run")
        self._stop = threading.Event()
        self._done = Counter()
        self._starts: dict[int, Snapshot] = {}
        self._trunks: dict[int, Run] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        stopped = self._stop.is_set() or kind is KeyboardInterrupt  # what is under way is not waited for then
        self._stop.set()
        self._pool.shutdown(wait=not stopped, cancel_futures=True)

    def run(self, scenario: Scenario) -> list[RunResult]:
        """Run a scenario on all populations.

        Args:
            scenario: any; one of another society (`Scenario.starts` is 0) starts from people of its own, of the same
                seeds.

        Returns:
            One result per replicate.

        Raises:
            KeyboardInterrupt: Ctrl-C; runs under way are given up.
        """
        jobs: list[Future[RunResult]] = [
            self._pool.submit(self._one, scenario, replicate) for replicate in range(len(self._seeds))
        ]
        try:
            watched(jobs, self._done, 0, lambda done, _: self._on_progress(done) if self._on_progress else None)
        except BaseException:
            self._stop.set()
            raise
        return [job.result() for job in jobs]

    def _one(self, scenario: Scenario, replicate: int) -> RunResult:
        if self._stop.is_set():
            raise Interrupted
        seed = self._seeds[replicate]
        scenario, baseline = (self._society(one, replicate) for one in (scenario, self.baseline))
        first = scenario.starts(baseline)
        if first == 0:
            whole = Run(scenario, snapshot(scenario, self.people, seed), self.weeks, seed)
        elif first <= self._shared_weeks:
            whole = Run(scenario, self._start(replicate), self.weeks, seed)
        else:
            whole = self._trunk(replicate).branch(scenario)
            self._done.add(whole.week)
        whole.live(self.weeks, stop=self._stop, on_week=self._done.add)
        return whole.result()

    def _start(self, replicate: int) -> Snapshot:
        if replicate not in self._starts:
            baseline = self._society(self.baseline, replicate)
            self._starts[replicate] = snapshot(baseline, self.people, self._seeds[replicate])
        return self._starts[replicate]

    def _trunk(self, replicate: int) -> Run:
        """The weeks that all share; only one job a replicate is ever under way, so that nobody else makes it."""
        if replicate not in self._trunks:
            baseline = self._society(self.baseline, replicate)
            trunk = Run(baseline, self._start(replicate), self.weeks, self._seeds[replicate])
            trunk.live(self._shared_weeks, stop=self._stop)
            self._trunks[replicate] = trunk
        return self._trunks[replicate]
