"""`run.py deciding`: which free parameters decide what each policy averts."""

from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.box import SIMPLE_HEAD
from rich.table import Table

from sim.command.console import INTERRUPTED, LARGEST_SEED, MOST_IN_MEMORY, command_line, printer
from sim.command.folder import prepare
from sim.command.progress import ProgressBar
from sim.command.recorded import Again, Repeat, repeated
from sim.core.csv_files import write_csv
from sim.core.results import Results
from sim.errors import UserInputError
from sim.scenario.load import BASELINE, load_scenario, scenario_names
from sim.scenario.scenario import Scenario
from sim.studies.comparison.alike import comparable
from sim.versions import made_with

STUDY = "deciding"  # in the record
TABLE, WHOLE = "deciding.csv", "all_parameters.csv"
KEPT = "societies.jsonl"
DIGITS = "%.4g"
WORKERS = 2  # by default
MANY = 5  # a society out of so many lives a second time, by default


def deciding_command(
    context: typer.Context,
    scenarios: Annotated[
        list[str] | None, typer.Argument(help="Policies: scenario names, or paths of .toml files; by default all.")
    ] = None,
    baseline: Annotated[str, typer.Option(help="Scenario to compare with: a name or path.")] = BASELINE,
    sets: Annotated[int, typer.Option(min=40, max=100_000, help="Parameter sets, each of them a society.")] = 480,
    again: Annotated[
        int | None,
        typer.Option(min=0, help="Sets that are simulated a second time, to see what chance does; by default a fifth."),
    ] = None,
    people: Annotated[int, typer.Option(min=10, max=MOST_IN_MEMORY, help="People in each society.")] = 4000,
    weeks: Annotated[int, typer.Option(min=1, max=10_000, help="Weeks to simulate; 52 are a year.")] = 156,
    seed: Annotated[int, typer.Option(min=0, max=LARGEST_SEED, help="The same seed gives the same results.")] = 1,
    out: Annotated[Path | None, typer.Option(help="Folder for results; use the same to continue.")] = None,
    workers: Annotated[
        int, typer.Option(min=1, max=256, help="Societies to run at a time, each in its own process.")
    ] = WORKERS,
    replace: Annotated[bool, typer.Option("--replace", help="Replace results already in the folder.")] = False,
) -> int:
    """
    Find which free parameters decide what each policy averts: the ten that move it most, with intervals.

    Draws parameter sets from the 90 % intervals of the fit (before there is one, from the priors). In the society of
    each, the baseline and all policies live with the same people and random numbers; policies after a disaster are
    compared with the disaster alone. A linear emulator then shares out the variance of weeks of illness averted per
    1,000 people between societies. What random numbers alone make is measured in societies that live twice. Only
    parameters are named whose effect differs from 0 with 95 % confidence, all parameters of a policy together.

    Every society is kept as it ends: after Ctrl-C, repeat the command to continue; more sets continue as well. Takes
    half an hour on two cores. Writes deciding.csv (ten a policy), all_parameters.csv, run.json and societies.jsonl.

    Examples:
        uv run run.py deciding --out results/deciding

        uv run run.py deciding expanded_cbt combined --sets 256 --people 8000
    """
    base = load_scenario(baseline)
    names = scenarios or [name for name in scenario_names() if name != base.name]
    chosen = [load_scenario(name) for name in names]
    if base.name in [one.name for one in chosen]:
        raise UserInputError(f"scenario {base.name!r} is the baseline itself; name another scenario to compare with it")
    comparable(base, chosen)
    twice = min(sets, sets // MANY if again is None else again)
    with prepare(out, STUDY, replace) as results:
        return decided(base, chosen, (sets, twice, people, weeks, seed), results, workers, command_line(context.obj))


def repeat(record: Mapping[str, Any], again: Again) -> Repeat:
    """Simulate again as a record says.

    Returns:
        What runs it.
    """
    base, chosen = Scenario(**record["baseline"]), [Scenario(**scenario) for scenario in record["scenarios"]]
    size = (record["sets"], record["again"], record["people"], record["weeks"], record["seed"])
    return repeated(again, lambda results: decided(base, chosen, size, results, WORKERS, record["command"]))


def decided(
    base: Scenario,
    chosen: list[Scenario],
    size: tuple[int, int, int, int, int],
    results: Results,
    workers: int,
    command: str,
) -> int:
    """Simulate, write the tables and print what decides; the exit status."""
    from sim.studies.fitting.run_file import RunFile
    from sim.studies.sensitivity.deciding import as_table, decides
    from sim.studies.sensitivity.societies import Size, averted_in_societies, compared_with, open_ranges

    console = printer()
    which = compared_with(base, chosen)
    for name, reason in which.left_out.items():
        console.print(f"Left out: {name}: {reason}.", highlight=False)
    if not which.instead:
        raise UserInputError("none of these scenarios can be compared. Name a policy, such as expanded_cbt")
    (ranges, source), planned = open_ranges(), Size(*size)
    try:
        with ProgressBar() as progress:
            bar = progress.add_task("Simulating societies", total=planned.sets + planned.again)
            found = averted_in_societies(
                which, ranges, planned, RunFile(results.folder / KEPT), workers=workers,
                on_society=lambda: progress.advance(bar),
            )  # fmt: skip
            progress.update(bar, description="Looking for what decides")
            decisions = {
                name: decides(found.unit, [one.name for one in ranges], gave, found.second[name], planned.seed)
                for name, gave in found.first.items()
            }
    except KeyboardInterrupt:
        console.print("Stopped. All finished societies are kept. Repeat the command to continue.")
        return INTERRUPTED
    tables = {TABLE: as_table(decisions), WHOLE: as_table(decisions, None)}
    for name, table in tables.items():
        table.insert(1, "compared_with", table["scenario"].map(which.instead))
        results.write(name, partial(write_csv, table, float_format=DIGITS))
    written = results.path_of(TABLE)
    said = shown(written)
    record = {
        **made_with(command), "study": STUDY, **planned._asdict(), "ranges": source, "left_out": which.left_out,
        "baseline": base.model_dump(mode="json"), "scenarios": [one.model_dump(mode="json") for one in chosen],
    }  # fmt: skip
    results.finish(record)
    console.print(said)
    console.print(
        f"{planned.sets} societies of {planned.people:,} people, {planned.weeks} weeks. Their {len(ranges)} free "
        f"parameters are drawn from the {source}, independently of each other. In brackets: share of the variance "
        "between societies, and its 95 % interval. Explained: by all parameters together, in societies that the "
        "emulator has not seen.",
        highlight=False,
    )
    for problem in found.failed:
        console.print(f"Note: failed, and left out: {problem}", highlight=False, markup=False)
    console.print(f"All figures: {results.folder / TABLE} and {WHOLE}", highlight=False)
    return 0


def shown(path: Path) -> Table:
    """The table of a file `deciding.csv` as it is printed: of each policy, the three parameters that decide most."""
    from sim.report.words.deciding import decision_lines, share_words
    from sim.studies.fitted.decided import read_decisions

    table = Table(
        title="What decides about each policy: weeks of illness averted per 1,000 people", title_justify="left",
        title_style="bold", box=SIMPLE_HEAD, pad_edge=False,
    )  # fmt: skip
    table.add_column("Policy", no_wrap=True)
    for head in ("Averted", "SD", "Explained", "Chance"):
        table.add_column(head, justify="right")
    table.add_column("Which parameters", overflow="fold", ratio=1)
    for name, one in read_decisions(path).items():
        figures = f"{one.averted:,.0f}", f"{one.spread:,.0f}", share_words(one.explained), share_words(one.chance)
        table.add_row(name, *figures, "\n".join(decision_lines(one)))
    return table
