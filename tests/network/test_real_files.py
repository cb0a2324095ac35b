"""Networks as people have them: the kinds of files that exports, spreadsheets and archives give."""

import warnings
from pathlib import Path

import networkx as nx
import numpy as np
import pytest

from sim.errors import NetworkError, NetworkNote
from sim.network.edge_lists.reading import read_edge_list
from sim.network.graph_files import as_ties, read_graph
from sim.network.observed import ObservedTies
from tests.network.town_of import PARAMETERS, check

MIDDLE = 0.475


def read(folder: Path, name: str, content: str | bytes) -> ObservedTies:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", NetworkNote)
        ties = as_ties(path, PARAMETERS)
    assert isinstance(ties, ObservedTies)
    check(ties, ties.record.people)
    assert ties.record.ties == len(ties.other) // 2
    return ties


def pairs(ties: ObservedTies) -> dict[str, float]:
    """Each tie once, by the names of its two people."""
    names = ties.labels or tuple(str(number) for number in range(len(ties.start) - 1))
    own = np.repeat(np.arange(len(names)), np.diff(ties.start))
    return {
        f"{names[one]}-{names[other]}": round(float(strength), 4)
        for one, other, strength in zip(own, ties.other, ties.strength, strict=True)
        if one < other
    }


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("Ego,Alter\n5,6\n6,7\n", {"5-6": MIDDLE, "6-7": MIDDLE}),
        ("personID,friendID\n5,6\n6,7\n", {"5-6": MIDDLE, "6-7": MIDDLE}),
        ("n1,n2\n5,6\n6,7\n", {"5-6": MIDDLE, "6-7": MIDDLE}),
        ("xx yy\n5 6\n6 7\n", {"5-6": MIDDLE, "6-7": MIDDLE}),
        ("x;y;0,25\ny;z;0,5\n", {"x-y": 0.25, "y-z": 0.5}),
        ("von;nach;Gewicht\nx;y;0,25\ny;z;0,5\n", {"x-y": 0.25, "y-z": 0.5}),
        ("x\ty\t0,25\ny\tz\t0,5\n", {"x-y": 0.25, "y-z": 0.5}),
        ("x y 0,25\ny z 0,5\n", {"x-y": 0.25, "y-z": 0.5}),
        ('x,y,"0,25"\ny,z,"0,5"\n', {"x-y": 0.25, "y-z": 0.5}),
        ("x|y|0.25\ny|z|0.5\n", {"x-y": 0.25, "y-z": 0.5}),
        ("sep=;\nx;y\ny;z\n", {"x-y": MIDDLE, "y-z": MIDDLE}),
        ('"Lee, Ann",Bo\nBo,Cy\n', {"Lee, Ann-Bo": MIDDLE, "Bo-Cy": MIDDLE}),
        ("Ann Lee,Bo\nBo,Cy\n", {"Ann Lee-Bo": MIDDLE, "Bo-Cy": MIDDLE}),
        ("// made by hand\n% and more\n# and more\nx y\ny z\n", {"x-y": MIDDLE, "y-z": MIDDLE}),
        ("source,target,weight\nx,y,0.25\ny,z,\n", {"x-y": 0.25, "y-z": MIDDLE}),
        ("source,target,weight\nx,y,0.25\ny,z,NA\n", {"x-y": 0.25, "y-z": MIDDLE}),
        ('"source" "target"\n"1" 8 9\n"2" 9 10\n', {"8-9": MIDDLE, "9-10": MIDDLE}),
        ("source,target\n1,2.0\n2,3.0\n", {"1-2": MIDDLE, "2-3": MIDDLE}),
        ("\ufeffsource,target\r\nx,y\r\n", {"x-y": MIDDLE}),
        ("layer,source,target\nfamily,x,y\n", {"x-y": 0.7}),
        ("# source target weight\nx y 0.5\n", {"x-y": 0.5}),
    ],
)
def test_edge_lists_of_all_kinds(content: str, expected: dict[str, float], tmp_path: Path) -> None:
    assert pairs(read(tmp_path, "a.csv", content)) == expected
    assert pairs(read(tmp_path, "a.txt", content.replace("\n", "\r\n"))) == expected


