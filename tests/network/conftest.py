"""One town for all tests of the network."""

import pytest

from sim.network.generate import Layout
from sim.network.ties import Ties
from tests.network.town_of import PEOPLE, grown


@pytest.fixture(scope="package")
def town() -> tuple[Layout, Ties]:
    return grown(PEOPLE)
