"""Every page loads: no error in the console, no request to another host, its language and title said."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.dashboard.browser.browsing import Visit

PAGES = {"/": "Explore policies", "/people": "People and ties", "/lab": "Theory lab", "/evidence": "Evidence"}


@pytest.mark.parametrize("path", PAGES)
def test_a_page_loads(visit: Callable[..., Visit], path: str) -> None:
    page = visit().open(path)
    page.wait_for_selector(f'nav [aria-current="page"]:has-text("{PAGES[path]}")')
    page.wait_for_function("title => document.title.startsWith(title)", arg=PAGES[path])
    assert page.get_attribute("html", "lang") == "en"


def test_a_line_that_broke_comes_back_and_the_page_goes_on(visit: Callable[..., Visit]) -> None:
    one = visit()
    page = one.open("/people")
    page.wait_for_selector("nav")
    assert page.evaluate("window.solara.debug.dropConnection()")
    page.wait_for_function("window.solara.debug.reconnectCount === 1")
    page.wait_for_function("window.solara.debug.connectionStatus === 'connected'")
    page.click('nav >> text="Theory lab"')
    page.wait_for_selector('h1:has-text("Theory lab")')
    # whether the browser says so depends on how long the first try takes
    one.errors = [said for said in one.errors if not said.startswith("Connection lost, reconnecting")]


def test_a_page_that_nobody_touches_is_let_go_and_comes_back(visit: Callable[..., Visit]) -> None:
    one = visit(alone=True)  # a clock goes for all pages of a browser
    one.page.clock.install()
    page = one.open("/?scenario=peer_support")
    page.wait_for_selector('[data-preset="peer_support"][aria-pressed="true"]')
    page.clock.fast_forward(61 * 60 * 1000)
    page.wait_for_selector('h1:has-text("Paused")')
    page.click("a")
    page.wait_for_selector('[data-preset="peer_support"][aria-pressed="true"]')
