"""Results of a trial: effect sizes, response, remission and dropout, arm against comparator."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from sim.people.scores import SCORES
from sim.studies.runs.statistics import hedges_g, normal_interval
from sim.studies.trials.spec import TrialSpec

RESPONSE = 0.5  # a fall of at least half
REMISSION = {"phq9": 5.0, "gad7": 5.0, "pcl5": 33.0}  # below: conventions of the scales (SY13, SY14)
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


def response(waves: pd.DataFrame, outcome: str, week: int, arm: str) -> float:
    """Share of an arm whose score fell by at least half from week 0 (NaN for an arm of nobody, or no symptom scale)."""
    if outcome not in REMISSION:
        return float("nan")
    wide = waves[waves["arm"] == arm].pivot_table(index="person", columns="week", values=outcome)
    if week not in wide or 0 not in wide:
        return float("nan")
    both = wide[[0, week]].dropna()
    both = both[both[0] > 0.0]
    return float((both[week] <= RESPONSE * both[0]).mean()) if len(both) else float("nan")


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


def effects(plan: TrialSpec, waves: pd.DataFrame, outcomes: Sequence[str] = OUTCOMES) -> pd.DataFrame:
    """The table of effects.

    Args:
        plan: the trial.
        waves: as from `follow`.
        outcomes: columns of waves.

    Returns:
        One row an outcome, week and arm other than the comparator: outcome, week, arm, comparator, g (above 0 where
        the arm did better), low and high (95 %), n_arm, n_comparator; response (a fall by half), remission (below
        `REMISSION`) and dropout (of those who began) in the arm, and response_comparator, remission_comparator beside.
    """
    waves = with_composites(waves)
    rows = []
    for outcome in outcomes:
        for week in plan.weeks:
            now = waves[waves["week"] == week]
            for arm in plan.arms:
                if arm == plan.comparator:
                    continue
                g, error = effect_size(waves, outcome, week, arm, plan.comparator)
                low, high = normal_interval(g, error)
                rows.append(
                    {
                        "outcome": outcome,
                        "week": week,
                        "arm": arm,
                        "comparator": plan.comparator,
                        "g": g,
                        "low": low,
                        "high": high,
                        "n_arm": int((now["arm"] == arm).sum()),
                        "n_comparator": int((now["arm"] == plan.comparator).sum()),
                        "response": response(waves, outcome, week, arm),
                        "remission": remission(waves, outcome, week, arm),
                        "dropout": dropout(waves, week, arm),
                        "response_comparator": response(waves, outcome, week, plan.comparator),
                        "remission_comparator": remission(waves, outcome, week, plan.comparator),
                    }
                )
    return pd.DataFrame(rows)
