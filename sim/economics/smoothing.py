"""What an uncertain number explains of the outcome: a smooth curve through the samples."""

import numpy as np
import numpy.typing as npt

KNOTS = 7  # of the spline, at evenly spaced quantiles of the number
DEGREE = 3  # cubic pieces
FEWEST = 100  # samples, below which the curve would follow chance
PENALTIES = np.logspace(-4.0, 6.0, 21)  # of the ridge, among which the left-out errors choose; no unit


def knots_of(values: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Knots at evenly spaced quantiles, no two alike (knots, 1); for a number of few values, those values."""
    levels = np.unique(values)
    if len(levels) > KNOTS:
        levels = np.unique(np.quantile(values, np.linspace(0.0, 1.0, KNOTS)))
    return levels[:, np.newaxis]


def explained(values: npt.NDArray[np.float64], outcomes: npt.NDArray[np.float64]) -> npt.NDArray[np.float64] | None:
    """The mean of each outcome given an uncertain number, as far as a smooth curve can tell.

    A cubic regression spline with a ridge penalty. Each outcome has its own penalty, chosen by the errors of samples
    left out one at a time, so that a number without influence gets a nearly flat curve.

    Args:
        values: the number in each sample (samples), all finite.
        outcomes: what may depend on it (samples, outcomes).

    Returns:
        Fitted means (samples, outcomes), or None with fewer samples than `FEWEST`. Where the number or an outcome does
        not vary, the fitted means are the plain mean.
    """
    if len(values) < FEWEST:
        return None
    fitted = np.broadcast_to(outcomes.mean(axis=0), outcomes.shape).copy()
    varying = np.ptp(outcomes, axis=0) > 0.0
    spread = float(values.std())
    if spread == 0.0 or not varying.any():
        return fitted
    scaled = (values - values.mean()) / spread
    height = outcomes[:, varying].std(axis=0)
    fitted[:, varying] = _ridge(spline_basis(scaled, knots_of(scaled)[:, 0]), outcomes[:, varying] / height) * height
    return fitted


def spline_basis(values: npt.NDArray[np.float64], knots: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """B-splines of cubic pieces, or of fewer degrees where there are few knots (de Boor 1978, chapter 9).

    Args:
        values: between the first and the last knot (n).
        knots: two or more, rising.

    Returns:
        The value of each spline but the last (n, knots + degree - 2): together they add up to 1, so that one of them
        stands for the intercept.
    """
    degree = min(DEGREE, len(knots) - 1)
    beyond = np.arange(1, degree + 1)
    before = knots[0] - beyond[::-1] * (knots[1] - knots[0])
    after = knots[-1] + beyond * (knots[-1] - knots[-2])
    ends = np.concatenate([before, knots, after, [np.inf]])  # the last knot itself belongs to the piece that follows it
    here = values[:, np.newaxis]
    splines = ((here >= ends[:-1]) & (here < ends[1:])).astype(np.float64)
    ends = ends[:-1]
    for order in range(1, degree + 1):
        splines = splines[:, : len(ends) - order]
        rising = (here - ends[: -order - 1]) / (ends[order:-1] - ends[: -order - 1])
        falling = (ends[order + 1 :] - here) / (ends[order + 1 :] - ends[1:-order])
        splines = rising * splines[:, :-1] + falling * splines[:, 1:]
    return np.asarray(splines[:, :-1], np.float64)


def _ridge(basis: npt.NDArray[np.float64], outcomes: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Fitted means under the penalty with the least squared errors of samples left out one at a time, by outcome.

    A sample left out is missed by its residual over one minus its own weight in its fitted mean (Golub, Heath and
    Wahba 1979, Technometrics 21:215-223), so that nothing has to be fitted again.
    """
    means = outcomes.mean(axis=0)
    left, sizes, _ = np.linalg.svd(basis - basis.mean(axis=0), full_matrices=False)
    kept = sizes**2 / (sizes**2 + PENALTIES[:, np.newaxis])  # of each direction (penalties, directions)
    along = left.T @ (outcomes - means)
    fits = np.einsum("nd,pd,do->pno", left, kept, along)
    own = 1.0 / len(basis) + np.einsum("nd,pd->pn", left**2, kept)
    missed = ((outcomes - means - fits) / (1.0 - own)[:, :, np.newaxis]) ** 2
    best = missed.mean(axis=1).argmin(axis=0)
    return np.asarray(means + fits[best, :, np.arange(outcomes.shape[1])].T, np.float64)
