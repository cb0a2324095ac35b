"""Medication as a course: where a person stands with it."""

from enum import IntEnum

import numpy as np
import numpy.typing as npt

BEGUN = 2  # weeks in a row: at the end of the week in which it is prescribed, its second begins
ANTIDEPRESSANT = "antidepressant"  # what family doctors prescribe


class Medication(IntEnum):
    """Where a person stands with medication."""

    NEVER = 0  # has never taken any
    PRESCRIBED = 1  # begun this week
    TAKING = 2
    TAPERING = 3  # taking less than the full dose, while it is withdrawn
    STOPPED = 4


def medication_of(people: npt.NDArray[np.void]) -> npt.NDArray[np.int64]:
    """Where each person stands with medication, see `Medication` (n)."""
    weeks = people["medication_weeks"]
    status = np.where(people["medicine"] > 0, Medication.STOPPED, Medication.NEVER)
    status = np.where(weeks > 0, Medication.PRESCRIBED, status)
    status = np.where(weeks > BEGUN, Medication.TAKING, status)
    return np.where((weeks > 0) & (people["tapered"] > 0.0), Medication.TAPERING, status).astype(np.int64)


def medicine_names(interventions: tuple[str, ...]) -> tuple[str, ...]:
    """What the numbers in `medicine` stand for: none, the antidepressant, or the intervention whose course gave it.

    Args:
        interventions: names of the interventions, as numbered in the records; the first is "".
    """
    return ("", ANTIDEPRESSANT, *interventions[1:])
