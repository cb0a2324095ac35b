"""Numbers that are not known exactly: a mean and its 95 % interval, from which values are drawn."""

from typing import Any, Self

from pydantic import Field, model_validator

from sim.core.strict import Strict
from sim.errors import WrongValue


class Quantity(Strict):
    """A number that is not known exactly: a mean and its 95 % interval. A file may give a bare number instead."""

    mean: float = Field(ge=0.0, description="best estimate")
    low: float = Field(ge=0.0, description="lower end of the 95 % interval")
    high: float = Field(ge=0.0, description="upper end of the 95 % interval")

    @model_validator(mode="before")
    @classmethod
    def _bare(cls, given: Any) -> Any:
        if isinstance(given, int | float) and not isinstance(given, bool):
            return {"mean": float(given), "low": float(given), "high": float(given)}
        return given

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if not (self.low < self.mean < self.high or self.low == self.mean == self.high):
            ends = f"low, {self.low:g}, and high, {self.high:g}"
            raise WrongValue(("mean",), self.mean, f"a value between {ends} (or all three alike, if it is exact)")
        return self


INTERVAL = 3.92  # standard deviations in a 95 % interval of a normal distribution
FREE = Quantity(mean=0.0, low=0.0, high=0.0)


class Weights(Strict):
    """Quantities between 0 and 1, by which a week of life is weighted."""

    @model_validator(mode="after")
    def _can_be_drawn(self) -> Self:
        for name in type(self).model_fields:
            one = getattr(self, name)
            for end in ("mean", "high"):
                if getattr(one, end) > 1.0:
                    raise WrongValue((name, end), getattr(one, end), "1 or less")
            if one.low < one.high and ((one.high - one.low) / INTERVAL) ** 2 >= one.mean * (1.0 - one.mean):
                raise WrongValue((name, "high"), one.high, f"a narrower interval around the mean, {one.mean:g}")
        return self


def weight(mean: float, low: float, high: float, unit: str, meaning: str, evidence: str = "prior") -> Any:
    """Declare one weight, between 0 and 1.

    Args:
        mean: best estimate.
        low: lower end of its 95 % interval.
        high: upper end.
        unit: its unit.
        meaning: what it stands for, in plain words.
        evidence: ids of the evidence it rests on, or "prior".
    """
    quantity = Quantity(mean=mean, low=low, high=high)
    return Field(default=quantity, description=meaning, json_schema_extra={"unit": unit, "evidence": evidence})
