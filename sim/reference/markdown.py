"""Markdown: tables, and the blocks of a page that are written by the code and not by hand."""

import math
import re
from collections.abc import Mapping, Sequence

from sim.errors import UnknownBlock

BLOCK = re.compile(r"(?P<head><!-- generated: (?P<name>[^>]*?) -->\n).*?(?P<foot><!-- end -->)", re.DOTALL)


def cell(content: object) -> str:
    """What stands in one cell of a table: on one line, bars escaped."""
    return " ".join(str(content).split()).replace("|", "\\|")


def table(head: Sequence[str], rows: Sequence[Sequence[object]], right: Sequence[str] = ()) -> str:
    """A table.

    Args:
        head: names of the columns.
        rows: cells, as many in each row as there are columns.
        right: columns that are set flush right.
    """
    rule = ["---:" if name in right else "---" for name in head]
    lines = [head, rule, *([cell(content) for content in row] for row in rows)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def figure(value: float | None, digits: int = 4) -> str:
    """A number as briefly as possible; empty for none."""
    return "" if value is None or math.isnan(value) else f"{value:.{digits}g}"


def blocks_of(page: str) -> list[str]:
    """Names of the blocks of a page, in order."""
    return [match["name"] for match in BLOCK.finditer(page)]


def filled(page: str, blocks: Mapping[str, str], where: str) -> str:
    """A page with its blocks rewritten.

    Args:
        page: the whole page; a block begins with `<!-- generated: NAME -->` and ends with `<!-- end -->`.
        blocks: what stands in each, by name.
        where: the page's name, for messages.

    Raises:
        UnknownBlock: the page does not have these blocks, each once.
    """
    if sorted(blocks_of(page)) != sorted(blocks):
        raise UnknownBlock(f"{where} has the blocks {sorted(blocks_of(page))}, but should have {sorted(blocks)}")
    return BLOCK.sub(lambda match: f"{match['head']}\n{blocks[match['name']]}\n\n{match['foot']}", page)
