"""A log of courses of treatment as a service's own statistics keep it: who was listed, began, and how courses ended."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from sim.outcomes.courses import COURSE, Courses


@dataclass(frozen=True)
class CourseLog:
    """Counts by week, and one record for every course that ended.

    Attributes:
        listed: people who went on the list, by week.
        started: first sessions, by week.
        started_soon: of them, those who had waited for no more than six weeks.
        ended: all courses that ended, in the order of weeks (`sim.outcomes.courses.COURSE`).
    """

    listed: npt.NDArray[np.float64]
    started: npt.NDArray[np.float64]
    started_soon: npt.NDArray[np.float64]
    ended: npt.NDArray[np.void]


def taken_out(courses: Courses) -> npt.NDArray[np.void]:
    """The courses that ended since they were last taken out, which makes room for others."""
    ended = np.array(courses.ended[: courses.filled[0]])
    courses.filled[0] = 0
    return ended


def log_of(courses: Courses, ended: list[npt.NDArray[np.void]]) -> CourseLog:
    """The log of a run.

    Args:
        courses: what was counted.
        ended: what was taken out, in the order of weeks.
    """
    whole = np.concatenate(ended) if ended else np.zeros(0, COURSE)
    return CourseLog(courses.listed, courses.started, courses.started_soon, whole)
