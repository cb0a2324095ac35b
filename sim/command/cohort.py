"""`run.py cohort`: a virtual panel study, as files for any statistics program."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import Annotated, Any, NamedTuple

import typer

from sim.command.console import INTERRUPTED, LARGEST_SEED, MOST_PEOPLE, command_line, printer
from sim.command.own_network import read_network
from sim.command.progress import ProgressBar
from sim.command.recorded import Again, Repeat, network_record, recorded_network
from sim.command.stopping import finishing
from sim.core.csv_files import write_csv
from sim.core.results import Results
from sim.errors import FolderTaken, UserInputError
from sim.network.graph_files import as_ties
from sim.network.ties import Ties
from sim.scenario.load import BASELINE, load_scenario
from sim.scenario.scenario import Scenario
from sim.simulation.burn_in import snapshot
from sim.studies.cohorts.cohort import ties_table, wave_weeks, waves
from sim.studies.cohorts.files import schema_table, write_panel, write_ties, written_waves
from sim.versions import made_with

STUDY = "cohort"  # in the record
ENDING = ".parquet"


class Asked(NamedTuple):
    """A panel study that was asked for, now or by an earlier run."""

    scenario: Scenario
    people: int
    weeks: int
    every: int
    seed: int
    network: Mapping[str, Any] | None  # the file, and its digest
    ties: Ties | None
    command: str
    waves: int  # after which it ends


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
    chosen = load_scenario(scenario)
    ties = read_network(network, chosen.model_parameters())
    people = people if ties is None else len(ties.start) - 1
    asked = Asked(
        chosen, people, weeks, every, seed, network_record(network, ties), ties, command_line(context.obj),
        len(wave_weeks(weeks, every)),
    )  # fmt: skip
    with prepare(out, replace) as (path, results):
        return followed(asked, path, results)


def repeat(record: Mapping[str, Any], again: Again) -> Repeat:
    """Run a panel study again as its record says; the files have the names that they had.

    Returns:
        What runs it.
    """
    scenario = Scenario(**record["scenario"])
    ties = as_ties(recorded_network(record["network"], again.network), scenario.model_parameters())
    asked = Asked(
        scenario, record["people"], record["weeks"], record["every"], record["seed"], record["network"], ties,
        record["command"], record["waves"],
    )  # fmt: skip
    name = f"{again.record.stem}{ENDING}"

    def run() -> tuple[int, Path]:
        with prepare(None if again.out is None else again.out / name, again.replace, "rerun", name) as (path, results):
            return followed(asked, path, results), results.folder / results.mark

    return run


def followed(asked: Asked, path: Path, results: Results) -> int:
    """Run a panel study, write its files and say where they are; the exit status."""
    console = printer()
    ties_path, schema_path, _ = beside(path)
    all_weeks = wave_weeks(asked.weeks, asked.every)
    try:
        with ProgressBar() as progress:
            bar = progress.add_task("Preparing the population", total=max(1, asked.weeks))
            start = snapshot(asked.scenario, asked.people, asked.seed, ties=asked.ties)
            progress.update(bar, description="Simulating weeks")
            panel = waves(
                asked.scenario, start, all_weeks[asked.waves - 1], asked.every, asked.seed,
                on_week=lambda week: progress.update(bar, completed=week),
            )  # fmt: skip
            results.write(path.name, lambda part: write_panel(part, panel))
    except KeyboardInterrupt:
        console.print("Stopped before the first wave was finished. Nothing was written.")
        return INTERRUPTED
    finished = written_waves(results.path_of(path.name))
    with finishing():
        results.write(ties_path.name, lambda part: write_ties(part, ties_table(start)))
        schema = schema_table(path.name, ties_path.name)
        results.write(schema_path.name, lambda part: write_csv(schema, part, "%g"))
        results.finish(
            {
                **made_with(asked.command),
                "study": STUDY,
                "complete": finished == len(all_weeks),
                "people": asked.people,
                "weeks": asked.weeks,
                "every": asked.every,
                "waves": finished,
                "waves_asked_for": len(all_weeks),
                "seed": asked.seed,
                "network": asked.network,
                "scenario": asked.scenario.model_dump(mode="json"),
                "parameters": asked.scenario.model_parameters().model_dump(),
            }
        )
    console.print(f"Panel: {path}   {finished} waves of {asked.people} people", highlight=False)
    console.print(f"Ties: {ties_path}   Columns explained: {schema_path}", highlight=False)
    if finished < len(all_weeks):
        console.print(f"Stopped early: {finished} of {len(all_weeks)} waves were finished and kept.")
        return INTERRUPTED
    return 0


@contextmanager
def prepare(
    out: Path | None, replace: bool, default: str = "", name: str = f"cohort{ENDING}"
) -> Iterator[tuple[Path, Results]]:
    """The file of the panel, in a folder that exists and is writable; it and those beside it are ours meanwhile.

    Args:
        out: the file asked for; None takes the next free name.
        replace: existing files may be replaced.
        default: where none is asked for, the folder under `results/` that is numbered; empty: the file itself is.
        name: of the file, where none is asked for.

    Raises:
        UserInputError: the name does not end in .parquet, the file exists and `replace` is off, another run writes it,
            or it cannot be written.
    """
    if out is not None:
        _refuse_earlier(out, replace)
        path, results = out, held(out)
    else:
        path, results = _free(default, name)
    with results:
        _refuse_earlier(path, replace)  # another run may have ended just now
        yield path, results


def _free(default: str, name: str) -> tuple[Path, Results]:
    for number in count(1):
        ending = "" if number == 1 else f"-{number}"
        path = Path("results") / (f"{default}{ending}/{name}" if default else f"{Path(name).stem}{ending}{ENDING}")
        if any(one.exists() for one in (path, *beside(path))):
            continue
        try:
            return path, held(path).take()
        except FolderTaken:
            continue
    raise AssertionError


def held(path: Path) -> Results:
    """The results that a panel is part of."""
    *others, record = beside(path)
    return Results(path.parent, record.name, [path.name, *(one.name for one in others)])


def _refuse_earlier(out: Path, replace: bool) -> None:
    if out.suffix != ENDING or out.name.endswith(f".ties{ENDING}"):
        raise UserInputError(f"--out {out}: expected a file name that ends in {ENDING} (and not in .ties{ENDING})")
    for path in (out, *beside(out)):
        if path.is_dir():
            raise UserInputError(f"{path} is a folder. Give another file with --out.")
        if path.exists() and not replace:
            raise UserInputError(f"{path} already exists. Give another file with --out, or add --replace.")


def beside(path: Path) -> tuple[Path, Path, Path]:
    """The files beside a panel: its ties, its schema, and the record of the run."""
    return path.with_suffix(f".ties{ENDING}"), path.with_suffix(".schema.csv"), path.with_suffix(".json")
