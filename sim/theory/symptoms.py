"""Step 5, symptoms: three channels, their own vicious circles, and their pull on each other.

Severity lives on a logit scale. Each week a channel moves toward where the person's set point, the vicious circles and
the other channels would hold it; strain pushes it. Because a circle feeds on what it causes, being well and being ill
are both states that last (Cramer et al. 2016, MO11; Wittenborn et al. 2016, MO10).
"""

from sim.arithmetic import level, positive, share, toward
from sim.chance import Dice, exponential, jitter
from sim.compiled import rule
from sim.parameters import Numbers
from sim.person import Channel, Domain, PersonState
from sim.reading import Reading
from sim.routes import Doses
from sim.theory.attempt import Attempt
from sim.theory.belief import Reaction
from sim.theory.stress import Stress


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
    """Move rumination, avoidance, withdrawal and memory, then the three symptom channels."""
    low_mood = grip(me.severity[Channel.DEPRESSION], numbers)
    fear = grip(me.severity[Channel.ANXIETY], numbers)
    intrusion = grip(me.severity[Channel.POST_TRAUMATIC_STRESS], numbers)
    ruminate(me, low_mood, fear, reaction, doses, numbers)
    avoid(me, fear, intrusion, attempt, doses, numbers)
    keep_going(me, low_mood, attempt, reaction, doses, numbers)
    accept(me, doses, numbers)
    process_trauma(me, stress, reading, doses, numbers)

    brooding = me.rumination - numbers.rumination_base
    withdrawn = numbers.health_base - me.health_behaviour
    avoiding = me.avoidance - numbers.avoidance_base
    if numbers.use_vicious_circles <= 0.0:
        brooding = numbers.typical_brooding
        withdrawn = numbers.typical_withdrawn
        avoiding = numbers.typical_avoiding
    helpless = 0.0
    if numbers.use_helplessness > 0.0:
        helpless = numbers.depression_helplessness * (me.helplessness - numbers.typical_helplessness)
    calm = 0.0
    if numbers.use_mindfulness > 0.0:
        calm = numbers.distress_acceptance * (me.acceptance - numbers.typical_acceptance)
    memory = me.trauma_memory / (me.trauma_memory + numbers.memory_half)

    hold_depression = me.set_point[Channel.DEPRESSION] + numbers.depression_rumination * brooding
    hold_depression += numbers.depression_withdrawal * withdrawn + helpless - calm
    hold_depression -= numbers.depression_esteem * (me.self_esteem - numbers.typical_character)
    hold_depression -= numbers.depression_support * (me.support_emotional - numbers.typical_support)
    hold_depression += cross_activation(
        numbers.anxiety_on_depression, reading.anxiety, numbers.typical_anxiety, numbers
    ) + cross_activation(
        numbers.stress_on_others, reading.post_traumatic_stress, numbers.typical_post_traumatic_stress, numbers
    )
    hold_anxiety = me.set_point[Channel.ANXIETY] + numbers.anxiety_avoidance * avoiding
    hold_anxiety += numbers.anxiety_rumination * brooding - calm
    hold_anxiety += cross_activation(
        numbers.depression_on_anxiety, reading.depression, numbers.typical_depression, numbers
    ) + cross_activation(
        numbers.stress_on_others, reading.post_traumatic_stress, numbers.typical_post_traumatic_stress, numbers
    )
    hold_stress = me.set_point[Channel.POST_TRAUMATIC_STRESS] + numbers.stress_memory * me.trauma_memory
    hold_stress += numbers.stress_avoidance * avoiding * memory
    hold_stress += cross_activation(
        numbers.others_on_stress, reading.depression, numbers.typical_depression, numbers
    ) + cross_activation(numbers.others_on_stress, reading.anxiety, numbers.typical_anxiety, numbers)
    relief = numbers.medication_relief * share(doses.damping)
    pull = numbers.symptom_pull * (1.0 + numbers.pull_resilience * (me.resilience - numbers.typical_character))
    push = stress.strain - numbers.typical_strain
    turn = fresh_start(attempt, 1.0 - dice.fourth, numbers)
    lift = turn + (numbers.success_lift if attempt.succeeded else 0.0)
    me.severity[Channel.DEPRESSION] += (
        pull * (hold_depression - relief - me.severity[Channel.DEPRESSION])
        + numbers.strain_depression * push
        + setback(dice.fourth, numbers.setback_rate, numbers.setback_size)
        - lift
        + numbers.weekly_depression * jitter(dice.first)
    )
    me.severity[Channel.ANXIETY] += (
        pull * (hold_anxiety - relief - me.severity[Channel.ANXIETY])
        + numbers.strain_anxiety * push
        + setback(dice.fourth - numbers.setback_rate, numbers.setback_rate, numbers.setback_size)
        - lift
        + numbers.weekly_anxiety * jitter(dice.second)
    )
    me.severity[Channel.POST_TRAUMATIC_STRESS] += (
        pull * (hold_stress - relief - me.severity[Channel.POST_TRAUMATIC_STRESS])
        + numbers.strain_stress * push
        + numbers.trauma_shock * stress.trauma
        + numbers.weekly_stress * jitter(dice.third)
    )


@rule
def diagnose(me: PersonState, numbers: Numbers) -> None:
    """Diagnosis, a rule on the state: severe enough for two weeks running, and impaired; an episode is over at the
    first of eight weeks well below. Each episode leaves a scar on the set point (kindling: SO20, NC11-NC13).
    """
    for channel in range(3):
        severe = me.severity[channel] > numbers.severe_enough
        well = me.severity[channel] < numbers.well_below
        me.ill_run[channel] = min(me.ill_run[channel] + 1, 255) if severe else 0
        me.well_run[channel] = min(me.well_run[channel] + 1, 255) if well else 0
        me.recovered[channel] = 0
        if me.in_episode[channel] == 1:
            me.episode_weeks[channel] = min(me.episode_weeks[channel] + 1, 65535)
            me.set_point[channel] += numbers.scar
            if me.well_run[channel] >= numbers.weeks_well:
                me.in_episode[channel] = 0
                me.recovered[channel] = 1
        elif me.ill_run[channel] >= numbers.weeks_ill and impaired(me, numbers):
            me.in_episode[channel] = 1
            me.episode_weeks[channel] = 0
            me.episodes[channel] = min(me.episodes[channel] + 1, 255)


@rule
def impaired(me: PersonState, numbers: Numbers) -> bool:
    """Impaired in daily life: activity and contacts given up, or not enough coping for what is carried."""
    return 1.0 - me.health_behaviour + numbers.impairment_strain * me.strain > numbers.impairment_threshold
