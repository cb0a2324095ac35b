"""Votes by phone, answered beside Solara: no kernel, no WebSocket, no login, and a bound on everything.

Phones do not count as open pages: sixty of them may share one address of a school. Each costs one small answer at a
time, and connections have limits of their own (`gate/transport.py`).
"""

import asyncio
import base64
import hashlib
import re
from collections.abc import Awaitable, Callable
from typing import Any, NamedTuple
from urllib.parse import parse_qs

from sim.dashboard.gate.headers import ALWAYS, Headers
from sim.dashboard.gate.request import VOTE_COOKIE, Request
from sim.dashboard.votes.joining import PATH
from sim.dashboard.votes.page import LOOK, SCRIPT, code_page, message_page, voting_page
from sim.dashboard.votes.poll import Poll
from sim.dashboard.votes.room import LIFETIME, Room, code_in, new_voter, voter_in

LARGEST = 1_000  # bytes that a form may have
SENT_WITHIN = 10.0  # seconds in which they must come
ONE = re.compile(rf"{PATH}/([^/]{{1,40}})(/state)?")
OPENER = b"cross-origin-opener-policy"
FORM = "application/x-www-form-urlencoded"
CAME_BACK = b"cookie=1"  # in the address after a cookie was given: whether it came back shows whether it was kept


def _hash(text: str) -> str:
    return base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


POLICY = "; ".join(
    (
        "default-src 'none'",
        f"script-src 'sha256-{_hash(SCRIPT)}'",
        f"style-src 'sha256-{_hash(LOOK)}'",
        "img-src data:",
        "connect-src 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
    )
)
"""The content security policy of these pages: their own one script and style, and forms to this very server."""


class Answer(NamedTuple):
    """What is sent back."""

    status: int
    body: str = ""
    headers: Headers = []  # noqa: RUF012
    kind: str = "text/html; charset=utf-8"


