"""Counters stop at the largest number that their field can hold, and not before."""

import pytest

from sim.people.state import PersonState
from sim.theory.diagnosis import diagnose
from tests.theory.anybody import N, somebody

WELL, SEVERE = -4.0, 2.0


def diagnosed(**state: float) -> PersonState:
    """Somebody after a week's diagnosis."""
    me = somebody(**state)
    diagnose(me, N)
    return me


@pytest.mark.parametrize(("before", "after"), [(0, 1), (253, 254), (254, 255), (255, 255)])
def test_weeks_in_a_row_are_counted_to_the_end(before: int, after: int) -> None:
    assert list(diagnosed(ill_run=before, severity=SEVERE, in_episode=1.0).ill_run) == [after] * 3
    assert list(diagnosed(well_run=before, severity=WELL).well_run) == [after] * 3


@pytest.mark.parametrize(("before", "after"), [(0, 1), (65533, 65534), (65534, 65535), (65535, 65535)])
def test_weeks_of_an_episode_are_counted_to_the_end(before: int, after: int) -> None:
    assert list(diagnosed(episode_weeks=before, severity=SEVERE, in_episode=1.0).episode_weeks) == [after] * 3


@pytest.mark.parametrize(("before", "after"), [(0, 1), (253, 254), (254, 255), (255, 255)])
def test_episodes_are_counted_to_the_end(before: int, after: int) -> None:
    begins = diagnosed(episodes=before, severity=SEVERE, ill_run=9.0, health_behaviour=0.0, strain=9.0)
    assert list(begins.episodes) == [after] * 3
