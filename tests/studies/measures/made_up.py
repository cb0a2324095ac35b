"""Made-up societies and studies, for measures whose answer is known."""

from collections.abc import Callable, Mapping
from types import SimpleNamespace
from typing import Any, cast

import numpy as np
import numpy.typing as npt
import pandas as pd

from sim.people.state import PersonState, record_type
from sim.studies.measures import Laboratory
from sim.studies.measures.history import History

PERSON = record_type(PersonState)


def lab_of(**known: Any) -> Laboratory:
    """A laboratory that knows only this; what it makes once is made when it is asked for."""
    known.setdefault("once", lambda _, make: make())
    return cast("Laboratory", SimpleNamespace(**known))


def people_of(number: int, **columns: Any) -> npt.NDArray[np.void]:
    """Records of people, empty but for their ids and some columns."""
    people = np.zeros(number, PERSON)
    people["id"] = np.arange(number)
    for name, values in columns.items():
        people[name] = values
    return people


def start_of(people: npt.NDArray[np.void], week: int = 0) -> Any:
    """A snapshot with these people."""
    state = SimpleNamespace(people=people, week=week)
    state.copy = lambda: state
    return SimpleNamespace(state=state, ties=None)


def quiet(weeks: int, people: int) -> History:
    """A history in which nothing happens."""
    flags = [np.zeros((weeks, people), np.bool_) for _ in range(2)]
    bits = [np.zeros((weeks, people), np.uint8) for _ in range(4)]
    marks, first_year = np.zeros(people, np.uint8), np.ones(people, np.bool_)
    in_episode, onset, over, trauma = bits
    return History(flags[0], in_episode, onset, over, flags[1], trauma, pd.DataFrame(), marks, first_year)


class ScriptedEngine:
    """Stands in for an engine: what happens in a week is written down beforehand.

    Args:
        people: everybody.
        script: what happens, told the engine after each week.
    """

    def __init__(self, people: npt.NDArray[np.void], script: Callable[["ScriptedEngine"], None]) -> None:
        self.people = people
        self.script = script
        self.week, self.seed, self.parameters = 0, 1, None
        self.world = SimpleNamespace(visible_states=None)

    def step(self) -> None:
        """One week."""
        self.live_weeks(1)

    def live_weeks(self, weeks: int) -> None:
        """Some weeks."""
        for _ in range(weeks):
            self.week += 1
            self.script(self)


def related_columns(number: int, r: Mapping[tuple[str, str], float], names: list[str], seed: int = 1) -> pd.DataFrame:
    """People with standard normal columns that are related just so, whatever chance does."""
    rng = np.random.default_rng(seed)
    drawn = rng.normal(size=(number, len(names)))
    drawn -= drawn.mean(axis=0)
    drawn = np.linalg.solve(np.linalg.cholesky(np.cov(drawn.T)), drawn.T)  # unrelated and of spread 1
    wanted = np.eye(len(names))
    for (one, other), value in r.items():
        at, to = names.index(one), names.index(other)
        wanted[at, to] = wanted[to, at] = value
    return pd.DataFrame((np.linalg.cholesky(wanted) @ drawn).T, columns=names)
