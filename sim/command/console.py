"""What all subcommands share: where they print, the limits of their options, and how a command is written down."""

import shlex

from rich.console import Console

MOST_PEOPLE = 10_000_000
MOST_IN_MEMORY = 100_000  # people, where all populations of a search are kept in memory
LARGEST_SEED = 2**63 - 1
INTERRUPTED = 130  # exit status after Ctrl-C
PAGE_WIDTH = 100  # columns, where the output is not a terminal


def printer() -> Console:
    """Where the table is printed: the terminal, or a page of fixed width where there is none."""
    console = Console(highlight=False)
    return console if console.is_terminal else Console(highlight=False, width=PAGE_WIDTH)


def command_line(words: list[str]) -> str:
    """The command, to be typed again."""
    return f"uv run run.py {shlex.join(words)}"
