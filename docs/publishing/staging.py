"""Lays out the pages for the builder: one folder, in which every link leads to a page, a picture or a file of the site.

In the project, pages link to code and scenarios beside them, which works at the code host. In the site, such a file has
a page that shows it, a folder one that lists what is in it, and a notebook can be downloaded.
"""

import csv
import re
import shutil
from collections.abc import Iterator
from os.path import relpath
from pathlib import Path, PurePosixPath

from docs.publishing.contents import HOME, contents, listed
from docs.publishing.evidence_page import evidence_page
from docs.publishing.links import relinked
from docs.publishing.places import ROOT
from sim.evidence.rows import TABLE
from sim.reference.markdown import cell

LANGUAGES = {".py": "python", ".toml": "toml", ".sh": "bash", ".j2": "jinja"}
LARGEST = 400_000  # bytes that a page shows; a larger file is only offered for download
MOVED = {ROOT / "README.md": HOME}
PICTURE = re.compile(r"^!\[.*\]\((?P<to>[^)\s]+)\)$", re.MULTILINE)
HIDDEN = ("__pycache__", ".")


class BrokenLink(ValueError):
    """A page links to what does not exist or is not part of the project."""


def staged(path: Path) -> PurePosixPath:
    """Where a file or folder of the project is in the site's source."""
    inside = path.relative_to(ROOT)
    if path in set(listed()) and path.suffix == ".md":
        kept = {"notebooks/README.md": "teaching", "CONTRIBUTING.md": "contributors", "CHANGELOG.md": "changelog"}
        if inside.as_posix() in kept:
            return PurePosixPath(f"{kept[inside.as_posix()]}.md")
        return PurePosixPath(*inside.parts[1:])
    if path.is_dir():
        return PurePosixPath("files", inside, "index.md")
    return PurePosixPath("files", f"{inside.as_posix()}.md")


def members(folder: Path) -> list[Path]:
    """What a page of a folder lists."""
    return sorted(path for path in folder.iterdir() if not path.name.startswith(HIDDEN))


class Staging:
    """The source of the site while it is written."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._written: set[Path] = set()
        self._waiting: list[Path] = []

    def write_all(self) -> None:
        """Write every page of the contents, and every file and folder that pages lead to.

        Raises:
            BrokenLink: a link leads nowhere.
        """
        shutil.rmtree(self.folder, ignore_errors=True)
        self._waiting = list(listed())
        while self._waiting:
            path = self._waiting.pop()
            if path not in self._written:
                self._written.add(path)
                self._put(staged(path), self._page(path))
        self._put(staged(HOME), self._page(HOME) + "".join(trees()))

    def _put(self, at: PurePosixPath, text: str) -> None:
        place = self.folder / at
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text, encoding="utf-8")

    def _page(self, path: Path) -> str:
        if path.is_dir():
            return self._listing(path)
        if path.suffix != ".md":
            return self._shown(path)
        text = relinked(path.read_text(encoding="utf-8"), lambda to, picture: self._target(path, to, picture))
        below = [entry.below for part in contents() for entry in part.entries if entry.path == path]
        listing = tree([(one, "") for one in below[0]], path) if below and below[0] else ""
        text = PICTURE.sub(lambda found: enlarged(found, path), text) + listing
        return text if path in set(listed()) else f"{without_search()}{text}"

    def _target(self, page: Path, to: str, picture: bool) -> str:
        address, hash_, anchor = to.partition("#")
        if not address or "://" in address or address.startswith("mailto:"):
            return to
        there = (page.parent / address).resolve()
        there = MOVED.get(there, there)
        if not there.is_relative_to(ROOT) or not there.exists():
            raise BrokenLink(f"{page.relative_to(ROOT)} links to {to}, which does not exist")
        if picture:
            at = PurePosixPath("pictures", there.name)
            self._copy(there, at)
        elif there.suffix == ".ipynb":  # has a page of its own; the link is to the file, to open it elsewhere
            at = PurePosixPath("files", there.relative_to(ROOT))
            self._copy(there, at)
        else:
            self._waiting.append(there)
            at = staged(there)
        return f"{relpath(at, staged(page).parent)}{hash_}{anchor}"

    def _copy(self, path: Path, at: PurePosixPath) -> None:
        place = self.folder / at
        place.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, place)

    def _listing(self, folder: Path) -> str:
        lines = [
            f"- [{one.name}{'/' * one.is_dir()}]({self._target(folder / 'x', one.name, False)})"
            for one in members(folder)
        ]
        return f"{without_search()}# {folder.relative_to(ROOT).as_posix()}/\n\n" + "\n".join(lines) + "\n"

    def _shown(self, path: Path) -> str:
        name = path.relative_to(ROOT).as_posix()
        copy = PurePosixPath("files", name)
        self._copy(path, copy)
        offered = f"[Download {path.name}]({path.name})\n\n"
        in_contents = [entry.title for part in contents() for entry in part.entries if entry.path == path]
        head = f"# {in_contents[0]}\n\n`{name}`: " if in_contents else f"{without_search()}# {name}\n\n"
        if path.stat().st_size > LARGEST:
            return f"{head}{offered}The file is too large to be shown here.\n"
        text = path.read_text(encoding="utf-8")
        if path == TABLE:
            return "\n\n".join([f"{head}{offered}".rstrip(), *evidence_page()]) + "\n"
        if path.suffix == ".csv":
            return head + offered + "\n".join(as_table(text)) + "\n"
        ticks = "`" * 6  # a file may contain fences of its own
        return f"{head}{offered}{ticks}{LANGUAGES.get(path.suffix, 'text')}\n{text.rstrip()}\n{ticks}\n"


def enlarged(picture: re.Match[str], page: Path) -> str:
    """A picture that shows itself alone when it is clicked: on a phone, its words are too small beside the text."""
    alone = relpath(PurePosixPath("_images", PurePosixPath(picture["to"]).name), staged(page).parent)
    return f'<a class="picture" href="{alone}">{picture[0]}</a>'


def as_table(text: str) -> Iterator[str]:
    """The lines of a CSV file as a table."""
    head, *rows = csv.reader(line for line in text.splitlines() if not line.startswith("#"))
    yield f"| {' | '.join(head)} |"
    yield f"| {' | '.join('---' for _ in head)} |"
    yield from (f"| {' | '.join(cell(one).replace('<', '&lt;') for one in row)} |" for row in rows)


def without_search() -> str:
    """The head of a page that is in no part of the contents and is not searched: a file of the project."""
    return "---\norphan: true\nnosearch: true\n---\n\n"


def tree(pages: list[tuple[Path, str]], above: Path, caption: str = "") -> str:
    """The part of the contents that stands below a page, for the builder."""
    base = staged(above).parent
    lines = []
    for path, title in pages:
        at = relpath(staged(path).with_suffix(""), base)
        lines.append(f"{title} <{at}>" if title else at)
    head = ":hidden:\n" + (f":caption: {caption}\n" if caption else "")
    return "\n\n```{toctree}\n" + head + "\n" + "\n".join(lines) + "\n```\n"


def trees() -> list[str]:
    """The contents of the home page."""
    return [tree([(entry.path, entry.title) for entry in part.entries], HOME, part.caption) for part in contents()]
