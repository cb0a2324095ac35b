"""Rules compiled in processes of their own: beside the one that needs them, or before it holds a large population.

What another process compiles, this one finds in the cache. Where such a process fails, this one does the work: it takes
longer, and nothing else changes.
"""

import atexit
import hashlib
import os
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any

import numba

from sim.core.cache import NOWHERE
from sim.core.fingerprint import PACKAGE

AT_WORK = "RECOVERY_COMPILES_APART"  # set in those processes
APART, BESIDE = "sim.simulation.compile_all", "sim.simulation.compile_beside"


def compile_apart() -> None:
    """Have the loops for large populations compiled, unless they were before, and wait until they are.

    The compiler takes some 150 MB, a million people .9 GB: they are never held at the same time.
    """
    done = _mark("apart")
    if done is None or done.exists():
        return
    if subprocess.run(**_silent(APART), check=False).returncode == 0:
        with suppress(OSError):  # such as a full disk
            done.touch()


def compile_beside() -> None:
    """Have a second process begin to compile the rules from the other end, unless that was done before.

    A first start takes a third less by it, where there is a second processor.
    """
    begun = _mark("beside", within=APART)
    if begun is None or processors() == 1:
        return
    try:
        begun.touch(exist_ok=False)  # one of however many processes that start at the same time
    except OSError:
        return
    process = subprocess.Popen(**_silent(BESIDE))

    def end() -> None:
        process.kill()
        process.wait()

    atexit.register(end)


def processors() -> int:
    """How many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _silent(module: str) -> dict[str, Any]:
    """How a module is run in a process of its own that says nothing, and knows what it is."""
    return {
        "args": [sys.executable, "-m", module],
        "cwd": PACKAGE.parent,
        "env": {**os.environ, AT_WORK: module},
        "stdout": subprocess.DEVNULL,
        "stderr": subprocess.DEVNULL,
    }


def _mark(kind: str, within: str = "") -> Path | None:
    """The file that stands for rules compiled in another process; None where none is to be started.

    Args:
        kind: of the work.
        within: the process, of those that this module starts, which may start it too.
    """
    settings = vars(numba.config)
    if settings["DISABLE_JIT"] or settings["CACHE_DIR"] == str(NOWHERE):
        return None
    if os.environ.get(AT_WORK) not in (None, within):
        return None
    # what is compiled is kept by the very bytes of the source, words included
    loops = hashlib.sha256((PACKAGE / "simulation" / "loops.py").read_bytes()).hexdigest()
    return Path(settings["CACHE_DIR"]) / f"{kind}-{loops[:16]}"
