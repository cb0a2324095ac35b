"""What happened in a life, event by event, and the few points at which it turned, under one policy or two."""

import re
from collections.abc import Iterable, Sequence
from enum import StrEnum
from itertools import zip_longest
from typing import NamedTuple

from sim.people.state import Care
from sim.simulation.life_history import DISORDERS, ENDINGS
from sim.studies.lives.life import Life

MOST = 5  # turning points: what one reads in a minute
PAUSE = 26  # weeks without a visit to the doctor, after which the next one is worth a mark
PREFERRED = 5.0  # times the weight of what the chosen story is not about
DIFFERING = 4.0  # times the weight of what happens at the same time under both policies


class Kind(StrEnum):
    """What can turn a life."""

    TREATMENT = "treatment"
    PARTS = "parts"  # the two histories begin to differ
    RECOVERS = "recovers"
    FALLS_BACK = "falls_back"
    FALLS_ILL = "falls_ill"
    DROPS_OUT = "drops_out"
    COMPLETES = "completes"
    TRAUMA = "trauma"
    WAITS = "waits"
    MEDICATION = "medication"
    ADVISED = "advised"
    NEED = "need"
    DOCTOR = "doctor"
    DISCLOSES = "discloses"
    ENTERS = "enters"
    BAD_SPELL = "bad_spell"
    BELIEF = "belief"  # self-efficacy moved most


WEIGHTS = {kind: float(len(Kind) - at) for at, kind in enumerate(Kind)}
PLAIN = {
    "session 1": Kind.TREATMENT,
    ENDINGS[Care.DROPPED_OUT]: Kind.DROPS_OUT,
    ENDINGS[Care.COMPLETED]: Kind.COMPLETES,
    ENDINGS[Care.ADVISED]: Kind.ADVISED,
    "a trauma": Kind.TRAUMA,
    "a severe trauma": Kind.TRAUMA,
    "joins the waiting list": Kind.WAITS,
    "starts medication": Kind.MEDICATION,
    "feels a need for help": Kind.NEED,
    "sees the family doctor": Kind.DOCTOR,
    "discloses to others": Kind.DISCLOSES,
    "enters adult life": Kind.ENTERS,
}
FALLS_ILL = re.compile(rf"falls ill with ({'|'.join(DISORDERS)})")
OVER = re.compile(rf"has been well for eight weeks: ({'|'.join(DISORDERS)}) is over")
BAD_SPELL = "a bad spell without an event"


class Mark(NamedTuple):
    """One event of a life."""

    week: int
    kind: Kind
    what: str = ""  # the disorders, where it is about one


class Turning(NamedTuple):
    """A point at which a life turned."""

    week: int
    kind: Kind
    what: str
    weeks: tuple[int, ...]  # when the same happened under each policy; 0: never

    @property
    def differs(self) -> bool:
        """Whether it happened at another time, or not at all, under the other policy."""
        return len(set(self.weeks)) > 1


def marks(life: Life) -> list[Mark]:
    """The events of a life that are worth a mark, in order of time."""
    found: list[Mark] = []
    well_again = False
    visited = -PAUSE
    for label, said in life.weeks["events"].items():
        week = int(str(label))
        ill: dict[Kind, list[str]] = {}
        for event in str(said).split("; "):
            if match := FALLS_ILL.fullmatch(event):
                ill.setdefault(Kind.FALLS_BACK if well_again else Kind.FALLS_ILL, []).append(match[1])
            elif match := OVER.fullmatch(event):
                well_again = True
                ill.setdefault(Kind.RECOVERS, []).append(match[1])
            elif event.startswith(BAD_SPELL):
                found.append(Mark(week, Kind.BAD_SPELL))
            elif event in PLAIN:
                kind = PLAIN[event]
                if kind != Kind.DOCTOR or week - visited >= PAUSE:
                    found.append(Mark(week, kind))
                if kind == Kind.DOCTOR:
                    visited = week
        found += [Mark(week, kind, " and ".join(what)) for kind, what in ill.items()]
    return found


def turnings(lanes: Sequence[Iterable[Mark]]) -> list[Turning]:
    """The events of one or two histories side by side: what happened in both stands together.

    The same event in the same week is one point. What is left is put together in order: the first course of treatment
    under one policy with the first under the other.

    Args:
        lanes: events by policy.
    """
    of_kind: dict[tuple[Kind, str], list[list[int]]] = {}
    for at, lane in enumerate(lanes):
        for mark in lane:
            of_kind.setdefault((mark.kind, mark.what), [[] for _ in lanes])[at].append(mark.week)
    found = []
    for (kind, what), weeks in of_kind.items():
        shared = set(weeks[0]).intersection(*weeks[1:])
        found += [Turning(week, kind, what, (week,) * len(lanes)) for week in shared]
        rest = [sorted(set(one) - shared) for one in weeks]
        for pair in zip_longest(*rest, fillvalue=0):
            found.append(Turning(min(week for week in pair if week), kind, what, tuple(pair)))
    return sorted(found)


def weight(point: Turning) -> float:
    """How much a point matters: what differs between the policies before what does not, then by what it is."""
    return WEIGHTS[point.kind] * (DIFFERING if point.differs else 1.0)


def turning_points(
    lives: Sequence[Life], parts: int, *, prefer: Sequence[Kind] = (), most: int = MOST
) -> list[Turning]:
    """The points that matter most in a life, in order of time, at most one in a week.

    Args:
        lives: of one person under one policy or two.
        parts: the week in which the histories begin to differ; 0: never.
        prefer: kinds that a story is about.
        most: how many at most.
    """
    known = turnings([marks(life) for life in lives])
    if parts and len(lives) > 1:
        known.append(Turning(parts, Kind.PARTS, "", (0, parts)))
    if len(known) < most:
        shared = (0,) * len(lives)
        known += [Turning(week, Kind.BELIEF, "", shared) for week in lives[-1].turns(most - len(known))]
    chosen: dict[int, Turning] = {}

    def order(point: Turning) -> tuple[float, int]:
        return -weight(point) * (PREFERRED if point.kind in prefer else 1.0), point.week

    for point in sorted(known, key=order):
        if len(chosen) < most:
            chosen.setdefault(point.week, point)
    return [chosen[week] for week in sorted(chosen)]


def turn(points: Sequence[Turning], prefer: Sequence[Kind] = ()) -> Turning | None:
    """The point that turned a life: of the kinds preferred the first to have any, else what matters most.

    Args:
        points: as from `turning_points`.
        prefer: kinds that a story is about, the foremost first.
    """
    for kind in prefer:
        of_kind = [point for point in points if point.kind == kind]
        if of_kind:
            return max(of_kind, key=weight)
    rest = [point for point in points if point.kind != Kind.PARTS]
    return max(rest or points, key=weight, default=None)
