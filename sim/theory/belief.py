"""Step 4, belief: the four sources move self-efficacy; outcome expectation, helplessness and self-esteem follow.

Beliefs live on a logit scale and nothing is clipped, so that a week's change is exactly the sum of named contributions:
the ledger.
"""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from sim.core.arithmetic import share, toward
from sim.core.decorator import rule
from sim.parameters import Numbers
from sim.people.condition import Reading, deprivation_slope, firmness, general_belief
from sim.people.state import CAUSES, DOMAINS, Cause, Domain, PersonState
from sim.policy.doses import Doses
from sim.theory.attempt import Attempt
from sim.theory.ties import Around


class Reaction(NamedTuple):
    """Bandura's two-by-two of self-efficacy and outcome expectation (1982); the four parts sum to 1."""

    engagement: float  # high belief, high expectation
    protest: float  # high belief, low expectation
    self_blame: float  # low belief, high expectation
    apathy: float  # low belief, low expectation


@rule
def react(me: PersonState, belief: float, numbers: Numbers) -> Reaction:
    """How a person feels about what can be done: how much of each cell of the two-by-two applies."""
    expectation = me.outcome_expectation
    if numbers.use_outcome_expectation <= 0.0:
        expectation = numbers.typical_outcome_expectation
    return Reaction(
        belief * expectation,
        belief * (1.0 - expectation),
        (1.0 - belief) * expectation,
        (1.0 - belief) * (1.0 - expectation),
    )


@rule
def mastery(me: PersonState, attempt: Attempt, numbers: Numbers) -> float:
    """Change of belief by own success or failure, logit (Bandura 1977; the strongest source: SE21, SE23).

    Success counts for more the harder the goal and the less it was expected; failure hurts most while belief is young,
    and little once lived success has made it firm.
    """
    if not attempt.tried or numbers.use_mastery <= 0.0:
        return 0.0
    if attempt.succeeded:
        return numbers.weight_mastery * numbers.mastery_gain * attempt.difficulty * (1.0 - attempt.expected)
    young = 1.0 - firmness(me, numbers.firmness_half)
    return -numbers.weight_mastery * numbers.mastery_loss * young * (1.0 - attempt.difficulty)


@rule
def modeling(coping_seen: float, failing_seen: float, numbers: Numbers) -> float:
    """Change of belief by seeing people like me cope or fail, logit (Bandura 1977; SE22, SE23)."""
    if numbers.use_modeling <= 0.0:
        return 0.0
    return numbers.weight_modeling * (numbers.modeling_gain * coping_seen - numbers.modeling_loss * failing_seen)


@rule
def persuasion(said: float, persuaded: float, numbers: Numbers) -> float:
    """Change of belief by what others say, logit; it fades unless success follows (Bandura 1977; SE22).

    Args:
        said: encouragement (above zero) or scorn (below zero), -1 to 1.
        persuaded: belief that rests on words so far, logit; each week a part of it fades.
        numbers: the model's numbers.
    """
    if numbers.use_persuasion <= 0.0:
        return 0.0
    return numbers.weight_persuasion * numbers.persuasion_gain * said - numbers.persuasion_fading * persuaded


@rule
def bodily_state(felt: float, typical: float, acceptance: float, numbers: Numbers) -> float:
    """Change of belief by reading distress as inability, logit; acceptance loosens that reading (SE03, SE04, TX10).

    Args:
        felt: severity felt in the domain, 0-1.
        typical: severity that passes for normal, 0-1.
        acceptance: acceptance, 0-1.
        numbers: the model's numbers.
    """
    if numbers.use_bodily_state <= 0.0:
        return 0.0
    loosened = 1.0 - numbers.loosening * acceptance if numbers.use_mindfulness > 0.0 else 1.0
    return -numbers.weight_bodily_state * numbers.bodily_gain * (felt - typical) * loosened


@rule
def why_try(me: PersonState, numbers: Numbers) -> float:
    """Change of belief by self-stigma, logit: "why try" (Corrigan, Larson and Ruesch 2009; ST04)."""
    if numbers.use_self_stigma <= 0.0:
        return 0.0
    return -numbers.why_try * me.self_stigma * (1.0 - numbers.resistance * me.empowerment)


