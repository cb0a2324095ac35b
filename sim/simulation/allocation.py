"""Between weeks: allocation of treatment capacity.

Each service has a number of sessions per week, and services may share the hours of their staff. What is not used up
by people in treatment goes to those waiting whose problem and score it takes: longest wait first (or most severe first,
where the policy says so), then at random, then by id.

Capacity is equivalent in a population of any size. Fractions are carried over. And a small population is a sample of a
large one, in which capacity that one district happens not to need is used by another: so what happened not to be
needed is kept for later, up to a few times its random variation (which grows with the square root of the capacity:
little in a large population, much in a small one).
"""

import numpy as np
import numpy.typing as npt

from sim.core.chance import Purpose, draw, normal_pair
from sim.core.decorator import rule
from sim.parameters import Parameters
from sim.people.condition import condition_of
from sim.people.state import NO_SERVICE, Care
from sim.theory.treatment import main_problem, problem_score, suits


@rule
def take_stock(
    people: npt.NDArray[np.void],
    interventions: npt.NDArray[np.void],
    used: npt.NDArray[np.float64],
    listed: npt.NDArray[np.int64],
) -> int:
    """Count who is in treatment, by service, and list who waits.

    Args:
        people: everybody (n).
        interventions: the interventions table.
        used: people in treatment who have sessions left are added here, by service (s).
        listed: filled with the rows of those who wait, in order (n; only the first part is used).

    Returns:
        How many wait.
    """
    waiting = 0
    for row in range(len(people)):
        care = people[row].care
        if care == Care.IN_TREATMENT:
            if (
                people[row].session < interventions[people[row].therapy].sessions
            ):  # else only the end of the course is left
                used[people[row].service] += 1.0
        elif care == Care.WAITING:
            listed[waiting] = row
            waiting += 1
    return waiting


@rule
def look_at_list(
    people: npt.NDArray[np.void],
    rows: npt.NDArray[np.int64],
    services: npt.NDArray[np.void],
    parameters: Parameters,
    seed: int,
    week: int,
    luck: npt.NDArray[np.float64],
    suited: npt.NDArray[np.bool_],
    distress: npt.NDArray[np.float64],
) -> None:
    """Fill in, for each person waiting, the random draw, which services suit, and the present distress.

    A triage score has the same error for the whole wait. Those whom no open service takes any more, because
    their score has changed on the list, are seen by any that treats their problem: the one that they were listed for
    as long as it is open, else any that takes people off the common list.
    """
    for place in range(len(rows)):
        me = people[rows[place]]
        luck[place] = draw(seed, me.id, week, Purpose.QUEUE).first
        distress[place] = condition_of(me).distress
        problem = main_problem(me)
        draws = draw(seed, me.id, week - 1 - int(me.weeks_waiting), Purpose.TRIAGE)
        error, _ = normal_pair(draws.first, draws.second)
        score = problem_score(me, problem, error, parameters)
        any_suits = False
        for row in range(len(services)):
            mine = me.listed_for == row or (me.listed_for == NO_SERVICE and services[row].only_listed == 0)
            suited[place, row] = mine and suits(services[row], problem, score)
            any_suits = any_suits or suited[place, row]
        if not any_suits:
            gone = me.listed_for != NO_SERVICE and services[me.listed_for].open == 0
            for row in range(len(services)):
                treats = services[row].open == 1 and (services[row].disorders >> problem) & 1 == 1
                mine = (
                    me.listed_for == row if me.listed_for != NO_SERVICE and not gone else services[row].only_listed == 0
                )
                suited[place, row] = mine and treats


@rule
def begin_course(people: npt.NDArray[np.void], row: int, service: int, intervention: int) -> None:
    """Give a person a place: the first session is due this week."""
    me = people[row]
    me.care = Care.IN_TREATMENT
    me.service = service
    me.therapy = intervention
    me.session = 0
    me.absences = 0
    me.attended = 0
    me.weeks_in_care = 0
    me.intensity = 1.0


