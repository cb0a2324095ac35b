"""A log of courses of treatment as a service's own statistics keep it: who was listed, began, and how courses ended."""

from copy import copy

import numpy as np
import numpy.typing as npt

from sim.core.chance import Purpose
from sim.people.scores import SCORES, fill_scores
from sim.simulation.engine import Engine

SCALES = SCORES[:3]  # PHQ-9, GAD-7, PCL-5
COURSE = np.dtype(
    [
        ("week", "i4"),  # in which it ended
        ("person", "i8"),
        ("service", "i2"),
        ("outcome", "u1"),  # Care.COMPLETED or Care.DROPPED_OUT
        ("sessions", "u1"),
        ("waited", "u2"),
        ("deprivation", "u1"),
        ("first", "f4", (3,)),  # scores at the first session: PHQ-9, GAD-7, PCL-5
        ("last", "f4", (3,)),  # scores at the end
    ]
)


def scored(engine: Engine, rows: npt.NDArray[np.int64]) -> npt.NDArray[np.float64]:
    """Scores of some people this week (rows by 3)."""
    scores, occasion = np.empty((len(rows), len(SCORES))), int(Purpose.SESSION_SCORES)
    fill_scores(engine.people, rows, engine.world.parameters, scores, engine.seed, engine.week, occasion)
    return scores[:, : len(SCALES)]


class CourseLog:
    """Watches a run; what is kept are counts by week, and one record for every course that ended.

    Attributes:
        listed: people who went on the list, by week.
        started: first sessions, by week.
        started_soon: of them, those who had waited for no more than six weeks.
    """

    SOON = 6  # weeks: the standard that England's services are held to

    def __init__(self, people: int, weeks: int) -> None:
        self.listed = np.zeros(weeks)
        self.started = np.zeros(weeks)
        self.started_soon = np.zeros(weeks)
        self._first = np.full((people, len(SCALES)), np.nan, np.float32)
        self._ended: list[npt.NDArray[np.void]] = []

    def watch(self, engine: Engine) -> None:
        """Note what happened in the week that was just lived."""
        people = engine.people
        at = engine.week - 1
        resource_use = engine.resource_use
        self.listed[at] = resource_use.listed
        began = resource_use.began
        if len(began):
            self.started[at] = len(began)
            self.started_soon[at] = np.count_nonzero(people["weeks_waiting"][began] <= self.SOON)
            self._first[began] = scored(engine, began)
        ended = resource_use.ended
        if len(ended):
            courses = np.zeros(len(ended), COURSE)
            courses["week"] = engine.week
            courses["person"] = people["id"][ended]
            courses["outcome"] = people["course_ended"][ended]
            courses["sessions"] = people["session"][ended]
            for name, field in (("service", "service"), ("waited", "weeks_waiting"), ("deprivation", "deprivation")):
                courses[name] = people[field][ended]
            courses["first"] = self._first[ended]
            courses["last"] = scored(engine, ended)
            self._ended.append(courses)

    @property
    def ended(self) -> npt.NDArray[np.void]:
        """All courses that ended, in the order of weeks."""
        return np.concatenate(self._ended) if self._ended else np.zeros(0, COURSE)

    def branch(self) -> "CourseLog":
        """The same log so far, to be carried on elsewhere."""
        twin = copy(self)
        for name in ("listed", "started", "started_soon", "_first", "_ended"):
            setattr(twin, name, getattr(self, name).copy())
        return twin
