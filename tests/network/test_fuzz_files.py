"""Damaged network files: whatever stands in them, there are ties or one clear message, and soon."""

import time
import warnings
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sim.errors import NetworkError, NetworkNote
from sim.network.graph_files import as_ties
from tests.network.town_of import PARAMETERS, check

LONGEST = 5.0  # seconds
SEEDS = {
    ".csv": b'Source,Target,Type,Weight\nAnn,"Lee, Bo",x,0.5\n"Lee, Bo",Cy,y,\n# note\nCy,Ann,x,2\n',
    ".tsv": b"a\tb\t0,5\nb\tc\t1,25\nc\ta\t3\n",
    ".txt": b"% sym\n1 2 1 1082040961\n2 3 4 1082040999\n3 1 2 1082041000\n",
    ".edges": "Müller;Özil;0,5\nÖzil;Ann;1\n".encode(),
    ".graphml": (
        b'<?xml version="1.0"?><graphml xmlns="http://graphml.graphdrawing.org/xmlns"><key id="w" for="edge" '
        b'attr.name="weight" attr.type="double"/><key id="g" for="node" attr.name="age" attr.type="int"/><graph '
        b'edgedefault="directed"><node id="a"><data key="g">40</data></node><node id="b"><graph id="i"><node id="c"/>'
        b'</graph></node><edge source="a" target="b" directed="false"><data key="w">2</data></edge>'
        b'<edge source="a" target="c"/></graph></graphml>'
    ),
    ".gexf": (
        b'<gexf xmlns="http://www.gexf.net/1.2draft"><graph defaultedgetype="undirected"><attributes class="node">'
        b'<attribute id="0" title="age" type="integer"/></attributes><nodes><node id="0" label="a"><attvalues>'
        b'<attvalue for="0" value="30"/></attvalues></node><node id="1"/></nodes><edges><edge id="0" source="0" '
        b'target="1" weight="2.0" type="directed"/></edges></graph></gexf>'
    ),
    ".gml": (
        b'graph [\n directed 1\n node [ id 0 label "a" age 30 ]\n node [ id 1 ]\n'
        b" edge [ source 0 target 1 value 3 ]\n]\n"
    ),
}
PIECES = st.one_of(
    st.sampled_from(
        [
            b",",
            b";",
            b"\t",
            b" ",
            b"\n",
            b"\r",
            b'"',
            b"#",
            b"%",
            b"\0",
            b"\xff",
            b"\xef\xbb\xbf",
            b"nan",
            b"-1",
            b"1e999",
            b"<graph>",
            b"</graph>",
            b"<node id='a'/>",
            b"<!DOCTYPE x>",
            b"&#0;",
            b"graph [",
            b"]",
            b"[" * 2000,
            b"weight",
            b"9" * 5000,
            b"source,target\n",
            b"id,label\n",
            b"multigraph 0\n",
            b"key 1 ",
            b"1_0",
            b"inf",
            "ß".encode(),
        ]
    ),
    st.binary(max_size=12),
)
CHANGES = st.lists(st.tuples(st.integers(0, 700), st.integers(0, 40), PIECES), max_size=6)


def attack(folder: Path, ending: str, changes: list[tuple[int, int, bytes]]) -> bool:
    """Read a damaged file; whether it was refused."""
    content = SEEDS[ending]
    for at, length, piece in changes:
        content = content[: at % (len(content) + 1)] + piece + content[at % (len(content) + 1) + length :]
    path = folder / f"network{ending}"
    path.write_bytes(content)
    began = time.process_time()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", NetworkNote)
            ties = as_ties(path, PARAMETERS)
    except NetworkError as problem:
        assert str(problem).startswith(f"Network file {path}")
        assert " Expected " in str(problem)
        assert "\n" not in str(problem)
        return True
    finally:
        assert time.process_time() - began < LONGEST
    assert ties is not None
    check(ties, len(ties.start) - 1)
    return False


def fuzz(folder: Path, examples: int) -> tuple[int, int]:
    """How many damaged files were read, and how many were refused."""
    read, refused = 0, 0

    @settings(
        max_examples=examples, deadline=None, database=None, suppress_health_check=list(HealthCheck), derandomize=True
    )
    @given(st.sampled_from(list(SEEDS)), CHANGES)
    def one(ending: str, changes: list[tuple[int, int, bytes]]) -> None:
        nonlocal read, refused
        if attack(folder, ending, changes):
            refused += 1
        else:
            read += 1

    one()
    return read, refused


def test_damaged_files(tmp_path: Path) -> None:
    read, refused = fuzz(tmp_path, 150)
    assert read > 10
    assert refused > 10


@pytest.mark.slow
def test_many_damaged_files(tmp_path: Path) -> None:
    read, refused = fuzz(tmp_path, 3000)
    assert read > 200
    assert refused > 200
    print(f"{read} read, {refused} refused")
