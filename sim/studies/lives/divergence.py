"""The same people under two policies: the week in which each person's history diverges, and why.

Random numbers belong to (seed, person, week, purpose), so a person's histories under two policies are bit-identical
until the policy reaches them: by a programme, by a place in care, or through what their ties show. The first difference
is therefore due to the policy, and its path can be traced back from tie to tie.
"""

import threading
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from sim.errors import Interrupted
from sim.network.ties import Ties
from sim.people.state import NO_SERVICE, PERSON, Care
from sim.scenario.scenario import Scenario
from sim.simulation.engine import Engine
from sim.simulation.snapshots import Snapshot

NUMBERED = ("service", "therapy", "listed_for", "offered", "reached")  # numbers that belong to one policy's tables
CARE_FIELDS = ("care", "session", "attended", "weeks_waiting", "visited", "course_ended", "medication_weeks")
EVENT_FIELDS = ("trauma", "life_event")


class Reason(StrEnum):
    """What made a history diverge."""

    PROGRAMME = "programme"  # a programme reached the person under one policy and not under the other
    SERVICE = "service"  # a place in care
    EVENT = "event"  # a disaster
    TIES = "ties"  # what somebody tied to the person showed
    SOCIETY = "society"  # model parameters differ: not the same people
    UNKNOWN = "unknown"


class Divergence(NamedTuple):
    """Where a history diverges."""

    person: int
    week: int
    reason: Reason
    names: tuple[str, ...]  # programmes or service
    through: int  # id of the tie by whom it came; -1: nobody
    fields: tuple[str, ...]  # states that differ at the end of that week


@dataclass(frozen=True)
class Divergences:
    """Where histories under two policies diverge, by id."""

    weeks: int
    by_person: dict[int, Divergence]

    def path(self, person: int) -> list[Divergence]:
        """How the policy reached a person: first their own divergence, then that of the tie it came through, etc."""
        found: list[Divergence] = []
        while person in self.by_person and len(found) <= self.weeks:
            found.append(self.by_person[person])
            person = found[-1].through
        return found

    def direct(self, most: int) -> list[Divergence]:
        """People whom the policy reached directly and not through ties: places in care first, then the earliest."""
        found = [parting for parting in self.by_person.values() if parting.reason != Reason.TIES]
        return sorted(found, key=lambda parting: (parting.reason != Reason.SERVICE, parting.week, parting.person))[
            :most
        ]

    def count(self, week: int) -> int:
        """How many histories have diverged by the end of a week."""
        return sum(parting.week <= week for parting in self.by_person.values())


def divergences(
    one: Scenario, other: Scenario, start: Snapshot, weeks: int, seed: int, *, stop: threading.Event | None = None
) -> Divergences:
    """Simulate the same weeks under two policies side by side, and record where histories diverge.

    Args:
        one: a policy.
        other: the policy to compare it with.
        start: the population that both start from; left as it is.
        weeks: how many weeks.
        seed: of both runs.
        stop: when set, the run ends with `Interrupted` at the next week.

    Raises:
        Interrupted: `stop` was set.
    """
    engines = Engine(one, start.ties, start.state.copy(), seed), Engine(other, start.ties, start.state.copy(), seed)
    society = one.starts(other) == 0
    size = len(start.state.people)
    found: dict[int, Divergence] = {}
    since = np.zeros(size, np.int64)  # week in which the person at each place diverged; 0: not yet
    ids = engines[0].people["id"].copy()
    for week in range(1, weeks + 1):
        if stop is not None and stop.is_set():
            raise Interrupted
        for engine in engines:
            engine.step()
        present = engines[0].people["id"]
        was = since.copy()  # what ties showed last week is what can be felt now
        was_there = ids
        since[present != ids] = 0
        ids = present.copy()
        differing = _differing(*engines)
        anything = np.logical_or.reduce(list(differing.values())) if differing else np.zeros(size, np.bool_)
        for row in np.flatnonzero(anything & (since == 0)).tolist():
            fields = tuple(name for name, rows in differing.items() if rows[row])
            reason, names, through = _reason(engines, row, fields, society, start.ties, was, was_there)
            found.setdefault(int(ids[row]), Divergence(int(ids[row]), week, reason, names, through, fields))
            since[row] = week
    return Divergences(weeks, found)