@pytest.mark.parametrize(
    ("content", "ignored", "expected"),
    [
        ("1 2 1182040961\n2 3 1182155839\n1 3 1182414391\n", ("column 3 (times)",), 0),
        ("1 2 1 1182040961\n2 3 2 1182155839\n", ("column 4 (times)",), 2),
        ("1182040961 1 2\n1182155839 2 3\n", ("column 1 (times)",), 0),
        ("a,b,2004-05-01\nb,c,2004-06-01\n", ("column 3 (dates)",), 0),
        ("a,b,friend\nb,c,kin\n", ("column 3 (words)",), 0),
        ("a,b,2001\nb,c,2004\n", ("column 3 (years)",), 0),
        ("source,target,time\na,b,5\nb,c,9\n", ("time",), 0),
        ("source,target,sign\na,b,-1\nb,c,1\n", ("sign",), 0),
        ("Source,Target,Type,Id,Label,Weight\n1,2,Directed,0,,2\n2,3,Directed,1,,3\n", ("Type", "Id", "Label"), 2),
        (",source,target\n0,10,11\n1,11,12\n", ("an index column",), 0),
        ("source,target,value\na,b,x\nb,c,y\n", ("value (not all of it numbers of 0 or more)",), 0),
        ("time,source,target\n20,5,6\n40,6,7\n", ("time",), 0),
    ],
)
def test_what_is_ignored_is_named(content: str, ignored: tuple[str, ...], expected: int, tmp_path: Path) -> None:
    ties = read(tmp_path, "a.csv", content)
    assert ties.record.ignored == ignored
    assert ties.record.strengths == expected
    with pytest.warns(NetworkNote, match=r"a\.csv: 3 people, [23] ties; strengths given for . ?.*ignored: "):
        as_ties(tmp_path / "a.csv", PARAMETERS)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("Id,Label\n1,Ann\n2,Bo\n", "it lists people, not ties"),
        (",a,b\na,0,1\nb,1,0\n", "a table of everybody by everybody"),
        ("*Vertices 2\n1 2\n", "begins as a Pajek file"),
        ('a,"b\nc,d\n', "no proper line of cells"),
        ("a" * 200_000 + ",b\n", "it has 200,002 characters"),
        ("source,target,weight\na,b,-1\n", "strength '-1' is not a number of 0 or more"),
    ],
)
def test_what_cannot_be_understood_is_refused(content: str, message: str, tmp_path: Path) -> None:
    with pytest.raises(NetworkError, match=message):
        read(tmp_path, "a.csv", content)


def test_a_header_in_doubt_is_said(tmp_path: Path) -> None:
    ties = read(tmp_path, "a.csv", "rater,rated\nAnn,Bo\nBo,Cy\n")
    assert ties.labels == ("Ann", "Bo", "Cy")
    assert "read as names of columns" in ties.record.words
    ties = read(tmp_path, "a.csv", "Di,Ed\nAnn,Bo\nCy,Flo\n")
    assert len(ties.labels) == 6
    assert "read as a tie" in ties.record.words
    assert not read(tmp_path, "a.csv", "Ann,Bo\nBo,Cy\n").record.in_doubt


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252"])
def test_names_in_other_encodings(encoding: str, tmp_path: Path) -> None:
    ties = read(tmp_path, "a.csv", "source,target\nMüller,Özil\nÖzil,Ann\n".encode(encoding))
    assert ties.labels == ("Müller", "Özil", "Ann")
    assert ("Windows-1252" in ties.record.words) == (encoding == "cp1252")


GRAPHML = '<graphml xmlns="http://graphml.graphdrawing.org/xmlns">{}</graphml>'
PLAIN = '<node id="a"/><node id="b"/><node id="c"/>'


def key(name: str, of: str = "edge", kind: str = "double") -> str:
    return f'<key id="{name}" for="{of}" attr.name="{name}" attr.type="{kind}"/>'


def edge(one: str, other: str, inner: str = "", more: str = "") -> str:
    return f'<edge source="{one}" target="{other}" {more}>{inner}</edge>'


@pytest.mark.parametrize("name", ["Weight", "WEIGHT", "value", "Strength"])
def test_weights_under_other_names(name: str, tmp_path: Path) -> None:
    data = edge("a", "b", f'<data key="{name}">0.9</data>') + edge("b", "c", f'<data key="{name}">0.2</data>')
    ties = read(tmp_path, "a.graphml", GRAPHML.format(key(name) + f"<graph>{PLAIN}{data}</graph>"))
    assert pairs(ties) == {"a-b": 0.9, "b-c": 0.2}
    assert ties.record.strengths == 2


def test_strengths_given_for_some_follow_one_rule(tmp_path: Path) -> None:
    data = (
        edge("a", "b") + edge("b", "c", '<data key="weight">4</data>') + edge("a", "c", '<data key="weight">8</data>')
    )
    ties = read(tmp_path, "a.graphml", GRAPHML.format(key("weight") + f"<graph>{PLAIN}{data}</graph>"))
    assert pairs(ties) == {"a-b": 0.75, "a-c": 1.0, "b-c": 0.5}
    assert "1 tie without a strength got the middle of those given, 6" in ties.record.doubts


def test_graphs_within_and_beside_each_other(tmp_path: Path) -> None:
    inner = f'<node id="g"><graph id="i"><node id="x"/><node id="y"/>{edge("x", "y")}</graph></node>'
    outer = f'<graph id="o">{inner}<node id="c"/>{edge("x", "c")}</graph>'
    ties = read(tmp_path, "a.graphml", GRAPHML.format(outer))
    assert set(pairs(ties)) == {"x-y", "x-c"}
    assert "1 group of people not read as people (g)" in ties.record.words
    beside = f'{outer}<graph id="p"><node id="c"/><node id="d"/>{edge("c", "d")}</graph>'
    assert set(pairs(read(tmp_path, "a.graphml", GRAPHML.format(beside)))) == {"x-y", "x-c", "c-d"}


