"""What an earlier run is repeated from, and its network file: which one it was, and whether it is still the same."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from sim.command.folder import MARK, prepare
from sim.core.results import Results, digest
from sim.errors import UserInputError
from sim.network.observed import ObservedTies
from sim.network.ties import Ties


class Again(NamedTuple):
    """How a run is repeated.

    Attributes:
        record: path of its record.
        out: folder for results; None: `results/rerun`, or the next free number.
        replace: replace results already in the folder.
        network: where its network file is now; None: where it was.
    """

    record: Path
    out: Path | None
    replace: bool
    network: Path | None


type Repeat = Callable[[], tuple[int, Path]]
"""Runs a study again: its exit status, and the path of the new record."""


def repeated(again: Again, work: Callable[[Results], int], mark: str = MARK) -> Repeat:
    """Run a study again, into a folder of its own.

    Args:
        again: how it is repeated.
        work: runs it and writes its results; its exit status.
        mark: name of its record.
    """

    def run() -> tuple[int, Path]:
        with prepare(again.out, "rerun", again.replace, mark) as results:
            return work(results), results.folder / results.mark

    return run


def network_record(path: Path | None, ties: Ties | None) -> dict[str, object] | None:
    """Which network file was used, its digest to recognise it by, and what was read of it; None for none."""
    if path is None:
        return None
    read = ties.record.as_json() if isinstance(ties, ObservedTies) else {}
    return {**read, "file": str(path), "sha256": digest(path)}


def recorded_network(record: Mapping[str, Any] | None, now: Path | None) -> Path | None:
    """The network file of an earlier run.

    Args:
        record: as from `network_record`.
        now: where the file is now; None: where it was.

    Raises:
        UserInputError: it is not there, or has changed.
    """
    if record is None:
        return None
    path = Path(record["file"]) if now is None else now
    try:
        same = digest(path) == record["sha256"]
    except OSError as problem:
        raise UserInputError(
            f"{path}: the network of this run cannot be read ({problem.strerror}). Say where it is with --network."
        ) from None
    if not same:
        raise UserInputError(f"{path}: not the network of this run; the file has changed since. Give the one of then.")
    return path
