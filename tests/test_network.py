"""The support network: households, layers, evidence ranges, and the way in and out of NetworkX."""

import math
import pickle
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import networkx as nx
import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from sim.network import graphs
from sim.network.generate import Layout, generate_ties, lay_out
from sim.network.graphs import NetworkError, graph_from_ties, read_graph, ties_from_graph
from sim.network.ties import Layer, Ties, components, connectedness, ties_from_pairs
from sim.parameters import Numbers
from sim.parameters.network import NetworkNumbers

NUMBERS = Numbers()
PEOPLE = 5000
SMALL = (1, 2, 3, 10)


def grown(count: int, seed: int = 1) -> tuple[Layout, Ties]:
    """A population laid out and tied."""
    layout = lay_out(count, seed, NUMBERS)
    return layout, generate_ties(count, seed, layout.deprivation, layout.age, NUMBERS)


@pytest.fixture(scope="module")
def town() -> tuple[Layout, Ties]:
    return grown(PEOPLE)


def owners(ties: Ties) -> npt.NDArray[np.int64]:
    """The person that each stored tie belongs to."""
    return np.repeat(np.arange(len(ties.start) - 1), np.diff(ties.start))


def edges(ties: Ties) -> dict[tuple[int, int], tuple[float, int]]:
    """Strength and layer by (person, other)."""
    return {
        (int(one), int(other)): (float(strength), int(layer))
        for one, other, strength, layer in zip(owners(ties), ties.other, ties.strength, ties.layer, strict=True)
    }


def check(ties: Ties, count: int) -> None:
    """What must hold of any ties."""
    assert [column.dtype for column in ties] == [np.int64, np.int32, np.float32, np.uint8]
    assert ties.start.shape == (count + 1,)
    assert ties.start[0] == 0
    assert ties.start[-1] == len(ties.other) == len(ties.strength) == len(ties.layer)
    place = owners(ties) * count + ties.other
    assert (np.diff(place) > 0).all()  # sorted within each person, nobody twice
    assert (owners(ties) != ties.other).all()
    assert ((ties.strength > 0) & (ties.strength <= 1)).all()
    assert (ties.layer < len(Layer)).all()
    back = np.argsort(ties.other.astype(np.int64) * count + owners(ties))
    assert (ties.other[back] == owners(ties)).all()
    assert (owners(ties)[back] == ties.other).all()
    assert (ties.strength[back] == ties.strength).all()
    assert (ties.layer[back] == ties.layer).all()


def same(one: Ties, other: Ties) -> bool:
    return all(np.array_equal(getattr(one, name), getattr(other, name)) for name in Ties._fields)


# ties from pairs


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
    star = ties_from_graph(nx.star_graph(3), NUMBERS)
    assert connectedness(star).tolist() == pytest.approx([1.0, 0.0, 1 / 3, 2 / 3])
    assert connectedness(star).dtype == np.float32
    assert connectedness(grown(1)[1]).tolist() == [0.0]


def test_components_are_those_of_networkx(town: tuple[Layout, Ties]) -> None:
    graph = nx.disjoint_union(nx.path_graph(3), nx.disjoint_union(nx.empty_graph(1), nx.cycle_graph(4)))
    assert components(ties_from_graph(graph, NUMBERS)).tolist() == [0, 0, 0, 1, 2, 2, 2, 2]
    label = components(town[1])
    assert label.shape == (PEOPLE,)
    assert label.max() + 1 == nx.number_connected_components(graph_from_ties(town[1]))


# the population laid out


