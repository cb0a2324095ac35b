"""The explorer in a real browser: levers, links, messages, downloads, visitors side by side."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.dashboard.browser.browsing import Visit

if TYPE_CHECKING:
    from playwright.sync_api import Page

type Visitors = Callable[..., Visit]

PLACES = '[data-lever="talking_therapy"]'
FIRST_ANSWER = 120_000  # milliseconds: the first visitor may have to wait until rules are compiled


def explore(visitor: Visit, path: str = "/") -> Page:
    """The first page, answered."""
    page = visitor.open(path)
    page.wait_for_selector("ul.strips", timeout=FIRST_ANSWER)
    page.wait_for_selector(".plot[data-drawn]")
    return page


def pressed(page: Page, lever: str, band: str) -> None:
    """Choose a band."""
    page.click(f'[data-lever="{lever}"] .bands button:has-text("{band}")')


@pytest.fixture(scope="module")
def first(visitor: Visit) -> Page:
    """The first page, shared by tests that choose what they look at and take back what they changed."""
    return explore(visitor)


def curve(page: Page) -> Any:
    """The policy's line as it is drawn."""
    return page.eval_on_selector(".plot", "plot => Array.from(plot._fullData[plot._fullData.length - 1].y)")


def chosen(page: Page, preset: str, title: str) -> None:
    """Choose a policy that comes with the model, and wait for its answer."""
    page.click(f'[data-preset="{preset}"]')
    settled(page, title)


def tab(page: Page, name: str) -> None:
    """Look at something else."""
    page.click(f'[role="tab"]:has-text("{name}")')
    page.wait_for_selector(f'[role="tab"][aria-selected="true"]:has-text("{name}")')


def settled(page: Page, marker: str) -> None:
    """Wait until the page shows another title."""
    page.wait_for_function("text => document.querySelector('h2.answer').innerText.includes(text)", arg=marker)


def test_the_first_page_says_something_with_no_click(first: Page) -> None:
    assert first.locator(".strips li").count() == 3
    assert first.inner_text("h2.answer").startswith("Over 3 years, Campaign and CBT together ")
    assert first.locator(".chart figcaption").first.inner_text().endswith(".")
    first.wait_for_selector('.status:has-text("Done")')
    line = curve(first)  # the difference: none at first, then some
    assert line[0] == 0.0
    assert len(set(line)) > 2


@pytest.mark.parametrize("width", [1440, 390])
def test_nothing_is_wider_than_the_screen(first: Page, width: int) -> None:
    Visit.resize(first, width, 844)
    first.wait_for_function("width => document.documentElement.scrollWidth <= width", arg=width)
    kept = os.environ.get("RECOVERY_SCREENSHOTS")  # a folder, for those who want to look
    if kept:
        first.screenshot(path=Path(kept) / f"explore_{width}.png", full_page=True)
    Visit.resize(first, 1280)


def test_a_wrong_number_gets_a_message_at_its_field(first: Page) -> None:
    field = f'{PLACES} .amount input[type="number"]'
    before = first.input_value(field)
    first.fill(field, "9999")
    first.press(field, "Enter")
    first.wait_for_selector(f'{PLACES} .problem:has-text("Type a number from 0 to 600")')
    assert first.get_attribute(field, "aria-invalid") == "true"
    first.fill(field, before)
    first.press(field, "Enter")
    first.wait_for_selector(f"{PLACES} .problem", state="detached")


def test_my_area_makes_counts_its_own(first: Page) -> None:
    tab(first, "My area")
    first.fill('input[name="population"]', "many")
    first.click('button:has-text("Show my area")')
    first.wait_for_selector('.problem:has-text("whole number of people")')
    first.fill('input[name="population"]', "250,000")
    first.fill('input[name="fifth_5"]', "140")
    first.click('button:has-text("Show my area")')
    first.wait_for_selector('#fifth_5-problem:has-text("from 0 to 100")')
    assert first.get_attribute('input[name="fifth_5"]', "aria-invalid") == "true"
    first.fill('input[name="fifth_5"]', "40")
    first.click('button:has-text("Show my area")')
    first.wait_for_selector('.basis:has-text("per 250,000 people, with 40 % of people in the nation")')
    first.wait_for_selector('[data-card="weeks_waited"]:has-text("one queue serves")')
    assert first.input_value('input[name="fifth_1"]') == "15"
    first.click('button:has-text("Back to the baseline")')
    first.wait_for_selector('.basis:has-text("per 1 million people over")')


def test_downloads_open(first: Page, tmp_path: Path) -> None:
    from sim.scenario.load import load_scenario

    tab(first, "Downloads")
    found = {}
    first.click('button:has-text("Make the report")')
    for label in ("Scenario file (TOML)", "Figures (CSV)", "Weekly values (CSV)", "Figure (PNG)", "Report (HTML)"):
        with first.expect_download() as download:
            first.click(f'.downloads button:has-text("{label}")', timeout=120_000)
        found[label] = tmp_path / download.value.suggested_filename
        download.value.save_as(found[label])
    assert (
        "mass_media" in tomllib.loads(found["Scenario file (TOML)"].read_text())["programmes"]["media"]["intervention"]
    )
    assert load_scenario(found["Scenario file (TOML)"]).programmes["media"].reach == pytest.approx(0.1)
    assert found["Figures (CSV)"].read_text().startswith("scenario,outcome,unit,baseline")
    assert found["Weekly values (CSV)"].read_text().startswith("scenario,replicate,week")
    assert found["Figure (PNG)"].read_bytes().startswith(b"\x89PNG")
    assert "</html>" in found["Report (HTML)"].read_text()


