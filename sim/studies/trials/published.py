"""A trial's published results beside the simulated ones."""

import math
from typing import NamedTuple

import pandas as pd

from sim.studies.runs.statistics import normal_interval, wilson_interval
from sim.studies.trials.effects import (
    Stage,
    dropout,
    effect_size,
    never_began,
    relapse,
    remission,
    response,
    stages,
    with_composites,
)
from sim.studies.trials.spec import Measure, PublishedTrial, TrialSpec

UNKNOWN = "cannot be compared"
MATCHES, BELOW, ABOVE = "agrees", "below what was published", "above what was published"


class Simulated(NamedTuple):
    """What a trial gave: an estimate with its 95 % interval, and the number of people that it is of."""

    value: float
    low: float
    high: float
    people: int


def published_table(plan: TrialSpec, waves: pd.DataFrame) -> pd.DataFrame:
    """Published results beside the simulated ones.

    Args:
        plan: the trial.
        waves: as from `follow`.

    Returns:
        One row a published result: label, measure, outcome, arm, week, evidence; value, low and high as published;
        simulated, simulated_low and simulated_high (95 %), people; verdict: "agrees" where the simulated interval
        reaches into the published range.
    """
    waves = with_composites(waves)
    rows = []
    for figure in plan.published:
        found = simulated(plan, figure, waves)
        rows.append(
            {
                "label": figure.label,
                "measure": figure.measure.value,
                "outcome": figure.outcome or plan.primary,
                "arm": figure.arm,
                "week": figure.week,
                "evidence": figure.evidence,
                "value": figure.value,
                "low": figure.low,
                "high": figure.high,
                "simulated": found.value,
                "simulated_low": found.low,
                "simulated_high": found.high,
                "people": found.people,
                "verdict": verdict(figure, found),
            }
        )
    return pd.DataFrame(rows)


def verdict(figure: PublishedTrial, found: Simulated) -> str:
    """Whether the simulated interval reaches into the published range, and on which side it lies where it does not."""
    if math.isnan(found.value):
        return UNKNOWN
    low = figure.value if figure.low is None else figure.low
    high = figure.value if figure.high is None else figure.high
    if found.high < low:
        return BELOW
    return ABOVE if found.low > high else MATCHES


def simulated(plan: TrialSpec, figure: PublishedTrial, waves: pd.DataFrame) -> Simulated:
    """What the trial gave for a published figure; shares in %."""
    stage = next(one for one in stages(plan, waves) if figure.arm in one.arms)
    outcome = figure.outcome or plan.primary
    now = stage.waves[stage.waves["week"] == figure.week]
    mine = now[now["arm"] == figure.arm]
    if figure.measure == Measure.G:
        against = figure.against or stage.comparator
        g, error = effect_size(stage.waves, outcome, figure.week, figure.arm, against)
        return Simulated(g, *normal_interval(g, error), int(now["arm"].isin([figure.arm, against]).sum()))
    share, people = _share(stage, figure, outcome, mine)
    if math.isnan(share) or people == 0:
        return Simulated(math.nan, math.nan, math.nan, people)
    low, high = wilson_interval(round(share * people), people)
    return Simulated(100.0 * share, 100.0 * low, 100.0 * high, people)


def _share(stage: Stage, figure: PublishedTrial, outcome: str, mine: pd.DataFrame) -> tuple[float, int]:
    """A share of an arm, and the people that it is a share of."""
    waves, week, arm, since = stage.waves, figure.week, figure.arm, stage.week
    if figure.measure == Measure.DROPOUT:
        return dropout(waves, week, arm), int(mine["status"].isin(["in_treatment", "completed", "dropped_out"]).sum())
    if figure.measure == Measure.NEVER_BEGAN:
        return never_began(waves, week, arm), int((mine["status"] != "none").sum())
    if figure.measure == Measure.REMISSION:
        return remission(waves, outcome, week, arm), len(mine)
    of = response if figure.measure == Measure.RESPONSE else relapse
    return of(waves, outcome, week, arm, since), len(mine)
