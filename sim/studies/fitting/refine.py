"""Refinement: the emulator says where the best parameter set should lie, the model is run there, and learns from it."""

from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.optimize import differential_evolution

from sim.studies.fitting.emulator import Emulator
from sim.studies.fitting.likelihood import Targets, log_likelihood

type Array = npt.NDArray[np.float64]

CENTRES = 3  # best runs around which is searched
REACH = 0.25  # of each prior, to either side
KEPT = 0.7  # share of runs that is learned from: the worst say little about where the best lie
FEWEST = 100  # runs that are learned from in any case
TRUST = 0.3  # of the emulator's error that widens the targets: it is to be bold here
GENERATIONS, POPULATION = 40, 4  # of the optimiser, the latter times the number of parameters


def best_runs(points: Array, measured: Array, targets: Targets) -> npt.NDArray[np.int64]:
    """Places of the runs, those that fit best first."""
    return np.argsort(-log_likelihood(targets, measured), kind="stable")


def propose(points: Array, measured: Array, targets: Targets, *, number: int, seed: int) -> Array:
    """Parameter sets that should fit better than any that was run (number by parameters, 0 to 1).

    Args:
        points: parameter sets of all runs so far (n by parameters).
        measured: what they gave (n by rows).
        targets: the rows.
        number: how many sets.
        seed: of the optimiser (differential evolution: Storn and Price 1997).
    """
    order = best_runs(points, measured, targets)
    learned_from = order[: max(FEWEST, int(KEPT * len(order)))]
    emulator = Emulator(points[learned_from], measured[learned_from])

    def worse(population: Array) -> Array:
        predicted = emulator.predict(np.atleast_2d(population.T))
        return -log_likelihood(targets, predicted, TRUST * emulator.error)

    found = []
    for place in range(number):
        centre = points[order[place % CENTRES]]
        ends = [(max(0.0, float(x) - REACH), min(1.0, float(x) + REACH)) for x in centre]
        objective: Any = worse  # of many sets at once; the stubs know only of one
        result = differential_evolution(
            objective, ends, maxiter=GENERATIONS, popsize=POPULATION, vectorized=True, updating="deferred",
            rng=np.random.default_rng([seed, place]), polish=False, tol=0.0,
        )  # fmt: skip
        found.append(result.x)
    return np.array(found)
