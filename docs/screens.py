"""Take the pictures of the README and of the home page again: `uv run docs/screens.py`. Takes some minutes.

Starts the dashboard and photographs its pages in Chromium when they no longer change, and runs a comparison for the
figures. `--only screens` or `--only figures` takes one kind, and `--out` writes to another folder than `docs/images`.
"""

import argparse
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[1]
sys.path[0] = str(ROOT)  # not this folder, whose `site.py` would stand before Python's own

from playwright.sync_api import Browser, sync_playwright  # noqa: E402
from playwright.sync_api import TimeoutError as DriverTimeout  # noqa: E402

from docs.publishing.notebook_pages import smaller  # noqa: E402

PROGRAM = (sys.executable, "run.py")
FIGURES = ("who_gains.png", "trajectories.png", "differences_illness.png")
LARGEST = 200_000  # bytes of a picture: these few are shown large
DESK, PHONE = (1440, 900), (390, 844)  # pixels: a laptop's screen and a phone's
STARTS_WITHIN, SETTLES_WITHIN = 180.0, 420.0  # seconds; the first answer may have to wait for compiled rules
STILL_FOR, LOOK_EVERY = 8.0, 1.5  # seconds without a change until a page counts as done; between two looks
AT_WORK = r"""() => /Preparing|: \d+\s?%$/m.test(document.querySelector("main").innerText)
  || document.querySelector('main [role="progressbar"], main progress, main [aria-busy="true"]') !== null"""


class Screen(NamedTuple):
    """A page to photograph."""

    name: str
    address: str
    shows: str = "main"  # what is on it when it is done
    size: tuple[int, int] = DESK
    sharpness: int = 1  # device pixels per pixel: two on a phone


SCREENS = (
    Screen("dashboard", "/?scenario=combined", ".plot svg"),
    Screen("phone", "/?scenario=combined", ".plot svg", PHONE, 2),
    Screen("people", "/people", ".plot svg"),
    Screen("lab", "/lab"),
    Screen("evidence", "/evidence", "main table"),
)


class NotTaken(RuntimeError):
    """A picture could not be taken."""


@contextmanager
def dashboard() -> Iterator[str]:
    """The dashboard in a process of its own; its address."""
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        port = int(trial.getsockname()[1])
    process = subprocess.Popen([*PROGRAM, "dashboard", "--no-open", "--port", str(port)], cwd=ROOT)
    address, until = f"http://127.0.0.1:{port}", time.monotonic() + STARTS_WITHIN
    try:
        while True:
            if process.poll() is not None or time.monotonic() > until:
                raise NotTaken("the dashboard did not start")
            try:
                urllib.request.urlopen(address, timeout=5).close()
                break
            except OSError:
                time.sleep(0.5)
        yield address
    finally:
        process.terminate()
        process.wait(timeout=30)


def photograph(browser: Browser, address: str, screen: Screen) -> bytes:
    """A page once it has what it shows, and no longer changes or works.

    Raises:
        NotTaken: it still changes after some minutes, or a script of it failed.
    """
    width, height = screen.size
    context = browser.new_context(
        viewport={"width": width, "height": height}, device_scale_factor=screen.sharpness, reduced_motion="reduce"
    )
    page = context.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.goto(address + screen.address)
    try:
        page.wait_for_selector(screen.shows, state="attached", timeout=1000 * SETTLES_WITHIN)
    except DriverTimeout as problem:
        raise NotTaken(f"{screen.address} does not show {screen.shows} within {SETTLES_WITHIN:.0f} s") from problem
    taken, since, until = b"", time.monotonic(), time.monotonic() + SETTLES_WITHIN
    while time.monotonic() - since < STILL_FOR:
        time.sleep(LOOK_EVERY)
        now = page.screenshot(animations="disabled")
        if now != taken or page.evaluate(AT_WORK):
            taken, since = now, time.monotonic()
        if time.monotonic() > until:
            raise NotTaken(f"{screen.address} still changes after {SETTLES_WITHIN:.0f} s")
    context.close()
    if errors:
        raise NotTaken(f"{screen.address}: {errors[0]}")
    return taken


def take_screens(folder: Path) -> None:
    """Photograph the pages of the dashboard."""
    where = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    with dashboard() as address, sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=where, args=["--no-sandbox"])
        for screen in SCREENS:
            print(f"{screen.name}: {screen.address}", flush=True)
            (folder / f"{screen.name}.png").write_bytes(smaller(photograph(browser, address, screen), LARGEST))
        browser.close()


def take_figures(folder: Path) -> None:
    """Draw the figures of the comparison that `uv run run.py` makes."""
    with tempfile.TemporaryDirectory() as place:
        subprocess.run([*PROGRAM, "compare", "--out", place], cwd=ROOT, check=True)
        for name in FIGURES:
            (folder / name).write_bytes(smaller((Path(place) / name).read_bytes(), LARGEST))


def main() -> int:
    """Take the pictures."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--out", type=Path, default=ROOT / "docs" / "images", help="folder of the pictures")
    parser.add_argument("--only", choices=("screens", "figures"), help="take one kind only")
    asked = parser.parse_args()
    asked.out.mkdir(parents=True, exist_ok=True)
    try:
        if asked.only != "figures":
            take_screens(asked.out)
        if asked.only != "screens":
            take_figures(asked.out)
    except NotTaken as problem:
        print(problem, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
