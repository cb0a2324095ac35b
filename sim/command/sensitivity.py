"""`run.py sensitivity`: rank the parameters of a sweep by their effect, alone and in interaction."""

from contextlib import closing
from functools import partial
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from sim.command.console import INTERRUPTED
from sim.core.csv_files import write_csv
from sim.core.results import Results
from sim.errors import UserInputError
from sim.studies.sensitivity.analysis import Sensitivity, analyse
from sim.studies.sensitivity.sampled import Sampled, sampled
from sim.studies.sensitivity.screening import screened
from sim.studies.sensitivity.two_stages import screening_design, variance_design
from sim.studies.sweeps.design import Design, Method, read_design
from sim.studies.sweeps.progress import sweep_progress
from sim.studies.sweeps.runner import run_sweep
from sim.studies.sweeps.store import Store
from sim.studies.sweeps.sweep import make_engine
from sim.studies.sweeps.workers import simulate

SHOWN = 12  # parameters in a printed table
TABLE = "sensitivity.csv"
FIGURES = ("tornado.png", "interactions.png")


def sensitivity_command(
    what: Annotated[
        Path, typer.Argument(metavar="DIR | DESIGN.toml", help="Folder of a finished sweep; or a design file.")
    ],
    design_number: Annotated[
        int | None, typer.Option("--design", min=1, help="Number of a design in the folder.")
    ] = None,
    out: Annotated[Path | None, typer.Option(help="With DESIGN.toml: folder for both sweeps.")] = None,
    workers: Annotated[int | None, typer.Option(min=1, max=1024, help="With DESIGN.toml: worker processes.")] = None,
    timeout: Annotated[
        float | None, typer.Option(min=0.001, help="With DESIGN.toml: time limit of a run in seconds.")
    ] = None,
    scheduler: Annotated[str, typer.Option(help="With DESIGN.toml: a Dask cluster, as for sweep.")] = "",
    trajectories: Annotated[int, typer.Option(min=2, max=10_000, help="With DESIGN.toml: Morris trajectories.")] = 16,
    samples: Annotated[
        int, typer.Option(min=2, max=2**20, help="With DESIGN.toml: Sobol base samples; a power of two.")
    ] = 64,
) -> int:
    """
    Rank parameters by their effect on each outcome, with intervals, and warn where these are too wide to rank.

    For a finished sweep: computes Morris screening or Sobol indices (first order and total) where the design allows,
    and PAWN for all designs. Writes sensitivity.csv, tornado.png and interactions.png (Morris and Sobol) into the
    sweep's folder.

    For a design file: first screens its parameters with Morris' method, fixes those without effect on any outcome at
    the scenario's values, then computes Sobol indices for the others. Both sweeps can be stopped; repeat the command to
    continue.

    Examples:
        uv run run.py sensitivity results/my_sweep

        uv run run.py sensitivity scenarios/sweeps/what_matters.toml --out results/what_matters --workers 4
    """
    console = Console(highlight=False, soft_wrap=True)
    if what.suffix != ".toml":
        report(console, what, design_number)
        return 0
    if samples & (samples - 1):
        raise UserInputError(f"--samples {samples}: expected a power of two, such as 64")
    design = read_design(what)
    folder = out or Path("results") / what.stem
    try:
        with Results(folder, TABLE):  # the lock alone: each stage has its own files
            first = screening_design(design, trajectories)
            console.print("Screening:")
            screening, _ = _swept(console, first, folder / "screening", workers, timeout, scheduler)
            tables = {outcome: screened(screening, outcome) for outcome in design.outcomes}
            stages = variance_design(first, tables, samples)
            console.print(f"Without effect, and fixed at the scenario's values: {', '.join(stages.dropped) or 'none'}.")
            console.print(f"Sobol indices of {', '.join(stages.kept)}:")
            _swept(console, stages.design, folder / "variance", workers, timeout, scheduler)
    except KeyboardInterrupt:
        console.print("Stopped. All finished runs are kept. Repeat the command to continue.")
        return INTERRUPTED
    return 0


def _swept(
    console: Console, design: Design, folder: Path, workers: int | None, timeout: float | None, scheduler: str
) -> tuple[Sampled, Sensitivity]:
    with closing(make_engine(design, workers, timeout, scheduler, simulate)) as engine, sweep_progress() as show:
        plan = run_sweep(design, folder, engine, on_progress=show)
    console.print(f"{plan.runs - plan.ahead - plan.failed:,} of {plan.runs:,} runs succeeded.")
    return report(console, folder, None)


def report(console: Console, folder: Path, number: int | None) -> tuple[Sampled, Sensitivity]:
    """Analyse a sweep: print its ranking and warnings, write its table and figures."""
    with Store(folder) as store:
        found = sampled(store, number)
    with Results(folder, TABLE, FIGURES) as results:
        result = analyse(found)
        results.write(TABLE, partial(write_csv, result.table))
        _write_figures(results, found, result)
        results.finish()
    for outcome, ranking in result.ranking.items():
        table = Table("parameter", "value", "95 % interval", title=f"{outcome}: {result.measure}", title_justify="left")
        for row in ranking.head(SHOWN).to_dict("records"):
            table.add_row(str(row["parameter"]), f"{row['value']:.3g}", f"{row['low']:.3g} to {row['high']:.3g}")
        console.print(table)
    for warning in result.warnings:
        console.print(f"Warning: {warning}", markup=False)
    console.print(f"Table and figures: {folder}/", markup=False)
    return found, result


def _write_figures(results: Results, found: Sampled, result: Sensitivity) -> None:
    from sim.report.figures.interactions import draw_interactions
    from sim.report.figures.style import png
    from sim.report.figures.tornado import draw_tornado

    figures = {FIGURES[0]: draw_tornado(result)}
    if found.design.method is Method.SOBOL:
        figures[FIGURES[1]] = draw_interactions(result)
    elif found.design.method is Method.MORRIS:
        effects = {
            outcome: [
                (str(row["parameter"]), float(row["effect"]), float(row["scatter"]))
                for row in screened(found, outcome).to_dict("records")
            ]
            for outcome in found.design.outcomes
        }
        figures[FIGURES[1]] = draw_interactions(result, effects)
    for name, figure in figures.items():
        results.write(name, partial(_save, png(figure).whole))


def _save(drawn: bytes, path: Path) -> None:
    path.write_bytes(drawn)
