"""An effect: the difference a scenario makes to one outcome, its interval, and its verdict."""

import math
from typing import Literal, NamedTuple

from sim.report.words.quantities import interval_words

Verdict = Literal["better", "worse", "different", "no difference", "no clear difference", "no interval", "not known"]


class Effect(NamedTuple):
    """A difference between a scenario and the baseline, with its 95 % interval (NaN where none is possible)."""

    scenario: str
    title: str  # of the scenario
    difference: float
    low: float
    high: float
    unit: str
    better: str = ""  # "higher", "lower" or "" where neither is better in itself

    @property
    def known(self) -> bool:
        """Whether there is a number at all."""
        return math.isfinite(self.difference)

    @property
    def has_interval(self) -> bool:
        """Whether chance could be judged."""
        return self.known and math.isfinite(self.low) and math.isfinite(self.high)

    @property
    def clear(self) -> bool:
        """Whether the interval excludes zero."""
        return self.has_interval and (self.low > 0 or self.high < 0)

    @property
    def verdict(self) -> Verdict:
        """The verdict on the effect, and no more."""
        if not self.known:
            return "not known"
        if not self.has_interval:
            return "no interval"
        if not self.clear:
            return "no difference" if self.low == self.high == 0 else "no clear difference"
        if not self.better:
            return "different"
        return "better" if (self.difference > 0) == (self.better == "higher") else "worse"

    def words(self) -> str:
        """The difference with sign, unit and interval."""
        return interval_words(self.difference, self.low, self.high, self.unit)

    def size_words(self) -> str:
        """The size of the difference without its sign, its interval turned the same way."""
        if self.difference >= 0:
            return interval_words(self.difference, self.low, self.high, self.unit, signed=False)
        return interval_words(-self.difference, -self.high, -self.low, self.unit, signed=False)
