"""Where self-efficacy came from: contributions by cause, summed over the run, with intervals."""

import math
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from sim.outcomes.catalogue import BELIEF_PREFIX
from sim.people.state import WEEKS_PER_YEAR, Cause
from sim.report.words.comparison import Comparison, baseline_of, policies
from sim.studies.runs.statistics import t_interval

CAUSES: dict[str, str] = {
    "mastery": "Own success and failure",
    "modeling": "Seeing others like me cope, fail or recover",
    "persuasion": "Encouragement and scorn",
    "bodily_state": "Distress interpreted as inability",
    "self_stigma": "Self-stigma (\u201cwhy try\u201d)",
    "character": "Resilience and self-esteem",
    "treatment_mastery": "Success in guided tasks of treatment",
    "programme_modeling": "Coping shown by programmes and groups",
    "programme_persuasion": "Encouragement by therapists and programmes",
    "set_point": "Return to the personal level",
    "life_events": "Stressful events, in people once depressed",
}
"""The causes of the ledger in plain words."""

NET = "net"
GSE_LOWEST, GSE_SPAN = 10.0, 30.0  # points (Schwarzer and Jerusalem 1995)


class Source(NamedTuple):
    """What one cause contributed (NaN ends where no interval is possible)."""

    cause: str  # a cause of the ledger, or "net" for their sum
    label: str
    value: float
    low: float
    high: float


def cause_names() -> list[str]:
    """The causes in the order of the ledger."""
    return [cause.name.lower() for cause in Cause]


def cause_label(name: str) -> str:
    """A cause in plain words."""
    return "Net change" if name == NET else CAUSES.get(name, name.replace("_", " ").capitalize())


def totals(series: pd.DataFrame, scenario: str) -> npt.NDArray[np.float64]:
    """Contributions summed over all weeks: one row per replicate, a column per cause (logits)."""
    names = [BELIEF_PREFIX + name for name in cause_names()]
    chosen = series[(series["scenario"] == scenario) & series["outcome"].isin(names)]
    table = chosen.pivot_table(index="replicate", columns="outcome", values="value", aggfunc="sum").sort_index()
    return table.reindex(columns=names, fill_value=0.0).to_numpy(dtype=np.float64)


def sources_of(contributions: npt.NDArray[np.float64]) -> list[Source]:
    """Means over replicates with intervals, cause by cause, and their exact sum as the last entry."""
    if contributions.size == 0:
        return []
    by_cause = [
        Source(name, cause_label(name), *t_interval(contributions[:, index]))
        for index, name in enumerate(cause_names())
    ]
    _, low, high = t_interval(contributions.sum(axis=1))
    return [*by_cause, Source(NET, cause_label(NET), sum(source.value for source in by_cause), low, high)]


def baseline_sources(comparison: Comparison) -> list[Source]:
    """The baseline's contributions a year, by cause, and their sum."""
    years = comparison.series["week"].max() / WEEKS_PER_YEAR if len(comparison.series) else 1.0
    return sources_of(totals(comparison.series, baseline_of(comparison)) / years)


def scenario_sources(comparison: Comparison, scenario: str) -> list[Source]:
    """A scenario's difference from the baseline in contributions over the whole run, and their sum."""
    with_policy, without = (totals(comparison.series, name) for name in (scenario, baseline_of(comparison)))
    return sources_of(with_policy - without) if with_policy.shape == without.shape else []


def points_a_logit(comparison: Comparison) -> float:
    """Points of the GSE that a small change by one logit makes at the mean of the baseline's last year.

    The scale (10 to 40) is a curve over the logits on which contributions add up, so that one factor for all people
    and weeks is an approximation: the true one is smaller for those far from the middle of the scale.
    """
    series = comparison.series
    chosen = series[(series["scenario"] == baseline_of(comparison)) & (series["outcome"] == "self_efficacy")]
    last = chosen[chosen["week"] > chosen["week"].max() - WEEKS_PER_YEAR]["value"]
    share = (float(last.mean()) - GSE_LOWEST) / GSE_SPAN if len(last) else math.nan
    if not 0.0 < share < 1.0:
        share = 0.5  # the middle of the scale
    return GSE_SPAN * share * (1.0 - share)


def in_points(source: Source, factor: float) -> Source:
    """A source in points of the GSE instead of logits.

    Args:
        source: in logits.
        factor: points a logit, as from `points_a_logit`.
    """
    return source._replace(value=factor * source.value, low=factor * source.low, high=factor * source.high)


def all_sources(comparison: Comparison) -> dict[str, list[Source]]:
    """Baseline (a year) and every scenario's difference (the whole run)."""
    return {baseline_of(comparison): baseline_sources(comparison)} | {
        name: scenario_sources(comparison, name) for name in policies(comparison)
    }
