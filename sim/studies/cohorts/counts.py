"""What is counted between two waves of a cohort: what happened to each person since the last wave, or since entering.

A record holds what happened *this week*; a wave comes only every few weeks. So every week is noted, and nothing that
happened between waves is lost. What happened to somebody who left is forgotten, and never passed to the newcomer.
"""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from sim.people.medication import BEGUN
from sim.people.state import Care, Disorder, Ending

type Week = Callable[[npt.NDArray[np.void]], npt.NDArray[np.bool_] | npt.NDArray[np.uint8]]


class Count(NamedTuple):
    """One thing that is counted: its name in the panel, its unit, what it means, and what one week adds (people)."""

    name: str
    unit: str
    meaning: str
    week: Week


def _every_week(people: npt.NDArray[np.void]) -> npt.NDArray[np.bool_]:
    return np.ones(len(people), np.bool_)


def _begins_course(people: npt.NDArray[np.void]) -> npt.NDArray[np.bool_]:
    first: npt.NDArray[np.bool_] = (
        (people["care"] == Care.IN_TREATMENT) & (people["attended"] == 1) & (people["session"] == 1)
    )
    return first


def _ends_for(reason: Ending) -> Week:
    """A course ended this week for a reason (the reason itself stays until the next course begins)."""
    return lambda people: (people["course_ended"] > 0) & (people["ending"] == reason)


def _of_disorder(field: str, disorder: Disorder) -> Week:
    return lambda people: people[field][:, disorder]


COUNTS = (
    Count("weeks_counted", "weeks", "weeks that the counts cover: fewer for newcomers", _every_week),
    Count("attempts", "count", "weeks in which a goal was tried", lambda people: people["tried"]),
    Count("successes", "count", "attempts that succeeded", lambda people: people["succeeded"]),
    Count("life_events", "count", "stressful life events", lambda people: people["life_event"]),
    Count("traumas", "count", "traumas of any grade", lambda people: people["trauma"] > 0),
    Count("severe_traumas", "count", "severe traumas", lambda people: people["trauma"] == 2),
    Count("weeks_ill", "weeks", "weeks in an episode of any kind", lambda people: people["in_episode"].any(axis=1)),
    *(
        Count(
            f"weeks_ill_{disorder.name.lower()}",
            "weeks",
            f"weeks in an episode of {disorder.name.lower().replace('_', ' ')}",
            _of_disorder("in_episode", disorder),
        )
        for disorder in Disorder
    ),
    *(
        Count(
            f"episodes_over_{disorder.name.lower()}",
            "count",
            f"episodes of {disorder.name.lower().replace('_', ' ')} that ended",
            _of_disorder("recovered", disorder),
        )
        for disorder in Disorder
    ),
    Count("primary_care_visits", "count", "visits to a family doctor", lambda people: people["visited"]),
    Count("weeks_on_list", "weeks", "weeks on a waiting list", lambda people: people["care"] == Care.WAITING),
    Count("courses_begun", "count", "courses of treatment of which the first session was attended", _begins_course),
    Count("sessions", "count", "sessions of treatment attended", lambda people: people["attended"]),
    Count(
        "courses_completed", "count", "courses completed", lambda people: people["course_ended"] == Care.COMPLETED
    ),
    Count(
        "courses_dropped_out",
        "count",
        "courses dropped out of, and courses never begun",
        lambda people: people["course_ended"] == Care.DROPPED_OUT,
    ),
    Count(
        "courses_ended_well_enough",
        "count",
        "of the courses completed, those that scores ended early",
        _ends_for(Ending.WELL_ENOUGH),
    ),
    Count("courses_left", "count", "of the courses dropped out of, those left after a session", _ends_for(Ending.LEFT)),
    Count(
        "courses_never_begun",
        "count",
        "of the courses dropped out of, those without a session",
        _ends_for(Ending.NEVER_BEGAN),
    ),
    Count(
        "medications_begun",
        "count",
        "courses of medication begun",
        lambda people: (people["medication_weeks"] > 0) & (people["medication_weeks"] <= BEGUN),
    ),
    Count("weeks_medicated", "weeks", "weeks of medication", lambda people: people["medication_weeks"] > 0),
    Count(
        "programme_contacts",
        "count",
        "weeks in which a programme reached the person, summed over programmes",
        lambda people: np.bitwise_count(people["reached"]),
    ),
)  # fmt: skip


class Tally:
    """Counts of everybody since the last wave.

    Args:
        people: everybody's records at the start (n).
    """

    def __init__(self, people: npt.NDArray[np.void]) -> None:
        self._ids = people["id"].copy()
        self._counts = np.zeros((len(COUNTS), len(people)), np.int32)

    def watch(self, people: npt.NDArray[np.void]) -> None:
        """Note the week that was just lived. Whoever came this week begins with nothing but this week."""
        came = people["id"] != self._ids
        self._counts[:, came] = 0
        self._ids[came] = people["id"][came]
        for row, count in enumerate(COUNTS):
            self._counts[row] += count.week(people)

    def counted(self) -> dict[str, npt.NDArray[np.int32]]:
        """What was counted so far (n each), by name; copies."""
        return {count.name: self._counts[row].copy() for row, count in enumerate(COUNTS)}

    def begin(self) -> None:
        """Start again: a wave was taken."""
        self._counts[:] = 0
