"""Which parameter sets the evidence leaves open: sampled with emcee on the emulator, from flat priors within bounds."""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from joblib import Parallel, delayed

from sim.core.extras import needs
from sim.studies.fitting.emulator import Emulator
from sim.studies.fitting.likelihood import Targets, log_likelihood

with needs("fit", "fitting"):
    import emcee
    from arviz_stats.base import array_stats

type Array = npt.NDArray[np.float64]
BURNED = 0.4  # share of the chain left out
CHAINS = 4  # ensembles of walkers, started apart
WALKERS_PER_PARAMETER = 3
THIN = 5
TRIALS = 4000  # random sets, of which the best are where the walkers start


class Posterior(NamedTuple):
    """Draws of the posterior, and whether they can be trusted."""

    draws: Array  # parameter sets, 0 to 1 (draws by parameters)
    r_hat: Array  # spread between ensembles over that within (parameters); 1 where they agree
    effective: Array  # how many independent draws they are worth (parameters)


def sample(
    emulator: Emulator,
    targets: Targets,
    parameters: int,
    *,
    seed: int,
    steps: int = 1500,
    heat: float = 1.0,
    chains: int = CHAINS,
    workers: int = 1,
    on_chain: Callable[[], None] | None = None,
) -> Posterior:
    """Draw parameter sets from the posterior.

    Several ensembles of walkers (Goodman and Weare 2010) begin in places of their own. How far they differ in the end
    is shown by the rank-normalised split R-hat, and what the draws are worth by their effective sample size (Vehtari et
    al. 2021, by ArviZ). Moves are differential evolution and stretch. The snooker move is left out: on a posterior that
    is known it was too narrow, and R-hat cannot see that.

    Args:
        emulator: approximates the model.
        targets: what is to be met; what the emulator gets wrong widens them.
        parameters: how many there are.
        seed: of the sampler.
        steps: of each walker.
        heat: above 1 flattens the likelihood, for a next wave of runs that looks around.
        chains: ensembles.
        workers: of them at a time, each in its own process.
        on_chain: called after each ensemble, for progress.
    """
    jobs = (delayed(_chain)(emulator, targets, parameters, [seed, 31, number], steps, heat) for number in range(chains))
    found = []
    for chain in Parallel(n_jobs=min(workers, chains), return_as="generator")(jobs):
        found.append(chain)
        if on_chain is not None:
            on_chain()
    whole = np.array(found)  # chains by steps by walkers by parameters
    flat = whole.reshape(chains, -1, parameters)
    r_hat = array_stats.rhat(flat, chain_axis=0, draw_axis=1) if chains > 1 else np.full(parameters, np.nan)
    by_walker = np.moveaxis(whole, 2, 1).reshape(-1, whole.shape[1], parameters)
    effective = array_stats.ess(by_walker, chain_axis=0, draw_axis=1)
    return Posterior(flat.reshape(-1, parameters), np.asarray(r_hat), np.asarray(effective))


def _chain(emulator: Emulator, targets: Targets, parameters: int, seed: list[int], steps: int, heat: float) -> Array:
    """One ensemble of walkers (steps by walkers by parameters)."""

    def log_posterior(points: Array) -> Array:
        inside = ((points >= 0.0) & (points <= 1.0)).all(axis=1)
        value = np.full(len(points), -np.inf)
        if inside.any():
            value[inside] = log_likelihood(targets, emulator.predict(points[inside]), emulator.error) / heat
        return value

    walkers = 2 * ((WALKERS_PER_PARAMETER * parameters + 1) // 2)
    walkers = max(walkers, 16)
    trial = np.random.default_rng(seed).random((TRIALS, parameters))
    best = trial[np.argsort(log_posterior(trial))[-walkers:]]
    moves = [(emcee.moves.DEMove(), 0.7), (emcee.moves.StretchMove(), 0.3)]
    sampler = emcee.EnsembleSampler(walkers, parameters, log_posterior, vectorize=True, moves=moves)
    sampler.run_mcmc(emcee.State(best, random_state=np.random.MT19937(np.random.SeedSequence(seed)).state), steps)
    return np.asarray(sampler.get_chain(discard=int(BURNED * steps), thin=THIN), np.float64)


def learned(draws: Array) -> Array:
    """How far each parameter was learned: 1 minus the posterior's 90 % width over the prior's (parameters)."""
    low, high = np.quantile(draws, [0.05, 0.95], axis=0)
    return np.asarray(1.0 - (high - low) / 0.9)
