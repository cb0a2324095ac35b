"""`run.py ablate`: why each mechanism is there."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any, NamedTuple

import typer
from rich.table import Table

from sim.command.console import LARGEST_SEED, command_line, printer
from sim.command.folder import prepare
from sim.command.progress import ProgressBar
from sim.command.recorded import Again, Repeat, repeated
from sim.core.cache import cache_folder
from sim.core.csv_files import write_csv
from sim.core.installation import program
from sim.core.results import Results
from sim.errors import UserInputError
from sim.versions import made_with

STUDY = "ablate"  # in the record
MOST_SHOWN = 8
DIGITS = "%.5g"  # in the table: the last digits of a number differ between machines


class Asked(NamedTuple):
    """What was asked for, now or by an earlier run."""

    mechanisms: Sequence[str]
    people: int
    seed: int
    command: str


def ablate_command(
    context: typer.Context,
    chosen: Annotated[
        list[str] | None, typer.Argument(help="Mechanisms to switch off; by default each in turn.")
    ] = None,
    out: Annotated[Path | None, typer.Option(help="Folder for results; created if missing.")] = None,
    people: Annotated[int, typer.Option(min=500, help="People in the simulated society.")] = 20_000,
    seed: Annotated[int, typer.Option(min=0, max=LARGEST_SEED, help="The same seed gives the same results.")] = 1,
    workers: Annotated[
        int, typer.Option(min=1, max=256, help="Societies to run at a time, each in its own process.")
    ] = 2,
    replace: Annotated[bool, typer.Option("--replace", help="Replace results already in the folder.")] = False,
) -> int:
    """
    Switch off each mechanism in turn, and show which findings the model no longer reproduces.

    Simulates the same people for a year without the mechanism, then measures every finding that the model is fitted
    to. Finished work is kept. Writes ablation.csv: every finding with and without each mechanism, the Monte Carlo error
    of the change, the shift in half-widths of the finding's band, and whether it still agrees.

    Examples:
        uv run run.py ablate

        uv run run.py ablate mastery self_stigma
    """
    from sim.parameters.mechanisms import mechanisms

    known = mechanisms()
    unknown = [name for name in chosen or [] if name not in known]
    if unknown:
        raise UserInputError(f"no mechanism is called {unknown[0]!r}. Known: {', '.join(known)}")
    which = list(dict.fromkeys(chosen or known))
    asked = Asked(which, people, seed, command_line(context.obj))
    with prepare(out, "ablate", replace) as results:
        return ablated(asked, results, workers)


def repeat(record: Mapping[str, Any], again: Again) -> Repeat:
    """Switch off the same mechanisms again as a record says.

    Returns:
        What runs it.
    """
    asked = Asked(**{name: record[name] for name in Asked._fields})
    return repeated(again, lambda results: ablated(asked, results, 2))


def ablated(asked: Asked, results: Results, workers: int) -> int:
    """Measure without each mechanism, write the table and print it; the exit status."""
    from sim.studies.fitting.run_file import RunFile
    from sim.studies.validation.ablation import ablate, broken_by, moved_by

    console = printer()
    which, people, seed, command = asked
    with ProgressBar() as progress:
        bar = progress.add_task("Measuring societies", total=len(which) + 1)
        table = ablate(
            which, people=people, seed=seed, workers=workers,
            file=RunFile(cache_folder() / "validation.jsonl", spare=True), on_society=lambda: progress.advance(bar),
        )  # fmt: skip
    results.write("ablation.csv", lambda path: write_csv(table, path, DIGITS))
    results.finish({**made_with(command), "study": STUDY, "seed": seed, "people": people, "mechanisms": list(which)})
    shown = Table(
        title="Findings that the model no longer reproduces without a mechanism",
        title_justify="left",
        title_style="bold",
    )
    for name in ("Mechanism", "No longer agree", "Move by half a band, but still agree or did not before"):
        shown.add_column(name)
    for name in which:
        shown.add_row(name.replace("_", " "), *(_listed(ids(table, name)) for ids in (broken_by, moved_by)))
    console.print(shown)
    console.print(
        f"All figures: {results.folder / 'ablation.csv'}   To see a finding: {program()} evidence ID", highlight=False
    )
    return 0


def _listed(ids: list[str]) -> str:
    more = len(ids) - MOST_SHOWN
    return ", ".join(ids[:MOST_SHOWN]) + (f" and {more} more" if more > 0 else "")
