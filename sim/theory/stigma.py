"""Step 6, stigma: attitudes, norms, self-stigma, and whether to tell."""

from sim.core.arithmetic import level, share, toward
from sim.core.chance import Dice
from sim.core.decorator import rule
from sim.parameters import Numbers
from sim.people.condition import Reading, is_ill, was_ill
from sim.people.state import Care, PersonState
from sim.policy.doses import Doses
from sim.theory.belief import Reaction
from sim.theory.ties import Around


@rule
def judge(me: PersonState, around: Around, doses: Doses, numbers: Numbers, dice: Dice) -> None:
    """Public stigma: conformity to the people around, contact with disclosed recovery, campaigns, and a slow return to
    what the culture teaches (Corrigan et al. 2012; ST16-ST23).
    """
    if numbers.use_public_stigma <= 0.0:
        return
    me.public_stigma += numbers.stigma_conformity * (around.norm - me.public_stigma)
    me.public_stigma += numbers.stigma_return * (me.attitude_baseline - me.public_stigma)
    me.public_stigma -= numbers.stigma_contact * (around.recovery_met - numbers.typical_recovery_met)
    me.public_stigma -= numbers.stigma_taught * doses.attitude + numbers.stigma_met * doses.contact
    me.public_stigma += numbers.stigma_weekly * (2.0 * dice.first - 1.0)


@rule
def labelled(me: PersonState) -> bool:
    """Whether stigma can be turned on oneself: ill at present, or in care for it."""
    return is_ill(me) or me.care == Care.IN_TREATMENT or me.care == Care.WAITING or me.medication_weeks > 0


@rule
def internalise(me: PersonState, around: Around, reading: Reading, doses: Doses, numbers: Numbers) -> None:
    """Perceived stigma follows the norm around; self-stigma is that norm agreed with and applied
    to oneself, resisted by empowerment (Corrigan and Watson 2002; ST04-ST14).
    """
    norm = level(numbers.perceived_base + numbers.perceived_norm * around.norm)
    me.perceived_stigma = toward(me.perceived_stigma, norm, numbers.perceived_rate)
    if numbers.use_self_stigma <= 0.0:
        return
    if labelled(me):
        pressed = numbers.self_stigma_base + numbers.self_stigma_perceived * me.perceived_stigma
        pressed += numbers.self_stigma_agreed * me.public_stigma
        pressed -= numbers.self_stigma_esteem * me.self_esteem + numbers.self_stigma_empowered * me.empowerment
        pressed += numbers.self_stigma_distress * reading.distress - numbers.self_stigma_belief * reading.belief
        me.self_stigma = toward(me.self_stigma, level(pressed), numbers.self_stigma_rate)
    else:
        me.self_stigma = toward(me.self_stigma, 0.0, numbers.self_stigma_fading)
    me.self_stigma = toward(me.self_stigma, 0.0, share(numbers.self_stigma_worked * doses.self_stigma_work))


@rule
def tell(me: PersonState, reaction: Reaction, doses: Doses, numbers: Numbers, dice: Dice) -> None:
    """Disclosure: the stigma one expects and feels keeps it back; support, protest and safe settings bring it out."""
    if me.disclosed == 1:
        if not labelled(me) and dice.second < numbers.disclosure_fading:
            me.disclosed = 0
        return
    if not (is_ill(me) or was_ill(me)):
        return
    urge = numbers.disclosure_base + numbers.disclosure_support * me.support_emotional
    urge += numbers.disclosure_protest * reaction.protest + numbers.disclosure_safer * doses.disclosure
    urge -= numbers.disclosure_perceived * me.perceived_stigma
    if numbers.use_self_stigma > 0.0:
        urge -= numbers.disclosure_self_stigma * me.self_stigma
    if dice.second < numbers.disclosure_rate * level(urge):
        me.disclosed = 1
