"""What a run of a sweep is asked for: figures of the summary, last-year means of weekly outcomes, prevalences."""

from collections.abc import Callable

import numpy as np

from sim.outcomes.catalogue import SUMMARY, WEEKLY, Outcome
from sim.outcomes.rates import OUTCOMES
from sim.people.state import WEEKS_PER_YEAR
from sim.studies.runs.run import RunResult

PREVALENCES = {
    "depression_prevalence": "depression_ill",
    "anxiety_prevalence": "anxiety_ill",
    "ptsd_prevalence": "post_traumatic_stress_ill",
    "any_prevalence": "ill",
}
"""Shares of people in an episode, 0 to 1, mean of the last year; and the weekly outcome (in %) that each comes from."""

DEFAULT_OUTCOMES = ("weeks_of_illness", "recovered", "people_treated", "any_prevalence", "self_efficacy")


def outcome_names() -> list[str]:
    """All outcomes that a design can name."""
    return [*SUMMARY, *[name for name in OUTCOMES if name not in SUMMARY], *PREVALENCES]


def described(name: str) -> Outcome:
    """How an outcome is named, measured and judged."""
    if name in SUMMARY:
        shown = SUMMARY[name]
        return shown._replace(unit=f"{shown.unit} a head") if shown.counted else shown
    if name in WEEKLY:
        return WEEKLY[name]._replace(title=f"{WEEKLY[name].title}, last year")
    if name in PREVALENCES:
        shown = WEEKLY[PREVALENCES[name]]
        return Outcome(f"{shown.title}, last year", "share", shown.better)
    return Outcome(name.replace("_", " "), "", "")


def reader(name: str) -> Callable[[RunResult], float]:
    """How an outcome is read from a finished run; NaN where it is not known (a mean over nobody, say).

    Args:
        name: one of `outcome_names`.
    """
    if name in SUMMARY:
        return lambda result: float(result.totals[name])
    if name in PREVALENCES:
        return lambda result: last_year(result, PREVALENCES[name]) / 100.0
    return lambda result: last_year(result, name)


def last_year(result: RunResult, name: str) -> float:
    """Mean of a weekly outcome over the last 52 weeks, those left out in which it is not known."""
    values = result.series[-WEEKS_PER_YEAR:, OUTCOMES.index(name)]
    values = values[~np.isnan(values)]
    return float(values.mean()) if len(values) else float("nan")
