"""People and ties in a real browser: a life opens on its turn, and can be walked through, chosen and shared."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.dashboard.browser.browsing import Visit

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page

FIRST = 400_000  # milliseconds: where nothing is compiled yet, the first life takes minutes
WHO = "section.life .who"
FIELD = "or type a person's number"


def told(page: Page, person: str) -> None:
    """Wait for somebody's life."""
    page.wait_for_selector(f'{WHO}:has-text("{person}")')
    page.wait_for_selector(".lanes .plot[data-drawn]")


def begin(page: Page) -> Page:
    """Wait for the page with its network and a life."""
    page.wait_for_selector(".village .plot[data-week]", timeout=FIRST)
    page.wait_for_selector(WHO, timeout=FIRST)
    told(page, "Person")
    return page


@pytest.fixture(scope="module")
def page(visitor: Visit) -> Page:
    """The page with its network and a life."""
    return begin(visitor.open("/people"))


def test_it_opens_on_one_life_and_its_turn_in_two_lanes(page: Page) -> None:
    assert "week" in page.inner_text("section.life h2")
    lanes = page.evaluate(
        """() => document.querySelector('.lanes .plot').data
          .filter(line => line.mode === 'lines' && line.y.length > 2 && !line.showlegend)
          .map(line => [line.yaxis, line.y.length])"""
    )
    assert [axis for axis, _ in lanes] == ["y", "y2"]
    assert all(length > 50 for _, length in lanes)  # no lane is empty
    assert page.locator(".lanes figcaption").inner_text()
    page.locator(".lanes summary").click()
    assert page.locator(".lanes table.numbers tbody tr").count() > 50
    page.locator(".lanes summary").click()
    text = page.inner_text("main")
    assert "logit" not in text
    assert "`" not in text


def test_next_walks_through_at_most_five_captions_and_marks_the_moment_in_both_lanes(page: Page) -> None:
    following, back = page.get_by_role("button", name="Next"), page.get_by_role("button", name="Back", exact=True)
    count = page.locator(".lanes .dots button").count()
    assert 1 <= count <= 5
    weeks = []
    for step in range(1, count + 1):
        following.click()
        page.wait_for_selector(f'.lanes .plot[data-drawn="{step}"]')
        page.wait_for_function(f"() => location.search.includes('step={step}')")
        week, circles, veils = page.evaluate(
            """() => { const shapes = document.querySelector('.lanes .plot').layout.shapes;
              const veil = shapes.filter(one => one.type === 'rect' && one.yref === 'paper');
              return [veil[0].x0, shapes.filter(one => one.type === 'circle').length, veil.length]; }"""
        )
        assert circles == 2
        assert veils == 1
        assert f"Week {week}" in page.inner_text(".lanes .when")
        weeks.append(week)
    assert weeks == sorted(set(weeks))
    assert following.is_disabled()
    page.locator(".lanes .dots button").first.focus()
    page.keyboard.press("ArrowLeft")
    page.wait_for_selector(f'.lanes .plot[data-drawn="{count - 1}"]')
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")  # beyond the end nothing happens
    page.wait_for_selector(f'.lanes .plot[data-drawn="{count}"]')
    for _ in range(count):
        back.press("Enter")
    page.wait_for_selector('.lanes .plot[data-drawn="0"]')
    assert back.is_disabled()


def test_every_story_can_be_chosen_or_says_that_nobody_has_it(page: Page) -> None:
    buttons = page.locator(".stories button")
    assert buttons.count() == 4
    chosen = 0
    for at in range(4):
        button = buttons.nth(at)
        if button.is_disabled():
            assert "nobody" in button.inner_text()
            continue
        name = button.get_attribute("data-story")
        button.focus()
        page.keyboard.press("Enter")
        page.wait_for_selector(f'.stories button[data-story="{name}"][aria-pressed="true"]')
        page.wait_for_function(f"() => location.search.includes('story={name}')")
        told(page, f"Person {page.get_by_label(FIELD).input_value()}")
        assert page.locator('.stories button[aria-pressed="true"]').count() == 1
        chosen += 1
    assert chosen > 0


def test_a_person_can_be_chosen_and_weeks_stepped_by_keyboard(page: Page) -> None:
    field = page.get_by_label(FIELD)
    field.fill("23")
    field.press("Enter")
    field.press("Tab")
    told(page, "Person 23")
    slider = page.get_by_role("slider", name="Week")
    slider.focus()
    slider.press("Home")
    slider.press("ArrowRight")
    slider.press("ArrowRight")
    page.wait_for_selector('.village .plot[data-week="2"]')
    assert page.locator('.lanes .plot[data-drawn="0"]').count() == 1  # the slider's arrows are its own
    slider.press("End")
    page.wait_for_selector('.village .plot[data-week="104"]')
    play = page.get_by_role("button", name="Play")
    play.focus()
    page.keyboard.press("Enter")  # from the end it begins again
    page.wait_for_function("() => Number(document.querySelector('.village .plot').dataset.week) < 104")
    page.get_by_role("button", name="Pause").click()


