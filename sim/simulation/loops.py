"""The loops over weeks and people: everything that happens between two looks from outside, in one compiled call.

A call lives any number of weeks, each with its allocation of treatment, everybody's week and, if asked for, its page in
the diary. Threads share the people of a week between them; sums are whole numbers, so that no result depends on the
number of threads. For Mesa, one person at a time lives the same `live_week` (`sim/agent.py`).
"""

from typing import NamedTuple

import numba
import numpy as np
import numpy.typing as npt

from sim.core.decorator import parallel_loop, rule, seldom
from sim.core.prefetch import fetch_ahead
from sim.core.world import World
from sim.outcomes.courses import Courses, has_room, note_courses
from sim.outcomes.tally import (
    APART,
    Tally,
    add_contributions,
    add_up_groups,
    clear,
    clear_sources,
    note_person,
    read_groups,
    read_measures,
    read_sources,
    thresholds,
)
from sim.people.condition import keep_condition, keep_conditions
from sim.simulation.allocation import Capacity, Queue, allocate, take_stock_of_all
from sim.simulation.schedule import Calendar
from sim.week import live_week


class Diary(NamedTuple):
    """What is noted of each week of a run. Groups are those of `sim.outcomes.groups`."""

    first: int  # the week that stands first
    sums: npt.NDArray[np.float64]  # measures over everybody (weeks by measures)
    sources: npt.NDArray[np.float64]  # mean contributions to general self-efficacy, logit (weeks by causes)
    groups: npt.NDArray[np.float64]  # measures by group (weeks by groups by the first measures)
    health: npt.NDArray[np.float64]  # people by class of health (weeks by groups + 1 by classes)
    resources: npt.NDArray[np.float64]  # what was used (weeks by groups + 1 by resources)


class Scratch(NamedTuple):
    """Records that are written for one person and read for the same person; one row in `APART` belongs to a slot."""

    doses: npt.NDArray[np.void]  # DOSES
    ledgers: npt.NDArray[np.float64]  # contributions to self-efficacy (domains by causes)
    keeps_everybody: bool  # `ledgers` has a row for each person instead


@rule
def first_row(slot: int, slots: int, people: int) -> int:
    """Where the people of a slot begin: they are shared out evenly, in the order of rows."""
    return people * slot // slots


@rule
def world_in_week(
    week: int, world: World, calendar: Calendar, seen: npt.NDArray[np.void], shown: npt.NDArray[np.void]
) -> World:
    """The world with the programmes and disasters of a week, what people see in it, and where they show themselves."""
    at = week - calendar.first
    programmes, events = calendar.programme_rows, calendar.event_rows
    return World(
        world.people,
        world.conditions,
        seen,
        shown,
        world.start,
        world.other,
        world.strength,
        world.layer,
        world.parameters,
        world.interventions,
        world.services,
        calendar.programmes[programmes[at, 0] : programmes[at, 1]],
        calendar.events[events[at, 0] : events[at, 1]],
    )


@seldom
def begin_week(week: int, world: World, calendar: Calendar, capacity: Capacity, queue: Queue, seed: int) -> None:
    """Between two weeks: open and close services, and let people begin treatment."""
    at = week - calendar.first
    for service in range(len(world.services)):
        world.services[service].open = calendar.open[at, service]
    waiting = take_stock_of_all(world.people, world.interventions, queue)
    allocate(
        world.people, world.services, calendar.sessions[at], capacity, queue, waiting, world.parameters[0], seed, week
    )


@seldom
def live_slot(
    slot: int,
    slots: int,
    world: World,
    scratch: Scratch,
    tally: Tally,
    changed: bool,
    noting: bool,
    seed: int,
    week: int,
) -> None:
    """One week of the people of one slot.

    Args:
        slot: its number.
        slots: how many there are.
        world: the world of this week.
        scratch: room for one person's doses and contributions; contributions are kept where there is room for all.
        tally: gets the slot's contributions to self-efficacy and, where `noting`, all else that is counted.
        changed: people may have been changed from outside since their conditions were last kept.
        noting: whether the week goes into a diary.
        seed: the run's seed.
        week: the week.
    """
    people = world.people
    first, last = first_row(slot, slots, len(people)), first_row(slot + 1, slots, len(people))
    doses = scratch.doses[slot * APART]
    clear_sources(slot, tally)
    lines = thresholds(world.parameters[0])
    if noting:
        clear(slot, tally)
    for row in range(first, last):
        ledger = scratch.ledgers[row if scratch.keeps_everybody else slot * APART]
        fetch_ahead(row, world)
        if changed:
            keep_condition(people[row], world.conditions[row])
        live_week(row, world, doses, ledger, seed, week)
        add_contributions(ledger, slot, tally)
        if noting:
            note_person(row, first, world, lines, slot, tally, seed, week)


