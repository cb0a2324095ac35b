"""What policy brings to a person this week: programmes that reach, sessions attended, medication taken.

Everything ends in `Doses`; from there on only the theory acts.
"""

import numpy as np
import numpy.typing as npt

from sim.core.arithmetic import clip01, exp
from sim.core.chance import Purpose, draw, normal_pair
from sim.core.decorator import rule
from sim.parameters import Parameters
from sim.people.condition import condition_of, is_ill, was_ill
from sim.people.state import Care, PersonState, Withholding
from sim.policy.doses import Doses, Programme, Target

ONE = np.uint64(1)
NEARLY_ALL = 0.999  # of a dose: parts of it, added up, may miss the whole by rounding


@rule
def clear(doses: Doses) -> None:
    """No dose of anything."""
    doses.restructuring = 0.0
    doses.graded_mastery = 0.0
    doses.skills = 0.0
    doses.exposure = 0.0
    doses.mindfulness = 0.0
    doses.activity = 0.0
    doses.goal_setting = 0.0
    doses.damping = 0.0
    doses.encouragement = 0.0
    doses.coping_models = 0.0
    doses.support = 0.0
    doses.self_stigma_work = 0.0
    doses.attitude = 0.0
    doses.contact = 0.0
    doses.disclosure = 0.0
    doses.recognition = 0.0
    doses.access = 0.0
    doses.inclusion = 0.0
    doses.strain_relief = 0.0
    doses.ties = 0.0
    doses.medication = 0.0
    doses.adherence = 0.0
    doses.therapy_withheld = 0.0
    doses.care_withheld = 0.0
    doses.medication_withdrawn = 0.0


@rule
def add(doses: Doses, given: Doses, amount: float) -> None:
    """Add `amount` times the doses that an intervention gives."""
    doses.restructuring += amount * given.restructuring
    doses.graded_mastery += amount * given.graded_mastery
    doses.skills += amount * given.skills
    doses.exposure += amount * given.exposure
    doses.mindfulness += amount * given.mindfulness
    doses.activity += amount * given.activity
    doses.goal_setting += amount * given.goal_setting
    doses.damping += amount * given.damping
    doses.encouragement += amount * given.encouragement
    doses.coping_models += amount * given.coping_models
    doses.support += amount * given.support
    doses.self_stigma_work += amount * given.self_stigma_work
    doses.attitude += amount * given.attitude
    doses.contact += amount * given.contact
    doses.disclosure += amount * given.disclosure
    doses.recognition += amount * given.recognition
    doses.access += amount * given.access
    doses.inclusion += amount * given.inclusion
    doses.strain_relief += amount * given.strain_relief
    doses.ties += amount * given.ties
    doses.medication += amount * given.medication
    doses.adherence += amount * given.adherence
    doses.therapy_withheld += amount * given.therapy_withheld
    doses.care_withheld += amount * given.care_withheld
    doses.medication_withdrawn += amount * given.medication_withdrawn


@rule
def is_unwell(me: PersonState, parameters: Parameters) -> bool:
    """Whether a person is in an episode of any of the three disorders, or so distressed as to need care."""
    return is_ill(me) or condition_of(me).distress > parameters.need_distress


@rule
def is_for(me: PersonState, programme: Programme, parameters: Parameters) -> bool:
    """Whether a programme is meant for this person at present."""
    target = programme.target
    if target == Target.EVERYONE:
        return True
    if target == Target.SYMPTOMATIC:
        return is_unwell(me, parameters)
    if target == Target.MOST_CONNECTED:
        return me.connectedness > 1.0 - programme.top_share
    if target == Target.MOST_DEPRIVED:
        return me.deprivation == 5
    if target == Target.RECENTLY_TRAUMATISED:
        return me.weeks_since_trauma < parameters.recent_trauma
    if target == Target.STRUCK_OR_UNWELL:
        return me.weeks_since_trauma < parameters.recent_trauma or is_unwell(me, parameters)
    if target == Target.IN_EPISODE:
        return is_ill(me)
    if target == Target.PREVIOUSLY_ILL:
        return was_ill(me) and not is_ill(me)
    if target == Target.WAITING:
        return me.care == Care.WAITING
    if target == Target.LONG_WAITING:
        return me.care == Care.WAITING and me.weeks_waiting >= programme.waited_weeks
    return False


@rule
def therapist_effect(therapist: int, parameters: Parameters, seed: int) -> float:
    """What sessions with a therapist give, against a typical one: therapists differ, and each gives alike to all
    (Saxon and Barkham 2012).
    """
    draws = draw(seed, therapist, 0, Purpose.THERAPIST_EFFECT)
    skill, _ = normal_pair(draws.first, draws.second)
    spread = parameters.therapist_spread
    return exp(spread * (skill - 0.5 * spread))


@rule
def follow_orders(me: PersonState, doses: Doses) -> None:
    """What a study that the person takes part in withholds and withdraws, by the same routes as policy."""
    if me.withheld == Withholding.THERAPY:
        doses.therapy_withheld += 1.0
    elif me.withheld == Withholding.CARE:
        doses.care_withheld += 1.0
    if me.taper_weeks > 0:
        doses.medication_withdrawn += 1.0 / me.taper_weeks


@rule
def withdraw(me: PersonState, share: float) -> None:
    """Take off a share of the full dose of medication, until nothing is left of it; without one, the dose is full."""
    me.tapered = me.tapered + share if share > 0.0 else 0.0
    if me.tapered > NEARLY_ALL:
        me.medication_weeks = 0
        me.tapered = 0.0


@rule
def receive(
    me: PersonState,
    programmes: npt.NDArray[np.void],
    interventions: npt.NDArray[np.void],
    services: npt.NDArray[np.void],
    doses: Doses,
    parameters: Parameters,
    seed: int,
    week: int,
) -> None:
    """Fill `doses` with all that reaches a person in this week.

    Each programme has random draws of its own, so that a programme more or less changes nobody whom it does not reach.
    """
    clear(doses)
    me.reached = 0
    me.offered = 0
    for row in range(len(programmes)):
        programme = programmes[row]
        if is_for(me, programme, parameters):
            when = 0 if programme.lasting == 1 else week
            if draw(seed, me.id, when, Purpose.PROGRAMMES + programme.number).first < programme.reach:
                add(doses, interventions[programme.intervention].doses, programme.fidelity)
                me.reached |= ONE << programme.bit
                me.offered |= programme.offers
    if me.care == Care.IN_TREATMENT and me.attended == 1:
        given = services[me.service].fidelity * me.intensity * therapist_effect(me.therapist, parameters, seed)
        add(doses, interventions[me.therapy].doses, given)
    follow_orders(me, doses)
    if me.medication_weeks > 0:
        withdraw(me, doses.medication_withdrawn)
    if me.medication_weeks > 0:
        dose = 1.0 - me.tapered
        doses.damping += dose * (me.medication_weeks / (me.medication_weeks + parameters.medication_half))
    doses.damping = clip01(doses.damping)
