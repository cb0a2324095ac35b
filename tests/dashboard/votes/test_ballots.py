"""What the gate answers to phones, without a network: cookies, bounds, wrong codes, other methods."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from sim.dashboard.gate import ballots as ballots_module
from sim.dashboard.gate.ballots import FORM, LARGEST, POLICY, Answer, Ballots, headers_of
from sim.dashboard.gate.request import Request
from sim.dashboard.votes.poll import Poll
from sim.dashboard.votes.room import WRONG_CODES, Room, new_voter

OPTIONS = {"up": "Up", "down": "Down"}


def waited[T](work: Coroutine[Any, Any, T]) -> T:
    """What something gives, from a loop in a thread of its own: browser tests leave one running in this thread."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(asyncio.run, work).result()


class Site:
    """A room, one vote and its ballots."""

    def __init__(self, root: str = "", *, secure: bool = False) -> None:
        self.room = Room()
        poll = self.room.open(("10.0.0.1", "teacher"), "lesson", "Which?", OPTIONS)
        assert poll is not None
        self.poll: Poll = poll
        self.ballots = Ballots(self.room, root, secure=secure)

    def ask(
        self, path: str = "", method: str = "GET", cookie: str | None = None, query: bytes = b"",
        body: tuple[bytes, ...] = (b"",), kind: str = FORM, address: str = "10.0.0.9",
    ) -> Answer:  # fmt: skip
        """The answer to a request."""
        parts: Iterator[bytes] = iter(body)
        left = len(body)

        async def receive() -> dict[str, Any]:
            nonlocal left
            left -= 1
            return {"type": "http.request", "body": next(parts), "more_body": left > 0}

        request = Request(
            method,
            path or f"/j/{self.poll.code}",
            False,
            query,
            "localhost",
            None,
            None,
            address,
            False,
            "",
            cookie,
            kind,
        )
        return waited(self.ballots.answer(request, receive))

    def joined(self) -> str:
        """The cookie of somebody who has joined."""
        cookie = cookie_of(self.ask())
        assert self.ask(cookie=cookie).status == 200
        return cookie


def header(answer: Answer, name: str) -> str:
    """A header of an answer."""
    return dict(headers_of(answer, secure=False)).get(name.encode(), b"").decode()


def cookie_of(answer: Answer) -> str:
    """The cookie that an answer gives."""
    return header(answer, "set-cookie").partition(";")[0].partition("=")[2]


@pytest.mark.parametrize("root", ["", "/recovery"])
def test_a_phone_gets_a_cookie_joins_and_votes(root: str) -> None:
    site = Site(root)
    first = site.ask()
    here = f"{root}/j/{site.poll.code}"
    assert (first.status, header(first, "location")) == (303, f"{here}?cookie=1")
    given = header(first, "set-cookie")
    for part in (f"Path={here};", "HttpOnly", "SameSite=Lax", "Max-Age=7200"):
        assert part in given
    assert "Secure" not in given
    assert site.poll.state.joined == 0  # whoever does not keep the cookie does not count
    cookie = cookie_of(first)
    assert f'action="{here}"' in site.ask(cookie=cookie).body
    assert site.poll.state.joined == 1
    sent = site.ask(method="POST", cookie=cookie, body=(b"answer=", b"up"))
    assert (sent.status, header(sent, "location")) == (303, here)
    assert dict(site.poll.state.first) == {"up": 1, "down": 0}


def test_behind_https_the_cookie_goes_over_https_only() -> None:
    assert header(Site(secure=True).ask(), "set-cookie").endswith("; Secure")


def test_a_browser_that_keeps_no_cookie_is_sent_round_once() -> None:
    found = Site().ask(query=b"cookie=1")
    assert found.status == 200
    assert "did not keep the cookie" in found.body


def test_the_policy_allows_this_page_and_nothing_else() -> None:
    found = header(Site().ask(query=b"cookie=1"), "content-security-policy")
    assert found == POLICY
    assert "default-src 'none'" in found
    assert "form-action 'self'" in found
    assert "unsafe" not in found
    assert "http" not in found


def test_a_code_is_found_however_it_is_typed() -> None:
    site = Site()
    code = site.poll.code
    here = f"/j/{code}"
    for path in (f"/j/{code.lower()}", f"/j/{code[:3]}-{code[3:]}", f"/j/{code[:3]} {code[3:]}"):
        assert header(site.ask(path), "location") == here
    assert "The code on the screen" in site.ask("/j").body
    assert "The code on the screen" in site.ask("/j/").body
    assert header(site.ask("/j", query=f"code={code[:3].lower()}-{code[3:]}".encode()), "location") == here


