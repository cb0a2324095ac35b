"""Step 4, belief, second half: what follows from self-efficacy and from what one lived through.

Outcome expectation and helplessness answer to every attempt; ability, self-esteem, resilience, hope and empowerment
change slowly.
"""

from sim.core.arithmetic import clip01, toward
from sim.core.decorator import rule
from sim.parameters import Parameters
from sim.people.condition import Condition, deprivation_slope
from sim.people.state import DOMAINS, PersonState
from sim.policy.doses import Doses
from sim.theory.attempt import Attempt
from sim.theory.belief import Experience, Reaction


@rule
def update_outcome_expectancy(
    me: PersonState, attempt: Attempt, reaction: Reaction, doses: Doses, parameters: Parameters
) -> None:
    """Outcome expectation: success says that trying pays; failure that is not the person's fault says that it does not.

    Those who believe in themselves but expect nothing from their surroundings protest, and change some of it.
    """
    normal = parameters.typical_outcome_expectation - parameters.expectation_deprivation * deprivation_slope(me)
    normal = clip01(normal + parameters.expectation_inclusion * doses.inclusion)
    me.outcome_expectation = toward(me.outcome_expectation, normal, parameters.expectation_return)
    if attempt.succeeded:
        me.outcome_expectation = toward(me.outcome_expectation, 1.0, parameters.expectation_success)
    elif attempt.tried:
        blame_outside = 1.0 - me.helplessness
        me.outcome_expectation = toward(me.outcome_expectation, 0.0, parameters.expectation_failure * blame_outside)
    me.outcome_expectation = toward(me.outcome_expectation, 1.0, parameters.protest_pays * reaction.protest)


@rule
def learn_helplessness(
    me: PersonState, attempt: Attempt, reaction: Reaction, condition: Condition, doses: Doses, parameters: Parameters
) -> None:
    """Learned helplessness: failures beyond control, blamed on oneself, generalise; success or restructuring undo it.

    Abramson, Seligman and Teasdale 1978. The blame grows with self-blame and low mood.
    """
    if attempt.tried and not attempt.succeeded:
        uncontrolled = 1.0 - attempt.expected
        blame = clip01(parameters.blame_base + parameters.blame_reaction * reaction.self_blame + condition.depression)
        me.helplessness = toward(me.helplessness, 1.0, parameters.helplessness_failure * uncontrolled * blame)
    elif attempt.succeeded:
        me.helplessness = toward(me.helplessness, 0.0, parameters.helplessness_success * attempt.difficulty)
    undone = parameters.helplessness_fading + parameters.helplessness_restructuring * doses.restructuring
    me.helplessness = toward(me.helplessness, 0.0, clip01(undone))


@rule
def gain_ability(me: PersonState, attempt: Attempt, doses: Doses, parameters: Parameters) -> None:
    """Ability: practice that succeeds builds it in its domain, skills training in all; unused, it is slowly lost.

    It is not a cause of belief. Its successes are.
    """
    for domain in range(DOMAINS):
        me.ability[domain] = toward(me.ability[domain], me.ability_set_point, parameters.ability_fading)
        me.ability[domain] += parameters.skills_taught * doses.skills
    if attempt.succeeded:
        me.ability[attempt.domain] += parameters.practice * attempt.difficulty


@rule
def update_slow_traits(
    me: PersonState,
    condition: Condition,
    lived: Experience,
    doses: Doses,
    parameters: Parameters,
) -> None:
    """Slow growth: ability, self-esteem, resilience, hope and empowerment. Resilience and self-esteem move both ways
    with self-efficacy.
    """
    reaction, exposure = lived.reaction, lived.exposure
    gain_ability(me, lived.attempt, doses, parameters)
    kindness = parameters.self_compassion * me.acceptance
    worth = parameters.esteem_base + parameters.esteem_belief * condition.belief + kindness
    worth += parameters.esteem_support * me.support_emotional
    worth -= parameters.esteem_blame * reaction.self_blame + parameters.esteem_stigma * me.self_stigma
    worth -= parameters.esteem_depression * condition.depression
    me.self_esteem = toward(me.self_esteem, clip01(worth), parameters.esteem_rate)
    strength = parameters.resilience_base + parameters.resilience_belief * condition.belief
    strength += parameters.resilience_support * me.support_emotional + parameters.resilience_ability * condition.ability
    me.resilience = toward(me.resilience, clip01(strength), parameters.resilience_rate)
    hope = parameters.hope_base + parameters.hope_engagement * reaction.engagement
    hope -= parameters.hope_depression * condition.depression + parameters.hope_stigma * me.self_stigma
    hope += parameters.hope_models * (exposure.recovery_met + clip01(parameters.models_shown * doses.coping_models))
    me.hope = toward(me.hope, clip01(hope), parameters.hope_rate)
    power = (
        parameters.power_base + parameters.power_belief * condition.belief + parameters.power_protest * reaction.protest
    )
    power -= parameters.power_stigma * me.self_stigma
    power += parameters.power_work * doses.self_stigma_work
    me.empowerment = toward(me.empowerment, clip01(power), parameters.power_rate)
