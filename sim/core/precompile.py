"""Rules compiled in a process of their own, so that a compiler's memory is never held beside a large population's.

The compiler takes some 150 MB, a million people .9 GB. What the other process compiles, this one finds in the cache.
"""

import hashlib
import os
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import numba

from sim.core.cache import NOWHERE
from sim.core.fingerprint import PACKAGE

AT_WORK = "RECOVERY_COMPILES_APART"  # set in that process


def compile_apart() -> None:
    """Have the loops for large populations compiled, unless they were before; does nothing where nothing is compiled.

    A process that fails leaves the work to this one, which then needs more memory, and nothing else changes.
    """
    settings = vars(numba.config)
    if settings["DISABLE_JIT"] or os.environ.get(AT_WORK) or settings["CACHE_DIR"] == str(NOWHERE):
        return
    # what is compiled is kept by the place of the source
    loops = PACKAGE / "simulation" / "loops.py"
    place = hashlib.sha256(f"{loops} {loops.stat().st_mtime_ns}".encode()).hexdigest()
    done = Path(settings["CACHE_DIR"]) / f"apart-{place[:16]}"
    if done.exists():
        return
    outcome = subprocess.run(
        [sys.executable, "-m", "sim.simulation.compile_all"],
        cwd=PACKAGE.parent,
        env={**os.environ, AT_WORK: "1"},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        check=False,
    )
    if outcome.returncode == 0:
        with suppress(OSError):  # such as a full disk
            done.touch()
