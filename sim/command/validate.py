"""`run.py validate`: compare the model with the evidence."""

from collections.abc import Hashable, Mapping, Sequence
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
from sim.core.results import Results
from sim.errors import UserInputError
from sim.versions import made_with, version

STUDY = "validate"  # in the record


class Asked(NamedTuple):
    """What was asked for, now or by an earlier run."""

    rows: str
    people: int
    replicates: int
    members: int
    seed: int
    command: str


def validate_command(
    context: typer.Context,
    out: Annotated[Path | None, typer.Option(help="Folder for results; created if missing.")] = None,
    rows: Annotated[str, typer.Option(help="Findings to measure: fit, check, or all.")] = "all",
    people: Annotated[int, typer.Option(min=500, help="People in each simulated society.")] = 20_000,
    replicates: Annotated[int, typer.Option(min=1, help="Simulated societies, each with its own random numbers.")] = 4,
    members: Annotated[
        int, typer.Option(min=0, help="Ensemble members to measure as well; their spread widens the intervals.")
    ] = 0,
    seed: Annotated[int, typer.Option(min=0, max=LARGEST_SEED, help="The same seed gives the same results.")] = 1,
    workers: Annotated[
        int, typer.Option(min=1, max=256, help="Societies to run at a time, each in its own process.")
    ] = 2,
    replace: Annotated[bool, typer.Option("--replace", help="Replace results already in the folder.")] = False,
) -> int:
    """
    Measure every published finding on the model, as its study did, and show which ones agree.

    Prints a table. Writes evidence.csv (published value, band of agreement, simulated value with interval, whether it
    agrees), evidence.png and evidence.html (what disagrees, and which mechanism would have to change). Finished
    societies are kept: repeat the command to continue.

    Examples:
        uv run run.py validate

        uv run run.py validate --rows fit --replicates 2 --people 10000
    """
    if rows not in ("fit", "check", "all"):
        raise UserInputError(f"--rows {rows}: expected fit, check or all")
    asked = Asked(rows, people, replicates, members, seed, command_line(context.obj))
    with prepare(out, "validate", replace) as results:
        return validated(asked, results, workers)


def repeat(record: Mapping[str, Any], again: Again) -> Repeat:
    """Measure everything again as a record says.

    Returns:
        What runs it.
    """
    asked = Asked(**{name: record[name] for name in Asked._fields})
    return repeated(again, lambda results: validated(asked, results, 2))


def validated(asked: Asked, results: Results, workers: int) -> int:
    """Measure the findings, write the table and the page, and print them; the exit status."""
    from sim.studies.fitted.ensemble import ensemble
    from sim.studies.fitting.run_file import RunFile
    from sim.studies.validation.validation import carried_by, judged, validate

    console = printer()
    rows, people, replicates, members, seed, command = asked
    chosen = judged(*(("fit", "check") if rows == "all" else (rows,)))
    others = list(ensemble()[:members])
    with ProgressBar() as progress:
        bar = progress.add_task("Measuring societies", total=replicates + len(others))
        table = validate(
            chosen, people=people, replicates=replicates, seed=seed, members=others, workers=workers,
            file=RunFile(cache_folder() / "validation.jsonl", spare=True), on_society=lambda: progress.advance(bar),
        )  # fmt: skip
    from sim.report.pages.evidence import write_evidence_page

    spread = f" and {len(others)} members of the ensemble" if others else ""
    facts = f"{replicates} simulated societies of {people:,} people{spread}, seed {seed}, version {version()}."
    results.write("evidence.csv", lambda path: write_csv(table, path))
    try:
        results.write_all(lambda folder: write_evidence_page(folder, table, chosen, carried_by(), facts))
    except OSError as problem:
        raise UserInputError(
            f"{results.folder}: the page cannot be written ({problem.strerror}). Free some disk space or choose "
            "another --out, and run it again; finished societies are kept."
        ) from None
    record = {
        **made_with(command), "study": STUDY,
        "rows": rows, "seed": seed, "people": people, "replicates": replicates, "members": len(others),
    }  # fmt: skip
    results.finish(record)
    console.print(evidence_table(table.to_dict("records")))
    for role in dict.fromkeys(table["role"]):
        mine = table[table["role"] == role]
        console.print(f"{int(mine['agrees'].sum())} of {len(mine)} {role} rows agree.", highlight=False)
    folder = results.folder
    console.print(f"Page: {folder / 'evidence.html'}   Data: {folder / 'evidence.csv'}", highlight=False)
    return 0


def evidence_table(rows: Sequence[Mapping[Hashable, Any]]) -> Table:
    """All rows as a table to print."""
    from sim.report.pages.evidence import between, number

    table = Table(title="Simulated and published findings", title_justify="left", title_style="bold")
    for name in ("Row", "Quantity", "Published\nand band", "Simulated\nand 95 % interval", "Agrees"):
        table.add_column(name, justify="right" if "and" in name else "left", no_wrap=name != "Quantity")
    for row in rows:
        table.add_row(
            str(row["id"]), str(row["quantity"]),
            f"{number(row['published'])}\n{between(row['accept_low'], row['accept_high'])}",
            f"{number(row['simulated'])}\n{between(row['sim_low'], row['sim_high'])}",
            "yes" if row["agrees"] else "[bold]NO[/bold]",
        )  # fmt: skip
    return table
