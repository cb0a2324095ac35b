"""Which parameter sets fit the evidence: sampled with emcee on the emulator, from flat priors within bounds."""

from collections.abc import Callable, Mapping

import numpy as np
import numpy.typing as npt

from sim.core.extras import needs
from sim.studies.fitting.emulator import Emulator
from sim.studies.fitting.likelihood import Targets, log_likelihood

with needs("fit", "fitting"):
    import emcee

type Array = npt.NDArray[np.float64]
BURNED = 0.4  # share of the chain left out


def sample(
    emulator: Emulator,
    targets: Targets,
    parameters: int,
    *,
    seed: int,
    walkers: int = 80,
    steps: int = 1500,
    heat: float = 1.0,
    held: Mapping[int, float] | None = None,
    on_step: Callable[[], None] | None = None,
) -> Array:
    """Draw parameter sets from the posterior.

    Args:
        emulator: approximates the model.
        targets: what is to be met; what the emulator gets wrong widens them.
        parameters: how many there are.
        seed: of the sampler.
        walkers: of the ensemble sampler (Goodman and Weare 2010), more than twice the parameters that are free.
        steps: of each walker.
        heat: above 1 flattens the likelihood, for a next wave of runs that looks around.
        held: parameters that are not free, place to value (0 to 1).
        on_step: called after each step, for progress.

    Returns:
        Parameter sets, each from 0 to 1 (draws by parameters).
    """
    at = held or {}
    free = [place for place in range(parameters) if place not in at]

    def whole(points: Array) -> Array:
        """Free parameters with those held among them."""
        every = np.empty((len(points), parameters))
        every[:, free] = points
        every[:, list(at)] = list(at.values())
        return every

    def log_posterior(points: Array) -> Array:
        inside = ((points >= 0.0) & (points <= 1.0)).all(axis=1)
        value = np.full(len(points), -np.inf)
        if inside.any():
            measured = emulator.predict(whole(points[inside]))
            value[inside] = log_likelihood(targets, measured, emulator.error) / heat
        return value

    rng = np.random.default_rng([seed, 31])
    trial = rng.random((4000, len(free)))
    best = trial[np.argsort(log_posterior(trial))[-walkers:]]
    sampler = emcee.EnsembleSampler(
        walkers,
        len(free),
        log_posterior,
        vectorize=True,
        moves=[(emcee.moves.DEMove(), 0.7), (emcee.moves.StretchMove(), 0.3)],
    )
    state = emcee.State(best, random_state=np.random.MT19937(seed).state)
    for _ in sampler.sample(state, iterations=steps):
        if on_step is not None:
            on_step()
    drawn = sampler.get_chain(discard=int(BURNED * steps), thin=5, flat=True)
    return whole(np.asarray(drawn, np.float64))


def learned(draws: Array) -> Array:
    """How far each parameter was learned: 1 minus the posterior's 90 % width over the prior's (parameters).

    It is 1 for a parameter that was held.
    """
    low, high = np.quantile(draws, [0.05, 0.95], axis=0)
    return np.asarray(1.0 - (high - low) / 0.9)
