"""`run.py scenarios` and `run.py parameters`: what there is to choose from."""

from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from sim.core.installation import program
from sim.errors import UserInputError
from sim.scenario.files import scenario_summaries
from sim.scenario.renamed import note


def scenarios_command() -> None:
    """List the scenarios that come with the model."""
    table = Table(title="Scenarios", title_justify="left", box=None, padding=(0, 2, 1, 0))
    for heading in ("name", "title", "what it does"):
        table.add_column(heading, no_wrap=heading == "name")
    for scenario in scenario_summaries():
        table.add_row(scenario.name, scenario.title, " ".join(scenario.description.split()))
    Console().print(table)


def numbers_command(
    containing: Annotated[str, typer.Argument(help="Show only parameters whose name or meaning contains this.")] = "",
) -> None:
    """The earlier name of `parameters`."""
    note("command", "numbers", "parameters")
    parameters_command(containing)


def parameters_command(
    containing: Annotated[str, typer.Argument(help="Show only parameters whose name or meaning contains this.")] = "",
) -> None:
    """
    List the model parameters with value, unit, bounds, meaning and evidence.

    What health is worth (`economy.utilities`, `economy.disability`) stands at the end.

    `uv run run.py evidence ID` describes a finding, such as TX02. `prior` marks a plausible value without evidence.
    """
    from sim.parameters import parameter_table, value_table

    table = Table(box=None, padding=(0, 2, 0, 0))
    for heading in ("name", "value", "unit", "bounds", "meaning", "evidence"):
        table.add_column(heading, no_wrap=heading == "name")
    for entry in parameter_table():
        if containing.lower() in entry.name + " " + entry.meaning.lower():
            bounds = f"{entry.low:g} to {entry.high:g}"
            table.add_row(entry.name, f"{entry.value:g}", entry.unit, bounds, entry.meaning, entry.evidence)
    for value in value_table():
        if containing.lower() in value.name + " " + value.meaning.lower():
            table.add_row(value.name, f"{value.mean:g}", value.unit, "0 to 1", value.meaning, value.evidence)
    if not table.rows:
        raise UserInputError(f"no parameter has {containing!r} in its name or meaning. Try: {program()} parameters")
    Console().print(table)
