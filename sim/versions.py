"""What a result was made with: the version of the model, its commit, and the libraries' versions."""

import platform
import subprocess
from functools import cache
from importlib import metadata
from pathlib import Path

from sim.core.fingerprint import rule_fingerprint
from sim.core.installation import INSTALLED

LIBRARIES = ("mesa", "numpy", "numba", "networkx", "pandas", "scipy")  # whose versions every record has


def version() -> str:
    """Version of the model."""
    from sim import __version__

    return __version__


@cache
def commit() -> str:
    """The commit that the code stood at when first asked for, a plus sign where files differ.

    "unknown" outside git, and in an installation: the folder it is in may belong to another repository.
    """
    if INSTALLED:
        return "unknown"
    here = Path(__file__).parent

    def git(*words: str) -> str:
        done = subprocess.run(["git", *words], cwd=here, capture_output=True, text=True, timeout=10, check=True)
        return done.stdout.strip()

    try:
        return git("rev-parse", "--short=12", "HEAD") + ("+" if git("status", "--porcelain", "-uno") else "")
    except (OSError, subprocess.SubprocessError):
        return "unknown"


def library_versions(*names: str) -> dict[str, str]:
    """Versions of installed libraries, by name."""
    return {name: metadata.version(name) for name in names}


def made_with(command: str) -> dict[str, object]:
    """What the record of a run begins with: the command, and the versions of model, rules, Python and libraries."""
    return {
        "command": command,
        "version": version(),
        "commit": commit(),
        "rules": rule_fingerprint(),
        "python": platform.python_version(),
        "libraries": library_versions(*LIBRARIES),
    }