def _differing(one: Engine, other: Engine) -> dict[str, npt.NDArray[np.bool_]]:
    """Fields in which anybody differs, with who does (people)."""
    found = {}
    for name in PERSON.names or ():
        if name in NUMBERED:
            rows = named(one, name) != named(other, name)
        else:
            mine, theirs = one.people[name], other.people[name]
            rows = mine != theirs
            if mine.dtype.kind == "f":
                rows &= ~(np.isnan(mine) & np.isnan(theirs))
            if rows.ndim > 1:
                rows = rows.any(axis=1)
        if rows.any():
            found[name] = rows
    return found


def named(engine: Engine, field: str) -> npt.NDArray[np.object_]:
    """A field that holds numbers of a policy's tables, as names (people)."""
    values, policy = engine.people[field], engine.policy
    if field in ("offered", "reached"):
        names = policy.service_names if field == "offered" else policy.programme_names
        words = {bits: tuple(sorted(_of_bits(bits, names))) for bits in np.unique(values).tolist()}
        return _looked_up(values, words)
    if field == "listed_for":
        names = [*policy.service_names]
        return _looked_up(
            values, {n: names[n] if n != NO_SERVICE and n < len(names) else "" for n in set(values.tolist())}
        )
    if field == "therapy":
        return _looked_up(values, dict(enumerate(policy.intervention_names)))
    in_course = engine.people["care"] == Care.IN_TREATMENT  # who waits still has the service of an earlier course
    names = policy.service_names
    named = _looked_up(values, {n: names[n] if n < len(names) else "" for n in set(values.tolist())})
    return np.where(in_course, named, "")


def _looked_up(values: npt.NDArray[np.generic], words: Mapping[Any, object]) -> npt.NDArray[np.object_]:
    found = np.empty(len(values), np.object_)
    found[:] = [words.get(value, "") for value in values.tolist()]
    return found


def _of_bits(bits: int, names: list[str]) -> list[str]:
    return [name for at, name in enumerate(names) if bits >> at & 1]


def _reason(
    engines: tuple[Engine, Engine],
    row: int,
    fields: tuple[str, ...],
    society: bool,
    ties: Ties,
    since: npt.NDArray[np.int64],
    ids: npt.NDArray[np.int64],
) -> tuple[Reason, tuple[str, ...], int]:
    """Why one history diverges now: the most direct of the ways in which a policy can reach it."""
    if society:
        return Reason.SOCIETY, (), -1
    if "reached" in fields:
        sets = [set(_of_bits(int(engine.people["reached"][row]), engine.policy.programme_names)) for engine in engines]
        return Reason.PROGRAMME, tuple(sorted(sets[0] ^ sets[1])), -1
    if any(name in fields for name in EVENT_FIELDS):
        return Reason.EVENT, (), -1
    first, last = ties.start[row], ties.start[row + 1]
    others = ties.other[first:last]
    diverged = since[others] > 0
    began = any(engine.people["care"][row] == Care.IN_TREATMENT for engine in engines)
    cared = any(name in fields for name in (*NUMBERED, *CARE_FIELDS))
    if cared and (began or not diverged.any()):
        names = {str(named(engine, "service")[row]) for engine in engines} - {""}
        return Reason.SERVICE, tuple(sorted(names)), -1
    if diverged.any():
        strongest = int(np.where(diverged, ties.strength[first:last], -1.0).argmax())
        return Reason.TIES, (), int(ids[others[strongest]])
    return Reason.UNKNOWN, (), -1