def test_ties_light_up_week_by_week_up_to_the_person(page: Page) -> None:
    ties = page.locator(".way li").count() - 2  # between where it began and what can be seen
    slider = page.get_by_role("slider", name="Week")
    slider.focus()
    slider.press("Home")
    page.wait_for_selector('.village .plot[data-week="0"][data-lit="0"]')
    slider.press("End")
    page.wait_for_selector(f'.village .plot[data-lit="{max(ties, 0)}"]')


def test_a_press_on_a_person_shows_that_life(page: Page) -> None:
    before = page.inner_text(WHO)
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
    assert person.capitalize() not in before
    told(page, person.capitalize())
    page.locator("summary", has_text="Read this history week by week").first.click()
    assert page.locator("table.numbers", has_text="What happened").first.locator("tbody tr").count() > 0


def test_a_wrong_number_gets_a_message_at_the_field(page: Page) -> None:
    field = page.get_by_label(FIELD)
    field.fill("-4")
    field.press("Tab")
    page.wait_for_selector('.control .wrong:has-text("Out of range")')
    assert field.get_attribute("aria-invalid") == "true"
    field.fill("23")
    field.press("Tab")
    page.wait_for_selector(".control .wrong", state="hidden")
    told(page, "Person 23")  # whoever types the next number meanwhile would see it overwritten


def test_a_number_that_nobody_has_gets_a_message_and_the_page_lives_on(page: Page) -> None:
    field = page.get_by_label(FIELD)
    field.fill("15999")  # a number that somebody could have, but nobody has in two years
    field.press("Tab")
    page.wait_for_selector('.failure:has-text("Nobody with the number 15999 lived")')
    field.fill("23")
    field.press("Tab")
    told(page, "Person 23")
    page.wait_for_selector(".failure", state="detached")


def test_one_policy_alone_has_one_lane_and_no_stories(page: Page) -> None:
    page.get_by_label("Policy of the second lane").select_option("none")
    page.wait_for_function("() => document.querySelectorAll('.why .pair .card').length === 1")
    assert page.locator(".stories, .way").count() == 0
    axes = page.evaluate("() => Object.keys(document.querySelector('.lanes .plot').layout).filter(k => k === 'yaxis2')")
    assert axes == []
    page.get_by_label("Policy of the second lane").select_option("expanded_cbt")
    page.wait_for_function("() => document.querySelectorAll('.why .pair .card').length === 2")


def test_marks_differ_by_symbol_and_size_and_not_by_colour_alone(page: Page) -> None:
    page.get_by_label("Colour people by").select_option("self_efficacy")
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


def test_a_link_opens_the_life_and_the_step_that_its_sender_read(visit: Callable[..., Visit]) -> None:
    first = visit()
    page = begin(first.open("/people?person=23"))  # as links were before there were stories
    told(page, "Person 23")
    page.get_by_role("button", name="Next").click()
    page.wait_for_selector('.lanes .plot[data-drawn="1"]')
    page.get_by_label("Colour people by").select_option("self_efficacy")
    page.wait_for_function(
        "() => ['person=23', 'step=1', 'show=self_eff'].every(part => location.search.includes(part))"
    )
    caption = page.inner_text(".lanes .large")
    second = visit().open(page.url.removeprefix(first.address))
    told(second, "Person 23")
    second.wait_for_selector('.lanes .plot[data-drawn="1"]')
    assert second.inner_text(".lanes .large") == caption
    assert second.get_by_label("Colour people by").input_value() == "self_efficacy"


def test_a_link_that_asks_for_what_is_not_there_says_so(visit: Callable[..., Visit]) -> None:
    page = visit().open("/people?policy=free_beer&compared=none&person=twelve&story=happy_end")
    page.wait_for_selector('.failure:has-text("policy=free_beer")')


def test_whoever_wants_less_motion_steps_from_tie_to_tie(visit: Callable[..., Visit]) -> None:
    still = visit()
    still.page.emulate_media(reduced_motion="reduce")
    page = begin(still.open("/people"))
    page.get_by_role("button", name="Next change").click()
    page.wait_for_function("() => Number(document.querySelector('.village .plot').dataset.week) > 0")
    week = page.locator(".village .plot").get_attribute("data-week")
    page.wait_for_timeout(900)
    assert page.locator(".village .plot").get_attribute("data-week") == week