def test_a_lever_changes_the_curve_and_undo_takes_it_back(first: Page) -> None:
    chosen(first, "expanded_cbt", "Expanded CBT access")
    first.wait_for_selector('.chart:has(.plot[data-drawn]) figcaption:has-text("Expanded CBT access")')
    first.wait_for_selector('.status:has-text("Done")')
    before, address = curve(first), first.url
    pressed(first, "mass_media", "Ambitious")
    settled(first, "A mix of 3 levers")
    first.wait_for_function(
        "before => JSON.stringify(Array.from((plot => plot._fullData[plot._fullData.length - 1].y)"
        "(document.querySelector('.plot')))) !== before",
        arg=_as_json(before),
    )
    assert first.url != address
    first.click('button:has-text("Undo")')
    settled(first, "Expanded CBT access")
    assert first.url == address


def test_the_last_change_is_explained(first: Page) -> None:
    chosen(first, "expanded_cbt", "Expanded CBT access")
    pressed(first, "stigma_contact", "Ambitious")
    tab(first, "Why")
    first.wait_for_selector('h3:has-text("The last change alone: Meeting people")')
    first.wait_for_selector('.chart figcaption:has-text("self-efficacy")')


def test_policies_side_by_side(first: Page) -> None:
    chosen(first, "expanded_cbt", "Expanded CBT access")
    tab(first, "Side by side")
    first.click('button:has-text("Keep this policy beside")')
    first.wait_for_selector('button:has-text("Remove Expanded CBT access")')
    first.click('[data-preset="anti_stigma_campaign"]')
    first.wait_for_selector('.panel th:has-text("Anti-stigma campaign (now)")')
    assert first.locator("table:has(caption:has-text('Differences')) th:has-text('Expanded CBT access')").count() == 1
    first.click('button:has-text("Remove Expanded CBT access")')
    first.wait_for_selector('button:has-text("Remove Expanded CBT access")', state="detached")


def test_a_slider_moves_by_keyboard(first: Page) -> None:
    first.click('button:has-text("Reset")')
    settled(first, "Care as it is")
    first.focus(f'{PLACES} .amount input[type="range"]')
    first.keyboard.press("ArrowRight")
    settled(first, "Talking therapy (CBT): capacity")
    assert first.get_attribute(f'{PLACES} .amount input[type="range"]', "aria-valuetext") != "115"


def test_cancel_cancels(first: Page) -> None:
    first.click('button:has-text("New random numbers")')  # other people too, which takes some seconds
    first.wait_for_selector('.status:has-text("The model is running")')
    first.click('.status button:has-text("Cancel")')
    first.wait_for_selector('.status:has-text("Stopped at")')
    stood = first.get_attribute(".status", "data-populations")
    first.wait_for_timeout(1000)
    assert first.get_attribute(".status", "data-populations") == stood
    assert "Stopped at" in first.inner_text(".status")
    first.click('.status button:has-text("Go on")')
    first.wait_for_selector('.status:has-text("Done")', timeout=FIRST_ANSWER)


def test_a_link_restores_the_state_for_somebody_else(first: Page, visit: Visitors) -> None:
    chosen(first, "digital_cbt", "Internet-delivered CBT")
    pressed(first, "outreach", "Ambitious")
    settled(first, "A mix of 3 levers")
    guest = visit(alone=True)
    other = explore(guest, first.url.removeprefix(guest.address))
    settled(other, "A mix of 3 levers")
    assert other.input_value('[data-lever="outreach"] .amount input[type="number"]') == "5"
    assert "model=" in first.url
    assert "seed=" in first.url


def test_a_link_of_another_version_says_so(first: Page, visit: Visitors) -> None:
    guest = visit()
    other = guest.open(first.url.removeprefix(guest.address).replace("model=", "model=0.0."))
    other.wait_for_selector('main [role="status"]:has-text("was made with version")')


def test_two_visitors_do_not_mix(visit: Visitors) -> None:
    one, two = visit(alone=True), visit(alone=True)
    first, second = explore(one, "/?scenario=expanded_cbt"), explore(two, "/?scenario=peer_support")
    pressed(first, "walk_in", "Ambitious")
    settled(first, "A mix of 3 levers")
    settled(second, "Peer support")
    assert second.locator(".lever.moved").count() == 1
    assert first.url != second.url


def test_six_visitors_move_levers_at_once_and_the_process_lives(visit: Visitors) -> None:
    one = visit()
    pages = [one.tab() for _ in range(6)]
    for page in pages:
        page.goto(f"{one.address}/?scenario=baseline", wait_until="commit")
    for page in pages:
        page.wait_for_selector(".plot[data-drawn]", timeout=FIRST_ANSWER)
    for at, page in enumerate(pages):
        field = f'{PLACES} .amount input[type="number"]'
        page.fill(field, str(200 + at))
        page.press(field, "Enter")
    for page in pages:
        settled(page, "Talking therapy (CBT): capacity")
        page.wait_for_function("document.querySelector('.status .underway').innerText.match(/^(Done|First answer)/)")
    assert explore(one).locator(".strips li").count() == 3


def _as_json(values: Any) -> str:
    import json

    return json.dumps(values, separators=(",", ":"))


def test_the_page_of_a_lever_is_the_card_of_what_it_gives(first: Page) -> None:
    page = first.locator('[data-lever="mass_media"] details.more')
    page.locator("summary").click()
    words = page.locator(".about").inner_text()
    assert "set so that ST16 is met" in words
    assert "Circular: doses of this intervention were set to meet it" in words
    assert "What the model cannot show" in words
    page.locator("summary").click()
