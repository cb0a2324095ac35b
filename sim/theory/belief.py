"""Step 4, belief, first half: the four sources move self-efficacy. What follows from it is in `sim/theory/outlook.py`.

Beliefs live on a logit scale and nothing is clipped, so that a week's change is exactly the sum of named contributions:
the ledger.
"""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from sim.core.arithmetic import clip01, toward
from sim.core.chance import jitter
from sim.core.decorator import rule
from sim.parameters import Parameters
from sim.people.condition import Condition, expected_outcome
from sim.people.state import CAUSES, DOMAINS, Cause, Disorder, Domain, PersonState
from sim.policy.doses import Doses
from sim.theory.attempt import Attempt
from sim.theory.stress import Stress
from sim.theory.ties import SocialExposure


class Reaction(NamedTuple):
    """Bandura's two-by-two of self-efficacy and outcome expectation (1982); the four parts sum to 1."""

    engagement: float  # high belief, high expectation
    protest: float  # high belief, low expectation
    self_blame: float  # low belief, high expectation
    apathy: float  # low belief, low expectation


class Experience(NamedTuple):
    """What this week has brought so far."""

    exposure: SocialExposure
    stress: Stress
    attempt: Attempt
    reaction: Reaction


@rule
def reaction_of(me: PersonState, belief: float, parameters: Parameters) -> Reaction:
    """How a person feels about what can be done: how much of each cell of the two-by-two applies."""
    expectation = expected_outcome(me, parameters)
    return Reaction(
        belief * expectation,
        belief * (1.0 - expectation),
        (1.0 - belief) * expectation,
        (1.0 - belief) * (1.0 - expectation),
    )


@rule
def mastery(me: PersonState, attempt: Attempt, parameters: Parameters) -> float:
    """Change of belief by own success or failure, logit (Bandura 1977; the strongest source: SE21, SE23).

    What teaches is surprise: the difference between what came of the attempt and what was expected of it. Success says
    more the harder the goal, failure the easier it was; and the more was mastered of late, the less one attempt says
    (firm belief is little hurt by failure; MO12). Belief that expects what happens stays where it is, so that mastery
    cannot feed itself without end.
    """
    if not attempt.tried:
        return 0.0
    gain = parameters.weight_mastery * parameters.mastery_gain / (1.0 + parameters.firmness * me.recent_successes)
    if attempt.succeeded:
        return gain * attempt.difficulty / parameters.typical_goal * (1.0 - attempt.expected)
    return -gain * (1.0 - attempt.difficulty) / (1.0 - parameters.typical_goal) * attempt.expected


@rule
def modeling(modeled: float, recovery_met: float, parameters: Parameters) -> float:
    """Change of belief by models, logit (Bandura 1977; SE22, SE23).

    Args:
        modeled: how much better than usual people like me did at what I work on, -1 to 1: they fail or cope, and both
            say what I can do.
        recovery_met: disclosed recovery met, above what is typical, -1 to 1: who was down and got better says most.
        parameters: the model's parameters.
    """
    return parameters.weight_modeling * (
        parameters.modeling_gain * modeled + parameters.modeling_recovery * recovery_met
    )


@rule
def persuasion(said: float, persuaded: float, parameters: Parameters) -> float:
    """Change of belief by what others say, logit; it fades unless success follows (Bandura 1977; SE22).

    Args:
        said: encouragement (above zero) or scorn (below zero), -1 to 1.
        persuaded: belief that rests on words so far, logit; each week a part of it fades.
        parameters: the model's parameters.
    """
    return parameters.weight_persuasion * parameters.persuasion_gain * said - parameters.persuasion_fading * persuaded


@rule
def bodily_state(felt: float, typical: float, acceptance: float, parameters: Parameters) -> float:
    """Change of belief by reading distress as inability, logit; acceptance loosens that reading (SE03, SE04, TX10).

    Args:
        felt: severity felt in the domain, 0-1.
        typical: severity that passes for normal, 0-1.
        acceptance: acceptance, 0-1.
        parameters: the model's parameters.
    """
    loosened = 1.0 - parameters.loosening * acceptance
    return -parameters.weight_bodily_state * parameters.bodily_gain * (felt - typical) * loosened


@rule
def why_try(me: PersonState, parameters: Parameters) -> float:
    """Change of belief by self-stigma, logit: "why try" (Corrigan, Larson and Ruesch 2009; ST04)."""
    return -parameters.why_try * me.self_stigma * (1.0 - parameters.resistance * me.empowerment)


@rule
def character(me: PersonState, parameters: Parameters) -> float:
    """Change of belief by resilience and self-esteem, logit (both ways: see `update_slow_traits`)."""
    return parameters.character_gain * (0.5 * (me.resilience + me.self_esteem) - parameters.typical_character)


