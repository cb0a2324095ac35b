"""Costs and effects of strategies in samples: what is asked of them, and intervals over them."""

import math
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

LEVEL = 0.95  # of intervals over samples; `sim.studies.runs.statistics`, which has those of studies, lies above
TAIL = (1.0 - LEVEL) / 2.0
FEWEST_SAMPLES = 40  # with fewer, a tail of 2.5 % holds less than one sample, and no 95 % interval is given


class Samples(NamedTuple):
    """What strategies cost and what they gain."""

    names: tuple[str, ...]
    costs: npt.NDArray[np.float64]  # (strategies, samples), in any currency; negative where money is saved
    effects: npt.NDArray[np.float64]  # (strategies, samples), larger is better

    @property
    def size(self) -> int:
        """Number of samples, 1 or more."""
        return int(self.costs.shape[1])


class Interval(NamedTuple):
    """Lower and upper end of a 95 % interval, both NaN where there is none."""

    low: float
    high: float


NO_INTERVAL = Interval(math.nan, math.nan)


def checked(names: Sequence[str], costs: npt.ArrayLike, effects: npt.ArrayLike) -> Samples:
    """Costs and effects as arrays of numbers, after a look at whether they can be evaluated.

    Missing values are refused and not left out: a sample that is missing for a reason (a run that broke down because
    it was expensive, say) would bend every mean.

    Args:
        names: one name per strategy, no two alike.
        costs: (strategies, samples).
        effects: (strategies, samples), of the same samples.

    Raises:
        ValueError: no strategies, no samples, names that do not fit or repeat, shapes that differ, or a value that is
            NaN or infinite.
    """
    money, gains = np.asarray(costs, np.float64), np.asarray(effects, np.float64)
    if not names or len(set(names)) != len(names):
        raise ValueError(f"Strategies need different names, not {', '.join(names) or 'none'}.")
    if money.shape != gains.shape or money.ndim != 2 or money.shape[0] != len(names) or money.shape[1] == 0:
        raise ValueError(
            f"Costs and effects of {len(names)} strategies have the shapes {money.shape} and {gains.shape}: "
            "both must be (strategies, samples), with one sample at least."
        )
    for values, what in ((money, "cost"), (gains, "effect")):
        if not np.isfinite(values).all():
            row, column = np.argwhere(~np.isfinite(values))[0]
            raise ValueError(f"The {what} of {names[row]} is {values[row, column]} in sample {column}.")
    return Samples(tuple(names), money, gains)


def interval(values: npt.NDArray[np.float64]) -> Interval:
    """The 95 % interval of values over samples, from the 2.5th to the 97.5th percentile.

    Args:
        values: one value a sample (samples).

    Returns:
        The interval; NaN with fewer samples than such an interval needs (`FEWEST_SAMPLES`).
    """
    if len(values) < FEWEST_SAMPLES:
        return NO_INTERVAL
    low, high = np.quantile(values, [TAIL, 1.0 - TAIL])
    return Interval(float(low), float(high))


def checked_threshold(threshold: float) -> float:
    """A threshold that can be used: what one unit of effect is worth, in the currency of the costs, 0 or more.

    Raises:
        ValueError: it is negative, infinite or not a number.
    """
    if not (math.isfinite(threshold) and threshold >= 0.0):
        raise ValueError(f"A threshold is an amount of money of 0 or more for one unit of effect, not {threshold}.")
    return float(threshold)
