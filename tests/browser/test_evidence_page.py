"""The evidence page in a real browser: figures, filters, numbers and limits."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from browsing import Visit


@pytest.mark.parametrize("width", [1440, 390])
def test_rows_are_filtered_and_what_fails_is_said(visit: Callable[..., Visit], width: int) -> None:
    page = visit(width).open("/evidence")
    page.wait_for_selector("#fit .plot[data-drawn]")
    page.wait_for_selector("#check .plot[data-drawn]")
    assert page.locator("#check summary", has_text="What fails").count() == 1
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    whole = page.locator("#fit tbody tr").count()
    page.get_by_label("Topic").select_option("stigma")
    page.wait_for_function("all => document.querySelectorAll('#fit tbody tr').length < all", arg=whole)
    assert 0 < page.locator("#fit tbody tr").count() < whole


def test_numbers_are_searched_and_limits_stand_there(visit: Callable[..., Visit]) -> None:
    page = visit().open("/evidence")
    field = page.locator("#numbers").get_by_label("Look for words")
    field.fill("mastery_gain")
    field.press("Enter")
    page.wait_for_selector('#numbers th:has-text("mastery_gain")')
    page.wait_for_selector('#numbers p:has-text("1 of ")')
    assert page.locator("#limits .card").count() >= 5
