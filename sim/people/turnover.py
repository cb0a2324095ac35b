"""Who lives here: people are born into the model as young adults, age, leave and are replaced.

A population is stationary over decades: whoever leaves is replaced by a young adult in the same place, with a new
identity and a new temperament. Temperament correlates as in the evidence: the vulnerable find support and belief less
easily.
"""

import math

import numpy as np
import numpy.typing as npt

from sim.core.arithmetic import level
from sim.core.chance import Purpose, normal_pair, throw
from sim.core.decorator import rule
from sim.parameters import Numbers
from sim.people.condition import deprivation_slope
from sim.people.state import (
    CHANNELS,
    DOMAINS,
    NO_SERVICE,
    NO_TRAUMA,
    WEEKS_PER_YEAR,
    Care,
    Channel,
    PersonState,
    empty_people,
)


@rule
def draw_temperament(me: PersonState, numbers: Numbers, seed: int) -> None:
    """Draw what is nearly fixed for life: sex, vulnerability, sociability, set points, attitude."""
    body = throw(seed, me.id, 0, Purpose.BODY)
    me.sex = 1 if body.first < numbers.women else 0
    dice = throw(seed, me.id, 0, Purpose.TRAITS)
    more = throw(seed, me.id, 0, Purpose.TRAITS_MORE)
    vulnerable, social = normal_pair(dice.first, dice.second)
    belief, depressive = normal_pair(dice.third, dice.fourth)
    anxious, stressed = normal_pair(more.first, more.second)
    attitude, _ = normal_pair(more.third, more.fourth)
    gendered = numbers.vulnerability_women * (1.0 if me.sex == 1 else -1.0)
    me.vulnerability = vulnerable + numbers.vulnerability_deprivation * deprivation_slope(me) + gendered
    tie = numbers.sociability_vulnerability
    me.sociability = tie * vulnerable + math.sqrt(1.0 - tie * tie) * social
    tie = numbers.belief_vulnerability
    mixed = tie * vulnerable + math.sqrt(1.0 - tie * tie) * belief
    me.self_efficacy_set_point = numbers.belief_set_point_mean + numbers.belief_set_point_sd * mixed
    me.set_point[Channel.DEPRESSION] = (
        numbers.depression_mean + numbers.depression_shared * me.vulnerability + numbers.depression_own * depressive
    )
    me.set_point[Channel.ANXIETY] = (
        numbers.anxiety_mean + numbers.anxiety_shared * me.vulnerability + numbers.anxiety_own * anxious
    )
    me.set_point[Channel.POST_TRAUMATIC_STRESS] = (
        numbers.stress_mean + numbers.stress_shared * me.vulnerability + numbers.stress_own * stressed
    )
    me.attitude_baseline = numbers.culture_stigma + numbers.attitude_sd * attitude


@rule
def enter(me: PersonState, numbers: Numbers, seed: int, week: int) -> None:
    """Begin a life in the model as a young adult: temperament drawn, every state where its set point holds it.

    `me.id`, `me.deprivation` and `me.connectedness` must stand; all else is overwritten.
    """
    draw_temperament(me, numbers, seed)
    me.birth_week = week - int(numbers.youngest * WEEKS_PER_YEAR)
    for domain in range(DOMAINS):
        me.self_efficacy[domain] = me.self_efficacy_set_point
    for channel in range(CHANNELS):
        me.severity[channel] = me.set_point[channel]
        me.ill_run[channel] = 0
        me.well_run[channel] = 0
        me.in_episode[channel] = 0
        me.episode_weeks[channel] = 0
        me.episodes[channel] = 0
        me.recovered[channel] = 0
    belief = level(me.self_efficacy_set_point)
    me.persuaded = 0.0
    me.coached = 0.0
    me.outcome_expectation = numbers.typical_outcome_expectation
    me.helplessness = numbers.typical_helplessness
    me.self_esteem = numbers.typical_character
    me.resilience = numbers.typical_character
    me.coping = numbers.typical_coping
    me.hope = belief
    me.empowerment = belief
    me.rumination = numbers.rumination_base
    me.avoidance = numbers.avoidance_base
    me.acceptance = numbers.typical_acceptance
    me.health_behaviour = numbers.health_base
    me.trauma_memory = 0.0
    me.strain = numbers.typical_strain
    me.public_stigma = me.attitude_baseline
    me.perceived_stigma = level(numbers.perceived_base)
    me.self_stigma = 0.0
    me.support_emotional = numbers.typical_support
    me.support_instrumental = numbers.typical_support
    me.disclosed = 0
    me.goal_difficulty = numbers.typical_goal
    me.recent_successes = numbers.firmness_half
    me.recent_failures = numbers.firmness_half
    me.domain = 0
    me.tried = 0
    me.succeeded = 0
    me.life_event = 0
    me.trauma = 0
    me.traumas = 0
    me.weeks_since_trauma = NO_TRAUMA
    me.need_recognised = 0
    me.care = Care.NEVER
    me.service = 0
    me.listed_for = NO_SERVICE
    me.offered = 0
    me.reached = 0
    me.therapy = 0
    me.session = 0
    me.absences = 0
    me.weeks_waiting = 0
    me.weeks_in_care = 0
    me.medication_weeks = 0
    me.treatments = 0
    me.attended = 0
    me.visited = 0
    me.course_ended = 0
    me.this_year = 0
    me.first_score = 0.0
    me.intensity = 1.0


@rule
def age_and_leave(me: PersonState, population: int, numbers: Numbers, seed: int, week: int, chance: float) -> bool:
    """A year of life goes by in 52 weeks; who leaves is replaced by a young adult with a new identity.

    `chance` is a throw of this week's dice that decides on nothing else.

    Returns:
        True where the person was replaced this week.
    """
    age = (week - me.birth_week) / WEEKS_PER_YEAR
    leaving = numbers.leaving / WEEKS_PER_YEAR
    if age < numbers.oldest and chance >= leaving:
        return False
    me.id += population
    enter(me, numbers, seed, week)
    return True


@rule
def enter_all(people: npt.NDArray[np.void], numbers: npt.NDArray[np.void], seed: int, week: int) -> None:
    """Let everybody begin a life in the model, at the age that `birth_week` already holds."""
    for row in range(len(people)):
        born = people[row].birth_week
        enter(people[row], numbers[0], seed, week)
        people[row].birth_week = born


def found(
    deprivation: npt.NDArray[np.uint8],
    age: npt.NDArray[np.float64],
    connectedness: npt.NDArray[np.float32],
    numbers: npt.NDArray[np.void],
    seed: int,
    week: int,
) -> npt.NDArray[np.void]:
    """A new population, before any burn-in.

    Args:
        deprivation: fifth of each person's area, 1 to 5 (n).
        age: years (n).
        connectedness: rank by number of ties, 0 to 1 (n).
        numbers: the model's numbers, as a record (1).
        seed: the run's seed.
        week: the week in which the population is founded.

    Returns:
        People (n), each at their set points.
    """
    people = empty_people(len(deprivation))
    people["id"] = np.arange(len(people))
    people["deprivation"] = deprivation
    people["connectedness"] = connectedness
    people["birth_week"] = week - np.round(age * WEEKS_PER_YEAR).astype(np.int32)
    enter_all(people, numbers, seed, week)
    return people
