"""A week's tally: what is added up while people live their week, and how it becomes the figures of a diary.

Everything is a whole number (parts of one in units of 2 to the power of -32, `sim/outcomes/count.py`), so that no sum
depends on the order of people or on the number of threads. Each thread has a slot of its own.
"""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from sim.core.decorator import rule, seldom
from sim.core.world import World
from sim.outcomes.count import GROUP_MEASURES, MEASURES, UNITS, CutOffs, Measure, count_person, cut_offs
from sim.outcomes.groups import CELLS, GROUPS, add_up, cell_at
from sim.outcomes.health import HEALTH_CLASSES, NORM_CLASSES, Lines, grade_lines
from sim.outcomes.resource_use import count_health, count_resources, first_reached
from sim.parameters import Parameters
from sim.people.condition import age_band, main_problem
from sim.people.state import CAUSES, DOMAINS, NO_SERVICE, Care, PersonState

APART = 2  # slots lie so many rows apart, so that threads do not write to the same piece of memory
HEALTH = GROUP_MEASURES  # where classes of health stand in a cell, after the measures taken by group
RESOURCES = HEALTH + HEALTH_CLASSES  # and where resources do
SOURCE_UNIT = 2.0**-40  # logit: contributions to belief are added up in units so small
BEGAN, ENDED, LISTED = 0, 1, 2  # what `Tally.events` counts
EVENTS = 3


class Tally(NamedTuple):
    """Sums of one week, by slot; rows of a slot are `APART` apart."""

    everybody: npt.NDArray[np.int64]  # measures that are not taken by group (slots by measures)
    cells: npt.NDArray[np.int64]  # (slots by cells by measures, classes of health and resources)
    sources: npt.NDArray[np.int64]  # contributions to general self-efficacy (slots by causes)
    began: npt.NDArray[np.int64]  # rows of those who had a first session; each slot begins at its first row (n)
    ended: npt.NDArray[np.int64]  # rows of those whose course ended, likewise (n)
    events: npt.NDArray[np.int64]  # courses begun and ended, and people listed (slots by 3)
    groups: npt.NDArray[np.int64]  # cells added up (groups + 1 by what cells hold)


class Thresholds(NamedTuple):
    """Severities at which something is counted."""

    cut_offs: CutOffs
    grades: Lines


def empty_tally(people: int, slots: int, resources: int) -> Tally:
    """A tally of nothing."""
    rows, width = slots * APART, RESOURCES + resources
    return Tally(
        np.zeros((rows, MEASURES), np.int64),
        np.zeros((rows, CELLS, width), np.int64),
        np.zeros((rows, CAUSES), np.int64),
        np.empty(people, np.int64),
        np.empty(people, np.int64),
        np.zeros((rows, EVENTS), np.int64),
        np.zeros((GROUPS + 1, width), np.int64),
    )


@seldom
def thresholds(parameters: Parameters) -> Thresholds:
    """All thresholds, worked out once for many people."""
    return Thresholds(cut_offs(parameters), grade_lines(parameters))


@rule
def clear_sources(slot: int, tally: Tally) -> None:
    """Begin a slot's sums of contributions to self-efficacy."""
    for cause in range(CAUSES):
        tally.sources[slot * APART, cause] = 0


@rule
def add_contributions(contributions: npt.NDArray[np.float64], slot: int, tally: Tally) -> None:
    """Add one person's contributions to general self-efficacy (the mean over domains; domains by causes)."""
    for cause in range(CAUSES):
        total = 0.0
        for domain in range(DOMAINS):
            total += contributions[domain, cause]
        tally.sources[slot * APART, cause] += int(total / DOMAINS / SOURCE_UNIT)


@rule
def clear(slot: int, tally: Tally) -> None:
    """Begin a slot's week."""
    place = slot * APART
    for measure in range(MEASURES):
        tally.everybody[place, measure] = 0
    cells = tally.cells[place]
    for cell in range(CELLS):
        for column in range(cells.shape[1]):
            cells[cell, column] = 0
    for event in range(EVENTS):
        tally.events[place, event] = 0


@rule
def is_counted(me: PersonState, services: npt.NDArray[np.void]) -> bool:
    """Whether a person on the list waits for a service whose figures are kept, or for any that treats the problem."""
    if me.listed_for != NO_SERVICE:
        return bool(services[me.listed_for].counted == 1)
    problem = main_problem(me)
    for row in range(len(services)):
        if services[row].counted == 1 and (services[row].disorders >> problem) & 1 == 1:
            return True
    return False


