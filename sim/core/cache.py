"""The folder for what is costly to make and safe to delete."""

import atexit
import os
import shutil
import tempfile
import warnings
from functools import cache
from pathlib import Path

import platformdirs

KEPT_CACHES = 6
CHOSEN = "RECOVERY_CACHE"  # in the environment: the folder to use


@cache
def cache_folder() -> Path:
    """Folder for what is costly to make and safe to delete (compiled rules, burnt-in populations).

    Decided once a process. `RECOVERY_CACHE` overrides the user's own cache folder. What is kept there is run as code,
    so that only a folder of this user is taken; where there is none that can be written, a fresh one that nobody else
    can enter serves this process and those that it starts, and is deleted at its end.
    """
    chosen = os.environ.get(CHOSEN)
    folder = Path(chosen) if chosen else Path(platformdirs.user_cache_dir("recovery-dynamics"))
    reason = _unusable(folder)
    if not reason:
        return folder
    if chosen:
        warnings.warn(f"{CHOSEN}: {folder} {reason}; a temporary folder is used instead", RuntimeWarning, stacklevel=2)
    private = tempfile.mkdtemp(prefix="recovery-dynamics-")
    atexit.register(shutil.rmtree, private, ignore_errors=True)
    os.environ[CHOSEN] = private
    return Path(private)


def _unusable(folder: Path) -> str:
    """Why a folder, made if missing, cannot be the cache; empty where it can."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if hasattr(os, "getuid") and folder.stat().st_uid != os.getuid():
            return "belongs to another user"
        handle, probe = tempfile.mkstemp(prefix=".probe-", dir=folder)
        os.close(handle)
        Path(probe).unlink()
    except OSError as problem:
        return f"cannot be written ({problem.strerror})"
    return ""


def forget_old(folder: Path, keep: int) -> None:
    """Delete all but the `keep` most recently used entries of a cache folder; errors are ignored."""
    try:
        entries = sorted(folder.iterdir(), key=lambda entry: entry.stat().st_mtime, reverse=True)
    except OSError:
        return
    for entry in entries[keep:]:
        if entry.is_dir():
            shutil.rmtree(entry, ignore_errors=True)
        else:
            entry.unlink(missing_ok=True)