def test_each_fifth_holds_a_fifth_and_neighbourhoods_have_one_that_prevails(town: tuple[Layout, Ties]) -> None:
    fifths = town[0].deprivation
    assert fifths.dtype == np.uint8
    assert np.bincount(fifths, minlength=6)[1:] / PEOPLE == pytest.approx(0.2, abs=0.03)
    neighbourhoods = fifths[: PEOPLE // 150 * 150].reshape(-1, 150)
    prevailing = np.array([np.bincount(row).max() / 150 for row in neighbourhoods])
    assert 0.4 < prevailing.mean() < 0.95


def test_ages_are_those_of_a_stationary_population(town: tuple[Layout, Ties]) -> None:
    age = town[0].age
    assert age.min() >= NUMBERS.youngest
    assert age.max() <= NUMBERS.oldest
    years = NUMBERS.oldest - NUMBERS.youngest
    lost = 1 - math.exp(-NUMBERS.leaving * years)
    middle = NUMBERS.youngest - math.log(1 - lost / 2) / NUMBERS.leaving
    assert np.median(age) == pytest.approx(middle, abs=0.1)


def test_households_are_couples_families_sharers_and_singles(town: tuple[Layout, Ties]) -> None:
    layout, ties = town
    home = ties.strength > NUMBERS.family_strength_high  # wider family is no stronger than this
    one, other = owners(ties)[home], ties.other[home]
    assert np.abs(one - other).max() <= 3
    assert (layout.deprivation[one] == layout.deprivation[other]).all()
    gap = np.abs(layout.age[one] - layout.age[other])
    assert (gap < 10).mean() > 0.6  # couples, siblings and sharers
    parents = gap[gap > 15]
    assert 0.1 < len(parents) / len(gap) < 0.4
    assert np.percentile(parents, 5) > 22
    assert np.percentile(parents, 80) < 40


# the generated network


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
    ties = generate_ties(PEOPLE, 1, town[0].deprivation, shuffled, NUMBERS)
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
        numbers = Numbers(**{name: value})
        return len(generate_ties(PEOPLE, 1, town[0].deprivation, town[0].age, numbers).other)

    assert ties(more) > len(town[1].other) > ties(fewer)


def test_populations_that_cannot_be_are_refused() -> None:
    layout = lay_out(10, 1, NUMBERS)
    with pytest.raises(ValueError, match="at least 1 person"):
        lay_out(0, 1, NUMBERS)
    with pytest.raises(ValueError, match="seed"):
        lay_out(10, -1, NUMBERS)
    with pytest.raises(ValueError, match="age must be given for each of the 10"):
        generate_ties(10, 1, layout.deprivation, layout.age[:9], NUMBERS)
    with pytest.raises(ValueError, match="fifth"):
        generate_ties(10, 1, layout.deprivation * np.uint8(2), layout.age, NUMBERS)
    with pytest.raises(ValueError, match="number of years"):
        generate_ties(10, 1, layout.deprivation, layout.age * np.nan, NUMBERS)


# graphs


def test_round_trip_through_a_graph(town: tuple[Layout, Ties]) -> None:
    layout, ties = town
    graph = graph_from_ties(ties, age=layout.age, deprivation=layout.deprivation)
    assert list(graph) == list(range(PEOPLE))
    assert graph.number_of_edges() == len(ties.other) // 2
    assert {data["layer"] for _, _, data in graph.edges(data=True)} == {"household", "friends", "peers"}
    assert graph.nodes[7] == {"age": float(layout.age[7]), "deprivation": int(layout.deprivation[7])}
    assert same(ties_from_graph(graph, NUMBERS), ties)


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
    assert edges(ties_from_graph(graph, NUMBERS)) == edges(ties)


def test_observed_network_without_strengths() -> None:
    """Zachary, J Anthropol Res 33:452-473, 1977, with its weights and without."""
    club = nx.karate_club_graph()
    ties = ties_from_graph(club, NUMBERS)
    check(ties, 34)
    assert len(ties.other) == 2 * 78
    assert (ties.layer == Layer.FRIENDS).all()
    assert ties.strength.max() == 1.0
    bare = ties_from_graph(nx.Graph(club.edges), NUMBERS)
    middle = (NUMBERS.friend_strength_low + NUMBERS.friend_strength_high) / 2
    assert bare.strength == pytest.approx(middle)


def test_observed_network_with_counts_as_weights() -> None:
    """Knuth, The Stanford GraphBase, 1993."""
    novel = nx.les_miserables_graph()
    ties = ties_from_graph(novel, NUMBERS)
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
    ties = ties_from_graph(graph, NetworkNumbers())
    check(ties, 4)
    assert edges(ties)[1, 2] == (0.75, Layer.PEERS)
    assert edges(ties)[2, 3] == (float(np.float32(0.475)), 1)
    assert ties.start.tolist() == [0, 0, 1, 3, 4]


@pytest.mark.parametrize("kind", [nx.Graph, nx.DiGraph, nx.MultiGraph, nx.MultiDiGraph])
def test_a_single_node_is_a_network(kind: Callable[[], graphs.AnyGraph]) -> None:
    graph = kind()
    graph.add_node("only")
    check(ties_from_graph(graph, NUMBERS), 1)


def test_very_unequal_strengths_stay_above_zero() -> None:
    graph: graphs.AnyGraph = nx.Graph()
    graph.add_edge(0, 1, weight=1e-60)
    graph.add_edge(1, 2, weight=1e30)
    ties = ties_from_graph(graph, NUMBERS)
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
        ties_from_graph(graph, NUMBERS)


@pytest.mark.parametrize("layer", ["colleague", 3, -1, 0.5, None, []])
def test_unknown_layers_are_refused(layer: object) -> None:
    graph: graphs.AnyGraph = nx.Graph()
    graph.add_edge(1, 2, layer=layer)
    with pytest.raises(NetworkError, match=r"between 1 and 2: layer .* is unknown\. Expected one of household"):
        ties_from_graph(graph, NUMBERS)


def test_what_is_no_network_is_refused() -> None:
    with pytest.raises(NetworkError, match="no nodes"):
        ties_from_graph(nx.Graph(), NUMBERS)
    with pytest.raises(NetworkError, match=r"it is a list\. Expected a networkx\.Graph"):
        ties_from_graph([(1, 2)], NUMBERS)  # type: ignore[arg-type]


def test_the_error_is_a_value_error_and_survives_a_process_border() -> None:
    with pytest.raises(ValueError, match="no nodes") as caught:
        ties_from_graph(nx.Graph(), NUMBERS)
    assert str(pickle.loads(pickle.dumps(caught.value))) == str(caught.value)


# files


def written(folder: Path, name: str, content: str | bytes) -> Path:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.edges", "b a 0.5\n# a comment\n\nb c 0.25 # another\nd d 1\n"),
        ("a.txt", "b\ta\t0.5\r\nb\tc\t0.25\r\nd\td\t1\r\n"),
        ("a.csv", "Source,Target,Weight\nb,a,0.5\na,b,0.125\nb, c, 0.25\nd,d,1"),
        ("a.EDGELIST", "\ufeffb,a,0.5\rb,c,.25\rd,d,1\r"),
        ("b.csv", '"person","friend","strength"\n"b","a",0.5\n"b","c","0.25"\n"d","d",1\n'),
    ],
)
def test_edge_lists(name: str, content: str, tmp_path: Path) -> None:
    graph = read_graph(written(tmp_path, name, content))
    assert list(graph) == ["b", "a", "c", "d"]
    ties = ties_from_graph(graph, NUMBERS)
    check(ties, 4)
    assert edges(ties) == {
        (0, 1): (0.5, 1),
        (1, 0): (0.5, 1),
        (0, 2): (0.25, 1),
        (2, 0): (0.25, 1),
    }


