"""`run.py trial`: run a virtual trial, with tables and figures."""

import math
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Annotated, Any, NamedTuple

import pandas as pd
import typer
from rich.text import Text

from sim.command.console import LARGEST_SEED, command_line, printer
from sim.command.folder import prepare
from sim.command.progress import ProgressBar
from sim.command.recorded import Again, Repeat, repeated
from sim.command.stopping import INTERRUPTED, finishing
from sim.command.trial_printed import (
    effects_tables,
    how_to_read,
    mediation_words,
    print_across,
    published_printed,
    spillover_words,
    therapist_words,
)
from sim.command.uncertain import UNCERTAINTY_OPTION, needs_ensemble, recorded_uncertainty, uncertainty_record
from sim.core.csv_files import write_csv
from sim.core.results import Results
from sim.errors import UserInputError, WrongValue
from sim.report.words.trial import arm_label, design_words
from sim.scenario.scenario import Scenario
from sim.simulation.burn_in import snapshot
from sim.studies.comparison.uncertainty import Uncertainty
from sim.studies.replicated_trials.across import across, effects_in, side_by_side, society_of_trial
from sim.studies.trials.effects import effects
from sim.studies.trials.follow import Waves, follow
from sim.studies.trials.mediation import Mediation, mediation
from sim.studies.trials.published import published_table
from sim.studies.trials.spec import LARGEST_SOCIETY, TrialSpec
from sim.studies.trials.spillover import Spillover, spillover
from sim.studies.trials.therapists import TherapistShare, therapist_share
from sim.studies.trials.trial_files import load_trial
from sim.versions import made_with

STUDY = "trial"  # in the record
EFFECTS = {1: "effects.png", 2: "effects_second_stage.png"}


def trial_command(
    context: typer.Context,
    trial: Annotated[str, typer.Argument(help="Trial to run: a name in scenarios/trials/, or path of a .toml file.")],
    seed: Annotated[int, typer.Option(min=0, max=LARGEST_SEED, help="The same seed gives the same results.")] = 1,
    people: Annotated[
        int | None, typer.Option(min=10, max=LARGEST_SOCIETY, help="Size of the society; else the file's.")
    ] = None,
    societies: Annotated[
        int, typer.Option(min=1, max=1_000, help="Societies in which the same trial takes place.")
    ] = 1,
    uncertainty: Annotated[Uncertainty, UNCERTAINTY_OPTION] = Uncertainty.BOTH,
    out: Annotated[Path | None, typer.Option(help="Folder for results; created if missing.")] = None,
    replace: Annotated[bool, typer.Option("--replace", help="Replace results already in the folder.")] = False,
) -> int:
    """
    Run a virtual trial: recruit by scores or history, randomise, treat, measure, and compare arms.

    Prints effect sizes, published results beside simulated ones, and how much of the variance is due to therapists.
    Writes effects.csv (outcome, week, arm, comparator, g, low, high, numbers, response, remission, dropout, stage,
    relapse), published.csv (where the file has published results), participants.parquet (one row per participant and
    week), mediation.csv (the share of the effect that went through self-efficacy), therapists.csv (the share of the
    variance between therapists), figures (flow of participants, effects by week) and run.json.

    One society gives the interval that a real trial has, from who took part. With --societies the same trial takes
    place in that many, which differ by what --uncertainty says; effects over all of them are printed and written to
    across.csv, those of each to societies.csv. All else is about the first society, which has the default parameters.

    Examples:
        uv run run.py trial cbt_for_depression

        uv run run.py trial my_trial.toml --seed 2 --out results/my_trial

        uv run run.py trial cbt_for_depression --societies 16
    """
    if societies > 1:
        needs_ensemble(uncertainty)
    plan, society = load_trial(trial)
    plan = plan if people is None else plan.model_copy(update={"people": people})
    with prepare(out, "trial", replace) as results:
        return tried(trial, plan, society, seed, results, command_line(context.obj), societies, uncertainty)


def repeat(record: Mapping[str, Any], again: Again) -> Repeat:
    """Run a trial again as its record says.

    Returns:
        What runs it.
    """
    plan, society = TrialSpec(**record["trial"]), Scenario(**record["society"])

    societies = record.get("societies", 1)  # records of earlier versions are of one
    uncertainty = recorded_uncertainty(record)
    return repeated(
        again,
        lambda results: tried(
            str(again.record), plan, society, record["seed"], results, record["command"], societies, uncertainty
        ),
    )


