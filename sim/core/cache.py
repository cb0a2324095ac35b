"""The folder for what is costly to make and safe to delete.

What is kept there is run as code. Only a folder is taken that belongs to this user and that nobody else can change.
"""

import atexit
import os
import shutil
import stat
import tempfile
import threading
import warnings
from collections.abc import Callable
from functools import cache, wraps
from pathlib import Path

import platformdirs

from sim.errors import CacheNote

KEPT_CACHES = 6
CHOSEN = "RECOVERY_CACHE"  # in the environment: the folder to use
NOWHERE = Path(os.devnull) / "cache"  # can be neither read nor written
UNWRITABLE = "cannot be written"
UNMAPPED = 65534  # owner of what belongs to nobody known inside a container
OTHERS = stat.S_IWGRP | stat.S_IWOTH


def once[R](function: Callable[[], R]) -> Callable[[], R]:
    """Call a function once a process, however many threads ask for what it gives."""
    lock, cached = threading.Lock(), cache(function)

    @wraps(function)
    def call() -> R:
        with lock:
            return cached()

    call.cache_clear = cached.cache_clear  # type: ignore[attr-defined]
    return call


@once
def cache_folder() -> Path:
    """Folder for what is costly to make and safe to delete (compiled rules, burnt-in populations).

    Decided once a process. `RECOVERY_CACHE` overrides the user's own cache folder. Where that cannot be used, a fresh
    folder that nobody else can enter serves this process and those that it starts, and is deleted at its end; a note
    says so. Where there is not even that, nothing is kept (`NOWHERE`).
    """
    chosen = os.environ.get(CHOSEN)
    if chosen == str(NOWHERE):  # as the process that started this one has found
        return NOWHERE
    folder = Path(chosen) if chosen else Path(platformdirs.user_cache_dir("recovery-dynamics"))
    reason = unusable(folder)
    if not reason:
        return folder
    private = _fresh()
    instead = "nothing is kept" if private == NOWHERE else "a temporary folder is used for this run"
    if chosen or not reason.startswith(UNWRITABLE):  # a home that cannot be written is somebody's plan
        warnings.warn(
            f"cache: {folder} {reason}; {instead}, so that every start takes longer. Set {CHOSEN} to a folder of your "
            "own.",
            CacheNote,
            stacklevel=4,
        )
    os.environ[CHOSEN] = str(private)  # for processes that this one starts
    return private


def _fresh() -> Path:
    """A folder that is new and private, deleted at the end of this process."""
    try:
        private = Path(tempfile.mkdtemp(prefix="recovery-dynamics-"))  # with mode 0700, or not at all
    except OSError:
        return NOWHERE
    if hasattr(os, "geteuid") and not_private(private, os.geteuid()):
        shutil.rmtree(private, ignore_errors=True)
        return NOWHERE
    maker = os.getpid()

    def delete() -> None:
        if os.getpid() == maker:  # not a copy of this process
            shutil.rmtree(private, ignore_errors=True)

    atexit.register(delete)
    return private


def unusable(folder: Path) -> str:
    """Why a folder, made if missing, cannot be the cache; empty where it can."""
    try:
        place = folder.absolute()
        if place.exists() and (reason := not_private(place)):
            return reason
        above = next(one for one in place.parents if one.exists())
        for one in (above, above.resolve()):
            if reason := _open_above(one):
                return reason
        place.mkdir(mode=0o700, parents=True, exist_ok=True)
        if reason := not_private(place):  # it may have been made just now by somebody else
            return reason
        for one in place.resolve().parents:
            if reason := _open_above(one):
                return reason
        handle, probe = tempfile.mkstemp(prefix=".probe-", dir=place)  # a name that nothing has
        os.close(handle)
        Path(probe).unlink()
    except OSError as problem:
        return f"{UNWRITABLE} ({problem.strerror})"
    return ""


def private_folder(folder: Path) -> Path:
    """A folder inside the cache, made if missing, which only this user can change.

    Raises:
        OSError: it cannot be made, or is somebody else's.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if reason := not_private(folder):
        raise PermissionError(reason)
    return folder


def not_private(folder: Path, user: int | None = None) -> str:
    """Why a folder, or the link to it, is not this user's alone; empty where it is.

    Args:
        folder: the folder.
        user: number of its user; None: who runs this process.
    """
    if not hasattr(os, "getuid"):  # without owners by number, the user's own folder is trusted
        return ""
    found, user = folder.stat(), os.getuid() if user is None else user
    if folder.lstat().st_uid not in (user, 0) or found.st_uid != user:
        return "belongs to another user"
    return "can be changed by other users (chmod go-w)" if _others_write(found) else ""


def _open_above(folder: Path) -> str:
    """Why what is in a folder can be exchanged by other users; empty where it cannot."""
    if not hasattr(os, "getuid"):
        return ""
    found = folder.stat()
    if found.st_uid not in (os.getuid(), 0, UNMAPPED):
        return f"is in a folder of another user, {folder}"
    if found.st_mode & stat.S_IWOTH and not found.st_mode & stat.S_ISVTX:
        return f"is in a folder that everybody can change, {folder}"
    return ""


def _others_write(found: os.stat_result) -> bool:
    """Whether others may write; a group that this user alone is in does not count as others."""
    return bool(found.st_mode & OTHERS) and not (found.st_mode & OTHERS == stat.S_IWGRP and _own_group(found.st_gid))


def _own_group(number: int) -> bool:
    import grp
    import pwd

    try:
        group, user = grp.getgrgid(number), pwd.getpwuid(os.getuid())
    except KeyError:
        return False
    return user.pw_gid == number and group.gr_name == user.pw_name and set(group.gr_mem) <= {user.pw_name}


def forget_old(folder: Path, keep: int) -> None:
    """Delete all but the `keep` most recently used entries of a cache folder; errors are ignored."""
    try:
        entries = sorted(folder.iterdir(), key=lambda entry: entry.stat().st_mtime, reverse=True)
        for entry in entries[keep:]:
            if entry.is_dir():
                shutil.rmtree(entry, ignore_errors=True)
            else:
                entry.unlink(missing_ok=True)
    except OSError:
        return
