"""Step 2, stress: life events, traumas and chronic strain, buffered by support and appraised through self-efficacy."""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from sim.core.arithmetic import clip01, expit
from sim.core.chance import Draws, Purpose, draw, exponential
from sim.core.decorator import rule
from sim.parameters import Parameters
from sim.people.condition import Condition, deprivation_slope, youth
from sim.people.state import PersonState
from sim.policy.doses import Doses


class Stress(NamedTuple):
    """What a week brings, and what is left of it once it is met."""

    event: float  # size of this week's life event (0: none), in weeks of ordinary hassles
    trauma: float  # severity of this week's trauma (0: none), mean 1
    load: float  # all that happens, before anything protects
    strain: float  # what is felt of it


class DisasterExposure(NamedTuple):
    """What a disaster does to one person this week."""

    severity: float  # of the trauma it brings (0: none), in traumas of ordinary mean severity
    hassles: float  # added in its aftermath


@rule
def disaster_exposure(me: PersonState, events: npt.NDArray[np.void], seed: int, week: int) -> DisasterExposure:
    """What the disasters of this week, and of the weeks before, do to a person.

    Who lives through it is drawn once, for the week it happens. Later it strains nobody whose last trauma was before
    it, or who has had none, such as those who came since. A limitation: who came since and then has a trauma of another
    kind is taken for one who was there, and may be strained as well, though not traumatised by it.
    """
    wound = 0.0
    hassles = 0.0
    for row in range(len(events)):
        event = events[row]
        since = week - event.week
        if since > 0 and me.weeks_since_trauma >= since:
            continue
        draws = draw(seed, me.id, event.week, Purpose.EVENTS + event.number)
        if draws.first < event.exposed:
            if since == 0:
                wound += event.severity * exponential(draws.second)
            hassles += event.strain
    return DisasterExposure(wound, hassles)


@rule
def family_event(me: PersonState, parameters: Parameters, seed: int, week: int) -> float:
    """Size of an event that strikes the whole family this week, 0 if none: a death, a lost job, a move."""
    draws = draw(seed, me.family, week, Purpose.FAMILY_EVENTS)
    if draws.first >= parameters.life_event_rate * parameters.event_shared:
        return 0.0
    return parameters.life_event_size * exponential(draws.second)


@rule
def life_event(me: PersonState, condition: Condition, parameters: Parameters, draws: Draws, week: int) -> float:
    """Size of a stressful life event of the person alone this week, 0 if none.

    Events are commoner in deprived areas and among the young; the vulnerable and the distressed bring some about (about
    a third of the event-onset association is not causal: Kendler et al. 1999, SO15).
    """
    chance = parameters.life_event_rate * (1.0 + parameters.event_deprivation * deprivation_slope(me))
    chance *= (1.0 - parameters.event_shared) * (1.0 + parameters.event_youth * youth(me, parameters, week))
    chance *= 1.0 + parameters.event_dependence * condition.distress
    if draws.first >= 2.0 * chance:  # not even to the most vulnerable
        return 0.0
    chance *= expit(parameters.event_vulnerability * me.vulnerability) * 2.0
    if draws.first >= chance:
        return 0.0
    return parameters.life_event_size * exponential(draws.second)


@rule
def trauma(me: PersonState, parameters: Parameters, draws: Draws) -> float:
    """Severity of a trauma this week, 0 if none: about 0.07 a year, most of them mild (NC33, NC34)."""
    if draws.third >= parameters.trauma_rate * (1.0 + parameters.trauma_deprivation * deprivation_slope(me)):
        return 0.0
    return exponential(draws.fourth) if parameters.use_trauma_severity > 0.0 else 1.0


@rule
def carry_burden(me: PersonState, parameters: Parameters, chance: float) -> None:
    """Everyday distress: bad nights, tiredness, aches and worries that come, add up and wear off over months.

    Questionnaires count it, so that their scores fall off exponentially (SY12); it makes nobody ill. People differ in
    how much of it they have, and what therapy has taught wears it off sooner (TX03). `chance` is a random draw.
    """
    if parameters.use_everyday_distress <= 0.0:
        me.burden = 0.0
        return
    coping = 1.0 + parameters.burden_coped * 0.5 * (me.reframing + me.activation)
    me.burden *= 1.0 - clip01(parameters.burden_fading * coping)
    if chance < parameters.burden_fading:  # so often that over the years each person's mean is the set point
        me.burden += me.burden_set_point * exponential(chance / parameters.burden_fading)


@rule
def buffering(me: PersonState, load: float, parameters: Parameters) -> float:
    """Share of the load that support takes away: the more, the heavier the load (Cohen and Wills 1985; SO01)."""
    support = me.support_emotional if parameters.use_stress_buffering > 0.0 else parameters.typical_support
    return parameters.buffering * support * load / (load + parameters.buffering_half)


@rule
def appraisal(condition: Condition, parameters: Parameters) -> float:
    """How heavy a load looks, about 1: those who believe in themselves appraise it as smaller (Bandura 1997)."""
    return 1.0 + parameters.appraisal * (parameters.typical_belief - condition.belief)


@rule
def active_coping(condition: Condition, parameters: Parameters) -> float:
    """Problem-solving and support-seeking, 0-1: ability that is used for as much as it is believed in."""
    if parameters.use_coping > 0.0:
        return condition.ability * condition.belief
    return parameters.typical_ability * parameters.typical_belief


@rule
def meet_stress(
    me: PersonState,
    condition: Condition,
    disaster: DisasterExposure,
    doses: Doses,
    parameters: Parameters,
    draws: Draws,
    seed: int,
    week: int,
) -> Stress:
    """One week's stress: what happens, and the strain that is left after support, appraisal and coping."""
    carry_burden(me, parameters, 1.0 - draws.third)
    event = life_event(me, condition, parameters, draws, week) + family_event(me, parameters, seed, week)
    wound = trauma(me, parameters, draws) + disaster.severity
    hassles = parameters.chronic_strain * (1.0 + parameters.strain_deprivation * deprivation_slope(me))
    hassles += disaster.hassles
    hassles *= 1.0 - clip01(parameters.strain_relieved * doses.strain_relief)
    load = hassles + event + parameters.trauma_load * wound
    strain = load * (1.0 - buffering(me, load, parameters)) * appraisal(condition, parameters)
    strain *= 1.0 - parameters.coping_relief * active_coping(condition, parameters)
    me.strain = strain
    me.life_event = 1 if event > 0.0 else 0
    if wound > 0.0:
        me.trauma = 2 if wound > parameters.severe_trauma else 1
        me.traumas = min(int(me.traumas) + 1, 255)
        me.weeks_since_trauma = 0
    else:
        me.trauma = 0
        me.weeks_since_trauma = min(int(me.weeks_since_trauma) + 1, 65535)
    return Stress(event, wound, load, strain)
