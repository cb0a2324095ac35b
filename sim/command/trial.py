"""`run.py trial`: run a virtual trial, with tables and figures."""

import math
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import Annotated, Any

import pandas as pd
import typer
from rich.box import SIMPLE_HEAD
from rich.table import Table
from rich.text import Text

from sim.command.console import LARGEST_SEED, command_line, printer
from sim.command.folder import prepare
from sim.command.progress import ProgressBar
from sim.command.recorded import Again, Repeat, repeated
from sim.command.replicated_trials import in_further_societies, print_across
from sim.command.stopping import INTERRUPTED, finishing
from sim.command.uncertain import UNCERTAINTY_OPTION, needs_ensemble, recorded_uncertainty, uncertainty_record
from sim.core.csv_files import write_csv
from sim.core.results import Results
from sim.errors import UserInputError, WrongValue
from sim.report.words.trial import arm_label, design_words
from sim.scenario.scenario import Scenario
from sim.simulation.burn_in import snapshot
from sim.studies.comparison.uncertainty import Uncertainty
from sim.studies.replicated_trials.across import across, side_by_side
from sim.studies.trials.effects import REMISSION, effects
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
        others, stopped = in_further_societies(
            trial, plan, society, seed, societies, uncertainty, partial(progress.advance, bar)
        )
    table = effects(plan, found.waves)
    everywhere = [table, *others]
    over_all = across(everywhere, uncertainty, seed) if others else None
    shares = [mediation(plan, found.waves, arm, seed) for arm in plan.arms if plan.comparator not in ("", arm)]
    therapists = [therapist_share(plan, found.waves, name) for name, arm in plan.arms.items() if arm.intervention]
    published = published_table(plan, found.waves)
    with finishing():
        if over_all is not None:
            _write_across(results, over_all, side_by_side(everywhere, uncertainty))
        count = len(everywhere)
        drawn_from = {"societies": count, **(uncertainty_record(uncertainty) if count > 1 else {})}
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
    if stopped:
        console.print(f"Stopped: {len(everywhere)} of {societies} societies are finished.", highlight=False)
    console.print(f"Data and figures: {results.folder}/", highlight=False)
    return INTERRUPTED if stopped else 0


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


def published_printed(table: pd.DataFrame) -> Table:
    """Published results beside the simulated ones."""
    from sim.report.words.quantities import number_words

    printed = Table(
        title="Beside what was published", title_justify="left", title_style="bold", box=SIMPLE_HEAD, show_edge=False,
        padding=(0, 1, 0, 0),
    )  # fmt: skip
    for name in ("Result", "Week", "Published", "Simulated", "People", "Verdict"):
        printed.add_column(name, justify="left" if name in ("Result", "Verdict") else "right")
    for row in table.to_dict("records"):
        decimals = 2 if row["measure"] == "g" else 0

        def ends(value: float, low: float | None, high: float | None, decimals: int = decimals) -> str:
            if value is None or math.isnan(value):
                return "unknown"
            text = number_words(value, decimals)
            if low is None or high is None or math.isnan(low) or math.isnan(high):
                return text
            return f"{text} ({number_words(low, decimals)} to {number_words(high, decimals)})"

        printed.add_row(
            f"{row['label']} [{row['evidence']}]" if row["evidence"] else str(row["label"]), f"{row['week']}",
            ends(row["value"], row["low"], row["high"]),
            ends(row["simulated"], row["simulated_low"], row["simulated_high"]), f"{row['people']}", row["verdict"],
        )  # fmt: skip
    return printed


def percent_words(share: float) -> str:
    """A share as a percentage; empty where it is undefined."""
    return "" if math.isnan(share) else f"{100.0 * share:.0f} %"


