"""The way in and out of NetworkX."""

import math
import pickle
from collections.abc import Callable
from pathlib import Path
from typing import Any

import networkx as nx
import numpy as np
import pytest

from sim.errors import NetworkError
from sim.network import graphs
from sim.network.generate import Layout
from sim.network.graph_files import read_graph
from sim.network.graphs import graph_from_ties, ties_from_graph
from sim.network.ties import Layer, Ties
from sim.parameters.network import NetworkParameters
from tests.network.town_of import PARAMETERS, PEOPLE, check, edges, grown, same


def test_round_trip_through_a_graph(town: tuple[Layout, Ties]) -> None:
    layout, ties = town
    graph = graph_from_ties(ties, age=layout.age, deprivation=layout.deprivation)
    assert list(graph) == list(range(PEOPLE))
    assert graph.number_of_edges() == len(ties.other) // 2
    assert {data["layer"] for _, _, data in graph.edges(data=True)} == {"household", "friends", "peers"}
    assert graph.nodes[7] == {"age": float(layout.age[7]), "deprivation": int(layout.deprivation[7])}
    assert same(ties_from_graph(graph, PARAMETERS), ties)


@pytest.mark.parametrize("column", [[1, 2], 3])
def test_node_columns_need_a_value_for_each_person(column: Any) -> None:
    with pytest.raises(NetworkError, match=r"Expected 10, one for each person\. Give"):
        graph_from_ties(grown(10)[1], age=column)


@pytest.mark.parametrize("ending", [".graphml", ".gexf", ".gml"])
def test_round_trip_through_a_file(ending: str, tmp_path: Path) -> None:
    layout, ties = grown(200)
    path = tmp_path / f"town{ending}"
    write: dict[str, Callable[..., None]] = {
        ".graphml": nx.write_graphml,
        ".gexf": nx.write_gexf,
        ".gml": nx.write_gml,
    }
    write[ending](graph_from_ties(ties, age=layout.age), path)
    graph = read_graph(path)
    assert list(graph) == [str(node) for node in range(200)]
    assert float(graph.nodes["3"]["age"]) == layout.age[3]
    assert edges(ties_from_graph(graph, PARAMETERS)) == edges(ties)


def test_observed_network_without_strengths() -> None:
    """Zachary, J Anthropol Res 33:452-473, 1977, with its weights and without."""
    club = nx.karate_club_graph()
    ties = ties_from_graph(club, PARAMETERS)
    check(ties, 34)
    assert len(ties.other) == 2 * 78
    assert (ties.layer == Layer.FRIENDS).all()
    assert ties.strength.max() == 1.0
    bare = ties_from_graph(nx.Graph(club.edges), PARAMETERS)
    middle = (PARAMETERS.friend_strength_low + PARAMETERS.friend_strength_high) / 2
    assert bare.strength == pytest.approx(middle)


def test_observed_network_with_counts_as_weights() -> None:
    """Knuth, The Stanford GraphBase, 1993."""
    novel = nx.les_miserables_graph()
    ties = ties_from_graph(novel, PARAMETERS)
    check(ties, 77)
    names = list(novel)
    largest = max(weight for *_, weight in novel.edges(data="weight"))
    for one, other, weight in novel.edges(data="weight"):
        strength, _ = edges(ties)[names.index(one), names.index(other)]
        assert strength == pytest.approx(weight / largest)


def test_any_kind_of_graph() -> None:
    graph: graphs.AnyGraph = nx.MultiDiGraph()
    graph.add_nodes_from(["alone", ("a", 1), 2.5, frozenset({3})])
    graph.add_edge(("a", 1), 2.5, weight="0.5", layer="Family")
    graph.add_edge(2.5, ("a", 1), strength=0.75, weight=-3, layer=2.0)
    graph.add_edge(2.5, ("a", 1), weight=np.float32(0.125))
    graph.add_edge(2.5, 2.5, weight=1)
    graph.add_edge(2.5, frozenset({3}), layer="1")
    graph.add_edge("alone", 2.5, weight=0)
    ties = ties_from_graph(graph, NetworkParameters())
    check(ties, 4)
    assert edges(ties)[1, 2] == (0.75, Layer.PEERS)
    assert edges(ties)[2, 3] == (float(np.float32(0.475)), 1)
    assert ties.start.tolist() == [0, 0, 1, 3, 4]


@pytest.mark.parametrize("kind", [nx.Graph, nx.DiGraph, nx.MultiGraph, nx.MultiDiGraph])
def test_a_single_node_is_a_network(kind: Callable[[], graphs.AnyGraph]) -> None:
    graph = kind()
    graph.add_node("only")
    check(ties_from_graph(graph, PARAMETERS), 1)


def test_very_unequal_strengths_stay_above_zero() -> None:
    graph: graphs.AnyGraph = nx.Graph()
    graph.add_edge(0, 1, weight=1e-60)
    graph.add_edge(1, 2, weight=1e30)
    ties = ties_from_graph(graph, PARAMETERS)
    check(ties, 3)
    assert len(ties.other) == 4


@pytest.mark.parametrize(
    "weight", [-1, -1e-9, math.nan, math.inf, "strong", "", None, [1], 1j, "nan", 10**400, np.array([1.0, 2.0])]
)
@pytest.mark.parametrize("name", ["strength", "weight"])
def test_strengths_that_are_none_are_refused(name: str, weight: object) -> None:
    graph: graphs.AnyGraph = nx.Graph()
    graph.add_edge("Ann", "Bob", **{name: weight})
    with pytest.raises(NetworkError, match=rf"'Ann' and 'Bob': {name} .* is not a number of 0 or more\. Expected .*"):
        ties_from_graph(graph, PARAMETERS)


@pytest.mark.parametrize("layer", ["colleague", 3, -1, 0.5, None, []])
def test_unknown_layers_are_refused(layer: object) -> None:
    graph: graphs.AnyGraph = nx.Graph()
    graph.add_edge(1, 2, layer=layer)
    with pytest.raises(NetworkError, match=r"between 1 and 2: layer .* is unknown\. Expected one of household"):
        ties_from_graph(graph, PARAMETERS)


def test_what_is_no_network_is_refused() -> None:
    with pytest.raises(NetworkError, match="no nodes"):
        ties_from_graph(nx.Graph(), PARAMETERS)
    with pytest.raises(NetworkError, match=r"it is a list\. Expected a networkx\.Graph"):
        ties_from_graph([(1, 2)], PARAMETERS)  # type: ignore[arg-type]


def test_the_error_is_a_value_error_and_survives_a_process_border() -> None:
    with pytest.raises(ValueError, match="no nodes") as caught:
        ties_from_graph(nx.Graph(), PARAMETERS)
    assert str(pickle.loads(pickle.dumps(caught.value))) == str(caught.value)
