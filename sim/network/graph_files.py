"""Support networks in files: GraphML, GEXF, GML and edge lists, checked, with clear error messages."""

import io
import json
import math
import os
import re
import warnings
from collections.abc import Callable, Collection
from dataclasses import asdict, dataclass, field
from os import PathLike
from pathlib import Path
from typing import Any, Literal
from xml.etree import ElementTree
from xml.parsers import expat

import networkx as nx

from sim.errors import NetworkError
from sim.network.edge_lists import OnProgress, read_edge_list
from sim.network.graphs import (
    LAYER_WORDS,
    NOTED,
    ORIGIN,
    READ,
    AnyGraph,
    network_error,
    reason,
    short,
    table_of,
    ties_of,
)
from sim.network.observed import TieTable, observed_ties
from sim.network.record import Source
from sim.network.ties import Layer, Ties
from sim.parameters import Parameters
from sim.parameters.network import NetworkParameters

GML_GRAPH = re.compile(r"^\s*graph\s*\[", re.MULTILINE)
MULTIGRAPH = re.compile(r"^\s*multigraph\s+[01]\s*$", re.MULTILINE)
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
        record.warn(stacklevel=2)
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
        ties.record.warn(stacklevel=3)
    return ties


def _reader(path: str | PathLike[str]) -> tuple[Path, str, "Reader | None"]:
    """The file, what messages begin with, and what reads it (None: it is an edge list)."""
    path = Path(path)
    where = f"Network file {path}"
    ending = path.suffix.lower()
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


def _markup(path: Path, where: str, read: "Reader") -> AnyGraph:
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


def _read_graphml(content: bytes, where: str, source: Source) -> AnyGraph:
    source.form = "GraphML"
    markup = _check_xml(content, where, "graphml")
    if markup.mixed:
        content = _without_directions(content, source)
    if markup.graphs > 1:
        content = _as_one_graph(content, source, markup.named)
    graph = _parsed(where, "GraphML", lambda: nx.read_graphml(io.BytesIO(content)))
    for defaults, all_data in (
        (graph.graph.get("edge_default", {}), [data for *_, data in graph.edges(data=True)]),
        (graph.graph.get("node_default", {}), [data for _, data in graph.nodes(data=True)]),
    ):
        for data in all_data:
            for name in [name for name, value in data.items() if value == ""]:
                del data[name]  # an empty element says nothing
            for name, value in defaults.items():
                data.setdefault(name, value)
    return graph


def _read_gexf(content: bytes, where: str, source: Source) -> AnyGraph:
    source.form = "GEXF"
    markup = _check_xml(content, where, "gexf")
    if markup.graphs > 1:
        raise network_error(where, f"it holds {markup.graphs} graphs", "one", "Export each to a file of its own")
    if markup.mixed:
        content = _without_directions(content, source)
    return _parsed(where, "GEXF", lambda: nx.read_gexf(io.BytesIO(content)))


def _read_gml(content: bytes, where: str, source: Source) -> AnyGraph:
    """GML, identified by id: labels may be missing or occur twice, and so may ties."""
    source.form = "GML"
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("latin-1")  # as the format was once defined
    plain_text = text.encode("ascii", "xmlcharrefreplace").decode("ascii")
    several = GML_GRAPH.sub(r"\g<0> multigraph 1 ", MULTIGRAPH.sub("", plain_text), count=1)
    lines = several.splitlines()  # not all that NetworkX may call a line end
    graph = _parsed(where, "GML", lambda: nx.parse_gml(lines, label="id"))
    labels = [data.get("label") for _, data in graph.nodes(data=True)]
    if all(isinstance(label, str | int | float) for label in labels) and len(set(map(str, labels))) == len(labels):
        graph = nx.relabel_nodes(graph, {node: str(data.pop("label")) for node, data in graph.nodes(data=True)})
    return graph


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


@dataclass
class _Markup:
    """What an XML file holds that NetworkX's readers cannot do with.

    Attributes:
        graphs: how many graphs, also within others.
        directions: directed, undirected or none said, of all ties.
        named: people that ties name, with the line that does so first.
    """

    graphs: int = 0
    directions: set[str] = field(default_factory=set)
    named: dict[str, int] = field(default_factory=dict)

    @property
    def mixed(self) -> bool:
        """Whether some ties have a direction and others none."""
        return len(self.directions) > 1


