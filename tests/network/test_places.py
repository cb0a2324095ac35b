"""Neighbourhoods: what neighbours have in common is not by chance worse in one deprivation fifth than in another."""

import numpy as np
import pytest

from sim.network.generate import lay_out, neighbourhood_fifths
from sim.network.places import neighbourhoods
from sim.parameters import Parameters

PARAMETERS = Parameters()


@pytest.mark.parametrize("count", [1500, 5000, 20_000])
@pytest.mark.parametrize("seed", [1, 2])
def test_every_fifth_has_the_same_mixture_of_neighbourhoods(count: int, seed: int) -> None:
    values = neighbourhoods(count, seed, PARAMETERS)
    assert values.mean() == pytest.approx(0.0, abs=0.02)
    assert values.std() == pytest.approx(1.0, abs=0.02)
    fifths = neighbourhood_fifths(count, seed, PARAMETERS)
    ends = -(-np.arange(len(fifths) + 1) * count // len(fifths))
    of_place = values[ends[:-1]]
    assert np.array_equal(values, np.repeat(of_place, np.diff(ends)))
    mixtures = [np.sort(of_place[fifths == fifth]) for fifth in range(1, 6)]
    assert all(np.allclose(mixture, mixtures[0]) for mixture in mixtures)
    assert len(set(mixtures[0])) == len(mixtures[0]) > 1


def test_the_fifth_of_a_neighbourhood_is_that_of_most_who_live_there() -> None:
    count = 5000
    fifths = neighbourhood_fifths(count, 4, PARAMETERS)
    deprivation = lay_out(count, 4, PARAMETERS).deprivation
    place = np.arange(count) * len(fifths) // count
    most = [int(np.bincount(deprivation[place == one], minlength=6).argmax()) for one in range(len(fifths))]
    assert np.mean(most == fifths) > 0.9


def test_a_small_population_has_neighbourhoods_that_differ() -> None:
    values = neighbourhoods(400, 1, PARAMETERS)
    assert len(np.unique(values)) == 5
    assert values.mean() == pytest.approx(0.0, abs=1e-9)
