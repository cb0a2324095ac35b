"""The generated network: households, layers, and the sizes and likenesses that studies found."""

import math
from typing import Any

import networkx as nx
import numpy as np
import numpy.typing as npt
import pytest

from sim.network.generate import Layout, generate_ties, lay_out
from sim.network.graphs import graph_from_ties
from sim.network.ties import Layer, Ties, components, connectedness
from sim.parameters import Parameters
from tests.network.town_of import PARAMETERS, PEOPLE, check, grown, owners, same

SMALL = (1, 2, 3, 10)


def test_each_fifth_holds_a_fifth_and_neighbourhoods_have_one_that_prevails(town: tuple[Layout, Ties]) -> None:
    fifths = town[0].deprivation
    assert fifths.dtype == np.uint8
    assert np.bincount(fifths, minlength=6)[1:] / PEOPLE == pytest.approx(0.2, abs=0.03)
    neighbourhoods = fifths[: PEOPLE // 150 * 150].reshape(-1, 150)
    prevailing = np.array([np.bincount(row).max() / 150 for row in neighbourhoods])
    assert 0.4 < prevailing.mean() < 0.95


def test_ages_are_those_of_a_stationary_population(town: tuple[Layout, Ties]) -> None:
    age = town[0].age
    assert age.min() >= PARAMETERS.youngest
    assert age.max() <= PARAMETERS.oldest
    years = PARAMETERS.oldest - PARAMETERS.youngest
    lost = 1 - math.exp(-PARAMETERS.leaving * years)
    middle = PARAMETERS.youngest - math.log(1 - lost / 2) / PARAMETERS.leaving
    assert np.median(age) == pytest.approx(middle, abs=0.1)


def test_households_are_couples_families_sharers_and_singles(town: tuple[Layout, Ties]) -> None:
    layout, ties = town
    home = ties.strength > PARAMETERS.family_strength_high  # wider family is no stronger than this
    one, other = owners(ties)[home], ties.other[home]
    assert np.abs(one - other).max() <= 3
    assert (layout.deprivation[one] == layout.deprivation[other]).all()
    gap = np.abs(layout.age[one] - layout.age[other])
    assert (gap < 10).mean() > 0.6  # couples, siblings and sharers
    parents = gap[gap > 15]
    assert 0.1 < len(parents) / len(gap) < 0.4
    assert np.percentile(parents, 5) > 22
    assert np.percentile(parents, 80) < 40


def test_the_generated_network_is_well_formed(town: tuple[Layout, Ties]) -> None:
    check(town[1], PEOPLE)


@pytest.mark.parametrize("count", SMALL)
@pytest.mark.parametrize("seed", [0, 1, 2**63 - 1])
def test_few_people(count: int, seed: int) -> None:
    layout, ties = grown(count, seed)
    assert layout.age.shape == layout.deprivation.shape == (count,)
    assert ((layout.deprivation >= 1) & (layout.deprivation <= 5)).all()
    check(ties, count)
    assert connectedness(ties).shape == components(ties).shape == (count,)


def test_same_seed_same_network(town: tuple[Layout, Ties]) -> None:
    layout, ties = grown(PEOPLE)
    assert same(ties, town[1])
    assert np.array_equal(layout.age, town[0].age)
    assert np.array_equal(layout.deprivation, town[0].deprivation)
    assert not same(grown(PEOPLE, seed=2)[1], ties)


def test_the_global_random_state_is_neither_used_nor_moved() -> None:
    np.random.seed(5)
    ties = grown(500)[1]
    after = np.random.random()
    np.random.seed(5)
    assert np.random.random() == after
    np.random.seed(6)
    assert same(grown(500)[1], ties)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_sizes_of_networks(seed: int) -> None:
    """SO11 core confidants, SO12 layers of personal networks."""
    ties = grown(PEOPLE, seed)[1]
    assert 2.0 <= (ties.strength >= 0.75).sum() / PEOPLE <= 2.94
    assert 4.5 <= (ties.strength >= 0.5).sum() / PEOPLE <= 5.6
    assert 13.0 <= len(ties.other) / PEOPLE <= 16.0
    family, friends, peers = np.bincount(ties.layer) / PEOPLE
    assert 3.0 <= family <= 4.2
    assert 4.4 <= friends <= 5.6
    assert 5.3 <= peers <= 6.8
    for layer, low, high in ((0, 0.4, 1.0), (1, 0.25, 0.7), (2, 0.05, 0.25)):
        strength = ties.strength[ties.layer == layer]
        assert strength.min() >= np.float32(low)
        assert strength.max() <= np.float32(high)


def test_degrees_differ_widely(town: tuple[Layout, Ties]) -> None:
    degree = np.diff(town[1].start)
    assert degree.std() > 5
    assert 0 < (degree == 0).sum() < 0.02 * PEOPLE
    assert (degree > 30).sum() > 0.01 * PEOPLE


def test_clustering(town: tuple[Layout, Ties]) -> None:
    """SO13."""
    graph = graph_from_ties(town[1])
    assert 0.14 <= nx.average_clustering(graph) <= 0.4
    family = graph.edge_subgraph(
        [(one, other) for one, other, data in graph.edges(data=True) if data["layer"] == "household"]
    )
    assert nx.average_clustering(family) > nx.average_clustering(graph)


def likeness(ties: Ties, layer: Layer, trait: npt.NDArray[Any]) -> float:
    """Assortativity: correlation of a trait across the ties of a layer."""
    there = ties.layer == layer
    return float(np.corrcoef(trait[owners(ties)[there]].astype(float), trait[ties.other[there]].astype(float))[0, 1])


def test_friends_are_alike(town: tuple[Layout, Ties]) -> None:
    layout, ties = town
    assert likeness(ties, Layer.FRIENDS, layout.age) > 0.5
    assert likeness(ties, Layer.FRIENDS, layout.deprivation) > 0.15
    assert likeness(ties, Layer.FRIENDS, layout.age) > likeness(ties, Layer.PEERS, layout.age)


def test_homophily_follows_the_traits_given(town: tuple[Layout, Ties]) -> None:
    shuffled = np.random.default_rng(3).permutation(town[0].age)
    ties = generate_ties(PEOPLE, 1, town[0].deprivation, shuffled, PARAMETERS)
    assert likeness(ties, Layer.FRIENDS, shuffled) > 0.5
    assert abs(likeness(ties, Layer.FRIENDS, town[0].age)) < 0.1


def test_most_ties_are_near_in_number_and_the_world_is_small() -> None:
    ties = grown(10_000)[1]
    assert (np.abs(owners(ties) - ties.other) <= 1000).mean() > 0.75
    most_tied = int(np.argmax(np.diff(ties.start)))
    reached = nx.single_source_shortest_path_length(graph_from_ties(ties), most_tied, cutoff=8)
    assert len(reached) > 0.95 * 10_000


@pytest.mark.parametrize(
    ("name", "more", "fewer"),
    [("friend_rate", 0.4, 0.1), ("group_rate", 0.7, 0.1), ("family_contact", 1.0, 0.2), ("friend_closure", 0.5, 0.0)],
)
def test_numbers_move_the_network(town: tuple[Layout, Ties], name: str, more: float, fewer: float) -> None:
    def ties(value: float) -> int:
        parameters = Parameters(**{name: value})
        return len(generate_ties(PEOPLE, 1, town[0].deprivation, town[0].age, parameters).other)

    assert ties(more) > len(town[1].other) > ties(fewer)


def test_populations_that_cannot_be_are_refused() -> None:
    layout = lay_out(10, 1, PARAMETERS)
    with pytest.raises(ValueError, match="at least 1 person"):
        lay_out(0, 1, PARAMETERS)
    with pytest.raises(ValueError, match="seed"):
        lay_out(10, -1, PARAMETERS)
    with pytest.raises(ValueError, match="age must be given for each of the 10"):
        generate_ties(10, 1, layout.deprivation, layout.age[:9], PARAMETERS)
    with pytest.raises(ValueError, match="fifth"):
        generate_ties(10, 1, layout.deprivation * np.uint8(2), layout.age, PARAMETERS)
    with pytest.raises(ValueError, match="number of years"):
        generate_ties(10, 1, layout.deprivation, layout.age * np.nan, PARAMETERS)
