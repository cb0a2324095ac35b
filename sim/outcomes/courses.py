"""Courses of treatment as a service's own statistics keep them: who was listed, began, and how courses ended."""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from sim.core.chance import Purpose
from sim.core.decorator import rule, seldom
from sim.outcomes.groups import CELLS, cell_of
from sim.outcomes.tally import APART, BEGAN, ENDED, LISTED, Tally
from sim.people.scores import SCORES, score

SCALES = SCORES[:3]  # PHQ-9, GAD-7, PCL-5
COURSE = np.dtype(
    [
        ("week", "i4"),  # in which it ended
        ("person", "i8"),
        ("service", "i2"),
        ("outcome", "u1"),  # Care.COMPLETED, Care.DROPPED_OUT or Care.ADVISED
        ("sessions", "u1"),
        ("waited", "u2"),
        ("deprivation", "u1"),
        ("therapist", "u2"),
        ("first", "f4", (3,)),  # scores at the first session: PHQ-9, GAD-7, PCL-5
        ("last", "f4", (3,)),  # scores at the end
    ],
    align=True,
)
SOON = 6  # weeks: the standard that England's services are held to
NOBODY = -1
ROOM = 2  # courses that there is room for before they have to be taken out, per person of the population
LEAST_ROOM = 1024


class Courses(NamedTuple):
    """Counts by week, one record for every course that ended, and who has begun one so far."""

    listed: npt.NDArray[np.float64]  # people who went on the list (weeks)
    started: npt.NDArray[np.float64]  # first sessions (weeks)
    started_soon: npt.NDArray[np.float64]  # of them, those who had waited for no more than six weeks (weeks)
    first: npt.NDArray[np.float32]  # scores at the first session of the present course (n by 3; NaN: none seen)
    treated: npt.NDArray[np.int64]  # the id of whoever was last seen to begin a course in a row (n; -1: nobody)
    people_treated: npt.NDArray[np.float64]  # people who have begun a course, by cell
    ended: npt.NDArray[np.void]  # COURSE: those that ended since they were last taken out
    filled: npt.NDArray[np.int64]  # how many of `ended` are filled (1)
    scores: npt.NDArray[np.float64]  # room for one person's scores


def no_courses(people: int, weeks: int) -> Courses:
    """The courses of a run that has not begun."""
    return Courses(
        np.zeros(weeks),
        np.zeros(weeks),
        np.zeros(weeks),
        np.full((people, len(SCALES)), np.nan, np.float32),
        np.full(people, NOBODY, np.int64),
        np.zeros(CELLS),
        np.zeros(max(ROOM * people, LEAST_ROOM), COURSE).view(np.recarray),
        np.zeros(1, np.int64),
        np.empty(len(SCORES)),
    )


def copied(courses: Courses) -> Courses:
    """The same courses, to be carried on elsewhere."""
    kept = {name: getattr(courses, name).copy() for name in Courses._fields if name != "ended"}
    return Courses(**kept, ended=np.zeros(len(courses.ended), COURSE).view(np.recarray))


@rule
def has_room(courses: Courses, people: int) -> bool:
    """Whether the courses that may end in one more week can still be noted."""
    return bool(courses.filled[0] + people <= len(courses.ended))


@seldom
def note_courses(
    at: int,
    first: int,
    slot: int,
    people: npt.NDArray[np.void],
    services: npt.NDArray[np.void],
    parameters: npt.NDArray[np.void],
    tally: Tally,
    courses: Courses,
    seed: int,
    week: int,
) -> None:
    """Note the courses that began and ended among the people of a slot.

    Args:
        at: where the week stands in the counts by week.
        first: the slot's first row.
        slot: the slot.
        people: everybody.
        services: whose courses these are; referrals and first sessions are counted of those that keep figures.
        parameters: the model's parameters, as a record (1).
        tally: the week's tally.
        courses: what is added to.
        seed: the run's seed.
        week: the week.
    """
    events = tally.events[slot * APART]
    scores = courses.scores
    courses.listed[at] += events[LISTED]
    for place in range(first, first + events[BEGAN]):
        row = tally.began[place]
        me = people[row]
        if services[me.service].counted == 1:
            courses.started[at] += 1.0
            if me.weeks_waiting <= SOON:
                courses.started_soon[at] += 1.0
        score(me, parameters[0], scores, seed, week, Purpose.SESSION_SCORES)
        for scale in range(len(SCALES)):
            courses.first[row, scale] = scores[scale]
        if courses.treated[row] != me.id:
            courses.people_treated[cell_of(me, week)] += 1.0
        courses.treated[row] = me.id
    for place in range(first, first + events[ENDED]):
        row = tally.ended[place]
        me = people[row]
        course = courses.ended[courses.filled[0]]
        courses.filled[0] += 1
        course.week = week
        course.person = me.id
        course.service = me.service
        course.outcome = me.course_ended
        course.sessions = me.session
        course.waited = me.weeks_waiting
        course.deprivation = me.deprivation
        course.therapist = me.therapist
        score(me, parameters[0], scores, seed, week, Purpose.SESSION_SCORES)
        for scale in range(len(SCALES)):
            course.first[scale] = courses.first[row, scale]
            course.last[scale] = scores[scale]
