"""`Person`: Mesa's face of one person. A light view on the records, and the place to override a rule in Python.

A subclass that overrides a step of the week changes that step for its people and nothing else; steps left alone call
the same compiled rules as the compiled loop, and give the same bits.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol, cast

import mesa
import numpy as np

from sim.core.chance import Dice, Purpose, throw
from sim.people.condition import Condition, condition_of
from sim.people.turnover import age_and_leave
from sim.policy.delivery import receive
from sim.theory.attempt import Attempt, attempt
from sim.theory.belief import (
    Reaction,
    learn_helplessness,
    reaction_of,
    update_outcome_expectancy,
    update_self_efficacy,
    update_slow_traits,
)
from sim.theory.care import seek_care
from sim.theory.diagnosis import diagnose
from sim.theory.stigma import disclose, update_public_stigma, update_self_stigma
from sim.theory.stress import Misfortune, Stress, disaster_exposure, meet_stress
from sim.theory.symptoms import update_symptoms
from sim.theory.ties import SocialExposure, observe_ties, publish_visible_state, take_support
from sim.week import live_week

if TYPE_CHECKING:
    import numpy.typing as npt

    from sim.core.world import World
    from sim.parameters import Parameters
    from sim.people.state import PersonState
    from sim.policy.doses import Doses
    from sim.simulation.engine import Engine

STEPS = (
    "observe_ties",
    "meet_stress",
    "attempt",
    "react",
    "believe",
    "grow",
    "feel",
    "judge",
    "seek_care",
)


class Populated(Protocol):
    """What a person needs of the model it lives in (`RecoveryModel`)."""

    engine: Engine


class Person(mesa.Agent):  # type: ignore[misc]
    """One person of a `RecoveryModel`; subclass it to override a step of the week (`sim.agent.STEPS`) in Python.

    Pass the subclass as `RecoveryModel(person=...)`. Every step gets `me`, the person's record, and what it needs: the
    reading of the condition at the start of the week (`before`, 0 to 1), the `doses` of policy, the model's `parameters`,
    and `dice`. `uv run run.py new mechanism NAME` writes a first subclass with its test.

    Attributes:
        row: the person's row in `model.engine.people`; it stays when the person is replaced by another.
        state: the person's record (`sim.people.state.PersonState`): read it, or set fields between weeks.
    """

    model: Populated

    def __init__(self, model: Populated, row: int) -> None:
        super().__init__(model)
        self.row = row

    @property
    def state(self) -> PersonState:
        """The person's record."""
        return cast("PersonState", self.model.engine.people[self.row])

    def step(self) -> None:
        """Live one week: the compiled rulebook, or step by step where a subclass overrides a step."""
        engine = self.model.engine
        doses, ledger = engine.contributions(self.row)
        if type(self)._overrides():
            self._live_by_steps(engine.world, doses, ledger, engine.seed, engine.week)
        else:
            live_week(self.row, engine.world, doses, ledger, engine.seed, engine.week)

    @classmethod
    def _overrides(cls) -> bool:
        return any(getattr(cls, step) is not getattr(Person, step) for step in STEPS)

    def _live_by_steps(self, world: World, doses: Doses, ledger: npt.NDArray[np.float64], seed: int, week: int) -> None:
        """The same week as `live_week`, with each step a method that can be overridden."""
        me = self.state
        parameters = cast("Parameters", world.parameters[0])
        social = throw(seed, me.id, week, Purpose.SOCIAL)
        age_and_leave(me, len(world.people), parameters, seed, week, social.third)
        receive(me, world.programmes, world.interventions, world.services, doses, parameters, seed, week)
        before = condition_of(me)
        exposure = self.observe_ties(me, before, doses, parameters, world, week)
        misfortune = disaster_exposure(me, world.events, seed, week)
        stress = self.meet_stress(me, before, misfortune, doses, parameters, throw(seed, me.id, week, Purpose.STRESS))
        tried = self.attempt(me, before, doses, parameters, throw(seed, me.id, week, Purpose.ATTEMPT))
        self.update_self_efficacy(me, exposure, before, tried, doses, ledger, parameters)
        reaction = self.reaction_of(me, before, parameters)
        self.update_slow_traits(me, tried, exposure, reaction, before, doses, parameters)
        dice = throw(seed, me.id, week, Purpose.SYMPTOMS)
        self.update_symptoms(me, stress, before, tried, reaction, doses, parameters, dice)
        self.update_public_stigma(me, exposure, before, reaction, doses, parameters, social)
        self.seek_care(me, exposure, before, world, doses, parameters, seed, week)
        publish_visible_state(me, world.next_visible_states[self.row], parameters, week)

    def observe_ties(
        self, me: PersonState, before: Condition, doses: Doses, parameters: Parameters, world: World, week: int
    ) -> SocialExposure:
        """Step 1, ties: support, encouragement, coping and failing seen, the norm (`sim/theory/ties.py`)."""
        first, last = world.start[self.row], world.start[self.row + 1]
        exposure = observe_ties(
            me, world.visible_states, first, last, world.other, world.strength, world.layer, doses, parameters, week
        )
        take_support(me, exposure, before, doses, parameters)
        return exposure

    def meet_stress(
        self,
        me: PersonState,
        before: Condition,
        misfortune: Misfortune,
        doses: Doses,
        parameters: Parameters,
        dice: Dice,
    ) -> Stress:
        """Step 2, stress: the strain left of events after support, appraisal and coping (`sim/theory/stress.py`)."""
        return meet_stress(me, before, misfortune, doses, parameters, dice)

    def attempt(self, me: PersonState, before: Condition, doses: Doses, parameters: Parameters, dice: Dice) -> Attempt:
        """Step 3, attempt: a goal chosen, tried or avoided, won or lost (`sim/theory/attempt.py`)."""
        return attempt(me, before, doses, parameters, dice)

    def update_self_efficacy(
        self,
        me: PersonState,
        exposure: SocialExposure,
        before: Condition,
        tried: Attempt,
        doses: Doses,
        ledger: npt.NDArray[np.float64],
        parameters: Parameters,
    ) -> None:
        """Step 4, belief: self-efficacy moves by the sum of its sources; fills `ledger` (domains by causes, logit)."""
        update_self_efficacy(me, exposure, before, tried, doses, ledger, parameters)

    def reaction_of(self, me: PersonState, before: Condition, parameters: Parameters) -> Reaction:
        """Step 4, belief: the two-by-two of self-efficacy and outcome expectation; parts sum to 1 (Bandura 1982)."""
        return reaction_of(me, before.belief, parameters)

    def update_slow_traits(
        self,
        me: PersonState,
        tried: Attempt,
        exposure: SocialExposure,
        reaction: Reaction,
        before: Condition,
        doses: Doses,
        parameters: Parameters,
    ) -> None:
        """Step 4, belief: outcome expectation, helplessness, and what grows slowly."""
        update_outcome_expectancy(me, tried, reaction, doses, parameters)
        learn_helplessness(me, tried, reaction, before, doses, parameters)
        update_slow_traits(me, tried, exposure, reaction, before, doses, parameters)

    def update_symptoms(
        self,
        me: PersonState,
        stress: Stress,
        before: Condition,
        tried: Attempt,
        reaction: Reaction,
        doses: Doses,
        parameters: Parameters,
        dice: Dice,
    ) -> None:
        """Step 5, symptoms: three channels with their circles (logit), and diagnosis (`sim/theory/symptoms.py`)."""
        update_symptoms(me, stress, before, tried, reaction, doses, parameters, dice)
        diagnose(me, parameters)

    def update_public_stigma(
        self,
        me: PersonState,
        exposure: SocialExposure,
        before: Condition,
        reaction: Reaction,
        doses: Doses,
        parameters: Parameters,
        dice: Dice,
    ) -> None:
        """Step 6, stigma: attitudes, self-stigma and telling others (`sim/theory/stigma.py`)."""
        update_public_stigma(me, exposure, doses, parameters, dice)
        update_self_stigma(me, exposure, before, doses, parameters)
        disclose(me, reaction, doses, parameters, dice)

    def seek_care(
        self,
        me: PersonState,
        exposure: SocialExposure,
        before: Condition,
        world: World,
        doses: Doses,
        parameters: Parameters,
        seed: int,
        week: int,
    ) -> None:
        """Step 7, care: need, seeking, waiting, attending, finishing or dropping out (`sim/theory/care.py`)."""
        seek_care(me, exposure, before, world.services, world.interventions, doses, parameters, seed, week)

    def __repr__(self) -> str:
        return f"<Person {self.row}: id {int(self.state.id)}>"

    def __getattr__(self, name: str) -> Any:
        """Fields of the state can be read off the person: `person.helplessness`."""
        if name.startswith("_") or name in ("model", "row"):
            raise AttributeError(name)
        from sim.people.state import PERSON

        if name in (PERSON.names or ()):
            return getattr(self.state, name)
        raise AttributeError(f"a person has no {name!r}")