def _check_xml(content: bytes, where: str, root: str) -> _Markup:
    """Refuse what is not XML of the right kind, document types (they can hold entity bombs), and ties to nobody."""
    parser = expat.ParserCreate()
    known: set[str] = set()
    found = _Markup()
    named = found.named
    default = "undirected"
    seen_root = False

    def refuse(wrong: str, line: int, remedy: str) -> NetworkError:
        return network_error(f"{where}, line {line}", wrong, f"a {root} file as networkx writes it", remedy)

    def document_type(*_: object) -> None:
        raise refuse("it declares a document type", parser.CurrentLineNumber, "Take the <!DOCTYPE> out")

    def element(name: str, attributes: dict[str, str]) -> None:
        nonlocal seen_root, default
        kind = name.rpartition(":")[2]
        line = parser.CurrentLineNumber
        if not seen_root and kind != root:
            raise refuse(f"it begins with <{short(name)[1:-1]}>, not with <{root}>", line, "Check the file's ending")
        seen_root = True
        if kind == "node":
            if "id" not in attributes:
                raise refuse("a node has no id", line, "Give each node its id")
            known.add(attributes["id"])
        elif kind == "graph":
            found.graphs += 1
            default = attributes.get("edgedefault") or attributes.get("defaultedgetype") or "undirected"
        elif kind == "edge":
            if "directed" in attributes:
                found.directions |= {default, "directed" if attributes["directed"] == "true" else "undirected"}
            elif root == "gexf" and "type" in attributes:
                found.directions |= {default, attributes["type"]}
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
    return found


def _without_directions(content: bytes, source: Source) -> bytes:
    """The same ties without directions: NetworkX refuses files in which only some have one."""
    source.remarks.append("direction forgotten, which only some ties have")
    root = ElementTree.fromstring(content)
    for element in root.iter():
        kind = _kind(element)
        if kind == "graph":
            for name in {"edgedefault", "defaultedgetype"} & set(element.attrib):
                element.set(name, "undirected")
        elif kind == "edge":
            for name in ("directed", "type"):
                element.attrib.pop(name, None)
    return bytes(ElementTree.tostring(root))


def _as_one_graph(content: bytes, source: Source, named: Collection[str]) -> bytes:
    """The people and ties of all graphs of a GraphML file as one: NetworkX only reads the first, and not what is in it.

    Args:
        content: the file.
        source: what is said of it.
        named: people that ties name; a node that only holds a graph, and is not among them, is a group of people.
    """
    root = ElementTree.fromstring(content)
    graphs = [element for element in root.iter() if _kind(element) == "graph"]
    apart = sum(_kind(element) == "graph" for element in root)
    one = ElementTree.Element(root.tag, root.attrib)
    one.extend(element for element in root if _kind(element) != "graph")
    whole = ElementTree.SubElement(one, graphs[0].tag, graphs[0].attrib)
    met: set[str] = set()
    groups: list[str] = []
    for element in [part for part in root.iter() if _kind(part) in ("node", "edge", "hyperedge")]:
        own = element.get("id", "")
        if _kind(element) == "node":
            inner = [part for part in element if _kind(part) == "graph"]
            if inner and own not in named:
                groups.append(own)
                continue
            if own in met:
                continue  # the same person in another graph
            met.add(own)
            for part in inner:
                element.remove(part)
            element.attrib.pop("yfiles.foldertype", None)
        whole.append(element)
    if apart > 1:
        source.doubts.append(f"{apart} graphs of the file read as one network")
    if len(graphs) > apart:
        source.doubts.append(f"{_amount(len(graphs) - apart, 'graph')} within nodes read as part of the network")
    if groups:
        shown = ", ".join(groups[:3]) + (", ..." if len(groups) > 3 else "")
        source.doubts.append(f"{_amount(len(groups), 'group')} of people not read as people ({shown})")
    return bytes(ElementTree.tostring(one))


def _amount(number: int, word: str) -> str:
    return f"{number:,} {word}" + ("" if number == 1 else "s")


def _kind(element: ElementTree.Element) -> str:
    """The name of an element, without its namespace."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


type Reader = Callable[[bytes, str, Source], AnyGraph]

READERS: dict[str, Reader] = {".graphml": _read_graphml, ".gexf": _read_gexf, ".gml": _read_gml}
EDGE_LISTS = (".edges", ".edgelist", ".txt", ".csv", ".tsv", ".tab", ".dat")
ENDINGS = (*READERS, *EDGE_LISTS)
"""Endings of all files that can be read."""
