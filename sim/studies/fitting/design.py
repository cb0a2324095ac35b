"""Points at which the model is tried: a Latin hypercube over the unit cube of the free parameters."""

import numpy as np
import numpy.typing as npt
from scipy.stats import qmc


def latin_hypercube(points: int, parameters: int, seed: int) -> npt.NDArray[np.float64]:
    """Points spread evenly over each parameter (points by parameters), each from 0 to 1."""
    return np.asarray(qmc.LatinHypercube(parameters, rng=seed).random(points))
