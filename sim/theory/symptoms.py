"""Step 5, symptoms, second half: three disorders, where they are held, what pushes them, and their pull on each other.

Severity lives on a logit scale. Each week a disorder moves toward where the person's set point, the vicious circles
(`sim/theory/circles.py`) and the other disorders would hold it; strain, bad spells and fresh starts push it.
"""

from sim.core.arithmetic import clip01, toward
from sim.core.chance import Draws, exponential, jitter
from sim.core.decorator import rule
from sim.parameters import Parameters
from sim.people.condition import Condition, deprivation_slope, youth
from sim.people.state import Disorder, PersonState
from sim.policy.doses import Doses
from sim.theory.belief import Experience
from sim.theory.circles import Circles, turn_circles
from sim.theory.ties import SocialExposure


@rule
def cross_activation(strength: float, other: float, typical_other: float, parameters: Parameters) -> float:
    """Pull of another disorder, logit: symptoms activate each other (Borsboom and Cramer 2013; SY11)."""
    return strength * (other - typical_other)


@rule
def setback(chance: float, rate: float, size: float) -> float:
    """A bad spell that no life event explains, logit; 0 where none comes: many onsets have none before (SO15, SO16).

    Args:
        chance: a random draw, already shifted so that a spell comes where it lies between 0 and `rate`.
        rate: weekly rate of such spells.
        size: their mean size, logit.
    """
    if chance <= 0.0 or chance >= rate:
        return 0.0
    return size * exponential(chance / rate)


@rule
def fresh_start_rate(me: PersonState, well_friends: float, succeeded: bool, parameters: Parameters) -> float:
    """Weekly rate of turns for the better: higher for those who try and succeed or have friends in good mood (SO10),
    lower in deprived places, where illness lasts longer (SO21).

    Args:
        me: the person.
        well_friends: how many friends in good mood there are, 0-1.
        succeeded: whether something was tried with success this week.
        parameters: the model's parameters.
    """
    rate = parameters.fresh_start_rate * (1.0 - parameters.fresh_start_deprivation * deprivation_slope(me))
    rate *= 1.0 + parameters.fresh_start_friends * (well_friends - parameters.typical_well_friends)
    if succeeded:
        rate *= 1.0 + parameters.fresh_start_success
    return rate


@rule
def fresh_start(me: PersonState, lived: Experience, chance: float, parameters: Parameters) -> float:
    """A turn for the better, logit; 0 where none comes: new work, a relationship repaired, hope regained. Such fresh
    starts come before many recoveries (Brown, Lemyre and Bifulco 1992).

    Args:
        me: the person.
        lived: what this week has brought so far.
        chance: a random draw.
        parameters: the model's parameters.
    """
    rate = fresh_start_rate(me, lived.exposure.well_friends, lived.attempt.succeeded, parameters)
    if chance <= 0.0 or chance >= rate:
        return 0.0
    return parameters.fresh_start_size * exponential(chance / rate)


@rule
def helpless_hold(me: PersonState, parameters: Parameters) -> float:
    """Hold of helplessness on depression, logit (Abramson, Seligman and Teasdale 1978)."""
    return parameters.depression_helplessness * (me.helplessness - parameters.typical_helplessness)


@rule
def calm(me: PersonState, parameters: Parameters) -> float:
    """What acceptance takes off depression and anxiety, logit: distress not fought does not feed itself (TX10)."""
    return parameters.distress_acceptance * (me.acceptance - parameters.typical_acceptance)


@rule
def hold_of_depression(
    me: PersonState, circles: Circles, condition: Condition, exposure: SocialExposure, parameters: Parameters
) -> float:
    """Where depression is held, logit: set point, circles, helplessness, worth, belief, support, other disorders.

    Low belief keeps depression down the line, and not only by what it does to trying (SE11).
    """
    hold = float(me.set_point[Disorder.DEPRESSION])
    hold += parameters.depression_rumination * circles.brooding + parameters.depression_withdrawal * circles.withdrawn
    hold += parameters.depression_entrenched * float(me.entrenchment[Disorder.DEPRESSION])
    hold += helpless_hold(me, parameters) - calm(me, parameters)
    hold -= parameters.depression_esteem * (me.self_esteem - parameters.typical_character)
    hold -= parameters.depression_belief * (condition.belief - parameters.typical_belief)
    hold -= parameters.depression_friends * (exposure.well_friends - parameters.typical_well_friends)
    hold -= parameters.depression_support * (me.support_emotional - parameters.typical_support)
    hold += cross_activation(
        parameters.anxiety_on_depression, condition.anxiety, parameters.typical_anxiety, parameters
    )
    return hold + pull_of_ptsd(condition, parameters)


