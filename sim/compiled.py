"""How a rule becomes machine code: one decorator, and a cache that cannot serve an old rule.

Rules are plain Python functions. `@rule` hands them to Numba, which compiles them when they are first called and
keeps the result on disk. Numba's own cache only notices an edit in the file of the function that is called, not in
the files that it calls; a researcher who edits one rule would go on running the old one. The cache folder is therefore
named after a hash of every source that can hold a rule: one changed letter, and all is compiled afresh.
"""

import hashlib
import os
import shutil
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any, cast

import numba
import platformdirs

PACKAGE = Path(__file__).parent
NOT_RULES = ("command", "evidence", "report", "studies", "dashboard")  # folders that can hold no rule
KEPT_CACHES = 6


@cache
def rule_fingerprint() -> str:
    """Hash of all sources that can hold a rule: what results, snapshots and compiled code are keyed by.

    Returns:
        16 hexadecimal digits; they change when any file of `sim` outside `NOT_RULES` changes.
    """
    digest = hashlib.sha256()
    for path in sorted(PACKAGE.rglob("*.py")):
        if path.relative_to(PACKAGE).parts[0] not in NOT_RULES:
            digest.update(path.relative_to(PACKAGE).as_posix().encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()[:16]


def cache_folder() -> Path:
    """Folder for what is costly to make and safe to delete (compiled rules, burnt-in populations).

    `RECOVERY_CACHE` overrides it; where it cannot be written, a temporary folder serves.
    """
    chosen = os.environ.get("RECOVERY_CACHE")
    folder = Path(chosen) if chosen else Path(platformdirs.user_cache_dir("recovery-dynamics"))
    try:
        folder.mkdir(parents=True, exist_ok=True)
        probe = folder / f".probe-{os.getpid()}"
        probe.touch()
        probe.unlink()
    except OSError:
        import tempfile

        folder = Path(tempfile.gettempdir()) / "recovery-dynamics"
        folder.mkdir(parents=True, exist_ok=True)
    return folder


def forget_old(folder: Path, keep: int) -> None:
    """Delete all but the `keep` most recently used entries of a cache folder; trouble is ignored."""
    try:
        entries = sorted(folder.iterdir(), key=lambda entry: entry.stat().st_mtime, reverse=True)
    except OSError:
        return
    for entry in entries[keep:]:
        if entry.is_dir():
            shutil.rmtree(entry, ignore_errors=True)
        else:
            entry.unlink(missing_ok=True)


def _prepare_cache() -> None:
    caches = cache_folder() / "rules"
    mine = caches / rule_fingerprint()
    mine.mkdir(parents=True, exist_ok=True)
    os.utime(mine)
    forget_old(caches, KEPT_CACHES)
    vars(numba.config)["CACHE_DIR"] = str(mine)


_prepare_cache()


_OPTIONS: dict[str, Any] = {"cache": True, "nogil": True, "error_model": "numpy"}
# No rule allocates, so none needs Numba's reference counting, whose atomic counters would cost a third of the time.
# Inlined rules see each other's results in registers, which saves another third.
_WITHOUT_COUNTING: dict[str, Any] = {"_nrt": False, "forceinline": True, **_OPTIONS}
_IN_PARALLEL: dict[str, Any] = {"parallel": True, **_OPTIONS}


def rule[**P, R](function: Callable[P, R]) -> Callable[P, R]:
    """Mark a pure function of one person as part of the rulebook: compiled, cached, and free of the interpreter lock.

    With the environment variable `NUMBA_DISABLE_JIT=1` it stays plain Python, for reading along in a debugger.
    """
    return cast("Callable[P, R]", numba.njit(**_WITHOUT_COUNTING)(function))


def parallel_loop[**P, R](function: Callable[P, R]) -> Callable[P, R]:
    """As `rule`, for a loop over blocks of people that may use several threads (`numba.prange`)."""
    return cast("Callable[P, R]", numba.njit(**_IN_PARALLEL)(function))
