"""Edge lists as people have them: separator, header, columns and decimal mark are found.

They are read line by line by Python's CSV reader: memory grows with people and ties, and every fault has its line.
"""

import codecs
import csv
import io
import re
import unicodedata
from array import array
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice, pairwise
from pathlib import Path
from typing import NoReturn

import numpy as np
import numpy.typing as npt

from sim.errors import NetworkError
from sim.network.graphs import LAYERS_BY_WORD, SMALLEST_TIME, STRENGTH, network_error, reason, short
from sim.network.names import LAYERS, OF_PEOPLE, is_known, people_columns, plain, strength_column
from sim.network.observed import TieTable
from sim.network.record import Source
from sim.network.ties import Layer

EDGE_LIST = "on each line two people and, if known, a strength of 0 or more, in columns separated by one sign"
SAMPLE = 1000  # lines that the columns are found from
LONGEST_LINE = 100_000  # characters
PROGRESS_EVERY = 100_000  # lines
LARGEST_COUNT = 1000  # whole numbers up to here look like counts of contacts
FEWEST_IN_ORDER = 4  # whole numbers, all different and rising, are numbers of lines or times
COMMENTS = ("#", "%", "//")
SEPARATORS = ("\t", ";", ",", "|")
SEPARATOR_WORDS = {"\t": "tabs", ";": "semicolons", ",": "commas", "|": "bars", " ": "white space"}
MISSING = frozenset(("", "NA", "N/A", "n/a", "#N/A", "NULL", "null", "None", "."))
NUMBER = re.compile(r"[+-]?(\d+([.,]\d*)?|[.,]\d+)([eE][+-]?\d+)?")
DECIMAL_COMMA = re.compile(r"[+-]?\d*,\d+")
DATE = re.compile(r"\d{4}-\d{2}-\d{2}.*|\d{1,2}[./]\d{1,2}[./]\d{2,4}.*|\d{1,2}:\d{2}.*")
TRAILING_COMMENT = re.compile(r"\s#(\s.*)?$")
CONTROL = re.compile("[\x00-\x08\x0e-\x1b]")

type OnProgress = Callable[[int, int], None]  # bytes read, bytes in all


@dataclass
class Columns:
    """What the columns of an edge list are.

    Attributes:
        separator: between columns; a blank stands for any white space.
        width: how many columns the lines of ties have.
        header: cells of the first line where it names the columns; else empty.
        one: column of one person.
        other: column of the other person.
        strength: column of strengths; None where there is none.
        clear: whether a header calls it a strength or weight; otherwise its values must look like strengths.
        layer: column of layers; None where there is none.
        ignored: what is not read.
        remarks: what was found.
        doubts: what was guessed.
    """

    separator: str
    width: int
    header: list[str] = field(default_factory=list)
    one: int = 0
    other: int = 1
    strength: int | None = None
    clear: bool = False
    layer: int | None = None
    ignored: list[str] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    doubts: list[str] = field(default_factory=list)

    def name(self, column: int) -> str:
        """What a column is called in messages."""
        if self.header and self.header[column].strip():
            return self.header[column].strip()
        return "an index column" if self.header else f"column {column + 1}"


def read_edge_list(path: Path, where: str, on_progress: OnProgress | None = None) -> TieTable:
    """Read an edge list: a tie on each line, in columns; see `sim.network.graph_files.read_graph`.

    Args:
        path: an ordinary file.
        where: what messages begin with.
        on_progress: called with bytes read and bytes in all, now and then.

    Raises:
        NetworkError: it is not text, or its lines cannot be understood.
    """
    lines = _Lines(path, where, on_progress)
    try:
        return _read(lines, where)
    except UnicodeDecodeError as problem:
        if lines.encoding != "utf-8-sig":
            raise _not_text(where) from problem
    lines.encoding = "cp1252"
    try:
        table = _read(lines, where)
    except UnicodeDecodeError as problem:
        raise _not_text(where) from problem
    table.source.doubts.append("read as Windows-1252, as it is not UTF-8")
    return table


def _not_text(where: str) -> NetworkError:
    return network_error(where, "it is not text (UTF-8)", EDGE_LIST, "Export it again as plain text")


