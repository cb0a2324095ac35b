"""Folders for results: checked before the work begins, written completely or not at all, never over earlier results."""

import errno
import os
import tempfile
from collections.abc import Callable
from pathlib import Path

from sim.errors import UserInputError

MARK = "run.json"  # a folder that holds it holds results


def prepare(out: Path | None, default: str, replace: bool, mark: str = MARK) -> Path:
    """The folder for results, which exists and is writable.

    Args:
        out: the folder asked for; None takes `results/DEFAULT`, or the next free number.
        default: name under `results/` where none is asked for.
        replace: existing results may be replaced.
        mark: name of the file that is written last and marks a folder as holding results.

    Raises:
        UserInputError: it cannot be created or written, or it holds results and `replace` is off.
    """
    if out is None:
        out = Path("results") / default
        number = 2
        while (out / mark).exists():
            out = Path("results") / f"{default}-{number}"
            number += 1
    if (out / mark).exists() and not replace:
        raise UserInputError(f"{out} already holds results. Give another folder with --out, or add --replace.")
    try:
        out.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=out) as probe:
            probe.write(b"x")
    except OSError as problem:
        raise UserInputError(
            f"{out}: cannot be written ({problem.strerror}). Give another folder with --out."
        ) from None
    return out


def write(path: Path, writer: Callable[[Path], object]) -> None:
    """Write a file completely or not at all.

    Args:
        path: the file.
        writer: writes to the path that it is given.

    Raises:
        UserInputError: the disk is full or cannot be written; an earlier file at `path` is unchanged.
    """
    part = path.with_name(f".{os.getpid()}-{path.name}")
    try:
        writer(part)
        part.replace(path)
    except OSError as problem:
        part.unlink(missing_ok=True)
        if problem.errno in (errno.ENOSPC, errno.EDQUOT):
            raise UserInputError(
                f"{path}: the disk is full. Earlier files are intact. Free some space, or give another folder "
                "with --out."
            ) from None
        raise UserInputError(
            f"{path}: cannot be written ({problem.strerror or problem}). Give another folder with --out."
        ) from None
    except BaseException:  # such as Ctrl-C: leave no half-written file
        part.unlink(missing_ok=True)
        raise
