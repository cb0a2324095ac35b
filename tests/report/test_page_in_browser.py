"""The report in a browser: narrow and wide, folded and printed, and without any script."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from sim.report.pages.report import write_report
from tests.report.test_report import made

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

PHONE, DESK = {"width": 390, "height": 844}, {"width": 1440, "height": 900}
MOST_PIXELS = 6000  # tall on a phone, folds closed, with three policies; it was 32,500
MOST_WORDS = 1200  # to be seen then; it was 3,800


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A report on three policies."""
    return write_report(tmp_path_factory.mktemp("page"), made({"good": 12.0, "none": 0.1, "harm": -1.0}, 13, 60))


def opened(browser: Browser, report: Path, size: dict[str, int]) -> Page:
    """The report in a window of this size, in a browser that runs no script."""
    page = browser.new_context(viewport=size, java_script_enabled=False).new_page()  # type: ignore[arg-type]
    page.goto(report.as_uri())
    return page


def numbers(browser: Browser, report: Path, size: dict[str, int], script: str) -> int:
    """What a script finds in the page; the page itself needs none."""
    page = browser.new_page(viewport=size)  # type: ignore[arg-type]
    page.goto(report.as_uri())
    found = int(page.evaluate(script))
    page.close()
    return found


@pytest.mark.parametrize("size", [PHONE, DESK])
@pytest.mark.parametrize("folded", [True, False])
def test_nothing_is_wider_than_the_window(
    browser: Browser,
    report: Path,
    size: dict[str, int],
    folded: bool,
) -> None:
    unfold = "" if folded else "document.querySelectorAll('details').forEach(one => one.open = true);"
    script = f"(() => {{ {unfold} return document.documentElement.scrollWidth }})()"
    assert numbers(browser, report, size, script) <= size["width"]


def test_a_phone_shows_a_brief(browser: Browser, report: Path) -> None:
    assert numbers(browser, report, PHONE, "document.documentElement.scrollHeight") <= MOST_PIXELS
    assert numbers(browser, report, PHONE, "document.body.innerText.trim().split(/\\s+/).length") <= MOST_WORDS


def test_folds_open_without_a_script(browser: Browser, report: Path) -> None:
    page = opened(browser, report, PHONE)
    limits = page.locator("#limits li").first
    assert not limits.is_visible()
    page.get_by_text("What this cannot tell you").click()
    assert limits.is_visible()
    page.context.close()


def test_a_link_to_the_limits_opens_their_fold(browser: Browser, report: Path) -> None:
    page = opened(browser, report, DESK)
    page.get_by_role("link", name="All limits").click()
    page.locator("#limits").scroll_into_view_if_needed()
    assert page.locator("#limits > summary").is_visible()
    page.context.close()


def test_printing_opens_what_is_needed(browser: Browser, report: Path) -> None:
    page = opened(browser, report, DESK)
    outcomes, by_group = page.locator("#results table").first, page.locator("details.extra table").first
    assert not outcomes.is_visible()
    page.emulate_media(media="print")
    assert outcomes.is_visible()
    assert page.locator("#limits li").first.is_visible()
    assert not by_group.is_visible()
    page.context.close()
