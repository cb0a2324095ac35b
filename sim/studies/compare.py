"""Compare scenarios with the baseline on common random numbers."""

import os
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, as_completed
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import stats

from sim.collect import GROUP_OUTCOMES, group_names
from sim.engine import MANY_PEOPLE
from sim.network.ties import Ties
from sim.outcomes import FUNNEL, SUMMARY
from sim.scenario import FOREVER, Scenario
from sim.snapshot import Snapshot, snapshot
from sim.studies.run import OUTCOMES, Interrupted, RunResult, run

RESAMPLES = 4000  # of the bootstrap
LEVEL = 0.95  # of intervals


@dataclass
class Comparison:
    """Results of a comparison.

    Attributes:
        scenarios: the baseline first, then the scenarios compared with it.
        people: size of the simulated population.
        weeks: length of each run.
        seed: the seed that all replicates come from.
        replicates: numbers of the replicates that were finished, all scenarios each.
        results: (scenario name, replicate) to result.
        complete: False where the work was stopped before all replicates were done.
    """

    scenarios: list[Scenario]
    people: int
    weeks: int
    seed: int
    replicates: list[int]
    results: dict[tuple[str, int], RunResult]
    complete: bool = True
    settings: dict[str, object] = field(default_factory=dict)

    @property
    def titles(self) -> dict[str, str]:
        """Title of each scenario for readers."""
        return {scenario.name: scenario.title for scenario in self.scenarios}

    @property
    def descriptions(self) -> dict[str, str]:
        """One paragraph about each scenario."""
        return {scenario.name: " ".join(scenario.description.split()) for scenario in self.scenarios}

    @property
    def starts(self) -> dict[str, int | None]:
        """First week in which each scenario can differ from the baseline; None: never."""
        baseline = self.scenarios[0]
        starts = {scenario.name: scenario.starts(baseline) for scenario in self.scenarios[1:]}
        return {name: None if week >= FOREVER else week for name, week in starts.items()}

    def total(self, scenario: str, outcome: str) -> npt.NDArray[np.float64]:
        """One summary outcome over replicates, counts scaled to the represented population."""
        scale = self.scenarios[0].represented_population if SUMMARY[outcome].counted else 1.0
        values = [self.results[scenario, replicate].totals[outcome] for replicate in self.replicates]
        return scale * np.array(values)

    @property
    def summary(self) -> pd.DataFrame:
        """One row a scenario and outcome: scenario, outcome, unit, baseline, value, difference, low, high,
        probability_better (see `paired_difference`).
        """
        baseline = self.scenarios[0].name
        rows = []
        for scenario in self.scenarios[1:]:
            for outcome, shown in SUMMARY.items():
                before, after = self.total(baseline, outcome), self.total(scenario.name, outcome)
                difference, low, high, better = paired_difference(before, after, shown.better, self.seed)
                rows.append(
                    (scenario.name, outcome, shown.unit, _mean(before), _mean(after), difference, low, high, better)
                )
        names = ["scenario", "outcome", "unit", "baseline", "value", "difference", "low", "high", "probability_better"]
        return pd.DataFrame(rows, columns=names)

    @property
    def pairing(self) -> pd.DataFrame:
        """What common random numbers saved: variance of the difference with independent seeds over that with shared
        ones, both from the replicates of this very run; NaN for a single replicate.
        """
        baseline = self.scenarios[0].name
        rows = []
        for scenario in self.scenarios[1:]:
            for outcome in SUMMARY:
                before, after = self.total(baseline, outcome), self.total(scenario.name, outcome)
                rows.append((scenario.name, outcome, variance_saved(before, after)))
        return pd.DataFrame(rows, columns=["scenario", "outcome", "variance_saved"])

    @property
    def series(self) -> pd.DataFrame:
        """Weekly values: scenario, replicate, week, outcome, value."""
        return self._long(lambda result: result.series, [pd.Series(OUTCOMES)], ["outcome"])

    @property
    def groups(self) -> pd.DataFrame:
        """Weekly values by sex, age band and deprivation fifth: scenario, replicate, week, group, outcome, value."""
        names, outcomes = group_names(), list(GROUP_OUTCOMES)
        grid = [pd.Series(np.repeat(names, len(outcomes))), pd.Series(outcomes * len(names))]
        return self._long(lambda result: result.groups.reshape(self.weeks, -1), grid, ["group", "outcome"])

    @property
    def funnel(self) -> pd.DataFrame:
        """Care funnel of the last year: scenario, replicate, stage, value (people per 1,000)."""
        rows = [
            (scenario.name, replicate, stage, self.results[scenario.name, replicate].funnel[stage])
            for scenario in self.scenarios
            for replicate in self.replicates
            for stage in FUNNEL
        ]
        return pd.DataFrame(rows, columns=["scenario", "replicate", "stage", "value"])

    def _long(
        self, part: Callable[[RunResult], npt.NDArray[np.float64]], labels: list[pd.Series], names: list[str]
    ) -> pd.DataFrame:
        keys = [(scenario.name, replicate) for scenario in self.scenarios for replicate in self.replicates]
        wide = len(labels[0])
        rows = self.weeks * wide
        columns: dict[str, object] = {
            "scenario": pd.Categorical.from_codes(
                np.repeat(np.array([self._order(name) for name, _ in keys], np.int64), rows),
                categories=pd.Index([s.name for s in self.scenarios]),
            ),
            "replicate": np.repeat(np.array([replicate for _, replicate in keys], np.int32), rows),
            "week": np.tile(np.repeat(np.arange(1, self.weeks + 1, dtype=np.int32), wide), len(keys)),
        }
        for label, name in zip(labels, names, strict=True):
            codes, categories = pd.factorize(label)
            columns[name] = pd.Categorical.from_codes(np.tile(codes, self.weeks * len(keys)), categories=categories)
        parts = [part(self.results[key]).ravel() for key in keys]
        columns["value"] = np.concatenate(parts) if parts else np.zeros(0)
        return pd.DataFrame(columns)

    def _order(self, name: str) -> int:
        return [scenario.name for scenario in self.scenarios].index(name)


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
    try:
        jobs: list[Future[tuple[str, int, RunResult]]] = []
        for replicate in range(replicates):
            shared: dict[str, Future[Snapshot]] = {}
            for scenario in everyone:
                key = scenario.model_numbers().model_dump_json() if scenario.starts(baseline) == 0 else ""
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
    """Wait for all jobs, telling the progress several times a second."""
    open_jobs = set(jobs)
    while open_jobs:
        try:
            for job in as_completed(open_jobs, timeout=0.2):
                open_jobs.discard(job)
                job.result()
        except TimeoutError:
            pass
        if on_progress is not None:
            on_progress(done.count, total)
    return jobs


