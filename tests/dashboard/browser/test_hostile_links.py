"""Links that visitors share lead nowhere else, and their words stay words."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import quote

import pytest

from sim.studies.explore.link import tail_of
from sim.studies.explore.question import Policy, Question, Setting
from tests.dashboard.browser.browsing import Visit

MARKUP = "<b>bold</b> <a href='https://evil.example'>link</a> &lt;i&gt; %{x} <img src=x>"
BACK = {
    "/people": "/people",
    "/lab?lesson=switches": "/lab?lesson=switches",
    "//evil.example/": "/",
    "/\\evil.example": "/",
    "/%5Cevil.example": None,  # an address of ours that does not exist: it stays here
    "\\\\evil.example": "/",
    "https://evil.example/": "/",
    "javascript:alert(1)": "/",
    "data:text/html,<script>alert(1)</script>": "/",
    "/./\\evil.example": None,
    "/.//evil.example": None,
    "\t//evil.example": "/",
    "/\t/evil.example": "/",
    "http:evil": None,
    "%": None,
}


@pytest.mark.parametrize(
    "written", [pytest.param("plain", marks=pytest.mark.slow), "once", pytest.param("twice", marks=pytest.mark.slow)]
)
def test_the_way_back_from_a_paused_page_never_leaves_the_server(visit: Callable[..., Visit], written: str) -> None:
    one = visit()
    page = one.page
    for back, expected in BACK.items():
        tail = {"plain": back, "once": quote(back, safe=""), "twice": quote(quote(back, safe=""), safe="")}[written]
        page.goto("about:blank")
        page.goto(f"{one.address}/paused#{tail}")
        found = page.evaluate("document.getElementById('back').href")
        assert found.startswith(f"{one.address}/"), (back, found)
        if written == "once" and expected is not None:
            assert found == one.address + expected


def test_the_way_back_is_followed_within_the_server(visit: Callable[..., Visit]) -> None:
    one = visit()
    one.page.goto(f"{one.address}/paused#/%5Cevil.example")
    with one.page.expect_navigation():
        one.page.click("#back")
    assert one.page.url.startswith(f"{one.address}/")
    one.errors.clear()  # that the address does not exist here


def test_markup_in_a_shared_title_is_shown_as_words(visit: Callable[..., Visit]) -> None:
    title = MARKUP[:80]
    one = visit()
    question = Question(policy=Policy(settings={"mass_media": Setting(amount=5.0, start=1)}, title=title))
    page = one.open(f"/?{tail_of(question)}")
    page.wait_for_selector(".plot[data-drawn]")
    page.wait_for_function("title => document.querySelector('h2.answer').textContent.includes(title)", arg=title[:40])
    page.click('[role="tab"]:has-text("Levels over time")')  # whose chart names the policy
    page.wait_for_function(
        "title => (document.querySelector('.panel .plot') || {textContent: ''}).textContent.includes(title)",
        arg=title[:40],
    )
    assert page.locator(".plot a, .plot img, .plot b").count() == 0
    assert page.locator(".plot [style*='bold']").count() == 0
    assert page.locator("main a[href*='evil']").count() == 0
