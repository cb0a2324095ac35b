"""`run.py scenarios` and `run.py parameters`: what there is to choose from."""

from collections.abc import Sequence
from typing import Annotated

import typer
from rich.console import Console, Group
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from sim.core.installation import program
from sim.errors import UserInputError
from sim.scenario.files import scenario_summaries
from sim.scenario.renamed import note

WIDE = 140  # columns of a terminal in which six columns can be read


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

    rows = [
        (entry.name, f"{entry.value:g}", entry.unit, f"{entry.low:g} to {entry.high:g}", entry.meaning, entry.evidence)
        for entry in parameter_table()
    ]
    rows += [
        (value.name, f"{value.mean:g}", value.unit, "0 to 1", value.meaning, value.evidence) for value in value_table()
    ]
    rows = [row for row in rows if containing.lower() in f"{row[0]} {row[4].lower()}"]
    if not rows:
        raise UserInputError(f"no parameter has {containing!r} in its name or meaning. Try: {program()} parameters")
    console = Console()
    console.print(parameter_lines(rows) if console.width < WIDE else parameter_columns(rows))


def parameter_columns(rows: Sequence[Sequence[str]]) -> Table:
    """Parameters as a table with a column each; long cells go on in the next line."""
    table = Table(box=None, padding=(0, 2, 0, 0))
    for heading in ("name", "value", "unit", "bounds", "meaning", "evidence"):
        table.add_column(heading, no_wrap=heading == "name", overflow="fold")
    for row in rows:
        table.add_row(*map(Text, row))
    return table


def parameter_lines(rows: Sequence[Sequence[str]]) -> Group:
    """Parameters one below the other, for narrow terminals: what each is, and below it what it means."""
    said: list[Text | Padding] = []
    for name, value, unit, bounds, meaning, evidence in rows:
        said.append(Text.assemble((name, "bold"), f"  {value} {unit}, {bounds}", overflow="fold"))
        said.append(
            Padding(
                Text(f"{meaning} [{evidence}]" if evidence else meaning, overflow="fold"), (0, 0, 0, 4), expand=False
            )
        )
    return Group(*said)
