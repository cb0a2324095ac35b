"""Between weeks: allocation of treatment capacity.

Each service has a number of sessions per week, and services may share the hours of their staff. What is not used up
by people in treatment goes to those waiting whose problem and score it takes: longest wait first (or most severe first,
where the policy says so), then at random, then by id.

Capacity is equivalent in a population of any size. Fractions are carried over. And a small population is a sample of a
large one, in which capacity that one district happens not to need is used by another: so what happened not to be
needed is kept for later, up to a few times its random variation (which grows with the square root of the capacity:
little in a large population, much in a small one).
"""

import math
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from sim.core.chance import Purpose, draw, normal_pair
from sim.core.decorator import rule, seldom
from sim.parameters import Parameters
from sim.people.condition import condition_of, main_problem
from sim.people.state import NO_SERVICE, Care
from sim.theory.treatment import problem_score, suits


class Capacity(NamedTuple):
    """What services have to give in this population: sessions, and hours of staff that several may share.

    Arrays by service (s) and by pool of staff (p).
    """

    staff: npt.NDArray[np.int64]  # each service's pool; -1 for services whose staff is not scarce (s)
    hours_each: npt.NDArray[np.float64]  # staff hours that a session takes (s)
    pools: npt.NDArray[np.float64]  # hours a week that each pool has for this population (p)
    severest_first: npt.NDArray[np.bool_]  # takes the most severe first, not the longest waiting (s)
    credit: npt.NDArray[np.float64]  # sessions carried over (s); changes every week
    hours: npt.NDArray[np.float64]  # staff hours carried over (p); changes every week


class Queue(NamedTuple):
    """Those who wait, one place each, in the order of rows; room for everybody (n)."""

    rows: npt.NDArray[np.int64]  # whose place it is
    luck: npt.NDArray[np.float64]  # random draw that decides between equals
    distress: npt.NDArray[np.float64]  # 0-1
    suited: npt.NDArray[np.bool_]  # which services suit (n by s)
    line: npt.NDArray[np.int64]  # places, in the order in which a service takes them
    used: npt.NDArray[np.float64]  # people in treatment who have sessions left, by service (s)
    turns: npt.NDArray[np.float64]  # credit of the services that have not chosen yet this week (s)


def empty_queue(people: int, services: int) -> Queue:
    """A queue with room for everybody. Memory is only taken up by those who come to wait."""
    return Queue(
        np.empty(people, np.int64),
        np.empty(people),
        np.empty(people),
        np.empty((people, services), np.bool_),
        np.empty(people, np.int64),
        np.zeros(services),
        np.zeros(services),
    )


@rule
def take_stock(
    row: int, people: npt.NDArray[np.void], interventions: npt.NDArray[np.void], queue: Queue, waiting: int
) -> int:
    """Note where a person stands with treatment: among those who use sessions, or on the list.

    Args:
        row: the person's row.
        people: everybody.
        interventions: the interventions table.
        queue: whose `used` counts the person, or whose `rows` gets the person's row at the next free place.
        waiting: people on the list so far.

    Returns:
        How many wait now.
    """
    me = people[row]
    if me.care == Care.IN_TREATMENT:
        if me.session < interventions[me.therapy].sessions and me.ending == 0:  # else only the end of it is left
            queue.used[me.service] += 1.0
    elif me.care == Care.WAITING:
        queue.rows[waiting] = row
        return waiting + 1
    return waiting


@seldom
def take_stock_of_all(people: npt.NDArray[np.void], interventions: npt.NDArray[np.void], queue: Queue) -> int:
    """Note where everybody stands with treatment, and return how many wait."""
    for service in range(len(queue.used)):
        queue.used[service] = 0.0
    waiting = 0
    for row in range(len(people)):
        waiting = take_stock(row, people, interventions, queue, waiting)
    return waiting