class _Lines:
    """The lines of a file that hold something, without comments, each with its number."""

    def __init__(self, path: Path, where: str, on_progress: OnProgress | None) -> None:
        self.path, self.where, self.on_progress = path, where, on_progress
        self.size = path.stat().st_size
        with path.open("rb") as file:
            head = file.read(4096)
        self.encoding = _encoding(head)
        self.line = 0
        self.comment = ""  # the last comment above the ties

    def __iter__(self) -> Iterator[str]:
        self.line, started = 0, False
        with self.path.open("rb") as file, io.TextIOWrapper(file, encoding=self.encoding) as text:
            for line in text:
                self.line += 1
                if self.on_progress is not None and self.line % PROGRESS_EVERY == 0:
                    self.on_progress(file.tell(), self.size)
                bare = line.lstrip()
                if not bare:
                    continue
                if bare.startswith(COMMENTS):
                    if not started:
                        self.comment = bare.lstrip("#%/ \t").rstrip()
                    continue
                if len(line) > LONGEST_LINE:
                    self.refuse(f"it has {len(line.rstrip()):,} characters", "Give each tie a line")
                if not started and re.fullmatch(r"(?i)sep=.\s*", bare):
                    continue  # as Excel writes it
                if not started and (CONTROL.search(line) or bare.startswith("*")):
                    if bare[0] == "*":
                        self.refuse(f"it begins as a Pajek file does: {short(bare.strip(), 30)}", "Export GraphML")
                    raise _not_text(self.where)
                if "\0" in line:
                    raise _not_text(self.where)
                started = True
                if "#" in line and '"' not in line:
                    line = TRAILING_COMMENT.sub("", line)  # noqa: PLW2901
                yield line

    def refuse(self, wrong: str, remedy: str, expected: str = EDGE_LIST, line: int | None = None) -> NoReturn:
        raise network_error(f"{self.where}, line {self.line if line is None else line}", wrong, expected, remedy)


def _encoding(head: bytes) -> str:
    """UTF-8 unless the first bytes show UTF-16 (Excel's "Unicode text")."""
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    if len(head) >= 4:
        odd, even = head[1::2].count(0), head[::2].count(0)
        if not even and odd > 0.8 * len(head[1::2]):
            return "utf-16-le"
        if not odd and even > 0.8 * len(head[::2]):
            return "utf-16-be"
    return "utf-8-sig"


def _read(lines: _Lines, where: str) -> TieTable:
    sample = list(islice(lines, SAMPLE))
    source = Source(form="edge list")
    if not sample:
        return TieTable(source, [], *_arrays(array("i"), array("i"), array("d")), np.zeros(0, np.uint8))
    columns = _columns_of(sample, lines)
    table, floats = _ties(lines, columns)
    table.source.remarks[:0] = columns.remarks
    table.source.doubts[:0] = columns.doubts
    table.source.ignored[:0] = columns.ignored
    if floats:
        _without_decimals(table)
    return table


def _rows(lines: _Lines, separator: str) -> Iterator[list[str]]:
    """The cells of each line."""
    if separator == " ":
        for line in lines:
            yield (
                next(csv.reader([line.replace("\t", " ").strip()], delimiter=" ", skipinitialspace=True))
                if ('"' in line)
                else line.split()
            )
        return
    reader = csv.reader(iter(lines), delimiter=separator, skipinitialspace=True, strict=True)
    try:
        yield from reader
    except csv.Error as problem:
        lines.refuse(f"it is no proper line of cells ({reason(problem)})", "Correct its quotation marks")


# --- what the columns are ---


def _cells(sample: Sequence[str], separator: str) -> list[list[str]] | None:
    if separator == " ":
        return [line.split() for line in sample]
    try:
        return list(csv.reader(sample, delimiter=separator, skipinitialspace=True, strict=len(sample) < SAMPLE))
    except csv.Error:
        return None


def _separator(sample: Sequence[str]) -> str:
    """The sign between columns: the one that gives all lines equally many columns, none of which holds another one."""
    bare = [line.split() for line in sample[1:] or sample]
    if all(len(cells) == 3 and DECIMAL_COMMA.fullmatch(cells[2]) and "," not in "".join(cells[:2]) for cells in bare):
        return " "
    fits = []
    for place, separator in enumerate(SEPARATORS):
        rows = _cells(sample, separator)
        if rows is None:
            continue
        widths = {len(row) for row in rows[1:] or rows}
        if len(widths) == 1 and widths.pop() > 1 and len(rows[0]) in (len(rows[-1]), len(rows[-1]) - 1):
            rivals = set(SEPARATORS) - {separator}
            clean = not any(
                rivals & set(cell) and not DECIMAL_COMMA.fullmatch(cell.strip()) for row in rows for cell in row
            )
            fits.append((not clean, -len(rows[-1]) if not clean else 0, place, separator))
    if fits:
        return min(fits)[-1]
    counts = {separator: sum(separator in line for line in sample) for separator in SEPARATORS}
    most = max(SEPARATORS, key=lambda separator: counts[separator])
    return most if counts[most] > len(sample) / 2 else " "


