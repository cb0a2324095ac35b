"""Compare scenarios with the baseline on common random numbers."""

import os
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from typing import TYPE_CHECKING

from sim.errors import Interrupted
from sim.network.ties import Ties
from sim.scenario.scenario import Scenario
from sim.simulation.burn_in import snapshot
from sim.simulation.engine import MANY_PEOPLE
from sim.simulation.snapshots import Snapshot, standing
from sim.studies.comparison.alike import comparable
from sim.studies.comparison.uncertainty import Uncertainty, replicate_of_draws, society_of
from sim.studies.runs.jobs import FAREWELL, Counter, replicate_seed, watched
from sim.studies.runs.run import Run, RunResult

if TYPE_CHECKING:
    from sim.studies.comparison.comparison import Comparison

type Results = dict[tuple[str, int], RunResult]  # by scenario and replicate


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
    uncertainty: Uncertainty = Uncertainty.STOCHASTIC,
    only: Sequence[int] | None = None,
    on_progress: Callable[[int, int], None] | None = None,
    meanwhile: Callable[[], object] | None = None,
) -> "Comparison":
    """Run the baseline and the scenarios on the same people and the same random numbers, in many populations.

    Args:
        scenarios: what to compare with the baseline; names and titles differ, and `[economy]` is the baseline's.
        baseline: the baseline.
        people: size of the population, 1 or more.
        weeks: length of each run, 0 or more.
        replicates: how many populations, 1 or more.
        seed: the seed that all come from.
        ties: your own network for all populations, as large as `people`; None: each gets its own.
        workers: runs at a time; None takes one per core. Results do not depend on it.
        uncertainty: what replicates differ by: random numbers, members of the ensemble of parameter sets, or both.
        only: numbers of the replicates to run, such as those that an earlier run had finished; None: all.
        on_progress: called with weeks done and weeks in all, from this thread.
        meanwhile: called once from a thread of its own while runs are under way, such as to load what comes after.

    Returns:
        The comparison. After Ctrl-C it holds the replicates that were finished (`complete` is False).

    Raises:
        ScenarioError: two scenarios have one name or title, or money and health count otherwise in one than in the
            baseline.
    """
    comparable(baseline, scenarios)
    everyone = [baseline, *scenarios]
    cores = os.cpu_count() or 1
    at_once = 1 if people >= MANY_PEOPLE else (workers or cores)
    numbers = range(replicates) if only is None else sorted(only)
    total = len(everyone) * weeks * len(numbers)
    done = Counter()
    stop = threading.Event()
    results: Results = {}
    pool = ThreadPoolExecutor(at_once, thread_name_prefix="run")
    groups: dict[str, list[Scenario]] = {}  # scenarios that start from the same people: all but other societies
    for scenario in everyone:
        here = baseline if scenario.starts(baseline) > 0 else scenario
        groups.setdefault(standing(here).model_dump_json(), []).append(scenario)

    def begin(scenario: Scenario, replicate: int) -> tuple[Snapshot, int]:
        """The people that a replicate starts from, and its seed."""
        if stop.is_set():
            raise Interrupted
        population_seed = replicate_seed(seed, replicate_of_draws(uncertainty, replicate))
        return snapshot(scenario, people, population_seed, ties=ties), population_seed

    def first_weeks(alike: Sequence[Scenario], replicate: int) -> dict[str, Run]:
        """Simulate the weeks that scenarios have in common once; each branches where it starts to differ."""
        alike = [society_of(uncertainty, scenario, replicate) for scenario in alike]
        start, population_seed = begin(alike[0], replicate)
        trunk = Run(alike[0], start, weeks, population_seed)
        runs = {alike[0].name: trunk}
        for scenario in sorted(alike[1:], key=alike[0].starts):
            trunk.live(scenario.starts(alike[0]) - 1, stop=stop, on_week=done.add)
            runs[scenario.name] = trunk.branch(scenario)
            done.add(trunk.week)
        return runs

    def go_on(scenario: Scenario, begun: "Future[dict[str, Run]]", replicate: int) -> Results:
        return {(scenario.name, replicate): to_the_end(begun.result().pop(scenario.name))}

    def one_after_another(alike: Sequence[Scenario], replicate: int) -> Results:
        """Large populations: no more of them in memory than one run needs."""
        alike = [society_of(uncertainty, scenario, replicate) for scenario in alike]
        start, population_seed = begin(alike[0], replicate)
        return {
            (scenario.name, replicate): to_the_end(Run(scenario, start, weeks, population_seed)) for scenario in alike
        }

    def to_the_end(whole: Run) -> RunResult:
        whole.live(weeks, stop=stop, on_week=done.add)
        return whole.result()

    def load() -> None:
        """Tables take a second to load, and are not needed before the last run is done."""
        import sim.studies.comparison.comparison  # noqa: F401

        if meanwhile is not None:
            meanwhile()

    interrupted = False
    loading = threading.Thread(target=load, daemon=True)
    jobs: list[Future[Results]] = []
    try:
        for replicate in numbers:
            for alike in groups.values():
                if people >= MANY_PEOPLE:
                    jobs.append(pool.submit(one_after_another, alike, replicate))
                    continue
                begun = pool.submit(first_weeks, alike, replicate)
                jobs.extend(pool.submit(go_on, scenario, begun, replicate) for scenario in alike)
        loading.start()
        for job in watched(jobs, done, total, on_progress):
            results |= job.result()
    except KeyboardInterrupt:
        interrupted = True
        stop.set()
        pool.shutdown(wait=False, cancel_futures=True)
        wait(jobs, FAREWELL)  # weeks under way end; a burn-in or the compiler is not waited for
        for job in jobs:
            if job.done() and not job.cancelled() and job.exception() is None:
                results |= job.result()
    except BaseException:
        stop.set()
        raise
    finally:
        pool.shutdown(wait=not interrupted, cancel_futures=True)
    if loading.ident is not None:  # it was started
        loading.join()
    from sim.studies.comparison.comparison import Comparison, settings

    names = {scenario.name for scenario in everyone}
    finished = [number for number in numbers if all((name, number) in results for name in names)]
    found = Comparison(
        everyone, people, weeks, seed, finished, results,
        complete=not interrupted and len(finished) == replicates, uncertainty=uncertainty,
    )  # fmt: skip
    found.settings = settings(found, replicates)
    return found
