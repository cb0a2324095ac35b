"""Support networks in files: GraphML, GEXF, GML and edge lists, checked, with clear error messages."""

import io
import os
import warnings
from collections.abc import Callable
from os import PathLike
from pathlib import Path
from typing import Any
from xml.parsers import expat

import networkx as nx

from sim.errors import NetworkError
from sim.network.graphs import (
    ORIGIN,
    STRENGTH,
    AnyGraph,
    checked_edges,
    network_error,
    positive_number,
    reason,
    short,
    ties_from_graph,
)
from sim.network.ties import Ties
from sim.parameters.network import NetworkParameters

LARGEST_FILE = 100_000_000  # bytes
EDGE_LIST = "on each line two people and, if known, a strength of 0 or more, separated by commas or white space"


def read_graph(path: str | PathLike[str]) -> AnyGraph:
    """Read a support network from a file: GraphML, GEXF, GML, or an edge list.

    An edge list (.edges, .edgelist, .txt, .csv) has a tie on each line: two people and, if known, its strength,
    separated by commas or white space; what follows a # is a comment, and the first line may name the columns (source,
    target, strength). People are numbered in the order in which they first appear. A person without ties can be
    written as tied to themselves.

    Args:
        path: the file; its ending gives the format.

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
        raise network_error(where, f"it has {ending}", f"one of {', '.join(READERS)}", "Rename or export the file")
    content = _content(path, where)
    if not content.strip():
        raise network_error(where, "it is empty", "a network of at least one person", "Export it again")
    graph = reader(content, where)
    if not len(graph):
        raise network_error(where, "it holds no people", "at least one node or tie", "Export it again")
    graph.graph[ORIGIN] = str(path)
    checked_edges(graph, where)
    return graph


def _content(path: Path, where: str) -> bytes:
    expected = f"a file of at most {LARGEST_FILE // 1_000_000} MB"
    try:
        fault = _fault(path)
        content = b"" if fault else path.read_bytes()
    except (OSError, ValueError) as problem:
        raise network_error(
            where, f"it cannot be read ({reason(problem)})", expected, "Check name and permissions"
        ) from problem
    if fault:
        raise network_error(where, fault[0], expected, fault[1])
    return content


def _fault(path: Path) -> tuple[str, str] | None:
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
        raise network_error(where, "it is not text (UTF-8)", EDGE_LIST, "Export it again as plain text") from problem
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
            raise network_error(
                place,
                f"it has {wrong}: {short(row.strip())}",
                EDGE_LIST,
                "Correct the line; from networkx, export with write_weighted_edgelist or write_graphml",
            )
        if len(cells) != columns:
            raise network_error(
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
    strength = positive_number(rest[0])
    if strength is None:
        raise network_error(
            place, f"strength {short(rest[0])} is not a number of 0 or more", STRENGTH, "Correct the line"
        )
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
    """What a NetworkX reader makes of the file; any problem becomes one clear message."""
    refusals = (nx.NetworkXException, SyntaxError, ValueError, TypeError, LookupError, AttributeError, RuntimeError)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # on attributes of no use here
            return parse()
    except refusals as problem:
        raise network_error(
            where,
            f"it is not proper {form} ({reason(problem)})",
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
        return network_error(f"{where}, line {line}", wrong, f"a {root} file as networkx writes it", remedy)

    def document_type(*_: object) -> None:
        raise refuse("it declares a document type", parser.CurrentLineNumber, "Take the <!DOCTYPE> out")

    def element(name: str, attributes: dict[str, str]) -> None:
        nonlocal seen_root
        kind = name.rpartition(":")[2]
        line = parser.CurrentLineNumber
        if not seen_root and kind != root:
            raise refuse(f"it begins with <{short(name)[1:-1]}>, not with <{root}>", line, "Check the file's ending")
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
            f"it is not proper XML ({reason(problem)})", parser.ErrorLineNumber, "Export it again"
        ) from problem
    for name, line in named.items():
        if name not in known:
            raise refuse(f"an edge names {short(name)}, which is no node", line, "Add the node or correct the edge")


READERS: dict[str, Callable[[bytes, str], AnyGraph]] = {
    ".graphml": _read_graphml,
    ".gexf": _read_gexf,
    ".gml": _read_gml,
    ".edges": _read_edge_list,
    ".edgelist": _read_edge_list,
    ".txt": _read_edge_list,
    ".csv": _read_edge_list,
}


def as_ties(graph: Any, parameters: NetworkParameters) -> Ties | None:
    """Ties out of whatever network a user has: a graph, a file, ties, or nothing."""
    if graph is None or isinstance(graph, Ties):
        return graph
    return ties_from_graph(read_graph(graph) if isinstance(graph, str | os.PathLike) else graph, parameters)