def _columns_of(sample: Sequence[str], lines: _Lines) -> Columns:
    separator = _separator(sample)
    rows = [row for row in islice(_rows(lines, separator), SAMPLE) if any(cell.strip() for cell in row)]
    if not rows:
        return Columns(separator, 2)
    first, rest = rows[0], rows[1:]
    width = len(rest[0]) if rest and len(first) == len(rest[0]) - 1 and len(first) > 1 else len(first)
    if width == len(first) + 1:  # as R writes row names: without a name for their column
        first = ["", *first]
        if not all(len(row) == width for row in rest):
            width, first = width - 1, first[1:]
        elif not _are_row_names(rest, separator):
            lines.refuse(
                f"its lines have {width} columns, and its first line names {width - 1}",
                "If decimals have a comma, put semicolons between columns or quotes around decimals; else name every "
                "column",
                line=_first_line(lines, separator),
            )
    if width < 2:
        _number_of_columns(lines, rows[0], _first_line(lines, separator))
    commented = _cells([lines.comment], separator) if lines.comment else None
    if commented and len(commented[0]) == width and people_columns(commented[0]) is not None:
        columns = Columns(separator, width, commented[0])
        columns.doubts.append(f"columns named by the comment above them ({', '.join(commented[0])})")
        return _by_names(columns, rows, lines)
    columns = Columns(separator, width)
    certain = _surely_a_header(first, rest)
    if certain or _may_be_a_header(first, rest):
        columns.header = first
        if certain or _never_again(columns, lines):
            return _by_names(columns, rest, lines)
        columns.header = []
    return _by_values(columns, rows, lines)


def _are_row_names(rows: Sequence[Sequence[str]], separator: str) -> bool:
    """Whether a first column without a name numbers or names the lines, and the others are not decimals cut in two."""
    cut = separator == "," and all(row[-2].strip().isdecimal() and row[-1].strip().isdecimal() for row in rows)
    return not cut and len({row[0] for row in rows}) == len(rows)


def _first_line(lines: _Lines, separator: str) -> int:
    """Number of the first line that holds something."""
    next(_rows(lines, separator))
    return lines.line


def _number_of_columns(lines: _Lines, row: Sequence[str], line: int | None = None) -> NoReturn:
    lines.refuse(
        f"it has {len(row)} column(s): {short(' '.join(row).strip())}",
        "Give each line two people and, if known, a strength, or name the columns source, target and strength in a "
        "first line",
        line=line,
    )


def _is_number(cell: str) -> bool:
    return NUMBER.fullmatch(cell.strip()) is not None


def _surely_a_header(first: Sequence[str], rest: Sequence[Sequence[str]]) -> bool:
    """Whether the words of a first line are those of headers, or its first cell is empty, as above an index."""
    names = [plain(cell) for cell in first]
    if not first[0].strip():
        return any(name for name in names[1:]) and all(row[0].strip() for row in rest if row)
    if len(names) > 1 and {*names[:2]} <= OF_PEOPLE:
        return True
    return people_columns(first) is not None or any(is_known(name) for name in names[2:])


def _may_be_a_header(first: Sequence[str], rest: Sequence[Sequence[str]]) -> bool:
    """Whether a first line differs in kind from those below, or has words where all is words."""
    if not rest or not any(cell.strip() for cell in first):
        return False
    columns = range(min(2, len(first)))
    own = [_is_number(first[column]) for column in columns]
    below = [{_is_number(row[column]) for row in rest if column < len(row)} for column in columns]
    if all(own):
        return all(kinds == {False} for kinds in below)
    return True


