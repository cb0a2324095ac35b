"""Every number of the model: value, unit, bounds, meaning and evidence id; frozen, unknown names refused.

One file per step of the week. `Numbers` is all of them together; a scenario file may override any under `[numbers]`.
"""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from sim.parameters.attempt import AttemptNumbers
from sim.parameters.belief import BeliefNumbers
from sim.parameters.care import CareNumbers
from sim.parameters.health import HealthNumbers
from sim.parameters.mechanisms import MechanismSwitches
from sim.parameters.network import NetworkNumbers
from sim.parameters.people import PeopleNumbers
from sim.parameters.stigma import StigmaNumbers
from sim.parameters.stress import StressNumbers
from sim.parameters.symptoms import SymptomNumbers
from sim.parameters.ties import TiesNumbers


class Numbers(
    PeopleNumbers,
    NetworkNumbers,
    TiesNumbers,
    StressNumbers,
    AttemptNumbers,
    BeliefNumbers,
    SymptomNumbers,
    StigmaNumbers,
    CareNumbers,
    HealthNumbers,
    MechanismSwitches,
):
    """All numbers of the model, checked against their bounds."""


class NumberEntry(NamedTuple):
    """One row of the table of numbers."""

    name: str
    value: float
    unit: str
    low: float
    high: float
    meaning: str
    evidence: str


def number_table(numbers: Numbers | None = None) -> list[NumberEntry]:
    """All numbers with unit, bounds, meaning and evidence, in the order of the week."""
    values = numbers or Numbers()
    rows = []
    for name, field in Numbers.model_fields.items():
        bounds = {type(item).__name__: item for item in field.metadata}
        extra = field.json_schema_extra
        assert isinstance(extra, dict)
        rows.append(
            NumberEntry(
                name,
                float(getattr(values, name)),
                str(extra["unit"]),
                float(bounds["Ge"].ge),
                float(bounds["Le"].le),
                field.description or "",
                str(extra["evidence"]),
            )
        )
    return rows


NUMBERS = np.dtype([(name, "f8") for name in Numbers.model_fields], align=True)


def number_record(numbers: Numbers) -> npt.NDArray[np.void]:
    """The numbers as one record (in an array of length 1), as the compiled rules take them."""
    record = np.zeros(1, NUMBERS).view(np.recarray)
    for name in Numbers.model_fields:
        record[name] = getattr(numbers, name)
    return record
