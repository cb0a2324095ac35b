"""Resource use of a week in one pass over everyone: resources used, classes of health, who began and who ended."""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from sim.core.decorator import rule
from sim.outcomes.groups import cell_of
from sim.outcomes.health import UTILITY_CLASSES, disability_class, grade_lines, utility_class
from sim.people.state import Care

VISITS, MEDICATION, SESSIONS = 0, 1, 2  # where these stand among the resources; services and programmes follow
ONE = np.uint64(1)


class ResourceUse(NamedTuple):
    """Resource use of a week. Resources and health are by group (`sim.outcomes.groups`), everybody last."""

    week: int
    resources: npt.NDArray[np.float64]  # (groups + 1 by `Policy.resource_names`)
    health: npt.NDArray[np.float64]  # people (groups + 1 by classes, see `sim.outcomes.health`)
    began: npt.NDArray[np.int64]  # rows of those who had a first session
    ended: npt.NDArray[np.int64]  # rows of those whose course ended
    listed: int  # people who went on the waiting list


@rule
def count_resource_use(
    people: npt.NDArray[np.void],
    parameters: npt.NDArray[np.void],
    services: int,
    programmes: int,
    resources: npt.NDArray[np.float64],
    health: npt.NDArray[np.float64],
    began: npt.NDArray[np.int64],
    ended: npt.NDArray[np.int64],
    week: int,
) -> tuple[int, int, int]:
    """Count over everyone once.

    Args:
        people: everybody (n).
        parameters: the model's parameters, as a record (1).
        services: number of services.
        programmes: number of programmes.
        resources: amounts are added here (cells by resources, see `sim.outcomes.groups`).
        health: people are counted here (cells by classes).
        began: filled with rows (n; only the first part is used).
        ended: filled with rows, as `began`.
        week: the week.

    Returns:
        How many began a course, ended one, and went on the list.
    """
    lines = grade_lines(parameters[0])
    begins, ends, listed = 0, 0, 0
    first_reached = SESSIONS + 2 * services
    for row in range(len(people)):
        me = people[row]
        cell = cell_of(me, week)
        health[cell, utility_class(me, week, lines)] += 1.0
        health[cell, UTILITY_CLASSES + disability_class(me, lines)] += 1.0
        if me.visited == 1:
            resources[cell, VISITS] += 1.0
        if me.medication_weeks > 0:
            resources[cell, MEDICATION] += 1.0
        if me.attended == 1:
            resources[cell, SESSIONS + me.service] += 1.0
            if me.session == 1:
                resources[cell, SESSIONS + services + me.service] += 1.0
                began[begins] = row
                begins += 1
        if me.course_ended > 0:
            ended[ends] = row
            ends += 1
        if me.care == Care.WAITING and me.weeks_waiting == 0:
            listed += 1
        if me.reached > 0:
            for bit in range(programmes):
                if me.reached & (ONE << np.uint64(bit)) > 0:
                    resources[cell, first_reached + bit] += 1.0
    return begins, ends, listed
