"""Every page by the rules of axe-core: no violations, at a desk and on a phone."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.dashboard.browser.browsing import Visit

FIRST_ANSWER = 120_000  # milliseconds
READY = {
    "/": "ul.strips",
    "/people": ".plot[data-drawn]",
    "/lab": ".lesson",
    "/evidence": "table, .plot[data-drawn]",
}


ALWAYS = [("/", 390), ("/", 1440), ("/lab", 1440)]
PAGES = [(path, width) for path in READY for width in (390, 1440)]


@pytest.mark.parametrize(
    ("path", "width"), [pytest.param(*one, marks=[] if one in ALWAYS else pytest.mark.slow) for one in PAGES]
)
def test_axe_finds_no_violation(visit: Callable[..., Visit], path: str, width: int) -> None:
    from axe_playwright_python.sync_playwright import Axe

    guest = visit(width, 900)
    page = guest.open(path)
    page.wait_for_selector(READY[path], timeout=FIRST_ANSWER)
    found = Axe().run(page).response["violations"]
    assert [(one["id"], [node["html"][:160] for node in one["nodes"][:3]]) for one in found] == []
