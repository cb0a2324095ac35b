"""What a sweep was made with: versions of program and libraries, and the commit."""

import platform
import subprocess
from importlib import metadata
from pathlib import Path

LIBRARIES = ("numpy", "numba", "networkx", "pandas", "scipy", "salib", "pebble")


def versions() -> dict[str, str]:
    """Versions of the model, Python and the libraries that matter."""
    from sim import __version__

    libraries = {name: metadata.version(name) for name in LIBRARIES}
    return {"recovery-dynamics": __version__, "python": platform.python_version(), **libraries}


def commit() -> str:
    """The commit that the code stands at, with a plus sign where files differ from it; "unknown" outside of git."""

    def git(*words: str) -> str:
        done = subprocess.run(
            ["git", *words], cwd=Path(__file__).parent, capture_output=True, text=True, timeout=10, check=True
        )
        return done.stdout.strip()

    try:
        return git("rev-parse", "--short=12", "HEAD") + ("+" if git("status", "--porcelain", "-uno") else "")
    except (OSError, subprocess.SubprocessError):
        return "unknown"
