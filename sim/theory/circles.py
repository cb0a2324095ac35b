"""Step 5, symptoms, first half: the vicious circles, and what loosens them.

Symptoms call up rumination, avoidance and withdrawal, which feed the symptoms in turn. Because a circle feeds on what
it causes, being well and being ill are both states that last (Cramer et al. 2016, MO11; Wittenborn et al. 2016, MO10).
"""

from typing import NamedTuple

from sim.core.arithmetic import level, positive, share, toward
from sim.core.decorator import rule
from sim.parameters import Numbers
from sim.people.condition import Reading
from sim.people.state import Channel, Domain, PersonState
from sim.policy.doses import Doses
from sim.theory.attempt import Attempt
from sim.theory.belief import Reaction
from sim.theory.stress import Stress


class Circles(NamedTuple):
    """How far the habits that feed symptoms stand above (or below) those of the well."""

    brooding: float  # rumination
    withdrawn: float  # health behaviour missing
    avoiding: float  # avoidance


@rule
def grip(severity: float, numbers: Numbers) -> float:
    """How hard symptoms of this severity (logit) grip behaviour, 0-1: hardly below a threshold, fully above it."""
    return level(numbers.grip_steepness * (severity - numbers.grip_threshold))


@rule
def ruminate(
    me: PersonState, low_mood: float, worry: float, reaction: Reaction, doses: Doses, numbers: Numbers
) -> None:
    """Rumination: low mood and worry call it up, self-blame feeds it; acceptance and restructuring loosen it.

    Args:
        me: the person; `rumination` moves toward its target.
        low_mood: grip of depression, 0-1.
        worry: grip of anxiety, 0-1.
        reaction: the two-by-two of belief and outcome expectation.
        doses: what policy brings.
        numbers: the model's numbers.
    """
    gripped = 1.0 - (1.0 - low_mood) * (1.0 - numbers.worry_rumination * worry)
    target = numbers.rumination_base + (1.0 - numbers.rumination_base) * gripped
    target *= 1.0 + numbers.rumination_blame * (reaction.self_blame - numbers.typical_self_blame)
    if numbers.use_mindfulness > 0.0:
        target *= 1.0 - numbers.rumination_acceptance * positive(me.acceptance - numbers.typical_acceptance)
    target *= 1.0 - numbers.rumination_restructuring * share(doses.restructuring)
    me.rumination = toward(me.rumination, share(target), numbers.rumination_rate)


@rule
def avoid(me: PersonState, fear: float, intrusion: float, attempt: Attempt, doses: Doses, numbers: Numbers) -> None:
    """Avoidance: fear and intrusions call it up; facing what is feared, with success or in exposure, undoes it."""
    gripped = 1.0 - (1.0 - fear) * (1.0 - intrusion)
    target = numbers.avoidance_base + (1.0 - numbers.avoidance_base) * gripped
    target *= 1.0 - numbers.avoidance_exposure * share(doses.exposure)
    me.avoidance = toward(me.avoidance, share(target), numbers.avoidance_rate)
    if attempt.succeeded and (attempt.domain == Domain.FEAR or attempt.domain == Domain.AFTERMATH):
        me.avoidance = toward(me.avoidance, 0.0, numbers.avoidance_mastered * attempt.difficulty)


@rule
def keep_going(
    me: PersonState, low_mood: float, attempt: Attempt, reaction: Reaction, doses: Doses, numbers: Numbers
) -> None:
    """Health behaviour (sleep, activity, contacts): low mood and apathy wear it down; success restores it."""
    target = numbers.health_base * (1.0 - numbers.withdrawal * low_mood)
    target -= numbers.health_apathy * (reaction.apathy - numbers.typical_apathy)
    target += numbers.health_success if attempt.succeeded else 0.0
    target += (1.0 - target) * share(numbers.health_activated * doses.activity)
    me.health_behaviour = toward(me.health_behaviour, share(target), numbers.health_rate)


@rule
def accept(me: PersonState, doses: Doses, numbers: Numbers) -> None:
    """Acceptance: trained by mindfulness, slowly lost without practice."""
    me.acceptance = toward(me.acceptance, numbers.typical_acceptance, numbers.acceptance_fading)
    me.acceptance = toward(me.acceptance, 1.0, share(numbers.acceptance_trained * doses.mindfulness))


@rule
def process_trauma(me: PersonState, stress: Stress, reading: Reading, doses: Doses, numbers: Numbers) -> None:
    """Unprocessed memory: traumas lay it down, in proportion to what support and belief leave of them; facing it wears
    it away, avoidance keeps it (Brewin et al. 2000, NC40; Benight and Bandura 2004).
    """
    if stress.trauma > 0.0:
        kept = stress.strain / stress.load if stress.load > 0.0 else 1.0
        me.trauma_memory += numbers.trauma_imprint * stress.trauma * kept
    facing = (1.0 - me.avoidance) * (1.0 - numbers.memory_distress * reading.post_traumatic_stress)
    facing *= 1.0 + numbers.memory_support * (me.support_emotional - numbers.typical_support)
    worn = numbers.memory_processing * positive(facing) + numbers.memory_exposure * doses.exposure
    me.trauma_memory = toward(me.trauma_memory, 0.0, share(worn))


@rule
def turn_circles(
    me: PersonState,
    stress: Stress,
    reading: Reading,
    attempt: Attempt,
    reaction: Reaction,
    doses: Doses,
    numbers: Numbers,
) -> Circles:
    """Move rumination, avoidance, withdrawal, acceptance and memory by a week, and say how hard the circles pull.

    With the mechanism off, the habits go on as before but feed nothing: a typical pull takes their place.
    """
    low_mood = grip(me.severity[Channel.DEPRESSION], numbers)
    fear = grip(me.severity[Channel.ANXIETY], numbers)
    intrusion = grip(me.severity[Channel.POST_TRAUMATIC_STRESS], numbers)
    ruminate(me, low_mood, fear, reaction, doses, numbers)
    avoid(me, fear, intrusion, attempt, doses, numbers)
    keep_going(me, low_mood, attempt, reaction, doses, numbers)
    accept(me, doses, numbers)
    process_trauma(me, stress, reading, doses, numbers)
    if numbers.use_vicious_circles <= 0.0:
        return Circles(numbers.typical_brooding, numbers.typical_withdrawn, numbers.typical_avoiding)
    return Circles(
        me.rumination - numbers.rumination_base,
        numbers.health_base - me.health_behaviour,
        me.avoidance - numbers.avoidance_base,
    )