class Ballots:
    """Answers everything below the address of votes.

    Args:
        room: the votes.
        root_path: path under which the dashboard is shown.
        secure: whether people open it with https.
    """

    def __init__(self, room: Room, root_path: str = "", *, secure: bool = False) -> None:
        self._room, self._root, self._secure = room, root_path, secure

    @staticmethod
    def answers(path: str) -> bool:
        """Whether an address is one of votes."""
        return path == PATH or path.startswith(f"{PATH}/")

    async def answer(self, request: Request, receive: Callable[[], Awaitable[Any]]) -> Answer:
        """The answer to a request, whose host and origin have been checked."""
        if request.method not in ("GET", "HEAD", "POST"):
            return Answer(405, "Only GET and POST are answered here.\n", [(b"allow", b"GET, HEAD, POST")], "text/plain")
        if request.path.rstrip("/") == PATH:
            return self._find(request)
        found = ONE.fullmatch(request.path)
        code = code_in(found[1]) if found is not None else ""
        poll = self._room.poll(code) if code else None
        voter = voter_in(request.ballot, code)
        if found is None or poll is None:
            return self._ended(found) if voter and found is not None else self._missing(request)
        if found[2]:
            return Answer(200, poll.state.stage.value, [], "text/plain; charset=utf-8")
        if found[1] != code:
            return self._to(code)
        if request.method == "POST":
            return await self._vote(request, receive, poll, voter)
        return self._show(request, poll, voter)

    def _address(self, code: str = "") -> str:
        return f"{self._root}{PATH}/{code}" if code else f"{self._root}{PATH}"

    def _to(self, code: str, tail: str = "", headers: Headers | None = None) -> Answer:
        where = self._address(code) + (f"?{tail}" if tail else "")
        return Answer(303, "", [(b"location", where.encode()), *(headers or [])])

    def _find(self, request: Request) -> Answer:
        """The page where a code is typed, and the way from there."""
        if request.method == "POST":
            return Answer(405, "Only GET is answered here.\n", [(b"allow", b"GET, HEAD")], "text/plain")
        typed = _field(request.query, "code")
        if not typed:
            return Answer(200, code_page(self._address()))
        code = code_in(typed)
        if code and self._room.poll(code) is not None:
            return self._to(code)
        return self._missing(request, typed=typed)

    def _ended(self, found: re.Match[str]) -> Answer:
        """The vote of somebody who had joined it is forgotten: nobody who guesses."""
        if found[2]:
            return Answer(200, "ended", [], "text/plain; charset=utf-8")
        words = "The vote is over, and what was sent has been forgotten."
        return Answer(200, message_page("This vote has ended", words, self._address(), "Join another vote"))

    def _missing(self, request: Request, *, typed: str = "") -> Answer:
        """No vote has this code."""
        if self._room.guessing(request.address):
            return self._slowly()
        self._room.wrong(request.address)
        notice = "There is no vote with this code. Compare it with the screen in front: a vote ends after two hours."
        return Answer(404, code_page(self._address(), notice, typed))

    @staticmethod
    def _slowly() -> Answer:
        words = "Too many wrong codes came from your network. Wait a minute, then open this page again."
        return Answer(429, message_page("One moment", words), [(b"retry-after", b"60")])

    def _show(self, request: Request, poll: Poll, voter: str) -> Answer:
        if voter:
            if not poll.join(voter):
                return Answer(503, message_page("This vote is full", "No more phones can join it."))
            return Answer(200, voting_page(poll, voter, self._address(poll.code), _field(request.query, "say")))
        if self._room.guessing(request.address):
            return self._slowly()
        if request.query == CAME_BACK:
            words = "Your browser did not keep the cookie by which your vote counts once. Allow cookies, and try again."
            return Answer(200, message_page("One more thing", words, self._address(poll.code), "Try again"))
        return self._to(poll.code, CAME_BACK.decode(), [(b"set-cookie", self._cookie(poll.code).encode())])

    def _cookie(self, code: str) -> str:
        secure = "; Secure" if self._secure else ""
        where = self._address(code)
        return f"{VOTE_COOKIE}={new_voter(code)}; Path={where}; Max-Age={LIFETIME:.0f}; HttpOnly; SameSite=Lax{secure}"

    async def _vote(self, request: Request, receive: Callable[[], Awaitable[Any]], poll: Poll, voter: str) -> Answer:
        if request.kind.partition(";")[0].strip().lower() != FORM:
            return Answer(415, "Expected a form.\n", [], "text/plain")
        body = await _body(receive)
        if body is None:
            return Answer(413, "The form is too large.\n", [(b"connection", b"close")], "text/plain")
        if not voter or not poll.join(voter):
            return self._to(poll.code)  # gives a cookie, from where the vote can be sent again
        answer = _field(body, "answer")
        if poll.vote(voter, answer):
            return self._to(poll.code)
        return self._to(poll.code, f"say={'late' if not poll.state.taking else 'none'}")


async def _body(receive: Callable[[], Awaitable[Any]]) -> bytes | None:
    """What a form sends; None: too much, or too slowly."""
    body = b""
    try:
        async with asyncio.timeout(SENT_WITHIN):
            while True:
                message = await receive()
                if message["type"] != "http.request":
                    return None
                body += bytes(message.get("body", b""))
                if len(body) > LARGEST:
                    return None
                if not message.get("more_body", False):
                    return body
    except TimeoutError:
        return None


def _field(text: bytes, name: str) -> str:
    """One field of a form; "" where it is missing or the form cannot be read."""
    try:
        return parse_qs(text.decode("latin-1"), max_num_fields=4).get(name, [""])[0]
    except ValueError:
        return ""


def headers_of(answer: Answer, *, secure: bool) -> Headers:
    """The headers of an answer, but for its length.

    Args:
        answer: the answer.
        secure: whether people open it with https; without, browsers complain about what they can then not keep.
    """
    return [
        *(one for one in ALWAYS if secure or one[0] != OPENER),
        (b"content-security-policy", POLICY.encode()),
        (b"content-type", answer.kind.encode()),
        (b"cache-control", b"no-store"),
        *answer.headers,
    ]
