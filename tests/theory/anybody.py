"""People and weeks made for tests of the theory, and values that any person may have."""

from typing import cast

import numpy as np
from hypothesis import settings
from hypothesis import strategies as some

from sim.parameters import Parameters, parameter_record
from sim.people.condition import Condition
from sim.people.state import PersonState
from sim.people.turnover import Places, found
from sim.policy.doses import DOSES, Doses, table
from sim.theory.attempt import Attempt
from sim.theory.ties import SocialExposure

PARAMETERS = parameter_record(Parameters())
N = cast("Parameters", PARAMETERS[0])
CALM = Condition(0.1, 0.1, 0.1, 0.27, 0.6, 0.5)
UNSUPPORTED = SocialExposure(0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0)
levels = some.floats(0.0, 1.0)
inner = some.floats(0.05, 0.95)
checked = settings(deadline=None)


def pair(values: some.SearchStrategy[float], apart: float = 0.01) -> some.SearchStrategy[tuple[float, float]]:
    """Two values, the smaller first, so far apart that rounding cannot make them equal."""
    return some.tuples(values, values).map(lambda both: (min(both), max(both))).filter(lambda b: b[1] - b[0] >= apart)


def somebody(**state: float) -> PersonState:
    """A young adult who has just entered, with some fields set."""
    one = np.ones(1)
    places = Places(np.zeros(1, np.uint32), np.zeros(1))
    people = found(one.astype(np.uint8) * 3, 30.0 * one, one.astype(np.float32), places, PARAMETERS, 1, 0)
    for name, value in state.items():
        people[name] = value
    return cast("PersonState", people[0])


def able(level: float) -> PersonState:
    """Somebody with this ability, 0-1."""
    me = somebody()
    me.ability[:] = 8.0 * (level - 0.5)
    return me


def doses(**given_: float) -> Doses:
    """Doses of some routes and nothing else."""
    record = table(DOSES, 1)
    for name, value in given_.items():
        record[name] = value
    return cast("Doses", record[0])


def tried(succeeded: bool, difficulty: float = 0.5, expected: float = 0.5, domain: int = 0) -> Attempt:
    """An attempt."""
    return Attempt(domain, True, succeeded, difficulty, expected, False)
