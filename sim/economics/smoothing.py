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
    # Imported late: the package takes seconds to load, and only this function needs it.
    from sklearn.linear_model import RidgeCV
    from sklearn.preprocessing import SplineTransformer

    scaled = (values - values.mean()) / spread
    knots = knots_of(scaled)
    degree = min(DEGREE, len(knots) - 1)
    basis = SplineTransformer(degree=degree, knots=knots, include_bias=False).fit_transform(scaled[:, np.newaxis])
    height = outcomes[:, varying].std(axis=0)
    model = RidgeCV(alphas=PENALTIES, alpha_per_target=True).fit(basis, outcomes[:, varying] / height)
    fitted[:, varying] = model.predict(basis).reshape(len(values), -1) * height
    return fitted
