"""Networks in files: what can be read, and what is refused in plain words."""

import re
from pathlib import Path

import networkx as nx
import numpy as np
import pytest

from sim.errors import NetworkError
from sim.network import graph_files
from sim.network.graph_files import read_graph
from sim.network.graphs import ties_from_graph
from sim.network.ties import components
from tests.network.town_of import PARAMETERS, check, edges


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
    ties = ties_from_graph(graph, PARAMETERS)
    check(ties, 4)
    assert edges(ties) == {
        (0, 1): (0.5, 1),
        (1, 0): (0.5, 1),
        (0, 2): (0.25, 1),
        (2, 0): (0.25, 1),
    }


def test_edge_list_with_two_columns_and_path_as_text(tmp_path: Path) -> None:
    path = written(tmp_path, "a.edges", "1 2\n2 3\n7 8\n")
    ties = ties_from_graph(read_graph(str(path)), PARAMETERS)
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
    ties = ties_from_graph(read_graph(path), PARAMETERS)
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
        ("a.csv", "a:b:1\n", "line 1: it has 1 column.*'a:b:1'.* separated by one sign"),
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
        file.truncate(graph_files.LARGEST_FILE + 1)
    with pytest.raises(NetworkError, match=r"too large\. Expected a file of at most 100 MB"):
        read_graph(path)


def test_a_file_error_names_the_file_when_ties_are_made(tmp_path: Path) -> None:
    graph = read_graph(written(tmp_path, "a.csv", "a,b\n"))
    graph.edges["a", "b"]["weight"] = -1
    with pytest.raises(NetworkError, match=r"Network file .*a\.csv, tie between 'a' and 'b'"):
        ties_from_graph(graph, PARAMETERS)
