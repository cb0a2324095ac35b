"""`run.py cohort`: a virtual panel study, as files for any statistics program."""

import json
from pathlib import Path
from typing import Annotated

import typer

from sim.command.console import INTERRUPTED, LARGEST_SEED, MOST_PEOPLE, command_line, printer
from sim.command.folder import prepare, write
from sim.command.own_network import network_record, read_network
from sim.command.progress import ProgressBar
from sim.core.csv_files import write_csv
from sim.errors import UserInputError
from sim.scenario.load import BASELINE, load_scenario
from sim.simulation.burn_in import snapshot
from sim.studies.cohorts.cohort import ties_table, wave_weeks, waves
from sim.studies.cohorts.files import schema_table, write_panel, write_ties, written_waves
from sim.versions import made_with

ENDING = ".parquet"


def cohort_command(
    context: typer.Context,
    scenario: Annotated[str, typer.Argument(help="Scenario name, or path of a .toml file.")] = BASELINE,
    people: Annotated[int, typer.Option(min=1, max=MOST_PEOPLE, help="People in the population.")] = 5000,
    weeks: Annotated[int, typer.Option(min=0, max=10_000, help="Weeks to simulate; 52 are a year.")] = 104,
    every: Annotated[int, typer.Option(min=1, max=10_000, help="Weeks between waves; wave 0 is at week 0.")] = 4,
    network: Annotated[
        Path | None,
        typer.Option(
            help="Your own support network: a graph file or an edge list. Each node is a person; --people is ignored."
        ),
    ] = None,
    seed: Annotated[int, typer.Option(min=0, max=LARGEST_SEED, help="The same seed gives the same panel.")] = 1,
    out: Annotated[Path | None, typer.Option(help="File of the panel; the other files are written beside it.")] = None,
    replace: Annotated[bool, typer.Option("--replace", help="Replace existing files.")] = False,
) -> int:
    """
    Run a virtual panel study: interview everyone at week 0 and again every few weeks.

    Writes FILE.parquet with one row per person and wave: every state, the scores of five instruments with measurement
    error, and what happened since the last wave. Also writes FILE.ties.parquet (the support network), FILE.schema.csv
    (type, unit, range, meaning and instrument of every column) and FILE.json (enough to repeat the run). Ctrl-C keeps
    finished waves.

    Examples:
        uv run run.py cohort --people 5000 --weeks 104 --every 4 --out panel.parquet

        uv run run.py cohort expanded_cbt --weeks 520 --every 13 --out results/ten_years.parquet
    """
    console = printer()
    chosen = load_scenario(scenario)
    ties = read_network(network, chosen.model_parameters())
    people = people if ties is None else len(ties.start) - 1
    path = panel_path(out, replace)
    ties_path, schema_path, record_path = beside(path)
    asked = len(wave_weeks(weeks, every))
    try:
        with ProgressBar() as progress:
            bar = progress.add_task("Preparing the population", total=max(1, weeks))
            start = snapshot(chosen, people, seed, ties=ties)
            progress.update(bar, description="Simulating weeks")
            panel = waves(chosen, start, weeks, every, seed, on_week=lambda week: progress.update(bar, completed=week))
            write(path, lambda part: write_panel(part, panel))
    except KeyboardInterrupt:
        console.print("Stopped before the first wave was finished. Nothing was written.")
        return INTERRUPTED
    finished = written_waves(path)
    write(ties_path, lambda part: write_ties(part, ties_table(start)))
    schema = schema_table(path.name, ties_path.name)
    write(schema_path, lambda part: write_csv(schema, part, "%g"))
    record = {
        **made_with(command_line(context.obj)),
        "complete": finished == asked,
        "people": people,
        "weeks": weeks,
        "every": every,
        "waves": finished,
        "waves_asked_for": asked,
        "seed": seed,
        "network": None if network is None else network_record(network, ties),
        "scenario": chosen.model_dump(mode="json"),
        "parameters": chosen.model_parameters().model_dump(),
    }
    write(record_path, lambda part: part.write_text(json.dumps(record, indent=1, allow_nan=False) + "\n"))
    console.print(f"Panel: {path}   {finished} waves of {people} people", highlight=False)
    console.print(f"Ties: {ties_path}   Columns explained: {schema_path}", highlight=False)
    if finished < asked:
        console.print(f"Stopped early: {finished} of {asked} waves were finished and kept.")
        return INTERRUPTED
    return 0


def panel_path(out: Path | None, replace: bool) -> Path:
    """The file of the panel, in a folder that exists and is writable.

    Args:
        out: the file asked for; None takes `results/cohort.parquet`, or the next free number.
        replace: existing files may be replaced.

    Raises:
        UserInputError: the name does not end in .parquet, the file exists and `replace` is off, or it cannot be
            written.
    """
    if out is None:
        out = Path("results") / f"cohort{ENDING}"
        number = 2
        while any(path.exists() for path in (out, *beside(out))):
            out = Path("results") / f"cohort-{number}{ENDING}"
            number += 1
    if out.suffix != ENDING or out.name.endswith(f".ties{ENDING}"):
        raise UserInputError(f"--out {out}: expected a file name that ends in {ENDING} (and not in .ties{ENDING})")
    for path in (out, *beside(out)):
        if path.is_dir():
            raise UserInputError(f"{path} is a folder. Give another file with --out.")
        if path.exists() and not replace:
            raise UserInputError(f"{path} already exists. Give another file with --out, or add --replace.")
    prepare(out.parent, "cohort", replace=True)
    return out


def beside(path: Path) -> tuple[Path, Path, Path]:
    """The files beside a panel: its ties, its schema, and the record of the run."""
    return path.with_suffix(f".ties{ENDING}"), path.with_suffix(".schema.csv"), path.with_suffix(".json")
