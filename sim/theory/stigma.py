"""Step 6, stigma: attitudes, norms, self-stigma and disclosure."""

from sim.core.arithmetic import clip01, expit, toward
from sim.core.chance import Draws
from sim.core.decorator import rule
from sim.parameters import Parameters
from sim.people.condition import Condition, is_ill, was_ill
from sim.people.state import Care, PersonState
from sim.policy.doses import Doses
from sim.theory.belief import Reaction
from sim.theory.ties import SocialExposure


@rule
def update_public_stigma(
    me: PersonState, exposure: SocialExposure, doses: Doses, parameters: Parameters, draws: Draws
) -> None:
    """Public stigma: conformity to the people around, contact with disclosed recovery, campaigns, and a slow return to
    what the culture teaches (Corrigan et al. 2012; ST16-ST23).
    """
    me.public_stigma += parameters.stigma_conformity * (exposure.norm - me.public_stigma)
    me.public_stigma += parameters.stigma_return * (me.attitude_baseline - me.public_stigma)
    me.public_stigma -= parameters.stigma_contact * (exposure.recovery_met - parameters.typical_recovery_met)
    me.public_stigma -= parameters.stigma_taught * doses.attitude + parameters.stigma_met * doses.contact
    me.public_stigma += parameters.stigma_weekly * (2.0 * draws.first - 1.0)


@rule
def labelled(me: PersonState) -> bool:
    """Whether stigma can be turned on oneself: ill at present, or in care for it."""
    return is_ill(me) or me.care == Care.IN_TREATMENT or me.care == Care.WAITING or me.medication_weeks > 0


@rule
def update_self_stigma(
    me: PersonState, exposure: SocialExposure, condition: Condition, doses: Doses, parameters: Parameters
) -> None:
    """Perceived stigma follows the norm around; self-stigma is that norm agreed with and applied
    to oneself, resisted by empowerment (Corrigan and Watson 2002; ST04-ST14).
    """
    norm = expit(parameters.perceived_base + parameters.perceived_norm * exposure.norm)
    me.perceived_stigma = toward(me.perceived_stigma, norm, parameters.perceived_rate)
    if parameters.use_self_stigma <= 0.0:
        me.self_stigma = 0.0
    elif labelled(me):
        pressed = parameters.self_stigma_base + parameters.self_stigma_perceived * me.perceived_stigma
        pressed += parameters.self_stigma_agreed * me.public_stigma
        pressed -= parameters.self_stigma_esteem * me.self_esteem + parameters.self_stigma_empowered * me.empowerment
        pressed += (
            parameters.self_stigma_distress * condition.distress - parameters.self_stigma_belief * condition.belief
        )
        me.self_stigma = toward(me.self_stigma, expit(pressed), parameters.self_stigma_rate)
    else:
        me.self_stigma = toward(me.self_stigma, 0.0, parameters.self_stigma_fading)
    me.self_stigma = toward(me.self_stigma, 0.0, clip01(parameters.self_stigma_worked * doses.self_stigma_work))


@rule
def disclose(me: PersonState, reaction: Reaction, doses: Doses, parameters: Parameters, draws: Draws) -> None:
    """Disclosure: the stigma one expects and feels keeps it back; support, protest and safe settings bring it out."""
    if me.disclosed == 1:
        if not labelled(me) and draws.second < parameters.disclosure_fading:
            me.disclosed = 0
        return
    if draws.second >= parameters.disclosure_rate or not (is_ill(me) or was_ill(me)):
        return
    urge = parameters.disclosure_base + parameters.disclosure_support * me.support_emotional
    urge += parameters.disclosure_protest * reaction.protest + parameters.disclosure_safer * doses.disclosure
    urge -= parameters.disclosure_perceived * me.perceived_stigma
    urge -= parameters.disclosure_self_stigma * me.self_stigma
    if draws.second < parameters.disclosure_rate * expit(urge):
        me.disclosed = 1
