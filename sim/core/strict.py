"""What all checked tables have in common, whether a file or Python gives them."""

from typing import Any

from pydantic import BaseModel, ConfigDict, model_validator

from sim.core.plain import plain


class Strict(BaseModel):
    """Frozen; unknown keys, NaN and infinity refused; no silent change of type."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False, strict=True)

    @model_validator(mode="before")
    @classmethod
    def _plain(cls, given: Any) -> Any:
        """In Python, NumPy's numbers and paths may stand where a file has numbers and text."""
        return plain(given) if isinstance(given, dict) else given
