"""All model parameters: value, unit, bounds, meaning and evidence id; frozen, unknown names refused.

One file per step of the week. `Parameters` is all of them together; a scenario file may override any under
`[parameters]`.
"""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from sim.parameters.attempt import AttemptParameters
from sim.parameters.belief import BeliefParameters
from sim.parameters.care import CareParameters
from sim.parameters.health import DisabilityWeights, HealthParameters, QualityOfLife
from sim.parameters.mechanisms import OFF, SWITCH, MechanismSwitches
from sim.parameters.network import NetworkParameters
from sim.parameters.people import PeopleParameters
from sim.parameters.stigma import StigmaParameters
from sim.parameters.stress import StressParameters
from sim.parameters.symptoms import SymptomParameters
from sim.parameters.ties import TiesParameters


class Parameters(
    PeopleParameters,
    NetworkParameters,
    TiesParameters,
    StressParameters,
    AttemptParameters,
    BeliefParameters,
    SymptomParameters,
    StigmaParameters,
    CareParameters,
    HealthParameters,
    MechanismSwitches,
):
    """All model parameters, checked against their bounds."""


class ParameterEntry(NamedTuple):
    """One row of the table of parameters."""

    name: str
    value: float
    unit: str
    low: float
    high: float
    meaning: str
    evidence: str


class ValueEntry(NamedTuple):
    """What a week of life is worth in one respect: a row of the table of values."""

    name: str  # its key in a scenario file
    mean: float
    low: float  # ends of the 95 % interval
    high: float
    unit: str
    meaning: str
    evidence: str


def value_table() -> list[ValueEntry]:
    """All values by which health is counted, with unit, interval, meaning and evidence; all are between 0 and 1."""
    rows = []
    for table, values in (("utilities", QualityOfLife()), ("disability", DisabilityWeights())):
        for name, field in type(values).model_fields.items():
            quantity, extra = getattr(values, name), field.json_schema_extra
            assert isinstance(extra, dict)
            of_file = f"economy.{table}.{name}"
            span = quantity.mean, quantity.low, quantity.high
            rows.append(ValueEntry(of_file, *span, str(extra["unit"]), field.description or "", str(extra["evidence"])))
    return rows


def parameter_table(parameters: Parameters | None = None) -> list[ParameterEntry]:
    """All parameters with unit, bounds, meaning and evidence, in the order of the week."""
    values = parameters or Parameters()
    rows = []
    for name, field in Parameters.model_fields.items():
        bounds = {type(item).__name__: item for item in field.metadata}
        extra = field.json_schema_extra
        assert isinstance(extra, dict)
        rows.append(
            ParameterEntry(
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


PARAMETERS = np.dtype([(name, "f8") for name in Parameters.model_fields], align=True)


def parameter_record(parameters: Parameters) -> npt.NDArray[np.void]:
    """The parameters as one record (in an array of length 1), as the compiled rules take them.

    What a mechanism that is switched off acts by is 0 in it (`OFF`).
    """
    record = np.zeros(1, PARAMETERS).view(np.recarray)
    for name in Parameters.model_fields:
        record[name] = getattr(parameters, name)
    for mechanism, zeros in OFF.items():
        if getattr(parameters, f"{SWITCH}{mechanism}") <= 0.0:
            for name, value in zeros.items():
                record[name] = value
    return record
