"""`run.py fit`: fit the model to the evidence, and make the ensemble that comes with it."""

import json
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sim.command.console import printer
from sim.command.progress import ProgressBar
from sim.core.fingerprint import rule_fingerprint
from sim.core.installation import program
from sim.core.results import Results
from sim.errors import UserInputError
from sim.studies.fitted.ensemble import FILE, ensemble, write_ensemble
from sim.versions import commit, version

if TYPE_CHECKING:
    from sim.studies.fitting.fit import Plan


def fit_command(
    out: Annotated[Path, typer.Option(help="Folder for runs; use the same folder to continue a fit.")] = Path(
        "results/fit"
    ),
    first_wave: Annotated[int, typer.Option(min=60, help="Runs across the whole prior.")] = 100,
    second_wave: Annotated[int, typer.Option(min=10, help="Runs in the region the first wave did not rule out.")] = 60,
    rounds: Annotated[
        int, typer.Option(min=0, help="Rounds of four runs where the emulator expects the best fit.")
    ] = 8,
    members: Annotated[int, typer.Option(min=2, help="Parameter sets to keep at most; twice as many are tried.")] = 15,
    people: Annotated[int, typer.Option(min=1000, help="People in each simulated society.")] = 10_000,
    seed: Annotated[int, typer.Option(min=0, max=10**6, help="The same seed gives the same fit.")] = 1,
    workers: Annotated[int, typer.Option(min=1, max=256, help="Runs at a time, each in its own process.")] = 2,
    truths: Annotated[
        int,
        typer.Option(
            min=2, help="Parameter recovery: simulated data sets to fit, to see which parameters are recovered."
        ),
    ] = 20,
    again: Annotated[
        bool,
        typer.Option(
            "--again",
            help="No new fit: evaluate the parameter sets that come with the model again, and keep those that fit.",
        ),
    ] = False,
    ship: Annotated[
        bool,
        typer.Option(
            "--ship",
            help="Replace the ensemble that comes with the model. Then make its best member the default by hand.",
        ),
    ] = False,
) -> int:
    """
    Fit the free parameters to the evidence rows of role `fit`. Takes about an hour on two cores.

    Steps: two waves of runs, an emulator trained on them, rounds of refinement where it expects the best fit, a
    posterior sampled from it, and an ensemble of parameter sets that are tested in the model itself. Every run is saved
    as it ends: after Ctrl-C, repeat the command to continue. Writes ensemble.json, learned.csv (how much the evidence
    narrowed each parameter) and emulator.csv (how well the emulator predicts each row).

    Examples:
        uv run run.py fit --out results/fit

        uv run run.py fit --again --ship
    """
    from sim.studies.fitting.fit import Plan  # scikit-learn and SciPy's statistics take seconds to load

    plan = Plan(first_wave, second_wave, rounds, members, people, 2 * people, truths=truths, seed=seed, workers=workers)
    with Results(out, FILE.name) as results:
        return (_again if again else _fit)(plan, results, ship)


def _fit(plan: "Plan", results: Results, ship: bool) -> int:
    from sim.studies.fitting.fit import fit

    console = printer()
    out, truths = results.folder, plan.truths
    began = time.monotonic()
    with ProgressBar() as progress:
        bar = progress.add_task("Starting", total=1)
        found = fit(plan, out, lambda what, done, of: progress.update(bar, description=what, completed=done, total=of))
    minutes = (time.monotonic() - began) / 60.0
    made: dict[str, object] = {
        "version": version(), "commit": commit(), "rules": rule_fingerprint(), "plan": plan._asdict(),
        "tried": found.tried, "runs": found.runs, "minutes": round(minutes),
        "coverage": round(found.recovery.coverage, 3), "truths": truths,
    }  # fmt: skip
    _put(
        results, ship,
        {
            FILE.name: partial(write_ensemble, found.members, made),
            "learned.csv": partial(found.learned.to_csv, index=False, float_format="%.5g", lineterminator="\n"),
            "emulator.csv": partial(found.emulator.to_csv, index=False, lineterminator="\n"),
        },
    )  # fmt: skip
    found_of = f"{100.0 * found.recovery.coverage:.0f} % of the 90 % intervals"
    console.print(
        f"Parameter recovery: in {truths} simulated data sets, {found_of} contained the true value.", highlight=False
    )
    best = found.members[0]
    console.print(
        f"{len(found.members)} parameter sets kept of {found.tried} tried; the best agrees with {best.agreeing} rows, "
        f"the others with {min(one.agreeing for one in found.members)} or more. {minutes:.0f} minutes.",
        highlight=False,
    )
    console.print(f"Ensemble, and how much the evidence narrowed each parameter: {out}/", highlight=False)
    return 0


def _put(results: Results, ship: bool, writers: dict[str, Callable[[Path], object]]) -> None:
    """Write the files, and with `ship` a second time beside the model."""
    for name, writer in writers.items():
        results.write(name, writer)
    results.finish()
    if ship:
        with Results(FILE.parent, FILE.name) as shipped:
            for name, writer in writers.items():
                shipped.write(name, writer)
            shipped.finish()


def _again(plan: "Plan", results: Results, ship: bool) -> int:
    from sim.evidence.rows import evidence_rows
    from sim.studies.fitting.fit import SOCIETIES, judge
    from sim.studies.fitting.likelihood import targets_of
    from sim.studies.fitting.run_file import RunFile

    if not ensemble():
        raise UserInputError(
            "--again: this needs an ensemble of parameter sets, and there is none yet. "
            f"Create one with: {program()} fit"
        )
    out = results.folder
    targets = targets_of(list(evidence_rows("fit").values()))
    with ProgressBar() as progress:
        bar = progress.add_task("Starting", total=1)
        members = judge(
            [member.parameters for member in ensemble()], plan, targets, RunFile(out / "runs.jsonl"),
            lambda what, done, of: progress.update(bar, description=what, completed=done, total=of),
        )  # fmt: skip
    made = json.loads(FILE.read_text(encoding="utf-8"))["made"]
    made["judged_again"] = {"version": version(), "commit": commit(), "rules": rule_fingerprint()}
    _put(results, ship, {FILE.name: partial(write_ensemble, members, made)})
    within = [member.agreeing for member in members]
    printer().print(
        f"The best set agrees with {within[0]} of {len(targets.rows)} rows, by the mean of {SOCIETIES} societies; "
        f"{len(members)} of {len(ensemble())} sets fit as well or nearly ({min(within)} to {max(within)} rows) and are "
        f"kept. Written to {out / FILE.name}.",
        highlight=False,
    )
    return 0
