"""GraphML, GEXF and GML as other programs write them, made into what NetworkX reads: all graphs, no directions."""

import io
import re
import warnings
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from xml.etree import ElementTree
from xml.parsers import expat

import networkx as nx

from sim.errors import NetworkError
from sim.network.graphs import AnyGraph, network_error, reason, short
from sim.network.record import Source

GML_GRAPH = re.compile(r"^\s*graph\s*\[", re.MULTILINE)
MULTIGRAPH = re.compile(r"^\s*multigraph\s+[01]\s*$", re.MULTILINE)

type Reader = Callable[[bytes, str, Source], AnyGraph]
"""Content, what messages begin with, and where the source is noted, to a graph."""


def read_graphml(content: bytes, where: str, source: Source) -> AnyGraph:
    """GraphML, all graphs of the file as one; empty values say nothing, defaults hold."""
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


def read_gexf(content: bytes, where: str, source: Source) -> AnyGraph:
    """GEXF, with one graph."""
    source.form = "GEXF"
    markup = _check_xml(content, where, "gexf")
    if markup.graphs > 1:
        raise network_error(where, f"it holds {markup.graphs} graphs", "one", "Export each to a file of its own")
    if markup.mixed:
        content = _without_directions(content, source)
    return _parsed(where, "GEXF", lambda: nx.read_gexf(io.BytesIO(content)))


def read_gml(content: bytes, where: str, source: Source) -> AnyGraph:
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
