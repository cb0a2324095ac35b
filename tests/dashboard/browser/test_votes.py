"""A vote by phone in real browsers: a teacher's page, two phones, every step from the code to the second vote."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from tests.dashboard.browser.browsing import Visit

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

PHONE = 390, 800  # pixels
MAIN = ".unfold .plot[data-drawn]"


def opened(visit: Visit, *, lesson: str = "two_by_two") -> Page:
    """The teacher's page with a vote open."""
    page = visit.open(f"/lab?lesson={lesson}")
    page.wait_for_selector("article.lesson h2")
    page.locator("summary", has_text="vote by phone").click()
    page.locator(".open-vote").click()
    page.wait_for_selector(".code")
    return page


def fits(page: Page) -> None:
    """Nothing is wider than the screen."""
    page.wait_for_function("() => document.documentElement.scrollWidth <= window.innerWidth")


def test_a_class_votes_sees_the_answer_and_votes_again(visit: Callable[..., Visit]) -> None:
    teacher = visit(1440, 900, alone=True)
    page = opened(teacher)
    assert page.locator(".qr svg").count() == 1
    assert "--classroom" in page.inner_text(".unreachable")  # this server answers on this machine only
    code = page.inner_text(".code")
    phones = [visit(*PHONE, alone=True) for _ in range(2)]
    one, two = (phone.page for phone in phones)
    one.goto(f"{teacher.address}/j")
    one.get_by_label("The code").fill(code.lower())
    one.get_by_role("button", name="Join").click()
    two.goto(f"{teacher.address}/j/{code.replace('-', '')}")
    for phone, answer in ((one, "I cannot, but it pays for others"), (two, "I can, but nothing pays")):
        phone.get_by_role("radio", name=answer).check()
        phone.get_by_role("button", name="Send my answer").click()
        phone.wait_for_selector(f'text="Sent: {answer}. You can change it until voting closes."')
        fits(phone)
    page.wait_for_selector('.count:has-text("2 of 2 in")')
    page.locator(".close-vote").click()
    one.wait_for_selector("text=Voting is closed")  # by itself
    page.locator(".show-votes").click()
    page.wait_for_selector(".live .plot[data-drawn]")
    assert "came out" not in page.inner_text(".live")
    page.locator(".show-answer").click()
    page.wait_for_selector(f".drawing {MAIN.removeprefix('.unfold ')}")
    assert page.locator(".verdict").count() == 0
    assert one.locator("text=came out").count() == 0
    page.wait_for_selector(".verdict")
    assert "1 of 2 predictions named what came out" in page.inner_text(".answer")
    page.wait_for_timeout(500)
    assert page.evaluate("document.getAnimations().filter((one) => one.animationName === 'unfold').length") == 0
    assert page.get_attribute(MAIN, "data-drawn") == "1"  # once, and not again when the answer came
    assert page.locator("article ol li").count() == 0  # first the second vote
    one.wait_for_selector("text=You predicted this.")
    two.wait_for_selector("text=You predicted: I can, but nothing pays.")
    page.locator(".ask-again").click()
    for phone in (one, two):
        phone.wait_for_selector("text=Would you now answer differently?")
        phone.get_by_role("radio", name="I cannot, but it pays for others").check()
        phone.get_by_role("button", name="Send my answer").click()
        phone.wait_for_selector("text=Sent:")
    page.wait_for_selector('.count:has-text("2 of 2 in")')
    page.locator(".close-again").click()
    page.wait_for_selector("text=Before: 1 of 2 gave the answer that came out; after: 2 of 2.")
    page.wait_for_selector("article ol li")
    assert page.locator("article ol li").count() == 3
    one.wait_for_selector("text=When asked again")
    fits(one)
    for width in (390, 1440):
        Visit.resize(page, width)
        fits(page)
    page.get_by_role("button", name="Start over").click()
    one.wait_for_selector("text=This vote has ended")


def test_a_vote_outlives_a_page_that_is_loaded_again_and_others_do_not_see_it(visit: Callable[..., Visit]) -> None:
    teacher, other = visit(alone=True), visit(alone=True)
    page = opened(teacher)
    code = page.inner_text(".code")
    page.reload()
    page.wait_for_selector(".code")
    assert page.inner_text(".code") == code
    theirs = other.open("/lab?lesson=two_by_two")
    theirs.wait_for_selector("summary:has-text('vote by phone')")
    assert theirs.locator(".code").count() == 0


def test_a_phone_without_scripts_votes(browser: Browser, visit: Callable[..., Visit]) -> None:
    teacher = visit(alone=True)
    page = opened(teacher)
    plain = browser.new_context(java_script_enabled=False, viewport={"width": PHONE[0], "height": PHONE[1]})
    phone = Visit(browser, teacher.address, *PHONE, context=plain)
    try:
        phone.page.goto(f"{teacher.address}/j/{page.inner_text('.code').replace('-', '')}")
        phone.page.get_by_role("radio", name="I can, and it pays").check()
        phone.page.get_by_role("button", name="Send my answer").click()
        phone.page.wait_for_selector("text=Sent: I can, and it pays.")
        page.wait_for_selector('.count:has-text("1 of 1 in")')
    finally:
        phone.close()
        plain.close()
    assert (phone.errors, phone.strangers) == ([], [])


def test_who_wants_no_motion_gets_the_answer_without_it(browser: Browser, address: str) -> None:
    calm = browser.new_context(reduced_motion="reduce")
    visit = Visit(browser, address, context=calm)
    try:
        page = visit.open("/lab?lesson=two_by_two")
        page.evaluate(
            "document.addEventListener('animationstart', (e) => { if (e.animationName === 'unfold') unfolded = 1; })"
        )
        page.get_by_role("radio", name="I can, and it pays").check()
        page.locator("button.run:not([disabled])").click()
        page.wait_for_selector(".verdict")
        assert page.evaluate("window.unfolded || 0") == 0
    finally:
        visit.close()
        calm.close()
    assert (visit.errors, visit.strangers) == ([], [])


def test_a_page_that_opens_speaks_in_its_own_words(visit: Callable[..., Visit]) -> None:
    one = visit(alone=True)
    one.page.route_web_socket("**/channels?*", lambda _: None)  # the server never answers
    one.page.goto(f"{one.address}/lab")
    one.page.wait_for_selector("text=Opening the page")
    one.page.wait_for_timeout(500)
    opening = one.page.inner_text("body")
    open_now = one.tab()
    open_now.goto(f"{one.address}/lab")
    open_now.wait_for_selector("article.lesson h2")
    for words in (opening, open_now.inner_text("body")):
        assert "Solara" not in words
        assert "Loading" not in words
        assert "`" not in words
