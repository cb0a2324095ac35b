"""One person's week: the whole model on one page.

Everyone reads what their ties showed last week and writes this week's own, so that the order of people never matters.
Places in care are handed out between weeks (`sim/simulation/allocation.py`).
"""

import numpy as np
import numpy.typing as npt

from sim.core.chance import Purpose, throw
from sim.core.decorator import rule
from sim.core.world import World
from sim.people.condition import condition_of
from sim.people.turnover import age_and_leave
from sim.policy.delivery import receive
from sim.policy.doses import Doses
from sim.theory.attempt import attempt
from sim.theory.belief import (
    learn_helplessness,
    reaction_of,
    update_outcome_expectancy,
    update_self_efficacy,
    update_slow_traits,
)
from sim.theory.care import seek_care
from sim.theory.diagnosis import diagnose
from sim.theory.stigma import disclose, update_public_stigma, update_self_stigma
from sim.theory.stress import disaster_exposure, meet_stress
from sim.theory.symptoms import update_symptoms
from sim.theory.ties import observe_ties, publish_visible_state, take_support


@rule
def live_week(row: int, world: World, doses: Doses, ledger: npt.NDArray[np.float64], seed: int, week: int) -> None:
    """Live one week of one person.

    Args:
        row: the person's row.
        world: everything; only this person's record and next face are written.
        doses: scratch record, filled with what policy brings.
        ledger: filled with this week's contributions to self-efficacy (domains by causes, logit).
        seed: the run's seed.
        week: the week, counted from the run's start.
    """
    me = world.people[row]
    parameters = world.parameters[0]
    social = throw(seed, me.id, week, Purpose.SOCIAL)
    age_and_leave(me, len(world.people), parameters, seed, week, social.third)
    receive(me, world.programmes, world.interventions, world.services, doses, parameters, seed, week)
    before = condition_of(me)

    # 1 ties
    first, last = world.start[row], world.start[row + 1]
    exposure = observe_ties(
        me, world.visible_states, first, last, world.other, world.strength, world.layer, doses, parameters, week
    )
    take_support(me, exposure, before, doses, parameters)
    # 2 stress
    misfortune = disaster_exposure(me, world.events, seed, week)
    stress = meet_stress(me, before, misfortune, doses, parameters, throw(seed, me.id, week, Purpose.STRESS))
    # 3 attempt
    tried = attempt(me, before, doses, parameters, throw(seed, me.id, week, Purpose.ATTEMPT))
    # 4 belief
    update_self_efficacy(me, exposure, before, tried, doses, ledger, parameters)
    reaction = reaction_of(me, before.belief, parameters)
    update_outcome_expectancy(me, tried, reaction, doses, parameters)
    learn_helplessness(me, tried, reaction, before, doses, parameters)
    update_slow_traits(me, tried, exposure, reaction, before, doses, parameters)
    # 5 symptoms
    update_symptoms(me, stress, before, tried, reaction, doses, parameters, throw(seed, me.id, week, Purpose.SYMPTOMS))
    diagnose(me, parameters)
    # 6 stigma
    update_public_stigma(me, exposure, doses, parameters, social)
    update_self_stigma(me, exposure, before, doses, parameters)
    disclose(me, reaction, doses, parameters, social)
    # 7 care
    seek_care(me, exposure, before, world.services, world.interventions, doses, parameters, seed, week)
    publish_visible_state(me, world.next_visible_states[row], parameters, week)