def test_mixed_directions_are_forgotten(tmp_path: Path) -> None:
    data = edge("a", "b") + edge("b", "c", more='directed="true"')
    ties = read(tmp_path, "a.graphml", GRAPHML.format(f'<graph edgedefault="undirected">{PLAIN}{data}</graph>'))
    assert set(pairs(ties)) == {"a-b", "b-c"}
    assert "direction forgotten" in ties.record.words


GEXF = (
    '<gexf xmlns="http://www.gexf.net/1.2draft"><graph defaultedgetype="undirected"><nodes><node id="0" label="Ann"/>'
    '<node id="1" label="Bo"/><node id="2" label="Cy"/></nodes><edges>{}</edges></graph></gexf>'
)


def test_the_default_weight_of_gexf(tmp_path: Path) -> None:
    edges = '<edge id="0" source="0" target="1"/><edge id="1" source="1" target="2" weight="4" type="directed"/>'
    ties = read(tmp_path, "a.gexf", GEXF.format(edges))
    assert pairs(ties) == {"Ann-Bo": 0.25, "Bo-Cy": 1.0}
    assert ties.record.strengths == 1
    bare = GEXF.format('<edge id="0" source="0" target="1"/>')
    assert pairs(read(tmp_path, "a.gexf", bare)) == {"Ann-Bo": MIDDLE}


def test_gml_without_labels_with_values_and_with_repeated_ties(tmp_path: Path) -> None:
    node = "graph [ directed 1 node [ id 4 {0}] node [ id 5 {0}] {1} ]"
    ties = read(tmp_path, "a.gml", node.format("", "edge [ source 4 target 5 ]" * 2))
    assert pairs(ties) == {"4-5": MIDDLE}
    assert read(tmp_path, "a.gml", node.format("", "edge [ source 4 target 5 value 7 ]")).record.strengths == 1
    assert read(tmp_path, "a.gml", node.format('label "Ä" ', "")).labels == ("Ä", "Ä")


def test_people_have_names_ages_and_sexes(tmp_path: Path) -> None:
    graph = nx.Graph([("p", "q"), ("q", "r"), ("r", "s")])
    for node, name, age, sex in (
        ("p", "Ann", 30, "F"),
        ("q", "Bo", 7, "male"),
        ("r", "Cy", 64.5, "?"),
        ("s", "", "", ""),
    ):
        graph.nodes[node].update(name=name, age=str(age), gender=sex, club="x")
    nx.write_graphml(graph, tmp_path / "a.graphml")
    ties = read(tmp_path, "a.graphml", (tmp_path / "a.graphml").read_bytes())
    assert ties.labels == ("Ann", "Bo", "Cy", "s")
    assert ties.sex is not None
    assert ties.sex.tolist() == [1, 0, -1, -1]
    assert (ties.record.ages, ties.record.sexes, ties.record.ignored_of_people) == (2, 2, ("club",))
    assert "1 of 3 ages not used, being outside 18 to 85" in ties.record.doubts


def test_what_is_dropped_and_merged_is_counted(tmp_path: Path) -> None:
    ties = read(tmp_path, "a.csv", "a,b,0.5\nb,a,0.25\nc,c,1\na,c,0\n")
    assert (ties.record.people, ties.record.ties, ties.record.strengths) == (3, 1, 1)
    for said in ("1 tie with oneself", "1 tie of strength 0", "1 tie that occur"):
        assert said in ties.record.words


def test_a_graph_read_from_a_file_warns_once(tmp_path: Path) -> None:
    from sim.network.graphs import ties_from_graph

    (tmp_path / "a.csv").write_text("source,target,since\na,b,3\n")
    with pytest.warns(NetworkNote, match="ignored: since"):
        graph = read_graph(tmp_path / "a.csv")
    assert ties_from_graph(graph, PARAMETERS).record.ignored == ("since",)


def test_reading_says_how_far_it_is(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("".join(f"{number} {number + 1}\n" for number in range(210_000)))
    seen: list[tuple[int, int]] = []
    table = read_edge_list(path, "here", lambda *now: seen.append(now))
    assert len(table.labels) == 210_001
    assert seen
    assert all(done <= size == path.stat().st_size for done, size in seen)


@pytest.mark.parametrize(
    "text",
    [
        "from,to,weight\n0,1,0,5\n0,2,0,5\n1,2,0,25\n",  # the first column comes again
        "from,to,weight\n1,2,0,5\n2,3,0,5\n3,4,1,0\n",  # it does not
    ],
)
def test_decimals_cut_in_two_by_commas_are_refused(text: str, tmp_path: Path) -> None:
    file = tmp_path / "cut.csv"
    file.write_text(text)
    with pytest.raises(NetworkError, match=r"4 columns, and its first line names 3.*decimals have a comma"):
        as_ties(file, PARAMETERS)