@rule
def hold_of_anxiety(me: PersonState, circles: Circles, condition: Condition, parameters: Parameters) -> float:
    """Where anxiety is held, logit: set point, avoidance and brooding, other disorders."""
    hold = float(me.set_point[Disorder.ANXIETY])
    hold += parameters.anxiety_avoidance * circles.avoiding + parameters.anxiety_rumination * circles.brooding
    hold += parameters.anxiety_entrenched * float(me.entrenchment[Disorder.ANXIETY]) - calm(me, parameters)
    hold += cross_activation(
        parameters.depression_on_anxiety, condition.depression, parameters.typical_depression, parameters
    )
    return hold + pull_of_ptsd(condition, parameters)


@rule
def hold_of_ptsd(me: PersonState, circles: Circles, condition: Condition, parameters: Parameters) -> float:
    """Where post-traumatic stress is held, logit: set point, acute reaction, memory, and avoidance that keeps it raw: a
    chronic minority (NC25).
    """
    raw = me.trauma_memory / (me.trauma_memory + parameters.memory_half)
    hold = float(me.set_point[Disorder.POST_TRAUMATIC_STRESS]) + parameters.ptsd_memory * raw
    hold += parameters.ptsd_acute * me.acute_stress
    hold += parameters.ptsd_entrenched * float(me.entrenchment[Disorder.POST_TRAUMATIC_STRESS])
    hold += parameters.ptsd_avoidance * circles.avoiding * raw
    hold += cross_activation(parameters.others_on_ptsd, condition.depression, parameters.typical_depression, parameters)
    return hold + cross_activation(parameters.others_on_ptsd, condition.anxiety, parameters.typical_anxiety, parameters)


@rule
def pull_of_ptsd(condition: Condition, parameters: Parameters) -> float:
    """Pull of post-traumatic stress on depression and anxiety, logit."""
    typical = parameters.typical_ptsd
    return cross_activation(parameters.ptsd_on_others, condition.post_traumatic_stress, typical, parameters)


@rule
def mask(me: PersonState, doses: Doses, parameters: Parameters) -> None:
    """What medication masks of depression and anxiety while it is taken, logit. The circles go on below it, so that on
    stopping symptoms come back within weeks, for a while worse than without it (EC19).
    """
    eased = parameters.medication_relief * clip01(doses.damping)
    if eased > 0.0:
        me.relief = eased
    elif me.relief > 0.0:  # the first week without
        me.relief = -parameters.medication_rebound * me.relief
    elif me.relief < 0.0:
        me.relief = toward(me.relief, 0.0, parameters.rebound_fading)


@rule
def update_symptoms(
    me: PersonState,
    condition: Condition,
    lived: Experience,
    doses: Doses,
    parameters: Parameters,
    draws: Draws,
    week: int,
) -> None:
    """Move the vicious circles, then the symptoms of three disorders. The resilient return more quickly, and with the
    years people become steadier (Roberts, Walton and Viechtbauer 2006; NC47).
    """
    stress, attempt = lived.stress, lived.attempt
    circles = turn_circles(me, condition, lived, doses, parameters)
    mask(me, doses, parameters)
    frees = parameters.medication_frees if parameters.use_masking > 0.0 else 1.0
    relief = frees * me.relief - parameters.maturing * youth(me, parameters, week)
    pull = parameters.symptom_pull * (1.0 + parameters.pull_resilience * (me.resilience - parameters.typical_character))
    push = stress.strain - parameters.typical_strain
    lift = fresh_start(me, lived, 1.0 - draws.fourth, parameters)
    if attempt.succeeded:
        lift += parameters.success_lift
    low, low_size = parameters.setback_rate, parameters.setback_size
    depression = me.severity[Disorder.DEPRESSION]
    depression += pull * (hold_of_depression(me, circles, condition, lived.exposure, parameters) - relief - depression)
    depression += parameters.strain_depression * push + setback(draws.fourth, low, low_size) - lift
    me.severity[Disorder.DEPRESSION] = depression + parameters.weekly_depression * jitter(draws.first)
    anxiety = me.severity[Disorder.ANXIETY]
    anxiety += pull * (hold_of_anxiety(me, circles, condition, parameters) - relief - anxiety)
    anxiety += parameters.strain_anxiety * push + setback(draws.fourth - low, low, low_size) - lift
    me.severity[Disorder.ANXIETY] = anxiety + parameters.weekly_anxiety * jitter(draws.second)
    trauma = me.severity[Disorder.POST_TRAUMATIC_STRESS]
    trauma += pull * (hold_of_ptsd(me, circles, condition, parameters) - relief - trauma)
    trauma += parameters.strain_ptsd * push
    me.severity[Disorder.POST_TRAUMATIC_STRESS] = trauma + parameters.weekly_ptsd * jitter(draws.third)
