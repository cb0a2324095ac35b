"""Support networks from outside and for outside: NetworkX graphs to ties and back."""

import math
from collections.abc import Hashable, Mapping
from typing import Any

import networkx as nx
import numpy as np
import numpy.typing as npt

from sim.errors import NetworkError
from sim.network.ties import Layer, Ties, ties_from_pairs
from sim.parameters.network import NetworkParameters

LAYER_WORDS = {Layer.HOUSEHOLD: "household", Layer.FRIENDS: "friends", Layer.PEERS: "peers"}
LAYERS_BY_WORD = {word: layer for layer, word in LAYER_WORDS.items()} | {"family": Layer.HOUSEHOLD}
ORIGIN = "read_from"  # graph attribute: the file a graph was read from
STRENGTH = "a number of 0 or more (0: no tie; if any is above 1, all are divided by the largest)"

type AnyGraph = nx.Graph[Any]


def graph_from_ties(ties: Ties, **columns: npt.ArrayLike) -> AnyGraph:
    """The support network as a NetworkX graph, for analysis, drawing or export.

    Args:
        ties: the network of n people.
        columns: any number of node attributes by name, each (n) values, such as `age=...`.

    Returns:
        An undirected graph of nodes 0 to n - 1 with the given attributes; edges have `strength`, in (0, 1], and
        `layer`, one of "household" (and family), "friends", "peers".

    Raises:
        NetworkError: a column of another length.
    """
    count = len(ties.start) - 1
    values = {name: np.asarray(column).tolist() for name, column in columns.items()}
    for name, column in values.items():
        if not isinstance(column, list) or len(column) != count:
            found = f"{len(column)} values" if isinstance(column, list) else "a single value"
            raise network_error(
                f"Node attribute {name!r}", f"it has {found}", f"{count}, one for each person", "Give one for each"
            )
    graph: AnyGraph = nx.Graph()
    graph.add_nodes_from((node, {name: column[node] for name, column in values.items()}) for node in range(count))
    own = np.repeat(np.arange(count, dtype=np.int32), np.diff(ties.start))
    once = own < ties.other
    graph.add_edges_from(
        (one, other, {"strength": strength, "layer": LAYER_WORDS[layer]})
        for one, other, strength, layer in zip(
            own[once].tolist(),
            ties.other[once].tolist(),
            ties.strength[once].tolist(),
            ties.layer[once].tolist(),
            strict=True,
        )
    )
    return graph


def ties_from_graph(graph: AnyGraph, parameters: NetworkParameters) -> Ties:
    """Ties from any NetworkX graph: directed or not, with one or many edges between the same two.

    Person i is the i-th of `graph.nodes`, whatever its label. A tie's strength is its edge attribute `strength` or else
    `weight`; if any is above 1, all of them are divided by the largest; 0 means no tie. An edge without either has the
    middle strength of its layer. A tie's layer is its edge attribute `layer`, one of "household", "family", "friends",
    "peers", 0, 1, 2; without it, friends. Direction is forgotten, edges from a node to itself are dropped, and of
    several edges between the same two the strongest is kept.

    Args:
        graph: at least one node; it may be disconnected and nodes may be alone.
        parameters: the model's parameters (strengths of the layers).

    Raises:
        NetworkError: not a graph, no nodes, or a strength or layer that cannot be understood.
    """
    if not isinstance(graph, nx.Graph):
        raise network_error(
            "Network", f"it is a {type(graph).__name__}", "a networkx.Graph", "Make one, or read a file with read_graph"
        )
    where = _origin(graph)
    if not len(graph):
        raise network_error(where, "the graph has no nodes", "at least one person", "Add a node for each person")
    source, target, strength, layer = checked_edges(graph, where)
    largest = np.nanmax(strength, initial=0.0)
    if largest > 1.0:
        strength /= largest
    unknown = np.isnan(strength)
    strength[unknown] = _middle_strengths(parameters)[layer[unknown]]
    lasting = (source != target) & (strength > 0.0)
    return ties_from_pairs(
        len(graph),
        source[lasting],
        target[lasting],
        np.maximum(strength[lasting], float(np.finfo(np.float32).tiny)).astype(np.float32),
        layer[lasting],
    )


