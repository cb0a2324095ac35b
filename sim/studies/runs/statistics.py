"""The one home of intervals, bootstraps and effect sizes. All intervals are of 95 %.

`sim.economics`, which lies below the studies and can be used without them, has intervals over samples of its own.
"""

import math
from functools import lru_cache
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from scipy.special import fdtri, stdtr, stdtrit

type Values = npt.NDArray[np.float64]

LEVEL = 0.95  # of all intervals
Z95 = 1.959964  # half-width of a normal interval in standard errors
MIDDLE95 = (0.025, 0.975)  # shares of the values below the two ends of the middle 95 %
TAILS95 = (
    (1.0 - LEVEL) / 2.0,
    (1.0 + LEVEL) / 2.0,
)  # the same but for rounding: written bootstrap intervals rest on it
RESAMPLES = 4000  # of a bootstrap


def normal_interval(estimate: float, error: float) -> tuple[float, float]:
    """The interval of an estimate whose error is normal.

    Args:
        estimate: any unit.
        error: its standard error, in the same unit, 0 or more; NaN gives NaN.

    Returns:
        Low and high end.
    """
    return estimate - Z95 * error, estimate + Z95 * error


def wilson_interval(cases: int, count: int) -> tuple[float, float]:
    """The interval of a share (Wilson 1927, Journal of the American Statistical Association 22:209-212).

    Args:
        cases: 0 to `count`.
        count: 1 or more.

    Returns:
        Low and high end, 0 to 1; an end is exactly 0 without cases, and exactly 1 where all are cases.
    """
    share = cases / count
    middle = (share + Z95**2 / (2 * count)) / (1.0 + Z95**2 / count)
    half = Z95 * (share * (1.0 - share) / count + Z95**2 / (4 * count**2)) ** 0.5 / (1.0 + Z95**2 / count)
    return (max(0.0, middle - half) if cases else 0.0), (min(1.0, middle + half) if cases < count else 1.0)


def t95(count: int) -> float:
    """Half-width of an interval by Student's t, in standard errors estimated from `count` values, 2 or more."""
    return float(stdtrit(count - 1, (1.0 + LEVEL) / 2.0))


def t_interval(values: Values) -> tuple[float, float, float]:
    """The mean of some values with its interval (Student's t).

    Args:
        values: one a replicate, NaN where a replicate has none (n).

    Returns:
        Mean, low and high end; the ends are NaN with fewer than two values, all three without any.
    """
    known = values[np.isfinite(values)]
    if known.size == 0:
        return math.nan, math.nan, math.nan
    mean = float(known.mean())
    if known.size == 1:
        return mean, math.nan, math.nan
    error = float(known.std(ddof=1)) / math.sqrt(known.size)
    reach = t95(known.size) * error
    return mean, mean - reach, mean + reach


def middle_interval(values: Values, axis: int | None = None) -> Values:
    """The ends of the middle 95 % of some values: how far they spread, not how well their mean is known.

    Args:
        values: without NaN, one or more; any shape.
        axis: along which; None takes all values together.

    Returns:
        Low and high end (2, and the other axes).
    """
    return np.asarray(np.quantile(values, MIDDLE95, axis=axis), np.float64)


@lru_cache(maxsize=4)  # a table asks for the same rows hundreds of times
def bootstrap_rows(count: int, seed: int, stream: int, resamples: int = RESAMPLES) -> npt.NDArray[np.int64]:
    """Which values each resample of a bootstrap takes, with replacement (Efron 1979, Annals of Statistics 7:1-26).

    Args:
        count: values that there are, 1 or more.
        seed: of the study.
        stream: a number of the bootstrap's own, so that two bootstraps of one study do not share random numbers.
        resamples: how many.

    Returns:
        Places, 0 to `count` - 1 (resamples, count).
    """
    rows = np.random.default_rng([seed, stream]).integers(0, count, (resamples, count))
    rows.flags.writeable = False  # they are shared
    return rows


