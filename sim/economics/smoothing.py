"""What an uncertain number explains of the outcome: a smooth curve through the samples."""

import numpy as np
import numpy.typing as npt

type Numbers = npt.NDArray[np.float64]

KNOTS = 7  # of the spline, at evenly spaced quantiles of the number
DEGREE = 3  # cubic pieces
FEWEST = 100  # samples, below which the curve would follow chance
PENALTIES = np.logspace(-4.0, 6.0, 21)  # of the ridge, among which the left-out errors choose; no unit


def knots_of(values: Numbers) -> Numbers:
    """Knots at evenly spaced quantiles, no two alike; for a number of few values, those values."""
    levels = np.unique(values)
    if len(levels) > KNOTS:
        levels = np.unique(np.quantile(values, np.linspace(0.0, 1.0, KNOTS)))
    return levels


def explained(values: Numbers, outcomes: Numbers) -> Numbers | None:
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
    knots = knots_of(scaled)
    height = outcomes[:, varying].std(axis=0)
    basis = spline_basis(scaled, knots, min(DEGREE, len(knots) - 1))
    fitted[:, varying] = ridge_fit(basis, outcomes[:, varying] / height) * height
    return fitted


def spline_basis(values: Numbers, knots: Numbers, degree: int) -> Numbers:
    """B-splines at some values, all but the last of the basis, since a curve also has a constant.

    Args:
        values: from the first knot to the last (samples).
        knots: in order. Beyond the ends follow `degree` more, as far apart as the outermost two (Eilers and Marx 2010,
            WIREs Computational Statistics 2:637), and not the same one again and again.
        degree: of the pieces.

    Returns:
        Samples by splines.
    """
    from scipy.interpolate import BSpline  # takes a second to load

    below, above = knots[1] - knots[0], knots[-1] - knots[-2]
    all_knots = np.r_[
        np.linspace(knots[0] - degree * below, knots[0] - below, num=degree),
        knots,
        np.linspace(knots[-1] + above, knots[-1] + degree * above, num=degree),
    ]
    splines = len(knots) + degree - 1
    spline = BSpline.construct_fast(all_knots, np.eye(splines), degree, extrapolate=False)
    return np.asarray(spline(values)[:, list(range(splines - 1))])


def ridge_fit(basis: Numbers, outcomes: Numbers) -> Numbers:
    """Ridge regression of each outcome on a basis, the penalty being the one with the smallest left-out errors.

    The errors of samples left out one at a time follow from one eigendecomposition (Rifkin and Lippert 2007,
    MIT-CSAIL-TR-2007-025).

    Args:
        basis: (samples, columns), fewer columns than samples.
        outcomes: (samples, outcomes).

    Returns:
        Fitted values (samples, outcomes).
    """
    center, middle = basis.mean(axis=0), outcomes.mean(axis=0)
    columns, targets = basis - center, outcomes - middle
    ones = np.ones(len(basis))
    eigenvalues, vectors = np.linalg.eigh(columns.T @ columns)
    along, along_ones = columns.T @ targets, columns.T @ ones
    best = np.full(outcomes.shape[1], -np.inf)
    weights = np.zeros((basis.shape[1], outcomes.shape[1]))
    for penalty in PENALTIES.tolist():
        inverse = (vectors * (1 / (eigenvalues + penalty))) @ vectors.T
        found = inverse @ along
        errors = targets - columns @ found
        share = 1 - ((columns @ inverse) * columns).sum(axis=1)
        share -= (ones - columns @ (inverse @ along_ones)) / len(basis)  # the constant is fitted too
        score = -((errors / share[:, np.newaxis]) ** 2).mean(axis=0)
        better = score > best
        best[better], weights[:, better] = score[better], found[:, better]
    return basis @ weights + (middle - center @ weights)
