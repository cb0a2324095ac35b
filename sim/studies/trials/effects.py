"""Results of a trial: effect sizes, response, remission and dropout, arm against comparator."""

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from sim.people.scores import SCORES
from sim.studies.runs.statistics import hedges_g, normal_interval
from sim.studies.trials.spec import TrialSpec

RESPONSE = 0.5  # a fall of at least half
REMISSION = {"phq9": 5.0, "gad7": 5.0, "pcl5": 33.0}  # below: conventions of the scales (SY13, SY14)
CUT_OFF = {"phq9": 10.0, "gad7": 10.0, "pcl5": 33.0}  # from here on: a case
DISORDER = {"phq9": "depression", "gad7": "anxiety", "pcl5": "post_traumatic_stress"}
HIGHER_IS_BETTER = ("gse", "hope", "empowerment", "personal_recovery", "attempts", "successes", "ability")
OUTCOMES = (*SCORES, "personal_recovery", "public_stigma", "attempts")


def with_composites(waves: pd.DataFrame) -> pd.DataFrame:
    """Waves with personal recovery added: the mean of hope, empowerment and self-efficacy, 0 to 1."""
    belief = (waves["gse"] - 10.0) / 30.0
    return waves.assign(personal_recovery=(waves["hope"] + waves["empowerment"] + belief) / 3.0)


def effect_size(waves: pd.DataFrame, outcome: str, week: int, arm: str, comparator: str) -> tuple[float, float]:
    """Hedges g of an arm against its comparator, above 0 where the arm did better, and its standard error.

    Standardised by the pooled SD of the trial's own participants at that week; all who were randomised count
    (intention to treat), but for those who left the population.

    Returns:
        g and its standard error; NaN where an arm has fewer than two people or nothing varies.
    """
    now = waves[waves["week"] == week]
    one, other = (now.loc[now["arm"] == name, outcome].to_numpy(np.float64) for name in (arm, comparator))
    if min(len(one), len(other)) < 2 or one.std() + other.std() == 0.0:
        return float("nan"), float("nan")
    g, error = hedges_g(one, other)
    return (g if outcome in HIGHER_IS_BETTER else 0.0 - g), error


def response(waves: pd.DataFrame, outcome: str, week: int, arm: str, since: int = 0) -> float:
    """Share of an arm whose score fell by at least half since a week, else since week 0 (NaN for an arm of nobody, or
    no symptom scale).
    """
    if outcome not in REMISSION:
        return float("nan")
    wide = waves[waves["arm"] == arm].pivot_table(index="person", columns="week", values=outcome)
    if week not in wide or since not in wide:
        return float("nan")
    both = wide[[since, week]].dropna()
    both = both[both[since] > 0.0]
    return float((both[week] <= RESPONSE * both[since]).mean()) if len(both) else float("nan")


def remission(waves: pd.DataFrame, outcome: str, week: int, arm: str) -> float:
    """Share of an arm in remission by the scale's convention (NaN for an arm of nobody, or no symptom scale)."""
    if outcome not in REMISSION:
        return float("nan")
    now = waves[(waves["week"] == week) & (waves["arm"] == arm)]
    return float((now[outcome] < REMISSION[outcome]).mean()) if len(now) else float("nan")


def dropout(waves: pd.DataFrame, week: int, arm: str) -> float:
    """Share of those who began an arm's course and left it before its end (NaN where nobody began one)."""
    now = waves[(waves["week"] == week) & (waves["arm"] == arm)]
    began = now[now["status"].isin(["in_treatment", "completed", "dropped_out"])]
    return float((began["status"] == "dropped_out").mean()) if len(began) else float("nan")


def never_began(waves: pd.DataFrame, week: int, arm: str) -> float:
    """Share of those given an arm's course who never had a first session (NaN for an arm without a course)."""
    now = waves[(waves["week"] == week) & (waves["arm"] == arm)]
    given = now[now["status"] != "none"]
    return float(given["status"].isin(["never_began", "not_started"]).mean()) if len(given) else float("nan")


