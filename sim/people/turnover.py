"""Who lives here: people are born into the model as young adults, age, leave and are replaced.

A population is stationary over decades: whoever leaves is replaced by a young adult in the same place, with a new
identity and a new temperament. Temperament correlates as in the evidence: the vulnerable find support and belief less
easily.
"""

import math
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from sim.core.arithmetic import exp, expit
from sim.core.chance import Purpose, draw, exponential, normal_pair
from sim.core.decorator import rule, seldom
from sim.parameters import Parameters
from sim.people.condition import deprivation_slope
from sim.people.state import (
    DISORDERS,
    DOMAINS,
    NO_SERVICE,
    NO_TRAUMA,
    WEEKS_PER_YEAR,
    Care,
    Disorder,
    PersonState,
    empty_people,
)


class Places(NamedTuple):
    """Where people belong."""

    family: npt.NDArray[np.uint32]  # number of the family (people)
    neighbourhood: npt.NDArray[np.float64]  # vulnerability that neighbours have in common, SD (people)


@seldom
def with_kin_and_place(me: PersonState, own: float, parameters: Parameters, seed: int) -> float:
    """Vulnerability (SD) of the person, of the family and of the neighbourhood: kin and spouses are alike (Maes et al.
    1998; Nordsletten et al. 2016), and places differ. Much of what looks like contagion is that (SO05-SO07).
    """
    kin, place = parameters.vulnerability_kin, parameters.vulnerability_place
    family = draw(seed, me.family, 0, Purpose.FAMILY)
    of_kin, _ = normal_pair(family.first, family.second)
    return math.sqrt(1.0 - kin - place) * own + math.sqrt(kin) * of_kin + math.sqrt(place) * me.neighbourhood


@seldom
def remember_youth(me: PersonState, parameters: Parameters, seed: int) -> None:
    """What the years before adult life have left: some were depressed before they enter, the vulnerable more often
    (Merikangas et al. 2010).
    """
    draws = draw(seed, me.id, 0, Purpose.YOUTH)
    if draws.first < expit(parameters.youth_depressed + parameters.youth_vulnerability * me.vulnerability):
        me.episodes[Disorder.DEPRESSION] = 1


@seldom
def draw_temperament(me: PersonState, parameters: Parameters, seed: int) -> None:
    """Draw what is nearly fixed for life: sex, vulnerability, sociability, ability, set points, attitude."""
    body = draw(seed, me.id, 0, Purpose.BODY)
    me.sex = 1 if body.first < parameters.women else 0
    draws = draw(seed, me.id, 0, Purpose.TRAITS)
    more = draw(seed, me.id, 0, Purpose.TRAITS_MORE)
    own, social = normal_pair(draws.first, draws.second)
    vulnerable = with_kin_and_place(me, own, parameters, seed)
    belief, depressive = normal_pair(draws.third, draws.fourth)
    anxious, stressed = normal_pair(more.first, more.second)
    attitude, able = normal_pair(more.third, more.fourth)
    last = draw(seed, me.id, 0, Purpose.TRAITS_LAST)
    burdened, responsive = normal_pair(last.first, last.second)
    spread = parameters.responsiveness_spread
    me.responsiveness = exp(spread * (responsive - 0.5 * spread))
    tie = parameters.burden_vulnerability
    burdened = tie * vulnerable + math.sqrt(1.0 - tie * tie) * burdened
    spread = parameters.burden_spread
    me.burden_set_point = parameters.burden_mean * exp(spread * (burdened - 0.5 * spread))
    gendered = parameters.vulnerability_women * (1.0 if me.sex == 1 else -1.0)
    me.vulnerability = vulnerable + parameters.vulnerability_deprivation * deprivation_slope(me) + gendered
    tie = parameters.sociability_vulnerability
    me.sociability = tie * vulnerable + math.sqrt(1.0 - tie * tie) * social
    tie = parameters.belief_vulnerability
    mixed = tie * vulnerable + math.sqrt(1.0 - tie * tie) * belief
    me.ability_set_point = parameters.ability_sd * able
    tie = parameters.belief_ability
    mixed = tie * able + math.sqrt(1.0 - tie * tie) * mixed
    me.self_efficacy_set_point = parameters.belief_set_point_mean + parameters.belief_set_point_sd * mixed
    me.set_point[Disorder.DEPRESSION] = (
        parameters.depression_mean
        + parameters.depression_shared * me.vulnerability
        + parameters.depression_own * depressive
        + parameters.set_point_tail * (exponential(last.third) - 1.0)
    )
    me.set_point[Disorder.ANXIETY] = (
        parameters.anxiety_mean
        + parameters.anxiety_shared * me.vulnerability
        + parameters.anxiety_own * anxious
        + parameters.set_point_tail * (exponential(last.fourth) - 1.0)
    )
    me.set_point[Disorder.POST_TRAUMATIC_STRESS] = (
        parameters.ptsd_mean + parameters.ptsd_shared * me.vulnerability + parameters.ptsd_own * stressed
    )
    me.attitude_baseline = parameters.culture_stigma + parameters.attitude_sd * attitude


