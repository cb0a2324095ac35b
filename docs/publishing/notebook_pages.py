"""The page of a notebook: what it shows when it is run, with pictures; code is folded where readers do not program.

A page is plain Markdown that the site and the code host show alike. Pages are kept in the project, so that everybody
sees the pictures before running anything, and so that a build of the site runs nothing.
"""

import re
from base64 import b64decode
from collections.abc import Iterator
from html import unescape
from io import BytesIO
from pathlib import Path
from typing import Any, NamedTuple

import nbformat
from bs4 import BeautifulSoup
from PIL import Image

from docs.publishing.places import NOTEBOOKS, ROOT, SHOWN
from docs.publishing.running import digest, read, sources, with_outputs

MARK = "<!-- shows: {} -->"
COLOURS = (192, 128, 64, 32)  # of a picture: charts need few, and a table of colours makes the file a quarter
REFINED = 2  # rounds in which the table of colours is brought closer to the picture's
LARGEST = 95_000  # bytes of a picture
WIDEST = 1640  # pixels: twice the width that it is shown at, for sharp screens
INLINE = re.compile(r'<img alt="(?P<alt>[^"]*)"[^>]*src="data:image/png;base64,(?P<data>[^"]+)">')
ANSI = re.compile(r"\x1b\[[0-9;]*m")
HINT = " The code is folded: click the three dots of a cell to see it."
OWN_RUN = "# your own run"
HIDDEN = "hide-input"
TEMPORARY = re.compile(r"/tmp/tmp\w+/?")
SHOWN_ROWS = 60  # of a table
LONG = 40  # lines of text output from which it is folded


class Picture(NamedTuple):
    """A picture of a page."""

    name: str
    content: bytes


class Page(NamedTuple):
    """A page in Markdown, and its pictures."""

    text: str
    pictures: list[Picture]


def mark_of(path: Path) -> str:
    """The line that says which state of a notebook a page shows."""
    return MARK.format(digest(sources(read(path))))


def page_path(path: Path) -> Path:
    """Where the page of a notebook is kept."""
    return SHOWN / f"{path.stem}.md"


def out_of_date(path: Path) -> bool:
    """Whether the page of a notebook is missing, or shows another state of it."""
    page = page_path(path)
    return not page.exists() or mark_of(path) not in page.read_text(encoding="utf-8").splitlines()


def smaller(content: bytes, largest: int = LARGEST) -> bytes:
    """A PNG picture in as few bytes as its readers need.

    Args:
        content: the picture.
        largest: bytes that it should not exceed; its colours are reduced, within reason, until it does not.
    """
    picture = Image.open(BytesIO(content)).convert("RGB")
    if picture.width > WIDEST:
        picture = picture.resize((WIDEST, round(picture.height * WIDEST / picture.width)), Image.Resampling.LANCZOS)
    for colours in COLOURS:
        written = BytesIO()
        few = picture.quantize(colours, Image.Quantize.MEDIANCUT, kmeans=REFINED, dither=Image.Dither.NONE)
        few.save(written, "PNG", optimize=True)
        if written.tell() <= largest:
            break
    return written.getvalue()


def fenced(text: str, language: str = "text") -> str:
    """A block of code or of output."""
    return f"```{language}\n{text.rstrip()}\n```"


def folded(summary: str, content: str) -> str:
    """What is shown on request."""
    return f"<details><summary>{summary}</summary>\n\n{content}\n\n</details>"


def cleaned(text: str) -> str:
    """Output as a reader would see it: no colours of a terminal, no places of this machine, no spaces at the end."""
    plain = TEMPORARY.sub("", ANSI.sub("", text)).replace(f"{ROOT}/", "")
    return "\n".join(line.rstrip() for line in plain.splitlines()).strip("\n")


def as_table(html: str) -> str:
    """The table of a data frame in Markdown; names of the index stand in its head."""
    rows = [
        [one.get_text(" ", strip=True).replace("|", "\\|") for one in row.find_all(["th", "td"])]
        for row in BeautifulSoup(html, "html.parser").find_all("tr")
    ]
    heads = len(BeautifulSoup(html, "html.parser").select("thead tr"))
    head = [" ".join(filter(None, names)) for names in zip(*rows[:heads], strict=True)]
    return "\n".join(f"| {' | '.join(row)} |" for row in [head, ["---"] * len(head), *rows[heads:]][: SHOWN_ROWS + 2])