@pytest.mark.parametrize(
    "path", ["/j/CDFHJK", "/j/x", "/j/CDFHJK/state", "/j/../../etc/passwd", "/j/%00", "/j/" + "a" * 500, "/j/CDFHJK/x"]
)
def test_a_wrong_code_is_a_small_page_that_helps(path: str) -> None:
    found = Site().ask(path)
    assert found.status == 404
    assert "There is no vote with this code" in found.body
    assert len(found.body) < 5_000


def test_who_guesses_has_to_wait_and_who_has_joined_has_not() -> None:
    site = Site()
    cookie = site.joined()
    for number in range(WRONG_CODES):
        assert site.ask(f"/j/wrong{number}").status == 404
    assert site.ask("/j/wrong").status == 429
    right = site.ask()
    assert (right.status, header(right, "retry-after")) == (429, "60")  # or else guessing would go on
    assert site.ask(cookie=cookie).status == 200
    assert site.ask(address="10.0.0.8").status == 303


def test_phones_whose_vote_has_ended_are_not_taken_for_guessing() -> None:
    site = Site()
    cookie = site.joined()
    site.room.end(site.poll)
    for _ in range(WRONG_CODES):
        assert site.ask(f"/j/{site.poll.code}/state", cookie=cookie).body == "ended"
        assert "This vote has ended" in site.ask(cookie=cookie).body
    assert site.ask("/j").status == 200
    assert not site.room.guessing("10.0.0.9")


def test_a_cookie_of_another_vote_or_of_nobody_is_none() -> None:
    site = Site()
    for cookie in ("x", new_voter("CDFHJK"), "0" * 24 + "." + "0" * 32):
        assert site.ask(cookie=cookie).status == 303
        sent = site.ask(method="POST", cookie=cookie, body=(b"answer=up",))
        assert header(sent, "location") == f"/j/{site.poll.code}"
    assert (site.poll.state.joined, site.poll.state.voted) == (0, 0)


@pytest.mark.parametrize(
    "body", [b"answer=sideways", b"", b"answer=", b"reply=up", b"answer=%ff%00", b"a=1&b=2&c=3&d=4&e=5&answer=up"]
)
def test_what_is_no_answer_is_not_counted(body: bytes) -> None:
    site = Site()
    sent = site.ask(method="POST", cookie=site.joined(), body=(body,))
    assert header(sent, "location").endswith("?say=none")
    assert site.poll.state.voted == 0


def test_a_vote_after_the_end_is_said_to_be_late() -> None:
    site = Site()
    cookie = site.joined()
    site.poll.close()
    assert header(site.ask(method="POST", cookie=cookie, body=(b"answer=up",)), "location").endswith("?say=late")
    assert "came too late" in site.ask(cookie=cookie, query=b"say=late").body
    assert site.poll.state.voted == 0


def test_a_form_has_bounds() -> None:
    site = Site()
    cookie = site.joined()
    assert site.ask(method="POST", cookie=cookie, body=(b"answer=up&x=" + b"y" * LARGEST,)).status == 413
    assert site.ask(method="POST", cookie=cookie, body=(b"y",) * (LARGEST + 1)).status == 413
    assert site.ask(method="POST", cookie=cookie, body=(b"{}",), kind="application/json").status == 415
    assert site.poll.state.voted == 0


def test_a_form_that_never_ends_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ballots_module, "SENT_WITHIN", 0.05)

    async def receive() -> dict[str, Any]:
        await asyncio.sleep(60.0)
        raise AssertionError

    assert waited(ballots_module._body(receive)) is None


@pytest.mark.parametrize("method", ["PUT", "DELETE", "OPTIONS", "PATCH", "TRACE", "CONNECT"])
def test_other_methods_are_refused(method: str) -> None:
    found = Site().ask(method=method)
    assert (found.status, header(found, "allow")) == (405, "GET, HEAD, POST")


def test_a_full_vote_says_so() -> None:
    site = Site()
    for number in range(500):
        assert site.poll.join(str(number))
    found = site.ask(cookie=cookie_of(site.ask()))
    assert found.status == 503
    assert "full" in found.body


def test_the_state_is_one_word() -> None:
    site = Site()
    path = f"/j/{site.poll.code}/state"
    assert site.ask(path).body == "open"
    site.poll.close()
    assert site.ask(path).body == "closed"
