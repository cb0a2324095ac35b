"""Edge lists as people have them: separator, header, columns and decimal mark are found.

They are read line by line by Python's CSV reader: memory grows with people and ties, and every fault has its line.
"""

import unicodedata
from array import array
from collections.abc import Sequence
from itertools import islice
from pathlib import Path
from typing import NoReturn

import numpy as np
import numpy.typing as npt

from sim.network.edge_lists.columns import DECIMAL_COMMA, SAMPLE, Columns, columns_of, refuse_number_of_columns
from sim.network.edge_lists.lines import Lines, OnProgress, not_text, rows_of
from sim.network.edge_lists.strengths import judge_strengths
from sim.network.graphs import LAYERS_BY_WORD, short
from sim.network.observed import TieTable
from sim.network.record import Source
from sim.network.ties import Layer

MISSING = frozenset(("", "NA", "N/A", "n/a", "#N/A", "NULL", "null", "None", "."))


def read_edge_list(path: Path, where: str, on_progress: OnProgress | None = None) -> TieTable:
    """Read an edge list: a tie on each line, in columns; see `sim.network.graph_files.read_graph`.

    Args:
        path: an ordinary file.
        where: what messages begin with.
        on_progress: called with bytes read and bytes in all, now and then.

    Raises:
        NetworkError: it is not text, or its lines cannot be understood.
    """
    lines = Lines(path, where, on_progress)
    try:
        return _read(lines, where)
    except UnicodeDecodeError as problem:
        if lines.encoding != "utf-8-sig":
            raise not_text(where) from problem
    lines.encoding = "cp1252"
    try:
        table = _read(lines, where)
    except UnicodeDecodeError as problem:
        raise not_text(where) from problem
    table.source.doubts.append("read as Windows-1252, as it is not UTF-8")
    return table


def _read(lines: Lines, where: str) -> TieTable:
    sample = list(islice(lines, SAMPLE))
    source = Source(form="edge list")
    if not sample:
        return TieTable(source, [], *_arrays(array("i"), array("i"), array("d")), np.zeros(0, np.uint8))
    columns = columns_of(sample, lines)
    table, floats = _ties(lines, columns)
    table.source.remarks[:0] = columns.remarks
    table.source.doubts[:0] = columns.doubts
    table.source.ignored[:0] = columns.ignored
    if floats:
        _without_decimals(table)
    return table


def _ties(lines: Lines, columns: Columns) -> tuple[TieTable, bool]:
    number: dict[str, int] = {}
    one, other, strength, layer = array("i"), array("i"), array("d"), bytearray()
    a, b, width, at, in_layer = columns.one, columns.other, columns.width, columns.strength, columns.layer
    rows = rows_of(lines, columns.separator)
    skip = bool(columns.header) and not columns.above
    wrong: tuple[int, str] | None = None  # the first cell that is no number of 0 or more
    for row in rows:
        if skip:
            skip = False
            continue
        if len(row) != width:
            if not any(cell.strip() for cell in row):
                continue
            _wrong_width(lines, row, width, first=not one)
        own, their = row[a].strip(), row[b].strip()
        place = number.get(own)
        if place is None:
            place = _new(number, own, lines, row)
        one.append(place)
        place = number.get(their)
        if place is None:
            place = _new(number, their, lines, row)
        other.append(place)
        if at is not None:
            cell = row[at]
            try:
                value = float(cell)
                fine = 0.0 <= value < float("inf") and "_" not in cell
            except ValueError:
                cell = cell.strip()
                fine = cell in MISSING
                value = float("nan")
                if DECIMAL_COMMA.fullmatch(cell):
                    value = float(cell.replace(",", "."))
                    fine = value >= 0.0
            if not fine:
                wrong = wrong or (lines.line, cell.strip())
                value = float("nan")
            strength.append(value)
        if in_layer is not None:
            word = row[in_layer].strip().lower()
            if word and word not in LAYERS_BY_WORD:
                lines.refuse(
                    f"layer {short(row[in_layer])} is unknown", "Correct it, or leave it out for friends",
                    f"one of {', '.join(LAYERS_BY_WORD)}",
                )  # fmt: skip
            layer.append(LAYERS_BY_WORD[word] if word else Layer.FRIENDS)
    source = Source(form="edge list")
    arrays = _arrays(one, other, strength if at is not None else None)
    layers = np.frombuffer(layer, np.uint8) if in_layer is not None else np.full(len(one), Layer.FRIENDS, np.uint8)
    table = TieTable(source, list(number), *arrays, layers.copy())
    if at is not None:
        judge_strengths(table, columns, lines, wrong)
    return table, any(label.endswith(".0") for label in islice(number, SAMPLE))


def _arrays(
    one: "array[int]", other: "array[int]", strength: "array[float] | None"
) -> tuple[npt.NDArray[np.int32], npt.NDArray[np.int32], npt.NDArray[np.float64]]:
    given = np.full(len(one), np.nan) if strength is None else np.array(strength, np.float64)
    return np.array(one, np.int32), np.array(other, np.int32), given


def _new(number: dict[str, int], name: str, lines: Lines, row: Sequence[str]) -> int:
    """Number of a person met for the first time; letters with accents are one letter, however they were typed."""
    if not name or name.startswith("{"):
        lines.refuse(
            f"it has an empty or odd column: {short(' '.join(row).strip())}",
            "Correct the line; from networkx, export with write_weighted_edgelist or write_graphml",
        )
    return number.setdefault(name if name.isascii() else unicodedata.normalize("NFC", name), len(number))


def _wrong_width(lines: Lines, row: Sequence[str], width: int, first: bool) -> NoReturn:
    if len(row) < 2 or first:
        refuse_number_of_columns(lines, row)
    lines.refuse(f"it has {len(row)} columns, lines above {width}", "Give all lines equally many")


def _without_decimals(table: TieTable) -> None:
    """Where some tables have written people's numbers as 1.0, 1 and 1.0 are the same person."""
    whole = [label.removesuffix(".0") for label in table.labels]
    if not all(label.isdecimal() for label in whole):
        return
    number: dict[str, int] = {}
    place = np.array([number.setdefault(label, len(number)) for label in whole], np.int32)
    table.labels = list(number)
    table.one, table.other = place[table.one], place[table.other]
    table.source.doubts.append("people's numbers such as 1.0 read as 1")