def pieces(outputs: list[Any], stem: str, pictures: list[Picture]) -> Iterator[tuple[str, str]]:
    """What a cell gave: ("text", lines) or ("shown", Markdown), in order; pictures are added to the list."""
    for output in outputs:
        if output.output_type == "stream":
            yield "text", output.text
            continue
        data, html = output.get("data", {}), output.get("data", {}).get("text/html", "")
        inline = INLINE.search(html)
        if inline or "image/png" in data:
            alt = unescape(inline["alt"]) if inline else output.metadata.get("image/png", {}).get("alt", "")
            name = f"{stem}_{len(pictures) + 1}.png"
            pictures.append(Picture(name, smaller(b64decode(inline["data"] if inline else data["image/png"]))))
            yield "shown", f"![{alt.replace('[', '(').replace(']', ')')}](images/{name})"
        elif "<table" in html:
            yield "shown", as_table(html)
        else:
            yield "text", data.get("text/plain", "") + "\n"


def outcome(cell: Any, stem: str, pictures: list[Picture]) -> list[str]:
    """What a cell gave, in Markdown."""
    blocks: list[str] = []
    text = ""
    for kind, content in [*pieces(cell.outputs, stem, pictures), ("shown", "")]:
        if kind == "text":
            text += content
            continue
        said = cleaned(text)
        if said:
            lines = said.count("\n") + 1
            blocks.append(fenced(said) if lines <= LONG else folded(f"Output ({lines} lines)", fenced(said)))
        text = ""
        blocks += [content] if content else []
    return blocks


def moved(text: str) -> str:
    """Prose with its links as they are from the page: other notebooks by their pages, all else one folder deeper."""

    def target(match: re.Match[str]) -> str:
        to, hash_, anchor = match["to"].partition("#")
        if "://" in to or not to:
            return match[0]
        there = (NOTEBOOKS / to).resolve()
        if there.parent == NOTEBOOKS and there.suffix == ".ipynb":
            return f"{match['text']}({there.stem}.md{hash_}{anchor})"
        return f"{match['text']}({'../../' + there.relative_to(ROOT).as_posix()}{hash_}{anchor})"

    return re.sub(r"(?P<text>\[[^\]]*\])\((?P<to>[^)\s]+)\)", target, text)


def prose(text: str) -> str:
    """The text of a cell as it stands on the page."""
    return moved(re.sub(r"\n+</details>", "\n\n</details>", text.replace(HINT, "")))


def unfolding(code: list[str]) -> list[str]:
    """The fold of the code that was gathered, if any; it is no longer gathered then."""
    cells, code[:] = "\n\n\n".join(code), []
    return [folded("Show the code", fenced(cells, "python"))] if cells else []


def page_of(path: Path) -> Page:
    """The page of a notebook that was run.

    Raises:
        FileNotFoundError: it was not run as it is now.
    """
    notebook = with_outputs(path)
    pictures: list[Picture] = []
    note = (
        "*This page shows what the notebook shows. To change something and run it yourself, open "
        f"[{path.name}](../../notebooks/{path.name}): [how](../../notebooks/README.md).*"
    )
    blocks: list[str] = []
    code: list[str] = []  # folded, of cells that gave nothing yet
    for cell in [*notebook.cells, nbformat.v4.new_markdown_cell("")]:  # type: ignore[no-untyped-call]
        if cell.cell_type == "markdown":
            blocks += [*unfolding(code), prose(cell.source)]
            continue
        given = outcome(cell, path.stem, pictures)
        if HIDDEN not in cell.metadata.get("tags", []):
            blocks += [*unfolding(code), fenced(cell.source, "python"), *given]
        elif cell.source.startswith(OWN_RUN):  # it gives the answer of an exercise away
            blocks += [*unfolding(code), folded("Our run", "\n\n".join([fenced(cell.source, "python"), *given]))]
        else:
            code.append(cell.source)
            blocks += [*unfolding(code), *given] if given else []
    title, _, rest = blocks[0].partition("\n")
    text = "\n\n".join([title, mark_of(path), note, rest.strip(), *blocks[1:]])
    return Page(text.rstrip() + "\n", pictures)


def write(path: Path) -> list[Path]:
    """Write the page of a notebook that was run, and its pictures.

    Returns:
        What was written.
    """
    page, folder = page_of(path), SHOWN / "images"
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.glob(f"{path.stem}_*.png"):
        old.unlink()
    for picture in page.pictures:
        (folder / picture.name).write_bytes(picture.content)
    page_path(path).write_text(page.text, encoding="utf-8")
    return [page_path(path), *(folder / picture.name for picture in page.pictures)]
