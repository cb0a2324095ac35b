"""The folder for what is costly to make and safe to delete."""

import os
import shutil
from pathlib import Path

import platformdirs

KEPT_CACHES = 6


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
