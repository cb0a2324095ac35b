"""One coordinator a folder: the second is refused, and a dead one leaves no lock behind."""

import os
import platform
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from filelock import FileLock, Timeout

from sim.errors import SweepError

FILE = "coordinator.lock"
NAME = "coordinator.txt"  # who holds the lock; where systems lock a file, nobody else may read it
PATIENCE, PAUSE = 0.15, 0.05  # seconds; somebody who only looks who holds it lets go at once


@contextmanager
def only_one(folder: Path) -> Iterator[None]:
    """Hold the folder while its sweep is run; the system lets go of it when the process ends, however it ends.

    Raises:
        SweepError: another process holds it, and which.
    """
    lock, name = FileLock(folder / FILE), folder / NAME
    try:
        lock.acquire(timeout=PATIENCE, poll_interval=PAUSE)
    except Timeout:
        raise SweepError(f"{folder}: {_named(folder)} is running this sweep already; wait for it, or stop it") from None
    except OSError as problem:
        raise SweepError(f"{folder}: cannot be written ({problem.strerror}). Give another folder.") from None
    try:
        with suppress(OSError):  # such as a full disk: the lock holds without a name
            name.write_text(f"process {os.getpid()} on {platform.node()}", encoding="utf-8")
        yield
    finally:
        with suppress(OSError):
            name.unlink(missing_ok=True)
        lock.release()


def holder(folder: Path) -> str:
    """Who runs the sweep of a folder at present; empty where nobody does."""
    if not (folder / FILE).is_file():
        return ""
    try:
        with FileLock(folder / FILE).acquire(timeout=PATIENCE, poll_interval=PAUSE):
            return ""
    except Timeout:
        return _named(folder)
    except OSError:  # a folder that may only be read: a name is there while its sweep is run
        return _named(folder) if (folder / NAME).is_file() else ""


def _named(folder: Path) -> str:
    with suppress(OSError):
        return (folder / NAME).read_text(encoding="utf-8").strip() or "another process"
    return "another process"
