"""Ties as flat arrays: symmetric, sorted, each once, and what cannot be is refused."""

import math

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from sim.network.generate import Layout
from sim.network.graphs import graph_from_ties, ties_from_graph
from sim.network.ties import Ties, components, connectedness, ties_from_pairs
from tests.network.town_of import PARAMETERS, PEOPLE, check, edges, grown, same


def test_duplicates_keep_the_strongest_and_then_the_closer_layer() -> None:
    ties = ties_from_pairs(
        4,
        np.array([0, 1, 0, 2, 3, 2], np.int32),
        np.array([1, 0, 1, 3, 2, 0], np.int32),
        np.array([0.25, 0.75, 0.5, 0.5, 0.5, 1.0], np.float32),
        np.array([0, 1, 0, 2, 1, 2], np.uint8),
    )
    check(ties, 4)
    assert ties.start.tolist() == [0, 2, 3, 5, 6]
    assert ties.other.tolist() == [1, 2, 0, 0, 3, 2]
    assert ties.strength.tolist() == [0.75, 1.0, 0.75, 1.0, 0.5, 0.5]
    assert ties.layer.tolist() == [1, 2, 1, 2, 1, 1]


@settings(max_examples=60, deadline=None)
@given(some.integers(1, 12), some.data())
def test_ties_hold_the_pairs_whatever_their_order(count: int, data: some.DataObject) -> None:
    person = some.integers(0, count - 1)
    pairs = data.draw(some.lists(some.tuples(person, person, some.integers(1, 8), some.integers(0, 2)), max_size=40))
    pairs = [pair for pair in pairs if pair[0] != pair[1]]
    expected: dict[tuple[int, int], tuple[float, int]] = {}
    for one, other, eighths, layer in pairs:
        for key in ((one, other), (other, one)):
            best = expected.get(key, (0.0, 0))
            expected[key] = max((eighths / 8, layer), best, key=lambda tie: (tie[0], -tie[1]))

    def made(rows: list[tuple[int, int, int, int]]) -> Ties:
        one, other, eighths, layer = np.array(rows, np.int64).reshape(-1, 4).T
        return ties_from_pairs(
            count,
            one.astype(np.int32),
            other.astype(np.int32),
            (eighths / 8).astype(np.float32),
            layer.astype(np.uint8),
        )

    ties = made(pairs)
    check(ties, count)
    assert edges(ties) == expected
    assert same(ties, made(data.draw(some.permutations(pairs))))


@pytest.mark.parametrize(
    ("count", "source", "target", "strength", "layer", "message"),
    [
        (0, [], [], [], [], "at least 1 person"),
        (2, [0], [1, 0], [0.5], [0], "equally many"),
        (2, [0], [2], [0.5], [0], "people from 0 to 1"),
        (2, [-1], [1], [0.5], [0], "people from 0 to 1"),
        (2, [1], [1], [0.5], [0], "tied to themselves"),
        (2, [0], [1], [0.0], [0], "strengths"),
        (2, [0], [1], [math.nan], [0], "strengths"),
        (2, [0], [1], [1.5], [0], "strengths"),
        (2, [0], [1], [0.5], [3], "layers"),
    ],
)
def test_impossible_pairs_are_refused(
    count: int, source: list[int], target: list[int], strength: list[float], layer: list[int], message: str
) -> None:
    with pytest.raises(ValueError, match=message):
        ties_from_pairs(
            count,
            np.array(source, np.int32),
            np.array(target, np.int32),
            np.array(strength, np.float32),
            np.array(layer, np.uint8),
        )


def test_connectedness_ranks_by_number_of_ties_then_index() -> None:
    star = ties_from_graph(nx.star_graph(3), PARAMETERS)
    assert connectedness(star).tolist() == pytest.approx([1.0, 0.0, 1 / 3, 2 / 3])
    assert connectedness(star).dtype == np.float32
    assert connectedness(grown(1)[1]).tolist() == [0.0]


def test_components_are_those_of_networkx(town: tuple[Layout, Ties]) -> None:
    graph = nx.disjoint_union(nx.path_graph(3), nx.disjoint_union(nx.empty_graph(1), nx.cycle_graph(4)))
    assert components(ties_from_graph(graph, PARAMETERS)).tolist() == [0, 0, 0, 1, 2, 2, 2, 2]
    label = components(town[1])
    assert label.shape == (PEOPLE,)
    assert label.max() + 1 == nx.number_connected_components(graph_from_ties(town[1]))