@rule
def character(me: PersonState, numbers: Numbers) -> float:
    """Change of belief by resilience and self-esteem, logit (both ways: see `grow`)."""
    return numbers.character_gain * (0.5 * (me.resilience + me.self_esteem) - numbers.typical_character)


@rule
def believe(
    me: PersonState,
    around: Around,
    reading: Reading,
    attempt: Attempt,
    doses: Doses,
    ledger: npt.NDArray[np.float64],
    numbers: Numbers,
) -> None:
    """Move self-efficacy in every domain by the sum of its named contributions, and write them into the ledger.

    What is won in one domain generalises in part to the others (Bandura 1997): each contribution is shared between the
    domain it belongs to and the mean over all domains.

    Args:
        me: the person; `self_efficacy` changes by exactly the sum over causes, in order.
        around: what ties showed.
        reading: the condition at the start of the week.
        attempt: what was tried.
        doses: what policy brings.
        ledger: filled here, domains by causes, logit.
        numbers: the model's numbers.
    """
    own = mastery(me, attempt, numbers)
    if attempt.guided and attempt.succeeded:
        own *= numbers.guided_tasks  # a session and its homework are several graded tasks; a failed one is graded down
    seen = modeling(around.coping_seen, around.failing_seen, numbers)
    shown = modeling(share(numbers.models_shown * doses.coping_models), 0.0, numbers)
    told = persuasion(around.encouragement - numbers.typical_encouragement, me.persuaded, numbers)
    coached = persuasion(numbers.credibility * doses.encouragement, me.coached, numbers)
    stigma = why_try(me, numbers)
    standing = character(me, numbers)
    low = bodily_state(reading.depression, numbers.typical_depression, me.acceptance, numbers)
    afraid = bodily_state(reading.anxiety, numbers.typical_anxiety, me.acceptance, numbers)
    haunted = bodily_state(reading.post_traumatic_stress, numbers.typical_post_traumatic_stress, me.acceptance, numbers)
    drained = 0.5 * (low + afraid)  # how able one feels to seek and use help
    mean = (low + afraid + haunted + drained) / DOMAINS
    wide = numbers.generalisation
    ledger[Domain.MOOD, Cause.BODILY_STATE] = toward(low, mean, wide)
    ledger[Domain.FEAR, Cause.BODILY_STATE] = toward(afraid, mean, wide)
    ledger[Domain.AFTERMATH, Cause.BODILY_STATE] = toward(haunted, mean, wide)
    ledger[Domain.HELP, Cause.BODILY_STATE] = toward(drained, mean, wide)
    for domain in range(DOMAINS):
        won = toward(own if domain == attempt.domain else 0.0, own / DOMAINS, wide)
        page = ledger[domain]
        page[Cause.MASTERY] = 0.0 if attempt.guided else won
        page[Cause.MODELING] = seen
        page[Cause.PERSUASION] = told
        page[Cause.SELF_STIGMA] = stigma
        page[Cause.CHARACTER] = standing
        page[Cause.TREATMENT_MASTERY] = won if attempt.guided else 0.0
        page[Cause.PROGRAMME_MODELING] = shown
        page[Cause.PROGRAMME_PERSUASION] = coached
        page[Cause.SET_POINT] = -numbers.belief_return * (me.self_efficacy[domain] - me.self_efficacy_set_point)
        change = 0.0
        for cause in range(CAUSES):
            change += page[cause]
        me.self_efficacy[domain] += change
    settle_words(me, attempt, told, coached, numbers)


@rule
def settle_words(me: PersonState, attempt: Attempt, told: float, coached: float, numbers: Numbers) -> None:
    """Keep count of belief that rests on words; success after encouragement makes part of it one's own."""
    kept = 1.0 - numbers.consolidation if attempt.succeeded else 1.0
    me.persuaded = (me.persuaded + told) * kept
    me.coached = (me.coached + coached) * kept


