"""One person's week: the whole model on one page, and the one list of its steps.

Everyone reads what their ties showed last week and writes what their ties will see next week, so that the order of
people never matters. Places in treatment are allocated between weeks (`sim/simulation/allocation.py`).

The order of the steps is written here and nowhere else. The compiled loop runs this page as it stands; `Person` runs
the same page with its own methods in place of the steps; the documents list the steps from it (`STEPS`).
"""

from collections.abc import Callable
from types import FunctionType
from typing import Any, NamedTuple, cast

import numpy as np
import numpy.typing as npt

from sim.core.chance import Purpose, draw
from sim.core.decorator import rule
from sim.core.world import World, ties_of
from sim.people.condition import keep_condition, kept_condition
from sim.people.turnover import age_and_leave
from sim.policy.circumstances import Circumstances
from sim.policy.delivery import receive
from sim.policy.doses import Doses
from sim.theory.attempt import attempt
from sim.theory.belief import Experience, reaction_of, update_self_efficacy
from sim.theory.care import seek_care
from sim.theory.diagnosis import diagnose
from sim.theory.outlook import learn_helplessness, update_outcome_expectancy, update_slow_traits
from sim.theory.stigma import disclose, update_public_stigma, update_self_stigma
from sim.theory.stress import disaster_exposure, meet_stress
from sim.theory.symptoms import update_symptoms
from sim.theory.ties import observe_ties, publish_visible_state, take_support


@rule
def live_week(row: int, world: World, doses: Doses, ledger: npt.NDArray[np.float64], seed: int, week: int) -> None:
    """Live one week of one person.

    Args:
        row: the person's row.
        world: everything; only this person's record, condition and next visible state are written.
        doses: scratch record, filled with what policy brings.
        ledger: filled with this week's contributions to self-efficacy (domains by causes, logit).
        seed: the run's seed.
        week: the week, counted from the run's start.
    """
    me = world.people[row]
    parameters = world.parameters[0]
    social = draw(seed, me.id, week, Purpose.SOCIAL)
    condition = world.conditions[row]
    if age_and_leave(me, len(world.people), parameters, seed, week, social.third):
        keep_condition(me, condition)
    receive(me, world.programmes, world.interventions, world.services, doses, parameters, seed, week)
    before = kept_condition(condition)

    # 1 ties
    exposure = observe_ties(me, ties_of(row, world), doses, parameters, week)
    take_support(me, exposure, before, doses, parameters)
    # 2 stress
    disaster = disaster_exposure(me, world.events, seed, week)
    stress = meet_stress(me, before, disaster, doses, parameters, draw(seed, me.id, week, Purpose.STRESS), seed, week)
    # 3 attempt
    tried = attempt(me, before, doses, parameters, draw(seed, me.id, week, Purpose.ATTEMPT))
    # 4 belief
    update_self_efficacy(me, exposure, before, tried, doses, stress, ledger, parameters, social.fourth)
    reaction = reaction_of(me, before.belief, parameters)
    update_outcome_expectancy(me, tried, reaction, doses, parameters)
    learn_helplessness(me, tried, reaction, before, doses, parameters)
    lived = Experience(exposure, stress, tried, reaction)
    update_slow_traits(me, before, lived, doses, parameters)
    # 5 symptoms
    update_symptoms(me, before, lived, doses, parameters, draw(seed, me.id, week, Purpose.SYMPTOMS), week)
    diagnose(me, parameters)
    # 6 stigma
    update_public_stigma(me, exposure, doses, parameters, social)
    update_self_stigma(me, exposure, before, doses, parameters)
    disclose(me, reaction, doses, parameters, social)
    # 7 care
    now = Circumstances(world.services, world.interventions, doses, parameters, seed, week)
    seek_care(me, exposure, before, now)
    keep_condition(me, condition)
    publish_visible_state(me, condition, world.next_visible_states[row], parameters, week)


class Step(NamedTuple):
    """One step of the week."""

    name: str
    part: str  # the module that holds its rule, such as `sim.theory.ties`
    rule: Callable[..., Any]


PAGE = cast("FunctionType", getattr(live_week, "py_func", live_week))
PARTS = ("sim.people.turnover", "sim.policy.delivery", "sim.theory.")  # modules whose rules are steps


def _steps() -> tuple[Step, ...]:
    """The rules that the page calls, in the order in which it first names them."""
    called = [(name, PAGE.__globals__[name]) for name in PAGE.__code__.co_names if name in PAGE.__globals__]
    rules = [(name, one, getattr(one, "py_func", one)) for name, one in called if not isinstance(one, type)]
    return tuple(Step(name, plain.__module__, one) for name, one, plain in rules if plain.__module__.startswith(PARTS))


STEPS = _steps()


def week_with(steps: dict[str, Callable[..., Any]]) -> Callable[..., None]:
    """The page with some of its steps replaced, in plain Python.

    Args:
        steps: name of a step to what is called in its place, with the same arguments.
    """
    return FunctionType(PAGE.__code__, {**PAGE.__globals__, **steps})
