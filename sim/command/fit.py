"""`run.py fit`: fit the model to the evidence, and make the ensemble that comes with it."""

import json
import math
import time
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import pandas as pd
import typer

from sim.command.console import printer
from sim.command.progress import ProgressBar
from sim.core.fingerprint import rule_fingerprint
from sim.core.installation import program
from sim.core.results import Results
from sim.errors import UserInputError
from sim.scenario.load import load_scenario
from sim.scenario.save import scenario_toml
from sim.studies.fitted.ensemble import FILE, ensemble, write_ensemble
from sim.studies.fitted.priors import with_values
from sim.versions import commit, version

if TYPE_CHECKING:
    from sim.studies.fitting.question import Question
    from sim.studies.fitting.waves import Plan


def fit_command(
    out: Annotated[Path, typer.Option(help="Folder for runs; use the same folder to continue a fit.")] = Path(
        "results/fit"
    ),
    first_wave: Annotated[int, typer.Option(min=8, help="Runs across the whole prior.")] = 120,
    second_wave: Annotated[int, typer.Option(min=2, help="Runs in the region the first wave did not rule out.")] = 80,
    third_wave: Annotated[int, typer.Option(min=0, help="Runs at draws of the posterior of the first two.")] = 60,
    members: Annotated[int, typer.Option(min=6, help="Parameter sets of the ensemble.")] = 32,
    people: Annotated[int, typer.Option(min=1000, help="People in each simulated society.")] = 10_000,
    steps: Annotated[int, typer.Option(min=100, help="Steps of the sampler.")] = 4000,
    seed: Annotated[int, typer.Option(min=0, max=10**6, help="The same seed gives the same fit.")] = 1,
    workers: Annotated[int, typer.Option(min=1, max=256, help="Runs at a time, each in its own process.")] = 2,
    truths: Annotated[
        int, typer.Option(min=2, help="Worlds with known parameters to fit, to see whether they are found again.")
    ] = 100,
    target: Annotated[
        Path | None,
        typer.Option(
            help="File (.toml) with findings of another country or region to fit instead of the model's own evidence."
        ),
    ] = None,
    again: Annotated[
        bool,
        typer.Option(
            "--again",
            help="No new fit: measure the parameter sets that come with the model again.",
        ),
    ] = False,
    ship: Annotated[
        bool,
        typer.Option(
            "--ship",
            help="Replace the ensemble that comes with the model. Then make its first member the default by hand.",
        ),
    ] = False,
) -> int:
    """
    Fit the free parameters to the evidence rows of role `fit`. Takes some three hours on two cores.

    Steps: three waves of runs (the whole prior, what is not ruled out, the posterior), an emulator trained on them, a
    posterior sampled from it, worlds with known parameters fitted as if they were the real one, and an ensemble drawn
    from the posterior and measured in the model itself. Every run is saved as it ends: after Ctrl-C, repeat the command
    to continue. Writes ensemble.json, learned.csv (how much the evidence narrowed each parameter), rows.csv (how well
    the emulator predicts each row, and how far the model misses it), calibration.csv (where true values lay among draws
    of the posterior) and runs.jsonl (all runs).

    Examples:
        uv run run.py fit --out results/fit

        uv run run.py fit --again --ship

        uv run run.py fit --target our_region.toml --out results/our_region

    A file of findings has one table for each, by the id of the evidence row that is measured, and one for each number
    that may move (left out: all that the model's own fit may move):

        [rows.SY01]
        value = 9.5
        low = 8.5
        high = 10.5

        [free.depression_mean]
        low = -2.5
        high = -1.9

    With --target, region.toml is written as well: a scenario with the numbers that were found, to extend or compare.
    """
    from sim.studies.fitting.question import (
        own_evidence,
        read_question,
    )  # scikit-learn and SciPy's statistics take seconds to load
    from sim.studies.fitting.waves import Plan

    plan = Plan(first_wave, second_wave, third_wave, members, people, people, steps, truths, seed, workers)
    if target is not None and (again or ship):
        raise UserInputError("--target: a fit to findings of your own goes with neither --again nor --ship")
    asked = own_evidence() if target is None else read_question(target)
    with Results(out, FILE.name) as results:
        return _again(plan, results, ship) if again else _fit(plan, asked, results, ship)


