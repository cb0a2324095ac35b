"""Support networks from outside and for outside: NetworkX graphs to ties and back."""

import json
import math
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import networkx as nx
import numpy as np
import numpy.typing as npt

from sim.errors import NetworkError
from sim.network.known import UNKNOWN_SEX
from sim.network.names import AGES, LABELS, LAYERS, MAN, SEXES, STRENGTHS, VAGUE_STRENGTHS, WOMAN, plain
from sim.network.observed import ObservedTies, TieTable, observed_ties
from sim.network.record import Source
from sim.network.ties import Layer, Ties
from sim.parameters.network import NetworkParameters

LAYER_WORDS = {Layer.HOUSEHOLD: "household", Layer.FRIENDS: "friends", Layer.PEERS: "peers"}
LAYERS_BY_WORD = {word: layer for layer, word in LAYER_WORDS.items()} | {"family": Layer.HOUSEHOLD}
ORIGIN = "read_from"  # graph attribute: the file a graph was read from
READ = "read_as"  # graph attribute: what its reader said of it, as JSON
NOTED = "noted"  # graph attribute: what was already said of it
NO_INFORMATION = ("id", "key", "viz", "graphics")  # edge attributes of the formats themselves; ids of nodes may matter
OF_NODES = (LABELS, AGES, SEXES)
SMALLEST_TIME = 1e8  # numbers from here on are times: seconds or milliseconds since 1970
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


def ties_from_graph(graph: AnyGraph, parameters: NetworkParameters) -> ObservedTies:
    """Ties from any NetworkX graph: directed or not, with one or many edges between the same two.

    Person i is the i-th of `graph.nodes`, whatever its label. A tie's strength is its edge attribute `strength` or else
    `weight` (in any spelling of capitals), or else `value` if all of these look like strengths; if any is above 1, all
    of them are divided by the largest; 0 means no tie. An edge without any has the middle strength of its layer, or the
    middle of those given where these go above 1. A tie's layer is its edge attribute `layer`, one of "household",
    "family", "friends", "peers", 0, 1, 2; without it, friends. Direction is forgotten, edges from a node to itself are
    dropped, and of several edges between the same two the strongest is kept. Of nodes, `label` or `name`, `age` and
    `sex` are used.

    Args:
        graph: at least one node; it may be disconnected and nodes may be alone.
        parameters: the model's parameters (strengths of the layers).

    Returns:
        The ties, with the names of people, and `record`, which says what was read and what was ignored.

    Warns:
        NetworkNote: something of the graph was ignored or guessed.

    Raises:
        NetworkError: not a graph, no nodes, or a strength or layer that cannot be understood.
    """
    ties = ties_of(graph, parameters)
    if ties.record.in_doubt and graph.graph.get(NOTED) != ties.record.message:
        ties.record.warn()
    return ties


def ties_of(graph: AnyGraph, parameters: NetworkParameters) -> ObservedTies:
    """As `ties_from_graph`, without a word about it."""
    if not isinstance(graph, nx.Graph):
        raise network_error(
            "Network", f"it is a {type(graph).__name__}", "a networkx.Graph", "Make one, or read a file with read_graph"
        )
    source = _source_of(graph)
    if not len(graph):
        raise network_error(source.where, "the graph has no nodes", "at least one person", "Add a node for each person")
    return observed_ties(table_of(graph, source), parameters)


def _source_of(graph: AnyGraph) -> Source:
    """Where a graph comes from, and what its reader said of it."""
    if ORIGIN not in graph.graph:
        return Source()
    try:
        return Source(**json.loads(graph.graph[READ]))
    except (KeyError, TypeError, ValueError):  # the graph was taken apart and put together elsewhere
        return Source(file=str(graph.graph[ORIGIN]))


def table_of(graph: AnyGraph, source: Source) -> TieTable:
    """All that a graph says of people and ties, checked.

    Args:
        graph: at least one node.
        source: where it comes from; what is ignored or guessed here is added to a copy.
    """
    source = replace(source, ignored=list(source.ignored), remarks=list(source.remarks), doubts=list(source.doubts))
    where = source.where
    number: dict[Hashable, int] = {node: index for index, node in enumerate(graph.nodes)}
    names = dict.fromkeys(str(name) for _, _, data in graph.edges(data=True) for name in data)
    chosen = _strength_names(graph, names, source)
    layers = [name for name in names if plain(name) in LAYERS][:1]
    one, other, strength, layer = [], [], [], []
    for from_node, to_node, data in graph.edges(data=True):
        one.append(number[from_node])
        other.append(number[to_node])
        strength.append(_strength_of(data, chosen, where, from_node, to_node))
        layer.append(_layer_of(data, layers, where, from_node, to_node))
    source.ignored += [name for name in names if name not in (*chosen, *layers, *NO_INFORMATION)]
    if graph.is_directed():
        source.remarks.append("direction forgotten")
    table = TieTable(
        source,
        [str(node) for node in graph.nodes],
        np.array(one, np.int32),
        np.array(other, np.int32),
        np.array(strength, np.float64),
        np.array(layer, np.uint8),
        " or ".join(name for name in chosen if name != "strength"),
    )
    if source.form == "GEXF" and chosen == ["weight"]:
        _fill_in_default_weight(table)
    _add_people(table, graph)
    return table


