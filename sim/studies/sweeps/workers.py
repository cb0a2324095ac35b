"""What a worker does: one run after another, each in one thread, without plotting, and never an exception."""

import json
import math
import os
import signal
import time
import zlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import lru_cache

import numba
import numpy as np
import numpy.typing as npt
from filelock import FileLock

from sim.core.cache import cache_folder
from sim.network.graph_files import read_table
from sim.network.observed import TieTable, observed_ties
from sim.network.ties import Ties
from sim.scenario.scenario import Scenario
from sim.scenario.values import edited
from sim.simulation.burn_in import snapshot
from sim.simulation.library import library, make_ready
from sim.simulation.snapshots import Snapshot, standing
from sim.studies.runs.run import run
from sim.studies.sweeps.outcomes import reader
from sim.studies.sweeps.tasks import Found, Task

LONGEST_ERROR = 2000  # characters kept
ONE_THREAD = dict.fromkeys(
    ("PYTHON_CPU_COUNT", "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "BLIS_NUM_THREADS"), "1"
)
"""Environment of a worker that is about to be started."""
KEPT_POPULATIONS = 4  # per worker, in memory
_populations: dict[tuple[str, int, int, str], Snapshot] = {}


def begin_worker() -> None:
    """Make this process a worker: one thread, and Ctrl-C is the coordinator's business."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    one_thread()


def one_thread() -> None:
    """Keep compiled rules and linear algebra to one thread in this process."""
    os.environ["NUMBA_NUM_THREADS"] = "1"
    vars(numba.config)["NUMBA_NUM_THREADS"] = 1


def simulate(task: Task) -> Found:
    """Make one run. Whatever goes wrong comes back as its reason."""
    began = time.perf_counter()
    try:
        scenario = edited(_scenario(task.scenario), task.settings)
        ties = observed_ties(_table(task.network), scenario.model_parameters()) if task.network else None
        result = run(scenario, _population(scenario, task, ties), task.weeks, task.seed, threads=1)
        outcomes = {name: reader(name)(result) for name in task.outcomes}
        series = packed(result.series) if task.series else None
    except MemoryError:
        return Found(task.key, None, "MemoryError: not enough memory for this run", time.perf_counter() - began)
    except Exception as problem:
        return Found(task.key, None, described(problem), time.perf_counter() - began)
    return checked(Found(task.key, outcomes, "", time.perf_counter() - began, series))


def described(problem: BaseException) -> str:
    """An exception in a line."""
    return f"{type(problem).__name__}: {problem}"[:LONGEST_ERROR]


def checked(found: Found) -> Found:
    """A run with an outcome that is not a finite number has failed, and says which."""
    if found.outcomes is None:
        return found
    wrong = [name for name, value in found.outcomes.items() if not math.isfinite(value)]
    if not wrong:
        return found
    said = ", ".join(f"{name} = {found.outcomes[name]}" for name in wrong)
    return found._replace(outcomes=None, series=None, error=f"not a number: {said}")


def packed(series: npt.NDArray[np.float64]) -> bytes:
    """Weekly outcomes (weeks by outcomes), compressed without loss."""
    return zlib.compress(json.dumps(series.shape).encode() + b"\n" + np.ascontiguousarray(series).tobytes(), 6)


def unpacked(kept: bytes) -> npt.NDArray[np.float64]:
    """What `packed` packed."""
    shape, _, values = zlib.decompress(kept).partition(b"\n")
    return np.frombuffer(values, np.float64).reshape(json.loads(shape))


@lru_cache(maxsize=64)
def _scenario(text: str) -> Scenario:
    return Scenario.model_validate_json(text)


@lru_cache(maxsize=1)
def _table(path: str) -> TieTable:
    return read_table(path)


@contextmanager
def _in_turn() -> Iterator[None]:
    """One worker of this machine at a time, where the cache can be written; a worker that dies lets go."""
    lock = FileLock(cache_folder() / "burning-in.lock")
    with suppress(OSError):  # such as a full disk
        lock.acquire()
    try:
        yield
    finally:
        lock.release()


@lru_cache(maxsize=64)
def prepare(text: str) -> None:
    """Make what societies start from once on each machine, not once by each worker."""
    with _in_turn():
        make_ready(_scenario(text))


def _population(scenario: Scenario, task: Task, ties: Ties | None) -> Snapshot:
    """The people that the run starts from, kept in memory and in the cache where other runs need them too."""
    if not task.shared:
        prepare(standing(scenario).model_dump_json())
        return snapshot(scenario, task.people, task.seed, ties=ties, threads=1, keep=False)
    base = standing(scenario)
    key = base.model_dump_json(), task.people, task.seed, task.network
    if key not in _populations:
        with _in_turn():
            library(base)  # burnt in once on each machine, not once by each worker
        while len(_populations) >= KEPT_POPULATIONS:
            _populations.pop(next(iter(_populations)))
        _populations[key] = snapshot(scenario, task.people, task.seed, ties=ties, threads=1, keep=True)
    return _populations[key]
