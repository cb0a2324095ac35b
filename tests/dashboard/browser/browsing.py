"""A real browser and a real server for tests: Debian's Chromium, driven by Playwright."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from tests.shared import ROOT, environment

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--process-per-site",  # scripts are read once for all pages
]
STARTS_WITHIN = 180  # seconds; the first start compiles the rules
PATIENCE = 120_000  # milliseconds: two workers and a browser may share two slow cores; only a failure waits so long


def chromium() -> str | None:
    """Where the browser is, or None."""
    return shutil.which("chromium")


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        return int(trial.getsockname()[1])


@contextmanager
def server(*options: str, log: Path, path: str = "") -> Iterator[str]:
    """The dashboard in a process of its own; its address.

    Args:
        options: of the command.
        log: where it prints.
        path: under which it shows its pages.
    """
    port = free_port()
    command = [sys.executable, "run.py", "dashboard", "--no-open", "--port", str(port), *options]
    with log.open("w") as file:
        process = subprocess.Popen(command, cwd=ROOT, env=environment(), stdout=file, stderr=subprocess.STDOUT)
        address = f"http://127.0.0.1:{port}"
        try:
            _wait(f"{address}{path}/", process, log)
            yield address
        finally:
            process.terminate()
            try:
                process.wait(timeout=20)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _wait(address: str, process: subprocess.Popen[bytes], log: Path) -> None:
    until = time.monotonic() + STARTS_WITHIN
    while time.monotonic() < until:
        assert process.poll() is None, f"the server ended:\n{log.read_text()}"
        try:
            with urllib.request.urlopen(address, timeout=5) as answer:
                assert answer.status == 200
                return
        except OSError:
            time.sleep(0.2)
    raise AssertionError(f"the server did not start:\n{log.read_text()}")


class Visit:
    """A visitor's page, and all that goes wrong in it.

    Args:
        browser: the browser.
        address: of the dashboard.
        width: of the screen, pixels.
        height: of the screen, pixels.
        context: cookies, stores and scripts of a browser that visited before; None: a browser of one's own.

    Attributes:
        page: Playwright's page.
        errors: errors of the console and of scripts.
        strangers: addresses on other hosts that were asked for.
    """

    def __init__(
        self,
        browser: Browser,
        address: str,
        width: int = 1280,
        height: int = 900,
        *,
        context: BrowserContext | None = None,
    ) -> None:
        self.address = address
        self._size = width, height
        self._pages: list[Page] = []
        self._own = context is None
        self.context = context or browser.new_context(accept_downloads=True)
        self.errors: list[str] = []
        self.strangers: list[str] = []
        self.page: Page = self.tab()

    def tab(self) -> Page:
        """Another page of the same visitor, with scripts that the browser knows already; to the server a visit anew."""
        page = self.context.new_page()
        self._pages.append(page)
        self.resize(page, *self._size)
        page.set_default_timeout(PATIENCE)
        page.on("console", self._said)
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on("request", self._asked)
        return page

    @staticmethod
    def resize(page: Page, width: int, height: int = 900) -> None:
        """Another screen."""
        page.set_viewport_size({"width": width, "height": height})

    def _said(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self.errors.append(message.text)

    def _asked(self, request: Request) -> None:
        own = self.address.removeprefix("http")  # the websocket too
        if not request.url.startswith((self.address, f"ws{own}", "data:", "blob:", "about:")):
            self.strangers.append(request.url)

    def open(self, path: str = "/") -> Page:
        """Go to a page."""
        self.page.goto(self.address + path)
        self.page.wait_for_selector("main")
        return self.page

    def close(self) -> None:
        """Leave. A browser of one's own goes whole: a page of it, closed amid a reload, never ended once."""
        if self._own:
            self.context.close()
        else:
            for page in self._pages:
                page.close()


def in_ci() -> bool:
    """Whether a missing browser is a failure."""
    return bool(os.environ.get("CI"))
