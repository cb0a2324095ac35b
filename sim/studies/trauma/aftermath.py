"""The course of people in the two years after a severe trauma: the course of their symptoms, and growth.

Trajectories are studied after severe traumas, since most traumas are survived without disorder. The aftermath of one
trauma is followed to its end; another within it is part of it. Post-traumatic growth is resilience and self-efficacy
above their level in the week before the trauma (Tedeschi and Calhoun 2004).
"""

import os
from enum import IntEnum

import numpy as np
import numpy.typing as npt
import pandas as pd

from sim.core.chance import Purpose
from sim.people.scores import SCORES, scores_of
from sim.scenario.load import load_scenario
from sim.scenario.scenario import Scenario
from sim.simulation.burn_in import snapshot
from sim.simulation.engine import Engine

CUT_OFF = 33.0  # PCL-5 points: the scale's own (SY13)
EARLY = slice(0, 3)  # one, three and six months after the trauma
LATE = slice(3, 6)  # eighteen, twenty-one and twenty-four months

WEEKS = (4, 13, 26, 78, 91, 104)  # after the trauma, at which the PCL-5 is read
SEVERE = 2
NEVER = 10**6

type Array = npt.NDArray[np.float64]


class Aftermaths:
    """Watches a population, and keeps the aftermath of every severe trauma that it sees from the start.

    Args:
        engine: whose people are watched, before the first week.
    """

    def __init__(self, engine: Engine) -> None:
        people = engine.people
        self._since = np.full(len(people), NEVER)
        self._week = np.zeros(len(people), np.int64)
        self._path = np.full((len(people), len(WEEKS)), np.nan)
        self._before = np.zeros((len(people), 2))
        self._last = self._standing(engine)
        self._ids = people["id"].copy()
        self._ended: list[pd.DataFrame] = []

    def watch(self, engine: Engine) -> None:
        """Note the week that was just lived."""
        people = engine.people
        self._since += 1
        self._since[people["id"] != self._ids] = NEVER
        self._ids = people["id"].copy()
        hit = (people["trauma"] == SEVERE) & (self._since > WEEKS[-1])
        self._since[hit] = 0
        self._week[hit] = engine.week
        self._before[hit] = self._last[hit]
        standing = self._standing(engine)
        for place, lag in enumerate(WEEKS):
            rows = np.flatnonzero(self._since == lag)
            self._path[rows, place] = _pcl5(engine, rows)
        over = np.flatnonzero(self._since == WEEKS[-1])
        if len(over):
            self._ended.append(self._described(over, standing[over]))
        self._last = standing

    def _standing(self, engine: Engine) -> Array:
        """Resilience (0-1) and general self-efficacy (logit) of everybody."""
        people = engine.people
        return np.column_stack([people["resilience"], people["self_efficacy"].mean(axis=1)])

    def _described(self, rows: npt.NDArray[np.int64], after: Array) -> pd.DataFrame:
        path, before = self._path[rows], self._before[rows]
        table = {"person": self._ids[rows], "week": self._week[rows]}
        table |= {f"pcl5_after_{lag}_weeks": path[:, place] for place, lag in enumerate(WEEKS)}
        return pd.DataFrame(table).assign(
            course=[Course(int(number)).name.lower() for number in courses(path)],
            resilience_before=before[:, 0],
            resilience_after=after[:, 0],
            self_efficacy_before=before[:, 1],
            self_efficacy_after=after[:, 1],
            growth=(after > before).all(axis=1),
        )

    def table(self) -> pd.DataFrame:
        """All aftermaths that were followed to their end.

        Returns:
            One row per trauma: person, week (of the trauma), PCL-5 after 4 to 104 weeks, course (`Course`, in small
            letters), resilience (0-1) and general self-efficacy (logit) in the week before and after 104 weeks, and
            growth (both above their level before).
        """
        if self._ended:
            return pd.concat(self._ended, ignore_index=True)
        return self._described(np.zeros(0, np.int64), np.zeros((0, 2)))


def aftermaths(
    scenario: str | os.PathLike[str] | Scenario, people: int = 20_000, weeks: int = 260, seed: int = 1
) -> pd.DataFrame:
    """Follow a population, and describe the course of everyone who lived through a severe trauma in it.

        >>> from sim.studies.trauma.aftermath import aftermaths
        >>> table = aftermaths("baseline", people=400, weeks=130)
        >>> sorted({"course", "growth"} & set(table.columns))
        ['course', 'growth']

    Args:
        scenario: a name, the path of a scenario file, or a `Scenario`.
        people: size of the population.
        weeks: how long it is followed; traumas of the last two years are not included.
        seed: a whole number from 0 to 2**63 - 1.

    Returns:
        One row per trauma; see `Aftermaths.table`.
    """
    checked = load_scenario(scenario)
    start = snapshot(checked, people, seed)
    engine = Engine(checked, start.ties, start.state, seed)
    watched = Aftermaths(engine)
    for _ in range(weeks):
        engine.step()
        watched.watch(engine)
    return watched.table()


def _pcl5(engine: Engine, rows: npt.NDArray[np.int64]) -> Array:
    scores = scores_of(engine.people, rows, engine.parameters, engine.seed, engine.week, Purpose.SESSION_SCORES)
    return scores[:, SCORES.index("pcl5")]


class Course(IntEnum):
    """The course of two years after a trauma."""

    RESILIENT = 0  # below the cut-off early and late
    RECOVERING = 1  # above it early, below it late
    CHRONIC = 2  # above it early and late
    DELAYED = 3  # below it early, above it late


def courses(paths: npt.NDArray[np.float64]) -> npt.NDArray[np.int64]:
    """The course of each path of PCL-5 scores.

    Early and late are means of three readings each, so that one reading's error does not make a course.

    Args:
        paths: scores after one, three, six, eighteen, twenty-one and twenty-four months (n by 6).

    Returns:
        `Course` of each (n).
    """
    if len(paths) == 0:
        return np.zeros(0, np.int64)
    early = paths[:, EARLY].mean(axis=1) >= CUT_OFF
    late = paths[:, LATE].mean(axis=1) >= CUT_OFF
    by_course = np.where(early, np.where(late, Course.CHRONIC, Course.RECOVERING), np.where(late, Course.DELAYED, 0))
    return by_course.astype(np.int64)
