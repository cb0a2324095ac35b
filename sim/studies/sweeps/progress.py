"""The progress bar of a sweep, in a terminal or a notebook: runs done, rate, time left."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, TextColumn, TimeElapsedColumn
from rich.progress import Progress as Bar

from sim.studies.sweeps.runner import Progress

NOTEBOOK_BAR = 40  # letters


@contextmanager
def sweep_progress(*, shown: bool = True) -> Iterator[Callable[[Progress], None]]:
    """A bar on the error stream of a terminal, or in a notebook; no bar in a log file.

    Args:
        shown: False shows nothing.

    Yields:
        A function to call with the sweep's progress.
    """
    if shown and _is_notebook():
        yield _in_notebook()
        return
    console = Console(stderr=True)
    columns = (
        TextColumn("{task.description}"), BarColumn(), TextColumn("{task.completed:,.0f} of {task.total:,.0f}"),
        TextColumn("{task.fields[rate]}"), TimeElapsedColumn(), TextColumn("{task.fields[left]}"),
    )  # fmt: skip
    with Bar(*columns, console=console, transient=True, disable=not (shown and sys.stderr.isatty())) as bar:
        task = bar.add_task("Starting", total=1, rate="", left="")

        def show(now: Progress) -> None:
            said = "Runs" if not now.failed else f"Runs ({now.failed:,} failed)"
            left = "" if now.left is None else f"left {duration(now.left)}"
            bar.update(
                task, description=said, completed=now.done, total=now.runs, rate=f"{now.rate:,.2f} runs/s", left=left
            )

        yield show


def _is_notebook() -> bool:
    """Whether this process is a notebook's kernel, and not one that merely knows the library."""
    if "IPython" not in sys.modules:
        return False
    from IPython.core.getipython import get_ipython

    return hasattr(get_ipython(), "kernel")


def _in_notebook() -> Callable[[Progress], None]:
    """One line of text that changes, in any notebook."""
    from IPython.display import display

    line = display({"text/plain": "Starting"}, raw=True, display_id=True)

    def show(now: Progress) -> None:
        line.update({"text/plain": in_words(now)}, raw=True)

    return show


def in_words(now: Progress) -> str:
    """How far a sweep is, as a line of text with a bar."""
    share = now.done / max(1, now.runs)
    failed = f", {now.failed:,} failed" if now.failed else ""
    left = f", left {duration(now.left)}" if now.left else ""
    bar = ("#" * round(NOTEBOOK_BAR * share)).ljust(NOTEBOOK_BAR, ".")
    return f"[{bar}] {now.done:,} of {now.runs:,} runs{failed}, {now.rate:,.2f} runs/s{left}"


def duration(seconds: float) -> str:
    """A length of time in words: `40 s`, `12 min`, `3.5 h`, `4.2 days`."""
    if seconds < 100:
        return f"{seconds:.0f} s"
    if seconds < 100 * 60:
        return f"{seconds / 60:.0f} min"
    return f"{seconds / 3600:.1f} h" if seconds < 48 * 3600 else f"{seconds / 86400:.1f} days"
