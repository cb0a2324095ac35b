"""Between weeks: who gets a place in care.

Each service has so many sessions to give a week. What is not used up by people in treatment goes to those waiting whose
main problem it treats: longest wait first (or most severe first, where the policy says so), then by chance, then by id.
Fractions are carried over, so that places mean the same in a population of any size.
"""

import numpy as np
import numpy.typing as npt

from sim.chance import Purpose, throw
from sim.compiled import rule
from sim.parameters import Numbers
from sim.person import Care
from sim.reading import read
from sim.theory.treatment import main_problem


@rule
def take_stock(people: npt.NDArray[np.void], used: npt.NDArray[np.float64], listed: npt.NDArray[np.int64]) -> int:
    """Count who is in treatment, by service, and list who waits.

    Args:
        people: everybody (n).
        used: people in treatment are added here, by service (s).
        listed: filled with the rows of those who wait, in order (n; only the first part is used).

    Returns:
        How many wait.
    """
    waiting = 0
    for row in range(len(people)):
        care = people[row].care
        if care == Care.IN_TREATMENT:
            used[people[row].service] += 1.0
        elif care == Care.WAITING:
            listed[waiting] = row
            waiting += 1
    return waiting


@rule
def look_at_list(
    people: npt.NDArray[np.void],
    rows: npt.NDArray[np.int64],
    seed: int,
    week: int,
    luck: npt.NDArray[np.float64],
    problem: npt.NDArray[np.int64],
    distress: npt.NDArray[np.float64],
) -> None:
    """Fill in, for each person waiting, the throw of the dice, the main problem and the present distress."""
    for place in range(len(rows)):
        me = people[rows[place]]
        luck[place] = throw(seed, me.id, week, Purpose.QUEUE).first
        problem[place] = main_problem(me)
        distress[place] = read(me).distress


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


def hand_out(
    people: npt.NDArray[np.void],
    services: npt.NDArray[np.void],
    places: npt.NDArray[np.float64],
    credit: npt.NDArray[np.float64],
    severest_first: npt.NDArray[np.bool_],
    numbers: Numbers,
    seed: int,
    week: int,
) -> None:
    """Hand out this week's free places.

    Args:
        people: everybody; those who get a place are changed.
        services: the services table (s).
        places: sessions a week that each service has for this population (s).
        credit: sessions carried over by each service (s); updated here. A service that has given more than its sessions
            for a while gives fewer later, so that over time it gives exactly `places` a week.
        severest_first: whether a service takes the most severe first, not the longest waiting (s).
        numbers: the model's numbers.
        seed: the run's seed.
        week: the week that begins.
    """
    if len(services) == 0:
        return
    used = np.zeros(len(services))
    listed = np.empty(len(people), np.int64)
    waiting = take_stock(people, used, listed)
    np.minimum(credit, 1.0, out=credit)  # of places that nobody took, no more than one is kept
    credit += places - used
    unlimited = numbers.use_care_capacity <= 0.0
    if not unlimited and credit.max() < 1.0:
        return
    if waiting == 0:
        return
    rows = listed[:waiting]
    luck = np.empty(len(rows))
    problem = np.empty(len(rows), np.int64)
    distress = np.empty(len(rows))
    look_at_list(people, rows, seed, week, luck, problem, distress)
    ids = people["id"][rows]
    waited = people["weeks_waiting"][rows].astype(np.int64)
    waits = np.ones(len(rows), np.bool_)
    for number in np.argsort(-credit, kind="stable"):
        service = services[number]
        if service["open"] != 1:
            continue
        free = len(rows) if unlimited else int(credit[number])
        if free < 1:
            continue
        suited = np.flatnonzero(waits & ((service["channels"] >> problem) & 1 == 1))
        first = -distress if severest_first[number] else -waited
        order = suited[np.lexsort((ids[suited], luck[suited], first[suited]))][:free]
        for place in order:
            begin_course(people, rows[place], number, service["intervention"])
        waits[order] = False
        credit[number] -= len(order)