@seldom
def write_page(week: int, slots: int, world: World, tally: Tally, diary: Diary) -> None:
    """Write a week's page of the diary: what was counted."""
    at = week - diary.first
    add_up_groups(slots, tally, world.programmes, len(world.services))
    read_measures(slots, tally, diary.sums[at])
    read_groups(tally, diary.groups[at], diary.health[at], diary.resources[at])
    read_sources(slots, len(world.people), tally, diary.sources[at])


@seldom
def log_courses(week: int, slots: int, world: World, tally: Tally, diary: Diary, courses: Courses, seed: int) -> None:
    """Log the courses that began and ended in a week."""
    for slot in range(slots):
        first = first_row(slot, slots, len(world.people))
        note_courses(
            week - diary.first, first, slot, world.people, world.services, world.parameters, tally, courses, seed, week
        )


@seldom
def note_week(week: int, slots: int, world: World, tally: Tally, diary: Diary, seed: int) -> None:
    """Write a page on everybody as they are now, without living a week. The sources of belief stay."""
    keep_conditions(world.people, world.conditions)
    lines = thresholds(world.parameters[0])
    for slot in range(slots):
        clear(slot, tally)
        first, last = first_row(slot, slots, len(world.people)), first_row(slot + 1, slots, len(world.people))
        for row in range(first, last):
            note_person(row, first, world, lines, slot, tally, seed, week)
    write_page(week, slots, world, tally, diary)


@seldom
def live_weeks(
    week: int,
    weeks: int,
    slots: int,
    world: World,
    calendar: Calendar,
    capacity: Capacity,
    queue: Queue,
    scratch: Scratch,
    tally: Tally,
    diary: Diary,
    courses: Courses,
    noting: bool,
    seed: int,
) -> int:
    """Live a number of weeks on one thread; other Python threads may run meanwhile.

    Args:
        week: the week lived last.
        weeks: how many to live; fewer are lived where `courses` has no more room.
        slots: in how many people are counted: 1, as there is one thread.
        world: the people, and the two arrays of visible states, which change places every week.
        calendar: what runs in these weeks.
        capacity: what services have to give.
        queue: room for those who wait.
        scratch: room for one person's doses and contributions.
        tally: room for what is counted.
        diary: filled in for these weeks, where `noting`.
        courses: filled in likewise.
        noting: whether the weeks go into the diary.
        seed: the run's seed.

    Returns:
        How many weeks were lived.
    """
    seen, shown = world.visible_states, world.next_visible_states
    for lived in range(weeks):
        if noting and not has_room(courses, len(world.people)):
            return lived
        week += 1
        begin_week(week, world, calendar, capacity, queue, seed)
        now = world_in_week(week, world, calendar, seen, shown)
        for slot in range(slots):
            live_slot(slot, slots, now, scratch, tally, lived == 0, noting, seed, week)
        if noting:
            write_page(week, slots, now, tally, diary)
            log_courses(week, slots, now, tally, diary, courses, seed)
        seen, shown = shown, seen
    return weeks


@parallel_loop
def live_week_in_parallel(
    slots: int, world: World, scratch: Scratch, tally: Tally, changed: bool, noting: bool, seed: int, week: int
) -> None:
    """One week of everyone on all threads: bit-identical to one thread."""
    for slot in numba.prange(slots):
        live_slot(
            np.int64(slot),  # type: ignore[arg-type]
            slots,
            world,
            scratch,
            tally,
            changed,
            noting,
            seed,
            week,
        )
