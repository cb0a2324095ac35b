"""The lines of an edge list that hold something, and their cells."""

import codecs
import csv
import io
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NoReturn

from sim.errors import NetworkError
from sim.network.graphs import network_error, reason, short

EDGE_LIST = "on each line two people and, if known, a strength of 0 or more, in columns separated by one sign"
LONGEST_LINE = 100_000  # characters
PROGRESS_EVERY = 100_000  # lines
COMMENTS = ("#", "%", "//")
NUMBER = re.compile(r"[+-]?(\d+([.,]\d*)?|[.,]\d+)([eE][+-]?\d+)?")
TRAILING_COMMENT = re.compile(r"\s#(\s.*)?$")
CONTROL = re.compile("[\x00-\x08\x0e-\x1b]")

type OnProgress = Callable[[int, int], None]  # bytes read, bytes in all


class Lines:
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
                    raise not_text(self.where)
                if "\0" in line:
                    raise not_text(self.where)
                started = True
                if "#" in line and '"' not in line:
                    line = TRAILING_COMMENT.sub("", line)  # noqa: PLW2901
                yield line

    def refuse(self, wrong: str, remedy: str, expected: str = EDGE_LIST, line: int | None = None) -> NoReturn:
        """Refuse the file, naming the line (None: the one read last)."""
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


def rows_of(lines: Lines, separator: str) -> Iterator[list[str]]:
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


def not_text(where: str) -> NetworkError:
    """The file is no text."""
    return network_error(where, "it is not text (UTF-8)", EDGE_LIST, "Export it again as plain text")


def is_number(cell: str) -> bool:
    """Whether a cell holds a number, its decimals behind a point or a comma."""
    return NUMBER.fullmatch(cell.strip()) is not None
