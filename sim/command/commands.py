"""The subcommands by name: where each one is, and what it does in one line. None is imported before it is chosen."""

import inspect
from collections.abc import Callable
from importlib import import_module
from typing import Any, NamedTuple, override

import typer
from typer.core import TyperCommand, TyperGroup
from typer.main import get_command

from sim.core.installation import as_typed_here


class Entry(NamedTuple):
    """A subcommand that is not yet imported."""

    module: str  # in this package
    function: str
    summary: str  # the first line of the function's docstring, for `--help`; a test compares them

    def load(self) -> Callable[..., int | None]:
        """Import the function that does it."""
        function: Callable[..., int | None] = getattr(import_module(f"sim.command.{self.module}"), self.function)
        return function


COMMANDS = {
    "compare": Entry(
        "compare", "compare_command", "Compare policies with care as it is, on the same people and the same dice."
    ),
    "scenarios": Entry("lists", "scenarios_command", "List the scenarios that come with the model."),
    "parameters": Entry(
        "lists", "parameters_command", "List the numbers of the model with unit, bounds, meaning and evidence."
    ),
    "evidence": Entry(
        "evidence", "evidence_command",
        "List the published findings that the model answers to, or tell some of them in full.",
    ),
    "explain": Entry(
        "explain", "explain_command",
        "Tell one simulated life: what happened, the scores, and what moved self-efficacy, adding up exactly.",
    ),
    "new": Entry(
        "new", "new_command",
        "Begin something of your own: write a commented skeleton that runs as it stands, and its test.",
    ),
    "mix": Entry("mix", "mix_command", "Find the mix of policies that buys most for a budget."),
    "breakeven": Entry(
        "breakeven", "breakeven_command",
        "Find the value of a number at which two policies come to the same: what must be true for one to win?",
    ),
    "trial": Entry(
        "trial", "trial_command", "Run a virtual trial: recruit by scores, randomise, treat, measure, and compare arms."
    ),
    "cohort": Entry(
        "cohort", "cohort_command",
        "Follow a population as a panel study would: everybody is asked at week 0 and again every few weeks.",
    ),
    "validate": Entry(
        "validate", "validate_command",
        "Measure every judged row of the evidence on the model, the way its study did, and say which agree.",
    ),
    "ablate": Entry(
        "ablate", "ablate_command",
        "Switch each mechanism off in turn, and tell which rows of the evidence break without it.",
    ),
    "fit": Entry(
        "fit", "fit_command",
        "Fit the free parameters to the evidence rows of role `fit`. Takes about an hour on two cores.",
    ),
    "sweep": Entry(
        "sweep", "sweep_command",
        "Run a design of many simulations, on this machine or a cluster, so that no finished run is ever lost.",
    ),
    "sensitivity": Entry(
        "sensitivity", "sensitivity_command",
        "Tell which parameters an outcome hangs on, with intervals, and warn where they are too wide to rank.",
    ),
    "discover": Entry(
        "discover", "discover_command", "Find when a condition holds, as a short list of rules on the parameters."
    ),
    "dashboard": Entry(
        "dashboard", "dashboard_command",
        "Explore policies in a browser: move a lever, and the real model answers.",
    ),
}  # fmt: skip


class LazyGroup(TyperGroup):
    """Lists all subcommands from the table above, and imports the one that is run, completed or asked for help."""

    def __init__(self, **settings: Any) -> None:
        super().__init__(**settings)
        for name, entry in COMMANDS.items():
            self.add_command(TyperCommand(name, help=entry.summary, rich_markup_mode=self.rich_markup_mode))

    @override
    def resolve_command(self, ctx: Any, args: list[str]) -> tuple[str | None, Any, list[str]]:
        """The real subcommand in the place of its line in the list."""
        name, listed, rest = super().resolve_command(ctx, args)
        return name, listed if name is None else real_command(name), rest


def real_command(name: str) -> TyperCommand:
    """Import a subcommand, with its options and its help."""
    function = COMMANDS[name].load()
    app = typer.Typer(add_completion=False, rich_markup_mode="rich", pretty_exceptions_enable=False)
    app.command(name, help=as_typed_here(inspect.getdoc(function) or ""))(function)
    command = get_command(app)
    assert isinstance(command, TyperCommand)
    return command
