"""A society's history, week by week and person by person: what cohort studies with interviews would find out.

Kept small: one byte per person, week and kind of event.
"""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from sim.chance import Purpose, normal_pair, throw
from sim.engine import Engine
from sim.instruments import pcl5
from sim.person import Channel
from sim.scenario import Scenario
from sim.snapshot import Snapshot

AFTER_TRAUMA = (4, 13, 26, 78, 91, 104)  # weeks after a severe trauma at which the PCL-5 is read
SEVERE = 2


class History(NamedTuple):
    """What happened to everybody (weeks by people, but for the last two).

    Rows of people are places in the population: `newcomer` marks the week in which somebody else takes a place.
    """

    newcomer: npt.NDArray[np.bool_]
    in_episode: npt.NDArray[np.uint8]  # bits 1, 2, 4: depression, anxiety, post-traumatic stress
    onset: npt.NDArray[np.uint8]  # bits, as above, in the week in which the diagnosis is met
    over: npt.NDArray[np.uint8]  # bits, in the week in which an episode turns out to be over
    life_event: npt.NDArray[np.bool_]
    trauma: npt.NDArray[np.uint8]  # 0 none, 1 any, 2 severe
    paths: npt.NDArray[np.float64]  # PCL-5 after severe traumas (traumas by `AFTER_TRAUMA`)
    path_person: npt.NDArray[np.int64]  # whose (traumas)
    marks: npt.NDArray[np.uint8]  # what happened in the first year (people), see YearMark
    first_year: npt.NDArray[np.bool_]  # who was there all of it (people)


def live_through(scenario: Scenario, start: Snapshot, weeks: int, seed: int, year: int = 52) -> History:
    """Let a population live, and keep its history.

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
    since = np.full(size, 10**6)
    first = engine.week
    path = np.full((size, len(AFTER_TRAUMA)), np.nan)
    paths: list[npt.NDArray[np.float64]] = []
    whose: list[int] = []
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
        since += 1
        since[newcomer[week]] = 10**6
        hit = (people["trauma"] == SEVERE) & (since > AFTER_TRAUMA[-1])  # an aftermath is not cut by another trauma
        since[hit] = 0
        for place, lag in enumerate(AFTER_TRAUMA):
            rows = np.flatnonzero(since == lag)
            path[rows, place] = [_read_pcl5(engine, row) for row in rows.tolist()]
            if lag == AFTER_TRAUMA[-1]:
                paths.extend(path[rows])
                whose.extend(ids[rows])
        if engine.week - first == year - 1:
            marks = people["this_year"].copy()
            first_year = ids == first_ids
    table = np.array(paths).reshape(-1, len(AFTER_TRAUMA))
    person = np.array(whose, np.int64)
    return History(newcomer, in_episode, onset, over, life_event, trauma, table, person, marks, first_year)


def _read_pcl5(engine: Engine, row: int) -> float:
    me = engine.people[row]
    dice = throw(engine.seed, int(me.id), engine.week, Purpose.INSTRUMENTS)
    third, _ = normal_pair(dice.third, dice.fourth)
    return pcl5(me, third, engine.world.numbers[0])


def bit(channel: Channel) -> int:
    """The bit that stands for a disorder."""
    return 1 << int(channel)


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