def _origin(graph: AnyGraph) -> str:
    return f"Network file {graph.graph[ORIGIN]}" if ORIGIN in graph.graph else "Network graph"


def _middle_strengths(parameters: NetworkParameters) -> npt.NDArray[np.float64]:
    """The middle of each layer's strengths."""
    household = parameters.family_strength_low + parameters.household_strength_high
    friends = parameters.friend_strength_low + parameters.friend_strength_high
    peers = parameters.peer_strength_low + parameters.peer_strength_high
    return np.array([household, friends, peers]) / 2.0


def checked_edges(
    graph: AnyGraph, where: str
) -> tuple[npt.NDArray[np.int32], npt.NDArray[np.int32], npt.NDArray[np.float64], npt.NDArray[np.uint8]]:
    """Source, target, strength (NaN: none given) and layer of all edges, checked."""
    number: dict[Hashable, int] = {node: index for index, node in enumerate(graph.nodes)}
    source, target, strength, layer = [], [], [], []
    for one, other, data in graph.edges(data=True):
        source.append(number[one])
        target.append(number[other])
        strength.append(_strength_of(data, where, one, other))
        layer.append(_layer_of(data, where, one, other))
    return (
        np.array(source, np.int32),
        np.array(target, np.int32),
        np.array(strength, np.float64),
        np.array(layer, np.uint8),
    )


def _strength_of(data: Mapping[str, Any], where: str, one: Hashable, other: Hashable) -> float:
    """Strength of an edge as it was given, 0 or more; NaN where none was given."""
    name = "strength" if "strength" in data else "weight"
    if name not in data:
        return math.nan
    strength = positive_number(data[name])
    if strength is None:
        raise network_error(
            f"{where}, tie between {short(one)} and {short(other)}",
            f"{name} {short(data[name])} is not a number of 0 or more",
            STRENGTH,
            "Correct it, or leave it out for a middle strength",
        )
    return strength


def positive_number(value: Any) -> float | None:
    """A finite number of 0 or more, also from text; None for anything else."""
    try:
        number = float(value)
    except (TypeError, ValueError, OverflowError):
        return None
    return number if math.isfinite(number) and number >= 0.0 else None


def _layer_of(data: Mapping[str, Any], where: str, one: Hashable, other: Hashable) -> Layer:
    value = data.get("layer", Layer.FRIENDS)
    if isinstance(value, str) and value.strip().lower() in LAYERS_BY_WORD:
        return LAYERS_BY_WORD[value.strip().lower()]
    number = positive_number(value)
    if number is None or number not in LAYER_WORDS:
        raise network_error(
            f"{where}, tie between {short(one)} and {short(other)}",
            f"layer {short(value)} is unknown",
            f"one of {', '.join(LAYERS_BY_WORD)}, 0, 1, 2",
            "Correct it, or leave it out for friends",
        )
    return Layer(int(number))


def network_error(where: str, wrong: str, expected: str, remedy: str) -> NetworkError:
    """The message in four parts: where it is, what is wrong, what was expected, what to do."""
    return NetworkError(f"{where}: {wrong}. Expected {expected}. {remedy}.")


def short(value: object, longest: int = 60) -> str:
    """A value as it was written, cut where it is long."""
    text = repr(value)
    return text if len(text) <= longest else text[:longest] + "..."


def reason(problem: Exception, longest: int = 200) -> str:
    """What another library said of it, on one line, cut where it is long."""
    text = " ".join(str(problem).split()) or type(problem).__name__
    return text if len(text) <= longest else text[:longest] + "..."
