"""What holds for the sources of anybody's self-efficacy."""

import pytest
from hypothesis import given
from hypothesis import strategies as some

from sim.people.state import Disorder
from sim.theory.attempt import Attempt
from sim.theory.belief import bodily_state, mastery, modeling, persuasion, reaction_of, settle_words, shaken, why_try
from sim.theory.stress import Stress
from tests.theory.anybody import N, checked, inner, levels, pair, somebody, tried


@given(pair(levels), inner)
@checked
def test_success_counts_for_more_the_harder_and_the_less_expected(values: tuple[float, float], other: float) -> None:
    me = somebody()
    easy, hard = (mastery(me, tried(True, difficulty=value, expected=other), N) for value in values)
    assert 0.0 <= easy < hard
    unexpected, expected = (mastery(me, tried(True, difficulty=other, expected=value), N) for value in values)
    assert unexpected > expected >= 0.0


@given(pair(some.floats(0.0, 100.0)), inner)
@checked
def test_failure_hurts_less_when_belief_is_firm(successes: tuple[float, float], difficulty: float) -> None:
    young, firm = (
        mastery(somebody(recent_successes=count), tried(False, difficulty=difficulty), N) for count in successes
    )
    assert young < firm < 0.0


@given(inner)
@checked
def test_belief_that_expects_what_happens_stays(expected: float) -> None:
    """Mastery is surprise: whoever succeeds as often as expected, at typical goals, learns nothing."""
    me, typical = somebody(), N.typical_goal
    won = mastery(me, tried(True, difficulty=typical, expected=expected), N)
    lost = mastery(me, tried(False, difficulty=typical, expected=expected), N)
    assert expected * won + (1.0 - expected) * lost == pytest.approx(0.0, abs=1e-12)
    assert won > 0.0 > lost


@given(pair(levels))
@checked
def test_failure_hurts_more_the_easier_the_goal(difficulties: tuple[float, float]) -> None:
    easy, hard = (mastery(somebody(), tried(False, difficulty=value), N) for value in difficulties)
    assert easy < hard <= 0.0


def test_whoever_does_not_try_learns_nothing_of_own_mastery() -> None:
    assert mastery(somebody(), Attempt(0, False, False, 0.5, 0.5, False), N) == 0.0


@given(pair(levels), levels)
@checked
def test_models_teach_by_how_they_fare_and_by_recovery(seen: tuple[float, float], other: float) -> None:
    less, more = (modeling(value, other, N) for value in seen)
    assert less < more
    less, more = (modeling(other, value, N) for value in seen)
    assert less < more
    assert modeling(0.0, 0.0, N) == 0.0
    assert modeling(-other, 0.0, N) == -modeling(other, 0.0, N)  # what is usual teaches nothing


@given(pair(levels, 0.01))
@checked
def test_events_take_belief_from_those_who_were_depressed_and_from_nobody_else(sizes: tuple[float, float]) -> None:
    event = [Stress(10.0 * size, 0.0, 1.0, 1.0) for size in sizes]
    once_ill = somebody()
    once_ill.episodes[Disorder.DEPRESSION] = 1
    smaller, larger = (shaken(once_ill, one, N) for one in event)
    assert larger < smaller <= 0.0
    never = somebody()
    never.episodes[Disorder.DEPRESSION] = 0
    assert shaken(never, event[1], N) == 0.0


@given(pair(some.floats(-1.0, 1.0)), some.floats(-2.0, 2.0))
@checked
def test_encouragement_lifts_and_scorn_lowers(said: tuple[float, float], persuaded: float) -> None:
    less, more = (persuasion(word, persuaded, N) for word in said)
    assert less < more
    assert persuasion(said[1], 0.0, N) * said[1] >= 0.0


def after_encouragement(weeks: int, success_in_week: int | None) -> float:
    """What is left in belief of one week's full encouragement."""
    me = somebody(persuaded=0.0)
    belief = 0.0
    for week in range(weeks):
        described = persuasion(1.0 if week == 0 else 0.0, me.persuaded, N)
        belief += described
        attempt = tried(week == success_in_week)
        settle_words(me, attempt, described, 0.0, N)
    return belief


def test_persuasion_fades_unless_success_follows() -> None:
    first = after_encouragement(1, None)
    faded = [after_encouragement(weeks, None) for weeks in (2, 10, 400)]
    kept = after_encouragement(400, 1)
    assert first > faded[0] > faded[1] > faded[2] >= 0.0
    assert faded[2] < 0.01 * first
    assert kept > 0.05 * first


@given(pair(levels), some.floats(0.0, 0.9))  # full acceptance may loosen the reading altogether
@checked
def test_distress_is_read_as_inability(felt: tuple[float, float], acceptance: float) -> None:
    less, more = (bodily_state(value, 0.1, acceptance, N) for value in felt)
    assert less > more


@given(some.floats(0.2, 1.0), pair(levels))
@checked
def test_acceptance_loosens_that_reading(felt: float, acceptance: tuple[float, float]) -> None:
    tight, loose = (bodily_state(felt, 0.1, value, N) for value in acceptance)
    assert tight < loose <= 0.0


@given(pair(levels), inner)
@checked
def test_why_try_grows_with_self_stigma_and_is_resisted_by_empowerment(
    values: tuple[float, float], other: float
) -> None:
    less, more = (why_try(somebody(self_stigma=value, empowerment=other), N) for value in values)
    assert 0.0 >= less > more
    powerless, empowered = (why_try(somebody(self_stigma=other, empowerment=value), N) for value in values)
    assert powerless < empowered <= 0.0


@given(levels, levels)
@checked
def test_the_two_by_two_shares_out_one_whole(belief: float, expectation: float) -> None:
    parts = reaction_of(somebody(outcome_expectation=expectation), belief, N)
    assert sum(parts) == pytest.approx(1.0)
    assert all(0.0 <= part <= 1.0 for part in parts)


def test_each_corner_of_the_two_by_two_has_its_name() -> None:
    corners = {(1, 1): "engagement", (1, 0): "protest", (0, 1): "self_blame", (0, 0): "apathy"}
    for (belief, expectation), name in corners.items():
        assert getattr(reaction_of(somebody(outcome_expectation=expectation), belief, N), name) == 1.0
