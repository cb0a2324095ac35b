"""A society's history, week by week and person by person: what cohort studies with interviews would find out.

Kept small: one byte per person, week and kind of event.
"""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from sim.people.state import Disorder
from sim.scenario.scenario import Scenario
from sim.simulation.engine import Engine
from sim.simulation.snapshots import Snapshot
from sim.studies.trauma.aftermath import Aftermaths


class History(NamedTuple):
    """What happened to everybody (weeks by people, but for the last three).

    Rows of people are places in the population: `newcomer` marks the week in which somebody else takes a place.
    """

    newcomer: npt.NDArray[np.bool_]
    in_episode: npt.NDArray[np.uint8]  # bits 1, 2, 4: depression, anxiety, post-traumatic stress
    onset: npt.NDArray[np.uint8]  # bits, as above, in the week in which the diagnosis is met
    over: npt.NDArray[np.uint8]  # bits, in the week in which an episode turns out to be over
    life_event: npt.NDArray[np.bool_]
    trauma: npt.NDArray[np.uint8]  # 0 none, 1 any, 2 severe
    aftermaths: pd.DataFrame  # of severe traumas (see `sim.studies.trauma.aftermath`)
    marks: npt.NDArray[np.uint8]  # what happened in the first year (people), see YearMark
    first_year: npt.NDArray[np.bool_]  # who was there all of it (people)


def live_through(scenario: Scenario, start: Snapshot, weeks: int, seed: int, year: int = 52) -> History:
    """Simulate a population, and keep its history.

    Args:
        scenario: what policy does.
        start: the population; left as it is.
        weeks: how long, a year or more.
        seed: the run's seed.
        year: weeks of the first year of care, of which marks are kept; the population stands at the turn of a year.
    """
    engine = Engine(scenario, start.ties, start.state.copy(), seed)
    people = engine.people
    size = len(people)
    bits = np.array([1, 2, 4], np.uint8)
    newcomer, life_event = (np.zeros((weeks, size), np.bool_) for _ in range(2))
    in_episode, onset, over, trauma = (np.zeros((weeks, size), np.uint8) for _ in range(4))
    first = engine.week
    aftermaths = Aftermaths(engine)
    marks, first_year = np.zeros(size, np.uint8), np.zeros(size, np.bool_)
    ids = people["id"].copy()
    first_ids = ids.copy()
    for week in range(weeks):
        engine.step()
        newcomer[week] = people["id"] != ids
        ids = people["id"].copy()
        episodes = people["in_episode"]
        in_episode[week] = episodes @ bits
        onset[week] = ((episodes == 1) & (people["episode_weeks"] == 0)) @ bits
        over[week] = people["recovered"] @ bits
        life_event[week] = people["life_event"]
        trauma[week] = people["trauma"]
        aftermaths.watch(engine)
        if engine.week - first == year - 1:
            marks = people["this_year"].copy()
            first_year = ids == first_ids
    return History(newcomer, in_episode, onset, over, life_event, trauma, aftermaths.table(), marks, first_year)


def bit(disorder: Disorder) -> int:
    """The bit that stands for a disorder."""
    return 1 << int(disorder)


def survival(durations: npt.NDArray[np.float64], ended: npt.NDArray[np.bool_], at: float) -> float:
    """Cumulative share whose spell has ended by a time, with spells cut short by the end of observation (Kaplan and
    Meier 1958).

    Args:
        durations: length of each spell as far as seen, weeks (n).
        ended: whether it ended then, or was cut short (n).
        at: weeks.

    Returns:
        Share, 0 to 1; NaN without spells.
    """
    if len(durations) == 0:
        return float("nan")
    lasting = 1.0
    for time in np.unique(durations[ended & (durations <= at)]):
        at_risk = np.count_nonzero(durations >= time)
        lasting *= 1.0 - np.count_nonzero(ended & (durations == time)) / at_risk
    return 1.0 - lasting
