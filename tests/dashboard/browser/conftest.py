"""One server and one browser for all browser tests.

To the server every page is a visit of its own. Pages share what the browser has read of scripts, unless a test asks for
a visitor `alone`; tests of one file that leave a page as they found it share the page (`visitor`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.dashboard.browser.browsing import Visit, server

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext


@pytest.fixture(scope="session")
def address(browser: Browser, quick_files: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a dashboard whose baseline is quick to burn in, and whose answers are small."""
    log = tmp_path_factory.mktemp("dashboard") / "log.txt"
    small = ("--people", "150", "--populations", "8")
    with server("--baseline", str(quick_files / "quick.toml"), *small, log=log) as found:
        yield found


@pytest.fixture(scope="session")
def well_read(browser: Browser) -> Iterator[BrowserContext]:
    """A browser that keeps the scripts which it has read."""
    context = browser.new_context(accept_downloads=True)
    yield context
    context.close()


@pytest.fixture
def visit(browser: Browser, address: str, well_read: BrowserContext) -> Iterator[Callable[..., Visit]]:
    """Makes visitors; each must leave without an error and without having asked another host for anything."""
    visits: list[Visit] = []

    def begin(width: int = 1280, height: int = 900, *, alone: bool = False) -> Visit:
        visits.append(Visit(browser, address, width, height, context=None if alone else well_read))
        return visits[-1]

    yield begin
    _leave(visits)


@pytest.fixture(scope="module")
def visitor(browser: Browser, address: str, well_read: BrowserContext) -> Iterator[Visit]:
    """One visitor for all tests of a file, as `visit` makes them."""
    one = Visit(browser, address, context=well_read)
    yield one
    _leave([one])


def _leave(visits: list[Visit]) -> None:
    for one in visits:
        one.close()
    assert [error for one in visits for error in one.errors] == []
    assert [stranger for one in visits for stranger in one.strangers] == []
