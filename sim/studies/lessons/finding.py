"""What an experiment found: differences with intervals, and the answer that the run gives to the question."""

from typing import NamedTuple

import numpy as np

from sim.studies.lessons.experiment import Outcome
from sim.studies.lessons.lesson import HIGHER, LOWER, NONE, Prediction
from sim.studies.runs.statistics import paired_difference


class Difference(NamedTuple):
    """An arm against the first, at the end (95 % interval over societies)."""

    arm: str
    measure: str
    first: float
    value: float
    difference: float
    low: float
    high: float

    @property
    def clear(self) -> bool:
        """Whether the interval excludes zero."""
        return self.low > 0.0 or self.high < 0.0


class Finding(NamedTuple):
    """The answer of a run."""

    answer: str  # an option of the prediction
    expected: str  # the one that the theory expects
    differences: list[Difference]  # of every arm but the first, for the measure of the question

    @property
    def as_expected(self) -> bool:
        """Whether the model shows what the theory expects."""
        return self.answer == self.expected


def difference(outcome: Outcome, arm: str, measure: str, against: str = "") -> Difference:
    """One arm against another, the first if none is named."""
    experiment = outcome.experiment
    first = against or next(iter(experiment.arms))
    before, after = outcome.end(first, measure), outcome.end(arm, measure)
    mean, low, high, _ = paired_difference(before, after, "higher", experiment.seed)
    return Difference(arm, measure, float(np.nanmean(before)), float(np.nanmean(after)), mean, low, high)


def find(outcome: Outcome, prediction: Prediction) -> Finding:
    """What the run answers to a prediction."""
    names = list(outcome.experiment.arms)
    measure = outcome.experiment.measure
    found = [difference(outcome, name, measure) for name in names[1:]]
    if prediction.kind == "direction":
        last = found[-1]
        answer = NONE if not last.clear else HIGHER if last.difference > 0.0 else LOWER
        return Finding(answer, prediction.theory, found)
    sign = 1.0 if prediction.kind == "most" else -1.0
    best, *others = sorted(found, key=lambda one: -sign * one.difference)
    wins = best.clear and sign * best.difference > 0.0
    for other in others:
        ahead = difference(outcome, best.arm, measure, against=other.arm)
        wins = wins and ahead.clear and sign * ahead.difference > 0.0
    return Finding(best.arm if wins else NONE, prediction.theory, found)
