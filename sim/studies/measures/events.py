"""Rows on stressful life events and the onset of depression in the same month."""

import numpy as np

from sim.people.state import Disorder
from sim.studies.measures.estimate import Estimate
from sim.studies.measures.laboratory import Laboratory, measures
from sim.studies.measures.spells import person_months


def _months(lab: Laboratory) -> dict[str, np.ndarray]:
    table = person_months(lab.history, Disorder.DEPRESSION, int(lab.parameters.weeks_ill))
    return {"months": table["months"].to_numpy(np.float64), "onsets": table["onsets"].to_numpy(np.float64)}


@measures("SO15")
def onset_in_the_month_of_an_event(lab: Laboratory) -> Estimate:
    """Odds ratio of an onset of depression in a month with a stressful event against a month without."""
    table = _months(lab)
    months, onsets = table["months"], table["onsets"]
    with_, without = onsets[1:].sum(), onsets[0]
    free_with, free_without = months[1:].sum() - with_, months[0] - without
    if min(with_, without, free_with, free_without) <= 0:
        return Estimate(float("nan"), float("nan"))
    ratio = float(with_ / free_with / (without / free_without))
    return Estimate(ratio, ratio * float((1.0 / with_ + 1.0 / without + 1.0 / free_with + 1.0 / free_without) ** 0.5))


def risk_against_none(lab: Laboratory, events: int) -> Estimate:
    """Risk of an onset in a month with this number of stressful events, relative to a month with none."""
    table = _months(lab)
    months, onsets = table["months"], table["onsets"]
    if min(months[events], onsets[0]) <= 0:
        return Estimate(float("nan"), float("nan"))
    ratio = float(onsets[events] / months[events] / (onsets[0] / months[0]))
    return Estimate(ratio, max(ratio, 1.0) * float((1.0 / max(onsets[events], 1.0) + 1.0 / onsets[0]) ** 0.5))


@measures("SO17")
def risk_with_one_event(lab: Laboratory) -> Estimate:
    """Risk ratio of an onset, one event against none."""
    return risk_against_none(lab, 1)


@measures("SO18")
def risk_with_two_events(lab: Laboratory) -> Estimate:
    """Risk ratio of an onset, two events against none."""
    return risk_against_none(lab, 2)


@measures("SO19")
def risk_with_three_events(lab: Laboratory) -> Estimate:
    """Risk ratio of an onset, three events or more against none."""
    return risk_against_none(lab, 3)
