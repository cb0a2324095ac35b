"""Samples of costs and effects: by hand, in whole numbers, and with noise."""

import numpy as np
import numpy.typing as npt
from hypothesis import strategies as some
from hypothesis.extra.numpy import arrays

from sim.economics.incremental import IncrementalRow, incremental_table
from sim.economics.samples import Samples

Floats = npt.NDArray[np.float64]


WHOLE = some.integers(-20, 20).map(float)  # whole numbers tie often, and add up exactly
THRESHOLDS = some.floats(0.0, 1e5)


@some.composite
def whole_samples(draw: some.DrawFn, fewest: int = 1) -> Samples:
    """Costs and effects in whole numbers, of up to six strategies, with ties."""
    shape = (draw(some.integers(fewest, 6)), draw(some.integers(1, 8)))
    values = [draw(arrays(np.float64, shape, elements=WHOLE)) for _ in range(2)]
    return Samples(tuple(f"s{index}" for index in range(shape[0])), *values)


def uncertain(strategies: int, size: int, seed: int) -> Samples:
    """Costs and effects with correlated noise, without ties."""
    rng = np.random.default_rng(seed)
    shared = rng.normal(0.0, 50.0, size)
    costs = rng.normal(1000.0, 300.0, (strategies, 1)) + shared + rng.normal(0.0, 80.0, (strategies, size))
    effects = rng.normal(1.0, 0.02, (strategies, 1)) + rng.normal(0.0, 0.006, (strategies, size)) - shared / 1e4
    return Samples(tuple(f"s{index}" for index in range(strategies)), costs, effects)


def rows_of(samples: Samples, threshold: float = 100.0) -> dict[str, IncrementalRow]:
    """The incremental table by strategy."""
    return {row.strategy: row for row in incremental_table(*samples, threshold)}


def certain(means: dict[str, tuple[float, float]]) -> Samples:
    """A single sample with these costs and effects."""
    costs, effects = np.array(list(means.values()), np.float64).T
    return Samples(tuple(means), costs[:, np.newaxis], effects[:, np.newaxis])


BY_HAND = certain(
    {
        "none": (0.0, 0.0),
        "basic": (100.0, 1.0),
        "full": (300.0, 2.0),
        "between": (250.0, 1.1),  # half basic and half full gain 1.5 for 200
        "worse": (400.0, 1.5),  # full gains more for less
        "twin": (100.0, 1.0),  # of basic
        "pricier": (120.0, 1.0),  # as much as basic, for more
        "idle": (100.0, 0.5),  # as dear as basic, for less
    }
)
