"""A sweep in one call, for Python and notebooks."""

import os
import tempfile
from collections.abc import Callable, Mapping
from contextlib import closing
from pathlib import Path
from typing import Any

import pandas as pd

from sim.studies.sweeps.design import Design, checked_design, read_design
from sim.studies.sweeps.engine_local import LocalEngine
from sim.studies.sweeps.export import tables
from sim.studies.sweeps.progress import sweep_progress
from sim.studies.sweeps.runner import Engine, Progress, run_sweep
from sim.studies.sweeps.store import Store
from sim.studies.sweeps.tasks import Work
from sim.studies.sweeps.workers import simulate


def sweep(
    design: str | os.PathLike[str] | Mapping[str, Any] | Design,
    out: str | os.PathLike[str] | None = None,
    *,
    workers: int | None = None,
    timeout: float | None = None,
    scheduler: str = "",
    add: bool = False,
    retry_failed: bool = False,
    progress: bool = True,
    on_progress: Callable[[Progress], None] | None = None,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Run a design and get its results. In a script, call it under `if __name__ == "__main__":`.

    Args:
        design: path of a design file, name of one in `scenarios/sweeps/`, or its content as a dict.
        out: folder of the store: repeating the call continues it. None: a temporary one.
        workers: processes; None: one per core.
        timeout: seconds that a run may take.
        scheduler: address of a Dask scheduler, or "slurm" and the like; empty: processes of this machine.
        add: add the design beside others in the folder.
        retry_failed: try failed runs again.
        progress: show a bar, in a terminal or notebook.
        on_progress: called after each batch of runs.

    Returns:
        experiments and outcomes (see `sim.studies.sweeps.export.tables`); failed runs are in neither.

    Raises:
        SweepError, ScenarioError: a design, folder or scenario that cannot be used.

    Examples:
        >>> from sim.studies import sweep
        >>> design = {"people": 1000, "parameters": {"scenario": ["baseline", "expanded_cbt"]}, "replicates": 5}
        >>> experiments, outcomes = sweep(design, "results/first_sweep")  # doctest: +SKIP
    """
    checked = as_design(design)
    with tempfile.TemporaryDirectory(prefix="sweep-") as temporary:
        folder = Path(out) if out is not None else Path(temporary)
        with (
            closing(make_engine(checked, workers, timeout, scheduler, simulate)) as engine,
            sweep_progress(shown=progress) as show,
        ):

            def described(now: Progress) -> None:
                show(now)
                if on_progress is not None:
                    on_progress(now)

            run_sweep(checked, folder, engine, add=add, retry_failed=retry_failed, on_progress=described)
        with Store(folder) as store:
            return tables(store)


def as_design(design: str | os.PathLike[str] | Mapping[str, Any] | Design) -> Design:
    """A design in any form, checked."""
    if isinstance(design, Design):
        return design
    if isinstance(design, Mapping):
        return checked_design(design)
    return read_design(design)


def make_engine(design: Design, workers: int | None, timeout: float | None, scheduler: str, work: Work) -> Engine:
    """The engine that was asked for, to be closed.

    Args:
        design: its `[cluster]` table is for clusters.
        workers: as for `sweep`.
        timeout: as for `sweep`.
        scheduler: as for `sweep`.
        work: what makes a run of a task.
    """
    if not scheduler:
        return LocalEngine(workers or os.cpu_count() or 1, timeout, work)
    from sim.studies.sweeps.engine_dask import DaskEngine, connect

    return DaskEngine(connect(scheduler, design.cluster, workers), timeout, work)
