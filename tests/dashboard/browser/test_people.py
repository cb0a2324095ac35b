"""People and ties in a real browser: a press on a person tells a life, by mouse and by keyboard."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.dashboard.browser.browsing import Visit

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page

DESCRIBED = "section.life h2"


@pytest.fixture(scope="module")
def page(visitor: Visit) -> Page:
    """The page with its network and a life."""
    found = visitor.open("/people")
    found.wait_for_selector(".village .plot[data-week]")
    found.wait_for_selector(DESCRIBED)
    return found


def test_a_press_on_a_person_shows_that_life(page: Page) -> None:
    before = page.inner_text(DESCRIBED)
    page.locator(".village .plot").scroll_into_view_if_needed()
    place = page.evaluate(
        """() => {
          const plot = document.querySelector(".village .plot"), layout = plot._fullLayout;
          const chosen = plot.data[plot.data.length - 1].x[0], people = plot.data[plot.data.length - 2];
          const at = people.x.map((x, i) => i).filter(i => people.x[i] !== chosen)
            .sort((a, b) => Math.hypot(people.x[b], people.y[b]) - Math.hypot(people.x[a], people.y[a]))[0];
          const box = plot.getBoundingClientRect();
          return { x: box.left + layout.xaxis._offset + layout.xaxis.d2p(people.x[at]),
                   y: box.top + layout.yaxis._offset + layout.yaxis.d2p(people.y[at]), who: people.text[at] };
        }"""
    )
    page.mouse.move(place["x"], place["y"])
    page.wait_for_selector(".village .hoverlayer .hovertext")  # the person under the pointer is named
    page.mouse.click(place["x"], place["y"])
    person = place["who"].split(":")[0]
    assert not before.endswith(person)
    page.wait_for_selector(f'{DESCRIBED}:has-text("The life of {person}")')
    page.locator("summary", has_text="Read this history week by week").first.click()
    assert page.locator("table.numbers", has_text="What happened").first.locator("tbody tr").count() > 0


def test_a_person_can_be_chosen_and_weeks_stepped_by_keyboard(page: Page) -> None:
    field = page.get_by_label("Whose life (number of a person)")
    field.fill("23")
    field.press("Enter")
    field.press("Tab")
    page.wait_for_selector(f'{DESCRIBED}:has-text("The life of person 23")')
    slider = page.get_by_role("slider", name="Week")
    slider.focus()
    slider.press("ArrowRight")
    slider.press("ArrowRight")
    page.wait_for_selector('.village .plot[data-week="2"]')
    slider.press("End")
    page.wait_for_selector('.village .plot[data-week="104"]')
    play = page.get_by_role("button", name="Play")
    play.focus()
    page.keyboard.press("Enter")  # from the end it begins anew
    page.wait_for_function("() => Number(document.querySelector('.village .plot').dataset.week) < 104")
    page.get_by_role("button", name="Pause").click()


def test_a_wrong_number_gets_a_message_at_the_field(page: Page) -> None:
    field = page.get_by_label("Whose life (number of a person)")
    field.fill("-4")
    field.press("Tab")
    page.wait_for_selector('.control .wrong:has-text("Out of range")')
    assert field.get_attribute("aria-invalid") == "true"
    field.fill("23")
    field.press("Tab")
    page.wait_for_selector(".control .wrong", state="hidden")


def test_a_number_that_nobody_has_gets_a_message_and_the_page_lives_on(page: Page) -> None:
    field = page.get_by_label("Whose life (number of a person)")
    field.fill("15999")  # a number that somebody could have, but nobody has in two years
    field.press("Tab")
    page.wait_for_selector('.failure:has-text("Nobody with the number 15999 lived")')
    field.fill("23")
    field.press("Tab")
    page.wait_for_selector(f'{DESCRIBED}:has-text("The life of person 23")')
    assert page.locator(".failure").count() == 0


def test_the_same_life_under_two_policies_says_where_they_part(page: Page) -> None:
    words = page.inner_text("#parting")
    assert "the same to the last digit until week" in words or "lives the same" in words
    assert page.locator(".life .pair .card").count() == 2
    page.get_by_label("Compare the life with").select_option("none")
    page.wait_for_function("() => document.querySelectorAll('.life .pair .card').length === 1")
    assert page.locator("#parting").count() == 0


def test_a_link_opens_the_life_that_its_sender_read(visit: Callable[..., Visit]) -> None:
    first = visit()
    page = first.open("/people?compared=none")
    field = page.get_by_label("Whose life (number of a person)")
    field.fill("23")
    field.press("Tab")
    page.get_by_label("Show people by").select_option("self_efficacy")
    page.wait_for_function("() => location.search.includes('person=23') && location.search.includes('show=self_eff')")
    link = page.url.removeprefix(first.address)
    second = visit().open(link)
    second.wait_for_selector(f'{DESCRIBED}:has-text("The life of person 23")')
    assert second.get_by_label("Show people by").input_value() == "self_efficacy"
    assert second.get_by_label("Compare the life with").input_value() == "none"


def test_a_link_that_asks_for_what_is_not_there_says_so(visit: Callable[..., Visit]) -> None:
    page = visit().open("/people?policy=free_beer&compared=none&person=twelve")
    page.wait_for_selector('.failure:has-text("policy=free_beer and person=twelve")')


def test_marks_differ_by_symbol_and_size_and_not_by_colour_alone(page: Page) -> None:
    page.get_by_label("Show people by").select_option("self_efficacy")
    page.wait_for_selector('.village figcaption:has-text("Self-efficacy")')
    looks = page.evaluate(
        """() => {
          const plot = document.querySelector(".village .plot"), mark = plot.data[plot.data.length - 2].marker;
          return [new Set(mark.color).size, new Set(mark.symbol).size, new Set(mark.size).size];
        }"""
    )
    assert looks[0] > 1
    assert looks[0] == looks[1] == looks[2]


def test_the_page_fits_a_phone(page: Page) -> None:
    Visit.resize(page, 390)
    page.wait_for_function("document.documentElement.scrollWidth <= 390")
