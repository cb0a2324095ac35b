"""Sixty phones behind one address join and vote at once; then one goes through every stage, under a path of a proxy."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator

import pytest

from tests.dashboard.votes.conftest import Phone, Served, serving
from tests.dashboard.votes.serving import OPTIONS

PHONES = 60
CHANGE = 20  # of them change their vote


def at_once(work: Callable[[int], None]) -> list[float]:
    """Do something for every phone at the same time; seconds that each took."""
    took = [0.0] * PHONES
    problems: list[BaseException] = []
    ready = threading.Barrier(PHONES)

    def one(number: int) -> None:
        try:
            ready.wait(timeout=60)
            begun = time.perf_counter()
            work(number)
            took[number] = time.perf_counter() - begun
        except BaseException as problem:
            problems.append(problem)

    threads = [threading.Thread(target=one, args=(number,)) for number in range(PHONES)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert problems == []
    return took


def test_sixty_phones_join_and_each_counts_once(served: Served, phone: Callable[[], Phone]) -> None:
    phones = [phone() for _ in range(PHONES)]
    answers = list(OPTIONS)

    def join(number: int) -> None:
        status, _, text = phones[number].ask()
        assert status == 200
        assert "Send my answer" in text

    def vote(number: int) -> None:
        assert "Sent:" in phones[number].vote(answers[number % 3])

    def change(number: int) -> None:
        if number < CHANGE:
            phones[number].vote("none")
            phones[number].vote("none")

    joined = at_once(join)
    assert served.tell("state")["joined"] == PHONES
    voted = at_once(vote)
    assert served.tell("state")["first"] == dict.fromkeys(answers, PHONES // 3)
    at_once(change)
    state = served.tell("close")
    expected = {name: sum(1 for n in range(CHANGE, PHONES) if n % 3 == at) for at, name in enumerate(answers)}
    expected["none"] += CHANGE
    assert state["first"] == expected
    assert (state["joined"], sum(state["first"].values())) == (PHONES, PHONES)
    watched = at_once(lambda number: _closed(phones[number]))
    for what, took in (("joined", joined), ("voted", voted), ("saw that it is closed", watched)):
        ordered = sorted(took)
        print(f"{PHONES} phones {what}: median {ordered[PHONES // 2]:.2f} s, last {ordered[-1]:.2f} s")


def _closed(phone: Phone) -> None:
    assert phone.ask(f"{phone.served.path}/state")[2] == "closed"
    assert "Voting is closed" in phone.ask()[2]


@pytest.fixture(scope="module")
def under_a_path() -> Iterator[Served]:
    with serving("/recovery") as found:
        yield found


def test_a_phone_sees_every_stage_under_a_path(under_a_path: Served) -> None:
    phone = Phone(under_a_path)
    status, headers, page = phone.ask()
    assert status == 200
    assert 'action="/recovery/j/' in page
    assert "Lower &lt;than&gt; before" in page
    assert headers["cache-control"] == "no-store"
    assert len(page.encode()) < 10_000
    assert "Sent: Higher" in phone.vote("higher")
    assert "Sent: Lower" in phone.vote("lower")
    assert under_a_path.tell("close")["first"] == {"higher": 0, "lower": 1, "none": 0}
    assert "Voting is closed" in phone.ask()[2]
    assert "came too late" in phone.vote("higher")
    under_a_path.tell("reveal")
    assert "You predicted this." in phone.ask()[2]
    under_a_path.tell("again")
    assert "answer differently" in phone.ask()[2]
    assert "Sent: Not clearly" in phone.vote("none")
    state = under_a_path.tell("close")
    assert (state["first"]["lower"], state["second"]) == (1, {"higher": 0, "lower": 0, "none": 1})
    assert "When asked again" in phone.ask()[2]


def test_a_page_from_elsewhere_cannot_vote(under_a_path: Served) -> None:
    phone = Phone(under_a_path)
    phone.ask()
    for origin in ("http://evil.example", "null", "https://127.0.0.1.evil.example"):
        status, _, text = phone.ask(method="POST", form={"answer": "higher"}, Origin=origin)
        assert status == 400
        assert "Refused" in text
    assert phone.ask(Host="evil.example")[0] == 400


def test_a_form_that_is_too_large_is_refused_by_the_server(under_a_path: Served) -> None:
    phone = Phone(under_a_path)
    phone.ask()
    assert phone.ask(method="POST", form={"answer": "x" * 5_000}, follow=False)[0] == 413
    status, headers, text = phone.ask(method="HEAD")
    assert (status, text) == (200, "")
    assert int(headers["content-length"]) > 1_000


def test_votes_have_no_kernel_and_ask_for_no_visitor(under_a_path: Served) -> None:
    phone = Phone(under_a_path)
    _, headers, page = phone.ask()
    assert "recovery-visitor" not in phone.cookie
    assert "recovery-vote" in phone.cookie
    assert "solara" not in page.lower()
    assert headers["content-type"].startswith("text/html")