def test_edge_list_with_two_columns_and_path_as_text(tmp_path: Path) -> None:
    path = written(tmp_path, "a.edges", "1 2\n2 3\n7 8\n")
    ties = ties_from_graph(read_graph(str(path)), NUMBERS)
    assert np.diff(ties.start).tolist() == [1, 2, 1, 1, 1]
    assert components(ties).max() == 1


def test_edge_list_written_by_networkx(tmp_path: Path) -> None:
    novel = nx.Graph(nx.convert_node_labels_to_integers(nx.les_miserables_graph()))
    nx.write_weighted_edgelist(novel, tmp_path / "novel.txt")
    assert read_graph(tmp_path / "novel.txt").number_of_edges() == novel.number_of_edges()


GRAPHML = (
    '<?xml version="1.0" encoding="UTF-8"?>\n<graphml xmlns="http://graphml.graphdrawing.org/xmlns">\n'
    '<key id="w" for="edge" attr.name="weight" attr.type="{kind}"><default>0.5</default></key>\n'
    '<graph edgedefault="directed">\n<node id="x"/><node id="y"/><node id="z"/>\n'
    '<edge source="x" target="y"/>\n<edge source="y" target="z"><data key="w">{weight}</data></edge>\n'
    "</graph></graphml>"
)


def test_graphml_with_a_default_strength_and_directed_edges(tmp_path: Path) -> None:
    path = written(tmp_path, "a.graphml", GRAPHML.format(kind="double", weight="0.25"))
    ties = ties_from_graph(read_graph(path), NUMBERS)
    check(ties, 3)
    assert ties.strength.tolist() == [0.5, 0.5, 0.25, 0.25]


def test_graphml_in_another_encoding(tmp_path: Path) -> None:
    text = GRAPHML.format(kind="double", weight="0.25").replace("UTF-8", "UTF-16")
    assert len(read_graph(written(tmp_path, "a.graphml", text.encode("utf-16")))) == 3


