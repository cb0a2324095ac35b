"""How a parameter is declared: value, unit, bounds, meaning and evidence, in one place."""

from typing import Any

from pydantic import BaseModel, ConfigDict, Field


class ParameterGroup(BaseModel):
    """A group of parameters: frozen, unknown names refused, NaN and infinity refused."""

    # defaults are checked too, so that a level written 4 is no whole number
    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False, validate_default=True)


def parameter(value: float, unit: str, low: float, high: float, meaning: str, evidence: str = "prior") -> Any:
    """Declare one model parameter.

    Args:
        value: the default.
        unit: its unit ("logit", "level", "per week", ...).
        low: the least value that makes sense; smaller ones are refused.
        high: the largest value that makes sense; larger ones are refused.
        meaning: what it stands for, in plain words.
        evidence: ids of the evidence it rests on, "prior" (a plausible value) or "definition".
    """
    return Field(
        default=value, ge=low, le=high, description=meaning, json_schema_extra={"unit": unit, "evidence": evidence}
    )


def switch(mechanism: str, carries: str) -> Any:
    """Declare the switch of one mechanism (1 on, 0 off), with the pattern that weakens when it is off."""
    return Field(
        default=1.0,
        ge=0.0,
        le=1.0,
        description=f"{mechanism}: on (1) or off (0). Carries: {carries}",
        json_schema_extra={"unit": "switch", "evidence": "definition"},
    )