@seldom
def keep_lowest_step(services: npt.NDArray[np.void], suited: npt.NDArray[np.bool_]) -> None:
    """Of the services that suit a person (s), keep those of the lowest step: low intensity comes first by rule."""
    lowest = 255
    for row in range(len(services)):
        if suited[row]:
            lowest = min(lowest, int(services[row].step))
    for row in range(len(services)):
        suited[row] = suited[row] and services[row].step == lowest


@seldom
def look_at_list(
    people: npt.NDArray[np.void],
    services: npt.NDArray[np.void],
    queue: Queue,
    waiting: int,
    parameters: Parameters,
    seed: int,
    week: int,
) -> None:
    """Fill in, for each person waiting, the random draw, which services suit, and the present distress.

    A triage score has the same error for the whole wait. Those whom no open service takes any more, because
    their score has changed on the list, are seen by any that treats their problem: the one that they were listed for
    as long as it is open, else any that takes people off the common list.
    """
    for place in range(waiting):
        me = people[queue.rows[place]]
        queue.luck[place] = draw(seed, me.id, week, Purpose.QUEUE).first
        queue.distress[place] = condition_of(me).distress
        problem = main_problem(me)
        draws = draw(seed, me.id, week - 1 - int(me.weeks_waiting), Purpose.TRIAGE)
        error, _ = normal_pair(draws.first, draws.second)
        score = problem_score(me, problem, error, parameters)
        any_suits = False
        for row in range(len(services)):
            mine = me.listed_for == row or (me.listed_for == NO_SERVICE and services[row].only_listed == 0)
            queue.suited[place, row] = mine and suits(services[row], problem, score)
            any_suits = any_suits or queue.suited[place, row]
        keep_lowest_step(services, queue.suited[place])
        if not any_suits:
            gone = me.listed_for != NO_SERVICE and services[me.listed_for].open == 0
            for row in range(len(services)):
                treats = services[row].open == 1 and (services[row].disorders >> problem) & 1 == 1
                mine = (
                    me.listed_for == row if me.listed_for != NO_SERVICE and not gone else services[row].only_listed == 0
                )
                queue.suited[place, row] = mine and treats


@seldom
def carry_over(capacity: Capacity, sessions_given: npt.NDArray[np.float64], queue: Queue, kept: float) -> None:
    """Add this week's sessions and hours to what is carried over, and take off what people in treatment use of them."""
    longest = 0.0
    for service in range(len(sessions_given)):
        given = sessions_given[service]
        credit = min(capacity.credit[service], max(1.0, kept * math.sqrt(given)))
        capacity.credit[service] = credit + (given - queue.used[service])
        longest = max(longest, capacity.hours_each[service])
    for pool in range(len(capacity.pools)):
        there = capacity.pools[pool]
        drawn = 0.0
        for service in range(len(sessions_given)):
            if capacity.staff[service] == pool:
                drawn += capacity.hours_each[service] * queue.used[service]
        hours = min(capacity.hours[pool], max(longest, kept * math.sqrt(there * longest)))
        capacity.hours[pool] = hours + (there - drawn)


@rule
def courses_free(service: int, capacity: Capacity) -> int:
    """Courses that a service can begin now, by sessions carried over and by hours left in its pool."""
    free = capacity.credit[service]
    pool = capacity.staff[service]
    if pool >= 0 and capacity.hours_each[service] > 0.0:
        free = min(free, capacity.hours[pool] / capacity.hours_each[service])
    return max(0, int(free))


@rule
def comes_before(one: int, other: int, people: npt.NDArray[np.void], queue: Queue, severest_first: bool) -> bool:
    """Whether one place of the list is served before another."""
    me, them = people[queue.rows[one]], people[queue.rows[other]]
    if severest_first:
        if queue.distress[one] != queue.distress[other]:
            return bool(queue.distress[one] > queue.distress[other])
    elif me.weeks_waiting != them.weeks_waiting:
        return bool(me.weeks_waiting > them.weeks_waiting)
    if queue.luck[one] != queue.luck[other]:
        return bool(queue.luck[one] < queue.luck[other])
    return bool(me.id < them.id)


