"""The explorer in a real browser: levers, links, messages, downloads, visitors side by side."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from browsing import Visit

if TYPE_CHECKING:
    from playwright.sync_api import Page

type Visitors = Callable[..., Visit]

PLACES = '[data-lever="talking_therapy"]'
FIRST_ANSWER = 120_000  # milliseconds: the first visitor may have to wait until rules are compiled


def explore(visitor: Visit, path: str = "/") -> Page:
    """The first page, answered."""
    page = visitor.open(path)
    page.wait_for_selector("ul.cards", timeout=FIRST_ANSWER)
    page.wait_for_selector(".plot[data-drawn]")
    return page


def pressed(page: Page, lever: str, band: str) -> None:
    """Choose a band."""
    page.click(f'[data-lever="{lever}"] .bands button:has-text("{band}")')


def curve(page: Page) -> Any:
    """The policy's line as it is drawn."""
    return page.eval_on_selector(".plot", "plot => Array.from(plot._fullData[plot._fullData.length - 1].y)")


def settled(page: Page, marker: str) -> None:
    """Wait until the page shows another title."""
    page.wait_for_function("text => document.querySelector('.status h2').innerText.includes(text)", arg=marker)


def test_the_first_page_says_something_with_no_click(visit: Visitors) -> None:
    page = explore(visit())
    assert page.locator(".cards li").count() >= 8
    assert page.locator(".chart figcaption").inner_text().endswith(".")
    line = curve(page)  # the difference: none at first, then some
    assert line[0] == 0.0
    assert len(set(line)) > 3


def test_a_lever_changes_the_curve_and_undo_takes_it_back(visit: Visitors) -> None:
    page = explore(visit(), "/?scenario=expanded_cbt")
    before, address = curve(page), page.url
    pressed(page, "mass_media", "Ambitious")
    page.wait_for_function(
        "before => JSON.stringify(Array.from((plot => plot._fullData[plot._fullData.length - 1].y)"
        "(document.querySelector('.plot')))) !== before",
        arg=_as_json(before),
    )
    assert page.url != address
    page.click('button:has-text("Undo")')
    settled(page, "Expanded CBT access")
    assert page.url == address


def test_a_slider_moves_by_keyboard(visit: Visitors) -> None:
    page = explore(visit(), "/?scenario=baseline")
    page.focus(f'{PLACES} .amount input[type="range"]')
    page.keyboard.press("ArrowRight")
    settled(page, "Talking therapy (CBT): places")
    assert page.get_attribute(f'{PLACES} .amount input[type="range"]', "aria-valuetext") != "115"


def test_a_link_restores_the_state_for_somebody_else(visit: Visitors) -> None:
    page = explore(visit(), "/?scenario=digital_cbt")
    pressed(page, "outreach", "Ambitious")
    settled(page, "A mix of 3 levers")
    other = explore(visit(), page.url.removeprefix(visit().address))
    settled(other, "A mix of 3 levers")
    assert other.input_value('[data-lever="outreach"] .amount input[type="number"]') == "5"
    assert "model=" in page.url
    assert "seed=" in page.url


def test_a_link_of_another_version_says_so(visit: Visitors) -> None:
    first = visit()
    page = explore(first)
    other = explore(visit(), page.url.removeprefix(first.address).replace("model=", "model=0.0."))
    assert "was made with version" in other.inner_text("main")


def test_a_wrong_number_gets_a_message_at_its_field(visit: Visitors) -> None:
    page = explore(visit())
    field = f'{PLACES} .amount input[type="number"]'
    page.fill(field, "9999")
    page.press(field, "Enter")
    page.wait_for_selector(f'{PLACES} .problem:has-text("Type a number from 0 to 600")')
    assert page.get_attribute(field, "aria-invalid") == "true"
    page.fill(field, "300")
    page.press(field, "Enter")
    page.wait_for_selector(f"{PLACES} .problem", state="detached")


