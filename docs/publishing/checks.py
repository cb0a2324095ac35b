"""Checks of the built site: it loads nothing from elsewhere, and no link or picture in it leads nowhere."""

import re
from collections.abc import Iterator, Mapping
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from typing import NamedTuple
from urllib.parse import unquote

FOREIGN = re.compile(r"^\s*(?:[a-z][a-z0-9+.-]*:)?//", re.IGNORECASE)
STYLE_LOADS = re.compile(r"""(?:url\(|@import)\s*["']?\s*(?:[a-z]+:)?//""", re.IGNORECASE)
SCRIPT_LOADS = re.compile(
    r"""(?:fetch|import|importScripts|Worker|sendBeacon|open)\(\s*["'`](?:https?:|wss?:)?//|\.src\s*=\s*["'`](?:https?:)?//"""
)
LOADING = ("src", "srcset", "data", "poster", "action", "formaction", "background", "manifest", "xlink:href")
LINKING = ("a", "img", "link", "script")
ELSEWHERE = ("mailto:", "data:", "javascript:")


class Fault(NamedTuple):
    """Something wrong in the site."""

    page: str
    what: str


class Page(HTMLParser):
    """What a page of the site contains, as far as it is checked."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, Mapping[str, str]]] = []
        self.styles: list[str] = []
        self.scripts: list[str] = []
        self._inside = ""
        self.feed(text)
        self.anchors = {value for _, given in self.tags for name, value in given.items() if name in ("id", "name")}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note a tag."""
        given = {name: value or "" for name, value in attrs}
        self.tags.append((tag, given))
        self._inside = tag
        if "style" in given:
            self.styles.append(given["style"])

    def handle_endtag(self, tag: str) -> None:
        """Note that a tag has ended."""
        self._inside = ""

    def handle_data(self, data: str) -> None:
        """Note the text of a style or a script."""
        if self._inside == "style":
            self.styles.append(data)
        elif self._inside == "script":
            self.scripts.append(data)


@cache
def read(path: Path) -> Page:
    """A page of the site."""
    return Page(path.read_text(encoding="utf-8"))


def loads(tag: str, given: Mapping[str, str]) -> Iterator[str]:
    """What a browser would load because of a tag, without a click."""
    for name in LOADING:
        if name in given:
            yield from (part.strip() for part in given[name].split(",")) if name == "srcset" else (given[name],)
    if tag in ("link", "image", "use") and "href" in given:
        yield given["href"]


def foreign(site: Path) -> list[Fault]:
    """What the site would load from elsewhere. Links that a reader clicks (`a`) may lead outside."""
    faults = []
    for path in sorted(site.rglob("*.html")):
        page, name = read(path), path.relative_to(site).as_posix()
        for tag, given in page.tags:
            faults += [Fault(name, f"<{tag}> loads {one}") for one in loads(tag, given) if FOREIGN.match(one)]
        faults += [Fault(name, f"a style loads {text[:80]}") for text in page.styles if STYLE_LOADS.search(text)]
        faults += [Fault(name, f"a script loads {text[:80]}") for text in page.scripts if SCRIPT_LOADS.search(text)]
    for path in sorted([*site.rglob("*.css"), *site.rglob("*.js"), *site.rglob("*.svg")]):
        text = path.read_text(encoding="utf-8")
        found = (SCRIPT_LOADS if path.suffix == ".js" else STYLE_LOADS).search(text)
        faults += [Fault(path.relative_to(site).as_posix(), f"loads {found[0]}")] if found else []
    return faults


def dead(site: Path) -> list[Fault]:
    """Links and pictures of the site that lead nowhere in it."""
    faults = []
    for path in sorted(site.rglob("*.html")):
        name = path.relative_to(site).as_posix()
        for to in sorted(
            {given.get("href") or given.get("src") or "" for tag, given in read(path).tags if tag in LINKING}
        ):
            address, _, anchor = to.partition("#")
            if FOREIGN.match(to) or to.startswith(ELSEWHERE):
                continue
            there = (path.parent / unquote(address.partition("?")[0])).resolve() if address else path
            there = there / "index.html" if there.is_dir() else there
            if not there.is_file():
                faults.append(Fault(name, f"{to} leads nowhere"))
            elif anchor and there.suffix == ".html" and unquote(anchor) not in read(there).anchors:
                faults.append(Fault(name, f"{to}: no such place on that page"))
    return faults