def effects_tables(plan: TrialSpec, effects: pd.DataFrame) -> list[Table]:
    """The primary outcome and self-efficacy, one table each."""
    from sim.report.figures.trial_effects import NAMES
    from sim.report.words.quantities import number_words

    tables = []
    for outcome in dict.fromkeys([plan.primary, "gse"]):
        words = NAMES[outcome]
        table = Table(
            title=words[:1].upper() + words[1:], title_justify="left", title_style="bold", box=SIMPLE_HEAD,
            show_edge=False, padding=(0, 1, 0, 0),
        )  # fmt: skip
        stage = int(effects["stage"].iloc[0]) if "stage" in effects and len(effects) else 1
        first = "Ill again" if plan.asks_for_relapse(stage) else "Halved"
        of_symptoms = (first, "Remission") if outcome in REMISSION else ()
        for name in ("Week", "Arm", "g", "95 % interval", *of_symptoms, "Left", "People"):
            table.add_column(name, justify="left" if name == "Arm" else "right", no_wrap=name != "Arm")
        for row in effects[effects["outcome"] == outcome].to_dict("records"):
            known = not math.isnan(row["g"])
            wanted = ("relapse" if plan.asks_for_relapse(stage) else "response", "remission")
            shares = [percent_words(row[name]) for name in wanted] if of_symptoms else []
            table.add_row(
                f"{row['week']}", arm_label(row["arm"]), number_words(row["g"], 2) if known else "",
                f"{number_words(row['low'], 2)} to {number_words(row['high'], 2)}" if known else "unknown",
                *shares, percent_words(row["dropout"]), f"{row['n_arm']} / {row['n_comparator']}",
            )  # fmt: skip
        tables.append(table)
    return tables


def how_to_read(plan: TrialSpec, stage: int = 1) -> str:
    """What the columns of a stage's tables mean."""
    second = plan.second_stage
    comparator = plan.comparator if stage == 1 or second is None else second.comparator
    arms = plan.arms if stage == 1 or second is None else second.arms
    crossing = arms[comparator].crossover_week
    after = f" After week {crossing} {arm_label(comparator)} has crossed over." if isinstance(crossing, int) else ""
    halved = "halved: score at most half of that at the start"
    again = "ill again: a new episode, or the old one with a score at the cut-off at a visit"
    symptoms = (
        f"{again if plan.asks_for_relapse(stage) else halved}; remission: PHQ-9 or GAD-7 below 5, PCL-5 below 33; "
    )
    return (
        f"Against {arm_label(comparator)}.{after} g: effect size (Hedges), above 0 the arm did better; "
        f"{symptoms if plan.primary in REMISSION else ''}left: of those who began the course; people: in the arm / in "
        f"{arm_label(comparator)}."
    )


def mediation_words(found: Mediation) -> str:
    """How much of an effect was mediated by self-efficacy, in a sentence."""
    from sim.report.words.quantities import number_words

    arm = found.arm.replace("_", " ")
    if math.isnan(found.share):
        return f"{arm}: the effect is too small to estimate how much of it went through self-efficacy."
    share, low, high = (number_words(100.0 * value, 0) for value in (found.share, found.low, found.high))
    return (
        f"{arm}: {share} % of the effect in week {found.outcome_week} went through self-efficacy in week "
        f"{found.mediator_week} (95 % interval {low} to {high} %)."
    )


def therapist_words(found: TherapistShare) -> str:
    """How much of the differences in outcome lies between therapists, in a sentence."""
    from sim.report.figures.trial_effects import NAMES
    from sim.report.words.quantities import number_words

    arm, outcome = found.arm.replace("_", " "), NAMES[found.outcome]
    if math.isnan(found.share):
        return f"{arm}: too few people of one therapist to say how much of the differences lies between therapists."
    share, low, high = (number_words(100.0 * value, 0) for value in (found.share, found.low, found.high))
    return (
        f"{arm}: {share} % of the variance of {outcome} in week {found.week}, that at the start taken into account, "
        f"lies between its {found.therapists} therapists (95 % interval {low} to {high} %; {found.people} people)."
    )


def spillover_words(found: Spillover, plan: TrialSpec) -> str:
    """The trial's spillover to people tied to the treated, in a sentence."""
    from sim.report.figures.trial_effects import NAMES
    from sim.report.words.quantities import number_words

    tied = f"{100 * found.tied_participants:.0f} % of participants have a tie to another one."
    if math.isnan(found.difference):
        return f"Spillover: nobody outside the trial is tied to the treated. {tied}"
    difference, low, high = (number_words(value, 3, signed=True) for value in (found.difference, found.low, found.high))
    return (
        f"Spillover: {found.neighbours:,} people outside the trial have ties to the treated; their "
        f"{NAMES[plan.primary]} differs by {difference} points ({low} to {high}) from the same people "
        f"without the trial. {tied}"
    )
