"""What an experiment of a lesson found, in words."""

import math

import numpy as np

from sim.people.state import Cause
from sim.report.words.life import cause_words
from sim.report.words.quantities import difference_unit, interval_words, listed, shared_decimals, with_unit
from sim.report.words.quantities import number_words as in_words
from sim.report.words.sources import NET, Source, sources_of
from sim.studies.lessons.experiment import Outcome
from sim.studies.lessons.finding import Difference, Finding, difference
from sim.studies.lessons.lesson import NONE, Prediction
from sim.studies.lessons.measures import MEASURES

CLEAREST = 2  # causes named
SET_POINT = Cause.SET_POINT.name.lower()  # it only answers to what the others did


def within(title: str) -> str:
    """A title inside a sentence; names and short forms keep their capitals."""
    return title if title[:2].isupper() else title[:1].lower() + title[1:]


def difference_words(found: Difference) -> str:
    """A difference with its interval and unit."""
    unit = difference_unit(MEASURES[found.measure].unit)
    return interval_words(found.difference, found.low, found.high, unit)


def finding_sentence(outcome: Outcome, name: str) -> str:
    """What came out for a measure: each arm against the first."""
    arms = outcome.experiment.arms
    first = next(iter(arms.values())).title
    measure = MEASURES[name]
    said = []
    for one in [difference(outcome, arm, name) for arm in list(arms)[1:]]:
        if not one.clear:
            said.append(f"\u201c{arms[one.arm].title}\u201d is not clearly different ({difference_words(one)})")
        else:
            word = "more" if one.difference > 0.0 else "less"
            size = Difference(*one[:4], abs(one.difference), *sorted((abs(one.low), abs(one.high))))
            decimals = shared_decimals((size.difference, size.low, size.high))
            amount = with_unit(in_words(size.difference, decimals), difference_unit(measure.unit))
            ends = f"{in_words(size.low, decimals)} to {in_words(size.high, decimals)}"
            said.append(f"\u201c{arms[one.arm].title}\u201d has {amount} {word} (95 % interval {ends})")
    return f"{measure.title}, against \u201c{first}\u201d: {'; '.join(said)}."


def verdict(finding: Finding, prediction: Prediction) -> str:
    """Whether the model shows what the theory expects."""
    options = prediction.options
    came = options.get(finding.answer, "no clear difference" if finding.answer == NONE else finding.answer)
    if not prediction.theory:
        return f"The answer of this run: {within(came)}."
    if finding.as_expected:
        return f"The answer of this run: {within(came)}. That is what the theory expects."
    expected = options.get(finding.expected, finding.expected)
    return (
        f"The answer of this run: {within(came)}. The theory expects another: {within(expected)}. The model does not "
        "show it here, and nothing was done to make it."
    )


def cause_differences(outcome: Outcome, arm: str) -> list[Source]:
    """What each cause gave to an arm's self-efficacy beyond the first arm's, over all weeks (logits)."""
    first = next(iter(outcome.experiment.arms))
    return sources_of(outcome.causes[arm] - outcome.causes[first])


def belief_is_held(outcome: Outcome) -> bool:
    """Whether some arm holds self-efficacy at a value, so that the ledger's sums are not what happened to it."""
    return any(held.field == "self_efficacy" for arm in outcome.experiment.arms.values() for held in arm.hold)


def ledger_sentence(outcome: Outcome) -> str:
    """Through which sources the arms came to differ in self-efficacy, by the ledger."""
    said = []
    for name in list(outcome.experiment.arms)[1:]:
        parts = [one for one in cause_differences(outcome, name) if one.cause not in (NET, SET_POINT)]
        clear = [one for one in parts if one.low > 0.0 or one.high < 0.0]
        main = sorted(clear, key=lambda one: -abs(one.value))[:CLEAREST]
        title = outcome.experiment.arms[name].title
        if not main:
            said.append(f"no source differs clearly for \u201c{title}\u201d")
            continue
        decimals = shared_decimals(tuple(one.value for one in main))
        described = [f"{cause_words(one.cause)} ({in_words(one.value, decimals, signed=True)})" for one in main]
        said.append(f"\u201c{title}\u201d differs most by {listed(described)}")
    return f"The ledger of self-efficacy, in logits over all weeks: {'; '.join(said)}."


def table_rows(outcome: Outcome) -> list[dict[str, str]]:
    """Every measure of every arm at the end, for a table."""
    rows = []
    arms = list(outcome.experiment.arms)
    for name in outcome.experiment.measures:
        measure = MEASURES[name]
        for arm in arms[1:]:
            found = difference(outcome, arm, name)
            decimals = shared_decimals((found.first, found.value)) if not math.isnan(found.value) else 0
            rows.append(
                {
                    "Measure": measure.title,
                    "Group": outcome.experiment.arms[arm].title,
                    outcome.experiment.arms[arms[0]].title: in_words(found.first, max(decimals, 1)),
                    "This group": in_words(found.value, max(decimals, 1)),
                    "Difference (95 % interval)": difference_words(found),
                }
            )
    return rows


def method_sentence(outcome: Outcome) -> str:
    """How it was run."""
    plan = outcome.experiment
    people = f"{plan.replicates} simulated societies of {plan.people:,} people, {plan.weeks} weeks, seed {plan.seed}"
    whom = "" if np.isclose(outcome.measured, plan.people) else f"; {outcome.measured:.0f} people measured in each"
    judged = "at the end" if MEASURES[plan.measure].summed else f"as the mean of the last {plan.last} weeks"
    return (
        f"{people}{whom}. Measured {judged}. All groups start from the same people and share the same "
        "random numbers, so a difference is more certain than the bands of the single groups suggest."
    )
