"""What a lesson can measure, weekly, in some of the people."""

from collections.abc import Callable
from functools import cached_property
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from scipy.special import expit

from sim.outcomes.catalogue import WEEKLY
from sim.people.state import Care
from sim.simulation.engine import Engine
from sim.studies.lives.states import STATES, Look, Reader

PERCENT, PER_THOUSAND = 100.0, 1000.0


class Moment:
    """Some people at the end of a week.

    Args:
        engine: the run.
        rows: whom to measure (n), one or more.
        reader: of states, for this run.
    """

    def __init__(self, engine: Engine, rows: npt.NDArray[np.int64], reader: Reader) -> None:
        self.engine, self.rows, self.people, self._reader = engine, rows, engine.people, reader

    @cached_property
    def look(self) -> Look:
        """What instruments read, without error."""
        return self._reader.look(self.people, self.rows)

    def mean(self, field: str) -> float:
        """Mean of a field of the record."""
        return float(self.people[field][self.rows].mean())


class Measure(NamedTuple):
    """A weekly figure of some people."""

    title: str
    unit: str
    better: str  # "higher", "lower" or "" where neither is better in itself
    read: Callable[[Moment], float]
    summed: bool = False  # what has come together since the start, week by week


def _field(name: str, scale: float = 1.0) -> Callable[[Moment], float]:
    return lambda now: scale * now.mean(name)


def _state(name: str) -> Callable[[Moment], float]:
    return lambda now: float(STATES[name].read(now.look).mean())


def _ability(now: Moment) -> float:
    return float(expit(now.people["ability"][now.rows].mean(axis=1)).mean())


def _ill(now: Moment) -> float:
    return PERCENT * float(now.people["in_episode"][now.rows].any(axis=1).mean())


def _in_status(status: Care) -> Callable[[Moment], float]:
    return lambda now: PER_THOUSAND * float((now.people["care"][now.rows] == status).mean())


def _began(now: Moment) -> float:
    return PER_THOUSAND * float(np.isin(now.rows, now.engine.resource_use.began).mean())


def _waited(now: Moment) -> float:
    """Weeks waited so far by those who wait; NaN where nobody does."""
    waiting = now.rows[now.people["care"][now.rows] == Care.WAITING]
    return float(now.people["weeks_waiting"][waiting].mean()) if len(waiting) else float("nan")


MEASURES: dict[str, Measure] = {
    "self_efficacy": Measure("Self-efficacy (GSE, 10-40)", "points", "higher", _state("self_efficacy")),
    "depression": Measure("Depression (PHQ-9, 0-27)", "points", "lower", _state("depression")),
    "ill": Measure("People in an episode of illness", "% of people", "lower", _ill),
    "tries": Measure("People who try this week", "% of people", "higher", _field("tried", PERCENT)),
    "succeeds": Measure("People who try and succeed this week", "% of people", "higher", _field("succeeded", PERCENT)),
    "visits": Measure(
        "Visits to the family doctor so far", "per 1,000 people", "", _field("visited", PER_THOUSAND), True
    ),
    "need": Measure("People who feel a need for help", "% of people", "", _field("need_recognised", PERCENT)),
    "disclosed": Measure("People who have told others", "% of people", "", _field("disclosed", PERCENT)),
    "public_stigma": Measure("Public stigma", "SD", "lower", _state("public_stigma")),
    "self_stigma": Measure("Self-stigma (ISMI, 1-4)", "points", "lower", _state("self_stigma")),
    "self_esteem": Measure("Self-esteem", "0-1", "higher", _field("self_esteem")),
    "empowerment": Measure("Empowerment", "0-1", "higher", _field("empowerment")),
    "hope": Measure("Hope", "0-1", "higher", _field("hope")),
    "helplessness": Measure("Helplessness", "0-1", "lower", _field("helplessness")),
    "outcome_expectation": Measure("Outcome expectation", "0-1", "higher", _field("outcome_expectation")),
    "health_behaviour": Measure(
        "Health behaviour (sleep, activity, contacts)", "0-1", "higher", _field("health_behaviour")
    ),
    "ability": Measure("Ability (what one can in fact do)", "0-1", "higher", _ability),
    "rumination": Measure("Rumination", "0-1", "lower", _field("rumination")),
    "support": Measure(WEEKLY["support"].title, "0-1", "higher", _field("support_emotional")),
    "waiting": Measure("People waiting for treatment", "per 1,000 people", "lower", _in_status(Care.WAITING)),
    "weeks_waiting": Measure("Weeks waited so far by those waiting", "weeks", "lower", _waited),
    "in_treatment": Measure("People in a course of treatment", "per 1,000 people", "", _in_status(Care.IN_TREATMENT)),
    "treated": Measure("Courses of treatment begun so far", "per 1,000 people", "higher", _began, True),
}
"""Measures by name, in the order of menus."""
