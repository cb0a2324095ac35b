"""`Person`: Mesa's face of one person. A light view on the records, and the place to override a rule in Python.

A subclass that overrides a step of the week changes that step for its people and nothing else; steps left alone call
the same compiled rules as the compiled loop, and give the same bits.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol, cast

import mesa
import numpy as np

from sim.core.chance import Dice, Purpose, throw
from sim.people.condition import Reading, read
from sim.people.turnover import age_and_leave
from sim.policy.delivery import receive
from sim.theory.attempt import Attempt, attempt
from sim.theory.belief import Reaction, believe, expect, grow, learn_helplessness, react
from sim.theory.care import seek_care
from sim.theory.diagnosis import diagnose
from sim.theory.stigma import internalise, judge, tell
from sim.theory.stress import Misfortune, Stress, befall, meet_stress
from sim.theory.symptoms import feel
from sim.theory.ties import Around, look_around, show, take_support
from sim.week import live_week

if TYPE_CHECKING:
    import numpy.typing as npt

    from sim.core.world import World
    from sim.parameters import Numbers
    from sim.people.state import PersonState
    from sim.policy.doses import Doses
    from sim.simulation.engine import Engine

STEPS = (
    "look_around",
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
    reading of the condition at the start of the week (`before`, 0 to 1), the `doses` of policy, the model's `numbers`,
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
        doses, ledger = engine.page(self.row)
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
        numbers = cast("Numbers", world.numbers[0])
        social = throw(seed, me.id, week, Purpose.SOCIAL)
        age_and_leave(me, len(world.people), numbers, seed, week, social.third)
        receive(me, world.programmes, world.interventions, world.services, doses, numbers, seed, week)
        before = read(me)
        around = self.look_around(me, before, doses, numbers, world, week)
        misfortune = befall(me, world.events, seed, week)
        stress = self.meet_stress(me, before, misfortune, doses, numbers, throw(seed, me.id, week, Purpose.STRESS))
        tried = self.attempt(me, before, doses, numbers, throw(seed, me.id, week, Purpose.ATTEMPT))
        self.believe(me, around, before, tried, doses, ledger, numbers)
        reaction = self.react(me, before, numbers)
        self.grow(me, tried, around, reaction, before, doses, numbers)
        dice = throw(seed, me.id, week, Purpose.SYMPTOMS)
        self.feel(me, stress, before, tried, reaction, doses, numbers, dice)
        self.judge(me, around, before, reaction, doses, numbers, social)
        self.seek_care(me, around, before, world, doses, numbers, seed, week)
        show(me, world.next_faces[self.row], numbers, week)

    def look_around(
        self, me: PersonState, before: Reading, doses: Doses, numbers: Numbers, world: World, week: int
    ) -> Around:
        """Step 1, ties: support, encouragement, coping and failing seen, the norm (`sim/theory/ties.py`)."""
        first, last = world.start[self.row], world.start[self.row + 1]
        around = look_around(
            me, world.faces, first, last, world.other, world.strength, world.layer, doses, numbers, week
        )
        take_support(me, around, before, doses, numbers)
        return around

    def meet_stress(
        self, me: PersonState, before: Reading, misfortune: Misfortune, doses: Doses, numbers: Numbers, dice: Dice
    ) -> Stress:
        """Step 2, stress: the strain left of events after support, appraisal and coping (`sim/theory/stress.py`)."""
        return meet_stress(me, before, misfortune, doses, numbers, dice)

    def attempt(self, me: PersonState, before: Reading, doses: Doses, numbers: Numbers, dice: Dice) -> Attempt:
        """Step 3, attempt: a goal chosen, tried or avoided, won or lost (`sim/theory/attempt.py`)."""
        return attempt(me, before, doses, numbers, dice)

    def believe(
        self,
        me: PersonState,
        around: Around,
        before: Reading,
        tried: Attempt,
        doses: Doses,
        ledger: npt.NDArray[np.float64],
        numbers: Numbers,
    ) -> None:
        """Step 4, belief: self-efficacy moves by the sum of its sources; fills `ledger` (domains by causes, logit)."""
        believe(me, around, before, tried, doses, ledger, numbers)

    def react(self, me: PersonState, before: Reading, numbers: Numbers) -> Reaction:
        """Step 4, belief: the two-by-two of self-efficacy and outcome expectation; parts sum to 1 (Bandura 1982)."""
        return react(me, before.belief, numbers)

    def grow(
        self,
        me: PersonState,
        tried: Attempt,
        around: Around,
        reaction: Reaction,
        before: Reading,
        doses: Doses,
        numbers: Numbers,
    ) -> None:
        """Step 4, belief: outcome expectation, helplessness, and what grows slowly."""
        expect(me, tried, reaction, doses, numbers)
        learn_helplessness(me, tried, reaction, before, doses, numbers)
        grow(me, tried, around, reaction, before, doses, numbers)

    def feel(
        self,
        me: PersonState,
        stress: Stress,
        before: Reading,
        tried: Attempt,
        reaction: Reaction,
        doses: Doses,
        numbers: Numbers,
        dice: Dice,
    ) -> None:
        """Step 5, symptoms: three channels with their circles (logit), and diagnosis (`sim/theory/symptoms.py`)."""
        feel(me, stress, before, tried, reaction, doses, numbers, dice)
        diagnose(me, numbers)

    def judge(
        self,
        me: PersonState,
        around: Around,
        before: Reading,
        reaction: Reaction,
        doses: Doses,
        numbers: Numbers,
        dice: Dice,
    ) -> None:
        """Step 6, stigma: attitudes, self-stigma and telling others (`sim/theory/stigma.py`)."""
        judge(me, around, doses, numbers, dice)
        internalise(me, around, before, doses, numbers)
        tell(me, reaction, doses, numbers, dice)

    def seek_care(
        self,
        me: PersonState,
        around: Around,
        before: Reading,
        world: World,
        doses: Doses,
        numbers: Numbers,
        seed: int,
        week: int,
    ) -> None:
        """Step 7, care: need, seeking, waiting, attending, finishing or dropping out (`sim/theory/care.py`)."""
        seek_care(me, around, before, world.services, world.interventions, doses, numbers, seed, week)

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