@rule
def shaken(me: PersonState, stress: Stress, parameters: Parameters) -> float:
    """Change of belief by a stressful event, logit: it hits those who were depressed before, and not the others
    (Maciejewski, Prigerson and Mazure 2000; SE11, SE12).
    """
    if stress.event <= 0.0 or me.episodes[Disorder.DEPRESSION] == 0:
        return 0.0
    return -parameters.belief_shaken * stress.event / parameters.life_event_size


@rule
def drift(me: PersonState, parameters: Parameters, chance: float) -> None:
    """Slow ups and downs of the level that belief returns to: roles taken on and given up, work, relationships (SE06).

    `chance` is a random draw.
    """
    me.self_efficacy_drift *= 1.0 - parameters.drift_return
    me.self_efficacy_drift += parameters.drift_weekly * jitter(chance)


@rule
def update_self_efficacy(
    me: PersonState,
    exposure: SocialExposure,
    condition: Condition,
    attempt: Attempt,
    doses: Doses,
    stress: Stress,
    ledger: npt.NDArray[np.float64],
    parameters: Parameters,
    chance: float,
) -> None:
    """Move self-efficacy in every domain by the sum of its named contributions, and write them into the ledger.

    What is won in one domain generalises in part to the others (Bandura 1997): each contribution is shared between the
    domain it belongs to and the mean over all domains.

    Args:
        me: the person; `self_efficacy` changes by exactly the sum over causes, in order.
        exposure: what ties showed.
        condition: the condition at the start of the week.
        attempt: what was tried.
        doses: what policy brings.
        stress: what the week brought.
        ledger: filled here, domains by causes, logit.
        parameters: the model's parameters.
        chance: a random draw, for the slow ups and downs.
    """
    drift(me, parameters, chance)
    own = mastery(me, attempt, parameters)
    if attempt.guided and attempt.succeeded:
        own *= (
            parameters.guided_tasks
        )  # a session and its homework are several graded tasks; a failed one is graded down
    seen = modeling(exposure.modeled, exposure.recovery_met - parameters.typical_recovery_met, parameters)
    shown = modeling(0.0, clip01(parameters.models_shown * doses.coping_models), parameters)
    described = persuasion(exposure.encouragement - parameters.typical_encouragement, me.persuaded, parameters)
    coached = persuasion(parameters.credibility * doses.encouragement, me.coached, parameters)
    stigma = why_try(me, parameters)
    standing = character(me, parameters)
    struck = shaken(me, stress, parameters)
    level = me.self_efficacy_set_point + me.self_efficacy_drift
    low = bodily_state(condition.depression, parameters.typical_depression, me.acceptance, parameters)
    afraid = bodily_state(condition.anxiety, parameters.typical_anxiety, me.acceptance, parameters)
    haunted = bodily_state(condition.post_traumatic_stress, parameters.typical_ptsd, me.acceptance, parameters)
    drained = 0.5 * (low + afraid)  # how able one feels to seek and use help
    mean = (low + afraid + haunted + drained) / DOMAINS
    wide = parameters.generalisation
    ledger[Domain.MOOD, Cause.BODILY_STATE] = toward(low, mean, wide)
    ledger[Domain.FEAR, Cause.BODILY_STATE] = toward(afraid, mean, wide)
    ledger[Domain.AFTERMATH, Cause.BODILY_STATE] = toward(haunted, mean, wide)
    ledger[Domain.HELP, Cause.BODILY_STATE] = toward(drained, mean, wide)
    for domain in range(DOMAINS):
        won = toward(own if domain == attempt.domain else 0.0, own / DOMAINS, wide)
        contributions = ledger[domain]
        contributions[Cause.MASTERY] = 0.0 if attempt.guided else won
        contributions[Cause.MODELING] = seen
        contributions[Cause.PERSUASION] = described
        contributions[Cause.SELF_STIGMA] = stigma
        contributions[Cause.CHARACTER] = standing
        contributions[Cause.TREATMENT_MASTERY] = won if attempt.guided else 0.0
        contributions[Cause.PROGRAMME_MODELING] = shown
        contributions[Cause.PROGRAMME_PERSUASION] = coached
        contributions[Cause.SET_POINT] = -parameters.belief_return * (me.self_efficacy[domain] - level)
        contributions[Cause.LIFE_EVENTS] = struck
        change = 0.0
        for cause in range(CAUSES):
            change += contributions[cause]
        me.self_efficacy[domain] += change
    settle_words(me, attempt, described, coached, parameters)


@rule
def settle_words(me: PersonState, attempt: Attempt, described: float, coached: float, parameters: Parameters) -> None:
    """Keep count of belief that rests on words; success after encouragement makes part of it permanent."""
    kept = 1.0 - parameters.consolidation if attempt.succeeded else 1.0
    me.persuaded = (me.persuaded + described) * kept
    me.coached = (me.coached + coached) * kept