def relapse(waves: pd.DataFrame, outcome: str, week: int, arm: str, since: int = 0) -> float:
    """Share of an arm who are ill again: a new episode, or the old one with a score at the cut-off at a later visit.

    Args:
        waves: as from `follow`.
        outcome: a symptom scale; its disorder counts.
        week: a measured week.
        arm: the arm.
        since: the measured week from which episodes and visits count.

    Returns:
        The share of those measured; NaN for an arm of nobody, or no symptom scale.
    """
    if outcome not in CUT_OFF:
        return float("nan")
    mine = waves[(waves["arm"] == arm) & waves["week"].between(since, week)]
    here = set(mine.loc[mine["week"] == week, "person"]) & set(mine.loc[mine["week"] == since, "person"])
    mine = mine[mine["person"].isin(here)]
    if mine.empty:
        return float("nan")
    disorder = DISORDER[outcome]
    episodes = mine.pivot_table(index="person", columns="week", values=f"episodes_{disorder}")
    new = episodes[week] > episodes[since]
    visits = mine[mine["week"] > since]
    back = (visits[outcome] >= CUT_OFF[outcome]) & visits[f"in_{disorder}"]
    again = back.groupby(visits["person"]).any().reindex(new.index, fill_value=False)
    return float((new | again).mean())


class Stage(NamedTuple):
    """One randomisation of a trial."""

    number: int
    week: int
    arms: tuple[str, ...]
    comparator: str
    waves: pd.DataFrame  # of those randomised in it, from its week on; arm and status are those of the stage


def stages(plan: TrialSpec, waves: pd.DataFrame) -> list[Stage]:
    """The randomisations of a trial; a first stage of one arm compares nothing.

    Args:
        plan: the trial.
        waves: as from `follow`.
    """
    found = [Stage(1, 0, tuple(plan.arms), plan.comparator, waves)]
    second = plan.second_stage
    if second is not None:
        again = waves[waves["second_arm"] != ""]
        again = again.assign(arm=again["second_arm"], status=again["second_status"])
        ids = again.loc[again["week"] == second.week, "person"]
        again = again[again["person"].isin(ids) & (again["week"] >= second.week)]
        found.append(Stage(2, second.week, tuple(second.arms), second.comparator, again))
    return found


def effects(plan: TrialSpec, waves: pd.DataFrame, outcomes: Sequence[str] = OUTCOMES) -> pd.DataFrame:
    """The table of effects.

    Args:
        plan: the trial.
        waves: as from `follow`.
        outcomes: columns of waves.

    Returns:
        One row an outcome, week and arm other than the comparator: outcome, week, arm, comparator, g (above 0 where
        the arm did better), low and high (95 %), n_arm, n_comparator; response (a fall by half since the stage began),
        remission (below `REMISSION`) and dropout (of those who began) in the arm, response_comparator and
        remission_comparator beside; stage (1, or 2 for those randomised again), relapse and relapse_comparator (ill
        again since the stage began), crossed_over (whether the comparator had crossed over by then).
    """
    rows: list[dict[str, Any]] = []
    for stage in stages(plan, with_composites(waves)):
        for outcome in outcomes:
            for week in [week for week in plan.weeks if week > stage.week]:
                rows += [_row(stage, outcome, week, arm) for arm in stage.arms if stage.comparator not in ("", arm)]
    return pd.DataFrame(rows)


def _row(stage: Stage, outcome: str, week: int, arm: str) -> dict[str, Any]:
    """One row of the table of effects."""
    waves, other, since = stage.waves, stage.comparator, stage.week
    now = waves[waves["week"] == week]
    g, error = effect_size(waves, outcome, week, arm, other)
    low, high = normal_interval(g, error)
    crossed = now.loc[now["arm"] == other, "crossed_over"] if "crossed_over" in now else pd.Series(dtype=bool)
    return {
        "outcome": outcome,
        "week": week,
        "arm": arm,
        "comparator": other,
        "g": g,
        "low": low,
        "high": high,
        "n_arm": int((now["arm"] == arm).sum()),
        "n_comparator": int((now["arm"] == other).sum()),
        "response": response(waves, outcome, week, arm, since),
        "remission": remission(waves, outcome, week, arm),
        "dropout": dropout(waves, week, arm),
        "response_comparator": response(waves, outcome, week, other, since),
        "remission_comparator": remission(waves, outcome, week, other),
        "stage": stage.number,
        "relapse": relapse(waves, outcome, week, arm, since),
        "relapse_comparator": relapse(waves, outcome, week, other, since),
        "crossed_over": bool(crossed.any()),
    }
