"""This version of the model against an earlier one, in the same minutes on the same machine.

    uv run python benchmarks/before.py [--revision 46665c2] [--quick] [--large] [--jobs]

The earlier version is checked out beside this one (`git worktree`), and both live as many people in turn, week for
week, each those of its own rules; what counts is the ratio of their CPU seconds. `--large` adds a million people,
`--jobs` whole commands. Nothing is asserted.
"""

import argparse
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from rich.console import Console
from rich.table import Table

ROOT = Path(__file__).resolve().parents[1]
BEFORE = "46665c2"  # the last revision before weeks were lived in one compiled call
MICRO = 1e6


class Row(NamedTuple):
    """What is compared."""

    title: str
    people: int
    what: str  # a method of `benchmarks.contender.Contender`
    weeks: int


ROWS = (
    Row("a week, all of it noted", 50, "noted", 600),
    Row("a week, all of it noted", 1_000, "noted", 104),
    Row("a week, all of it noted", 5_000, "noted", 52),
    Row("a week, nothing noted", 5_000, "lived", 52),
    Row("a week, one call each", 1_000, "stepped", 104),
    Row("a week, nothing noted", 100_000, "lived", 4),
)
LARGE = (Row("a week, nothing noted", 1_000_000, "lived", 2),)
JOBS = {
    "comparison as it is by default, new machine": ["compare"],
    "comparison as it is by default, the second time": ["compare"],
}


def tree_of(revision: str, folder: Path) -> Path:
    """A checkout of a revision."""
    tree = folder / "before"
    subprocess.run(
        ["git", "worktree", "add", "--detach", str(tree), revision], cwd=ROOT, check=True, capture_output=True
    )
    return tree


class Version:
    """A version's process for one population."""

    def __init__(self, tree: Path, people: int) -> None:
        self._process = subprocess.Popen(
            [sys.executable, str(Path(__file__).with_name("contender.py")), str(people)],
            cwd=tree,
            env=os.environ | {"PYTHONPATH": str(tree)},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self._read()

    def seconds(self, what: str, weeks: int) -> float:
        """CPU seconds of some weeks."""
        assert self._process.stdin is not None
        self._process.stdin.write(f"{what} {weeks}\n")
        self._process.stdin.flush()
        return float(self._read())

    def _read(self) -> str:
        assert self._process.stdout is not None
        answer = self._process.stdout.readline()
        if not answer:
            raise RuntimeError("a version's process has died")
        return answer.strip()

    def close(self) -> None:
        """End the process."""
        self._process.communicate()


def weeks_of(rows: tuple[Row, ...], trees: list[Path], repetitions: int, table: Table) -> None:
    """Time the weeks of both versions in turn."""
    for people in dict.fromkeys(row.people for row in rows):
        versions = [Version(tree, people) for tree in trees]
        for row in (row for row in rows if row.people == people):
            taken: list[list[float]] = []
            for repetition in range(repetitions + 1):
                pair = [version.seconds(row.what, row.weeks) / row.weeks for version in versions]
                if repetition > 0:  # the first is to warm up
                    taken.append(pair)
            before, now = (statistics.median(pair[at] for pair in taken) for at in (0, 1))
            ratios = sorted(pair[1] / pair[0] for pair in taken)
            table.add_row(
                row.title,
                f"{people:,}",
                f"{before * MICRO:,.0f} us",
                f"{now * MICRO:,.0f} us",
                f"{now / people * MICRO:.3f} us",
                f"{statistics.median(ratios):.2f} ({ratios[0]:.2f}-{ratios[-1]:.2f})",
            )
        for version in versions:
            version.close()


def jobs_of(trees: list[Path], folder: Path, table: Table) -> None:
    """Time whole commands of both versions, each with a cache of its own that is empty at first."""
    for title, words in JOBS.items():
        used = []
        for number, tree in enumerate(trees):
            home = folder / f"home{number}"
            home.mkdir(exist_ok=True)
            alone = {
                "XDG_CACHE_HOME": str(home),
                "PYTHONPATH": str(tree),
                "PYTHONPYCACHEPREFIX": str(home / "bytecode"),
            }
            environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
            before, begin = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
            subprocess.run(
                [sys.executable, "run.py", *words, "--out", str(folder / f"out {number} {title}")],
                cwd=tree,
                env=environment | alone,
                check=True,
                capture_output=True,
            )
            after = resource.getrusage(resource.RUSAGE_CHILDREN)
            cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
            used.append((time.perf_counter() - begin, cpu))
        (wall, cpu), (wall_now, cpu_now) = used
        table.add_row(
            title, "", f"{wall:.0f} s, {cpu:.0f} CPU-s", f"{wall_now:.0f} s, {cpu_now:.0f} CPU-s", "",
            f"{wall_now / wall:.2f}, CPU {cpu_now / cpu:.2f}",
        )  # fmt: skip


def main() -> None:
    """Compare, and print a table."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--revision", default=BEFORE, help="the earlier version")
    asked.add_argument("--quick", action="store_true", help="small populations, few repetitions")
    asked.add_argument("--large", action="store_true", help="a million people as well")
    asked.add_argument("--jobs", action="store_true", help="whole commands as well")
    given = asked.parse_args()
    rows = ROWS[:3] if given.quick else ROWS + (LARGE if given.large else ())
    table = Table(title=f"This version against {given.revision}: CPU time, median of pairs taken in turn")
    for column in ("what", "people", "before", "now", "now, a person", "now / before (range)"):
        table.add_column(column)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        tree = tree_of(given.revision, folder)
        try:
            weeks_of(rows, [tree, ROOT], 3 if given.quick else 7, table)
            if given.jobs:
                jobs_of([tree, ROOT], folder, table)
        finally:
            with suppress(subprocess.CalledProcessError):
                subprocess.run(["git", "worktree", "remove", "--force", str(tree)], cwd=ROOT, check=True)
    Console(width=140).print(table)


if __name__ == "__main__":
    main()
