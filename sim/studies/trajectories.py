"""The four courses that lives take after a severe trauma (Galatzer-Levy, Huang and Bonanno 2018), by thresholds."""

from enum import IntEnum

import numpy as np
import numpy.typing as npt

CUT_OFF = 33.0  # PCL-5 points: the scale's own (SY13)
EARLY = slice(0, 3)  # one, three and six months after the trauma
LATE = slice(3, 6)  # eighteen, twenty-one and twenty-four months


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