def _fill_in_default_weight(table: TieTable) -> None:
    """GEXF's own default is a weight of 1.0; where no tie has a weight, that says nothing."""
    missing = np.isnan(table.strength)
    if missing.any() and not missing.all():
        table.strength[missing] = 1.0
        table.stated = ~missing
        amount = int(np.count_nonzero(missing))
        table.source.doubts.append(f"{amount:,} without a weight have 1.0, the default of GEXF")


def _strength_names(graph: AnyGraph, names: Iterable[str], source: Source) -> list[str]:
    """The attributes that strengths are read from: of each tie, the first of these that it has."""
    clear = [name for known in STRENGTHS for name in names if plain(name) == known]
    if clear:
        mixed = [
            name
            for place, name in enumerate(clear)
            if any(
                name in data and not any(above in data for above in clear[:place]) for *_, data in graph.edges.data()
            )
        ]
        if len(mixed) > 1:
            said = f"strengths are {mixed[0]!r}, and {' or '.join(map(repr, mixed[1:]))} where that is missing"
            (source.doubts if source.file else source.remarks).append(said)
        return mixed
    for name in names:
        if plain(name) in VAGUE_STRENGTHS and _look_like_strengths(
            data[name] for *_, data in graph.edges.data() if name in data
        ):
            return [name]
    return []


def _look_like_strengths(values: Iterable[object]) -> bool:
    numbers = [positive_number(value) for value in values]
    return all(number is not None and number < SMALLEST_TIME for number in numbers)


def _add_people(table: TieTable, graph: AnyGraph) -> None:
    """Names, ages and sexes of nodes, where they have any; all else about them is named."""
    names = list(dict.fromkeys(str(name) for _, data in graph.nodes(data=True) for name in data))
    used = {kind: next((name for known in kind for name in names if plain(name) == known), "") for kind in OF_NODES}
    doubts = table.source.doubts
    if used[LABELS]:
        given = [data.get(used[LABELS]) for _, data in graph.nodes(data=True)]
        table.labels = [
            name.strip() if isinstance(name, str) and name.strip() else own
            for name, own in zip(given, table.labels, strict=True)
        ]
    if used[AGES]:
        table.age = np.array([_years(data.get(used[AGES])) for _, data in graph.nodes(data=True)], np.float64)
        unclear = [
            data[used[AGES]]
            for (_, data), age in zip(graph.nodes(data=True), table.age.tolist(), strict=True)
            if math.isnan(age) and _is_given(data.get(used[AGES]))
        ]
        doubts += [f"{len(unclear):,} ages not understood, such as {short(unclear[0], 20)}"] if unclear else []
    if used[SEXES]:
        words = [data.get(used[SEXES]) for _, data in graph.nodes(data=True)]
        table.sex = np.array([_sex(word) for word in words], np.int8)
        unclear = [
            word for word, sex in zip(words, table.sex.tolist(), strict=True) if sex == UNKNOWN_SEX and _is_given(word)
        ]
        doubts += (
            [f"{len(unclear):,} sexes not understood, such as {short(unclear[0], 20)}; write female or male"]
            if unclear
            else []
        )
    table.ignored_of_people = [name for name in names if name not in (*used.values(), *NO_INFORMATION[1:])]


def _is_given(value: object) -> bool:
    return value is not None and value != "" and not (isinstance(value, float) and math.isnan(value))


def _years(value: object) -> float:
    """An age in years; NaN where it is none."""
    if value is None or isinstance(value, bool):
        return math.nan
    number = positive_number(value.replace(",", ".") if isinstance(value, str) else value)
    return math.nan if number is None else number


def _sex(value: object) -> int:
    """0 for a man, 1 for a woman; numbers are no sexes, as files differ in what they stand for."""
    word = plain(value) if isinstance(value, str) else ""
    return 1 if word in WOMAN else 0 if word in MAN else UNKNOWN_SEX


def _strength_of(data: Mapping[str, Any], names: Sequence[str], where: str, one: Hashable, other: Hashable) -> float:
    """Strength of an edge as it was given, 0 or more; NaN where none was given."""
    name = next((name for name in names if name in data), None)
    if name is None:
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


def _layer_of(data: Mapping[str, Any], names: Sequence[str], where: str, one: Hashable, other: Hashable) -> Layer:
    value = data.get(names[0], Layer.FRIENDS) if names else Layer.FRIENDS
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
