"""Newcomers: nothing of the life before is left in the place that they take."""

import numpy as np

from sim.people.state import PERSON, PersonState, columns
from sim.people.turnover import enter
from tests.theory.anybody import N, somebody

STANDS = {"id", "deprivation", "connectedness", "family", "neighbourhood"}  # what `enter` takes over


def test_a_newcomer_inherits_nothing_but_the_place() -> None:
    fresh, heir = somebody(), somebody()
    for name, column in columns(PersonState).items():
        if name not in STANDS:
            heir[name] = 1 if np.dtype(column.kind).kind in "iu" else 0.7  # type: ignore[index]
    for me in (fresh, heir):
        enter(me, N, 5, 3)
    assert fresh == heir, [name for name in PERSON.names or () if np.any(fresh[name] != heir[name])]  # type: ignore[index]
