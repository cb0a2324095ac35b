"""Statistics of people or courses that come in clusters, such as those of one therapist: how alike the members of a
cluster are, and a slope whose error allows for it.
"""

import math

import numpy as np
import numpy.typing as npt
from scipy.special import fdtri

from sim.studies.runs.statistics import MIDDLE95, Values, VarianceShare


def share_between(values: Values, groups: npt.NDArray[np.int64], *, means: int = 1) -> VarianceShare:
    """The share of the variance of single values that lies between groups: the intraclass correlation.

    With w = n / (1 + n r) for a group of n values, the spread of the groups' means weighted by w, over the variance
    within groups, follows the F distribution where r is the true ratio of the two variances. The interval therefore
    holds for groups of any sizes, if values are normal (Wald 1940, Annals of Mathematical Statistics 11:96-100). The
    estimate is the ratio at which that spread is as expected; for groups of one size that is the analysis of variance.

    Args:
        values: without NaN (n).
        groups: the group of each (n).
        means: how many means were known to be equal or taken off the values beforehand, such as one per population.

    Returns:
        The share. It is not known with as few groups as means, where no group has two values, or where nothing varies.
    """
    from scipy.optimize import brentq  # takes a second to load

    _, members, sizes = np.unique(groups, return_inverse=True, return_counts=True)
    freedom = len(sizes) - means, len(values) - len(sizes)
    if min(freedom) < 1:
        return VarianceShare(math.nan, math.nan, math.nan)
    of_groups = np.bincount(members, values) / sizes
    within = float(((values - of_groups[members]) ** 2).sum()) / freedom[1]

    def spread(ratio: float) -> float:
        weights = sizes / (1.0 + sizes * ratio)
        return float((weights * (of_groups - np.average(of_groups, weights=weights)) ** 2).sum()) / freedom[0]

    if within == 0.0:
        known = 1.0 if spread(0.0) > 0.0 else math.nan
        return VarianceShare(known, known, known)

    def share(expected: float) -> float:
        if spread(0.0) <= expected * within:
            return 0.0
        most = 1.0
        while spread(most) > expected * within:
            most *= 2.0
        ratio = float(brentq(lambda ratio: spread(ratio) - expected * within, 0.0, most))
        return ratio / (1.0 + ratio)

    low, high = (share(float(fdtri(*freedom, end))) for end in reversed(MIDDLE95))
    return VarianceShare(share(1.0), low, high)


def clustered_slope(values: Values, at: Values, clusters: npt.NDArray[np.int64]) -> tuple[float, float]:
    """The slope of the best straight line through points that come in clusters, and its standard error.

    Points of one cluster may lie to one side of the line together (Liang and Zeger 1986, Biometrika 73:13-22). Where
    `at` has two values, the slope is the difference between two means.

    Args:
        values: without NaN (n).
        at: where they lie, without NaN (n).
        clusters: the cluster of each (n).

    Returns:
        Slope and error, in the unit of the values per unit of `at`; both NaN where all points lie at one place, the
        error NaN with fewer than two clusters.
    """
    if len(at) == 0 or at.min() == at.max():
        return math.nan, math.nan
    off, away = values - values.mean(), at - at.mean()
    square = float(away @ away)
    slope = float(off @ away) / square
    names, members = np.unique(clusters, return_inverse=True)
    if len(names) < 2:
        return slope, math.nan
    parts = np.bincount(members, (off - slope * away) * away)
    return slope, float(np.sqrt((parts**2).sum() * len(names) / (len(names) - 1))) / square
