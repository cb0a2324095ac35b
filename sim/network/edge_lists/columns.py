"""What the columns of an edge list are: found by the separator, the header's words, or the values."""

import csv
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import islice, pairwise
from typing import NoReturn

from sim.network.edge_lists.lines import Lines, is_number, rows_of
from sim.network.graphs import LAYERS_BY_WORD, SMALLEST_TIME, short
from sim.network.names import LAYERS, OF_PEOPLE, is_known, people_columns, plain, strength_column

SAMPLE = 1000  # lines that the columns are found from
SEPARATORS = ("\t", ";", ",", "|")
DECIMAL_COMMA = re.compile(r"[+-]?\d*,\d+")
DATE = re.compile(r"\d{4}-\d{2}-\d{2}.*|\d{1,2}[./]\d{1,2}[./]\d{2,4}.*|\d{1,2}:\d{2}.*")


@dataclass
class Columns:
    """What the columns of an edge list are.

    Attributes:
        separator: between columns; a blank stands for any white space.
        width: how many columns the lines of ties have.
        header: cells of the line that names the columns; empty where none does.
        above: the header is a comment above the ties, whose first line is a tie.
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
    above: bool = False
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


def columns_of(sample: Sequence[str], lines: Lines) -> Columns:
    """What the columns are.

    Args:
        sample: the first lines, one or more.
        lines: all of them.

    Raises:
        NetworkError: they cannot be the columns of ties.
    """
    separator = _separator(sample)
    rows = [row for row in islice(rows_of(lines, separator), SAMPLE) if any(cell.strip() for cell in row)]
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
        refuse_number_of_columns(lines, rows[0], _first_line(lines, separator))
    commented = _cells([lines.comment], separator) if lines.comment else None
    if commented and len(commented[0]) == width and people_columns(commented[0]) is not None:
        columns = Columns(separator, width, commented[0], above=True)
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


def _first_line(lines: Lines, separator: str) -> int:
    """Number of the first line that holds something."""
    next(rows_of(lines, separator))
    return lines.line


def refuse_number_of_columns(lines: Lines, row: Sequence[str], line: int | None = None) -> NoReturn:
    """Refuse a line whose cells cannot be a tie."""
    lines.refuse(
        f"it has {len(row)} column(s): {short(' '.join(row).strip())}",
        "Give each line two people and, if known, a strength, or name the columns source, target and strength in a "
        "first line",
        line=line,
    )


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
    own = [is_number(first[column]) for column in columns]
    below = [{is_number(row[column]) for row in rest if column < len(row)} for column in columns]
    if all(own):
        return all(kinds == {False} for kinds in below)
    return True


def _never_again(columns: Columns, lines: Lines) -> bool:
    """Whether the words of a first line never come again among the people: then it is a header.

    Where people are words too, that may be mere luck, and is said; where others are tied to nobody else either, such a
    first line is rather one more of these ties.
    """
    words = {columns.header[columns.one].strip(), columns.header[columns.other].strip()}
    if len(words) < 2:
        return False
    rows = rows_of(lines, columns.separator)
    next(rows)
    numbers_only, seen, pairs = True, dict[str, int](), list[tuple[str, str]]()
    for row in rows:
        if len(row) != columns.width:
            continue
        one, other = row[columns.one].strip(), row[columns.other].strip()
        if one in words or other in words:
            return False
        if numbers_only and not (is_number(one) and is_number(other)):
            numbers_only = False
        if len(pairs) < SAMPLE:
            pairs.append((one, other))
        for person in (one, other):
            seen[person] = seen.get(person, 0) + 1
    said = f"({', '.join(columns.header)})"
    if numbers_only and not all(is_number(word) for word in words):
        columns.remarks.append(f"columns named by the first line {said}")
        return True
    if any(seen[one] == seen[other] == 1 for one, other in pairs):
        columns.doubts.append(f"the first line {said} read as a tie; if it names columns, call them source and target")
        return False
    columns.doubts.append(f"the first line {said} read as names of columns, as its words never come again")
    return True


def _by_names(columns: Columns, rest: Sequence[Sequence[str]], lines: Lines) -> Columns:
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


def _by_values(columns: Columns, rows: Sequence[Sequence[str]], lines: Lines) -> Columns:
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
        refuse_number_of_columns(lines, rows[0], _first_line(lines, columns.separator))
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
