"""Step 1, ties: what reaches a person from the people around, and what the person lets them see."""

from typing import NamedTuple

import numpy as np

from sim.core.arithmetic import clip01, positive, saturated
from sim.core.decorator import rule
from sim.core.world import PersonTies
from sim.parameters import Parameters
from sim.people.condition import Condition, age_band, was_ill
from sim.people.state import AGE_BAND_STARTS, PersonState, VisibleState
from sim.policy.doses import Doses

FRIEND = 1  # layer of friends
AGE_BANDS = len(AGE_BAND_STARTS)


class SocialExposure(NamedTuple):
    """What a person takes in from ties in one week."""

    emotional: float  # emotional support received, 0-1
    instrumental: float  # practical support received, 0-1
    encouragement: float  # encouragement less scorn by ties, -1 to 1
    modeled: float  # how much better than usual people like me did at what I work on, -1 to 1
    norm: float  # attitude of the people around, SD of public stigma
    recovery_met: float  # disclosed recovery met, 0-1
    well_friends: float  # friends in good mood, 0-1


@rule
def similarity(me: PersonState, my_age_band: int, other: VisibleState, parameters: Parameters) -> float:
    """How much another person is like me, up to 1: a model teaches by being alike (Bandura 1977, 1997)."""
    shared = int(me.sex == other.sex) + int(my_age_band == other.age_band) + int(me.deprivation == other.deprivation)
    return parameters.similarity_floor + (1.0 - parameters.similarity_floor) / 3.0 * shared


@rule
def still_holds(layer: int, my_age_band: int, other: VisibleState, parameters: Parameters) -> float:
    """Whether a tie holds, 1 or 0. Newcomers come to live in the place of the old: the household and the friends of
    their predecessor, generations older than they are, are not theirs.
    """
    apart = int(my_age_band) - int(other.age_band)
    inherited = layer <= FRIEND and max(apart, -apart) >= parameters.generations_apart
    return 0.0 if inherited else 1.0


@rule
def is_family(layer: int) -> int:
    """Whether a tie is of the closest layer, 1 or 0: by a sum, for which a processor need not guess."""
    return (2 - int(layer)) >> 1


@rule
def result_at_my_task(me: PersonState, other: VisibleState) -> int:
    """What another person's attempt came to, if it was at what I work on: 0 nothing seen, 1 a failure, 2 a success.

    A result takes two bits. Moved up by the other's domain and down by mine, nothing of it is left where they differ:
    a question asked of every tie, whose answer no processor can guess, would cost more than all the rest of the tie.
    """
    return ((int(other.attempt) << (2 * int(other.domain))) >> (2 * int(me.domain))) & 3


