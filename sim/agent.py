"""`Person`: Mesa's face of one person. A light view on the records, and the place to override a rule in Python.

A subclass that overrides a step of the week changes that step for its people and nothing else; steps left alone call
the same compiled rules as the compiled loop, and give the same bits.
"""

from __future__ import annotations

from difflib import get_close_matches
from functools import cache
from typing import TYPE_CHECKING, Any, Protocol, cast

import mesa

from sim.errors import AgentsAreFixed
from sim.people.fields import FIELDS, PARTS, checked_value
from sim.people.state import WEEKS_PER_YEAR
from sim.week import STEPS, live_week, week_with

if TYPE_CHECKING:
    from sim.people.state import PersonState
    from sim.simulation.engine import Engine

FIXED = {
    "id": "it is a person's identity for life",
    "connectedness": "it follows from the ties",
    "age": "it follows from birth_week",
}


OF_MESA = {"unique_id", "model", "row", "pos"}
SLIP = 0.85  # of letters in common, from here on a name is taken for a slip


@cache
def slip_of(name: str) -> str:
    """The field that a name is a slip of; empty for any other name."""
    if name in OF_MESA or name.startswith("_"):
        return ""
    return next(iter(get_close_matches(name, [*FIELDS, *PARTS, "age"], n=1, cutoff=SLIP)), "")


class Populated(Protocol):
    """What a person needs of the model it lives in (`RecoveryModel`)."""

    engine: Engine
    makes_agents: bool
    living: bool


class Person(mesa.Agent):  # type: ignore[misc]
    """One person of a `RecoveryModel`; subclass it to override steps of the week in Python.

    Pass the subclass as `RecoveryModel(person=...)`. Every step of `sim.week.STEPS` is a method of the same name, with
    the arguments that `sim/week.py` gives it: `me`, the person's record, and what the step needs, such as the condition
    at the start of the week, the `doses` of policy, the model's `parameters`, and random draws (`draws`). A step
    changes `me`, and returns what later steps need. `uv run run.py new mechanism NAME` writes a first subclass with its
    test.

    Fields of the state can be read and set on the person itself, as Mesa's `agents.get` and `agents.set` do, by their
    own names and by those of the columns of `model.people` (`age`, `severity_depression`). What is set has to fit the
    field. People come and go by the model's own turnover, so `remove` is refused.

    Attributes:
        row: the person's row in `model.engine.people`; it stays when the person is replaced by another.
        state: the person's record (`sim.people.state.PersonState`): read it, or set fields between weeks.

    Raises:
        AgentsAreFixed: a person is made or removed by hand.
    """

    model: Populated

    def __init__(self, model: Populated, row: int) -> None:
        if not model.makes_agents:
            raise AgentsAreFixed(
                "people cannot be added: every row of the model has its person already. Make a model with more people, "
                "or let newcomers come by turnover."
            )
        super().__init__(model)
        self.row = row

    def remove(self) -> None:
        """Refused: people leave by turnover, and a newcomer takes their place and their ties' place.

        Raises:
            AgentsAreFixed: always.
        """
        raise AgentsAreFixed(
            "people cannot be removed: they leave by turnover (death, moving away), when a newcomer takes their row. "
            "To study fewer people, make a smaller model or select among `model.agents`."
        )

    @property
    def state(self) -> PersonState:
        """The person's record."""
        return cast("PersonState", self.model.engine.people[self.row])

    def step(self) -> None:
        """Live one week: the compiled rules, or the same page of steps where a subclass overrides some.

        The model calls it; a week begins and ends for all.

        Raises:
            AgentsAreFixed: called by hand, as by `model.agents.do("step")`.
        """
        if not self.model.living:
            raise AgentsAreFixed("a week is lived by everybody at once: call model.step(), not agents.do('step')")
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
        if name == "age":
            return float((self.model.engine.week - self.state.birth_week) / WEEKS_PER_YEAR)
        if name in FIELDS:
            return getattr(self.state, name)
        if name in PARTS:
            field, place = PARTS[name]
            return getattr(self.state, field)[place]
        near = get_close_matches(name, [*FIELDS, *PARTS, "age"], n=1)
        raise AttributeError(f"a person has no {name!r}" + (f". Did you mean {near[0]!r}?" if near else ""))

    def _refuse_age(self, birth_week: Any) -> None:
        parameters = self.model.engine.parameters
        try:
            age = (self.model.engine.week - float(birth_week)) / WEEKS_PER_YEAR
        except (TypeError, ValueError):
            return  # reported as any other value that is no number
        if not parameters.youngest <= age <= parameters.oldest:
            raise ValueError(
                f"birth_week = {birth_week!r}: an age of {age:,.1f} years; expected one of {parameters.youngest:g} to "
                f"{parameters.oldest:g}. It is counted from the start of the run: week - 52 times the age."
            )

    def __setattr__(self, name: str, value: Any) -> None:
        """Fields of the state are set in the record, within their range.

        Raises:
            ValueError: the field cannot have this value.
            AttributeError: the field follows from others, or the name is a slip of a field's (an attribute of your own
                with such a name has to be declared in the class).
        """
        if name in FIXED:
            raise AttributeError(f"{name} cannot be set: {FIXED[name]}")
        if name in FIELDS:
            record = self.model.engine.people[self.row]
            if name == "birth_week":
                self._refuse_age(value)
            record[name] = checked_value(name, FIELDS[name], value)
        elif name in PARTS:
            field, place = PARTS[name]
            self.model.engine.people[field][self.row, place] = checked_value(name, FIELDS[field], value, part=True)
        elif not hasattr(type(self), name) and (meant := slip_of(name)):
            raise AttributeError(f"a person has no {name!r}. Did you mean {meant!r}?")
        elif type(self) is Person and name not in OF_MESA and not name.startswith("_"):
            raise AttributeError(
                f"a person has no {name!r}: it would change nothing. Fields are the columns of `model.people`; for "
                "attributes of your own, make a subclass of Person"
            )
        else:
            super().__setattr__(name, value)


for _step in STEPS:
    setattr(Person, _step.name, staticmethod(_step.rule))
