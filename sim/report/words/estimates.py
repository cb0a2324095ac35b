"""Words for lessons and recipes: estimates over replicates with their intervals, and claims that a run confirms."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from sim.report.words.quantities import interval_words, number_words, shared_decimals
from sim.studies.runs.statistics import paired_difference

BOOTSTRAP_SEED = 1


class Estimate(NamedTuple):
    """A mean over replicates with its 95 % interval; the interval is NaN for a single replicate."""

    value: float
    low: float
    high: float

    def words(self, unit: str = "", *, signed: bool = True) -> str:
        """The estimate in words: "+0.9 points (95 % interval +0.6 to +1.2)"."""
        return interval_words(self.value, self.low, self.high, unit, signed)

    @property
    def brief(self) -> str:
        """The value alone, signed, with as many decimals as its interval allows: "+0.9"."""
        return number_words(self.value, shared_decimals(self), signed=True)

    @property
    def clear(self) -> bool:
        """Whether the interval leaves zero out."""
        return bool(self.low > 0.0 or self.high < 0.0)


def estimate(values: npt.ArrayLike, against: npt.ArrayLike | None = None) -> Estimate:
    """Mean of values over replicates, or of their differences from other values of the same replicates.

    Args:
        values: one value per replicate; NaN where it has none.
        against: values to be subtracted, replicate by replicate.

    Returns:
        The mean and its bootstrap interval, as `compare` makes it.

    Examples:
        >>> estimate([1.0, 1.0, 1.0]).words("points")
        '+1.0 points (95 % interval +1.0 to +1.0)'
    """
    after = np.asarray(values, np.float64)
    before = np.zeros_like(after) if against is None else np.asarray(against, np.float64)
    return Estimate(*paired_difference(before, after, "higher", BOOTSTRAP_SEED)[:3])


def check(claims: Sequence[tuple[str, bool]]) -> None:
    """Report for each claim of a lesson whether this run confirms it.

    A lesson's prose was written after runs; when the model, a number or a seed is changed, this shows what no longer
    holds. The tests fail if a claim of a notebook does not hold.

    Args:
        claims: a sentence, and whether it holds.

    Examples:
        >>> check([("two is more than one", 2 > 1), ("two is more than three", 2 > 3)])
        holds here          two is more than one
        DOES NOT HOLD HERE  two is more than three
    """
    for sentence, holds in claims:
        print(f"{'holds here' if holds else 'DOES NOT HOLD HERE':<20}{sentence}")
