"""`run.py sweep`: run a design of many simulations, show how far it is, and export its results as tables."""

import json
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from sim.command.console import INTERRUPTED
from sim.command.own_network import read_network
from sim.core.installation import program
from sim.errors import UserInputError
from sim.parameters import Parameters
from sim.studies.sweeps.design import read_design
from sim.studies.sweeps.export import present_design, write_tables
from sim.studies.sweeps.lock import holder
from sim.studies.sweeps.plan import Plan, plan_of
from sim.studies.sweeps.progress import duration, sweep_progress
from sim.studies.sweeps.ro_crate import write_ro_crate
from sim.studies.sweeps.runner import run_sweep
from sim.studies.sweeps.store import FAILED, FILE, OK, PLANNED, Store
from sim.studies.sweeps.sweep import make_engine
from sim.studies.sweeps.workers import simulate

SOME_FAILED = 1
REASONS = 5  # shown
VERBS = ("status", "export")


def sweep_command(
    words: Annotated[
        list[str],
        typer.Argument(
            metavar="DESIGN.toml | status DIR | export DIR",
            help="A design file to run; or an action and the folder of a sweep.",
        ),
    ],
    out: Annotated[Path | None, typer.Option(help="Folder of the sweep; repeat the command to continue.")] = None,
    workers: Annotated[
        int | None, typer.Option(min=1, max=1024, help="Worker processes; by default one per core.")
    ] = None,
    timeout: Annotated[
        float | None, typer.Option(min=0.001, help="Time limit of a run in seconds; after it the run is stopped.")
    ] = None,
    scheduler: Annotated[
        str,
        typer.Option(
            help="Address of a Dask scheduler (tcp:// or tls://), or slurm, pbs, sge, lsf, htcondor (dask-jobqueue). "
            "Whoever reaches the scheduler can run code there: trusted networks only, or tls://."
        ),
    ] = "",
    plan: Annotated[
        bool, typer.Option("--plan", help="Only estimate runs, time and disk space, from a few trial runs.")
    ] = False,
    add: Annotated[bool, typer.Option("--add", help="Add this design to others in the folder.")] = False,
    retry_failed: Annotated[bool, typer.Option("--retry-failed", help="Repeat failed runs.")] = False,
    parquet: Annotated[bool, typer.Option("--parquet", help="With export: Parquet instead of CSV.")] = False,
    crate: Annotated[bool, typer.Option("--crate", help="With export: describe the folder as an RO-Crate.")] = False,
    design_number: Annotated[
        int | None,
        typer.Option("--design", min=1, help="With status and export: number of a design; by default the last."),
    ] = None,
) -> int:
    """
    Run a design of many simulations on this machine or a cluster, without ever losing a finished run.

    A design file (see scenarios/sweeps/) states what varies, how points are chosen (grid, list, latin_hypercube, sobol,
    morris) and which outcomes to measure. The command first estimates the number of runs, time and disk space. Every
    run is saved as it ends: after Ctrl-C, kill -9 or a full disk, repeat the command to continue. A run that fails is
    recorded with its reason and the others go on (exit status 1).

    Examples:
        uv run run.py sweep scenarios/sweeps/places_and_stigma.toml --out results/places --workers 4

        uv run run.py sweep status results/places

        uv run run.py sweep export results/places --parquet
    """
    console = Console(highlight=False, soft_wrap=True)
    if words[0] in VERBS:
        if len(words) != 2:
            raise UserInputError(
                f"sweep {words[0]}: expected one folder, as in: {program()} sweep {words[0]} results/my_sweep"
            )
        if words[0] == "status":
            return _status(console, Path(words[1]), design_number)
        return _export(console, Path(words[1]), parquet, crate, design_number)
    if len(words) != 1:
        raise UserInputError(
            f"sweep {' '.join(words)}: expected one design, or status DIR, or export DIR. Try: {program()} sweep --help"
        )
    design = read_design(words[0])
    read_network(Path(design.network) if design.network else None, Parameters())  # for its note
    folder = out or Path("results") / Path(words[0]).stem
    with closing(make_engine(design, workers, timeout, scheduler, simulate)) as engine, sweep_progress() as show:
        try:
            last = run_sweep(
                design, folder, engine, add=add, retry_failed=retry_failed, only_plan=plan, on_progress=show,
                on_plan=lambda now: _print_plan(console, now, engine.slots),
            )  # fmt: skip
        except KeyboardInterrupt:
            console.print("Stopped. All finished runs are kept. Repeat the command to continue.")
            return INTERRUPTED
    if plan:
        return 0
    _print_end(console, folder, last)
    return SOME_FAILED if last.failed else 0


def _print_plan(console: Console, plan: Plan, slots: int) -> None:
    text = f"{plan.runs:,} runs, {plan.ahead:,} still to do"
    if plan.seconds is not None and plan.disk is not None:
        text += f": about {duration(plan.seconds)} with {slots} at a time, and {size(plan.disk)} of disk"
        text += (
            "."
            if plan.fits
            else f", of which only {size(plan.room)} are free. Free some disk space before it runs out."
        )
    elif plan.ahead:
        text += "; an estimate of the time follows after the first few."
    else:
        text += "."
    console.print(text)


def _print_end(console: Console, folder: Path, plan: Plan) -> None:
    console.print(f"{plan.runs - plan.ahead - plan.failed:,} of {plan.runs:,} runs succeeded. Store: {folder / FILE}")
    if plan.failed:
        with Store(folder) as store:
            _print_reasons(console, store.failures(present_design(store)["id"]))
        console.print("Add --retry-failed to the command to repeat them.")
    console.print(f"Tables: {program()} sweep export {folder}")


def _print_reasons(console: Console, reasons: Sequence[tuple[str, int]]) -> None:
    console.print(f"{sum(count for _, count in reasons):,} failed:")
    for reason, count in reasons[:REASONS]:
        console.print(f"  {count:,} x {reason}", markup=False)
    if len(reasons) > REASONS:
        console.print(f"  and {len(reasons) - REASONS:,} other reasons (failed.csv of the export has all)")


def _status(console: Console, folder: Path, number: int | None) -> int:
    with Store(folder) as store:
        there = store.designs()
        design = present_design(store, number)
        counts = store.counts(design["id"])
        plan = plan_of(store, design["id"], 1, folder)
        title = json.loads(design["design"])["title"]
        busy = holder(folder)
        console.print(
            f"Design {design['id']} of {len(there)}{f': {title}' if title else ''}. {counts[OK]:,} of {plan.runs:,} "
            f"runs succeeded, {counts[FAILED]:,} failed, {counts[PLANNED]:,} still to do.",
            markup=False,
        )
        if plan.seconds and counts[PLANNED]:
            console.print(f"The rest takes about {duration(plan.seconds)} with one worker.")
        console.print(f"Running: {busy}." if busy else "Not running.")
        if counts[FAILED]:
            _print_reasons(console, store.failures(design["id"]))
    return 0


def _export(console: Console, folder: Path, parquet: bool, crate: bool, number: int | None) -> int:
    with Store(folder) as store:
        written = write_tables(store, folder, parquet=parquet, number=number)
        if crate:
            written.append(write_ro_crate(store, folder, written, number))
    for path in written:
        console.print(str(path), markup=False)
    return 0


def size(count: float) -> str:
    """Bytes in words: `3.1 MB`."""
    for unit in ("bytes", "kB", "MB", "GB"):
        if count < 1000.0:
            return f"{count:.0f} bytes" if unit == "bytes" else f"{count:.1f} {unit}"
        count /= 1000.0
    return f"{count:.1f} TB"