BOMB = (
    '<?xml version="1.0"?>\n<!DOCTYPE lolz [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]>\n'
    '<graphml xmlns="http://graphml.graphdrawing.org/xmlns"><graph><node id="&b;"/></graph></graphml>'
)
JUNK = bytes(range(256)) * 4


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("a.edges", "", "it is empty"),
        ("a.graphml", "  \n", "it is empty"),
        ("a.csv", "# nobody\n\n", "it holds no people"),
        ("a.csv", "source,target\n", "it holds no people"),
        ("a.txt", JUNK, "it is not text"),
        ("a.csv", b"a\0b,c\n", "it is not text"),
        ("a.txt", "1 2\n\n3\n", "line 3: it has 1 column.s.: '3'"),
        ("a.txt", "1 2 3 4\n", "line 1: it has 4 column"),
        ("a.csv", "a;b;1\n", "line 1: it has 1 column.*'a;b;1'.* commas or white space"),
        ("a.csv", "a,b\nc,\n", "line 2: it has an empty or odd column"),
        ("a.txt", "1 2 {}\n", "write_weighted_edgelist"),
        ("a.txt", "1 2 0.5\n# x\n2 3\n", "line 3: it has 2 columns, lines above 3"),
        ("a.csv", "a,b,1\nb,c,strong\n", "line 2: strength 'strong' is not a number"),
        ("a.csv", "a,b,1\nb,c,-2\n", "line 2: strength '-2' is not a number of 0 or more"),
        ("a.csv", "a,b,nan\n", "line 1: strength 'nan'"),
        ("a.csv", "a,b,inf\n", "line 1: strength 'inf'"),
        ("a.graphml", JUNK, "line 1: it is not proper XML"),
        (
            "a.graphml",
            '<graphml xmlns="http://graphml.graphdrawing.org/xmlns">\n<graph>',
            "line 2: it is not proper XML",
        ),
        ("a.graphml", "<?xml version='1.0' encoding='klingon'?><graphml/>", "it is not proper XML"),
        ("a.graphml", "<html><body/></html>", "line 1: it begins with <html>, not with <graphml>"),
        ("a.graphml", "<graphml/>", "it is not proper GraphML"),
        ("a.graphml", BOMB, "line 2: it declares a document type.* Take the <!DOCTYPE> out"),
        (
            "a.graphml",
            BOMB.replace('version="1.0"', 'version="1.0" encoding="utf-16"').encode("utf-16"),
            "document type",
        ),
        ("a.graphml", GRAPHML.format(kind="double", weight="strong"), "not proper GraphML .*'strong'"),
        ("a.graphml", GRAPHML.format(kind="string", weight="strong"), "'y' and 'z': weight 'strong' is not a number"),
        ("a.graphml", GRAPHML.format(kind="double", weight="-1"), "weight -1.0 is not a number of 0 or more"),
        (
            "a.graphml",
            GRAPHML.format(kind="double", weight="1").replace('<node id="z"/>', ""),
            "line 7: an edge names 'z'",
        ),
        ("a.graphml", GRAPHML.format(kind="double", weight="1").replace(' id="z"', ""), "line 5: a node has no id"),
        (
            "a.graphml",
            GRAPHML.format(kind="double", weight="1").replace(' target="z"', ""),
            "line 7: an edge has no target",
        ),
        ("a.graphml", re.sub(r"<(node|edge).*>\n", "", GRAPHML.format(kind="double", weight="1")), "holds no people"),
        ("a.gexf", "<gexf><graph/></gexf>", "it is not proper GEXF"),
        ("a.gexf", BOMB, "document type"),
        ("a.gml", JUNK, "it is not proper GML"),
        ("a.gml", "graph [ node [", "it is not proper GML"),
        ("a.gml", "graph [ ]", "holds no people"),
        ("a.json", "{}", "it has the ending '.json'.* Expected one of .graphml"),
        ("network", "1 2", "it has no ending"),
    ],
)
def test_bad_files_are_refused_in_plain_words(name: str, content: str | bytes, message: str, tmp_path: Path) -> None:
    path = written(tmp_path, name, content)
    with pytest.raises(NetworkError, match=message) as caught:
        read_graph(path)
    assert str(caught.value).startswith(f"Network file {path}")
    assert " Expected " in str(caught.value)
    assert "\n" not in str(caught.value)
    assert len(str(caught.value)) < 600 + len(str(path))


@pytest.mark.parametrize(
    ("name", "message"), [("none.csv", "no such file"), ("folder.csv", "is a folder"), ("n\0ul.csv", "no such file")]
)
def test_files_that_cannot_be_read(name: str, message: str, tmp_path: Path) -> None:
    (tmp_path / "folder.csv").mkdir()
    with pytest.raises(NetworkError, match=message):
        read_graph(tmp_path / name)


def test_a_file_too_large_is_refused_unread(tmp_path: Path) -> None:
    path = tmp_path / "large.edges"
    with path.open("wb") as file:
        file.truncate(graphs.LARGEST_FILE + 1)
    with pytest.raises(NetworkError, match=r"too large\. Expected a file of at most 100 MB"):
        read_graph(path)


def test_a_file_error_names_the_file_when_ties_are_made(tmp_path: Path) -> None:
    graph = read_graph(written(tmp_path, "a.csv", "a,b\n"))
    graph.edges["a", "b"]["weight"] = -1
    with pytest.raises(NetworkError, match=r"Network file .*a\.csv, tie between 'a' and 'b'"):
        ties_from_graph(graph, NUMBERS)
