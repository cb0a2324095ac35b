"""Support networks in files: GraphML, GEXF, GML and edge lists, checked, with clear error messages."""

import json
import math
import os
from dataclasses import asdict
from os import PathLike
from pathlib import Path
from typing import Any, Literal

import networkx as nx

from sim.errors import NetworkError
from sim.network.edge_lists.lines import OnProgress
from sim.network.edge_lists.reading import read_edge_list
from sim.network.graphs import (
    LAYER_WORDS,
    NOTED,
    ORIGIN,
    READ,
    AnyGraph,
    network_error,
    reason,
    table_of,
    ties_of,
)
from sim.network.markup import Reader, read_gexf, read_gml, read_graphml
from sim.network.observed import TieTable, observed_ties
from sim.network.record import Source
from sim.network.ties import Layer, Ties
from sim.parameters import Parameters
from sim.parameters.network import NetworkParameters

LARGEST_FILE = 100_000_000  # bytes; an edge list is read line by line, in a few times its size of memory
LARGEST_MARKUP = 50_000_000  # bytes; the other formats take twenty times their size of memory, or more


def read_graph(path: str | PathLike[str]) -> AnyGraph:
    """Read a support network from a file: GraphML, GEXF, GML, or an edge list.

    An edge list (.csv, .tsv, .tab, .txt, .dat, .edges, .edgelist) has a tie on each line: two people and, if known, its
    strength, in columns separated by commas, semicolons, tabs, bars or white space. Lines that begin with #, % or //
    are comments. A first line may name the columns (source, target, strength); one whose words never come again does. A
    third column without a name is read as strengths where it looks like them. People are numbered in the order in which
    they first appear. A person without ties can be written as tied to themselves.

    Of the other formats all graphs of the file are read, also those within others. Groups of people, which are nodes
    that only hold others, are no people. Direction is forgotten.

    Args:
        path: the file; its ending gives the format.

    Returns:
        A graph for `ties_from_graph`, its strengths and layers already checked.

    Warns:
        NetworkNote: something in the file was ignored or guessed.

    Raises:
        NetworkError: the file is missing, too large (over `LARGEST_FILE` bytes, and `LARGEST_MARKUP` for what is no
            edge list), not of its format, empty, or names strengths or layers that cannot be understood.
    """
    path, where, read = _reader(path)
    if read is None:
        table = _edge_list(path, where)
        graph = _graph_of(table)
    else:
        graph = _markup(path, where, read)
        table = table_of(graph, _source_in(graph))
    record = observed_ties(table, Parameters()).record
    if record.in_doubt:
        graph.graph[NOTED] = record.message
        record.warn()
    return graph


def read_table(path: str | PathLike[str], on_progress: OnProgress | None = None) -> TieTable:
    """Read a network for `observed_ties`, without a word about it; see `read_graph`."""
    path, where, read = _reader(path)
    if read is None:
        return _edge_list(path, where, on_progress)
    graph = _markup(path, where, read)
    return table_of(graph, _source_in(graph))


def as_ties(
    graph: Any,
    parameters: NetworkParameters,
    *,
    note: Literal["doubts", "always", "never"] = "doubts",
    on_progress: OnProgress | None = None,
) -> Ties | None:
    """Ties out of whatever network a user has: a graph, a file, ties, or nothing.

    Args:
        graph: a `networkx.Graph`, the path of a file, `Ties`, or None.
        parameters: the model's parameters.
        note: when to warn (`NetworkNote`) of what was read: only if something was ignored or guessed, always, or never.
        on_progress: called with bytes read and bytes in all, now and then, while an edge list is read.
    """
    if graph is None or isinstance(graph, Ties):
        return graph
    if not isinstance(graph, str | os.PathLike):
        ties = ties_of(graph, parameters)
    else:
        ties = observed_ties(read_table(graph, on_progress), parameters)
    if note == "always" or (note == "doubts" and ties.record.in_doubt):
        ties.record.warn()
    return ties


