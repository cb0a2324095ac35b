"""A fast approximation of the model: from a parameter set to all measured rows, trained on runs of the model.

For each row a linear trend, and on top of it a Gaussian process where that predicts unseen runs better: the trend
carries what is far from the runs, the process what bends. It is trusted as far as it predicts runs that it was not
trained on.
"""

import warnings
from typing import Any, NamedTuple, Self

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


class _Row(NamedTuple):
    """The emulator of one row, in the row's own units."""

    slope: Array  # of the trend (parameters)
    base: float
    pull: Array  # of every run on the bend (n); zeros where nothing bends
    height: float  # of the bend, its variance over the runs' spread
    length: float  # over which it bends, 0 to 1 being a whole prior
    error: float
    explained: float


def _row(points: Array, values: Array, kernel: Any) -> tuple[_Row, Any]:
    """Train one row; its kernel is found unless it is given. Returns the kernel as well (None: nothing bends)."""
    known = np.isfinite(values)
    x, here = points[known], values[known]
    middle, scale = float(here.mean()), float(here.std()) or 1.0
    y = (here - middle) / scale
    trend = RidgeCV(RIDGES).fit(x, y)
    folds = KFold(FOLDS, shuffle=True, random_state=0)
    straight = cross_val_predict(RidgeCV(RIDGES), x, y, cv=folds)
    predicted, pull, height, length = straight, np.zeros(len(points)), 0.0, 1.0
    if kernel is not None:
        left = y - trend.predict(x)
        bend = GaussianProcessRegressor(kernel, optimizer=None if kernel is not _WANTED else "fmin_l_bfgs_b")
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", ConvergenceWarning)  # a row that bends nowhere has no length of its own
            bend.fit(x, left)
        fixed = GaussianProcessRegressor(bend.kernel_, optimizer=None)
        bent = straight + cross_val_predict(fixed, x, y - straight, cv=folds)
        kernel = bend.kernel_
        if ((y - bent) ** 2).sum() < ((y - straight) ** 2).sum():
            predicted = bent
            pull[known] = scale * np.asarray(bend.alpha_).ravel()
            height, length = float(kernel.k1.k1.constant_value), float(kernel.k1.k2.length_scale)
        else:
            kernel = None
    error = float((y - predicted).std()) * scale
    explained = 1.0 - float(((y - predicted) ** 2).sum() / max(float((y**2).sum()), 1e-12))
    slope = scale * np.asarray(trend.coef_, np.float64)
    row = _Row(slope, middle + scale * float(trend.intercept_), pull, height, length, error, explained)
    return row, kernel


_WANTED = ConstantKernel(0.3, (1e-3, 10.0)) * RBF(2.0, (0.3, 20.0)) + WhiteKernel(0.3, (1e-3, 2.0))


class Emulator:
    """All rows at once.

    Args:
        points: parameter sets, each parameter from 0 to 1 (n by parameters).
        measured: what the model gave (n by rows); NaN where a run could not measure a row.
        kernels: of each row, from another emulator of the same rows; left out, they are found, which takes a minute.

    Attributes:
        error: standard deviation of what the emulator gets wrong about runs it has not seen (rows). It holds the runs'
            own Monte Carlo error.
        explained: share of the variance between unseen runs that it explains (rows).
    """

    def __init__(self, points: Array, measured: Array, *, kernels: list[Any] | None = None) -> None:
        given = [_WANTED] * measured.shape[1] if kernels is None else kernels
        trained = [_row(points, measured[:, row], kernel) for row, kernel in enumerate(given)]
        rows = [row for row, _ in trained]
        self.points, self.kernels = points, [kernel for _, kernel in trained]
        self._slopes = np.array([row.slope for row in rows]).T
        self._bases = np.array([row.base for row in rows])
        self._bent = [(place, row) for place, row in enumerate(rows) if row.height > 0.0]
        self.error = np.array([row.error for row in rows])
        self.explained = np.array([row.explained for row in rows])

    def without(self, left_out: npt.NDArray[np.bool_], measured: Array) -> Self:
        """The same emulator, trained without some of its runs; `measured` is what it was trained on."""
        return type(self)(self.points[~left_out], measured[~left_out], kernels=self.kernels)

    def predict(self, points: Array) -> Array:
        """What the model would give (m by rows)."""
        found = points @ self._slopes + self._bases
        squares = (points**2).sum(axis=1)[:, None] + (self.points**2).sum(axis=1) - 2.0 * points @ self.points.T
        for place, row in self._bent:
            found[:, place] += row.height * np.exp(squares * (-0.5 / row.length**2)) @ row.pull
        return np.asarray(found)
