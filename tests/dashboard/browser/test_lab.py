"""The theory lab in a real browser: predict, run, reveal; a class's tally; switches; nothing is shared."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from tests.dashboard.browser.browsing import Visit

if TYPE_CHECKING:
    from playwright.sync_api import Page


def opened(one: Visit) -> Page:
    """The page with its first lesson."""
    page = one.open("/lab")
    page.wait_for_selector("article.lesson h2")
    return page


@pytest.fixture(scope="module")
def page(visitor: Visit) -> Page:
    """One page for all lessons; each test chooses its own."""
    return opened(visitor)


def predict(page: Page, words: str) -> None:
    """Answer the question of the lesson."""
    page.get_by_role("radio", name=words).check()
    page.wait_for_selector("button.run:not([disabled])")


def test_a_lesson_is_predicted_run_and_revealed(page: Page) -> None:
    page.get_by_role("radio", name="Belief and outcome, two by two").check()
    page.wait_for_selector('article h2:has-text("Belief and outcome")')
    assert page.locator("button.run").is_disabled()  # predict first
    predict(page, "I cannot, and nothing pays")
    page.locator("button.run").click()
    page.wait_for_selector(".drawing .plot[data-drawn]")  # the curve draws itself before the answer is given
    assert page.locator(".verdict").count() == 0
    page.wait_for_selector(".verdict")
    page.wait_for_function("() => document.activeElement.classList.contains('answer')")
    page.wait_for_function(
        "() => { const at = document.querySelector('.answer').getBoundingClientRect();"
        " return at.top >= 0 && at.bottom <= window.innerHeight + 1; }"
    )
    assert "You predicted" in page.inner_text(".answer")
    page.wait_for_function("() => document.querySelectorAll('.bench .plot[data-drawn]').length >= 2")
    assert page.locator("article ol li").count() == 3
    assert page.locator("h3", has_text="What this cannot show").count() == 1
    for width in (390, 1280):
        Visit.resize(page, width)
        page.wait_for_function("width => document.documentElement.scrollWidth <= width", arg=width)
    page.get_by_role("button", name="Start over").click()
    page.wait_for_selector("button.run")
    assert page.locator(".verdict").count() == 0


def test_a_class_is_tallied_and_no_other_visitor_sees_it(visit: Callable[..., Visit]) -> None:
    page, other = opened(visit(alone=True)), opened(visit(alone=True))
    page.locator("summary", has_text="show of hands").click()
    more = page.locator(".vote .v-btn").first
    more.click()
    page.wait_for_selector('summary:has-text("1 so far")')
    field = page.locator(".vote input").nth(1)
    field.fill("12")
    field.press("Tab")
    page.wait_for_selector('summary:has-text("13 so far")')
    assert other.locator("summary", has_text="(0 so far)").count() == 1
    assert page.locator("button.run").is_enabled()


def test_a_run_can_be_stopped(page: Page) -> None:
    page.get_by_role("radio", name="More people seek help").check()
    page.wait_for_selector('article h2:has-text("More people seek help")')
    predict(page, "About as many")
    page.locator("button.run").click()
    page.locator("button.stop").click()
    page.wait_for_selector('text="Running all groups was stopped."')
    assert page.locator(".verdict").count() == 0


def test_a_switch_makes_an_experiment_of_your_own(page: Page) -> None:
    page.get_by_role("radio", name="The switches").check()
    page.get_by_role("switch", name="Mastery experience").uncheck()
    page.wait_for_selector('legend:has-text("Without mastery experience")')
    predict(page, "Lower")
    page.locator("button.run").click()
    page.wait_for_selector(".verdict")
    assert "The answer of this run" in page.inner_text(".verdict")
    assert "lesson=switches" in page.url
    assert "off=mastery" in page.url


def test_a_link_opens_the_switches_as_they_were(visit: Callable[..., Visit]) -> None:
    page = visit().open("/lab?lesson=switches&off=mastery.culture&measure=depression")
    page.wait_for_selector('legend:has-text("Without mastery experience, ")')
    assert not page.get_by_role("switch", name="Mastery experience").is_checked()
