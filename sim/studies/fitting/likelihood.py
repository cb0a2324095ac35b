"""How well a value meets its row of the evidence, as a log likelihood.

A row's band says how far studies and countries differ, so that it is the scale of the misfit: the published value is
the mode, and the ends of the band lie two standard deviations away on either side. A model is wrong about some rows by
more than that, and nobody knows beforehand about which. So every row has a discrepancy of its own, by which its scale
is wider or narrower, unknown and taken into account: that makes the likelihood a Student's t. A row that cannot be met
is let go, where a normal would bend all parameters for its sake.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from sim.evidence.rows import EvidenceRow

SIDES_PER_BAND = 2.0  # standard deviations from the published value to an end of the band
FREEDOM = 4.0  # of Student's t: how surely the bands are known to be the right scale
FAR_OFF = 6.0  # standard deviations: a value that could not be measured
NARROWEST = 0.2  # of the band's width: a published value at the very edge still has two sides

type Array = npt.NDArray[np.float64]


class Targets(NamedTuple):
    """Rows as arrays, in order."""

    rows: tuple[str, ...]
    value: Array
    below: Array  # standard deviation of the side below the published value
    above: Array
    low: Array  # ends of the bands
    high: Array


def targets_of(rows: Sequence[EvidenceRow]) -> Targets:
    """Targets out of rows that have a band.

    Raises:
        ValueError: a row without a band.
    """
    if any(row.accept_low is None or row.accept_high is None for row in rows):
        raise ValueError("Only rows with a band can be met.")
    value = np.array([row.value for row in rows])
    low = np.array([row.accept_low for row in rows], np.float64)
    high = np.array([row.accept_high for row in rows], np.float64)
    least = NARROWEST * (high - low)
    below = np.maximum(value - low, least) / SIDES_PER_BAND
    above = np.maximum(high - value, least) / SIDES_PER_BAND
    return Targets(tuple(row.id for row in rows), value, below, above, low, high)


def misfit(targets: Targets, measured: Array, uncertain: Array | float = 0.0) -> Array:
    """Distance of values from their targets, in standard deviations, with its sign.

    Args:
        targets: of r rows.
        measured: values (..., r).
        uncertain: standard deviation of the values themselves (r).
    """
    apart = measured - targets.value
    side = np.where(apart < 0.0, targets.below, targets.above)
    return np.asarray(apart / np.sqrt(side**2 + np.asarray(uncertain) ** 2))


def log_likelihood(targets: Targets, measured: Array, uncertain: Array | float = 0.0) -> Array:
    """Log likelihood of sets of values, up to a constant (..., from ... by r). A missing value counts as far off."""
    apart = np.nan_to_num(misfit(targets, measured, uncertain), nan=FAR_OFF)
    return np.asarray(-0.5 * (FREEDOM + 1.0) * np.log1p(apart**2 / FREEDOM).sum(axis=-1))


def discrepancy(apart: Array) -> Array:
    """By how much the scale of each row turned out to be wider than its band says; below 1: narrower.

    Args:
        apart: misfits of draws of the posterior, as from `misfit` (draws by r).

    Returns:
        Times the scale, from the mean precision that the likelihood gives each row (r).
    """
    precision = ((FREEDOM + 1.0) / (FREEDOM + apart**2)).mean(axis=0)
    return np.asarray(precision**-0.5)


def noise(targets: Targets, rng: np.random.Generator, shape: tuple[int, ...] = ()) -> Array:
    """What is published about a world, less what is true there, as the likelihood has it (shape by r).

    Args:
        targets: for their scales.
        rng: chance.
        shape: in front of the rows.
    """
    draw = rng.standard_t(FREEDOM, (*shape, len(targets.value)))
    # published above what the world gives: the world lies on the side below the published value
    return np.asarray(draw * np.where(draw > 0.0, targets.below, targets.above))


def agreeing(targets: Targets, measured: Array) -> npt.NDArray[np.int64]:
    """How many rows lie within their bands (..., from ... by r)."""
    return np.asarray(((measured >= targets.low) & (measured <= targets.high)).sum(axis=-1))
