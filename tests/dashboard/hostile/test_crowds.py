"""A visitor with a hundred pages keeps no other visitor waiting, whether it keeps, drops or makes up its cookie."""

from __future__ import annotations

import base64
import json
import threading
import time
import zlib
from contextlib import ExitStack, suppress

import pytest
from websockets.exceptions import WebSocketException

from tests.dashboard.hostile.attacking import Target, run_page, until

CROWD = 100
ANSWERED = r'class=\\"called'  # the first card
HONEST = {"one cookie": "peer_support", "no cookie": "expanded_cbt", "a cookie each": "mindfulness"}
UNDISTURBED = {"one cookie": "digital_cbt", "no cookie": "group_cbt", "a cookie each": "lifestyle"}
WITHIN = 30.0  # seconds in which another visitor has an answer
TIMES = 8.0  # or so many times as long as without a crowd, where other programs keep the processors busy


def own_society(number: int) -> str:
    """A link to a question about an area that nobody has asked about: a society has to be made for it."""
    state = zlib.compress(json.dumps({"area": {"places": 50.0 + number / 100.0}}).encode(), 9)
    return f"/?state={base64.urlsafe_b64encode(state).decode().rstrip('=')}"


@pytest.mark.parametrize("kind", ["one cookie", "no cookie", "a cookie each"])
def test_a_hundred_pages_of_one_keep_no_other_waiting(target: Target, kind: str) -> None:
    first = target.cookie()
    begun = time.monotonic()
    with target.page(first) as alone:
        run_page(alone, f"/?scenario={UNDISTURBED[kind]}")
        until(alone, ANSWERED, within=4 * WITHIN)
    within = max(WITHIN, TIMES * (time.monotonic() - begun))

    def cookie() -> str:
        return target.cookie() if kind == "a cookie each" else first if kind == "one cookie" else ""

    with ExitStack() as stack:
        opened = 0
        for number in range(CROWD):
            with suppress(WebSocketException):
                line = stack.enter_context(target.page(cookie()))
                threading.Thread(target=_listen, args=(line,), daemon=True).start()
                run_page(line, own_society(number + 1_000 * len(kind)))
                opened += 1
        assert opened < CROWD
        begun = time.monotonic()
        steps: dict[str, float] = {}
        mine = ""
        while not mine and time.monotonic() - begun < within:
            mine = target.cookie() or ""
            if not mine:
                time.sleep(1.0)  # the page for a visitor who is not let in yet tries again by itself
        steps["let in"] = time.monotonic() - begun
        with target.page(mine) as honest:
            run_page(honest, f"/?scenario={HONEST[kind]}")
            until(honest, '"finished"', within=within)
            steps["drawn"] = time.monotonic() - begun
            until(honest, ANSWERED, within=within)
        steps["answered"] = time.monotonic() - begun
        assert steps["answered"] < within, steps


def _listen(line: object) -> None:
    with suppress(Exception):
        for _ in line:  # type: ignore[attr-defined]
            pass
