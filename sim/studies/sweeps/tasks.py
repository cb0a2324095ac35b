"""One run of a sweep: what is shipped to a worker, what comes back, and the key of all that decides it."""

import hashlib
import json
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import NamedTuple

from sim.core.fingerprint import PACKAGE, fingerprint_of, results_of, rule_fingerprint
from sim.scenario.values import Value

# Files outside the rules that decide what a run measures.
MEASURING = (
    "economics/discounting.py",
    "economics/valuation.py",
    "network/edge_lists/columns.py",
    "network/edge_lists/lines.py",
    "network/edge_lists/reading.py",
    "network/edge_lists/strengths.py",
    "network/graph_files.py",
    "network/graphs.py",
    "network/markup.py",
    "network/names.py",
    "network/observed.py",
    "outcomes/catalogue.py",
    "outcomes/rates.py",
    "studies/runs/courses.py",
    "studies/runs/group_totals.py",
    "studies/runs/run.py",
    "studies/sweeps/outcomes.py",
    "studies/sweeps/settings.py",
)


class Task(NamedTuple):
    """One run to be made. Plain values only: it goes to other processes and machines."""

    key: str
    scenario: str  # as JSON
    settings: dict[str, Value]  # by full path
    people: int
    weeks: int
    seed: int
    outcomes: tuple[str, ...]
    series: bool
    network: str  # path of the file; empty: none
    shared: bool  # other runs start from the same society, so that it is kept in the cache


class Found(NamedTuple):
    """What a run gave."""

    key: str
    outcomes: dict[str, float] | None  # None: it failed
    error: str  # why; empty where it is fine
    seconds: float  # of its worker's time
    series: bytes | None = None
    attempts: int = 1


type Work = Callable[[Task], Found]
"""What makes a run of a task: `sim.studies.sweeps.workers.simulate`, or a test's own."""


@cache
def measure_fingerprint() -> str:
    """Hash of the sources outside the rules that decide what a run measures."""
    return fingerprint_of(PACKAGE / name for name in MEASURING)


def rules_now() -> str:
    """What stands for the version of the model in keys: the rules, and how runs are measured."""
    return f"{results_of(rule_fingerprint())}-{measure_fingerprint()}"


def file_digest(path: str) -> str:
    """SHA-256 of a file's bytes; empty for no file."""
    return hashlib.sha256(Path(path).read_bytes()).hexdigest() if path else ""


def run_key(
    scenario_digest: str,
    settings: Mapping[str, Value],
    people: int,
    weeks: int,
    graph: str,
    seed: int,
    outcomes: tuple[str, ...],
    series: bool,
) -> str:
    """SHA-256 of everything that decides a run: model version, scenario, parameters, size, length, network, random
    numbers.

    Args:
        scenario_digest: SHA-256 of the scenario's text.
        settings: full path to value.
        people: size of the population.
        weeks: length.
        graph: digest of the network's file; empty: none.
        seed: of its random numbers.
        outcomes: the outcomes to measure.
        series: whether weekly outcomes are kept.
    """
    decides = [rules_now(), scenario_digest, sorted(settings.items()), people, weeks, graph, seed, outcomes, series]
    return hashlib.sha256(json.dumps(decides).encode()).hexdigest()