@rule
def sink(at: int, length: int, people: npt.NDArray[np.void], queue: Queue, severest_first: bool) -> None:
    """Let a place of the line sink to where it belongs in the heap, whose top comes before all others."""
    line = queue.line
    while 2 * at + 1 < length:
        below = 2 * at + 1
        if below + 1 < length and comes_before(line[below + 1], line[below], people, queue, severest_first):
            below += 1
        if not comes_before(line[below], line[at], people, queue, severest_first):
            return
        line[at], line[below] = line[below], line[at]
        at = below


@rule
def begin_course(
    people: npt.NDArray[np.void],
    row: int,
    service: int,
    intervention: int,
    parameters: Parameters,
    seed: int,
    week: int,
) -> None:
    """Give a person a place, with one of many therapists: the first session is due this week."""
    me = people[row]
    me.care = Care.IN_TREATMENT
    me.service = service
    me.therapy = intervention
    me.session = 0
    me.absences = 0
    me.attended = 0
    me.ending = 0
    me.weeks_in_care = 0
    me.intensity = 1.0
    me.therapist = 1 + int(draw(seed, me.id, week, Purpose.THERAPIST).first * parameters.therapists)


@seldom
def serve(
    service: int,
    free: int,
    people: npt.NDArray[np.void],
    intervention: int,
    capacity: Capacity,
    queue: Queue,
    waiting: int,
    parameters: Parameters,
    seed: int,
    week: int,
) -> None:
    """Let a service take people off the list, as many as it has room for."""
    severest_first = bool(capacity.severest_first[service])
    length = 0
    for place in range(waiting):
        if queue.suited[place, service] and people[queue.rows[place]].care == Care.WAITING:
            queue.line[length] = place
            length += 1
    taken = min(free, length)
    for at in range(length // 2 - 1, -1, -1):
        sink(at, length, people, queue, severest_first)
    for _ in range(taken):
        begin_course(people, queue.rows[queue.line[0]], service, intervention, parameters, seed, week)
        length -= 1
        queue.line[0] = queue.line[length]
        sink(0, length, people, queue, severest_first)
    capacity.credit[service] -= taken
    if capacity.staff[service] >= 0:
        capacity.hours[capacity.staff[service]] -= capacity.hours_each[service] * taken


@seldom
def allocate(
    people: npt.NDArray[np.void],
    services: npt.NDArray[np.void],
    sessions_given: npt.NDArray[np.float64],
    capacity: Capacity,
    queue: Queue,
    waiting: int,
    parameters: Parameters,
    seed: int,
    week: int,
) -> None:
    """Allocate this week's free capacity to those who wait.

    Services choose in the order of the sessions that they have carried over. A service that has given more than its
    sessions for a while gives fewer later, so that over time it gives exactly `sessions_given` a week.

    Args:
        people: everybody; those who get a place are changed.
        services: the services table (s).
        sessions_given: sessions a week that each service has for this population (s).
        capacity: how services draw on staff, and what is carried over, which changes.
        queue: those who wait (`take_stock`).
        waiting: how many they are.
        parameters: the model's parameters.
        seed: the run's seed.
        week: the week that begins.
    """
    if len(services) == 0:
        return
    carry_over(capacity, sessions_given, queue, parameters.unused_capacity_kept)
    unlimited = parameters.use_care_capacity <= 0.0
    most = 0.0
    for service in range(len(services)):
        queue.turns[service] = capacity.credit[service]
        most = max(most, capacity.credit[service])
    if waiting == 0 or (not unlimited and most < 1.0):
        return
    look_at_list(people, services, queue, waiting, parameters, seed, week)
    for _ in range(len(services)):
        turn = 0
        for service in range(1, len(services)):
            if queue.turns[service] > queue.turns[turn]:
                turn = service
        queue.turns[turn] = -np.inf
        if services[turn].open == 1:
            free = waiting if unlimited else courses_free(turn, capacity)
            if free > 0:
                serve(
                    turn,
                    free,
                    people,
                    services[turn].intervention,
                    capacity,
                    queue,
                    waiting,
                    parameters,
                    seed,
                    week,
                )