@rule
def expect(me: PersonState, attempt: Attempt, reaction: Reaction, doses: Doses, numbers: Numbers) -> None:
    """Outcome expectation: success says that trying pays; failure that is not one's own fault says that it does not.

    Those who believe in themselves but expect nothing from their surroundings protest, and change some of it.
    """
    normal = numbers.typical_outcome_expectation - numbers.expectation_deprivation * deprivation_slope(me)
    normal = share(normal + numbers.expectation_inclusion * doses.inclusion)
    me.outcome_expectation = toward(me.outcome_expectation, normal, numbers.expectation_return)
    if attempt.succeeded:
        me.outcome_expectation = toward(me.outcome_expectation, 1.0, numbers.expectation_success)
    elif attempt.tried:
        blame_outside = 1.0 - me.helplessness
        me.outcome_expectation = toward(me.outcome_expectation, 0.0, numbers.expectation_failure * blame_outside)
    me.outcome_expectation = toward(me.outcome_expectation, 1.0, numbers.protest_pays * reaction.protest)


@rule
def learn_helplessness(
    me: PersonState, attempt: Attempt, reaction: Reaction, reading: Reading, doses: Doses, numbers: Numbers
) -> None:
    """Learned helplessness: failures beyond control, blamed on oneself, generalise; success or restructuring undo it.

    Abramson, Seligman and Teasdale 1978. The blame grows with self-blame, low self-esteem and low mood.
    """
    if numbers.use_helplessness <= 0.0:
        return
    if attempt.tried and not attempt.succeeded:
        uncontrolled = 1.0 - attempt.expected
        blame = share(numbers.blame_base + numbers.blame_reaction * reaction.self_blame + reading.depression)
        me.helplessness = toward(me.helplessness, 1.0, numbers.helplessness_failure * uncontrolled * blame)
    elif attempt.succeeded:
        me.helplessness = toward(me.helplessness, 0.0, numbers.helplessness_success * attempt.difficulty)
    undone = numbers.helplessness_fading + numbers.helplessness_restructuring * doses.restructuring
    me.helplessness = toward(me.helplessness, 0.0, share(undone))


@rule
def grow(
    me: PersonState,
    attempt: Attempt,
    around: Around,
    reaction: Reaction,
    reading: Reading,
    doses: Doses,
    numbers: Numbers,
) -> None:
    """Slow growth: coping skill, self-esteem, resilience, hope, empowerment, and the set point of belief itself.

    Resilience and self-esteem move both ways with self-efficacy; what is lived long enough becomes the new normal.
    """
    practice = numbers.practice * attempt.difficulty if attempt.succeeded else 0.0
    me.coping = toward(me.coping, numbers.typical_coping, numbers.coping_fading)
    me.coping = toward(me.coping, 1.0, share(practice + numbers.skills_taught * doses.skills))
    kindness = numbers.self_compassion * me.acceptance if numbers.use_mindfulness > 0.0 else 0.0
    stigma = me.self_stigma if numbers.use_self_stigma > 0.0 else 0.0
    worth = numbers.esteem_base + numbers.esteem_belief * reading.belief + kindness
    worth += numbers.esteem_support * me.support_emotional
    worth -= numbers.esteem_blame * reaction.self_blame + numbers.esteem_stigma * stigma
    worth -= numbers.esteem_depression * reading.depression
    me.self_esteem = toward(me.self_esteem, share(worth), numbers.esteem_rate)
    strength = numbers.resilience_base + numbers.resilience_belief * reading.belief
    strength += numbers.resilience_support * me.support_emotional + numbers.resilience_coping * me.coping
    me.resilience = toward(me.resilience, share(strength), numbers.resilience_rate)
    hope = numbers.hope_base + numbers.hope_engagement * reaction.engagement
    hope -= numbers.hope_depression * reading.depression + numbers.hope_stigma * stigma
    if numbers.use_modeling > 0.0:
        hope += numbers.hope_models * (around.coping_seen + share(numbers.models_shown * doses.coping_models))
    me.hope = toward(me.hope, share(hope), numbers.hope_rate)
    power = numbers.power_base + numbers.power_belief * reading.belief + numbers.power_protest * reaction.protest
    power -= numbers.power_stigma * stigma
    power += numbers.power_work * doses.self_stigma_work
    me.empowerment = toward(me.empowerment, share(power), numbers.power_rate)
    me.self_efficacy_set_point = toward(me.self_efficacy_set_point, general_belief(me), numbers.set_point_drift)
