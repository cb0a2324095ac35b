"""History matching: which parameter sets the runs so far rule out, whatever the posterior would say.

A set is implausible where the emulator expects a row so far from its published value that neither the width of the band
nor the emulator's own error excuses it (Craig et al. 1997; Vernon, Goldstein and Bower 2010). A few rows may resist
the model altogether, so they do not rule out everything: what counts is one of the next worst.
"""

import numpy as np
import numpy.typing as npt

from sim.studies.fitting.emulator import Emulator
from sim.studies.fitting.likelihood import Targets, misfit

type Array = npt.NDArray[np.float64]
IMPLAUSIBLE = 3.0  # standard deviations, the ends of a band being two away (the rule of three sigma, Pukelsheim 1994)
RESISTING = 0.1  # share of rows that may lie further off
TRIALS = 20_000


def implausibility(emulator: Emulator, targets: Targets, points: Array) -> Array:
    """How far the worst row lies off, those left out that may resist (m, from m by parameters)."""
    apart = np.abs(misfit(targets, emulator.predict(points), emulator.error))
    left_out = int(RESISTING * apart.shape[1])
    return np.asarray(np.sort(apart, axis=1)[:, -1 - left_out])


def not_ruled_out(emulator: Emulator, targets: Targets, points: Array) -> npt.NDArray[np.bool_]:
    """Which parameter sets the runs have not ruled out (m, from m by parameters)."""
    return np.asarray(implausibility(emulator, targets, points) <= IMPLAUSIBLE)


def share_left(emulator: Emulator, targets: Targets, parameters: int, seed: int) -> float:
    """How much of the prior is not ruled out, 0 to 1."""
    points = np.random.default_rng([seed, 53]).random((TRIALS, parameters))
    return float(not_ruled_out(emulator, targets, points).mean())
