"""Mesa's own page opens on the model, as the document for researchers shows it: play, pause, step, reset."""

from __future__ import annotations

import re
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.dashboard.browser.browsing import free_port
from tests.shared import ROOT, environment

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

PATIENCE = 60_000  # milliseconds
CLOCK = r"Time: (\d+)\.0"


def example() -> str:
    """The page as the document has it."""
    text = (ROOT / "docs" / "researchers.md").read_text(encoding="utf-8")
    blocks: list[str] = re.findall(r"^```python\n(.*?)^```", text, re.DOTALL | re.MULTILINE)
    return next(block for block in blocks if "SolaraViz" in block)


@pytest.fixture(scope="module")
def page(browser: Browser, quick_files: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    folder = tmp_path_factory.mktemp("mesa")
    code = example()
    for name, file in (("baseline", "quick.toml"), ("expanded_cbt", "quick_cbt.toml")):
        assert f'"{name}"' in code
        code = code.replace(f'"{name}"', repr(str(quick_files / file)))
    (folder / "app.py").write_text(code, encoding="utf-8")
    port = free_port()
    command = [sys.executable, "-m", "solara", "run", "app.py", "--production", "--no-open", "--host", "127.0.0.1"]
    with (folder / "log.txt").open("w") as log:
        process = subprocess.Popen(
            [*command, "--port", str(port)], cwd=folder, env=environment(), stdout=log, stderr=subprocess.STDOUT
        )
        try:
            _wait(f"http://127.0.0.1:{port}/readyz")
            opened = browser.new_page()
            opened.set_default_timeout(PATIENCE)
            opened.goto(f"http://127.0.0.1:{port}/")
            opened.wait_for_selector("button:has-text('Reset')")
            yield opened
            opened.close()
        finally:
            process.terminate()
            process.wait(timeout=20)


def _wait(address: str) -> None:
    until = time.monotonic() + 120
    while time.monotonic() < until:
        try:
            with urllib.request.urlopen(address, timeout=5):
                return
        except OSError:
            time.sleep(0.2)
    raise AssertionError("Solara did not start")


def _week(page: Page) -> int:
    found = re.search(CLOCK, page.inner_text("body"))
    assert found is not None
    return int(found[1])


def _reach(page: Page, expression: str) -> None:
    page.wait_for_function(
        "test => { const found = document.body.innerText.match(/Time: (\\d+)/); "
        "return found && new Function('week', 'return ' + test)(Number(found[1])); }",
        arg=expression,
    )


def test_play_reset_and_step(page: Page) -> None:
    assert _week(page) == 0
    page.wait_for_function("document.querySelectorAll('img').length >= 2")  # both figures
    page.click("button:has-text('▶')")
    _reach(page, "week >= 5")
    page.click("button:has-text('❚❚')")
    page.wait_for_selector("button:has-text('▶')")
    page.click("button:has-text('Reset')")
    _reach(page, "week == 0")
    page.click("button:has-text('Step')")
    _reach(page, "week == 1")
    assert "rror" not in page.inner_text("body")
