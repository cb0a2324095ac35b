"""`run.py out-of-sample`: predict a service's years after the fit, and compare with expecting no change."""

import math
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple

import typer
from rich.table import Table

from sim.command.console import LARGEST_SEED, MOST_IN_MEMORY, command_line, printer
from sim.command.folder import prepare
from sim.command.progress import ProgressBar
from sim.command.recorded import Again, Repeat, repeated
from sim.core.csv_files import write_csv
from sim.core.results import Results
from sim.versions import made_with

if TYPE_CHECKING:
    import pandas as pd

STUDY = "out_of_sample"  # in the record
TABLE, ERRORS, PICTURE = "out_of_sample.csv", "errors.csv", "out_of_sample.png"
REHEARSAL = "This is a rehearsal, and not the test:"


class Asked(NamedTuple):
    """What was asked for, now or by an earlier run."""

    people: int
    replicates: int
    seed: int
    command: str


def out_of_sample_command(
    context: typer.Context,
    out: Annotated[Path | None, typer.Option(help="Folder for results; created if missing.")] = None,
    people: Annotated[
        int, typer.Option(min=100, max=MOST_IN_MEMORY, help="People in each simulated society.")
    ] = 20_000,
    replicates: Annotated[int, typer.Option(min=1, help="Simulated societies, each with its own random numbers.")] = 16,
    seed: Annotated[int, typer.Option(min=0, max=LARGEST_SEED, help="The same seed gives the same results.")] = 1,
    workers: Annotated[int, typer.Option(min=1, max=256, help="Runs at a time. Results do not depend on it.")] = 2,
    replace: Annotated[bool, typer.Option("--replace", help="Replace results already in the folder.")] = False,
) -> int:
    """
    Predict England's talking-therapy service after the year of the fit, and compare with expecting no change.

    Gives the service each later period's referrals and staff hours, and predicts courses finished, recovery, sessions,
    waits and the gap. The rule was written before the first prediction: docs/OUT_OF_SAMPLE.md.

    Prints a table. Writes out_of_sample.csv (each figure and period: published, predicted with interval, as last year),
    errors.csv (mean errors) and out_of_sample.png. Takes about a quarter of an hour on two cores.

    Examples:
        uv run run.py out-of-sample

        uv run run.py out-of-sample --people 5000 --replicates 4 --out results/rehearsal
    """
    asked = Asked(people, replicates, seed, command_line(context.obj))
    with prepare(out, "out-of-sample", replace) as results:
        return predicted(asked, results, workers)


def repeat(record: Mapping[str, Any], again: Again) -> Repeat:
    """Predict again as a record says.

    Returns:
        What runs it.
    """
    asked = Asked(**{name: record[name] for name in Asked._fields})
    return repeated(again, lambda results: predicted(asked, results, 2))


def predicted(asked: Asked, results: Results, workers: int) -> int:
    """Predict, write tables and figure, and print them; the exit status."""
    from sim.evidence.service_periods import service_periods
    from sim.studies.fitted.freeze import why_sealed
    from sim.studies.validation.out_of_sample.errors import mean_errors, verdict
    from sim.studies.validation.out_of_sample.study import predict, prediction_table

    console = printer()
    people, replicates, seed, command = asked
    periods = service_periods()
    with ProgressBar() as progress:
        bar = progress.add_task("Predicting later years", total=1.0)
        found = predict(
            periods, people=people, replicates=replicates, seed=seed, workers=workers,
            on_progress=lambda done: progress.update(bar, completed=done),
        )  # fmt: skip
    from sim.report.figures.out_of_sample import draw_out_of_sample
    from sim.report.figures.style import png

    table = prediction_table(periods, found)
    errors = mean_errors(table)
    finding = verdict(errors)
    results.write(TABLE, lambda path: write_csv(table, path))
    results.write(ERRORS, lambda path: write_csv(errors, path))
    drawn = png(draw_out_of_sample(table, finding))
    results.write(PICTURE, lambda path: path.write_bytes(drawn.whole))
    sealed = why_sealed()
    record = {
        **made_with(command), "study": STUDY, "people": people, "replicates": replicates, "seed": seed,
        "rehearsal": bool(sealed),
    }  # fmt: skip
    results.finish(record)
    console.print(given_table(table))
    console.print(value_table(table))
    console.print(error_table(errors, periods[0].period))
    console.print(finding)
    if sealed:
        console.print(f"{REHEARSAL} {sealed}")
    console.print(f"Figure: {results.folder / PICTURE}   Data: {results.folder / TABLE}")
    return 0