class Capacity:
    """What services have to give in this population: sessions, and hours of staff that several may share.

    Args:
        staff: each service's pool of staff (s); -1 for services whose staff is not scarce.
        hours: staff hours that a session takes in each service (s).
        pools: hours a week that each pool has for this population (p).
    """

    def __init__(
        self, staff: npt.NDArray[np.int64], hours: npt.NDArray[np.float64], pools: npt.NDArray[np.float64]
    ) -> None:
        self.staff = staff
        self.hours = hours
        self.pools = pools

    def used(self, sessions: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
        """Hours that given numbers of sessions by service take of each pool (p)."""
        drawn = np.zeros(len(self.pools))
        shared = self.staff >= 0
        np.add.at(drawn, self.staff[shared], (self.hours * sessions)[shared])
        return drawn

    def free(self, service: int, credit: npt.NDArray[np.float64], hours: npt.NDArray[np.float64]) -> int:
        """Courses that a service can begin now, by sessions carried over and by hours left in its pool."""
        sessions_given = credit[service]
        pool = self.staff[service]
        if pool >= 0 and self.hours[service] > 0.0:
            sessions_given = min(sessions_given, hours[pool] / self.hours[service])
        return max(0, int(sessions_given))


def allocate(
    people: npt.NDArray[np.void],
    interventions: npt.NDArray[np.void],
    services: npt.NDArray[np.void],
    sessions_given: npt.NDArray[np.float64],
    credit: npt.NDArray[np.float64],
    hours: npt.NDArray[np.float64],
    capacity: Capacity,
    severest_first: npt.NDArray[np.bool_],
    parameters: npt.NDArray[np.void],
    seed: int,
    week: int,
) -> None:
    """Allocate this week's free capacity to those who wait.

    Args:
        people: everybody; those who get a place are changed.
        interventions: the interventions table.
        services: the services table (s).
        sessions_given: sessions a week that each service has for this population (s).
        credit: sessions carried over by each service (s); updated here. A service that has given more than its sessions
            for a while gives fewer later, so that over time it gives exactly `sessions_given` a week.
        hours: staff hours carried over by each pool (p); updated here in the same way.
        capacity: how services draw on staff.
        severest_first: whether a service takes the most severe first, not the longest waiting (s).
        parameters: the model's parameters, as a record (1).
        seed: the run's seed.
        week: the week that begins.
    """
    if len(services) == 0:
        return
    used = np.zeros(len(services))
    listed = np.empty(len(people), np.int64)
    waiting = take_stock(people, interventions, used, listed)
    kept = float(parameters["unused_capacity_kept"][0])
    np.minimum(credit, np.maximum(1.0, kept * np.sqrt(sessions_given)), out=credit)
    credit += sessions_given - used
    if len(hours) > 0:
        longest = np.max(capacity.hours, initial=0.0)
        np.minimum(hours, np.maximum(longest, kept * np.sqrt(capacity.pools * longest)), out=hours)
        hours += capacity.pools - capacity.used(used)
    unlimited = float(parameters["use_care_capacity"][0]) <= 0.0
    if not unlimited and credit.max() < 1.0:
        return
    if waiting == 0:
        return
    rows = listed[:waiting]
    luck = np.empty(waiting)
    suited = np.empty((waiting, len(services)), np.bool_)
    distress = np.empty(waiting)
    look_at_list(people, rows, services, parameters[0], seed, week, luck, suited, distress)
    ids = people["id"][rows]
    waited = people["weeks_waiting"][rows].astype(np.int64)
    waits = np.ones(waiting, np.bool_)
    for number in np.argsort(-credit, kind="stable"):
        service = services[number]
        if service["open"] != 1:
            continue
        free = waiting if unlimited else capacity.free(number, credit, hours)
        if free < 1:
            continue
        mine = np.flatnonzero(waits & suited[:, number])
        first = -distress if severest_first[number] else -waited
        order = mine[np.lexsort((ids[mine], luck[mine], first[mine]))][:free]
        for place in order:
            begin_course(people, rows[place], number, service["intervention"])
        waits[order] = False
        credit[number] -= len(order)
        if capacity.staff[number] >= 0:
            hours[capacity.staff[number]] -= capacity.hours[number] * len(order)
