"""One server and one browser for all browser tests; every visitor has a context of their own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from browsing import FLAGS, Visit, chromium, in_ci, server

if TYPE_CHECKING:
    from playwright.sync_api import Browser


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium; where it is missing, tests are skipped, but fail in CI."""
    where = chromium()
    if where is None:
        reason = "Chromium is not installed (apt-get install chromium)"
        if in_ci():
            pytest.fail(reason)
        pytest.skip(reason)
    from playwright.sync_api import sync_playwright

    with sync_playwright() as driver:
        found = driver.chromium.launch(executable_path=where, args=FLAGS)
        yield found
        found.close()


@pytest.fixture(scope="session")
def address(browser: Browser, quick_files: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a dashboard whose baseline is quick to burn in."""
    log = tmp_path_factory.mktemp("dashboard") / "log.txt"
    with server("--baseline", str(quick_files / "quick.toml"), "--people", "250", log=log) as found:
        yield found


@pytest.fixture
def visit(browser: Browser, address: str) -> Iterator[Callable[..., Visit]]:
    """Makes visitors; each must leave without an error and without having asked another host for anything."""
    visits: list[Visit] = []

    def begin(width: int = 1280, height: int = 900) -> Visit:
        visits.append(Visit(browser, address, width, height))
        return visits[-1]

    yield begin
    for one in visits:
        one.close()
    assert [error for one in visits for error in one.errors] == []
    assert [stranger for one in visits for stranger in one.strangers] == []
