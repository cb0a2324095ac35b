"""What a fit is asked: which findings to meet, and which numbers may move for that. The model's own evidence and free
parameters, or those of a file for another country or region.
"""

from pathlib import Path
from typing import Annotated, NamedTuple, Self

import numpy as np
import numpy.typing as npt
from pydantic import Field, ValidationError, model_validator

from sim.core.strict import Strict
from sim.errors import ScenarioError, UnknownName, WrongValue
from sim.evidence.rows import EvidenceRow, evidence_rows
from sim.scenario.faults import format_error
from sim.scenario.load import load_scenario, read_toml
from sim.scenario.values import value_paths
from sim.studies.fitted.priors import FreeParameter, free_parameters, path_of, present_value
from sim.studies.fitting.likelihood import Targets, targets_of

type Array = npt.NDArray[np.float64]


class OwnFinding(Strict):
    """What a finding of the evidence is elsewhere."""

    value: float
    low: float
    high: float

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if not self.low < self.high:
            raise WrongValue(("low",), self.low, f"a number below high, {self.high:g}")
        if not self.low <= self.value <= self.high:
            raise WrongValue(("value",), self.value, f"a number from low to high, {self.low:g} to {self.high:g}")
        return self


class OwnPrior(Strict):
    """How far a number may move."""

    low: float
    high: float
    reason: str = ""

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if not self.low < self.high:
            raise WrongValue(("low",), self.low, f"a number below high, {self.high:g}")
        return self


class OwnQuestion(Strict):
    """A file of findings of another country or region."""

    rows: Annotated[dict[str, OwnFinding], Field(min_length=1, description="by id of the model's evidence")]
    free: dict[str, OwnPrior] = Field(default_factory=dict, description="left out: what the model's own fit may move")

    @model_validator(mode="after")
    def _known(self) -> Self:
        judged = sorted(evidence_rows("fit"))
        for row in self.rows:
            if row not in judged:
                raise UnknownName(("rows", row), row, "a finding that a fit may meet", judged)
        baseline = load_scenario("baseline")
        paths = value_paths(baseline)
        for name in self.free:
            if path_of(name) not in paths:
                known = [path.removeprefix("parameters.") for path in paths]
                raise UnknownName(("free", name), name, "a parameter or a dose", known)
        return self


class Question(NamedTuple):
    """What a fit is asked."""

    targets: Targets
    free: tuple[FreeParameter, ...]
    elsewhere: bool = False  # findings of another country or region, and not the model's own evidence

    @property
    def bounds(self) -> Array:
        """Prior bounds (parameters by 2)."""
        return np.array([(one.low, one.high) for one in self.free])

    @property
    def in_use(self) -> Array:
        """The model's defaults as a point of the unit cube; a default outside of its prior lies on the edge."""
        baseline = load_scenario("baseline")
        low, high = self.bounds.T
        values = np.array([present_value(baseline, one.name) for one in self.free])
        return np.asarray(np.clip((values - low) / (high - low), 0.0, 1.0))

    def named(self, point: Array) -> dict[str, float]:
        """A point of the unit cube as values of the free parameters, by name."""
        low, high = self.bounds.T
        values = low + point * (high - low)
        return {one.name: float(value) for one, value in zip(self.free, values, strict=True)}


def own_evidence() -> Question:
    """The model's own: its rows of role `fit`, and its free parameters."""
    return Question(targets_of(list(evidence_rows("fit").values())), free_parameters())


def read_question(path: Path) -> Question:
    """A question out of a file: findings under `[rows.ID]` with value, low and high; numbers that may move under
    `[free.NAME]` with low, high and perhaps a reason.

    Raises:
        ScenarioError: it is not such a file; the message names the key and what was expected.
    """
    try:
        asked = OwnQuestion(**read_toml(path))
    except ValidationError as problem:
        raise ScenarioError(format_error(path, problem, OwnQuestion)) from None
    evidence = evidence_rows("fit")
    rows: list[EvidenceRow] = [
        evidence[name].model_copy(update={"value": one.value, "accept_low": one.low, "accept_high": one.high})
        for name, one in asked.rows.items()
    ]
    free = tuple(FreeParameter(name, one.low, one.high, one.reason) for name, one in asked.free.items())
    return Question(targets_of(rows), free or free_parameters(), elsewhere=True)
