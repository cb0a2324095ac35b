"""What each intervention is tried on, as `trials.toml` says: light to read, since cards quote it without measuring."""

import tomllib
from enum import StrEnum
from functools import cache
from pathlib import Path

from pydantic import Field

from sim.core.strict import Strict
from sim.evidence.rows import EvidenceRow, evidence_row

FILE = Path(__file__).parent / "trials.toml"


class Measured(StrEnum):
    """In what an effect is measured."""

    G = "g"  # standardised difference, above 0 where it is better
    POINTS = "points"  # percentage points more
    HAZARD_RATIO = "hazard_ratio"
    RATIO = "ratio"


class OwnTrial(Strict):
    """What one intervention is tried on."""

    outcome: str = Field(min_length=1)
    measure: Measured = Field(strict=False)
    row: str = ""
    asks: str = Field(min_length=1)
    remark: str = ""

    @property
    def published(self) -> EvidenceRow | None:
        """The published effect; None where the evidence has none."""
        return evidence_row(self.row) if self.row else None

    @property
    def effect(self) -> tuple[float, float | None, float | None]:
        """The published effect with its range, turned so that a standardised difference above 0 is better.

        Raises:
            ValueError: nothing is published.
        """
        row = self.published
        if row is None:
            raise ValueError("nothing is published on this effect")
        if self.measure is Measured.G and row.value < 0.0:  # symptoms lowered
            return -row.value, _turned(row.high), _turned(row.low)
        return row.value, row.low, row.high


def _turned(value: float | None) -> float | None:
    return None if value is None else -value


@cache
def own_trials() -> dict[str, OwnTrial]:
    """The trial of each intervention by name, in the order of the file."""
    content = tomllib.loads(FILE.read_text(encoding="utf-8"))
    return {name: OwnTrial(**entry) for name, entry in content.items()}
