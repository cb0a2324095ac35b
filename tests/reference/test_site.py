"""The documents as a site: every page and notebook is in it, nothing is loaded from elsewhere, dead links are found."""

import subprocess
import sys
from pathlib import Path

import pytest

from docs.publishing import staging
from docs.publishing.checks import dead, foreign
from docs.publishing.contents import HOME, contents, listed
from docs.publishing.evidence_page import measured, unnamed_topics
from docs.publishing.links import links, relinked
from docs.publishing.notebook_pages import out_of_date, page_path
from docs.publishing.places import SHOWN, THEME
from docs.publishing.staging import BrokenLink, Staging, staged
from sim.evidence.rows import evidence_rows
from tests.shared import ROOT

NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
PICTURES = sorted((SHOWN / "images").glob("*.png"))
LARGEST_PICTURE, ALL_PICTURES = 100_000, 5_000_000  # bytes


def built(folder: Path, pages: dict[str, str]) -> Path:
    """A small site with the settings of the whole."""
    source, site = folder / "source", folder / "site"
    source.mkdir()
    for name, text in pages.items():
        (source / name).write_text(text, encoding="utf-8")
    command = [sys.executable, "-m", "sphinx", "-b", "html", "-c", str(THEME), "-q", "--fail-on-warning"]
    done = subprocess.run([*command, str(source), str(site)], capture_output=True, text=True, check=False, cwd=ROOT)
    assert done.returncode == 0, done.stderr
    return site


# --- what it holds ---


def test_it_holds_every_document_and_notebook() -> None:
    documents = {*(ROOT / "docs").glob("*.md"), *(page_path(path) for path in NOTEBOOKS)}
    others = {ROOT / "CONTRIBUTING.md", ROOT / "CHANGELOG.md", ROOT / "notebooks" / "README.md"}
    assert documents | others <= set(listed())


def test_no_page_is_listed_twice_or_under_the_name_of_another() -> None:
    pages = listed()
    assert len(pages) == len(set(pages))
    assert len({staged(page) for page in pages}) == len(pages)
    assert pages[0] == HOME


def test_every_reader_has_a_page() -> None:
    first = contents()[0]
    assert [entry.path.stem for entry in first.entries] == ["policymakers", "educators", "researchers", "CONTRIBUTING"]


def test_pages_of_notebooks_are_of_notebooks() -> None:
    assert {path.stem for path in SHOWN.glob("*.md")} == {path.stem for path in NOTEBOOKS}


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_the_page_of_a_notebook_shows_it_as_it_is(path: Path) -> None:
    assert not out_of_date(path), "run `uv run docs/site.py`: it runs the notebook and rewrites its page"
    text = page_path(path).read_text(encoding="utf-8")
    pictures = [to for to in links(text) if to.endswith(".png")]
    assert pictures
    assert all((SHOWN / to).exists() for to in pictures)
    assert f"(../../notebooks/{path.name})" in text
    assert "/tmp/" not in text
    assert str(ROOT) not in text


def test_pictures_are_small_and_all_are_shown() -> None:
    sizes = {path.name: path.stat().st_size for path in PICTURES}
    assert [name for name, size in sizes.items() if size > LARGEST_PICTURE] == []
    assert sum(sizes.values()) < ALL_PICTURES
    shown = {Path(to).name for page in SHOWN.glob("*.md") for to in links(page.read_text(encoding="utf-8"))}
    assert set(sizes) <= shown


def test_the_page_of_evidence_has_all_of_it() -> None:
    assert unnamed_topics() == []
    assert set(measured()) <= set(evidence_rows())


# --- links ---


def test_links_are_found_outside_code_and_nowhere_else() -> None:
    text = "[a](b.md) `[c](d.md)`\n\n```\n[e](f.md)\n```\n\n![p `q` [r]](s.png) [`t`](u.md#v)"
    assert links(text) == ["b.md", "s.png", "u.md#v"]
    assert relinked("[a](b) `(b)` ![c](d)", lambda to, picture: "P" if picture else to * 2) == "[a](bb) `(b)` ![c](P)"


def test_every_link_leads_to_a_page_a_picture_or_a_file_of_the_site(tmp_path: Path) -> None:
    Staging(tmp_path / "source").write_all()
    pages = list((tmp_path / "source").rglob("*.md"))
    assert len(pages) > len(listed())  # files of code that pages lead to
    for page in pages:
        for to in links(page.read_text(encoding="utf-8")):
            address = to.partition("#")[0]
            if address and "://" not in address:
                there = (page.parent / address).resolve()
                assert there.exists(), f"{page}: {to}"
                assert there.is_relative_to(tmp_path)


def test_a_link_that_leads_nowhere_stops_the_build(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    page = tmp_path / "docs" / "page.md"
    page.parent.mkdir()
    page.write_text("[there](missing.md)", encoding="utf-8")
    monkeypatch.setattr(staging, "ROOT", tmp_path)
    monkeypatch.setattr(staging, "listed", lambda: [page])
    monkeypatch.setattr(staging, "contents", list)
    with pytest.raises(BrokenLink, match=r"docs/page\.md links to missing\.md"):
        Staging(tmp_path / "source").write_all()


# --- the built site ---


def test_nothing_is_loaded_from_elsewhere(tmp_path: Path) -> None:
    other = "# Other\n\nSee [home](index.md#home) and [the world](https://example.org/).\n\n| a |\n| --- |\n| 1 |\n"
    tree = "\n\n```{toctree}\nother\n```\n\n```equations x\nx -> y at r  # as in the ODD page\n```\n"
    site = built(tmp_path, {"index.md": f"# Home\n\n```python\nprint(1)\n```{tree}", "other.md": other})
    assert foreign(site) == []
    assert dead(site) == []
    assert (site / "searchindex.js").stat().st_size > 0


@pytest.mark.parametrize(
    ("planted", "said"),
    [
        ('<script src="https://cdn.example.org/a.js"></script>', "<script> loads https://cdn.example.org/a.js"),
        ('<link rel="stylesheet" href="//fonts.example.org/css">', "<link> loads //fonts.example.org/css"),
        ('<img src="http://example.org/a.png">', "<img> loads"),
        ('<style>@import "https://example.org/a.css";</style>', "a style loads"),
        ('<p style="background: url(https://example.org/a.png)">x</p>', "a style loads"),
        ("<script>fetch('https://example.org/')</script>", "a script loads"),
    ],
)
def test_what_is_loaded_from_elsewhere_is_found(planted: str, said: str, tmp_path: Path) -> None:
    (tmp_path / "page.html").write_text(f'<a href="https://example.org/">a link is none</a>{planted}', encoding="utf-8")
    faults = foreign(tmp_path)
    assert len(faults) == 1
    assert said in faults[0].what


def test_a_foreign_style_sheet_or_script_in_a_file_is_found(tmp_path: Path) -> None:
    (tmp_path / "a.css").write_text("@font-face { src: url('https://fonts.example.org/a.woff2') }", encoding="utf-8")
    (tmp_path / "a.js").write_text('import("https://cdn.example.org/a.js")', encoding="utf-8")
    assert {fault.page for fault in foreign(tmp_path)} == {"a.css", "a.js"}


def test_dead_links_and_anchors_are_found(tmp_path: Path) -> None:
    (tmp_path / "page.html").write_text(
        '<h1 id="here">x</h1><a href="#here"></a><a href="#gone"></a><a href="gone.html"></a><img src="gone.png">',
        "utf-8",
    )
    assert len(dead(tmp_path)) == 3
