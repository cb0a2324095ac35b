"""Which function measures which row of the evidence: found by the row's id."""

from collections.abc import Callable

from sim.studies.measures.estimate import Estimate
from sim.studies.measures.laboratory import Laboratory

type Measurement = Callable[[Laboratory], Estimate]
MEASUREMENTS: dict[str, Measurement] = {}


def measures(row: str) -> Callable[[Measurement], Measurement]:
    """Mark the function that measures a row of the evidence the way its study did."""

    def register(function: Measurement) -> Measurement:
        MEASUREMENTS[row] = function
        return function

    return register
