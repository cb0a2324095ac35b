"""The evidence page in a real browser: figures, filters, numbers and limits."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from sim.evidence.rows import evidence_rows
from sim.report.words.judged import sealed_words
from sim.studies.fitted.freeze import sealed
from tests.dashboard.browser.browsing import Visit

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page


@pytest.fixture(scope="module")
def page(visitor: Visit) -> Page:
    """The page with its figures."""
    found = visitor.open("/evidence")
    found.wait_for_selector("#fit .plot[data-drawn]")
    return found


@pytest.mark.parametrize("width", [1440, 390])
def test_nothing_is_wider_than_the_screen(page: Page, width: int) -> None:
    Visit.resize(page, width)
    page.wait_for_function("width => document.documentElement.scrollWidth <= width", arg=width)


def test_circular_rows_are_counted_apart_and_rows_are_shown_that_are_not_sealed(page: Page) -> None:
    assert "that are not circular)" in (page.locator(".lead").text_content() or "")
    assert page.get_by_text(sealed_words()).count() == 1
    assert page.locator("#check").count() == (0 if sealed(evidence_rows("check")) else 1)


def test_rows_are_filtered_and_what_fails_is_said(page: Page) -> None:
    assert page.locator("#fit summary", has_text="What disagrees").count() == 1
    whole = page.locator("#fit tbody tr").count()
    page.get_by_label("Topic").select_option("stigma")
    page.wait_for_function("all => document.querySelectorAll('#fit tbody tr').length < all", arg=whole)
    assert 0 < page.locator("#fit tbody tr").count() < whole


def test_numbers_are_searched_and_limits_stand_there(page: Page) -> None:
    field = page.locator("#numbers").get_by_label("Look for words")
    field.fill("mastery_gain")
    field.press("Enter")
    page.wait_for_selector('#numbers th:has-text("mastery_gain")')
    page.wait_for_selector('#numbers p:has-text("1 of ")')
    assert page.locator("#limits .card").count() >= 5


def test_a_link_opens_the_rows_that_were_looked_at(page: Page, visit: Callable[..., Visit]) -> None:
    page.get_by_label("Topic").select_option("any")
    page.get_by_role("combobox", name="Rows").select_option("no")
    page.wait_for_function("() => location.search.includes('rows=no')")
    link = page.evaluate("location.pathname + location.search")
    other = visit().open(link)
    other.wait_for_selector("#fit tbody tr", state="attached")
    assert other.get_by_role("combobox", name="Rows").input_value() == "no"
    assert set(other.locator("#fit tbody tr td:nth-of-type(1)").all_text_contents()) == {"NO"}
