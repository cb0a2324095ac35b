"""What holds for anybody who sets a goal, tries, and succeeds or fails."""

import pytest
from hypothesis import given
from hypothesis import strategies as some

from sim.people.state import Domain
from sim.theory.attempt import Goal, chance_to_succeed, chance_to_try, engagement, set_goal
from tests.theory.anybody import CALM, N, able, checked, doses, inner, levels, pair, somebody


@given(pair(levels), inner)
@checked
def test_engagement_asks_for_belief_and_expectation(beliefs: tuple[float, float], expectation: float) -> None:
    me = somebody(outcome_expectation=expectation)
    low, high = (engagement(me, belief, N) for belief in beliefs)
    assert low < high
    assert engagement(somebody(outcome_expectation=0.0), 1.0, N) == engagement(me, 0.0, N) == 0.0


@given(pair(levels), inner, some.sampled_from(list(Domain)))
@checked
def test_people_try_more_the_more_they_believe_and_expect(
    values: tuple[float, float], other: float, domain: Domain
) -> None:
    low, high = (chance_to_try(somebody(), CALM, Goal(domain, value, other), doses(), N) for value in values)
    assert 0.0 < low < high < 1.0
    low, high = (
        chance_to_try(somebody(outcome_expectation=value), CALM, Goal(domain, other, other), doses(), N)
        for value in values
    )
    assert low < high


@pytest.mark.parametrize(("field", "domain"), [("helplessness", Domain.MOOD), ("avoidance", Domain.FEAR)])
@given(values=pair(levels))
@checked
def test_helplessness_and_avoidance_keep_from_trying(field: str, domain: Domain, values: tuple[float, float]) -> None:
    free, held = (
        chance_to_try(somebody(**{field: value}), CALM, Goal(domain, 0.5, 0.5), doses(), N) for value in values
    )
    assert free > held


@given(pair(levels), inner)
@checked
def test_success_is_likelier_with_ability_and_belief_and_rarer_with_difficulty(
    values: tuple[float, float], other: float
) -> None:
    unskilled, skilled = (
        chance_to_succeed(able(value), CALM, Goal(Domain.MOOD, other, other), doses(), N) for value in values
    )
    assert 0.0 < unskilled < skilled < 1.0
    doubtful, sure = (
        chance_to_succeed(somebody(), CALM, Goal(Domain.MOOD, value, other), doses(), N) for value in values
    )
    assert doubtful < sure
    easy, hard = (chance_to_succeed(somebody(), CALM, Goal(Domain.MOOD, other, value), doses(), N) for value in values)
    assert easy > hard


@given(inner, inner)
@checked
def test_goal_setting_brings_goals_near(expected: float, goal: float) -> None:
    near = N.goal_margin
    alone, helped = somebody(goal_difficulty=goal), somebody(goal_difficulty=goal)
    set_goal(alone, expected, doses(), N)
    set_goal(helped, expected, doses(goal_setting=1.0), N)
    if (1.0 - near) * expected < N.far_goal:
        assert helped.goal_difficulty < alone.goal_difficulty
    assert 0.0 <= helped.goal_difficulty <= 1.0
