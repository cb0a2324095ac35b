"""Step 1, ties: what reaches a person from the people around, and what the person lets them see."""

from typing import NamedTuple

import numpy as np

from sim.core.arithmetic import clip01, positive, saturated
from sim.core.decorator import rule
from sim.core.world import PersonTies
from sim.parameters import Parameters
from sim.people.condition import Condition, age_band, success_share
from sim.people.state import PersonState, VisibleState
from sim.policy.doses import Doses


class SocialExposure(NamedTuple):
    """What a person takes in from ties in one week."""

    emotional: float  # emotional support received, 0-1
    instrumental: float  # practical support received, 0-1
    encouragement: float  # encouragement less scorn by ties, -1 to 1
    coping_seen: float  # disclosed coping of similar ties, 0-1
    failing_seen: float  # disclosed failing of similar ties, 0-1
    norm: float  # attitude of the people around, SD of public stigma
    distress_seen: float  # mean distress shown by ties, 0-1
    recovery_met: float  # disclosed recovery met, 0-1


@rule
def similarity(me: PersonState, my_age_band: int, other: VisibleState, parameters: Parameters) -> float:
    """How much another person is like me, up to 1: a model teaches by being alike (Bandura 1977, 1997)."""
    shared = int(me.sex == other.sex) + int(my_age_band == other.age_band) + int(me.deprivation == other.deprivation)
    return parameters.similarity_floor + (1.0 - parameters.similarity_floor) / 3.0 * shared


@rule
def observe_ties(me: PersonState, ties: PersonTies, doses: Doses, parameters: Parameters, week: int) -> SocialExposure:
    """Sum up what ties showed last week.

    Support adds up over ties with diminishing returns and reaches only those who keep contact (SO01, SO14); coping is
    seen only where it is disclosed, and counts for as much as the other is like me (Bandura 1977; SE22, SE23); the
    norm is the mean attitude of the people around, weighted by tie strength, and so is local.

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
    coping = 0.0
    failing = 0.0
    recovery = 0.0
    attitude = 0.0
    distress = 0.0
    weight = 0.0
    band = age_band(me, week)
    first, last = ties.first, ties.last
    others, bonds, layers = ties.other[first:last], ties.strength[first:last], ties.layer[first:last]
    outside_family = parameters.practical_help_outside_family
    for tie in range(len(others)):
        visible = ties.visible_states[np.uint32(others[tie])]  # unsigned: no check for rows counted from the end
        bond = np.float64(bonds[tie])  # Numba's float() would stay single precision, Python's not
        given = bond * np.float64(visible.warmth)
        weight += bond
        warmth += given
        practical += given if layers[tie] == 0 else outside_family * given
        encouragement += bond * np.float64(visible.encouragement)
        attitude += bond * np.float64(visible.attitude)
        distress += bond * np.float64(visible.mood)
        shown = np.float64(visible.coping)  # 0 where it is not disclosed
        alike = bond * similarity(me, band, visible, parameters)
        coping += alike * positive(shown)
        failing += alike * positive(-shown)
        recovery += bond * positive(shown)
    kept = parameters.contact_when_withdrawn + (1.0 - parameters.contact_when_withdrawn) * me.health_behaviour
    kept *= 1.0 + parameters.contact_added * doses.ties
    each = 1.0 / weight if weight > 0.0 else 0.0
    return SocialExposure(
        saturated(kept * warmth + parameters.contact_as_ties * doses.support, parameters.support_half),
        saturated(kept * practical, parameters.practical_half),
        encouragement * each,
        saturated(coping, parameters.models_half),
        saturated(failing, parameters.models_half),
        attitude * each if weight > 0.0 else parameters.culture_stigma,
        distress * each,
        saturated(recovery, parameters.models_half),
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
def publish_visible_state(
    me: PersonState, condition: Condition, visible: VisibleState, parameters: Parameters, week: int
) -> None:
    """Write what ties will see next week.

    The distressed withdraw: they have less warmth and encouragement to give (SO14). Hidden illness shows only in part;
    coping and failing are seen as coping and failing with illness only where it is disclosed.
    """
    hidden = 1.0 if me.disclosed == 1 else parameters.mood_shown_when_hidden
    visible.mood = hidden * condition.distress
    coping = success_share(me) * condition.belief - parameters.failing_shown * condition.distress
    visible.coping = coping if me.disclosed == 1 else 0.0
    visible.attitude = me.public_stigma
    visible.warmth = me.health_behaviour * (1.0 - parameters.warmth_lost_to_depression * condition.depression)
    visible.encouragement = clip01(
        parameters.encouragement_base + parameters.encouragement_hope * me.hope
    ) - parameters.scorn * clip01(parameters.scorn_base + parameters.scorn_attitude * me.public_stigma)
    visible.age_band = age_band(me, week)
    visible.sex = me.sex
    visible.deprivation = me.deprivation
    visible.disclosed = me.disclosed
