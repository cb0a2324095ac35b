"""The explorer's first screen: the answer without scrolling, the horizon, Back, dimming, play, presenter, brief."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from tests.dashboard.browser.browsing import Visit
from tests.dashboard.browser.test_explore_page import explore, settled, tab

if TYPE_CHECKING:
    from playwright.sync_api import Page

A4_POINTS = (595, 842)


@pytest.fixture(scope="module")
def first(visitor: Visit) -> Page:
    """The first page, shared by tests that take back what they changed."""
    return explore(visitor)


@pytest.mark.parametrize(("width", "height"), [(1440, 900), (768, 1024), (390, 844)])
def test_the_answer_is_seen_without_scrolling(first: Page, width: int, height: int) -> None:
    Visit.resize(first, width, height)
    first.wait_for_function("width => document.documentElement.scrollWidth <= width", arg=width)
    ends = "Array.from(document.querySelectorAll('.strips .strip')).map(one => one.getBoundingClientRect().bottom)"
    first.evaluate("window.scrollTo(0, 0)")
    assert max(first.evaluate(ends)) <= height
    if width >= 1440:
        assert first.evaluate("document.querySelector('.chart .plot').getBoundingClientRect().bottom") <= height
    Visit.resize(first, 1280)


def test_the_horizon_is_named_and_back_takes_it_back(first: Page) -> None:
    before = first.url
    first.click('[data-years="5"]')
    first.wait_for_function("document.querySelector('h2.answer').innerText.startsWith('Over 5 years')")
    assert first.get_attribute('[data-years="5"]', "aria-pressed") == "true"
    assert first.url != before
    first.wait_for_selector('.basis:has-text("over 5 years")')
    first.go_back()
    first.wait_for_function("document.querySelector('h2.answer').innerText.startsWith('Over 3 years')")
    assert first.url == before
    first.go_forward()
    first.wait_for_function("document.querySelector('h2.answer').innerText.startsWith('Over 5 years')")
    first.go_back()
    first.wait_for_selector('.basis:has-text("over 3 years")')


def test_moving_a_lever_dims_the_figures_at_once(first: Page) -> None:
    slider = '[data-lever="mass_media"] .amount input[type="range"]'
    first.wait_for_selector("body:not([data-stale])")
    # in the same turn of the browser's loop, before any answer of the server
    dimmed = first.eval_on_selector(
        slider, "one => { one.value = 30; one.dispatchEvent(new Event('input')); return document.body.dataset.stale; }"
    )
    assert dimmed == "true"
    first.dispatch_event(slider, "change")
    first.wait_for_selector("body:not([data-stale])", timeout=120_000)
    assert float(first.input_value(slider)) == 30.0
    first.wait_for_selector('.chart .legendtext:text-is("the setting before")', state="attached")
    first.click('button:has-text("Undo")')
    settled(first, "Campaign and CBT together")


def test_populations_play_one_after_another(first: Page) -> None:
    first.wait_for_selector('.status:has-text("Done")')  # a new answer ends a play
    first.click('button:has-text("Play one population after another")')
    first.wait_for_selector('.play:has-text("population 2 of 8")')
    first.click('.play button:has-text("Stop")')
    first.wait_for_selector('button:has-text("Play one population after another")')


def test_the_presenter_goes_by_arrow_keys_and_leaves(first: Page) -> None:
    first.click('button:has-text("Present")')
    first.wait_for_selector('.presenter .keys:has-text("1 of 6")')
    for number in range(2, 7):
        first.keyboard.press("ArrowRight")
        first.wait_for_selector(f'.presenter .keys:has-text("{number} of 6")')
    first.keyboard.press("ArrowRight")  # there is no next
    first.keyboard.press("ArrowLeft")
    first.wait_for_selector('.presenter .keys:has-text("5 of 6")')
    first.keyboard.press("Escape")
    first.wait_for_selector(".presenter", state="detached")


def test_the_brief_is_one_page_with_its_code(first: Page) -> None:
    tab(first, "Brief")
    first.wait_for_selector(".brief .qr svg")
    first.wait_for_selector(".brief .chart:nth-of-type(1) .plot[data-drawn]")
    words = first.inner_text(".brief")
    assert "What would change this answer" in words
    assert "Money of 2011 (GBP)" in words
    for week in re.findall(r"week (\d+)", words):
        assert int(week) <= 156
    paper = first.pdf(format="A4", print_background=True)
    assert len(re.findall(rb"/Type\s*/Page\b", paper)) == 1
    tab(first, "Who gains")


def test_a_link_to_a_preset_that_does_not_fit_says_so(first: Page) -> None:
    first.wait_for_selector('.notice:has-text("This policy lasts until week 182; 3 years are 156 weeks")')


def test_costs_and_a_budget(first: Page) -> None:
    tab(first, "My area")
    first.fill('input[name="budget"]', "1,000,000")
    first.click('button:has-text("Show my area")')
    first.wait_for_selector('.panel .notice:has-text("It goes beyond £1.00 million")')
    tab(first, "Costs by year")
    first.wait_for_selector('.panel .notice:has-text("It goes beyond £1.00 million")')
    first.click('button:has-text("Undo")')
    first.wait_for_selector(".panel .notice", state="detached")
    tab(first, "Who gains")


def test_the_headline_is_split_by_lever_when_asked(first: Page) -> None:
    first.click('[data-preset="peer_support"]')
    settled(first, "Peer support")
    tab(first, "Why")
    assert first.is_disabled('button:has-text("Split the headline by lever")')  # one lever is the whole
    first.click('button:has-text("Undo")')
    settled(first, "Campaign and CBT together")
    tab(first, "Who gains")
