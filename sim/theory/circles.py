"""Step 5, symptoms, first half: the vicious circles, and what loosens them.

Symptoms call up rumination, avoidance and withdrawal, which feed the symptoms in turn. Because a circle feeds on what
it causes, being well and being ill are both states that last (Cramer et al. 2016, MO11; Wittenborn et al. 2016, MO10).
"""

from typing import NamedTuple

from sim.core.arithmetic import clip01, expit, positive, toward
from sim.core.decorator import rule
from sim.parameters import Parameters
from sim.people.condition import Condition
from sim.people.state import Disorder, Domain, PersonState
from sim.policy.doses import Doses
from sim.theory.attempt import Attempt
from sim.theory.belief import Experience, Reaction
from sim.theory.learning import learn
from sim.theory.stress import Stress


class Circles(NamedTuple):
    """How far the habits that feed symptoms stand above (or below) those of the well."""

    brooding: float  # rumination
    withdrawn: float  # health behaviour missing
    avoiding: float  # avoidance


@rule
def grip(severity: float, parameters: Parameters) -> float:
    """How hard symptoms of this severity (logit) grip behaviour, 0-1: hardly below a threshold, fully above it."""
    return expit(parameters.grip_steepness * (severity - parameters.grip_threshold))


@rule
def ruminate(me: PersonState, low_mood: float, worry: float, reaction: Reaction, parameters: Parameters) -> None:
    """Rumination: low mood and worry call it up, self-blame feeds it; acceptance and reframing loosen it.

    Args:
        me: the person; `rumination` moves toward its target.
        low_mood: grip of depression, 0-1.
        worry: grip of anxiety, 0-1.
        reaction: the two-by-two of belief and outcome expectation.
        parameters: the model's parameters.
    """
    gripped = 1.0 - (1.0 - low_mood) * (1.0 - parameters.worry_rumination * worry)
    target = parameters.rumination_base + (1.0 - parameters.rumination_base) * gripped
    target *= 1.0 + parameters.rumination_blame * (reaction.self_blame - parameters.typical_self_blame)
    target *= 1.0 - parameters.rumination_acceptance * positive(me.acceptance - parameters.typical_acceptance)
    target *= 1.0 - parameters.rumination_reframed * me.reframing
    me.rumination = toward(me.rumination, clip01(target), parameters.rumination_rate)


@rule
def avoid(me: PersonState, fear: float, intrusion: float, attempt: Attempt, parameters: Parameters) -> None:
    """Avoidance: fear and intrusions call it up; facing what is feared, with success or by skill, undoes it."""
    gripped = 1.0 - (1.0 - fear) * (1.0 - intrusion)
    target = parameters.avoidance_base + (1.0 - parameters.avoidance_base) * gripped
    target *= 1.0 - parameters.avoidance_faced * me.facing
    me.avoidance = toward(me.avoidance, clip01(target), parameters.avoidance_rate)
    if attempt.succeeded and (attempt.domain == Domain.FEAR or attempt.domain == Domain.AFTERMATH):
        me.avoidance = toward(me.avoidance, 0.0, parameters.avoidance_mastered * attempt.difficulty)


@rule
def keep_going(me: PersonState, low_mood: float, attempt: Attempt, reaction: Reaction, parameters: Parameters) -> None:
    """Health behaviour (sleep, activity, contacts): low mood and apathy wear it down, unless one has learned to keep
    going; success restores it.
    """
    worn = parameters.withdrawal * low_mood * (1.0 - parameters.withdrawal_activated * me.activation)
    target = parameters.health_base * (1.0 - worn)
    target -= parameters.health_apathy * (reaction.apathy - parameters.typical_apathy)
    target += parameters.health_success if attempt.succeeded else 0.0
    me.health_behaviour = toward(me.health_behaviour, clip01(target), parameters.health_rate)


