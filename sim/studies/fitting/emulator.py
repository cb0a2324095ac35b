"""A fast approximation of the model: from a parameter set to all measured rows, trained on runs of the model.

For each row a Gaussian process on top of a linear trend; the trend carries what is far from the runs, the process what
bends. It is trusted as far as it predicts runs that it was not trained on.
"""

import warnings
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
from sklearn.exceptions import ConvergenceWarning
from sklearn.gaussian_process import GaussianProcessRegressor
from sklearn.gaussian_process.kernels import RBF, ConstantKernel, WhiteKernel
from sklearn.linear_model import RidgeCV
from sklearn.model_selection import KFold, cross_val_predict

type Array = npt.NDArray[np.float64]
FOLDS = 5
RIDGES = np.logspace(-2, 3, 16)


class _Row:
    """The emulator of one row."""

    def __init__(self, points: Array, values: Array) -> None:
        known = np.isfinite(values)
        self.points, values = points[known], values[known]
        self.middle, self.scale = float(values.mean()), float(values.std()) or 1.0
        y = (values - self.middle) / self.scale
        self.trend = RidgeCV(RIDGES).fit(self.points, y)
        left = y - self.trend.predict(self.points)
        kernel = ConstantKernel(0.3, (1e-3, 10.0)) * RBF(2.0, (0.3, 20.0)) + WhiteKernel(0.3, (1e-3, 2.0))
        self.bend = GaussianProcessRegressor(kernel, normalize_y=False)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", ConvergenceWarning)  # a row that bends nowhere has no length of its own
            self.bend.fit(self.points, left)
            folds = KFold(FOLDS, shuffle=True, random_state=0)
            fixed = GaussianProcessRegressor(self.bend.kernel_, optimizer=None)
            trend = cross_val_predict(RidgeCV(RIDGES), self.points, y, cv=folds)
            predicted = trend + cross_val_predict(fixed, self.points, y - trend, cv=folds)
        self.error = float((y - predicted).std()) * self.scale
        self.explained = 1.0 - float(((y - predicted) ** 2).sum() / max(float((y**2).sum()), 1e-12))

    def predict(self, points: Array) -> Array:
        left = self.bend.predict(points)
        return np.asarray(self.middle + self.scale * (self.trend.predict(points) + left))


class Emulator:
    """All rows at once.

    Args:
        points: parameter sets, each parameter from 0 to 1 (n by parameters).
        measured: what the model gave (n by rows); NaN where a run could not measure a row.

    Attributes:
        error: standard deviation of what the emulator gets wrong about runs it has not seen (rows). It holds the runs'
            own Monte Carlo error.
        explained: share of the variance between unseen runs that it explains (rows).
    """

    def __init__(self, points: Array, measured: Array) -> None:
        self._rows: Sequence[_Row] = [_Row(points, measured[:, row]) for row in range(measured.shape[1])]
        self.error = np.array([row.error for row in self._rows])
        self.explained = np.array([row.explained for row in self._rows])

    def predict(self, points: Array) -> Array:
        """What the model would give (n by rows)."""
        return np.stack([row.predict(points) for row in self._rows], axis=-1)
