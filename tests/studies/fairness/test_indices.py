"""Gap, slope and relative index between fifths of deprivation, known by hand."""

import math

import numpy as np
import pytest

from sim.studies.comparison.fairness import INDICES, gap, gap_ratio, lot, relative_index, slope_index, verdict
from tests.studies.fairness.made_up_runs import EQUAL, fifths


def test_indices_of_a_straight_line() -> None:
    """Levels 1 to 5 rise by 1 a fifth, and by 5 from the very first person to the very last; their mean is 3."""
    line = fifths(1, 2, 3, 4, 5)
    assert gap(line, EQUAL) == 4.0
    assert gap_ratio(line, EQUAL) == 5.0
    assert slope_index(line, EQUAL) == pytest.approx(5.0)
    assert relative_index(line, EQUAL) == pytest.approx(5.0 / 3.0)


def test_the_slope_takes_the_middle_and_sizes_in() -> None:
    """By hand: midpoints 0.05, 0.25, 0.5, 0.75, 0.95 (weights 1, 3, 2, 3, 1), and levels on the line 2 + 8 ranks."""
    people = fifths(10, 30, 20, 30, 10)
    ranks = fifths(0.05, 0.25, 0.5, 0.75, 0.95)
    assert slope_index(2.0 + 8.0 * ranks, people) == pytest.approx(8.0)
    assert relative_index(2.0 + 8.0 * ranks, people) == pytest.approx(8.0 / 6.0)
    bump = fifths(0, 0, 10, 0, 0)  # only the middle: neither gap nor slope
    assert gap(bump, EQUAL) == slope_index(bump, EQUAL) == 0.0
    step = fifths(0, 0, 0, 10, 0)  # no gap, but a slope: 10 * 0.2 / (0.16 + 0.04 + 0.04 + 0.16) = 5
    assert gap(step, EQUAL) == 0.0
    assert slope_index(step, EQUAL) == pytest.approx(5.0)


def test_equality() -> None:
    for name, index in INDICES.items():
        assert index.of(np.full(5, 7.0), EQUAL) == pytest.approx(index.equal, abs=1e-12), name


def test_fifths_of_nobody() -> None:
    people, levels_of = fifths(0, 100, 0, 100, 100), fifths(math.nan, 1, math.nan, 2, 3)
    assert math.isnan(gap(levels_of, people))
    assert math.isnan(gap_ratio(levels_of, people))
    assert slope_index(levels_of, people) == pytest.approx(3.0)  # three thirds on a line
    assert relative_index(levels_of, people) == pytest.approx(1.5)
    nobody = np.full(5, math.nan)
    for index in INDICES.values():
        assert math.isnan(index.of(nobody, np.zeros(5)))
        assert math.isnan(index.of(fifths(math.nan, math.nan, 1, math.nan, math.nan), fifths(0, 0, 1, 0, 0)))
    assert math.isnan(gap_ratio(fifths(0, 1, 1, 1, 1), EQUAL))
    assert math.isnan(relative_index(np.zeros(5), EQUAL))


@pytest.mark.parametrize(
    ("index", "baseline", "value", "low", "high", "expected"),
    [
        ("gap", 10.0, 8.0, -3.0, -1.0, "narrows"),
        ("gap", 10.0, 12.0, 1.0, 3.0, "widens"),
        ("gap", -10.0, -8.0, 1.0, 3.0, "narrows"),  # the most deprived have less, as of self-efficacy
        ("gap", -10.0, -12.0, -3.0, -1.0, "widens"),
        ("gap", 2.0, -8.0, -11.0, -9.0, "widens"),  # turned round, and larger
        ("gap", 8.0, -2.0, -11.0, -9.0, "narrows"),
        ("gap", 10.0, 8.0, -3.0, 1.0, "no clear change"),
        ("gap", 10.0, 10.0, 0.0, 0.0, "no clear change"),
        ("gap", 10.0, 8.0, math.nan, math.nan, "not known"),
        ("gap_ratio", 2.0, 1.5, -0.6, -0.4, "narrows"),
        ("gap_ratio", 0.5, 0.8, 0.2, 0.4, "narrows"),
        ("gap_ratio", 0.5, 0.4, -0.2, -0.05, "widens"),
    ],
)
def test_verdicts(index: str, baseline: float, value: float, low: float, high: float, expected: str) -> None:
    assert verdict(index, baseline, value, low, high) == expected


def test_lots() -> None:
    assert lot("lower", -3.0, -1.0) == "gains"
    assert lot("higher", -3.0, -1.0) == "loses"
    assert lot("lower", -1.0, 1.0) == "no clear gain"
    assert lot("lower", math.nan, math.nan) == "not known"
