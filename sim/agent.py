"""`Person`: Mesa's face of one person. A light view on the records, and the place to override a rule in Python.

A subclass that overrides a step of the week changes that step for its people and nothing else; steps left alone call
the same compiled rules as the compiled loop, and give the same bits.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol, cast

import mesa

from sim.people.state import PERSON
from sim.week import STEPS, live_week, week_with

if TYPE_CHECKING:
    from sim.people.state import PersonState
    from sim.simulation.engine import Engine


class Populated(Protocol):
    """What a person needs of the model it lives in (`RecoveryModel`)."""

    engine: Engine


class Person(mesa.Agent):  # type: ignore[misc]
    """One person of a `RecoveryModel`; subclass it to override steps of the week in Python.

    Pass the subclass as `RecoveryModel(person=...)`. Every step of `sim.week.STEPS` is a method of the same name, with
    the arguments that `sim/week.py` gives it: `me`, the person's record, and what the step needs, such as the condition
    at the start of the week, the `doses` of policy, the model's `parameters`, and random draws (`draws`). A step
    changes `me`, and returns what later steps need. `uv run run.py new mechanism NAME` writes a first subclass with its
    test.

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
        """Live one week: the compiled rules, or the same page of steps where a subclass overrides some."""
        engine = self.model.engine
        doses, ledger = engine.scratch(self.row)
        own = {name: getattr(self, name) for name in self._overridden()}
        live = week_with(own) if own else live_week
        live(self.row, engine.world, doses, ledger, engine.seed, engine.week)

    @classmethod
    def _overridden(cls) -> list[str]:
        return [step.name for step in STEPS if getattr(cls, step.name) is not getattr(Person, step.name)]

    def __repr__(self) -> str:
        return f"<Person {self.row}: id {int(self.state.id)}>"

    def __getattr__(self, name: str) -> Any:
        """Fields of the state can be read off the person: `person.helplessness`."""
        if name.startswith("_") or name in ("model", "row"):
            raise AttributeError(name)
        if name in (PERSON.names or ()):
            return getattr(self.state, name)
        raise AttributeError(f"a person has no {name!r}")


for _step in STEPS:
    setattr(Person, _step.name, staticmethod(_step.rule))