def bootstrap_interval(values: Values, seed: int, stream: int) -> tuple[float, float]:
    """The percentile bootstrap interval of a mean.

    Args:
        values: without NaN (n), two or more.
        seed: of the study.
        stream: see `bootstrap_rows`.

    Returns:
        Low and high end.
    """
    means = values[bootstrap_rows(len(values), seed, stream)].mean(axis=1)
    low, high = np.quantile(means, TAILS95)
    return float(low), float(high)


def paired_difference(
    before: Values,
    after: Values,
    better: str,
    seed: int,
    *,
    members: npt.NDArray[np.int64] | None = None,
) -> tuple[float, float, float, float]:
    """The mean difference over replicates, its interval, and how the next such population would fare.

    Args:
        before: the baseline's values over replicates (n).
        after: the scenario's values over the same replicates (n).
        better: "lower" or "higher".
        seed: of the bootstrap.
        members: the parameter set of each replicate (n), where they differ by it: the interval then takes in what is
            not known of parameters, which more replicates do not make known (`reach_over`). None: all have the same.

    Returns:
        Mean difference; low and high end of its 95 % interval (a bootstrap over replicates, where all have the same
        parameters); and the predictive probability
        that one more population would do better under the scenario (Student's t: unlike a p-value it does not creep to
        1 with more replicates). Interval and probability are NaN for a single replicate. Where all replicates agree
        exactly, the probability is 0, 1, or one half for no difference at all.
    """
    both = ~(np.isnan(before) | np.isnan(after))
    differences = after[both] - before[both]
    count = len(differences)
    if count == 0:
        return (float("nan"),) * 4
    mean = float(differences.mean())
    if count == 1:
        return mean, float("nan"), float("nan"), float("nan")
    if members is not None:
        reach = reach_over(differences, members[both])
        low, high = mean - reach, mean + reach
    else:
        low, high = bootstrap_interval(differences, seed, 977)
    good = mean if better == "higher" else -mean
    deviation = float(differences.std(ddof=1)) * (1.0 + 1.0 / count) ** 0.5
    if deviation > 0.0:
        probability = float(stdtr(count - 1, good / deviation))
    else:
        probability = 0.5 if good == 0.0 else float(good > 0.0)
    return mean, low, high, probability


def variance_saved(before: Values, after: Values) -> float:
    """How many times larger the variance of the difference would be with independent seeds."""
    both = ~(np.isnan(before) | np.isnan(after))
    before, after = before[both], after[both]
    if len(before) < 2:
        return float("nan")
    paired = float((after - before).var(ddof=1))
    independent = float(before.var(ddof=1) + after.var(ddof=1))
    if paired == 0.0:
        return float("nan") if independent == 0.0 else float("inf")
    return independent / paired


class Components(NamedTuple):
    """The variance of values that come in groups, as a one-way analysis of variance with random groups finds it."""

    between: float  # of the groups' true means, 0 or more: more values in a group do not reduce it
    within: float  # of values in a group
    of_means: float  # mean square of the groups' means, per value: what a group adds to a single value's variance
    size: float  # values in a group, on average
    groups: int
    values: int


def variance_components(values: Values, groups: npt.NDArray[np.int64]) -> Components | None:
    """Variance between and within groups (Searle 1971, Linear Models, chapter 9).

    Args:
        values: without NaN (n).
        groups: the group of each (n).

    Returns:
        The components; None with fewer than two groups, or where no group has two values.
    """
    names, members, sizes = np.unique(groups, return_inverse=True, return_counts=True)
    count, many = len(values), len(names)
    if many < 2 or count == many:
        return None
    means = np.bincount(members, values) / sizes
    within = float(((values - means[members]) ** 2).sum()) / (count - many)
    of_means = float((sizes * (means - values.mean()) ** 2).sum()) / (many - 1)
    size = (count - float((sizes**2).sum()) / count) / (many - 1)
    return Components(max(0.0, (of_means - within) / size), within, of_means, size, many, count)


class VarianceShare(NamedTuple):
    """How much of the uncertainty of a mean lies between groups, 0 to 1, with its interval; NaN where not known."""

    between: float
    low: float
    high: float