def test_my_area_makes_counts_its_own(visit: Visitors) -> None:
    page = explore(visit())
    page.click('[role="tab"]:has-text("My area")')
    page.fill('input[name="population"]', "many")
    page.click('button:has-text("Show my area")')
    page.wait_for_selector('.problem:has-text("whole number of people")')
    page.fill('input[name="population"]', "250,000")
    page.click('button:has-text("Show my area")')
    page.wait_for_selector('.status:has-text("Per 250,000 people")')


def test_downloads_open(visit: Visitors, tmp_path: Path) -> None:
    from sim.scenario_files import load_scenario

    page = explore(visit())
    page.click('[role="tab"]:has-text("Downloads")')
    found = {}
    for label in ("Scenario file (TOML)", "Figures (CSV)", "Weekly values (CSV)", "Figure (PNG)", "Report (HTML)"):
        with page.expect_download() as download:
            page.click(f'button:has-text("{label}")')
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


def test_cancel_cancels(visit: Visitors) -> None:
    page = explore(visit())
    page.fill(f'{PLACES} .amount input[type="number"]', "333")
    page.press(f'{PLACES} .amount input[type="number"]', "Enter")
    page.click('.status button:has-text("Cancel")')
    page.wait_for_selector('.status:has-text("Stopped at")')
    stood = page.get_attribute(".status", "data-populations")
    page.wait_for_timeout(1500)
    assert page.get_attribute(".status", "data-populations") == stood
    page.click('.status button:has-text("Go on")')
    page.wait_for_selector('.status:has-text("Done")', timeout=FIRST_ANSWER)


def test_the_last_change_is_explained(visit: Visitors) -> None:
    page = explore(visit(), "/?scenario=expanded_cbt")
    pressed(page, "stigma_contact", "Ambitious")
    page.click('[role="tab"]:has-text("Why did that change?")')
    page.wait_for_selector('h3:has-text("The last change alone: Meeting people")')
    page.wait_for_selector('.chart figcaption:has-text("self-efficacy")')


def test_policies_side_by_side(visit: Visitors) -> None:
    page = explore(visit(), "/?scenario=expanded_cbt")
    page.click('[role="tab"]:has-text("Side by side")')
    page.click('button:has-text("Keep this policy beside")')
    page.wait_for_selector('button:has-text("Remove Expanded CBT access")')
    page.click('[data-preset="anti_stigma_campaign"]')
    page.wait_for_selector('.panel th:has-text("Anti-stigma campaign (now)")')
    assert page.locator("table:has(caption:has-text('Differences')) th:has-text('Expanded CBT access')").count() == 1


def test_two_visitors_do_not_mix(visit: Visitors) -> None:
    one, two = visit(), visit()
    first, second = explore(one, "/?scenario=expanded_cbt"), explore(two, "/?scenario=peer_support")
    pressed(first, "walk_in", "Ambitious")
    settled(first, "A mix of 3 levers")
    settled(second, "Peer support")
    assert second.locator(".lever.moved").count() == 1
    assert first.url != second.url


def test_ten_visitors_move_levers_at_once_and_the_process_lives(visit: Visitors) -> None:
    one = visit()
    pages = [one.tab() for _ in range(10)]
    for page in pages:
        page.goto(f"{one.address}/?scenario=baseline", wait_until="commit")
    for page in pages:
        page.wait_for_selector(".plot[data-drawn]", timeout=FIRST_ANSWER)
    for at, page in enumerate(pages):
        field = f'{PLACES} .amount input[type="number"]'
        page.fill(field, str(200 + at))
        page.press(field, "Enter")
    for page in pages:
        settled(page, "Talking therapy (CBT): places")
        page.wait_for_function("document.querySelector('.status .underway').innerText.match(/^(Done|First answer)/)")
    assert explore(one).locator(".cards li").count() >= 8


@pytest.mark.parametrize("width", [1440, 390])
def test_nothing_is_wider_than_the_screen(visit: Visitors, width: int) -> None:
    page = explore(visit(width, 844))
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    kept = os.environ.get("RECOVERY_SCREENSHOTS")  # a folder, for those who want to look
    if kept:
        page.screenshot(path=Path(kept) / f"explore_{width}.png", full_page=True)


def _as_json(values: Any) -> str:
    import json

    return json.dumps(values, separators=(",", ":"))
