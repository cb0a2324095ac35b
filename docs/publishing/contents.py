"""The contents of the site, as `docs/contents.toml` states them."""

import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

from docs.publishing.places import CONTENTS, DOCS, ROOT

HOME = DOCS / "index.md"


class Entry(NamedTuple):
    """A page in the contents."""

    path: Path
    title: str  # empty: its own heading
    below: list[Path]


class Part(NamedTuple):
    """A part of the contents."""

    caption: str
    entries: list[Entry]


def found(pattern: str) -> list[Path]:
    """Files that a name in the contents stands for.

    Raises:
        FileNotFoundError: there is none.
    """
    paths = sorted(ROOT.glob(pattern))
    if not paths:
        raise FileNotFoundError(f"{CONTENTS.name} names {pattern}, which does not exist")
    return paths


@cache
def contents() -> list[Part]:
    """All parts.

    Raises:
        FileNotFoundError: a page does not exist.
    """
    return [
        Part(
            part["caption"],
            [
                Entry(
                    found(page["file"])[0],
                    page.get("title", ""),
                    [path for pattern in page.get("below", []) for path in found(pattern)],
                )
                for page in part["page"]
            ],
        )
        for part in tomllib.loads(CONTENTS.read_text(encoding="utf-8"))["part"]
    ]


@cache
def listed() -> list[Path]:
    """Every page of the site, in order, the home page first."""
    return list(_in_order())


def _in_order() -> Iterator[Path]:
    yield HOME
    for part in contents():
        for entry in part.entries:
            yield entry.path
            yield from entry.below
