"""Simulation-based calibration: worlds with known parameters are fitted as if each were the real one (Talts et al.
2018).

The parameters of each world come from the prior, and what is published about it is what the model gives there, put off
as the likelihood says that studies are. If the fit is right, the true value's rank among draws of the posterior
is uniform, and nine of ten 90 % intervals contain it.
"""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from joblib import Parallel, delayed
from scipy.stats import chi2

from sim.studies.fitting.emulator import Emulator
from sim.studies.fitting.likelihood import Targets, noise
from sim.studies.fitting.posterior import sample

type Array = npt.NDArray[np.float64]
LEVEL = 0.9  # of the intervals whose coverage is counted
FOLDS = 5  # worlds are fitted with emulators that have not seen them
RANKED = 99  # draws among which a truth is ranked
BINS = 10  # of the histogram of ranks


class Calibration(NamedTuple):
    """How known parameters were found again."""

    truths: Array  # parameter sets, 0 to 1 (t by parameters)
    low: Array  # ends of the posterior's middle 90 % (t by parameters)
    high: Array
    mean: Array  # of the posterior (t by parameters)
    ranks: npt.NDArray[np.int64]  # of the truths among `RANKED` draws, 0 to RANKED (t by parameters)

    @property
    def covered(self) -> Array:
        """Share of truths within their interval, by parameter; honest intervals of 90 % give about 0.9."""
        return np.asarray(((self.truths >= self.low) & (self.truths <= self.high)).mean(axis=0))

    @property
    def coverage(self) -> float:
        """Share of all intervals that hold their truth."""
        return float(self.covered.mean())

    @property
    def error(self) -> Array:
        """Root mean square error of the posterior's mean over that of the prior's, by parameter; 1 is no gain."""
        guessed = np.sqrt(((self.truths - 0.5) ** 2).mean(axis=0))
        found = np.sqrt(((self.truths - self.mean) ** 2).mean(axis=0))
        return np.asarray(found / np.maximum(guessed, 1e-9))

    @property
    def uniform(self) -> float:
        """P value of the ranks of all parameters being uniform."""
        return p_of_uniform(histogram(self.ranks))


def histogram(ranks: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """Ranks of all parameters together, in `BINS` bins of the same width."""
    return np.bincount((ranks * BINS // (RANKED + 1)).ravel(), minlength=BINS)


def p_of_uniform(counts: npt.NDArray[np.int64]) -> float:
    """P value of counts being those of equally likely bins (Pearson's test).

    Ranks of one world are counted as independent of each other, as nearly all parameters are in the prior.
    """
    expected = counts.sum() / len(counts)
    return float(chi2.sf(((counts - expected) ** 2 / expected).sum(), len(counts) - 1))


def calibrate(
    emulator: Emulator,
    measured: Array,
    targets: Targets,
    prior: npt.NDArray[np.int64],
    *,
    truths: int,
    seed: int,
    steps: int = 1500,
    workers: int = 1,
    on_truth: Callable[[], None] | None = None,
) -> Calibration:
    """Fit worlds that the emulator has not seen, as if each were the real one.

    Args:
        emulator: trained on all runs.
        measured: what they gave (n by rows).
        targets: the real rows, for their bands.
        prior: places of the runs whose parameters were drawn from the prior: worlds come from them.
        truths: how many worlds.
        seed: of choice, noise and sampler.
        steps: of the sampler.
        workers: worlds at a time, each in its own process.
        on_truth: called when one is done, for progress.
    """
    rng = np.random.default_rng([seed, 71])
    whole = prior[np.isfinite(measured[prior]).all(axis=1)]
    chosen = rng.choice(whole, min(truths, len(whole)), replace=False)
    worlds = measured[chosen] + noise(targets, rng, (len(chosen),))
    emulators = {}
    for fold in range(min(FOLDS, len(chosen))):
        unseen = np.zeros(len(measured), np.bool_)
        unseen[chosen[fold::FOLDS]] = True
        emulators[fold] = emulator.without(unseen, measured)
    jobs = (
        delayed(_fitted)(
            emulators[number % FOLDS], targets._replace(value=world), emulator.points[place], seed + number, steps
        )
        for number, (place, world) in enumerate(zip(chosen, worlds, strict=True))
    )
    found = []
    for one in Parallel(n_jobs=workers, return_as="generator")(jobs):
        found.append(one)
        if on_truth is not None:
            on_truth()
    low, high, mean, ranks = (np.array(each) for each in zip(*found, strict=True))
    return Calibration(emulator.points[chosen], low, high, mean, ranks.astype(np.int64))


def _fitted(
    emulator: Emulator, world: Targets, truth: Array, seed: int, steps: int
) -> tuple[Array, Array, Array, npt.NDArray[np.int64]]:
    """One world: ends of the intervals, mean, and ranks of the truth."""
    draws = sample(emulator, world, len(truth), seed=seed, steps=steps, chains=1).draws
    low, high = np.quantile(draws, [(1.0 - LEVEL) / 2.0, (1.0 + LEVEL) / 2.0], axis=0)
    ranked = draws[np.random.default_rng([seed, 73]).choice(len(draws), RANKED, replace=False)]
    return low, high, draws.mean(axis=0), (ranked < truth).sum(axis=0)
