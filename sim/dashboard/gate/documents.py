"""Everything that can be read with GET: a closed table from an address to a document, made when the server starts.

No address is ever turned into a path on disk: there is nothing to climb out of. Nothing is fetched from elsewhere.
"""

import gzip
import hashlib
import mimetypes
from collections.abc import Callable, Iterable, Mapping
from functools import cached_property
from html.parser import HTMLParser
from pathlib import Path

from sim.dashboard.gate.headers import NOTHING, page_policy

KINDS = {
    ".js": "text/javascript; charset=utf-8", ".css": "text/css; charset=utf-8", ".html": "text/html; charset=utf-8",
    ".svg": "image/svg+xml", ".png": "image/png", ".woff": "font/woff", ".woff2": "font/woff2", ".ttf": "font/ttf",
}  # fmt: skip
PACKED = (".js", ".css", ".html", ".svg", ".ttf")  # what gains from being compressed
A_DAY, ASK = b"private, max-age=86400", b"no-cache"
NEVER = b"no-store"


class Document:
    """One document, read and compressed once.

    Args:
        read: gives its content.
        suffix: says what it is.
        keep: how long browsers may keep it (`cache-control`).
        policy: its content security policy; None takes that of a page with the scripts in it.
    """

    def __init__(self, read: Callable[[], bytes], suffix: str, keep: bytes, policy: str | None = NOTHING) -> None:
        self._read, self.suffix, self.keep, self._policy = read, suffix, keep, policy

    @cached_property
    def body(self) -> bytes:
        """Its content."""
        return self._read()

    @cached_property
    def packed(self) -> bytes | None:
        """Its content, compressed; None where that gains nothing."""
        return gzip.compress(self.body, 6, mtime=0) if self.suffix in PACKED else None

    @cached_property
    def tag(self) -> bytes:
        """What changes when the content changes."""
        return f'"{hashlib.sha256(self.body).hexdigest()[:32]}"'.encode()

    @cached_property
    def policy(self) -> bytes:
        """Its content security policy."""
        found = self._policy if self._policy is not None else page_policy(scripts_in(self.body.decode()))
        return found.encode()

    @property
    def ready(self) -> bool:
        """Whether all of it is at hand."""
        return "policy" in self.__dict__

    def make_ready(self) -> None:
        """Read and compress it; takes up to a second."""
        _ = self.packed, self.tag, self.policy

    @property
    def kind(self) -> bytes:
        """Its media type."""
        return (KINDS.get(self.suffix) or mimetypes.types_map[self.suffix]).encode()

    @property
    def is_page(self) -> bool:
        """Whether somebody opens it, as opposed to a page loading it."""
        return self.suffix == ".html"


def files_in(
    folder: Path, prefix: str, keep: bytes, wanted: Callable[[str], bool] = lambda _: True
) -> dict[str, Document]:
    """A document for each file of a folder, without links that lead out of it.

    Args:
        folder: the folder.
        prefix: of their addresses, with a slash at its end.
        keep: how long browsers may keep them.
        wanted: which of them, by their path in the folder.
    """
    found = {}
    root = folder.resolve()
    for path in sorted(root.rglob("*")):
        name = path.relative_to(root).as_posix()
        if path.suffix in KINDS and path.is_file() and path.resolve().is_relative_to(root) and wanted(name):
            found[prefix + name] = Document(path.read_bytes, path.suffix, keep)
    return found


class _Scripts(HTMLParser):
    """Collects what stands in `<script>` elements that are run."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=False)
        self.found: list[str] = []
        self._within = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """A script without an address, of a kind that is run, begins."""
        given = dict(attrs)
        if tag == "script" and "src" not in given and given.get("type") in (None, "", "module", "text/javascript"):
            self._within = True
            self.found.append("")

    def handle_endtag(self, tag: str) -> None:
        """It ends."""
        if tag == "script":
            self._within = False

    def handle_data(self, data: str) -> None:
        """Its text."""
        if self._within:
            self.found[-1] += data


def scripts_in(page: str) -> list[str]:
    """The text of every script within a page."""
    reader = _Scripts()
    reader.feed(page)
    reader.close()
    return reader.found


def together(tables: Iterable[Mapping[str, Document]]) -> dict[str, Document]:
    """Several tables as one; the first that has an address decides."""
    found: dict[str, Document] = {}
    for table in tables:
        for address, document in table.items():
            found.setdefault(address, document)
    return found