def _fit(plan: "Plan", asked: "Question", results: Results, ship: bool) -> int:
    from sim.studies.fitting.fit import fit
    from sim.studies.fitting.run_file import KEPT, RunFile

    console = printer()
    out = results.folder
    began = time.monotonic()
    with ProgressBar() as progress:
        bar = progress.add_task("Starting", total=1)
        found = fit(
            plan, asked, out, lambda what, done, of: progress.update(bar, description=what, completed=done, total=of)
        )
    minutes = (time.monotonic() - began) / 60.0
    known, rows = found.calibration, len(asked.targets.rows)
    made: dict[str, object] = {
        "version": version(), "commit": commit(), "rules": rule_fingerprint(), "plan": plan._asdict(), "rows": rows,
        "runs": found.runs, "minutes": round(minutes), "not_ruled_out": [float(f"{left:.2g}") for left in found.left],
        "worst_r_hat": round(float(found.posterior.r_hat.max()), 4),
        "fewest_effective": round(float(found.posterior.effective.min())),
        "truths": len(known.truths), "coverage": round(known.coverage, 3),
        "ranks_uniform_p": round(known.uniform, 3),
        "importance_effective": round(found.weights[0], 1),
        "importance_tail": None if math.isnan(found.weights[1]) else round(found.weights[1], 2),
    }  # fmt: skip
    ranks = pd.DataFrame(known.ranks, columns=found.learned["parameter"])
    runs = RunFile(out / "runs.jsonl", also=KEPT).shortened(plan.people)
    writers: dict[str, Callable[[Path], object]] = {
        FILE.name: partial(write_ensemble, found.members, made),
        "learned.csv": partial(found.learned.to_csv, index=False, float_format="%.5g", lineterminator="\n"),
        "rows.csv": partial(found.rows.to_csv, index=False, lineterminator="\n"),
        "calibration.csv": partial(ranks.to_csv, index=False, lineterminator="\n"),
    }
    if asked.elsewhere:
        nearest = max(found.members, key=lambda member: member.log_likelihood)
        writers["region.toml"] = partial(_write_region, nearest.parameters)
    _put(results, ship, writers, {KEPT.name: lambda path: path.write_text(runs, encoding="utf-8")})
    best = found.members[0]
    others = sorted(one.agreeing for one in found.members[1:])
    lines = (
        f"Worlds that are known: {100.0 * known.coverage:.0f} % of the 90 % intervals contained the true value "
        f"({len(known.truths)} worlds); ranks are uniform with p = {known.uniform:.2f}.",
        f"Sampler: R-hat at most {found.posterior.r_hat.max():.3f}, {found.posterior.effective.min():.0f} effective "
        "draws or more.",
        f"{len(found.members)} parameter sets: the default agrees with {best.agreeing} of {rows} rows in one society, "
        f"draws of the posterior with {others[0]} to {others[-1]} (median {others[len(others) // 2]}). "
        f"{minutes:.0f} minutes.",
        f"Ensemble, and how much the evidence narrowed each parameter: {out}/",
    )
    for line in lines:
        console.print(line, highlight=False)
    return 0


def _write_region(values: Mapping[str, float], path: Path) -> None:
    """A scenario with the numbers that fit best, to extend or compare."""
    baseline = load_scenario("baseline")
    said = {"title": "Fitted to findings of your own", "description": "The baseline, with the numbers that fit best."}
    path.write_text(scenario_toml(with_values(baseline, values).model_copy(update=said), baseline), encoding="utf-8")


def _put(
    results: Results,
    ship: bool,
    writers: Mapping[str, Callable[[Path], object]],
    beside: Mapping[str, Callable[[Path], object]] | None = None,
) -> None:
    """Write the files, and with `ship` a second time beside the model, with those that are only kept there."""
    for name, writer in writers.items():
        results.write(name, writer)
    results.finish()
    if ship:
        with Results(FILE.parent, FILE.name) as shipped:
            for name, writer in {**writers, **(beside or {})}.items():
                shipped.write(name, writer)
            shipped.finish()


def _again(plan: "Plan", results: Results, ship: bool) -> int:
    from sim.evidence.rows import evidence_rows
    from sim.studies.fitting.likelihood import targets_of
    from sim.studies.fitting.members import measured_members
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
        members = measured_members(
            [member.parameters for member in ensemble()], plan, targets, RunFile(out / "runs.jsonl"),
            lambda what, done, of: progress.update(bar, description=what, completed=done, total=of),
        )  # fmt: skip
    made = json.loads(FILE.read_text(encoding="utf-8"))["made"]
    made["measured_again"] = {"version": version(), "commit": commit(), "rules": rule_fingerprint()}
    _put(results, ship, {FILE.name: partial(write_ensemble, members, made)})
    within = [member.agreeing for member in members]
    printer().print(
        f"The default agrees with {within[0]} of {len(targets.rows)} rows in one society, the other {len(within) - 1} "
        f"sets with {min(within[1:])} to {max(within[1:])}. Written to {out / FILE.name}.",
        highlight=False,
    )
    return 0
