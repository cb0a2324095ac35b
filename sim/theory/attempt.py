"""Step 3, attempt: choose a goal, try or avoid, persist, succeed or fail."""

from typing import NamedTuple

from sim.core.arithmetic import level, share
from sim.core.chance import Dice
from sim.core.decorator import rule
from sim.parameters import Numbers
from sim.people.condition import Reading, deprivation_slope
from sim.people.state import Domain, PersonState
from sim.policy.doses import Doses


class Attempt(NamedTuple):
    """What a person tried this week and what came of it."""

    domain: int
    tried: bool
    succeeded: bool
    difficulty: float  # of the goal, 0-1
    expected: float  # belief in this domain before the attempt, 0-1
    guided: bool  # a graded task of a treatment or programme


@rule
def choose_domain(me: PersonState, reading: Reading, numbers: Numbers, pick: float) -> int:
    """The domain of this week's goal: what weighs most is what one works on; everyday mood otherwise."""
    mood = numbers.everyday_goals + reading.depression
    fear = numbers.everyday_fears + reading.anxiety
    aftermath = reading.post_traumatic_stress if me.trauma_memory > 0.0 else 0.0
    help_ = numbers.help_goals if me.need_recognised == 1 else 0.0
    place = pick * (mood + fear + aftermath + help_)
    if place < mood:
        return Domain.MOOD.value
    if place < mood + fear:
        return Domain.FEAR.value
    if place < mood + fear + aftermath:
        return Domain.AFTERMATH.value
    return Domain.HELP.value


@rule
def set_goal(me: PersonState, expected: float, doses: Doses, numbers: Numbers) -> None:
    """Move the goal in hand: near, attainable goals keep success likely (Bandura and Schunk 1981; TX40).

    Left alone, people aim partly at what they can do and partly too far; a goal-setting programme brings goals near.
    With the mechanism off, goals stay at one typical difficulty.
    """
    if numbers.use_goal_setting > 0.0:
        near = share(numbers.goals_near + numbers.goals_brought_near * doses.goal_setting)
        target = near * (1.0 - numbers.goal_margin) * expected + (1.0 - near) * numbers.far_goal
        me.goal_difficulty += numbers.goal_rate * (target - me.goal_difficulty)
    else:
        me.goal_difficulty = numbers.typical_goal


@rule
def engagement(me: PersonState, belief: float, numbers: Numbers) -> float:
    """What moves a person to try: belief times outcome expectation, neither without the other (Bandura 1982)."""
    if numbers.use_outcome_expectation > 0.0:
        return belief * me.outcome_expectation
    return belief * numbers.typical_outcome_expectation


@rule
def chance_to_try(
    me: PersonState, reading: Reading, domain: int, expected: float, difficulty: float, doses: Doses, numbers: Numbers
) -> float:
    """Probability of trying this week, 0-1: engagement and a goal within reach against helplessness, mood and fear."""
    urge = numbers.try_base + numbers.try_engagement * engagement(me, expected, numbers)
    urge += numbers.try_attainable * (expected - difficulty)
    urge -= numbers.try_depression * reading.depression
    if numbers.use_helplessness > 0.0:
        urge -= numbers.try_helplessness * me.helplessness
    if domain == Domain.FEAR or domain == Domain.AFTERMATH:
        urge -= numbers.try_avoidance * me.avoidance
    if numbers.use_goal_setting > 0.0:
        urge += numbers.try_goal_set * doses.goal_setting
    return level(urge)


@rule
def chance_to_succeed(
    me: PersonState, reading: Reading, expected: float, difficulty: float, doses: Doses, numbers: Numbers
) -> float:
    """Probability that an attempt succeeds, 0-1: skill and help against difficulty, distress and unfair odds.

    Belief acts through persistence only: who believes tries a second time when the first fails (Bandura 1977).
    """
    odds = numbers.success_base + numbers.success_skill * me.coping + numbers.success_help * me.support_instrumental
    odds += numbers.success_resilience * me.resilience
    odds -= numbers.success_difficulty * difficulty + numbers.success_distress * reading.distress
    levelled = share(numbers.inclusion_levelling * doses.inclusion)
    odds -= numbers.success_deprivation * deprivation_slope(me) * (1.0 - levelled)
    odds += numbers.success_inclusion * doses.inclusion
    once = level(odds)
    return 1.0 - (1.0 - once) * (1.0 - once * expected)


@rule
def attempt(me: PersonState, reading: Reading, doses: Doses, numbers: Numbers, dice: Dice) -> Attempt:
    """One week's attempt. Guided tasks are graded down to what is attainable, and tried with someone at one's side."""
    domain = choose_domain(me, reading, numbers, dice.first)
    expected = level(me.self_efficacy[domain])
    set_goal(me, expected, doses, numbers)
    guidance = share(doses.graded_mastery)
    difficulty = me.goal_difficulty * (1.0 - numbers.graded_easier * guidance)
    trying = chance_to_try(me, reading, domain, expected, difficulty, doses, numbers)
    trying += (1.0 - trying) * numbers.guided_trying * guidance
    tried = dice.second < trying
    succeeding = chance_to_succeed(me, reading, expected, difficulty, doses, numbers)
    succeeding += (1.0 - succeeding) * numbers.guided_success * guidance
    succeeded = tried and dice.third < succeeding
    guided = dice.fourth < guidance
    me.domain = domain
    me.tried = 1 if tried else 0
    me.succeeded = 1 if succeeded else 0
    me.recent_successes *= 1.0 - numbers.memory_fading
    me.recent_failures *= 1.0 - numbers.memory_fading
    if succeeded:
        me.recent_successes += 1.0
    elif tried:
        me.recent_failures += 1.0
    return Attempt(domain, tried, succeeded, difficulty, expected, guided)
