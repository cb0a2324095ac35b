"""Runs notebooks, two at a time, and keeps what they gave: only what changed is run again."""

import hashlib
import os
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from pathlib import Path
from typing import Any

import nbformat
from nbclient import NotebookClient
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn

import sim
from docs.publishing.places import ROOT, RUNS

AT_A_TIME = 2  # a run fills a processor, and needs up to 2 GB
LONGEST = 900  # seconds a cell may take
DIGITS = 16  # of a digest: enough to tell notebooks apart
QUIET = {"PYDEVD_DISABLE_FILE_VALIDATION": "1", "PYTHONWARNINGS": "ignore"}


def read(path: Path) -> Any:
    """A notebook."""
    return nbformat.read(path, 4)  # type: ignore[no-untyped-call]


def digest(texts: Sequence[str]) -> str:
    """What identifies these texts together with the version of the model."""
    return hashlib.sha256("\0".join([sim.__version__, *texts]).encode()).hexdigest()[:DIGITS]


def sources(notebook: Any, kind: str | None = None) -> list[str]:
    """Text of the cells of a notebook; of one kind, "code" or "markdown", if given."""
    return [cell.source for cell in notebook.cells if kind in (None, cell.cell_type)]


def place_of(path: Path) -> Path:
    """Where the run of a notebook is kept: by its code, so that new prose needs no new run."""
    return RUNS / f"{path.stem}-{digest(sources(read(path), 'code'))}.ipynb"


def run(path: Path) -> Path:
    """Run one notebook from top to bottom.

    Returns:
        Where the run is kept.

    Raises:
        CellExecutionError: a cell failed.
    """
    notebook = read(path)
    NotebookClient(
        notebook,
        timeout=LONGEST,
        kernel_name="python3",
        resources={"metadata": {"path": str(path.parent)}},
        extra_arguments=["--log-level=ERROR"],
    ).execute(env=os.environ | QUIET | {"IPYTHONDIR": str(RUNS / "ipython"), "PYTHONPATH": str(ROOT)})
    kept = place_of(path)
    kept.parent.mkdir(parents=True, exist_ok=True)
    for old in kept.parent.glob(f"{path.stem}-*.ipynb"):
        old.unlink()
    nbformat.write(notebook, kept)  # type: ignore[no-untyped-call]
    return kept


def with_outputs(path: Path) -> Any:
    """A notebook with the outputs of its kept run.

    Raises:
        FileNotFoundError: it was not run as it is now.
    """
    notebook, kept = read(path), read(place_of(path))
    outputs = [cell.outputs for cell in kept.cells if cell.cell_type == "code"]
    for cell, given in zip((c for c in notebook.cells if c.cell_type == "code"), outputs, strict=True):
        cell.outputs = given
    return notebook


def run_all(paths: Sequence[Path], *, again: bool = False) -> Mapping[Path, str]:
    """Run what has no kept run, and show how far that is.

    Args:
        paths: notebooks.
        again: run those with a kept run as well.

    Returns:
        What went wrong, by notebook.
    """
    asked = [path for path in paths if again or not place_of(path).exists()]
    failed: dict[Path, str] = {}
    if not asked:
        return failed
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TextColumn("time left"),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=Console(stderr=True)) as progress, ThreadPoolExecutor(AT_A_TIME) as threads:
        bar = progress.add_task("Notebooks", total=len(asked))
        under_way = {threads.submit(run, path): path for path in asked}
        for done in as_completed(under_way):
            path = under_way[done]
            error = done.exception()
            if error is not None:
                failed[path] = str(error)
            progress.console.print(f"{path.stem}: {'failed' if error else 'run'}")
            progress.advance(bar)
    return failed
