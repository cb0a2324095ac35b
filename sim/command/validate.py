"""`run.py validate`: compare the model with the evidence."""

import math
import re
from collections.abc import Hashable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple

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

if TYPE_CHECKING:
    from sim.evidence.rows import EvidenceRow

STUDY = "validate"  # in the record
ROLES = {"fit": ("fit",), "check": ("check",), "all": ("fit", "check")}  # what `--rows` may say instead of ids
OPEN = "all"  # of these: all rows that may be measured now


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
    rows: Annotated[
        str,
        typer.Option(
            help="Findings to measure: fit, check (once a fit is frozen), all that are open, or their ids with commas "
            "between, such as SE06,NC03."
        ),
    ] = "all",
    against: Annotated[
        Path | None,
        typer.Option(help="evidence.csv of an earlier run of this command, whose values are printed beside."),
    ] = None,
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

    Rows of role check are sealed until a fit is frozen: measured earlier, they would be no test of it.

    Prints a table. Writes evidence.csv (published value, band of agreement, simulated value with interval, whether it
    agrees), evidence.png and evidence.html (what disagrees, and which mechanism would have to change). Finished
    societies are kept: repeat the command to continue.

    Examples:
        uv run run.py validate

        uv run run.py validate --rows fit --replicates 2 --people 10000

        uv run run.py validate --rows SE06,SE16,SE19 --against before/evidence.csv
    """
    chosen_rows(rows)
    before = {} if against is None else earlier_values(against)
    asked = Asked(rows, people, replicates, members, seed, command_line(context.obj))
    with prepare(out, "validate", replace) as results:
        return validated(asked, results, workers, before)


def chosen_rows(rows: str) -> dict[str, "EvidenceRow"]:
    """The findings that `--rows` names, by id.

    Raises:
        UserInputError: no such finding, or one that is not judged.
        SealedRows: a finding of role check, and no fit is frozen.
    """
    from sim.evidence.rows import evidence_row
    from sim.studies.fitted.freeze import refuse_sealed, sealed
    from sim.studies.validation.validation import judged

    if rows == OPEN:
        every = judged(*ROLES[rows])
        held = sealed(every)
        return {name: row for name, row in every.items() if name not in held}
    if rows in ROLES:
        refuse_sealed(judged(*ROLES[rows]))
        return judged(*ROLES[rows])
    names = [name.strip().upper() for name in rows.split(",")]
    if not all(re.fullmatch(r"[A-Z]{2}\d{2}", name) for name in names):
        raise UserInputError(f"--rows {rows}: expected {', '.join(ROLES)}, or ids of findings with commas between")
    found = [evidence_row(name) for name in names]
    if context := [row.id for row in found if row.band is None]:
        raise UserInputError(
            f"--rows {rows}: {context[0]} is there for context: no band says which values agree with it"
        )
    refuse_sealed(row.id for row in found)
    return {row.id: row for row in found}


def earlier_values(path: Path) -> dict[str, float]:
    """Simulated values of an earlier evidence.csv, by id.

    Raises:
        UserInputError: it cannot be read, or is another kind of file.
    """
    import csv

    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            return {row["id"]: float(row["simulated"]) for row in csv.DictReader(file)}
    except OSError as problem:
        raise UserInputError(f"--against {path}: it cannot be read ({problem.strerror})") from None
    except (KeyError, TypeError, ValueError):
        raise UserInputError(
            f"--against {path}: expected the evidence.csv of an earlier `validate`, with columns id and simulated"
        ) from None


def repeat(record: Mapping[str, Any], again: Again) -> Repeat:
    """Measure everything again as a record says.

    Returns:
        What runs it.
    """
    asked = Asked(**{name: record[name] for name in Asked._fields})
    return repeated(again, lambda results: validated(asked, results, 2))


def validated(asked: Asked, results: Results, workers: int, before: Mapping[str, float] | None = None) -> int:
    """Measure the findings, write the table and the page, and print them; the exit status."""
    from sim.studies.fitted.ensemble import ensemble
    from sim.studies.fitting.run_file import RunFile
    from sim.studies.validation.validation import carried_by, validate

    console = printer()
    rows, people, replicates, members, seed, command = asked
    chosen = chosen_rows(rows)
    others = list(ensemble()[:members])
    with ProgressBar() as progress:
        bar = progress.add_task("Measuring societies", total=replicates + len(others))
        table = validate(
            chosen, people=people, replicates=replicates, seed=seed, members=others, workers=workers,
            file=RunFile(cache_folder() / "validation.jsonl", spare=True), on_society=lambda: progress.advance(bar),
        )  # fmt: skip
    from sim.report.pages.evidence import write_evidence_page
    from sim.report.words.judged import agreement, sealed_words

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
    console.print(evidence_table(table.to_dict("records"), before))
    for role in dict.fromkeys(table["role"]):
        count = agreement(table[table["role"] == role])
        free = f", of which {count.agreeing_free} of {count.rows_free} not circular" if count.apart else ""
        console.print(f"{count.agreeing} of {count.rows} {role} rows agree{free}.", highlight=False)
    console.print(sealed_words(), highlight=False)
    folder = results.folder
    console.print(f"Page: {folder / 'evidence.html'}   Data: {folder / 'evidence.csv'}", highlight=False)
    return 0


def evidence_table(rows: Sequence[Mapping[Hashable, Any]], before: Mapping[str, float] | None = None) -> Table:
    """All rows as a table to print; with the values of an earlier run beside, where there are any."""
    from sim.report.pages.evidence import between, number

    table = Table(title="Simulated and published findings", title_justify="left", title_style="bold")
    columns = ["Row", "Quantity", "Published\nand band", "Simulated\nand 95 % interval", "Agrees"]
    if before:
        columns.insert(3, "Before\nand agreed")
    for name in columns:
        table.add_column(name, justify="right" if "and" in name else "left", no_wrap=name != "Quantity")
    for row in rows:
        cells = [
            str(row["id"]), str(row["quantity"]),
            f"{number(row['published'])}\n{between(row['accept_low'], row['accept_high'])}",
            f"{number(row['simulated'])}\n{between(row['sim_low'], row['sim_high'])}",
            "yes" if row["agrees"] else "[bold]NO[/bold]",
        ]  # fmt: skip
        if before:
            old = before.get(row["id"], math.nan)
            agreed = row["accept_low"] <= old <= row["accept_high"]
            cells.insert(3, "-" if math.isnan(old) else f"{number(old)}\n{'yes' if agreed else 'NO'}")
        table.add_row(*cells)
    return table
