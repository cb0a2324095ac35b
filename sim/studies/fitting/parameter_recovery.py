"""Parameter recovery: does the fit recover known parameters? Runs with known parameters are fitted as if they were
data.
"""

from collections.abc import Callable, Mapping
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from sim.studies.fitting.emulator import Emulator
from sim.studies.fitting.likelihood import Targets
from sim.studies.fitting.posterior import sample

type Array = npt.NDArray[np.float64]
LEVEL = 0.9  # of the intervals whose coverage is counted


class Recovery(NamedTuple):
    """How truths were recovered."""

    truths: Array  # parameter sets, 0 to 1 (t by parameters)
    low: Array  # ends of the posterior's middle 90 % (t by parameters)
    high: Array
    mean: Array  # of the posterior (t by parameters)
    free: npt.NDArray[np.bool_]  # which parameters were looked for (parameters)

    @property
    def covered(self) -> Array:
        """Share of truths within their interval, by parameter; honest intervals of 90 % give about 0.9."""
        return np.asarray(((self.truths >= self.low) & (self.truths <= self.high)).mean(axis=0))

    @property
    def coverage(self) -> float:
        """Share of all intervals of free parameters that hold their truth."""
        return float(self.covered[self.free].mean())

    @property
    def error(self) -> Array:
        """Root mean square error of the posterior's mean over that of the prior's, by parameter; 1 is no gain."""
        guessed = np.sqrt(((self.truths - 0.5) ** 2).mean(axis=0))
        found = np.sqrt(((self.truths - self.mean) ** 2).mean(axis=0))
        return np.asarray(found / np.maximum(guessed, 1e-9))


def recover(
    points: Array,
    measured: Array,
    targets: Targets,
    *,
    truths: int,
    seed: int,
    steps: int = 600,
    held: Mapping[int, float] | None = None,
    on_truth: Callable[[], None] | None = None,
) -> Recovery:
    """Fit runs that the emulator has not seen, as if each were the world.

    What is published about such a world is what was measured in its run, put off by as much as studies differ: by the
    sides of each row's band, as the likelihood takes them.

    Args:
        points: parameter sets of all runs, 0 to 1 (n by parameters).
        measured: what they gave (n by rows).
        targets: the real rows, for their bands.
        truths: how many runs stand in for the world.
        seed: of choice, noise and sampler.
        steps: of the sampler.
        held: parameters that are not looked for, place to value (0 to 1), although each of these worlds has another
            value there: the others must be recovered all the same.
        on_truth: called when one is done, for progress.
    """
    rng = np.random.default_rng([seed, 71])
    whole = np.flatnonzero(np.isfinite(measured).all(axis=1))
    chosen = np.sort(rng.choice(whole, min(truths, len(whole)), replace=False))
    seen = np.ones(len(points), np.bool_)
    seen[chosen] = False
    emulator = Emulator(points[seen], measured[seen])
    ends, means = [], []
    for number, place in enumerate(chosen):
        draw = rng.standard_normal(len(targets.value))
        # published above what the world gives: the world lies on the side below the published value
        published = measured[place] + draw * np.where(draw > 0.0, targets.below, targets.above)
        world = targets._replace(value=published)
        draws = sample(emulator, world, points.shape[1], seed=seed + number, steps=steps, held=held)
        ends.append(np.quantile(draws, [(1.0 - LEVEL) / 2.0, (1.0 + LEVEL) / 2.0], axis=0))
        means.append(draws.mean(axis=0))
        if on_truth is not None:
            on_truth()
    low, high = np.array(ends).transpose(1, 0, 2)
    free = ~np.isin(np.arange(points.shape[1]), list(held or {}))
    return Recovery(points[chosen], low, high, np.array(means), free)
