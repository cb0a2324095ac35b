"""Step 1, ties: what reaches a person from the people around, and what the person lets them see."""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from sim.core.arithmetic import saturated, share
from sim.core.decorator import rule
from sim.parameters import Numbers
from sim.people.condition import Reading, age_band, read, success_share
from sim.people.state import FaceState, PersonState
from sim.policy.doses import Doses


class Around(NamedTuple):
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
def similarity(me: PersonState, my_age_band: int, other: FaceState, numbers: Numbers) -> float:
    """How much another person is like me, up to 1: a model teaches by being alike (Bandura 1977, 1997)."""
    alike = numbers.similarity_floor
    each = (1.0 - numbers.similarity_floor) / 3.0
    if me.sex == other.sex:
        alike += each
    if my_age_band == other.age_band:
        alike += each
    if me.deprivation == other.deprivation:
        alike += each
    return alike


@rule
def look_around(
    me: PersonState,
    faces: npt.NDArray[np.void],
    first: int,
    last: int,
    other: npt.NDArray[np.int32],
    strength: npt.NDArray[np.float32],
    layer: npt.NDArray[np.uint8],
    doses: Doses,
    numbers: Numbers,
    week: int,
) -> Around:
    """Sum up what ties showed last week.

    Support adds up over ties with diminishing returns and reaches only those who keep contact (SO01, SO14); coping is
    seen only where it is disclosed, and counts for as much as the other is like me (Bandura 1977; SE22, SE23); the
    norm is the mean attitude of the people around, weighted by tie strength, and so is local.

    Args:
        me: the person.
        faces: last week's faces of everybody.
        first: where this person's ties begin in the three tie arrays.
        last: where they end (excluded).
        other: the other person's row, for each tie.
        strength: tie strength, 0 to 1.
        layer: 0 household and family, 1 friends, 2 peers.
        doses: what policy brings this week.
        numbers: the model's numbers.
        week: the present week.

    Returns:
        `Around`; without any ties, support is nothing but policy's and the norm is the person's own culture.
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
    others, bonds, layers = other[first:last], strength[first:last], layer[first:last]
    outside_family = numbers.practical_help_outside_family
    for tie in range(len(others)):
        face = faces[np.uint32(others[tie])]  # unsigned: no check for rows counted from the end
        bond = np.float64(bonds[tie])  # Numba's float() would stay single precision, Python's not
        given = bond * np.float64(face.warmth)
        weight += bond
        warmth += given
        practical += given if layers[tie] == 0 else outside_family * given
        encouragement += bond * np.float64(face.encouragement)
        attitude += bond * np.float64(face.attitude)
        distress += bond * np.float64(face.mood)
        if face.disclosed == 1:
            shown = np.float64(face.coping)
            if shown > 0.0:
                coping += bond * similarity(me, band, face, numbers) * shown
                recovery += bond * shown
            else:
                failing -= bond * similarity(me, band, face, numbers) * shown
    kept = numbers.contact_when_withdrawn + (1.0 - numbers.contact_when_withdrawn) * me.health_behaviour
    kept *= 1.0 + numbers.contact_added * doses.ties
    each = 1.0 / weight if weight > 0.0 else 0.0
    return Around(
        saturated(kept * warmth + numbers.contact_as_ties * doses.support, numbers.support_half),
        saturated(kept * practical, numbers.practical_half),
        encouragement * each,
        saturated(coping, numbers.models_half),
        saturated(failing, numbers.models_half),
        attitude * each if weight > 0.0 else numbers.culture_stigma,
        distress * each,
        saturated(recovery, numbers.models_half),
    )


@rule
def take_support(me: PersonState, around: Around, reading: Reading, doses: Doses, numbers: Numbers) -> None:
    """Perceived support follows received support slowly, coloured by temperament and mood (Uchino et al. 1996)."""
    colour = numbers.support_sociability * me.sociability - numbers.support_mood * reading.depression
    emotional = share(numbers.support_base + numbers.support_received * around.emotional + colour)
    instrumental = share(numbers.support_base + numbers.support_received * around.instrumental + colour)
    me.support_emotional += numbers.support_rate * (emotional - me.support_emotional)
    me.support_instrumental += numbers.support_rate * (instrumental - me.support_instrumental)


@rule
def show(me: PersonState, face: FaceState, numbers: Numbers, week: int) -> None:
    """Write the face that ties will see next week.

    The distressed withdraw: they have less warmth and encouragement to give (SO14). Hidden illness shows only in part;
    coping and failing are seen as coping and failing with illness only where it is disclosed.
    """
    reading = read(me)
    hidden = 1.0 if me.disclosed == 1 else numbers.mood_shown_when_hidden
    face.mood = hidden * reading.distress
    face.coping = success_share(me) * reading.belief - numbers.failing_shown * reading.distress
    face.attitude = me.public_stigma
    face.warmth = me.health_behaviour * (1.0 - numbers.warmth_lost_to_depression * reading.depression)
    face.encouragement = share(
        numbers.encouragement_base + numbers.encouragement_hope * me.hope
    ) - numbers.scorn * share(numbers.scorn_base + numbers.scorn_attitude * me.public_stigma)
    face.age_band = age_band(me, week)
    face.sex = me.sex
    face.deprivation = me.deprivation
    face.disclosed = me.disclosed
