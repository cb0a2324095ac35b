"""What the rows can distinguish: how far each parameter is narrowed, how far it would be if all others were known, and
which other parameter can most make up for it.

What the rows cannot distinguish is not held at some value: it varies in the ensemble, so that results show what follows
from not knowing it.
"""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

type Array = npt.NDArray[np.float64]
UNIFORM = 12.0**-0.5  # standard deviation of the prior, 0 to 1


class Profile(NamedTuple):
    """By parameter."""

    alone: Array  # 1 minus the standard deviation, all other parameters known, over the prior's
    partner: npt.NDArray[np.int64]  # place of the parameter with which it is most correlated
    correlation: Array  # with that one, in the posterior


def profile(draws: Array) -> Profile:
    """What draws of a posterior say of each parameter given the others, by their covariance.

    Args:
        draws: parameter sets, 0 to 1 (draws by parameters, two or more).
    """
    covariance = np.atleast_2d(np.cov(draws.T))
    given_others = np.diag(np.linalg.pinv(covariance)) ** -0.5
    apart = np.sqrt(np.diag(covariance))
    correlation = covariance / np.outer(apart, apart)
    np.fill_diagonal(correlation, 0.0)
    partner = np.abs(correlation).argmax(axis=0)
    found = correlation[np.arange(len(partner)), partner]
    return Profile(np.asarray(1.0 - given_others / UNIFORM), partner, np.asarray(found))
