"""Where this package stands: in a checkout of the project, or installed from a wheel."""

import sys
from pathlib import Path

PACKAGE = Path(__file__).parent.parent
_SHIPPED = PACKAGE / "_shipped"  # what the wheel takes along of the folders beside the package
INSTALLED = _SHIPPED.is_dir()
SCENARIOS = (_SHIPPED if INSTALLED else PACKAGE.parent) / "scenarios"
COMMAND = "recovery"
IN_CHECKOUT = "uv run run.py"  # the same command, as documents and docstrings write it
TESTS_IN_CHECKOUT = "uv run pytest"


def program() -> str:
    """What starts the command line here: `recovery` where that was used or nothing else is there."""
    return COMMAND if INSTALLED or Path(sys.argv[0]).stem == COMMAND else IN_CHECKOUT


def as_typed_here(text: str) -> str:
    """A text that is written for a checkout, with its commands and the files of `scenarios/` as they are found here."""
    text = text.replace(IN_CHECKOUT, program())
    if INSTALLED:
        text = text.replace(TESTS_IN_CHECKOUT, "python -m pytest").replace("scenarios/", f"{SCENARIOS.as_posix()}/")
    return text