@rule
def entrench(me: PersonState, disorder: int, gripped: float, parameters: Parameters) -> None:
    """Entrenchment: what symptoms grip for long becomes a habit that holds on by itself; it fades after recovery.

    New episodes therefore end sooner than long-standing ones (NC01-NC07). `gripped` is today's grip, 0-1.
    """
    missing = gripped - me.entrenchment[disorder]  # one of the two terms is 0, which spares a processor the guess
    me.entrenchment[disorder] += parameters.entrenching * positive(missing) - parameters.entrenchment_fading * positive(
        -missing
    )


@rule
def accept(me: PersonState, doses: Doses, parameters: Parameters) -> None:
    """Acceptance: trained by mindfulness, slowly lost without practice."""
    me.acceptance = toward(me.acceptance, parameters.typical_acceptance, parameters.acceptance_fading)
    me.acceptance = toward(me.acceptance, 1.0, clip01(parameters.acceptance_trained * doses.mindfulness))


@rule
def react_to_trauma(me: PersonState, stress: Stress, parameters: Parameters) -> None:
    """Acute reaction: a severe trauma shakes nearly everyone, and most are over it within weeks (Rothbaum et al. 1992).

    How much it shakes depends on what support, belief and coping leave of the load (Benight and Bandura 2004).
    """
    me.acute_stress *= 1.0 - parameters.acute_fading
    if stress.trauma > 0.0:
        left = stress.strain / stress.load if stress.load > 0.0 else 1.0
        me.acute_stress += stress.trauma * left


@rule
def process_trauma(me: PersonState, condition: Condition, doses: Doses, parameters: Parameters) -> None:
    """Unprocessed memory: a share of the acute reaction is laid down as memory, more of it where what happened is
    avoided and support is missing; facing it wears it away, avoidance keeps it (Brewin et al. 2000, NC40).
    """
    alone = 1.0 - parameters.memory_support * (me.support_emotional - parameters.typical_support)
    me.trauma_memory += parameters.trauma_imprint * me.acute_stress * me.avoidance * positive(alone)
    facing = (1.0 - me.avoidance) * (1.0 - parameters.memory_distress * condition.post_traumatic_stress)
    facing *= 1.0 + parameters.memory_support * (me.support_emotional - parameters.typical_support)
    worn = (
        parameters.memory_processing * positive(facing)
        + parameters.memory_exposure * doses.exposure * me.responsiveness
    )
    me.trauma_memory = toward(me.trauma_memory, 0.0, clip01(worn))


@rule
def turn_circles(
    me: PersonState, condition: Condition, lived: Experience, doses: Doses, parameters: Parameters
) -> Circles:
    """Move rumination, avoidance, withdrawal, acceptance and memory by a week, and say how hard the circles pull.

    With the mechanism off, the habits go on as before but feed nothing: a typical pull takes their place.
    """
    low_mood = grip(me.severity[Disorder.DEPRESSION], parameters)
    fear = grip(me.severity[Disorder.ANXIETY], parameters)
    intrusion = grip(me.severity[Disorder.POST_TRAUMATIC_STRESS], parameters)
    entrench(me, Disorder.DEPRESSION.value, low_mood, parameters)
    entrench(me, Disorder.ANXIETY.value, fear, parameters)
    entrench(me, Disorder.POST_TRAUMATIC_STRESS.value, intrusion, parameters)
    ruminate(me, low_mood, fear, lived.reaction, parameters)
    avoid(me, fear, intrusion, lived.attempt, parameters)
    keep_going(me, low_mood, lived.attempt, lived.reaction, parameters)
    accept(me, doses, parameters)
    learn(me, lived.attempt, doses, parameters)
    react_to_trauma(me, lived.stress, parameters)
    process_trauma(me, condition, doses, parameters)
    if parameters.use_vicious_circles <= 0.0:
        return Circles(parameters.typical_brooding, parameters.typical_withdrawn, parameters.typical_avoiding)
    return Circles(
        me.rumination - parameters.rumination_base,
        parameters.health_base - me.health_behaviour,
        me.avoidance - parameters.avoidance_base,
    )
