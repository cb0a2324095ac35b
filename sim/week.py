"""One person's week: the whole model on one page.

Everyone reads what their ties showed last week and writes this week's own, so that the order of people never matters.
Places in care are handed out between weeks (`sim/simulation/allocation.py`).
"""

import numpy as np
import numpy.typing as npt

from sim.core.chance import Purpose, throw
from sim.core.decorator import rule
from sim.core.world import World
from sim.people.condition import read
from sim.people.turnover import age_and_leave
from sim.policy.delivery import receive
from sim.policy.doses import Doses
from sim.theory.attempt import attempt
from sim.theory.belief import believe, expect, grow, learn_helplessness, react
from sim.theory.care import seek_care
from sim.theory.diagnosis import diagnose
from sim.theory.stigma import internalise, judge, tell
from sim.theory.stress import befall, meet_stress
from sim.theory.symptoms import feel
from sim.theory.ties import look_around, show, take_support


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
    numbers = world.numbers[0]
    social = throw(seed, me.id, week, Purpose.SOCIAL)
    age_and_leave(me, len(world.people), numbers, seed, week, social.third)
    receive(me, world.programmes, world.interventions, world.services, doses, numbers, seed, week)
    before = read(me)

    # 1 ties
    first, last = world.start[row], world.start[row + 1]
    around = look_around(me, world.faces, first, last, world.other, world.strength, world.layer, doses, numbers, week)
    take_support(me, around, before, doses, numbers)
    # 2 stress
    misfortune = befall(me, world.events, seed, week)
    stress = meet_stress(me, before, misfortune, doses, numbers, throw(seed, me.id, week, Purpose.STRESS))
    # 3 attempt
    tried = attempt(me, before, doses, numbers, throw(seed, me.id, week, Purpose.ATTEMPT))
    # 4 belief
    believe(me, around, before, tried, doses, ledger, numbers)
    reaction = react(me, before.belief, numbers)
    expect(me, tried, reaction, doses, numbers)
    learn_helplessness(me, tried, reaction, before, doses, numbers)
    grow(me, tried, around, reaction, before, doses, numbers)
    # 5 symptoms
    feel(me, stress, before, tried, reaction, doses, numbers, throw(seed, me.id, week, Purpose.SYMPTOMS))
    diagnose(me, numbers)
    # 6 stigma
    judge(me, around, doses, numbers, social)
    internalise(me, around, before, doses, numbers)
    tell(me, reaction, doses, numbers, social)
    # 7 care
    seek_care(me, around, before, world.services, world.interventions, doses, numbers, seed, week)
    show(me, world.next_faces[row], numbers, week)
