"""Runs in the background of a page: one that goes wrong is told in a card, and the page lives on."""

import threading

import ipyvuetify
import pytest
import solara
from reacton import ipyvuetify as html

from sim.dashboard.background import Progress, Waiting, use_work
from sim.errors import Interrupted

PATIENCE = 20  # seconds
CARD = "Living two years did not work: the machine has no memory left"


def test_a_run_that_goes_wrong_shows_a_card_and_can_be_tried_again() -> None:
    works = threading.Event()

    def make(stop: threading.Event, progress: Progress) -> str:
        if not works.is_set():
            raise RuntimeError("the machine has no memory left")
        return "forty-two"

    @solara.component
    def Page() -> None:  # noqa: N802
        work = use_work(make, [])
        Waiting(work, "Living two years")
        html.Html(tag="b", children=[f"answer: {work.value}"])

    _, rendered = solara.render(Page(), handle_error=False)
    try:
        rendered.find(ipyvuetify.Html, children=[CARD]).wait_for(timeout=PATIENCE)
        rendered.find(ipyvuetify.Html, children=["answer: None"]).assert_single()
        again = rendered.find(ipyvuetify.Btn, children=["Try again"]).wait_for(timeout=PATIENCE)
        works.set()
        again.widget.click()
        rendered.find(ipyvuetify.Html, children=["answer: forty-two"]).wait_for(timeout=PATIENCE)
        rendered.find(ipyvuetify.Html, children=[CARD]).assert_empty()
    finally:
        rendered.close()


def test_a_run_that_nobody_waits_for_is_no_failure(monkeypatch: pytest.MonkeyPatch) -> None:
    begun, logged = threading.Event(), list[object]()
    monkeypatch.setattr(solara.tasks.logger, "exception", lambda *words: logged.append(words))

    def make(stop: threading.Event, progress: Progress) -> str:
        begun.set()
        raise Interrupted  # as a run does whose page was left

    @solara.component
    def Page() -> None:  # noqa: N802
        work = use_work(make, [])
        Waiting(work, "Living two years")
        html.Html(tag="b", children=[f"stopped: {work.cancelled}, problem: {work.problem or 'none'}"])

    _, rendered = solara.render(Page(), handle_error=False)
    try:
        assert begun.wait(timeout=PATIENCE)
        rendered.find(ipyvuetify.Html, children=["stopped: True, problem: none"]).wait_for(timeout=PATIENCE)
    finally:
        rendered.close()
    assert logged == []
