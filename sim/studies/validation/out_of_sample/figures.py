"""The figures that are predicted: how each is published, and how it is read off runs."""

import math
from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np

from sim.evidence.service_periods import ServicePeriod
from sim.studies.readings.case import Case, Found
from sim.studies.readings.services import (
    cases_among,
    finished,
    mean_sessions,
    percent,
    recovered,
    recovery_gap,
    recovery_rate,
    reliably_improved,
    seen_within_6_weeks,
)
from sim.studies.runs.statistics import t_interval


class Figure(NamedTuple):
    """One figure that is predicted.

    Attributes:
        title: for readers.
        unit: of it.
        published: of a period; None where nothing was.
        simulated: of a run.
        relative: it is a count, taken relative to the first period; one month's is not compared.
        follows: it follows from what is given, so that it is no test.
        pooled: of all replicates together, in the place of `simulated`.
    """

    title: str
    unit: str
    published: Callable[[ServicePeriod], float | None]
    simulated: Callable[[Case], float]
    relative: bool = False
    follows: bool = False
    pooled: Callable[[Sequence[Case]], Found] | None = None


def reliable_recovery(case: Case) -> float:
    """Per cent of cases who end below both cut-offs and improved reliably."""
    cases = cases_among(finished(case))
    return percent(recovered(cases) & reliably_improved(cases))


FIGURES = {
    "finished": Figure(
        "courses finished", "times {first}", lambda period: period.finished, lambda case: float(len(finished(case))),
        relative=True, follows=True,
    ),
    "started": Figure(
        "people who start", "times {first}", lambda period: period.started,
        lambda case: float(case.result.courses.started.sum()), relative=True,
    ),
    "recovery": Figure("recovery", "%", lambda period: period.recovery_pct, recovery_rate),
    "reliable_recovery": Figure(
        "reliable recovery", "%", lambda period: period.reliable_recovery_pct, reliable_recovery
    ),
    "sessions": Figure("length of a course", "sessions", lambda period: period.sessions_finished, mean_sessions),
    "within_6_weeks": Figure(
        "seen within six weeks", "%", lambda period: period.within_6_weeks_pct, seen_within_6_weeks
    ),
    "gap": Figure(
        "recovery gap", "percentage points", lambda period: period.recovery_gap,
        lambda case: recovery_gap([case]).value, pooled=recovery_gap,
    ),
}  # fmt: skip


def published_values(periods: Sequence[ServicePeriod], figure: Figure) -> list[float]:
    """The published value of each period, in the figure's unit; NaN where there is none to compare with."""
    first = figure.published(periods[0])
    found = []
    for period in periods:
        value = figure.published(period)
        if value is not None and figure.relative:
            value = value / first if first and period.is_year else None
        found.append(math.nan if value is None else float(value))
    return found


class Predicted(NamedTuple):
    """What the model says of a figure in a period."""

    model: float
    low: float  # ends of its 95 % interval
    high: float
    change: float  # against the simulated first period; NaN for pooled figures


def predicted(figure: Figure, before: Sequence[Case], after: Sequence[Case]) -> Predicted:
    """A figure of one period, from the runs of the first period and those of the period on the same populations."""
    if figure.pooled is not None:
        found, base = figure.pooled(after), figure.pooled(before)
        return Predicted(found.value, found.low, found.high, found.value - base.value)
    one, two = (np.array([figure.simulated(case) for case in cases]) for cases in (before, after))
    if figure.relative:
        ratio = np.divide(two, one, out=np.full(len(one), np.nan), where=one > 0.0)
        return Predicted(*t_interval(ratio), t_interval(ratio)[0] - 1.0)
    return Predicted(*t_interval(two), t_interval(two - one)[0])
