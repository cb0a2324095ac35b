"""Where things are: the project, its documents, its notebooks, and what a build writes."""

from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"
NOTEBOOKS = ROOT / "notebooks"
SHOWN = DOCS / "notebooks"  # the page of each notebook, with its pictures
THEME = DOCS / "theme"  # styles and the settings of Sphinx
CONTENTS = DOCS / "contents.toml"
RUNS = ROOT / ".cache" / "site"  # notebooks that were run, by what they contain
BUILT = ROOT / "build" / "site"