def _never_again(columns: Columns, lines: _Lines) -> bool:
    """Whether the words of a first line never come again among the people: then it is a header.

    Where people are words too, that may be mere luck, and is said; where others are tied to nobody else either, such a
    first line is rather one more of these ties.
    """
    words = {columns.header[columns.one].strip(), columns.header[columns.other].strip()}
    if len(words) < 2:
        return False
    rows = _rows(lines, columns.separator)
    next(rows)
    numbers_only, seen, pairs = True, dict[str, int](), list[tuple[str, str]]()
    for row in rows:
        if len(row) != columns.width:
            continue
        one, other = row[columns.one].strip(), row[columns.other].strip()
        if one in words or other in words:
            return False
        if numbers_only and not (_is_number(one) and _is_number(other)):
            numbers_only = False
        if len(pairs) < SAMPLE:
            pairs.append((one, other))
        for person in (one, other):
            seen[person] = seen.get(person, 0) + 1
    said = f"({', '.join(columns.header)})"
    if numbers_only and not all(_is_number(word) for word in words):
        columns.remarks.append(f"columns named by the first line {said}")
        return True
    if any(seen[one] == seen[other] == 1 for one, other in pairs):
        columns.doubts.append(f"the first line {said} read as a tie; if it names columns, call them source and target")
        return False
    columns.doubts.append(f"the first line {said} read as names of columns, as its words never come again")
    return True


def _by_names(columns: Columns, rest: Sequence[Sequence[str]], lines: _Lines) -> Columns:
    """Find the columns by the names that the header gives them."""
    header = columns.header
    names = [plain(cell) for cell in header]
    rows = [row for row in rest if len(row) == columns.width]
    if len(header) > 2 and [cell.strip() for cell in header[1:]] == [row[0].strip() for row in rows]:
        lines.refuse("it is a table of everybody by everybody", "Export it as a list of ties, or as GraphML", line=1)
    people = people_columns(header)
    if people is None:
        if OF_PEOPLE & set(names[:2]):
            lines.refuse(
                f"it lists people, not ties ({', '.join(header)})",
                "Give the list of ties, or name its columns source and target",
                line=1,
            )
        index = [
            place for place, name in enumerate(names)
            if not name or name.startswith("unnamed") or name in ("index", "rownames") or is_known(name)
        ]  # fmt: skip
        left = [place for place in range(len(names)) if place not in index]
        if len(left) < 2:
            lines.refuse(
                f"its columns ({', '.join(header)}) do not say which are people",
                "Name two of them source and target",
                line=1,
            )
        people = left[0], left[1]
        if len(left) > 2:
            said = f"people taken from the columns {columns.name(left[0])} and {columns.name(left[1])}"
            columns.doubts.append(said)
    columns.one, columns.other = people
    others = [name if place not in people else "" for place, name in enumerate(names)]
    found = strength_column(others)
    if found is not None:
        columns.strength, columns.clear = found
    for place, name in enumerate(others):
        words = {row[place].strip().lower() for row in rows}
        if name in LAYERS and columns.layer is None and words and words <= {*LAYERS_BY_WORD, ""}:
            columns.layer = place
    used = (*people, columns.strength, columns.layer)
    columns.ignored += [columns.name(place) for place in range(columns.width) if place not in used]
    return columns


def _by_values(columns: Columns, rows: Sequence[Sequence[str]], lines: _Lines) -> Columns:
    """Find the columns by their values, where no header names them."""
    rows = [row for row in rows if len(row) == columns.width]
    if columns.width == 2:
        return columns
    of = [[row[place].strip() for row in rows] for place in range(columns.width)]
    times = [_are_times(values) for values in of]
    if columns.width == 4 and times[3] and not times[0]:
        columns.ignored.append("column 4 (times)")
        columns.strength = 2
    elif columns.width == 3 and (times[0] or _is_apart(of)):
        columns.one, columns.other = 1, 2
        columns.ignored.append("column 1 (times)" if times[0] else "column 1 (numbers of lines, or times)")
        columns.doubts.append("people taken from columns 2 and 3")
    elif columns.width == 3:
        words = {value.lower() for value in of[2]}
        if words <= set(LAYERS_BY_WORD):
            columns.layer = 2
        else:
            columns.strength = 2
    else:
        _number_of_columns(lines, rows[0], _first_line(lines, columns.separator))
    return columns


def _are_times(values: Sequence[str]) -> bool:
    """Whether all are dates, or seconds since 1970."""
    if all(DATE.fullmatch(value) for value in values):
        return True
    numbers = [float(value) for value in values if value.replace(".", "", 1).isdecimal() and value.isascii()]
    return len(numbers) == len(values) > 0 and min(numbers) >= SMALLEST_TIME


def _is_apart(of: Sequence[Sequence[str]]) -> bool:
    """Whether a first column counts lines or times: never falling, and of none of the people in the other two."""
    first, second, third = of
    if len(first) < 2 or not all(value.isdecimal() and len(value) < 16 for value in first):
        return False
    numbers = [int(value) for value in first]
    rising = all(one <= two for one, two in pairwise(numbers))
    shared = set(second) & set(third)
    return (
        rising
        and not set(first) & (set(second) | set(third))
        and 2 * len(shared) >= min(len(set(second)), len(set(third)))
    )


