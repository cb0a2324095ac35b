"""The commands, and one clear message with exit status 2 for bad input."""

import sys
from collections.abc import Sequence
from difflib import get_close_matches

import typer
from rich.console import Console
from rich.text import Text

from sim.command.commands import COMMANDS, EARLIER_NAMES, LazyGroup
from sim.command.console import show_notes
from sim.command.stopping import INTERRUPTED
from sim.core.installation import as_typed_here, program
from sim.errors import UserInputError
from sim.scenario.files import scenario_names

BAD_INPUT = 2

app = typer.Typer(
    name="recovery",
    cls=LazyGroup,
    no_args_is_help=False,
    add_completion=True,
    rich_markup_mode="rich",
    pretty_exceptions_enable=False,
    help=as_typed_here("""
    Recovery dynamics: simulate how people recover from depression, anxiety and PTSD, and what policy can do.

    Without a command, [bold]uv run run.py[/bold] means [bold]uv run run.py compare[/bold]: it compares an anti-stigma
    campaign, expanded CBT, and both together with care as it is.
    """),
    epilog=as_typed_here(
        "Not a clinical tool: it cannot say what will happen to an individual. "
        "Scenarios are files; see scenarios/baseline.toml."
    ),
)


@app.callback()
def _all() -> None:  # it has no options of its own; with it, Typer makes a group of subcommands
    pass


def run(arguments: Sequence[str] | None) -> int:
    """Run a command; the exit status.

    Args:
        arguments: the words after the program's name; None takes those of this process.
    """
    words = list(sys.argv[1:] if arguments is None else arguments)
    options = ("--help", "-h", "--install-completion", "--show-completion")
    if not words or (words[0] not in (*COMMANDS, *EARLIER_NAMES) and words[0] not in options):
        typo = get_close_matches(words[0], COMMANDS, n=1, cutoff=0.75) if words else []
        if typo and words[0] not in scenario_names():
            return _say(f"there is no command {words[0]!r}. Did you mean {typo[0]!r}? Try: {program()} --help")
        words = ["compare", *words]
    if words == ["-h"]:
        words = ["--help"]
    try:
        with show_notes():
            status = app(args=words, standalone_mode=False, obj=words)
        return int(status or 0)
    except UserInputError as problem:
        return _say(str(problem))
    except OSError as problem:  # such as `> file` on a full disk; results have their own messages
        what, why = problem.filename or "the output", problem.strerror or problem
        return _say(f"{what}: cannot be read or written ({why}). Check its name, your permissions and free disk space.")
    except Exception as problem:
        # bad options (Typer's own click); everything else is a bug and keeps its traceback
        if hasattr(problem, "format_message"):
            return _say(f"{problem.format_message()} Try: {program()} {words[0]} --help")
        raise
    except KeyboardInterrupt:
        Console(stderr=True).print("Stopped.")
        return INTERRUPTED


def _say(message: str) -> int:
    console = Console(stderr=True, soft_wrap=True)
    console.print(Text.assemble(("error: ", "bold red"), message))
    return BAD_INPUT
