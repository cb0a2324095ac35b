"""Statistics of paired replicates, and effect sizes."""

import numpy as np
import numpy.typing as npt
from scipy.special import stdtr, stdtrit

RESAMPLES = 4000  # of the bootstrap
LEVEL = 0.95  # of intervals


def paired_difference(
    before: npt.NDArray[np.float64], after: npt.NDArray[np.float64], better: str, seed: int, *, spread: bool = False
) -> tuple[float, float, float, float]:
    """The mean difference over replicates, its interval, and how the next such population would fare.

    Args:
        before: the baseline's values over replicates (n).
        after: the scenario's values over the same replicates (n).
        better: "lower" or "higher".
        seed: of the bootstrap.
        spread: the interval is to span the replicates, by Student's t, and not only their mean: where they differ by
            what is not known, more of them do not make it known.

    Returns:
        Mean difference; low and high end of its 95 % bootstrap interval over replicates; and the predictive probability
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
    if spread:
        reach = float(stdtrit(count - 1, (1.0 + LEVEL) / 2.0)) * float(differences.std(ddof=1))
        low, high = mean - reach, mean + reach
    else:
        dice = np.random.default_rng([seed, 977])
        means = differences[dice.integers(0, count, (RESAMPLES, count))].mean(axis=1)
        low, high = np.quantile(means, [(1.0 - LEVEL) / 2.0, (1.0 + LEVEL) / 2.0])
    good = mean if better == "higher" else -mean
    deviation = float(differences.std(ddof=1)) * (1.0 + 1.0 / count) ** 0.5
    if deviation > 0.0:
        probability = float(stdtr(count - 1, good / deviation))
    else:
        probability = 0.5 if good == 0.0 else float(good > 0.0)
    return mean, float(low), float(high), probability


def variance_saved(before: npt.NDArray[np.float64], after: npt.NDArray[np.float64]) -> float:
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


def mean_of_known(values: npt.NDArray[np.float64]) -> float:
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
