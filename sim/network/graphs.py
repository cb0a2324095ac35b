"""Support networks from outside and for outside: NetworkX graphs, GraphML and edge-list files, to ties and back."""

import io
import math
import warnings
from collections.abc import Callable, Hashable, Mapping
from os import PathLike
from pathlib import Path
from typing import Any
from xml.parsers import expat

import networkx as nx
import numpy as np
import numpy.typing as npt

from sim.network.ties import Layer, Ties, ties_from_pairs
from sim.parameters.network import NetworkNumbers

LARGEST_FILE = 100_000_000  # bytes
LAYER_WORDS = {Layer.HOUSEHOLD: "household", Layer.FRIENDS: "friends", Layer.PEERS: "peers"}
LAYERS_BY_WORD = {word: layer for layer, word in LAYER_WORDS.items()} | {"family": Layer.HOUSEHOLD}
ORIGIN = "read_from"  # graph attribute: the file a graph was read from
EDGE_LIST = "on each line two people and, if known, a strength of 0 or more, separated by commas or white space"
STRENGTH = "a number of 0 or more (0: no tie; if any is above 1, all are divided by the largest)"

type AnyGraph = nx.Graph[Any]


class NetworkError(ValueError):
    """A network that cannot be used; the message says where, what is wrong, what was expected and what to do."""