# --- the ties ---


def _ties(lines: _Lines, columns: Columns) -> tuple[TieTable, bool]:
    number: dict[str, int] = {}
    one, other, strength, layer = array("i"), array("i"), array("d"), bytearray()
    a, b, width, at, in_layer = columns.one, columns.other, columns.width, columns.strength, columns.layer
    rows = _rows(lines, columns.separator)
    skip = bool(columns.header) and not lines_of_comment(columns, lines)
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
        _judge_strengths(table, columns, lines, wrong)
    return table, any(label.endswith(".0") for label in islice(number, SAMPLE))


def lines_of_comment(columns: Columns, lines: _Lines) -> bool:
    """Whether the header was a comment, so that the first line is a tie."""
    return bool(lines.comment) and any(said.startswith("columns named by the comment") for said in columns.doubts)


def _arrays(
    one: "array[int]", other: "array[int]", strength: "array[float] | None"
) -> tuple[npt.NDArray[np.int32], npt.NDArray[np.int32], npt.NDArray[np.float64]]:
    given = np.full(len(one), np.nan) if strength is None else np.array(strength, np.float64)
    return np.array(one, np.int32), np.array(other, np.int32), given


def _new(number: dict[str, int], name: str, lines: _Lines, row: Sequence[str]) -> int:
    """Number of a person met for the first time; letters with accents are one letter, however they were typed."""
    if not name or name.startswith("{"):
        lines.refuse(
            f"it has an empty or odd column: {short(' '.join(row).strip())}",
            "Correct the line; from networkx, export with write_weighted_edgelist or write_graphml",
        )
    return number.setdefault(name if name.isascii() else unicodedata.normalize("NFC", name), len(number))


def _wrong_width(lines: _Lines, row: Sequence[str], width: int, first: bool) -> NoReturn:
    if len(row) < 2 or first:
        _number_of_columns(lines, row)
    lines.refuse(f"it has {len(row)} columns, lines above {width}", "Give all lines equally many")


def _judge_strengths(table: TieTable, columns: Columns, lines: _Lines, wrong: tuple[int, str] | None) -> None:
    """Keep a column of strengths where a header calls it so, or its values look like strengths."""
    assert columns.strength is not None
    name = columns.name(columns.strength)
    why = _why_not_strengths(table.strength, columns, wrong)
    if why is None:
        table.strength_from = "" if plain(name) == "strength" or np.isnan(table.strength).all() else name
        return
    if why:
        table.source.ignored.append(f"{name} ({why})")
        table.strength[:] = np.nan
        return
    assert wrong is not None
    line, cell = wrong
    if "{" in cell:
        remedy = "From networkx, export with write_weighted_edgelist or write_graphml"
    else:
        remedy = "Correct the line; if the column is no strength, name the columns in a first line"
    lines.refuse(f"strength {short(cell)} is not a number of 0 or more", remedy, STRENGTH, line)


def _why_not_strengths(
    strength: npt.NDArray[np.float64], columns: Columns, wrong: tuple[int, str] | None
) -> str | None:
    """Why a column is not read as strengths; None where it is, "" where it should be but has a wrong value."""
    if columns.clear:
        return "" if wrong else None
    given = strength[~np.isnan(strength)]
    if wrong is not None:
        if columns.header:
            return "not all of it numbers of 0 or more"
        word = not _is_number(wrong[1]) and wrong[1].lower() not in ("nan", "inf", "infinity") and "{" not in wrong[1]
        if not len(given) and word:
            return "dates" if DATE.fullmatch(wrong[1]) else "words"
        return ""
    if not len(given):
        return None
    if given.min() >= SMALLEST_TIME:
        return "times"
    whole = bool((given == np.round(given)).all())
    if whole and columns.header:
        return None
    if whole and given.min() >= 1900 and given.max() <= 2100:
        return "years"
    if whole and given.max() > LARGEST_COUNT:
        return (
            f"whole numbers up to {given.max():,.0f}; if they are strengths, name the column strength in a first line"
        )
    if whole and len(given) >= FEWEST_IN_ORDER and (np.diff(given) > 0.0).all():
        return "numbers of lines, or times; if they are strengths, name the column strength in a first line"
    return None


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
