"""One statement of certainty a figure, by one rule."""

import math

import numpy as np
import pytest

from sim.outcomes.catalogue import SUMMARY
from sim.report.words.outcome_rows import OutcomeRow, outcome_row
from sim.studies.comparison.counts import better_and_worse
from sim.studies.comparison.smallest import smallest_differences

COUNTS = {"better_in": 19, "worse_in": 4}


def row(outcome: str, difference: float, reach: float, populations: int = 24, **other: float) -> OutcomeRow:
    """A difference and its interval."""
    shown = SUMMARY[outcome]
    entry = {
        "scenario": "policy", "outcome": outcome, "unit": shown.unit, "baseline": 1000.0, "difference": difference,
        "low": difference - reach, "high": difference + reach, "probability_better": 0.8, "smallest": 10.0,
        "known_in": populations, **COUNTS, **other,
    }  # fmt: skip
    return outcome_row(entry, {"policy": "Policy"}, populations)


@pytest.mark.parametrize(
    ("outcome", "difference", "reach", "verdict", "words"),
    [
        ("weeks_of_illness", -84.0, 20.0, "better", "better in 19 of 24 simulated populations"),
        ("weeks_of_illness", 84.0, 20.0, "worse", "worse in 4 of 24, better in 19"),
        ("recovered", 84.0, 100.0, "unclear", "better in 19 of 24 simulated populations"),
        ("recovered", 9.0, 2.0, "small", "too small to matter"),
        ("staff_posts", -84.0, 2.0, "unclear", "lower in 4 of 24, higher in 19"),
        ("recovered", 0.0, 0.0, "same", "no difference"),
        ("recovered", math.nan, math.nan, "none", "not known"),
    ],
)
def test_a_figure_has_one_statement_of_certainty(
    outcome: str, difference: float, reach: float, verdict: str, words: str
) -> None:
    found = row(outcome, difference, reach)
    assert (found.verdict, found.verdict_words) == (verdict, words)


def test_nothing_is_better_below_twelve_populations() -> None:
    assert row("recovered", 84.0, 2.0, populations=11).verdict_words == "no verdict yet: 11 of 12 populations"
    assert row("recovered", 84.0, 2.0, populations=12).verdict == "better"
    assert row("recovered", 84.0, math.nan, populations=1).verdict_words == "one population: no verdict yet"


def test_a_share_stands_beside_each_count_and_nowhere_else() -> None:
    assert row("weeks_of_illness", -8.4, 1.0).share_words == "0.84 %"
    assert row("self_efficacy", 8.4, 1.0).share_words == ""


def test_every_outcome_has_a_smallest_difference_with_a_source() -> None:
    known = smallest_differences()
    assert set(known) == set(SUMMARY)
    for one in known.values():
        assert one.why
        assert one.source
    assert known["qalys"].of(156, 2e6, 25_000.0) == pytest.approx(14.4 * 3 * 2)
    assert known["cost"].of(52, 1e6, 25_000.0) == pytest.approx(360_000.0)
    assert known["weeks_waited"].of(520, 1e6, 25_000.0) == 1.0


def test_populations_alike_count_as_neither() -> None:
    before, after = np.array([1.0, 1.0, 1.0, math.nan]), np.array([0.0, 1.0, 2.0, 0.0])
    assert better_and_worse(before, after, "lower") == (1, 1, 3)
    assert better_and_worse(before, np.array([2.0, 2.0, 1.0, 2.0]), "lower") == (0, 2, 3)
    assert better_and_worse(before, np.array([2.0, 2.0, 1.0, 2.0]), "") == (2, 0, 3)