@rule
def note_person(
    row: int,
    first: int,
    world: World,
    lines: Thresholds,
    slot: int,
    tally: Tally,
    seed: int,
    week: int,
) -> None:
    """Add one person's week to a slot.

    Args:
        row: the person's row.
        first: the slot's first row.
        world: everybody, their condition at the end of the week, and the programmes that ran.
        lines: the severities at which something is counted.
        slot: the thread's slot.
        tally: what is added to.
        seed: the run's seed.
        week: the week.
    """
    me, services = world.people[row], len(world.services)
    place = slot * APART
    band = age_band(me, week)
    cell = tally.cells[place, cell_at(me, band)]
    count_person(
        me,
        world.conditions[row],
        lines.cut_offs,
        world.parameters[0],
        tally.everybody[place],
        cell[:HEALTH],
        seed,
        week,
    )
    count_health(me, lines.grades, cell[HEALTH:RESOURCES], band, week)
    count_resources(me, world.programmes, services, cell[RESOURCES:])
    events = tally.events[place]
    if me.attended == 1 and me.session == 1:
        tally.began[first + events[BEGAN]] = row
        events[BEGAN] += 1
    if me.course_ended > 0:
        tally.ended[first + events[ENDED]] = row
        events[ENDED] += 1
    if me.care == Care.WAITING and me.weeks_waiting == 0 and is_counted(me, world.services):
        events[LISTED] += 1


@seldom
def add_up_groups(slots: int, tally: Tally, programmes: npt.NDArray[np.void], services: int) -> None:
    """Add up the cells of all slots to groups, everybody last (`tally.groups`).

    Args:
        slots: how many slots were used.
        tally: the week's tally.
        programmes: the programmes that ran: their heads are all people there are.
        services: number of services.
    """
    groups = tally.groups
    width = groups.shape[1]
    for group in range(GROUPS + 1):
        for column in range(width):
            groups[group, column] = 0
    for slot in range(slots):
        add_up(tally.cells[slot * APART], groups)
    first = RESOURCES + first_reached(services)
    heads = first + (width - first) // 2
    for group in range(GROUPS + 1):
        people = 0
        for norm in range(HEALTH, HEALTH + NORM_CLASSES):
            people += groups[group, norm]
        groups[group, Measure.PEOPLE] = people
        for row in range(len(programmes)):
            groups[group, heads + programmes[row].bit] = people


@seldom
def read_measures(slots: int, tally: Tally, sums: npt.NDArray[np.float64]) -> None:
    """Fill in the measures of everybody (measures), once the groups are added up."""
    for measure in range(GROUP_MEASURES):
        sums[measure] = tally.groups[GROUPS, measure] * UNITS[measure]
    for measure in range(GROUP_MEASURES, MEASURES):
        total = 0
        for slot in range(slots):
            total += tally.everybody[slot * APART, measure]
        sums[measure] = total * UNITS[measure]


@seldom
def read_groups(
    tally: Tally,
    groups: npt.NDArray[np.float64],
    health: npt.NDArray[np.float64],
    resources: npt.NDArray[np.float64],
) -> None:
    """Fill in what is taken by group, once the groups are added up.

    Args:
        tally: the week's tally.
        groups: filled with the measures (groups by the first measures).
        health: filled with people by class (groups + 1 by classes).
        resources: filled with what was used (groups + 1 by resources).
    """
    for group in range(GROUPS + 1):
        if group < GROUPS:
            for measure in range(GROUP_MEASURES):
                groups[group, measure] = tally.groups[group, measure] * UNITS[measure]
        for grade in range(HEALTH_CLASSES):
            health[group, grade] = tally.groups[group, HEALTH + grade]
        for resource in range(resources.shape[1]):
            resources[group, resource] = tally.groups[group, RESOURCES + resource]


@seldom
def read_sources(slots: int, people: int, tally: Tally, sources: npt.NDArray[np.float64]) -> None:
    """Fill in the mean contribution of each cause to general self-efficacy, logit (causes)."""
    for cause in range(CAUSES):
        total = 0
        for slot in range(slots):
            total += tally.sources[slot * APART, cause]
        sources[cause] = total * SOURCE_UNIT / people
