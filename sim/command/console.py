"""What all commands share: where they print, the limits of their options, and how a command is recorded."""

import shlex

from rich.console import Console
from rich.text import Text

MOST_PEOPLE = 10_000_000
LARGEST_SEED = 2**63 - 1
INTERRUPTED = 130  # exit status after Ctrl-C
PAGE_WIDTH = 100  # columns, where the output is not a terminal


def printer() -> Console:
    """Where tables are printed: the terminal, or a page of fixed width without one."""
    console = Console(highlight=False)
    return console if console.is_terminal else Console(highlight=False, width=PAGE_WIDTH)


def command_line(words: list[str]) -> str:
    """The command as the user would type it."""
    return f"uv run run.py {shlex.join(words)}"


def note(text: str) -> None:
    """One remark on the error stream, where it does not mix with results."""
    Console(stderr=True, soft_wrap=True).print(Text.assemble(("note: ", "bold"), text))
