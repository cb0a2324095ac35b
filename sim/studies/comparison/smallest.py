"""The smallest difference that matters, outcome by outcome: what is smaller is called too small to matter."""

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Literal

from pydantic import Field

from sim.core.strict import Strict
from sim.people.state import WEEKS_PER_YEAR

FILE = Path(__file__).with_name("smallest_differences.toml")
MILLION = 1_000_000.0


class SmallestDifference(Strict):
    """What is the least of one outcome that anybody need act on."""

    value: float = Field(gt=0.0, description="in the outcome's unit, for the scale")
    scale: Literal["", "a million people", "a year and million people", "threshold"] = Field(
        description="what the value is for; '': the difference itself"
    )
    why: str = Field(description="for readers")
    source: str = Field(description="where the number comes from")

    def of(self, weeks: int, population: float, threshold: float) -> float:
        """The smallest difference of a comparison.

        Args:
            weeks: length of its runs.
            population: people that its counts are scaled to.
            threshold: what is paid for a QALY, in the scenario's currency.
        """
        years, millions = weeks / WEEKS_PER_YEAR, population / MILLION
        factors = {
            "": 1.0,
            "a million people": millions,
            "a year and million people": years * millions,
            "threshold": years * millions * threshold,
        }
        return self.value * factors[self.scale]


@cache
def smallest_differences() -> Mapping[str, SmallestDifference]:
    """By outcome of the summary."""
    table = tomllib.loads(FILE.read_text(encoding="utf-8"))
    return {name: SmallestDifference.model_validate(entry) for name, entry in table.items()}