def _reader(path: str | PathLike[str]) -> tuple[Path, str, Reader | None]:
    """The file, what messages begin with, and what reads it (None: it is an edge list)."""
    path = Path(path)
    where = f"Network file {path}"
    ending = path.suffix.lower()
    if path.is_dir():
        raise network_error(where, "it is a folder", "a file", "Name a file in it")
    if ending not in ENDINGS:
        found = f"the ending {path.suffix!r}" if path.suffix else "no ending"
        raise network_error(where, f"it has {found}", f"one of {', '.join(ENDINGS)}", "Rename or export the file")
    return path, where, READERS.get(ending)


def _edge_list(path: Path, where: str, on_progress: OnProgress | None = None) -> TieTable:
    """An edge list, read line by line."""
    if not _readable(path, where, LARGEST_FILE):
        raise _empty(where)
    try:
        table = read_edge_list(path, where, on_progress)
    except OSError as problem:
        raise _unreadable(where, problem, LARGEST_FILE) from problem
    if not table.labels:
        raise network_error(where, "it holds no people", "at least one node or tie", "Export it again")
    table.source.file = str(path)
    return table


def _markup(path: Path, where: str, read: Reader) -> AnyGraph:
    """What is no edge list, read whole."""
    _readable(path, where, LARGEST_MARKUP)
    try:
        content = path.read_bytes()
    except OSError as problem:
        raise _unreadable(where, problem, LARGEST_MARKUP) from problem
    if not content.strip():
        raise _empty(where)
    source = Source(str(path))
    graph = read(content, where, source)
    if not len(graph):
        raise network_error(where, "it holds no people", "at least one node or tie", "Export it again")
    graph.graph = {ORIGIN: str(path), READ: json.dumps(asdict(source))}
    return graph


def _source_in(graph: AnyGraph) -> Source:
    return Source(**json.loads(graph.graph[READ]))


def _graph_of(table: TieTable) -> AnyGraph:
    """An edge list as a graph; of several ties between the same two people, the strongest is kept."""
    graph: AnyGraph = nx.Graph()
    graph.add_nodes_from(table.labels)
    labels = table.labels
    for one, other, strength, layer in zip(
        table.one.tolist(), table.other.tolist(), table.strength.tolist(), table.layer.tolist(), strict=True
    ):
        ends = labels[one], labels[other]
        data: dict[str, Any] = {} if layer == Layer.FRIENDS else {"layer": LAYER_WORDS[layer]}
        if not math.isnan(strength):
            before = graph.edges[ends].get("strength", 0.0) if graph.has_edge(*ends) else 0.0
            data["strength"] = max(strength, before)
        graph.add_edge(*ends, **data)
    graph.graph = {ORIGIN: table.source.file, READ: json.dumps(asdict(table.source))}
    return graph


def _readable(path: Path, where: str, largest: int) -> int:
    """Size of a file that can be read in bounded memory; other files are refused."""
    try:
        fault = _fault(path, largest)
        size = 0 if fault else path.stat().st_size
    except (OSError, ValueError) as problem:
        raise _unreadable(where, problem, largest) from problem
    if fault:
        raise network_error(where, fault[0], f"a file of at most {largest // 1_000_000} MB", fault[1])
    return size


def _unreadable(where: str, problem: Exception, largest: int) -> NetworkError:
    expected = f"a file of at most {largest // 1_000_000} MB"
    return network_error(where, f"it cannot be read ({reason(problem)})", expected, "Check name and permissions")


def _empty(where: str) -> NetworkError:
    return network_error(where, "it is empty", "a network of at least one person", "Export it again")


def _fault(path: Path, largest: int) -> tuple[str, str] | None:
    """What keeps a file from being read at all, and what to do about it."""
    if path.is_dir():
        return "it is a folder", "Name a file in it"
    if not path.exists():
        return "there is no such file", "Check the name and the folder"
    if not path.is_file():
        return "it is not an ordinary file", "Name an ordinary file"
    if path.stat().st_size > largest:
        remedy = "Load it with your own code and hand over a networkx.Graph"
        return (
            "it is too large",
            remedy if largest == LARGEST_FILE else "Export it as an edge list, or " + remedy.lower(),
        )
    return None


READERS: dict[str, Reader] = {".graphml": read_graphml, ".gexf": read_gexf, ".gml": read_gml}
EDGE_LISTS = (".edges", ".edgelist", ".txt", ".csv", ".tsv", ".tab", ".dat")
ENDINGS = (*READERS, *EDGE_LISTS)
"""Endings of all files that can be read."""
