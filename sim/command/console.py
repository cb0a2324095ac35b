"""What all commands share: where they print, the limits of their options, and how a command is recorded."""

import shlex
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TextIO

from rich.console import Console
from rich.text import Text

from sim.command.stopping import INTERRUPTED
from sim.core.installation import program
from sim.errors import CacheNote, NetworkNote, RenamedKey

MOST_PEOPLE = 10_000_000
MOST_IN_MEMORY = 100_000  # people, where all populations of a search are kept in memory
LARGEST_SEED = 2**63 - 1
NOTES = (RenamedKey, CacheNote, NetworkNote)  # warnings that are printed as a line
PAGE_WIDTH = 100  # columns, where the output is not a terminal


def printer() -> Console:
    """Where tables are printed: the terminal, or a page of fixed width without one."""
    console = Console(highlight=False)
    return console if console.is_terminal else Console(highlight=False, width=PAGE_WIDTH)


def command_line(words: list[str]) -> str:
    """The command as the user would type it."""
    return f"{program()} {shlex.join(words)}"


@contextmanager
def show_notes() -> Iterator[None]:
    """Print old names in files and options, and what the cache says, as plain lines on stderr: `note: ...`, each once.

    The lines are `note: ...`. As the decorator `@show_notes()` it does so while a function runs. Other warnings are
    shown as ever.
    """
    shown: set[str] = set()
    with warnings.catch_warnings():
        for kind in NOTES:
            warnings.simplefilter("always", kind)
        show_others = warnings.showwarning

        def show(
            message: Warning | str,
            category: type[Warning],
            filename: str,
            lineno: int,
            file: TextIO | None = None,
            line: str | None = None,
        ) -> None:
            if not issubclass(category, NOTES):
                show_others(message, category, filename, lineno, file, line)
            elif str(message) not in shown:
                shown.add(str(message))
                console = Console(stderr=True, soft_wrap=True, highlight=False)
                console.print(Text.assemble(("note: ", "bold"), str(message)))

        warnings.showwarning = show
        yield


__all__ = [
    "INTERRUPTED", "LARGEST_SEED", "MOST_IN_MEMORY", "MOST_PEOPLE", "PAGE_WIDTH", "command_line", "printer",
    "show_notes",
]  # fmt: skip
