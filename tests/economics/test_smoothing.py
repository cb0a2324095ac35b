"""What an uncertain number explains: the same as scikit-learn's ridge on its splines, which takes seconds to load."""

import numpy as np
import numpy.typing as npt
import pytest
from sklearn.linear_model import RidgeCV
from sklearn.preprocessing import SplineTransformer

from sim.economics.smoothing import DEGREE, PENALTIES, explained, knots_of, spline_basis

type Values = npt.NDArray[np.float64]

RNG = np.random.default_rng(3)
NUMBERS = {
    "normal": RNG.normal(size=700),
    "skewed": RNG.gamma(2.0, size=500),
    "of two values": RNG.integers(0, 2, 300).astype(np.float64),
    "of four values": RNG.integers(0, 4, 300).astype(np.float64),
    "mostly one value": np.concatenate([np.zeros(400), RNG.random(200)]),
}


@pytest.mark.parametrize("name", NUMBERS)
def test_it_is_what_scikit_learn_gives(name: str) -> None:
    values = NUMBERS[name]
    noise = RNG.normal(size=len(values))
    outcomes = np.stack([np.sin(values) + noise, noise, 3.0 * values, np.ones(len(values))], axis=1)
    scaled = (values - values.mean()) / values.std()
    knots = knots_of(scaled)
    degree = min(DEGREE, len(knots) - 1)
    basis = SplineTransformer(degree=degree, knots=knots, include_bias=False).fit_transform(scaled[:, np.newaxis])
    assert spline_basis(scaled, knots[:, 0]) == pytest.approx(basis, abs=1e-12)
    varying = outcomes[:, :3]
    height = varying.std(axis=0)
    model = RidgeCV(alphas=PENALTIES, alpha_per_target=True).fit(basis, varying / height)
    fitted = explained(values, outcomes)
    assert fitted is not None
    assert fitted[:, :3] == pytest.approx(model.predict(basis) * height, abs=1e-7)
    assert (fitted[:, 3] == 1.0).all()
