"""Folders for results: checked and held before the work begins, and never written over earlier results unasked."""

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

from sim.core.results import Results
from sim.errors import FolderTaken, UserInputError

MARK = "run.json"  # a folder that holds it holds results


@contextmanager
def prepare(out: Path | None, default: str, replace: bool, mark: str = MARK) -> Iterator[Results]:
    """The folder for results, which exists, is writable, and is ours until the end of the `with` block.

    Args:
        out: the folder asked for; None takes `results/DEFAULT`, or the next free number.
        default: name under `results/` where none is asked for.
        replace: existing results may be replaced.
        mark: name of the file that is written last and marks a folder as holding results.

    Raises:
        UserInputError: it cannot be created or written, another run writes into it, or it holds results and `replace`
            is off.
    """
    if out is None:
        results = _free(default, mark)
    else:
        results = Results(out, mark)
        _refuse_earlier(results, replace)
    with results:
        _refuse_earlier(results, replace)  # another run may have ended just now
        yield results


def _refuse_earlier(results: Results, replace: bool) -> None:
    if results.exist() and not replace:
        raise UserInputError(
            f"{results.folder} already holds results. Give another folder with --out, or add --replace."
        )


def _free(default: str, mark: str) -> Results:
    for number in count(1):
        results = Results(Path("results") / (default if number == 1 else f"{default}-{number}"), mark)
        if results.exist():
            continue
        try:
            results.take()
        except FolderTaken:
            continue
        if not results.exist():  # nobody finished in between
            return results
        results.release()
    raise AssertionError