def tried(
    trial: str,
    plan: TrialSpec,
    society: Scenario,
    seed: int,
    results: Results,
    command: str,
    societies: int = 1,
    uncertainty: Uncertainty = Uncertainty.BOTH,
) -> int:
    """Run a trial, write its results and print them; the exit status."""
    console = printer()
    with ProgressBar() as progress:
        bar = progress.add_task("Preparing the population", total=max(plan.weeks) * societies)
        start = snapshot(society, plan.people, seed)
        progress.update(bar, description="Simulating weeks")
        try:
            found = follow(plan, society, start, seed, on_week=partial(progress.advance, bar))
        except WrongValue as problem:
            raise UserInputError(f"{trial}: {problem}") from None
        progress.update(bar, description="The same society without the trial")
        around = spillover(plan, society, start, seed, found)
        progress.update(bar, description="The same trial in other societies" if societies > 1 else "Finished")
        further = in_further_societies(plan, society, seed, societies, uncertainty, partial(progress.advance, bar))
    table = effects(plan, found.waves)
    everywhere = {0: table} | further.tables
    over_all = across(everywhere, uncertainty, seed) if further.tables else None
    shares = [mediation(plan, found.waves, arm, seed) for arm in plan.arms if plan.comparator not in ("", arm)]
    therapists = [therapist_share(plan, found.waves, name) for name, arm in plan.arms.items() if arm.intervention]
    published = published_table(plan, found.waves)
    with finishing():
        if over_all is not None:
            _write_across(results, over_all, side_by_side(everywhere, uncertainty))
        drawn_from = {"societies": further.reached} | (uncertainty_record(uncertainty) if further.reached > 1 else {})
        _write(results, plan, society, found, table, published, shares, therapists, around, seed, command, drawn_from)
    console.print(Text(plan.title, style="bold"))
    for line in design_words(plan):
        console.print(line, highlight=False)
    for stage in sorted(table["stage"].unique()):
        for printed in effects_tables(plan, table[table["stage"] == stage]):
            console.print()
            console.print(printed)
        console.print()
        console.print(how_to_read(plan, int(stage)), highlight=False)
    if len(published):
        console.print(published_printed(published))
    for share in shares:
        console.print(mediation_words(share), highlight=False)
    for one in therapists:
        console.print(therapist_words(one), highlight=False)
    console.print(spillover_words(around, plan), highlight=False)
    if over_all is not None:
        console.print()
        print_across(console, plan, over_all, uncertainty)
    for without in further.left_out:
        console.print(f"Note: {without}", highlight=False, markup=False)
    stopped = further.reached < societies
    if stopped:
        console.print(f"Stopped: {further.reached} of {societies} societies are finished.", highlight=False)
    console.print(f"Data and figures: {results.folder}/", highlight=False)
    return INTERRUPTED if stopped else 0


class Further(NamedTuple):
    """What came of the further societies.

    Attributes:
        tables: effects, by number of the society.
        left_out: those in which the trial could not take place, and why, a sentence each.
        reached: how many societies there were with the first, before the end or Ctrl-C.
    """

    tables: dict[int, pd.DataFrame]
    left_out: list[str]
    reached: int


def in_further_societies(
    plan: TrialSpec,
    society: Scenario,
    seed: int,
    societies: int,
    uncertainty: Uncertainty,
    on_week: Callable[[], None],
) -> Further:
    """Run the same trial in further societies; Ctrl-C, or one with too few who can take part, keeps all others.

    Args:
        plan: the trial.
        society: the scenario of the first one.
        seed: of the study.
        societies: how many there are with the first.
        uncertainty: what they differ by.
        on_week: called after each week, for progress.
    """
    tables: dict[int, pd.DataFrame] = {}
    left_out: list[str] = []
    for number in range(1, societies):
        try:
            tables[number] = effects_in(plan, society_of_trial(society, seed, number, uncertainty), on_week)
        except WrongValue as problem:
            left_out.append(f"society {number + 1} of {societies} is left out: {problem}")
        except KeyboardInterrupt:
            return Further(tables, left_out, number)
    return Further(tables, left_out, societies)


def _write_across(results: Results, over_all: pd.DataFrame, each: pd.DataFrame) -> None:
    results.write("across.csv", lambda path: write_csv(over_all, path))
    results.write("societies.csv", lambda path: write_csv(each, path))


def _write(
    results: Results,
    plan: TrialSpec,
    society: Scenario,
    found: Waves,
    table: pd.DataFrame,
    published: pd.DataFrame,
    shares: list[Mediation],
    therapists: list[TherapistShare],
    around: Spillover,
    seed: int,
    command: str,
    drawn_from: Mapping[str, Any],
) -> None:
    from sim.report.figures.style import png
    from sim.report.figures.trial_effects import draw_effects
    from sim.report.figures.trial_flow import Flow, arm_boxes, draw_flow

    results.write("effects.csv", lambda path: write_csv(table, path))
    if len(published):
        results.write("published.csv", lambda path: write_csv(published, path))
    results.write("participants.parquet", lambda path: found.waves.to_parquet(path, index=False))
    through = pd.DataFrame(shares, columns=Mediation._fields)
    results.write("mediation.csv", lambda path: write_csv(through, path))
    between = pd.DataFrame(therapists, columns=TherapistShare._fields)
    results.write("therapists.csv", lambda path: write_csv(between, path))
    boxes = {arm: arm_boxes(found.waves, arm, arm_label(arm), plan.weeks) for arm in plan.arms}
    recruited = found.recruited
    flow = draw_flow(Flow(recruited.assessed, recruited.eligible, len(recruited.rows), boxes), plan.title)
    results.write("flow.png", lambda path: path.write_bytes(png(flow).whole))
    for stage in sorted(table["stage"].unique()):
        drawn = png(draw_effects(plan, table[table["stage"] == stage])).whole
        results.write(EFFECTS[int(stage)], partial(_put, drawn))
    record = {
        **made_with(command),
        "study": STUDY,
        "seed": seed,
        **drawn_from,
        "trial": plan.model_dump(mode="json"),
        "society": society.model_dump(mode="json"),
        "recruited": {"assessed": recruited.assessed, "eligible": recruited.eligible, "took_part": len(recruited.rows)},
        "spillover": {name: None if math.isnan(value) else value for name, value in around._asdict().items()},
    }
    results.finish(record)


def _put(content: bytes, path: Path) -> int:
    return path.write_bytes(content)
