"""One coordinator a folder: the second is refused, and a dead one leaves no lock behind."""

import fcntl
import os
import platform
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sim.errors import SweepError

FILE = "coordinator.lock"
ATTEMPTS, PAUSE = 3, 0.05  # seconds; somebody who only looks who holds it lets go at once


@contextmanager
def only_one(folder: Path) -> Iterator[None]:
    """Hold the folder while its sweep is run; the system lets go of it when the process ends, however it ends.

    Raises:
        SweepError: another process holds it, and which.
    """
    try:
        file = (folder / FILE).open("a+")
    except OSError as problem:
        raise SweepError(f"{folder}: cannot be written ({problem.strerror}). Give another folder.") from None
    with file:
        for attempt in range(ATTEMPTS):
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except OSError:
                if attempt < ATTEMPTS - 1:
                    time.sleep(PAUSE)
        else:
            file.seek(0)
            other = file.read().strip() or "another process"
            raise SweepError(f"{folder}: {other} is running this sweep already; wait for it, or stop it")
        file.truncate(0)
        file.write(f"process {os.getpid()} on {platform.node()}")
        file.flush()
        try:
            yield
        finally:
            file.truncate(0)


def holder(folder: Path) -> str:
    """Who runs the sweep of a folder at present; empty where nobody does."""
    path = folder / FILE
    if not path.is_file():
        return ""
    with path.open("r") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except OSError:
            return file.read().strip() or "another process"
    return ""
