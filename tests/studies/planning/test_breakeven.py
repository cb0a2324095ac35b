"""Where a policy begins to win: zeros of differences, with their intervals."""

import math
from typing import Any

import numpy as np
import pytest

from sim.report.words.breakeven import finding
from sim.studies.planning.breakeven import BreakEven, break_even, zeros
from sim.studies.planning.criteria import CRITERIA

CENTRES = np.array([2.0, 2.5, 3.0, 3.5, 4.0])  # where each replicate crosses zero


def titled(found: BreakEven) -> str:
    return finding(found, "a.b", ("Mine", "Theirs"), CRITERIA["qalys"])


@pytest.mark.parametrize("slope", [2.0, -2.0])
def test_the_zero_of_a_line_is_found(slope: float) -> None:
    found = break_even(lambda x: slope * (x - CENTRES), 0.0, 10.0, points=4, seed=1)
    assert found.zeros == pytest.approx([3.0])
    low, high = found.interval()
    assert 2.0 <= low < 3.0 < high <= 4.0
    assert ("The better one below it is Theirs, above it Mine" in titled(found)) == (slope > 0.0)
    assert "is 3.00 (95 % interval" in titled(found)


def test_the_zero_of_a_curve_is_found() -> None:
    found = break_even(lambda x: np.exp(x) - np.array([5.0, 15.0]), 0.0, 10.0, points=3, seed=1)
    assert found.zeros == pytest.approx([math.log(10.0)], abs=0.06)


def test_an_interval_beyond_the_range_is_said() -> None:
    found = break_even(lambda x: x - np.array([-8.0, 0.5, 8.0]), 0.0, 1.0, points=2, seed=1)
    assert found.interval() == (-math.inf, math.inf)
    assert "below 0 to above 1" in titled(found)


def test_one_side_may_win_everywhere() -> None:
    many = np.linspace(2.0, 4.0, 12)
    above = break_even(lambda x: x + many, 0.0, 1.0, points=3, seed=1)
    assert above.zeros == []
    assert titled(above).endswith(
        "the better one (quality-adjusted life years (qalys)) is Mine, everywhere beyond chance."
    )
    unclear = break_even(lambda x: np.resize([-9.0, 7.0], 12) - x, 0.0, 1.0, points=3, seed=1)
    assert "is Theirs, though not beyond chance at 0, 0.5 and 1" in titled(unclear)
    few = break_even(lambda x: x + CENTRES, 0.0, 1.0, points=3, seed=1)
    assert titled(few).endswith("is Mine; no verdict yet: 5 of 12 populations.")
    assert math.isnan(above.interval()[0])


def test_no_effect_no_difference_and_several_zeros_are_said() -> None:
    assert "makes no difference" in titled(break_even(lambda _: CENTRES, 0.0, 1.0, points=3, seed=1))
    assert "the same" in titled(break_even(lambda _: 0.0 * CENTRES, 0.0, 1.0, points=3, seed=1))
    several = break_even(lambda x: np.cos(x) + 0.001 * CENTRES, 0.0, 6.0, points=7, seed=1)
    assert len(several.zeros) == 2
    assert "no single break-even" in titled(several)


def test_whole_numbers_stay_whole() -> None:
    found = break_even(lambda x: x - CENTRES - 0.3, 0.0, 10.0, points=4, seed=1, whole=True)
    assert all(place == round(place) for place in found.points)
    assert found.zeros == pytest.approx([3.3])


def test_zeros_at_points_count_once() -> None:
    assert zeros([0.0, 1.0, 2.0], [-1.0, 0.0, 1.0]) == [1.0]
    assert zeros([0.0, 1.0], [1.0, -3.0]) == [0.25]
    assert zeros([0.0, 1.0], [1.0, 3.0]) == []


def test_stopping_keeps_what_was_looked_at() -> None:
    def differ(value: float) -> Any:
        if value > 0.5:
            raise KeyboardInterrupt
        return value - CENTRES

    found = break_even(differ, 0.0, 1.0, points=3, seed=1)
    assert not found.complete
    assert found.places == [0.0, 0.5]