def _error(where: str, wrong: str, expected: str, remedy: str) -> NetworkError:
    return NetworkError(f"{where}: {wrong}. Expected {expected}. {remedy}.")


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
            raise _error(
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


def ties_from_graph(graph: AnyGraph, numbers: NetworkNumbers) -> Ties:
    """Ties from any NetworkX graph: directed or not, with one or many edges between the same two.

    Person i is the i-th of `graph.nodes`, whatever its label. A tie's strength is its edge attribute `strength` or else
    `weight`; if any is above 1, all of them are divided by the largest; 0 means no tie. An edge without either has the
    middle strength of its layer. A tie's layer is its edge attribute `layer`, one of "household", "family", "friends",
    "peers", 0, 1, 2; without it, friends. Direction is forgotten, edges from a node to itself are dropped, and of
    several edges between the same two the strongest is kept.

    Args:
        graph: at least one node; it may be disconnected and nodes may be alone.
        numbers: the model's numbers (strengths of the layers).

    Raises:
        NetworkError: not a graph, no nodes, or a strength or layer that cannot be understood.
    """
    if not isinstance(graph, nx.Graph):
        raise _error(
            "Network", f"it is a {type(graph).__name__}", "a networkx.Graph", "Make one, or read a file with read_graph"
        )
    where = _origin(graph)
    if not len(graph):
        raise _error(where, "the graph has no nodes", "at least one person", "Add a node for each person")
    source, target, strength, layer = _edges(graph, where)
    largest = np.nanmax(strength, initial=0.0)
    if largest > 1.0:
        strength /= largest
    unknown = np.isnan(strength)
    strength[unknown] = _middle_strengths(numbers)[layer[unknown]]
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


def _middle_strengths(numbers: NetworkNumbers) -> npt.NDArray[np.float64]:
    """The middle of each layer's strengths."""
    household = numbers.family_strength_low + numbers.household_strength_high
    friends = numbers.friend_strength_low + numbers.friend_strength_high
    peers = numbers.peer_strength_low + numbers.peer_strength_high
    return np.array([household, friends, peers]) / 2.0


def _edges(
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
    strength = _number(data[name])
    if strength is None:
        raise _error(
            f"{where}, tie between {_short(one)} and {_short(other)}",
            f"{name} {_short(data[name])} is not a number of 0 or more",
            STRENGTH,
            "Correct it, or leave it out for a middle strength",
        )
    return strength


def _number(value: Any) -> float | None:
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
    number = _number(value)
    if number is None or number not in LAYER_WORDS:
        raise _error(
            f"{where}, tie between {_short(one)} and {_short(other)}",
            f"layer {_short(value)} is unknown",
            f"one of {', '.join(LAYERS_BY_WORD)}, 0, 1, 2",
            "Correct it, or leave it out for friends",
        )
    return Layer(int(number))


def _short(value: object, longest: int = 60) -> str:
    text = repr(value)
    return text if len(text) <= longest else text[:longest] + "..."


def _reason(problem: Exception, longest: int = 200) -> str:
    text = " ".join(str(problem).split()) or type(problem).__name__
    return text if len(text) <= longest else text[:longest] + "..."


def read_graph(path: str | PathLike[str]) -> AnyGraph:
    """Read a support network from a file: GraphML, GEXF, GML, or an edge list.

    An edge list (.edges, .edgelist, .txt, .csv) has a tie on each line: two people and, if known, its strength,
    separated by commas or white space; what follows a # is a comment, and the first line may name the columns (source,
    target, strength). People are numbered in the order in which they first appear. A person without ties can be
    written as tied to themselves.

    Args:
        path: the file; its ending tells the format.

    Returns:
        A graph for `ties_from_graph`, its strengths and layers already checked.

    Raises:
        NetworkError: the file is missing, too large (over `LARGEST_FILE` bytes), not of its format, empty, or names
            strengths or layers that cannot be understood.
    """
    path = Path(path)
    where = f"Network file {path}"
    reader = READERS.get(path.suffix.lower())
    if reader is None:
        ending = f"the ending {path.suffix!r}" if path.suffix else "no ending"
        raise _error(where, f"it has {ending}", f"one of {', '.join(READERS)}", "Rename or export the file")
    content = _content(path, where)
    if not content.strip():
        raise _error(where, "it is empty", "a network of at least one person", "Export it again")
    graph = reader(content, where)
    if not len(graph):
        raise _error(where, "it holds no people", "at least one node or tie", "Export it again")
    graph.graph[ORIGIN] = str(path)
    _edges(graph, where)
    return graph


def _content(path: Path, where: str) -> bytes:
    expected = f"a file of at most {LARGEST_FILE // 1_000_000} MB"
    try:
        trouble = _trouble(path)
        content = b"" if trouble else path.read_bytes()
    except (OSError, ValueError) as problem:
        raise _error(
            where, f"it cannot be read ({_reason(problem)})", expected, "Check name and permissions"
        ) from problem
    if trouble:
        raise _error(where, trouble[0], expected, trouble[1])
    return content


def _trouble(path: Path) -> tuple[str, str] | None:
    """What keeps a file from being read at all, and what to do about it."""
    if path.is_dir():
        return "it is a folder", "Name a file in it"
    if not path.exists():
        return "there is no such file", "Check the name and the folder"
    if not path.is_file():
        return "it is not an ordinary file", "Name an ordinary file"
    if path.stat().st_size > LARGEST_FILE:
        return "it is too large", "Load it with your own code and hand over a networkx.Graph"
    return None


def _read_edge_list(content: bytes, where: str) -> AnyGraph:
    try:
        text = content.decode("utf-8-sig")
        if "\0" in text:
            raise ValueError("null characters")
    except ValueError as problem:
        raise _error(where, "it is not text (UTF-8)", EDGE_LIST, "Export it again as plain text") from problem
    graph: AnyGraph = nx.Graph()
    columns = 0
    for line, row in enumerate(io.StringIO(text, newline=None), start=1):
        cells = _cells(row.split("#", 1)[0])
        if not cells:
            continue
        if not columns:
            columns = len(cells)
            if _is_header(cells):
                continue
        place = f"{where}, line {line}"
        if len(cells) not in (2, 3) or "" in cells or "{" in cells[-1]:
            wrong = "an empty or odd column" if len(cells) in (2, 3) else f"{len(cells)} column(s)"
            raise _error(
                place,
                f"it has {wrong}: {_short(row.strip())}",
                EDGE_LIST,
                "Correct the line; from networkx, export with write_weighted_edgelist or write_graphml",
            )
        if len(cells) != columns:
            raise _error(
                place, f"it has {len(cells)} columns, lines above {columns}", EDGE_LIST, "Give all lines equally many"
            )
        _add_tie(graph, cells, place)
    return graph


def _is_header(cells: list[str]) -> bool:
    words = tuple(cell.lower() for cell in cells)
    return words[:2] in (("source", "target"), ("from", "to")) or words[2:] in (("strength",), ("weight",))


def _add_tie(graph: AnyGraph, cells: list[str], place: str) -> None:
    """Add a tie; of several between the same two people, the strongest is kept."""
    one, other, *rest = cells
    if not rest:
        graph.add_edge(one, other)
        return
    strength = _number(rest[0])
    if strength is None:
        raise _error(place, f"strength {_short(rest[0])} is not a number of 0 or more", STRENGTH, "Correct the line")
    if graph.has_edge(one, other):
        strength = max(strength, graph.edges[one, other]["strength"])
    graph.add_edge(one, other, strength=strength)


def _cells(row: str) -> list[str]:
    """Columns of a line, separated by commas or else by white space, without quotes; none for an empty line."""
    return [cell.strip().strip('"') for cell in row.split(",")] if "," in row else row.split()


def _read_graphml(content: bytes, where: str) -> AnyGraph:
    _check_xml(content, where, "graphml")
    graph = _parsed(where, "GraphML", lambda: nx.read_graphml(io.BytesIO(content)))
    defaults = graph.graph.get("edge_default", {})
    for _, _, data in graph.edges(data=True):
        for name, value in defaults.items():
            data.setdefault(name, value)
    return graph


def _read_gexf(content: bytes, where: str) -> AnyGraph:
    _check_xml(content, where, "gexf")
    return _parsed(where, "GEXF", lambda: nx.read_gexf(io.BytesIO(content)))


def _read_gml(content: bytes, where: str) -> AnyGraph:
    return _parsed(where, "GML", lambda: nx.read_gml(io.BytesIO(content)))


def _parsed(where: str, form: str, parse: Callable[[], AnyGraph]) -> AnyGraph:
    """What a NetworkX reader makes of the file; whatever it stumbles over becomes one clear message."""
    troubles = (nx.NetworkXException, SyntaxError, ValueError, TypeError, LookupError, AttributeError, RuntimeError)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # on attributes of no use here
            return parse()
    except troubles as problem:
        raise _error(
            where,
            f"it is not proper {form} ({_reason(problem)})",
            f"a {form} file as networkx writes it",
            "Export it again",
        ) from problem


def _check_xml(content: bytes, where: str, root: str) -> None:
    """Refuse what is not XML of the right kind, document types (they can hold entity bombs), and ties to nobody."""
    parser = expat.ParserCreate()
    known: set[str] = set()
    named: dict[str, int] = {}
    seen_root = False

    def refuse(wrong: str, line: int, remedy: str) -> NetworkError:
        return _error(f"{where}, line {line}", wrong, f"a {root} file as networkx writes it", remedy)

    def document_type(*_: object) -> None:
        raise refuse("it declares a document type", parser.CurrentLineNumber, "Take the <!DOCTYPE> out")

    def element(name: str, attributes: dict[str, str]) -> None:
        nonlocal seen_root
        kind = name.rpartition(":")[2]
        line = parser.CurrentLineNumber
        if not seen_root and kind != root:
            raise refuse(f"it begins with <{_short(name)[1:-1]}>, not with <{root}>", line, "Check the file's ending")
        seen_root = True
        if kind == "node":
            if "id" not in attributes:
                raise refuse("a node has no id", line, "Give each node its id")
            known.add(attributes["id"])
        elif kind == "edge":
            for end in ("source", "target"):
                if end not in attributes:
                    raise refuse(f"an edge has no {end}", line, "Give each edge a source and a target")
                named.setdefault(attributes[end], line)

    parser.StartDoctypeDeclHandler = document_type
    parser.StartElementHandler = element
    try:
        parser.Parse(content, True)
    except NetworkError:
        raise
    except (expat.ExpatError, ValueError, LookupError) as problem:
        raise refuse(
            f"it is not proper XML ({_reason(problem)})", parser.ErrorLineNumber, "Export it again"
        ) from problem
    for name, line in named.items():
        if name not in known:
            raise refuse(f"an edge names {_short(name)}, which is no node", line, "Add the node or correct the edge")


READERS: dict[str, Callable[[bytes, str], AnyGraph]] = {
    ".graphml": _read_graphml,
    ".gexf": _read_gexf,
    ".gml": _read_gml,
    ".edges": _read_edge_list,
    ".edgelist": _read_edge_list,
    ".txt": _read_edge_list,
    ".csv": _read_edge_list,
}
