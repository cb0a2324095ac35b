"""How sure one can be of the better choice at each threshold, and what it would be worth to be surer.

A threshold is what one unit of effect is worth, in the currency of the costs. Net benefit is threshold times effect
minus cost (Stinnett and Mullahy 1998, Medical Decision Making 18:S68).
"""

import math
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from sim.economics.samples import Samples, checked_threshold
from sim.economics.smoothing import explained


class Optimum(NamedTuple):
    """The acceptability frontier: the best choice at each threshold, and how often it is the right one."""

    best: npt.NDArray[np.intp]  # number of the strategy with the largest mean net benefit (thresholds)
    share: npt.NDArray[np.float64]  # of samples in which that strategy is the best, 0 to 1 (thresholds)


def net_benefit(samples: Samples, threshold: float) -> npt.NDArray[np.float64]:
    """Net monetary benefit of each strategy in each sample (strategies, samples), in the currency of the costs.

    Raises:
        ValueError: the threshold is negative, infinite or not a number.
    """
    return checked_threshold(threshold) * samples.effects - samples.costs


def acceptability(samples: Samples, thresholds: npt.ArrayLike) -> npt.NDArray[np.float64]:
    """Cost-effectiveness acceptability curves: how often each strategy is the best choice.

    Args:
        samples: costs and effects.
        thresholds: thresholds (thresholds), each 0 or more.

    Returns:
        The share of samples in which a strategy has the largest net benefit (strategies, thresholds), 0 to 1. Those
        that tie in a sample share it equally, so that the shares at a threshold add up to 1 (van Hout and others
        1994, Health Economics 3:309; Fenwick, Claxton and Sculpher 2001, Health Economics 10:779).

    Raises:
        ValueError: a threshold is negative, infinite or not a number.
    """
    columns = []
    for threshold in np.atleast_1d(np.asarray(thresholds, np.float64)):
        benefits = net_benefit(samples, float(threshold))
        winners = benefits == benefits.max(axis=0)
        columns.append((winners / winners.sum(axis=0)).mean(axis=1))
    return np.stack(columns, axis=1) if columns else np.empty((len(samples.names), 0))


def acceptability_frontier(samples: Samples, thresholds: npt.ArrayLike) -> Optimum:
    """Which strategy is the best choice on average at each threshold, and how often that choice is right.

    The strategy with the largest mean net benefit is the one to choose, and not the one that is most often the best:
    the two differ where net benefits are skewed (Fenwick, Claxton and Sculpher 2001).

    Args:
        samples: costs and effects.
        thresholds: thresholds (thresholds), each 0 or more.

    Returns:
        The best choice and its acceptability at each threshold. Of equally good strategies, the first is taken.

    Raises:
        ValueError: a threshold is negative, infinite or not a number.
    """
    grid = np.atleast_1d(np.asarray(thresholds, np.float64))
    means = [net_benefit(samples, float(threshold)).mean(axis=1) for threshold in grid]
    best = np.array([int(mean.argmax()) for mean in means], np.intp)
    return Optimum(best, acceptability(samples, grid)[best, np.arange(len(grid))])


def value_of_perfect_information(samples: Samples, threshold: float) -> float:
    """What it would be worth to know everything before choosing (expected value of perfect information, EVPI).

    The mean over samples of the largest net benefit, minus the largest mean net benefit (Claxton 1999, Journal of
    Health Economics 18:341).

    Args:
        samples: costs and effects.
        threshold: what one unit of effect is worth.

    Returns:
        Money, 0 or more, per unit of the costs (one person, say). 0 where one strategy is the best in all
        samples. "Everything" is what the samples leave uncertain, and no more.

    Raises:
        ValueError: the threshold is negative, infinite or not a number.
    """
    return value_of_knowing(net_benefit(samples, threshold).T)


def value_of_knowing(benefits: npt.NDArray[np.float64]) -> float:
    """What it is worth to choose after net benefits (samples, strategies) are known, and not before; 0 or more."""
    beyond = benefits - benefits[:, :1]
    return max(float(beyond.max(axis=1).mean() - beyond.mean(axis=0).max()), 0.0)


def value_of_partial_information(
    samples: Samples, threshold: float, parameters: npt.ArrayLike
) -> npt.NDArray[np.float64]:
    """What it would be worth to know one uncertain number exactly before choosing (EVPPI), for each of several numbers.

    Each strategy's net benefit is regressed on the number with a penalised spline, and the fitted means take the place
    of the net benefits (Strong, Oakley and Brennan 2014, Medical Decision Making 34:311). One number at a time: values
    of several numbers do not add up to the value of knowing them together.

    Args:
        samples: costs and effects.
        threshold: what one unit of effect is worth.
        parameters: value of the numbers in each sample, (samples) or (samples, parameters), in any unit.

    Returns:
        Money per unit of the costs, one value per number (parameters); between 0 and the value of perfect
        information. A number that does not vary is worth 0. With too few samples for a regression
        (`sim.economics.smoothing.FEWEST`) the values are NaN.

    Raises:
        ValueError: the parameters have another number of samples or hold NaN or infinity, or the threshold cannot be
            used.
    """
    values = np.asarray(parameters, np.float64)
    values = values[:, np.newaxis] if values.ndim == 1 else values
    if values.ndim != 2 or len(values) != samples.size:
        raise ValueError(f"Parameters of {samples.size} samples are needed, not an array of shape {values.shape}.")
    if not np.isfinite(values).all():
        raise ValueError(f"Parameter {int(np.argwhere(~np.isfinite(values))[0, 1])} is not known in every sample.")
    benefits = net_benefit(samples, threshold).T
    beyond = benefits - benefits[:, :1]  # constant across strategies is worth nothing, and need not be explained
    most = value_of_knowing(benefits)
    found = [explained(column, beyond) for column in values.T]
    return np.array([math.nan if fit is None else min(value_of_knowing(fit), most) for fit in found], np.float64)
