"""Quick paired runs: baseline and policies on the same people and the same random numbers; finished runs are kept.

Results are kept by what decides them (scenario, replicate, size), never by who asked. A run of a policy begins where a
run of its baseline was left just before the policy starts, so weeks that both have in common are simulated once.
"""

import json
import threading
from collections import OrderedDict
from collections.abc import Callable, Collection, Hashable, Sequence
from concurrent.futures import CancelledError
from typing import NamedTuple

from sim.scenario.scenario import Scenario
from sim.simulation.burn_in import snapshot
from sim.simulation.library import library_path
from sim.simulation.snapshots import standing
from sim.studies.comparison.comparison import Comparison, settings
from sim.studies.comparison.uncertainty import Uncertainty, member_of, society_of
from sim.studies.explore.question import WEEKS
from sim.studies.explore.shares import NOBODY, Asker
from sim.studies.explore.workers import Job, Workers
from sim.studies.runs.jobs import replicate_seed
from sim.studies.runs.run import Run, RunResult

PEOPLE = 1000  # in each population
QUICK, THOROUGH = 12, 24  # replicates of the first answer, the fewest with a verdict, and of the one that follows
BATCH = 6  # replicates between two redraws
LONG = 16  # runs that others wait for: two first answers; from there on answers begin with a few populations
FEW = 2  # populations of an answer in a crowd: the least that have an interval
NOW, LATER = 0, 1  # urgency: somebody waits, or it only makes an answer tighter
LEFT_AT = (26, 52)  # weeks at which runs of baselines are left, for policies that start after them
MOST_RESULTS, MOST_TRUNKS = 600, 100  # of three years, kept in memory; each takes about a megabyte
MOST_SOCIETIES = 400  # scenarios with the numbers of a parameter set, kept in memory; each takes 170 kilobytes
UNSEEN = {"name", "title", "description", "represented_population", "published"}  # make no difference to a run


class Size(NamedTuple):
    """How large runs are."""

    people: int = PEOPLE
    weeks: int = WEEKS
    quick: int = QUICK
    thorough: int = THOROUGH


class Kept[Value]:
    """The values used last, by key; safe among threads.

    Args:
        most: how much is kept, by the size of each value.
    """

    def __init__(self, most: int) -> None:
        self._most, self._size = most, 0
        self._lock = threading.Lock()
        self._values: OrderedDict[Hashable, tuple[Value, int]] = OrderedDict()

    def get(self, key: Hashable) -> Value | None:
        """What is kept under a key, or None."""
        with self._lock:
            if key not in self._values:
                return None
            self._values.move_to_end(key)
            return self._values[key][0]

    def put(self, key: Hashable, value: Value, size: int = 1) -> None:
        """Keep a value; those used longest ago go."""
        with self._lock:
            _, before = self._values.pop(key, (None, 0))
            self._values[key] = (value, size)
            self._size += size - before
            while self._size > self._most and len(self._values) > 1:
                _, (_, gone) = self._values.popitem(last=False)
                self._size -= gone


class Keyed(NamedTuple):
    """A scenario, and all of it that decides a run."""

    scenario: Scenario
    key: str


