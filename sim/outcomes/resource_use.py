"""What one person's week uses of resources, and in which class of health it is spent."""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from sim.core.decorator import rule
from sim.outcomes.health import (
    UTILITY_CLASSES,
    Lines,
    UtilityClass,
    disability_class,
    has_scar,
    norm_class,
    symptom_class,
)
from sim.people.state import PersonState

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
def first_reached(services: int) -> int:
    """Where the people reached by programmes stand among the resources."""
    return SESSIONS + 2 * services


@rule
def count_health(me: PersonState, lines: Lines, health: npt.NDArray[np.int64], band: int, week: int) -> None:
    """Count a person in the classes of health (`sim.outcomes.health`) of the person's cell and age band."""
    health[norm_class(me, band, week)] += 1
    health[symptom_class(me, lines)] += 1
    health[UtilityClass.SCAR.value] += int(has_scar(me))
    health[UTILITY_CLASSES + disability_class(me, lines)] += 1


@rule
def count_resources(
    me: PersonState, programmes: npt.NDArray[np.void], services: int, resources: npt.NDArray[np.int64]
) -> None:
    """Add what a person used to the resources of the person's cell.

    Args:
        me: the person.
        programmes: the programmes that run this week.
        services: number of services.
        resources: amounts, by resource.
    """
    if me.visited == 1:
        resources[VISITS] += 1
    if me.medication_weeks > 0:
        resources[MEDICATION] += 1
    if me.attended == 1:
        resources[SESSIONS + me.service] += 1
        if me.session == 1:
            resources[SESSIONS + services + me.service] += 1
    if me.reached > 0:
        for row in range(len(programmes)):
            bit = programmes[row].bit
            if me.reached & (ONE << np.uint64(bit)) > 0:
                resources[first_reached(services) + bit] += 1