def variance_between(values: Values, groups: npt.NDArray[np.int64]) -> VarianceShare:
    """The share of the uncertainty of a mean that lies between groups and that more values therefore do not reduce.

    That is the variance between groups, against itself and the error of the mean by chance within groups. The interval
    is exact for normal values and groups of one size.

    Args:
        values: one a replicate, NaN where a replicate has none (n).
        groups: the group of each replicate (n).

    Returns:
        The share. It is not known with fewer than two groups, where no group has two values, or where nothing varies.
    """
    known = np.isfinite(values)
    parts = variance_components(values[known], groups[known])
    if parts is None or parts.within == parts.of_means == 0.0:
        return VarianceShare(math.nan, math.nan, math.nan)
    if parts.within == 0.0:
        return VarianceShare(1.0, 1.0, 1.0)
    ratio, (low, high) = parts.of_means / parts.within, MIDDLE95
    freedom = parts.groups - 1, parts.values - parts.groups
    ratios = ratio, ratio / float(fdtri(*freedom, high)), ratio / float(fdtri(*freedom, low))
    times = (max(0.0, (one - 1.0) / parts.size) for one in ratios)  # variance between, in variances within
    return VarianceShare(*(one / (one + 1.0 / parts.values) for one in times))


def reach_over(values: Values, groups: npt.NDArray[np.int64]) -> float:
    """Half-width of the interval of a mean whose values come from groups of which only one is the truth.

    It holds the variance between groups, whatever the number of groups, and the error of the mean by chance: a
    generalised interval (Weerahandi 1993, Journal of the American Statistical Association 88:899-905). The variance
    between groups may be found to be 0 where it is not; so all values of it that the data leave open are gone through.
    Where no group has two values, the two cannot be distinguished, and the interval spans the values.

    Args:
        values: without NaN (n), two or more.
        groups: the group of each (n).
    """
    parts = variance_components(values, groups)
    if parts is None:
        return t95(len(values)) * float(values.std(ddof=1))
    pivots = _pivots(parts.groups - 1, parts.values - parts.groups)
    of_means, within = parts.of_means / pivots.of_means, parts.within / pivots.within
    variance = np.maximum(0.0, (of_means - within) / parts.size) + np.maximum(of_means, within) / parts.values
    return float(np.quantile(pivots.size * np.sqrt(variance), LEVEL))


class _Pivots(NamedTuple):
    """Draws whose distribution does not depend on what is not known."""

    of_means: Values  # chi-square over its degrees of freedom
    within: Values
    size: Values  # of a normal draw


@lru_cache(maxsize=64)
def _pivots(between: int, within: int) -> _Pivots:
    """Draws for these degrees of freedom, always the same ones."""
    rng = np.random.default_rng([between, within, 53])
    of_means, of_values = (rng.chisquare(freedom, RESAMPLES) / freedom for freedom in (between, within))
    return _Pivots(of_means, of_values, np.abs(rng.standard_normal(RESAMPLES)))


def mean_of_known(values: Values) -> float:
    """Mean of the values that are not NaN; NaN where there are none."""
    values = values[~np.isnan(values)]
    return float(values.mean()) if len(values) else float("nan")


def hedges_g(treated: npt.ArrayLike, control: npt.ArrayLike) -> tuple[float, float]:
    """Standardised mean difference, treated minus control, with Hedges' correction, and its standard error.

    Args:
        treated: scores of the treated arm, two or more.
        control: scores of the control arm, two or more.

    Returns:
        g in pooled standard deviations, and its standard error (Hedges and Olkin 1985).
    """
    one, two = np.asarray(treated, np.float64), np.asarray(control, np.float64)
    n, m = len(one), len(two)
    pooled = ((n - 1) * one.var(ddof=1) + (m - 1) * two.var(ddof=1)) / (n + m - 2)
    correction = 1.0 - 3.0 / (4.0 * (n + m) - 9.0)
    g = correction * float(one.mean() - two.mean()) / float(pooled) ** 0.5
    return g, ((n + m) / (n * m) + g * g / (2.0 * (n + m))) ** 0.5
