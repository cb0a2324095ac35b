"""Step 5, symptoms, second half: three channels, where they are held, what pushes them, and their pull on each other.

Severity lives on a logit scale. Each week a channel moves toward where the person's set point, the vicious circles
(`sim/theory/circles.py`) and the other channels would hold it; strain, bad spells and fresh starts push it.
"""

from sim.core.arithmetic import share
from sim.core.chance import Dice, exponential, jitter
from sim.core.decorator import rule
from sim.parameters import Numbers
from sim.people.condition import Reading
from sim.people.state import Channel, PersonState
from sim.policy.doses import Doses
from sim.theory.attempt import Attempt
from sim.theory.belief import Reaction
from sim.theory.circles import Circles, turn_circles
from sim.theory.stress import Stress


@rule
def cross_activation(strength: float, other: float, typical_other: float, numbers: Numbers) -> float:
    """Pull of another channel, logit: symptoms activate each other (Borsboom and Cramer 2013; SY11)."""
    if numbers.use_cross_activation <= 0.0:
        return 0.0
    return strength * (other - typical_other)


@rule
def setback(chance: float, rate: float, size: float) -> float:
    """A bad spell that no life event explains, logit; 0 where none comes: many onsets have none before (SO15, SO16).

    Args:
        chance: a throw of the dice, already moved so that a spell comes where it lies between 0 and `rate`.
        rate: weekly rate of such spells.
        size: their mean size, logit.
    """
    if chance <= 0.0 or chance >= rate:
        return 0.0
    return size * exponential(chance / rate)


@rule
def fresh_start(attempt: Attempt, chance: float, numbers: Numbers) -> float:
    """A turn for the better, logit; 0 where none comes: new work, a bond mended, hope regained. Such fresh starts come
    before many recoveries (Brown, Lemyre and Bifulco 1992), and more often to those who try and succeed.

    Args:
        attempt: what was tried this week.
        chance: a throw of the dice.
        numbers: the model's numbers.
    """
    rate = numbers.fresh_start_rate
    if attempt.succeeded:
        rate *= 1.0 + numbers.fresh_start_success
    if chance <= 0.0 or chance >= rate:
        return 0.0
    return numbers.fresh_start_size * exponential(chance / rate)


@rule
def helpless_hold(me: PersonState, numbers: Numbers) -> float:
    """Hold of helplessness on depression, logit (Abramson, Seligman and Teasdale 1978)."""
    if numbers.use_helplessness <= 0.0:
        return 0.0
    return numbers.depression_helplessness * (me.helplessness - numbers.typical_helplessness)


@rule
def calm(me: PersonState, numbers: Numbers) -> float:
    """What acceptance takes off depression and anxiety, logit: distress not fought does not feed itself (TX10)."""
    if numbers.use_mindfulness <= 0.0:
        return 0.0
    return numbers.distress_acceptance * (me.acceptance - numbers.typical_acceptance)


@rule
def hold_of_depression(me: PersonState, circles: Circles, reading: Reading, numbers: Numbers) -> float:
    """Where depression is held, logit: set point, circles, helplessness, worth, support, and the other channels."""
    hold = float(me.set_point[Channel.DEPRESSION])
    hold += numbers.depression_rumination * circles.brooding + numbers.depression_withdrawal * circles.withdrawn
    hold += helpless_hold(me, numbers) - calm(me, numbers)
    hold -= numbers.depression_esteem * (me.self_esteem - numbers.typical_character)
    hold -= numbers.depression_support * (me.support_emotional - numbers.typical_support)
    hold += cross_activation(numbers.anxiety_on_depression, reading.anxiety, numbers.typical_anxiety, numbers)
    return hold + pull_of_stress(reading, numbers)


@rule
def hold_of_anxiety(me: PersonState, circles: Circles, reading: Reading, numbers: Numbers) -> float:
    """Where anxiety is held, logit: set point, avoidance and brooding, other channels."""
    hold = float(me.set_point[Channel.ANXIETY])
    hold += numbers.anxiety_avoidance * circles.avoiding + numbers.anxiety_rumination * circles.brooding
    hold -= calm(me, numbers)
    hold += cross_activation(numbers.depression_on_anxiety, reading.depression, numbers.typical_depression, numbers)
    return hold + pull_of_stress(reading, numbers)


@rule
def hold_of_stress(me: PersonState, circles: Circles, reading: Reading, numbers: Numbers) -> float:
    """Where post-traumatic stress is held, logit: set point, unprocessed memory, and avoidance that keeps it so."""
    raw = me.trauma_memory / (me.trauma_memory + numbers.memory_half)
    hold = float(me.set_point[Channel.POST_TRAUMATIC_STRESS]) + numbers.stress_memory * me.trauma_memory
    hold += numbers.stress_avoidance * circles.avoiding * raw
    hold += cross_activation(numbers.others_on_stress, reading.depression, numbers.typical_depression, numbers)
    return hold + cross_activation(numbers.others_on_stress, reading.anxiety, numbers.typical_anxiety, numbers)


@rule
def pull_of_stress(reading: Reading, numbers: Numbers) -> float:
    """Pull of post-traumatic stress on depression and anxiety, logit."""
    typical = numbers.typical_post_traumatic_stress
    return cross_activation(numbers.stress_on_others, reading.post_traumatic_stress, typical, numbers)


@rule
def feel(
    me: PersonState,
    stress: Stress,
    reading: Reading,
    attempt: Attempt,
    reaction: Reaction,
    doses: Doses,
    numbers: Numbers,
    dice: Dice,
) -> None:
    """Move the vicious circles, then the three symptom channels. The resilient return more quickly."""
    circles = turn_circles(me, stress, reading, attempt, reaction, doses, numbers)
    relief = numbers.medication_relief * share(doses.damping)
    pull = numbers.symptom_pull * (1.0 + numbers.pull_resilience * (me.resilience - numbers.typical_character))
    push = stress.strain - numbers.typical_strain
    lift = fresh_start(attempt, 1.0 - dice.fourth, numbers)
    if attempt.succeeded:
        lift += numbers.success_lift
    low, low_size = numbers.setback_rate, numbers.setback_size
    depression = me.severity[Channel.DEPRESSION]
    depression += pull * (hold_of_depression(me, circles, reading, numbers) - relief - depression)
    depression += numbers.strain_depression * push + setback(dice.fourth, low, low_size) - lift
    me.severity[Channel.DEPRESSION] = depression + numbers.weekly_depression * jitter(dice.first)
    anxiety = me.severity[Channel.ANXIETY]
    anxiety += pull * (hold_of_anxiety(me, circles, reading, numbers) - relief - anxiety)
    anxiety += numbers.strain_anxiety * push + setback(dice.fourth - low, low, low_size) - lift
    me.severity[Channel.ANXIETY] = anxiety + numbers.weekly_anxiety * jitter(dice.second)
    trauma = me.severity[Channel.POST_TRAUMATIC_STRESS]
    trauma += pull * (hold_of_stress(me, circles, reading, numbers) - relief - trauma)
    trauma += numbers.strain_stress * push + numbers.trauma_shock * stress.trauma
    me.severity[Channel.POST_TRAUMATIC_STRESS] = trauma + numbers.weekly_stress * jitter(dice.third)
