"""One town for all tests of the network."""

import pytest
from town_of import PEOPLE, grown

from sim.network.generate import Layout
from sim.network.ties import Ties


@pytest.fixture(scope="package")
def town() -> tuple[Layout, Ties]:
    return grown(PEOPLE)