def number(value: float, digits: int = 3) -> str:
    """A figure with some digits; a dash where there is none."""
    return "-" if math.isnan(value) else f"{value:#.{digits}g}".rstrip(".")


def headed(title: str, columns: list[str], caption: str = "") -> Table:
    """An empty table, its first column flush left."""
    made = Table(
        title=title, title_justify="left", title_style="bold", caption=caption, caption_justify="left",
        caption_style="",
    )  # fmt: skip
    for place, name in enumerate(columns):
        made.add_column(name, justify="right" if place else "left", no_wrap=True)
    return made


def given_table(table: "pd.DataFrame") -> Table:
    """What each period was given, to print."""
    first = table["period"].iloc[0]
    shown = headed(
        f"Given, relative to {first}, and the periods that it comes from",
        [
            "Period",
            "Referrals",
            "of",
            "simulated",
            "Staff\nhours",
            "courses\nof",
            "sessions\nof",
            "Strength\nof demand",
        ],
    )
    for row in table.drop_duplicates("period").to_dict("records"):
        shown.add_row(
            row["period"], number(row["referrals_given"]), row["referrals_of"], number(row["referrals_simulated"]),
            number(row["hours_given"]), row["finished_of"], row["sessions_of"], number(row["strength"]),
        )  # fmt: skip
    return shown


def value_table(table: "pd.DataFrame") -> Table:
    """What was published, with what was predicted beside it, to print; the file has all periods."""
    from sim.studies.validation.out_of_sample.figures import FIGURES

    aside = table[table["apart"] != ""].drop_duplicates("period")
    said = "; ".join(f"{row['period']}, {row['apart']}" for row in aside.to_dict("records"))
    shown = headed(
        "Published and predicted",
        ["Figure", "Period", "Published", "Model", "95 % interval", "As last\nyear"], f"* shown apart: {said}",
    )  # fmt: skip
    before = ""
    for row in table[table["published"].notna()].to_dict("records"):
        if before not in ("", row["figure"]):
            shown.add_section()
        name = "" if row["figure"] == before else f"{FIGURES[row['figure']].title}, {row['unit']}"
        before = row["figure"]
        between = "-" if math.isnan(row["low"]) else f"{number(row['low'])} to {number(row['high'])}"
        period = f"{'* ' if row['apart'] else ''}{row['period']}"
        values = number(row["published"]), number(row["model"]), between, number(row["last_year"])
        shown.add_row(name, period, *values)
    return shown


def error_table(errors: "pd.DataFrame", first: str) -> Table:
    """Mean errors of the model and of those it is compared with, to print."""
    from sim.studies.validation.out_of_sample.errors import PREDICTORS, overall
    from sim.studies.validation.out_of_sample.figures import FIGURES

    named = [words.format(first=first).capitalize().replace(" ", "\n", 1) for words in PREDICTORS.values()]
    shown = headed(
        "Mean errors over the periods that count", ["Figure", "Periods", *named, "Usual\nchange"],
        "* follows from the hours given, and is not in the overall error",
    )  # fmt: skip
    for row in errors.to_dict("records"):
        name = f"{'* ' if row['follows'] else ''}{FIGURES[row['figure']].title}, {row['unit']}"
        shown.add_row(name, str(row["periods"]), *(number(row[name], 2) for name in (*PREDICTORS, "usual_change")))
    figures, means = overall(errors)
    shown.add_section()
    values = (number(means[name], 2) for name in PREDICTORS)
    shown.add_row("overall, in usual changes", f"{figures} figures", *values, "")
    return shown
