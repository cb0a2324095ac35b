"""Step 3, attempt: choose a goal, try or avoid, persist, succeed or fail."""

from typing import NamedTuple

import numpy as np

from sim.core.arithmetic import clip01, expit
from sim.core.chance import Draws
from sim.core.decorator import rule
from sim.parameters import Parameters
from sim.people.condition import Condition, deprivation_slope, expected_outcome
from sim.people.state import Domain, PersonState
from sim.policy.doses import Doses


class Goal(NamedTuple):
    """What a person sets out to do this week."""

    domain: int
    expected: float  # belief in this domain before the attempt, 0-1
    difficulty: float  # 0-1


class Attempt(NamedTuple):
    """What a person tried this week and what came of it."""

    domain: int
    tried: bool
    succeeded: bool
    difficulty: float  # of the goal, 0-1
    expected: float  # belief in this domain before the attempt, 0-1
    guided: bool  # a graded task of a treatment or programme


@rule
def choose_domain(me: PersonState, condition: Condition, parameters: Parameters, pick: float) -> int:
    """The domain of this week's goal: what weighs most is what one works on; everyday mood otherwise."""
    mood = parameters.everyday_goals + condition.depression
    fear = parameters.everyday_fears + condition.anxiety
    remembers = min(np.ceil(me.trauma_memory), 1.0)  # 1 or 0, without a condition for a processor to guess
    aftermath = condition.post_traumatic_stress * remembers
    help_ = parameters.help_goals * me.need_recognised
    place = pick * (mood + fear + aftermath + help_)
    domain = Domain.MOOD.value
    domain += int(place >= mood)  # a sum, for which a processor need not guess
    domain += int(place >= mood + fear)
    domain += int(place >= mood + fear + aftermath)
    return domain


@rule
def set_goal(me: PersonState, expected: float, doses: Doses, parameters: Parameters) -> None:
    """Move the goal in hand: near, attainable goals keep success likely (Bandura and Schunk 1981; TX40).

    Left alone, people aim partly at what they can do and partly too far; a goal-setting programme brings goals near.
    With the mechanism off, goals stay at one typical difficulty.
    """
    if parameters.use_goal_setting > 0.0:
        near = clip01(parameters.goals_near + parameters.goals_brought_near * doses.goal_setting)
        target = near * (1.0 - parameters.goal_margin) * expected + (1.0 - near) * parameters.far_goal
        me.goal_difficulty += parameters.goal_rate * (target - me.goal_difficulty)
    else:
        me.goal_difficulty = parameters.typical_goal


@rule
def engagement(me: PersonState, belief: float, parameters: Parameters) -> float:
    """What moves a person to try: belief times outcome expectation, neither without the other (Bandura 1982)."""
    return belief * expected_outcome(me, parameters)


@rule
def is_feared(domain: int) -> int:
    """Whether what is worked on is feared, 1 or 0: fears and the aftermath of a trauma, which are domains 1 and 2."""
    return ((domain + 1) >> 1) & 1


@rule
def chance_to_try(me: PersonState, condition: Condition, goal: Goal, doses: Doses, parameters: Parameters) -> float:
    """Probability of trying this week, 0-1: engagement and a goal within reach against helplessness, mood and fear."""
    urge = parameters.try_base + parameters.try_engagement * engagement(me, goal.expected, parameters)
    urge += parameters.try_attainable * (goal.expected - goal.difficulty)
    urge -= parameters.try_depression * condition.depression
    urge -= parameters.try_helplessness * me.helplessness
    urge -= parameters.try_avoidance * (me.avoidance * is_feared(goal.domain))
    urge += parameters.try_goal_set * doses.goal_setting
    return expit(urge)


@rule
def chance_to_succeed(me: PersonState, condition: Condition, goal: Goal, doses: Doses, parameters: Parameters) -> float:
    """Probability that an attempt succeeds, 0-1: ability and help against difficulty, distress and unfair odds.

    Belief is not ability. It acts here through persistence only: who believes is likelier to try a second time when the
    first fails (Bandura 1977), and within a person that changes later success little (SE18, SE20).
    """
    odds = (
        parameters.success_base
        + parameters.success_ability * me.ability[goal.domain]
        + parameters.success_help * me.support_instrumental
    )
    odds += parameters.success_resilience * me.resilience
    odds -= parameters.success_difficulty * goal.difficulty + parameters.success_distress * condition.distress
    levelled = clip01(parameters.inclusion_levelling * doses.inclusion)
    odds -= parameters.success_deprivation * deprivation_slope(me) * (1.0 - levelled)
    odds += parameters.success_inclusion * doses.inclusion
    once = expit(odds)
    return 1.0 - (1.0 - once) * (1.0 - parameters.persistence * goal.expected * once)


@rule
def attempt(me: PersonState, condition: Condition, doses: Doses, parameters: Parameters, draws: Draws) -> Attempt:
    """One week's attempt. Guided tasks are graded down to what is attainable, and tried with someone's help."""
    domain = choose_domain(me, condition, parameters, draws.first)
    expected = expit(me.self_efficacy[domain])
    set_goal(me, expected, doses, parameters)
    guidance = clip01(doses.graded_mastery)
    goal = Goal(domain, expected, me.goal_difficulty * (1.0 - parameters.graded_easier * guidance))
    trying = chance_to_try(me, condition, goal, doses, parameters)
    trying += (1.0 - trying) * parameters.guided_trying * guidance
    tried = draws.second < trying
    succeeded = False
    if tried:
        succeeding = chance_to_succeed(me, condition, goal, doses, parameters)
        succeeding += (1.0 - succeeding) * parameters.guided_success * guidance
        succeeded = draws.third < succeeding
    guided = draws.fourth < guidance
    me.domain = domain
    me.tried = 1 if tried else 0
    me.succeeded = 1 if succeeded else 0
    me.recent_successes *= 1.0 - parameters.memory_fading
    if succeeded:
        me.recent_successes += 1.0
    return Attempt(domain, tried, succeeded, goal.difficulty, expected, guided)
