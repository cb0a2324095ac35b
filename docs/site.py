"""Build the documents as a site: `uv run docs/site.py`. It works offline, and so does what it writes.

Notebooks that changed are run (two at a time) and their pages in `docs/notebooks/` rewritten; all others are as they
are kept. Then the pages are laid out, built with Sphinx (warnings are errors), and checked: no dead link, nothing is
loaded from elsewhere.
"""

import argparse
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[0] = str(ROOT)  # not this folder, whose `site.py` would stand before Python's own

from sphinx.cmd.build import build_main  # noqa: E402

from docs.publishing.checks import dead, foreign  # noqa: E402
from docs.publishing.notebook_pages import out_of_date, write  # noqa: E402
from docs.publishing.places import BUILT, NOTEBOOKS, THEME  # noqa: E402
from docs.publishing.running import run_all  # noqa: E402
from docs.publishing.staging import BrokenLink, Staging  # noqa: E402


def options() -> argparse.Namespace:
    """What was asked for."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--out", type=Path, default=BUILT, help="folder of the site (default: build/site)")
    how = parser.add_mutually_exclusive_group()
    how.add_argument("--as-kept", action="store_true", help="run no notebook; an outdated page is an error")
    how.add_argument("--again", action="store_true", help="run every notebook, changed or not")
    return parser.parse_args()


def notebooks(*, as_kept: bool, again: bool) -> list[str]:
    """Bring the pages of notebooks up to date; what went wrong, if anything."""
    asked = [path for path in sorted(NOTEBOOKS.glob("*.ipynb")) if again or out_of_date(path)]
    if as_kept:
        return [f"{path.name}: its page in docs/notebooks is out of date; run `uv run docs/site.py`" for path in asked]
    failed = run_all(asked, again=again)
    for path in asked:
        if path not in failed:
            write(path)
    return [f"{path.name} failed:\n{error}" for path, error in failed.items()]


def build(out: Path) -> list[str]:
    """Lay out, build and check the site; what is wrong, if anything."""
    source = out.with_name(f"{out.name}-source")
    try:
        Staging(source).write_all()
    except BrokenLink as error:
        return [str(error)]
    doctrees = out.with_name(f"{out.name}-doctrees")
    settings = [
        "-b",
        "html",
        "-c",
        str(THEME),
        "-d",
        str(doctrees),
        "-j",
        "2",
        "--fail-on-warning",
        "--keep-going",
        "-q",
    ]
    if build_main([*settings, str(source), str(out)]):
        return ["Sphinx found what is reported above"]
    return [f"{fault.page}: {fault.what}" for fault in [*dead(out), *foreign(out)]]


def main() -> int:
    """Build the site; 1 if something is wrong with it."""
    asked, started = options(), time.monotonic()
    wrong = notebooks(as_kept=asked.as_kept, again=asked.again) or build(asked.out.resolve())
    if wrong:
        print("\n".join(wrong), file=sys.stderr)
        return 1
    size = sum(path.stat().st_size for path in asked.out.rglob("*") if path.is_file()) / 1e6
    pages, seconds = len(list(asked.out.rglob("*.html"))), time.monotonic() - started
    print(f"{pages} pages, {size:.0f} MB, in {seconds:.0f} s. Open it in a browser: {asked.out / 'index.html'}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
