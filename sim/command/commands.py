"""The subcommands by name: where each one is, and what it does in one line. None is imported before it is chosen."""

import inspect
import sys
from collections.abc import Callable
from functools import wraps
from importlib import import_module
from typing import Any, NamedTuple, override

import typer
from rich.console import Console
from typer.core import TyperCommand, TyperGroup
from typer.main import get_command

from sim.command.loading import nothing_to_collect
from sim.command.stopping import INTERRUPTED, stop_in_order
from sim.core.installation import as_typed_here


class Entry(NamedTuple):
    """A subcommand that is not yet imported."""

    module: str  # in this package
    function: str
    summary: str  # the first line of the function's docstring, for `--help`; a test compares them

    def load(self) -> Callable[..., int | None]:
        """Import the function that does it."""
        name = f"sim.command.{self.module}"
        if name not in sys.modules:
            with nothing_to_collect():
                import_module(name)
        function: Callable[..., int | None] = getattr(sys.modules[name], self.function)
        return function


COMMANDS = {
    "compare": Entry(
        "compare", "compare_command",
        "Compare policies with care as it is, on the same people and the same random numbers.",
    ),
    "scenarios": Entry("lists", "scenarios_command", "List the scenarios that come with the model."),
    "parameters": Entry(
        "lists", "parameters_command",
        "List the model parameters with value, unit, bounds, meaning and evidence.",
    ),
    "interventions": Entry(
        "interventions", "interventions_command",
        "List the interventions, show the card of each, or measure them all in trials like those of their evidence.",
    ),
    "evidence": Entry(
        "evidence", "evidence_command",
        "List the published findings that the model is judged by, or show some of them in full.",
    ),
    "explain": Entry(
        "explain", "explain_command",
        "Follow one simulated person: what happened, the scores, and what moved self-efficacy, adding up exactly.",
    ),
    "new": Entry(
        "new", "new_command",
        "Start your own scenario, intervention or mechanism: write a commented skeleton that runs, and its test.",
    ),
    "mix": Entry("mix", "mix_command", "Find the mix of policies that achieves most within a budget."),
    "breakeven": Entry(
        "breakeven", "breakeven_command",
        "Find the value of a parameter at which two policies have the same outcome.",
    ),
    "trial": Entry(
        "trial", "trial_command",
        "Run a virtual trial: recruit by scores or history, randomise, treat, measure, and compare arms.",
    ),
    "cohort": Entry(
        "cohort", "cohort_command",
        "Run a virtual panel study: interview everyone at week 0 and again every few weeks.",
    ),
    "rerun": Entry(
        "rerun", "rerun_command",
        "Repeat a run from its record, and check that it gives the same bytes.",
    ),
    "validate": Entry(
        "validate", "validate_command",
        "Measure every published finding on the model, as its study did, and show which ones agree.",
    ),
    "ablate": Entry(
        "ablate", "ablate_command",
        "Switch off each mechanism in turn, and show which findings the model no longer reproduces.",
    ),
    "out-of-sample": Entry(
        "out_of_sample", "out_of_sample_command",
        "Predict England's talking-therapy service after the year of the fit, and compare with expecting no change.",
    ),
    "fit": Entry(
        "fit", "fit_command",
        "Fit the free parameters to the evidence rows of role `fit`. Takes some three hours on two cores.",
    ),
    "sweep": Entry(
        "sweep", "sweep_command",
        "Run a design of many simulations on this machine or a cluster, without ever losing a finished run.",
    ),
    "sensitivity": Entry(
        "sensitivity", "sensitivity_command",
        "Rank parameters by their effect on each outcome, with intervals, and warn where these are too wide to rank.",
    ),
    "deciding": Entry(
        "deciding", "deciding_command",
        "Find which free parameters decide what each policy averts: the ten that move it most, with intervals.",
    ),
    "discover": Entry(
        "discover", "discover_command",
        "Find where in a sweep a condition holds, as a short list of rules on the parameters.",
    ),
    "dashboard": Entry(
        "dashboard", "dashboard_command",
        "Explore policies in a browser: move a lever, and the model runs and shows the effects.",
    ),
}  # fmt: skip
EARLIER_NAMES = {"numbers": Entry("lists", "numbers_command", "The earlier name of `parameters`.")}  # not listed


class LazyGroup(TyperGroup):
    """Lists all subcommands from the table above, and imports the one that is run, completed or asked for help."""

    def __init__(self, **settings: Any) -> None:
        super().__init__(**settings)
        for name, entry in COMMANDS.items():
            self.add_command(TyperCommand(name, help=entry.summary, rich_markup_mode=self.rich_markup_mode))
        for name in EARLIER_NAMES:
            self.add_command(TyperCommand(name, hidden=True))

    @override
    def resolve_command(self, ctx: Any, args: list[str]) -> tuple[str | None, Any, list[str]]:
        """The real subcommand in the place of its line in the list."""
        name, listed, rest = super().resolve_command(ctx, args)
        return name, listed if name is None else real_command(name), rest


def _orderly[**P](function: Callable[P, int | None]) -> Callable[P, int | None]:
    """The same function; while it runs, Ctrl-C keeps what is finished."""

    @wraps(function)
    def call(*arguments: P.args, **named: P.kwargs) -> int | None:
        stop_in_order()
        try:
            return function(*arguments, **named)
        except KeyboardInterrupt:
            Console(stderr=True).print("Stopped.")
            return INTERRUPTED

    return call


def real_command(name: str) -> TyperCommand:
    """Import a subcommand, with its options and its help."""
    function = (COMMANDS | EARLIER_NAMES)[name].load()
    app = typer.Typer(add_completion=False, rich_markup_mode="rich", pretty_exceptions_enable=False)
    app.command(name, help=as_typed_here(inspect.getdoc(function) or ""))(_orderly(function))
    command = get_command(app)
    assert isinstance(command, TyperCommand)
    return command