@seldom
def enter(me: PersonState, parameters: Parameters, seed: int, week: int) -> None:
    """Begin a life in the model as a young adult: temperament drawn, every state where its set point holds it.

    `me.id`, `me.deprivation`, `me.connectedness`, `me.family` and `me.neighbourhood` must stand; all else is
    overwritten.
    """
    draw_temperament(me, parameters, seed)
    me.birth_week = week - int(parameters.youngest * WEEKS_PER_YEAR)
    for domain in range(DOMAINS):
        me.self_efficacy[domain] = me.self_efficacy_set_point
        me.ability[domain] = me.ability_set_point
    me.self_efficacy_drift = 0.0
    for disorder in range(DISORDERS):
        me.severity[disorder] = me.set_point[disorder]
        me.entrenchment[disorder] = 0.0
        me.ill_run[disorder] = 0
        me.well_run[disorder] = 0
        me.in_episode[disorder] = 0
        me.episode_weeks[disorder] = 0
        me.episodes[disorder] = 0
        me.recovered[disorder] = 0
    belief = expit(me.self_efficacy_set_point)
    remember_youth(me, parameters, seed)
    me.persuaded = 0.0
    me.coached = 0.0
    me.outcome_expectation = parameters.typical_outcome_expectation
    me.helplessness = parameters.typical_helplessness
    me.self_esteem = parameters.typical_character
    me.resilience = parameters.typical_character
    me.hope = belief
    me.empowerment = belief
    me.rumination = parameters.rumination_base
    me.avoidance = parameters.avoidance_base
    me.acceptance = parameters.typical_acceptance
    me.reframing = 0.0
    me.activation = 0.0
    me.facing = 0.0
    me.relief = 0.0
    me.health_behaviour = parameters.health_base
    me.acute_stress = 0.0
    me.trauma_memory = 0.0
    me.burden = me.burden_set_point
    me.strain = parameters.typical_strain
    me.public_stigma = me.attitude_baseline
    me.perceived_stigma = expit(parameters.perceived_base)
    me.self_stigma = 0.0
    me.support_emotional = parameters.typical_support
    me.support_instrumental = parameters.typical_support
    me.remembered_distress = 0.0
    me.disclosed = 0
    me.goal_difficulty = parameters.typical_goal
    me.recent_successes = 0.0
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
    me.therapist = 0
    me.session = 0
    me.absences = 0
    me.weeks_waiting = 0
    me.weeks_in_care = 0
    me.medication_weeks = 0
    me.medicine = 0
    me.tapered = 0.0
    me.treatments = 0
    me.attended = 0
    me.visited = 0
    me.course_ended = 0
    me.ending = 0
    me.withheld = 0
    me.taper_weeks = 0
    me.this_year = 0
    me.first_score = 0.0
    me.intensity = 1.0


@rule
def age_and_leave(
    me: PersonState, population: int, parameters: Parameters, seed: int, week: int, chance: float
) -> bool:
    """A year of life goes by in 52 weeks; who leaves is replaced by a young adult with a new identity.

    `chance` is a random draw of this week that decides nothing else.

    Returns:
        True where the person was replaced this week.
    """
    age = (week - me.birth_week) / WEEKS_PER_YEAR
    leaving = parameters.leaving / WEEKS_PER_YEAR
    if age < parameters.oldest and chance >= leaving:
        return False
    me.id += population
    enter(me, parameters, seed, week)
    return True


@rule
def enter_all(people: npt.NDArray[np.void], parameters: npt.NDArray[np.void], seed: int, week: int) -> None:
    """Let everybody begin a life in the model, at the age that `birth_week` already holds."""
    for row in range(len(people)):
        born = people[row].birth_week
        enter(people[row], parameters[0], seed, week)
        people[row].birth_week = born


def found(
    deprivation: npt.NDArray[np.uint8],
    age: npt.NDArray[np.float64],
    connectedness: npt.NDArray[np.float32],
    places: Places,
    parameters: npt.NDArray[np.void],
    seed: int,
    week: int,
) -> npt.NDArray[np.void]:
    """A new population, before any burn-in.

    Args:
        deprivation: fifth of each person's area, 1 to 5 (n).
        age: years (n).
        connectedness: rank by number of ties, 0 to 1 (n).
        places: family and neighbourhood of each person.
        parameters: the model's parameters, as a record (1).
        seed: the run's seed.
        week: the week in which the population is founded.

    Returns:
        People (n), each at their set points.
    """
    people = empty_people(len(deprivation))
    people["id"] = np.arange(len(people))
    people["deprivation"] = deprivation
    people["connectedness"] = connectedness
    people["family"], people["neighbourhood"] = places
    people["birth_week"] = week - np.round(age * WEEKS_PER_YEAR).astype(np.int32)
    enter_all(people, parameters, seed, week)
    return people
