"""What is printed about a virtual trial: tables of effects, what was published beside it, and sentences."""

import math
from collections.abc import Mapping
from typing import Any

import pandas as pd
from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table

from sim.report.words.certainty import counted_words, is_settled, not_yet
from sim.report.words.quantities import number_words
from sim.report.words.trial import arm_label
from sim.report.words.uncertainty import variance_words
from sim.studies.comparison.uncertainty import Uncertainty
from sim.studies.runs.statistics import VarianceShare
from sim.studies.trials.effects import REMISSION
from sim.studies.trials.mediation import Mediation
from sim.studies.trials.spec import TrialSpec
from sim.studies.trials.spillover import Spillover
from sim.studies.trials.therapists import TherapistShare

SOCIETIES = "societies"  # what populations are called here
KINDS = {
    Uncertainty.STOCHASTIC: "other people and other chance, the same parameters",
    Uncertainty.PARAMETER: "parameter sets that the evidence leaves open, the same chance",
    Uncertainty.BOTH: "parameter sets that the evidence leaves open, other people and other chance",
}


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


def print_across(console: Console, plan: TrialSpec, found: pd.DataFrame, uncertainty: Uncertainty) -> None:
    """Print the primary outcome over all societies, and how much of its uncertainty is due to parameters.

    Args:
        console: where.
        plan: the trial.
        found: as from `across`.
        uncertainty: what societies differ by.
    """
    rows = found[found["outcome"] == plan.primary].to_dict("records")
    societies = max((row["known_in"] for row in rows), default=0)
    table = Table(
        title=f"Effect on the primary outcome over {societies} societies: {KINDS[uncertainty]}", title_justify="left",
        title_style="bold", box=SIMPLE_HEAD, show_edge=False, padding=(0, 1, 0, 0),
    )  # fmt: skip
    for name in ("Week", "Arm", "g", "95 % interval", "In how many"):
        table.add_column(name, justify="left" if name in ("Arm", "In how many") else "right")
    for row in rows:
        table.add_row(
            f"{row['week']}", arm_label(row["arm"]), number_words(row["g"], 2),
            f"{number_words(row['low'], 2)} to {number_words(row['high'], 2)}", in_how_many(row),
        )  # fmt: skip
    console.print(table)
    for arm, last in {row["arm"]: row for row in rows}.items():  # the last week of each
        if is_settled(last["known_in"]) and math.isfinite(last["from_parameters"]):
            share = VarianceShare(last["from_parameters"], last["share_low"], last["share_high"])
            what = f"the mean effect of {arm_label(arm)} in week {last['week']}"
            console.print(variance_words(what, share, SOCIETIES), highlight=False)


def in_how_many(row: Mapping[Any, Any]) -> str:
    """In how many societies an arm did better than its comparator, from twelve on."""
    known = int(row["known_in"])
    if not is_settled(known):
        return not_yet(known, SOCIETIES)
    worse = "worse", int(row["worse_in"])
    return counted_words("better", int(row["better_in"]), known, worse, called=SOCIETIES)