def replicate_seed(seed: int, replicate: int) -> int:
    """The seed of one replicate: 63 bits out of the study's seed and the replicate's number."""
    return int(np.random.SeedSequence([seed, replicate]).generate_state(1, np.uint64)[0] >> np.uint64(1))


def paired_difference(
    before: npt.NDArray[np.float64], after: npt.NDArray[np.float64], better: str, seed: int
) -> tuple[float, float, float, float]:
    """The mean difference over replicates, its interval, and how the next such population would fare.

    Args:
        before: the baseline's values over replicates (n).
        after: the scenario's values over the same replicates (n).
        better: "lower" or "higher".
        seed: of the bootstrap.

    Returns:
        Mean difference; low and high end of its 95 % bootstrap interval over replicates; and the predictive probability
        that one more population would do better under the scenario (Student's t: unlike a p-value it does not creep to
        1 with more replicates). Interval and probability are NaN for a single replicate. Where all replicates agree
        exactly, the probability is 0, 1, or one half for no difference at all.
    """
    both = ~(np.isnan(before) | np.isnan(after))
    differences = after[both] - before[both]
    count = len(differences)
    if count == 0:
        return (float("nan"),) * 4
    mean = float(differences.mean())
    if count == 1:
        return mean, float("nan"), float("nan"), float("nan")
    dice = np.random.default_rng([seed, 977])
    means = differences[dice.integers(0, count, (RESAMPLES, count))].mean(axis=1)
    low, high = np.quantile(means, [(1.0 - LEVEL) / 2.0, (1.0 + LEVEL) / 2.0])
    good = mean if better == "higher" else -mean
    spread = float(differences.std(ddof=1)) * (1.0 + 1.0 / count) ** 0.5
    if spread > 0.0:
        probability = float(stats.t.cdf(good / spread, count - 1))
    else:
        probability = 0.5 if good == 0.0 else float(good > 0.0)
    return mean, float(low), float(high), probability


def variance_saved(before: npt.NDArray[np.float64], after: npt.NDArray[np.float64]) -> float:
    """How many times larger the variance of the difference would be with independent seeds."""
    both = ~(np.isnan(before) | np.isnan(after))
    before, after = before[both], after[both]
    if len(before) < 2:
        return float("nan")
    paired = float((after - before).var(ddof=1))
    independent = float(before.var(ddof=1) + after.var(ddof=1))
    if paired == 0.0:
        return float("nan") if independent == 0.0 else float("inf")
    return independent / paired


def _mean(values: npt.NDArray[np.float64]) -> float:
    values = values[~np.isnan(values)]
    return float(values.mean()) if len(values) else float("nan")
