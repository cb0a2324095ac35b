"""Random people in random weeks, and how an equation and its rule are compared on them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, cast

import numpy as np
from hypothesis import settings
from hypothesis import strategies as some

from sim.core.chance import Draws
from sim.parameters import PARAMETERS, Parameters, parameter_record, parameter_table
from sim.people import condition as condition_rules
from sim.people.condition import Condition, deprivation_slope, is_ill, was_ill
from sim.people.state import DOMAINS, PERSON, WEEKS_PER_YEAR, Care, PersonState, columns, empty_people
from sim.policy.doses import DOSES, ROUTES, Doses, table
from sim.theory import stigma
from sim.theory.attempt import Attempt
from sim.theory.belief import Experience, Reaction
from sim.theory.circles import Circles
from sim.theory.stress import Stress
from sim.theory.ties import SocialExposure
from tests.reference.equations.blocks import assigned, blocks, bundle, carried_out

TABLE = parameter_table()
SWITCHES = {row.name for row in TABLE if row.unit == "switch"}
NOT_SWITCHES = [row for row in TABLE if row.name not in SWITCHES]
VALUE, LOW, HIGH = (np.array([getattr(row, name) for row in NOT_SWITCHES]) for name in ("value", "low", "high"))
DEFAULTS = parameter_record(Parameters()).view(np.ndarray).view(np.float64)
PLACES = np.array([(PARAMETERS.names or ()).index(row.name) for row in NOT_SWITCHES])
COLUMNS = columns(PersonState)
MINUTE = 1e-9  # relative difference that rounding may make
SINGLE = 2e-6  # the same for what is kept in single precision
SEED, WEEK = 11, 7  # of the cases
OTHER_STEPS = {  # of rules whose blocks leave it to other blocks
    "rumination", "avoidance", "health_behaviour", "acceptance", "trauma_memory", "acute_stress", "entrenchment",
    "ability", "burden",
}  # fmt: skip


@dataclass
class Case:
    """One random person in one random week.

    Attributes:
        draw: where all that is random comes from.
        me: the person.
        parameters: near the defaults, all switches on.
    """

    draw: np.random.Generator
    me: PersonState
    parameters: Parameters
    doses: Doses
    condition: Condition
    exposure: SocialExposure
    stress: Stress
    attempt: Attempt
    reaction: Reaction
    draws: Draws
    circles: Circles

    def names(self) -> dict[str, Any]:
        """What names mean in the equations before the rule is carried out."""
        fields = _fields(self.me)
        given = dict(zip(PARAMETERS.names or (), cast("np.record", self.parameters).tolist(), strict=True))
        parameters = {row.name: float(given[row.name]) for row in TABLE}
        assert not fields.keys() & parameters.keys()
        u1, u2, u3, u4 = self.draws
        condition = self.condition
        return parameters | fields | {
            "D": condition.depression, "A": condition.anxiety, "P": condition.post_traumatic_stress,
            "distress": condition.distress, "belief": condition.belief, "able": condition.ability,
            "s": deprivation_slope(self.me), "age": (WEEK - self.me.birth_week) / WEEKS_PER_YEAR,
            "youth": condition_rules.youth(self.me, self.parameters, WEEK),
            "dose": bundle(self.doses), "exposure": bundle(self.exposure), "stress": bundle(self.stress),
            "attempt": bundle(self.attempt), "reaction": bundle(self.reaction), "circles": bundle(self.circles),
            "failed": self.attempt.tried and not self.attempt.succeeded, "ill": is_ill(self.me),
            "was_ill": was_ill(self.me), "labelled": stigma.labelled(self.me),
            "u1": u1, "u2": u2, "u3": u3, "u4": u4,
        }  # fmt: skip

    @property
    def lived(self) -> Experience:
        """What the week has brought."""
        return Experience(self.exposure, self.stress, self.attempt, self.reaction)


def _plain(value: Any) -> Any:
    return value.tolist() if isinstance(value, np.ndarray | np.generic) else value


def _fields(me: PersonState) -> dict[str, Any]:
    values = cast("np.record", me).item()
    return {name: _plain(value) for name, value in zip(PERSON.names or (), values, strict=True)}


def random_case(seed: int) -> Case:
    """A person, a week and parameters at random: all within their bounds, and nothing typical about them."""
    draw = np.random.default_rng(seed)
    people = empty_people(1)
    fields = people.view(np.ndarray)
    for name, column in COLUMNS.items():
        size = fields[name].shape
        if column.kind.startswith("f"):
            low, high = max(column.low, -3.0), min(column.high, 3.0)
            fields[name] = draw.uniform(low, high, size)
        else:
            fields[name] = draw.integers(int(max(column.low, 0)), int(min(column.high, 6)) + 1, size)
    people["birth_week"] = -int(draw.integers(18 * 52, 85 * 52))
    people["care"] = draw.choice([status.value for status in Care])
    people["in_episode"][0] = draw.integers(0, 2, 3) * draw.integers(0, 2)
    values = DEFAULTS.copy()
    shares = draw.uniform(size=len(NOT_SWITCHES))
    free = np.where(VALUE == 0.0, shares * np.minimum(1.0, HIGH), VALUE * (0.5 + shares))
    values[PLACES] = np.clip(free, LOW, HIGH)
    record = values.view(PARAMETERS).view(np.recarray)
    doses = table(DOSES, 1)
    for name in ROUTES:
        doses[name] = draw.choice([0.0, draw.uniform(0.0, 1.5)])
    unit = draw.uniform
    tried = bool(unit() < 0.7)
    b, e = unit(), unit()
    load = unit(0.1, 4.0)
    return Case(
        draw,
        cast("PersonState", people[0]),
        cast("Parameters", record[0]),
        cast("Doses", doses[0]),
        Condition(unit(), unit(), unit(), unit(), unit(), unit()),
        SocialExposure(unit(), unit(), unit(-1, 1), unit(-1, 1), unit(-2, 2), unit(), unit()),
        Stress(unit(), float(draw.choice([0.0, unit(0.1, 3.0)])), load, load * unit()),
        Attempt(
            int(draw.integers(0, DOMAINS)), tried, bool(tried and unit() < 0.5), unit(), unit(), bool(unit() < 0.3)
        ),
        Reaction(b * e, b * (1 - e), (1 - b) * e, (1 - b) * (1 - e)),
        Draws(
            *np.where(unit(size=4) < 0.5, unit(0.001, 0.999, 4), 10.0 ** unit(-3.5, -0.5, 4))
        ),  # rare events come too
        Circles(*unit(-1, 1, 3)),
    )


type Found = dict[str, Any]  # what a rule gave, by the name that the equations give it
type Rule = Callable[[Case], tuple[Found, Callable[[], Found]]]  # further names, and how to carry the rule out


def done(function: Callable[..., object], *arguments: object) -> Found:
    """Carry a rule out that returns nothing of interest."""
    function(*arguments)
    return {}


def changing(function: Callable[..., object], *wanted: str) -> Rule:
    """A rule that changes the person alone; `wanted` are the arguments after the person."""
    return lambda case: ({}, lambda: done(function, case.me, *[getattr(case, name) for name in wanted]))


def giving(function: Callable[..., object], *wanted: str) -> Rule:
    """A rule that returns one number, called as the rule is; `wanted` are the arguments after the person."""
    name = function.__name__
    return lambda case: ({}, lambda: {name: function(case.me, *[getattr(case, one) for one in wanted])})


BLOCKS = blocks()
seeds = some.integers(0, 2**32 - 1)
checked = settings(deadline=None, max_examples=100)


def check(name: str, rule: Rule, seed: int) -> None:
    """Carry out the block of a rule and the rule itself on a random person, and compare all that both give.

    Args:
        name: of the block.
        rule: how to carry the rule out.
        seed: of the person.
    """
    block, case = BLOCKS[name], random_case(seed)
    names = case.names()
    further, run = rule(case)
    said = carried_out(block, names | further)
    found = run()
    now = _fields(case.me)
    promised = assigned(block)
    changed = {field for field in now if now[field] != (names | further).get(field) and field != "medication_weeks"}
    if found == {}:  # a rule that changes the person changes nothing that the equations do not mention
        assert changed - promised <= OTHER_STEPS
    compared = 0
    for key in sorted(promised):
        first, _, last = key.partition(".")
        value = getattr(said[first], last) if last else said[key]
        if key in found:
            other = found[key]
        elif key in now:
            other = now[key]
        else:
            continue  # a step on the way
        tolerance = SINGLE if first == "visible" else MINUTE
        assert np.allclose(np.float64(value), np.float64(other), rtol=tolerance, atol=tolerance), (key, value, other)
        compared += 1
    assert compared > 0
    assert found.keys() <= promised
