"""Stories among people under two policies: every finder finds whom it should, and nobody else."""

from __future__ import annotations

import numpy as np
import pytest

from sim.network.ties import Layer, Ties
from sim.parameters import Parameters
from sim.people.state import Care
from sim.studies.lives import STATES, Divergence, Divergences, StateSeries, instruments
from sim.studies.lives.divergence import Reason
from sim.studies.lives.stories import (
    Pair,
    Story,
    fell_back,
    got_help_sooner,
    helped_by_a_friend,
    missed_out,
    stories,
)

WEEKS, PEOPLE = 60, 6
ILL, WELL = 2.0, 1.0


def series(*, newcomer: int = -1) -> StateSeries:
    """People to whom nothing happens: 12 points of the PHQ-9 throughout, no care, never ill."""
    ids = np.tile(np.arange(PEOPLE), (WEEKS + 1, 1))
    if newcomer >= 0:
        ids[30:, newcomer] += PEOPLE
    states = {name: np.zeros((WEEKS + 1, PEOPLE), np.float32) for name in STATES}
    states["depression"] += 12.0
    return StateSeries("policy", ids, states, np.zeros((WEEKS + 1, PEOPLE), np.bool_))


def treat(one: StateSeries, person: int, week: int) -> None:
    one.states["care"][week:, person] = Care.IN_TREATMENT


def score(one: StateSeries, person: int, first: int, last: int, points: float) -> None:
    one.states["depression"][first:last, person] = points


def pair(one: StateSeries, other: StateSeries, parted: dict[int, Divergence] | None = None) -> Pair:
    """Everybody is tied to the next person, 0 to 1 as friends, all others by work."""
    start = np.array([0, 1, 3, 5, 7, 9, 10])
    others = np.array([1, 0, 2, 1, 3, 2, 4, 3, 5, 4])
    layer = np.full(10, Layer.PEERS, np.uint8)
    layer[[0, 1]] = Layer.FRIENDS
    ties = Ties(start, others, np.ones(10, np.float32), layer)
    return Pair(one, other, Divergences(WEEKS, parted or {}), ties, instruments(Parameters()))


def over_tie(person: int, through: int) -> Divergence:
    return Divergence(person, 5, Reason.TIES, (), through, ())


def test_help_that_came_sooner_and_helped_is_found() -> None:
    one, other = series(), series()
    treat(one, 1, 40)
    treat(other, 1, 20)
    score(other, 1, 25, 45, 6.0)
    treat(other, 2, 20)  # only with the policy
    score(other, 2, 25, 45, 9.0)
    assert got_help_sooner(pair(one, other)) == [1, 2]  # the one whom it helped more first


@pytest.mark.parametrize(
    ("began", "points"),
    [(38, 6.0), (20, 11.5), (20, 14.0)],  # too little sooner; too little help; harm
)
def test_help_that_came_hardly_sooner_or_did_not_help_is_no_story(began: int, points: float) -> None:
    one, other = series(), series()
    treat(one, 1, 40)
    treat(other, 1, began)
    score(other, 1, 25, 45, points)
    assert got_help_sooner(pair(one, other)) == []


def test_a_passing_mood_is_no_story() -> None:
    one, other = series(), series()
    treat(other, 1, 20)
    score(other, 1, 25, 28, 6.0)
    assert got_help_sooner(pair(one, other)) == []


def test_help_over_a_close_tie_is_found() -> None:
    one, other = series(), series()
    for person, points in ((0, 8.0), (3, 4.0), (4, 4.0), (5, 12.0)):
        score(other, person, 20, 50, points)
    came = {0: over_tie(0, 1), 3: over_tie(3, 2), 5: over_tie(5, 4)}
    came[4] = Divergence(4, 5, Reason.PROGRAMME, ("teaching",), -1, ())
    assert helped_by_a_friend(pair(one, other, came)) == [0]  # not 3: from work; 4: a programme; 5: no help


def test_being_worse_with_the_policy_is_found_those_without_their_place_first() -> None:
    one, other = series(), series()
    score(other, 1, 20, 50, 20.0)
    score(other, 2, 20, 50, 16.0)
    treat(one, 2, 15)  # somebody else took the place
    score(other, 3, 20, 50, 12.5)
    assert missed_out(pair(one, other)) == [2, 1]
    assert missed_out(pair(other, one)) == []


def test_falling_back_is_to_be_ill_well_and_ill_again() -> None:
    one, other = series(), series()
    for lived in (one, other):
        lived.states["illness"][5:15, 1] = ILL
        lived.states["illness"][15:30, 1] = WELL
        lived.states["illness"][30:, 1] = ILL
        lived.states["illness"][10:, 2] = ILL  # once only
        lived.states["illness"][:20, 3] = ILL  # recovers, and no more
    other.states["illness"][5:15, 4] = ILL
    other.states["illness"][20:, 4] = ILL
    assert fell_back(pair(one, other)) == [4, 1]  # under one policy only comes first


def test_whoever_was_not_there_throughout_has_no_story() -> None:
    one, other = series(newcomer=1), series(newcomer=1)
    treat(other, 1, 20)
    score(other, 1, 25, 45, 2.0)
    everybody = pair(one, other)
    assert everybody.watched == PEOPLE - 1
    assert all(found == [] for found in stories(everybody).values())


def test_two_runs_that_are_the_same_have_no_story_but_relapse() -> None:
    one = series()
    one.states["illness"][5:15, 1] = ILL
    one.states["illness"][20:, 1] = ILL
    found = stories(pair(one, one))
    assert found == {Story.SOONER: [], Story.FRIEND: [], Story.MISSED: [], Story.FELL_BACK: [1]}
