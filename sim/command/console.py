"""What all subcommands share: where they print, the limits of their options, and how a command is written down."""

import shlex

from rich.console import Console

from sim.core.installation import program

MOST_PEOPLE = 10_000_000
LARGEST_SEED = 2**63 - 1
INTERRUPTED = 130  # exit status after Ctrl-C
PAGE_WIDTH = 100  # columns, where the output is not a terminal


def printer() -> Console:
    """Where the table is printed: the terminal, or a page of fixed width where there is none."""
    console = Console(highlight=False)
    return console if console.is_terminal else Console(highlight=False, width=PAGE_WIDTH)


def command_line(words: list[str]) -> str:
    """The command, to be typed again."""
    return f"{program()} {shlex.join(words)}"