class Explorer:
    """Answers questions for all visitors; it holds nothing of theirs.

    Args:
        size: how large runs are.
        workers: threads to run on; None makes some.
    """

    def __init__(self, size: Size | None = None, workers: Workers | None = None) -> None:
        self.size = size or Size()
        self._workers = workers or Workers(begins_with=FEW)
        self._results: Kept[RunResult] = Kept(MOST_RESULTS)
        self._trunks: Kept[dict[int, Run]] = Kept(MOST_TRUNKS)
        self._societies: Kept[Keyed] = Kept(MOST_SOCIETIES)

    def compare(
        self,
        scenarios: Sequence[Scenario],
        baseline: Scenario,
        seed: int,
        replicates: int,
        *,
        weeks: int | None = None,
        uncertainty: Uncertainty = Uncertainty.STOCHASTIC,
        urgency: int = NOW,
        asker: Asker = NOBODY,
        stop: threading.Event | None = None,
        on_done: Callable[[int, int], None] | None = None,
        on_first: Callable[[Comparison], None] | None = None,
    ) -> Comparison:
        """Compare scenarios with a baseline over a number of replicates.

        Args:
            scenarios: what to compare; names differ.
            baseline: the baseline.
            seed: what all replicates come from.
            replicates: how many populations.
            weeks: how long; None: as long as runs are here.
            uncertainty: what replicates differ by.
            urgency: `NOW` or `LATER`.
            asker: who asks; visitors have fair turns.
            stop: when set, waiting ends.
            on_done: called with runs done and runs in all.
            on_first: called with the first few populations, where the others are kept waiting by other visitors.

        Raises:
            CancelledError: `stop` was set.
        """
        weeks = self.size.weeks if weeks is None else weeks
        keyed = [Keyed(one, run_key(one)) for one in (baseline, *scenarios)]
        wanted = [(one, number) for number in range(replicates) for one in keyed]
        jobs: list[tuple[Scenario, int, Job]] = []
        results: dict[tuple[str, int], RunResult] = {}
        long: dict[tuple[str, int], bool] = {}  # by scenario and member of the ensemble
        try:
            for one, number in wanted:
                here = self._society(uncertainty, one, number)
                known = self._results.get(self._key(here.key, seed, number, weeks))
                if known is not None:
                    results[one.scenario.name, number] = known
                    continue
                before = self._society(uncertainty, keyed[0], number)
                society = one.scenario.name, member_of(uncertainty, number)
                if society not in long:
                    long[society] = not library_path(standing(here.scenario)).exists()
                job = self._ask(here, before, seed, number, weeks, urgency, asker, long[society])
                jobs.append((one.scenario, number, job))
            mine = [job for _, _, job in jobs]
            ready = 0  # populations of which all runs are done

            def begin() -> None:
                """While others keep the rest waiting, answer with the populations that are there."""
                nonlocal on_first
                if on_first is not None and ready >= FEW and self.crowded(mine):
                    on_first(self.comparison([baseline, *scenarios], seed, ready, results, uncertainty, weeks))
                    on_first = None

            for scenario, number, job in jobs:
                ready = number  # jobs come population by population
                results[scenario.name, number] = _wait(job, stop, begin)
                if on_done is not None:
                    on_done(len(results), len(wanted))
        finally:
            for _, _, job in jobs:
                self._workers.leave(job)
        return self.comparison([baseline, *scenarios], seed, replicates, results, uncertainty, weeks)

    def crowded(self, mine: Collection[Job] = ()) -> bool:
        """Whether many other runs are waited for."""
        return self._workers.waiting(NOW, mine) > LONG

    def comparison(
        self,
        scenarios: list[Scenario],
        seed: int,
        replicates: int,
        results: dict[tuple[str, int], RunResult],
        uncertainty: Uncertainty,
        weeks: int,
    ) -> Comparison:
        """Results as a comparison that tables, figures and reports are made of."""
        made = Comparison(
            scenarios, self.size.people, weeks, seed, list(range(replicates)), results, uncertainty=uncertainty
        )
        made.settings = settings(made, replicates)
        return made

    def warm(self, baseline: Scenario, seed: int) -> None:
        """Make the baseline's runs of the first answer, then of the thorough one, so that visitors wait for neither.

        The societies of all parameter sets that a thorough answer spans are made on the way.
        """
        self.compare([], baseline, seed, self.size.quick)
        self.compare([], baseline, seed, self.size.thorough, uncertainty=Uncertainty.BOTH, urgency=LATER)

    def _society(self, uncertainty: Uncertainty, one: Keyed, number: int) -> Keyed:
        """A scenario as a replicate runs it. It is checked whenever it is made, which takes a while: so it is kept.

        Scenarios that differ by name or title alone share it: to a run these make no difference.
        """
        if not uncertainty.spread:
            return one
        key = one.key, member_of(uncertainty, number)
        known = self._societies.get(key)
        if known is None:
            made = society_of(uncertainty, one.scenario, number)
            known = Keyed(made, run_key(made))
            self._societies.put(key, known)
        return known

    def _key(self, key: str, seed: int, number: int, weeks: int) -> Hashable:
        return key, seed, number, self.size.people, weeks

    def _ask(
        self,
        scenario: Keyed,
        baseline: Keyed,
        seed: int,
        number: int,
        weeks: int,
        urgency: int,
        asker: Asker,
        long: bool,
    ) -> Job:
        key = self._key(scenario.key, seed, number, weeks)

        def work(stop: threading.Event) -> RunResult:
            known = self._results.get(key)  # done between asking for it and getting here
            if known is not None:
                return known
            run = self._begin(scenario, baseline, seed, number, weeks, stop)
            run.live(weeks, stop=stop)
            result = run.result()
            self._results.put(key, result, -(-weeks // WEEKS))
            return result

        return self._workers.ask(key, urgency, work, turn=number, asker=asker, long=long)

    def _begin(self, keyed: Keyed, left_by: Keyed, seed: int, number: int, weeks: int, stop: threading.Event) -> Run:
        """A run of a scenario, as far on as its baseline was left before it starts."""
        scenario, baseline = keyed.scenario, left_by.scenario
        trunk_key = self._key(left_by.key, seed, number, weeks)
        until = min(scenario.starts(baseline) - 1, weeks)
        left = (self._trunks.get(trunk_key) or {}) if until >= LEFT_AT[0] else {}
        week = max((week for week in left if week <= until), default=0)
        if week:
            return left[week].branch(scenario)
        people_seed = replicate_seed(seed, number)
        start = snapshot(scenario, self.size.people, people_seed, stop=stop)
        if until < LEFT_AT[0] or weeks <= LEFT_AT[0]:
            return Run(scenario, start, weeks, people_seed, threads=1)
        trunk = Run(baseline, start, weeks, people_seed, threads=1)
        found = {}
        for week in (week for week in LEFT_AT if week < weeks):
            trunk.live(week, stop=stop)
            found[week] = trunk.branch(baseline)
        self._trunks.put(trunk_key, found, -(-weeks // WEEKS))
        return found[max(week for week in found if week <= until)].branch(scenario)


def run_key(scenario: Scenario) -> str:
    """All of a scenario that decides a run."""
    return json.dumps(scenario.model_dump(mode="json", exclude=UNSEEN), sort_keys=True)


def _wait(job: Job, stop: threading.Event | None, meanwhile: Callable[[], None]) -> RunResult:
    while True:
        if stop is not None and stop.is_set():
            raise CancelledError
        if not job.future.done():
            meanwhile()
        try:
            return job.future.result(timeout=0.1)
        except TimeoutError:
            continue