@rule
def observe_ties(me: PersonState, ties: PersonTies, doses: Doses, parameters: Parameters, week: int) -> SocialExposure:
    """Sum up what ties showed last week.

    Support adds up over ties with diminishing returns and reaches only those who keep contact (SO01, SO14). Everybody
    sees how ties do at what they try, and it counts for as much as they are like me and try what I work on myself
    (Bandura 1977; SE22, SE23); recovery from illness is seen only where it is disclosed. Friends in good mood count,
    friends who are ill do not (Hill, Griffiths and House 2015; SO09, SO10). The norm is the mean attitude of the people
    around, weighted by tie strength, and so is local.

    Args:
        me: the person.
        ties: the person's ties, and what everybody showed last week.
        doses: what policy brings this week.
        parameters: the model's parameters.
        week: the present week.

    Returns:
        `SocialExposure`; without any ties, support is nothing but policy's and the norm is the person's own culture.
    """
    warmth = 0.0
    practical = 0.0
    encouragement = 0.0
    succeeded = 0.0
    tried = 0.0
    recovery = 0.0
    attitude = 0.0
    weight = 0.0
    well = 0.0
    band = age_band(me, week)
    far_from_some = max(band, AGE_BANDS - 1 - band) >= parameters.generations_apart  # spares most people the question
    first, last = ties.first, ties.last
    others, bonds, layers = ties.other[first:last], ties.strength[first:last], ties.layer[first:last]
    outside_family = parameters.practical_help_outside_family
    for tie in range(len(others)):
        visible = ties.visible_states[np.uint32(others[tie])]  # unsigned: no check for rows counted from the end
        bond = np.float64(bonds[tie])  # Numba's float() would stay single precision, Python's not
        holds = still_holds(layers[tie], band, visible, parameters) if far_from_some else 1.0
        bond *= holds
        given = bond * np.float64(visible.warmth)
        weight += bond
        warmth += given
        practical += given * (outside_family + (1.0 - outside_family) * is_family(layers[tie]))
        encouragement += bond * np.float64(visible.encouragement)
        attitude += bond * np.float64(visible.attitude)
        recovery += bond * np.float64(visible.recovery)
        well += holds * np.int64(layers[tie] & visible.well)  # FRIEND is 1, and no other layer is odd
        alike = bond * similarity(me, band, visible, parameters)
        result = result_at_my_task(me, visible)
        tried += alike * ((result + 1) >> 1)
        succeeded += alike * (result >> 1)
    kept = parameters.contact_when_withdrawn + (1.0 - parameters.contact_when_withdrawn) * me.health_behaviour
    kept *= 1.0 + parameters.contact_added * doses.ties
    each = 1.0 / weight if weight > 0.0 else 0.0
    return SocialExposure(
        saturated(kept * warmth + parameters.contact_as_ties * doses.support, parameters.support_half),
        saturated(kept * practical, parameters.practical_half),
        encouragement * each,
        (succeeded - parameters.typical_success * tried) / (tried + parameters.models_half),
        attitude * each if weight > 0.0 else parameters.culture_stigma,
        saturated(recovery, parameters.recovery_half),
        saturated(well, parameters.friends_half),
    )


@rule
def take_support(
    me: PersonState, exposure: SocialExposure, condition: Condition, doses: Doses, parameters: Parameters
) -> None:
    """Perceived support follows received support slowly, coloured by temperament and mood (Uchino et al. 1996)."""
    colour = parameters.support_sociability * me.sociability - parameters.support_mood * condition.depression
    emotional = clip01(parameters.support_base + parameters.support_received * exposure.emotional + colour)
    instrumental = clip01(parameters.support_base + parameters.support_received * exposure.instrumental + colour)
    me.support_emotional += parameters.support_rate * (emotional - me.support_emotional)
    me.support_instrumental += parameters.support_rate * (instrumental - me.support_instrumental)


@rule
def improvement(me: PersonState, condition: Condition) -> float:
    """How much better than in the past half-year somebody is who was ill, 0-1: recovery as others see it.

    A coping model teaches by having struggled and got better, not by being well (Schunk, Hanson and Cox 1987).
    """
    return positive(me.remembered_distress - condition.distress) if was_ill(me) else 0.0


@rule
def publish_visible_state(
    me: PersonState, condition: Condition, visible: VisibleState, parameters: Parameters, week: int
) -> None:
    """Write what ties will see next week.

    What somebody tries is seen by all; that it is recovery from an illness is seen only where it is disclosed. The
    distressed withdraw: they have less warmth and encouragement to give (SO14).
    """
    visible.recovery = improvement(me, condition) if me.disclosed == 1 else 0.0
    me.remembered_distress += parameters.remembering * (condition.distress - me.remembered_distress)
    visible.attempt = me.tried + me.succeeded
    visible.domain = me.domain
    visible.well = 1 if condition.depression < parameters.good_mood else 0
    visible.attitude = me.public_stigma
    visible.warmth = me.health_behaviour * (1.0 - parameters.warmth_lost_to_depression * condition.depression)
    visible.encouragement = clip01(
        parameters.encouragement_base + parameters.encouragement_hope * me.hope
    ) - parameters.scorn * clip01(parameters.scorn_base + parameters.scorn_attitude * me.public_stigma)
    visible.age_band = age_band(me, week)
    visible.sex = me.sex
    visible.deprivation = me.deprivation
