"""Small sweeps of quick societies, run here or in processes."""

import sqlite3
from collections.abc import Generator, Iterable
from contextlib import closing
from pathlib import Path
from typing import Any

from sim.studies.sweeps.design import Design
from sim.studies.sweeps.engine_local import LocalEngine
from sim.studies.sweeps.runner import run_sweep
from sim.studies.sweeps.store import Store
from sim.studies.sweeps.sweep import as_design
from sim.studies.sweeps.tasks import Found, Task, Work
from tests.shared import QUICK

TINY: dict[str, Any] = {
    "people": 40, "weeks": 4, "outcomes": ["weeks_of_illness", "any_prevalence"], "parameters": dict(QUICK)
}  # fmt: skip


def tiny(**changes: Any) -> Design:
    """A small design of quick societies."""
    parameters = TINY["parameters"] | changes.pop("parameters", {})
    return as_design(TINY | changes | {"parameters": parameters})


class Here:
    """An engine without processes, for what has nothing to do with them."""

    slots = 2

    def __init__(self, work: Work) -> None:
        self.work = work

    def run(self, tasks: Iterable[Task]) -> Generator[list[Found]]:
        for task in tasks:
            yield [self.work(task)]

    def close(self) -> None:
        pass


def make(design: Design, folder: Path, work: Work, **how: Any) -> None:
    run_sweep(design, folder, Here(work), **how)


def make_in_processes(
    design: Design, folder: Path, work: Work, *, workers: int = 2, timeout: float | None = None, **how: Any
) -> None:
    with closing(LocalEngine(workers, timeout, work)) as engine:
        run_sweep(design, folder, engine, **how)


def contents(folder: Path) -> list[tuple[object, ...]]:
    """What must not depend on how a sweep came to its end."""
    with closing(sqlite3.connect(folder / "sweep.sqlite")) as base:
        return base.execute(
            "SELECT key, settings, seed, status, error, outcomes, series FROM runs ORDER BY key"
        ).fetchall()


def statuses(folder: Path) -> dict[str, int]:
    with Store(folder) as store:
        return store.counts(store.designs()[-1]["id"])
