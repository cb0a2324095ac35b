"""The entry point of the command line. It loads nothing of the model, so that Ctrl-C is heard from the first moment."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from sim.command.output import lasting_output, write_out
from sim.command.stopping import INTERRUPTED, stop_at_once, stops_orderly

if TYPE_CHECKING:
    from sim.command.app import app
    from sim.command.commands import COMMANDS

BAD_INPUT = 2


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line.

    Args:
        arguments: the words after the program's name; None takes those of this process, whose signals and output are
            then looked after.

    Returns:
        Exit status: 0 done, 2 bad input (one clear message, nothing already written is lost), 130 stopped by Ctrl-C or
        SIGTERM (what is finished is kept).
    """
    if arguments is not None:
        return _run(arguments)
    stop_at_once()
    lasting_output()
    status = write_out(_run(None))
    if status == INTERRUPTED:
        stops_orderly()
    return status


def _run(arguments: Sequence[str] | None) -> int:
    from sim.command.app import run

    return run(arguments)


def __getattr__(name: str) -> object:
    """`app` and `COMMANDS`, loaded when they are asked for."""
    if name not in ("COMMANDS", "app"):
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from sim.command import app as module

    return getattr(module, name)


__all__ = ["BAD_INPUT", "COMMANDS", "app", "main"]
