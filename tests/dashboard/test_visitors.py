"""Who visits: cookies that nobody can make up, caps on pages, and pages that are let go."""

from __future__ import annotations

import threading

import pytest

from sim.dashboard import visitors
from sim.dashboard.presence import Presence
from sim.dashboard.visitors import NAMELESS, VISITORS, OpenPage, Visitors, network_of, new_cookie, visitor_of
from sim.studies.explore.shares import Asker


def admit(many: Visitors, name: str, asker: Asker) -> tuple[OpenPage | None, list[OpenPage]]:
    return many.admit(name, asker, lambda: None)


def test_only_our_own_cookies_name_a_visitor() -> None:
    cookie = new_cookie()
    name = visitor_of(cookie, "here")
    assert name == visitor_of(cookie, "elsewhere")
    made_up = (
        None,
        "",
        "x",
        cookie[:-1],
        f"{cookie}0",
        cookie.upper(),
        f"{'0' * 32}.{'0' * 64}",
        cookie.replace(".", ""),
    )
    for other in made_up:
        assert visitor_of(other, "here").startswith(NAMELESS)
        assert visitor_of(other, "here") == visitor_of("another", "here")
        assert visitor_of(other, "here") != visitor_of(other, "elsewhere")


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("10.0.0.1", "10.0.0.1"),
        ("::ffff:10.0.0.1", "10.0.0.1"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2::9", "2001:db8:1:2::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("::1", "::1"),
        ("a" * 100, "a" * 64),
    ],
)
def test_a_network_of_the_newer_kind_counts_as_one_address(address: str, network: str) -> None:
    assert network_of(address) == network


def test_there_is_a_cap_for_a_visitor_an_address_and_all() -> None:
    many = Visitors(per_visitor=2, per_address=3, in_all=4)
    assert [admit(many, f"a{n}", ("here", "a"))[0] is not None for n in range(3)] == [True, True, False]
    assert [admit(many, f"b{n}", ("here", "b"))[0] is not None for n in range(2)] == [True, False]
    assert many.full(("here", "c"))
    assert not many.full(("there", "c"))
    assert [admit(many, f"c{n}", ("there", "c"))[0] is not None for n in range(2)] == [True, False]
    assert many.full(("yonder", "d"))


def test_a_page_that_was_left_gives_way_first_then_one_that_nobody_used(monkeypatch: pytest.MonkeyPatch) -> None:
    now = [100.0]
    monkeypatch.setattr("sim.dashboard.visitors.time.monotonic", lambda: now[0])
    many = Visitors(per_visitor=3)
    used, unused, left = (admit(many, name, ("here", "a"))[0] for name in ("used", "unused", "left"))
    assert used is not None
    assert unused is not None
    assert left is not None
    for _ in range(visitors.OPENING + 1):
        used.heard()
    left.left = now[0]
    now[0] += visitors.UNUSED
    assert admit(many, "new", ("here", "a"))[1] == [left]
    assert admit(many, "newer", ("here", "a"))[1] == [unused]
    assert admit(many, "newest", ("here", "a"))[0] is None  # all are new or used
    now[0] += visitors.UNTOUCHED
    assert admit(many, "newest", ("here", "a"))[1][0].name == "new"
    assert admit(many, "unused", ("here", "a"))[0] is None  # it does not push others out by coming back


def test_a_page_comes_back_to_its_own_visitor_only() -> None:
    many = Visitors()
    page, _ = admit(many, "k", ("here", "a"))
    assert admit(many, "k", ("another address", "a"))[0] is page
    assert admit(many, "k", ("here", "b"))[0] is None


def test_a_run_stops_when_its_page_is_gone(monkeypatch: pytest.MonkeyPatch) -> None:
    now = [100.0]
    monkeypatch.setattr("sim.dashboard.visitors.time.monotonic", lambda: now[0])
    page, _ = VISITORS.admit("kernel of a test", ("here", "a"), lambda: None)
    assert page is not None
    try:
        presence = Presence("kernel of a test")
        stop = presence.stop()
        assert presence.asker == ("here", "a")
        page.left = now[0]
        assert not stop.is_set()  # a line that broke may come back
        now[0] += visitors.GRACE + 1.0
        assert stop.is_set()
        assert not stop.asked()
        page.left = None
        assert not stop.is_set()
    finally:
        VISITORS.forget("kernel of a test")
    assert stop.is_set()  # closed for good
    assert not Presence().gone()
    assert isinstance(stop, threading.Event)
