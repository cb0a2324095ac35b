"""Normal samples whose value of information is known exactly."""

import numpy as np
import pytest

from sim.economics.samples import Samples, checked
from tests.economics.samples_of import Floats


@pytest.fixture(scope="module")
def normal() -> tuple[Samples, Floats]:
    """A gain that is the sum of two normal numbers, 1 and 0.5 wide, and a third number that does not matter."""
    numbers = np.random.default_rng(6).normal(0.0, [1.0, 0.5, 1.0], (6000, 3))
    gain = numbers[:, 0] + numbers[:, 1]
    return checked(["usual", "new"], np.zeros((2, 6000)), np.stack([np.zeros(6000), gain])), numbers
