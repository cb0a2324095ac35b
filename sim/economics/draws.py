"""Draws of uncertain prices and utilities, each from a stream of its own.

A quantity's draws depend on the seed and on its name, and on nothing else: adding, dropping or reordering quantities
leaves the draws of all others as they are, and more samples go on where fewer ended. Draws are made by inversion, one
throw a sample, so that a quantity whose mean is changed a little is drawn a little differently. The families are those
of Briggs, Claxton and Sculpher (2006, Decision Modelling for Health Economic Evaluation, chapter 4): gamma for what
cannot be negative, beta for what lies between 0 and 1, each from its mean and its standard deviation.
"""

import math
from typing import NamedTuple
from zlib import crc32

import numpy as np
import numpy.typing as npt
from scipy.special import betaincinv, gammaincinv, ndtri

from sim.economics.samples import LEVEL, TAIL

DEVIATIONS = 2.0 * float(ndtri(1.0 - TAIL))  # standard deviations in a 95 % interval of a normal distribution


class Gamma(NamedTuple):
    """A gamma distribution of mean shape times scale."""

    shape: float
    scale: float  # in the unit of the quantity


class Beta(NamedTuple):
    """A beta distribution between 0 and 1, of mean alpha / (alpha + beta)."""

    alpha: float
    beta: float


def deviation(mean: float, low: float, high: float) -> float:
    """The standard deviation that a mean and its 95 % interval stand for: the interval's width over 3.92.

    Raises:
        ValueError: a number is not finite, or the mean is not within its interval.
    """
    if not all(math.isfinite(number) for number in (mean, low, high)):
        raise ValueError(f"A mean with its interval has three finite numbers, not {mean} ({low} to {high}).")
    if not (low < mean < high or low == mean == high):
        raise ValueError(f"The mean {mean} does not lie within its {LEVEL:.0%} interval, {low} to {high}.")
    return (high - low) / DEVIATIONS


def gamma_of(mean: float, low: float, high: float) -> Gamma:
    """The gamma distribution of a quantity that cannot be negative, by the method of moments.

    Mean and standard deviation are kept exactly. The ends of the interval are kept about as well as a gamma
    distribution allows: it leans to the right, so that an interval that leans otherwise is not reproduced.

    Args:
        mean: above 0.
        low: lower end of the 95 % interval, 0 or more and below the mean.
        high: upper end, above the mean.

    Raises:
        ValueError: the numbers are not such.
    """
    spread = deviation(mean, low, high)
    if low < 0.0 or spread == 0.0:
        raise ValueError(f"No gamma distribution has the mean {mean} and the interval {low} to {high}.")
    return Gamma((mean / spread) ** 2, spread * spread / mean)


def beta_of(mean: float, low: float, high: float) -> Beta:
    """The beta distribution of a quantity between 0 and 1, by the method of moments.

    Mean and standard deviation are kept exactly, and the ends of the interval about as well as the family allows.

    Args:
        mean: above 0 and below 1.
        low: lower end of the 95 % interval, 0 or more and below the mean.
        high: upper end, above the mean and 1 or less.

    Raises:
        ValueError: the numbers are not such, or the interval is too wide for any beta distribution of this mean.
    """
    spread = deviation(mean, low, high)
    if low < 0.0 or high > 1.0 or spread == 0.0:
        raise ValueError(f"No beta distribution has the mean {mean} and the interval {low} to {high}.")
    size = mean * (1.0 - mean) / (spread * spread) - 1.0
    if size <= 0.0:
        raise ValueError(f"The interval {low} to {high} is too wide for a quantity between 0 and 1 of mean {mean}.")
    return Beta(mean * size, (1.0 - mean) * size)


def drawn_values(name: str, samples: int, seed: int) -> npt.NDArray[np.float64]:
    """Uniform throws between 0 and 1 that belong to a quantity (samples).

    Args:
        name: of the quantity; two quantities of one name are drawn alike.
        samples: number of samples, 0 or more.
        seed: of the study, 0 or more.

    Raises:
        ValueError: seed or number of samples is negative.
    """
    sequence = np.random.SeedSequence([seed, crc32(name.encode())])
    return np.random.default_rng(sequence).random(samples)


def cost_draws(name: str, mean: float, low: float, high: float, samples: int, seed: int) -> npt.NDArray[np.float64]:
    """Draws of a price or another quantity that cannot be negative.

    Args:
        name: of the quantity.
        mean: of the quantity, in any unit, 0 or more.
        low: lower end of its 95 % interval; equal to mean and high for a quantity that is known exactly.
        high: upper end.
        samples: number of samples, 0 or more.
        seed: of the study, 0 or more.

    Returns:
        One draw a sample (samples), 0 or more, in the same unit.

    Raises:
        ValueError: no gamma distribution has this mean and interval, or seed or samples is negative.
    """
    uniform = drawn_values(name, samples, seed)
    if low == mean == high and 0.0 <= mean < math.inf:
        return np.full(samples, mean, np.float64)
    shape, scale = gamma_of(mean, low, high)
    return np.asarray(gammaincinv(shape, uniform) * scale, np.float64)


def utility_draws(name: str, mean: float, low: float, high: float, samples: int, seed: int) -> npt.NDArray[np.float64]:
    """Draws of a utility, a disability weight, a probability or another quantity between 0 and 1.

    Args:
        name: of the quantity.
        mean: of the quantity, 0 to 1.
        low: lower end of its 95 % interval; equal to mean and high for a quantity that is known exactly.
        high: upper end.
        samples: number of samples, 0 or more.
        seed: of the study, 0 or more.

    Returns:
        One draw a sample (samples), 0 to 1.

    Raises:
        ValueError: no beta distribution has this mean and interval, or seed or samples is negative.
    """
    uniform = drawn_values(name, samples, seed)
    if low == mean == high and 0.0 <= mean <= 1.0:
        return np.full(samples, mean, np.float64)
    alpha, beta = beta_of(mean, low, high)
    return np.asarray(betaincinv(alpha, beta, uniform), np.float64)
