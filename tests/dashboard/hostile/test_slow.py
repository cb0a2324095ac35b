"""Connections that ask for nothing, slowly, or take nothing: they end, and nobody else waits meanwhile."""

from __future__ import annotations

import socket
import time
from contextlib import ExitStack, suppress

import pytest
from websockets.exceptions import InvalidStatus

from sim.dashboard.gate import transport
from tests.dashboard.hostile.attacking import Target, message, run_page


def ended(line: socket.socket, within: float) -> bool:
    """Whether the server closes a connection."""
    line.settimeout(within)
    try:
        while line.recv(65_536):
            pass
    except TimeoutError:
        return False
    except OSError:
        return True
    return True


def test_a_request_that_is_never_complete_ends_and_letters_one_by_one_buy_no_time(target: Target) -> None:
    begun = time.monotonic()
    parts = (b"GET / HTTP/1.1\r\nHost: x\r\n", b"", b"GET", b"POST / HTTP/1.1\r\nHost: x\r\nContent-Le")
    with ExitStack() as stack:
        silent = [stack.enter_context(target.raw()) for _ in range(60)]
        for at, line in enumerate(silent):
            line.sendall(parts[at % len(parts)])
        slow = stack.enter_context(target.raw())
        slow.sendall(b"GET / HTTP/1.1\r\nHost: x\r\nX: ")
        assert target.ask().status == 200
        with suppress(OSError):
            while time.monotonic() - begun < transport.ASKED_WITHIN + 4.0:
                slow.sendall(b"a")
                time.sleep(0.5)
        assert time.monotonic() - begun < transport.ASKED_WITHIN + 3.0
        assert all(ended(line, 3.0) for line in silent)


def test_one_address_has_a_bounded_number_of_connections(target: Target) -> None:
    with ExitStack() as stack:
        lines = [stack.enter_context(target.raw()) for _ in range(transport.PER_ADDRESS + 40)]
        begun, closed = time.monotonic(), 0
        while closed < 30 and time.monotonic() - begun < transport.ASKED_WITHIN / 2:  # then all end that ask nothing
            closed = sum(ended(line, 0.02) for line in lines[-40:])
        assert closed >= 30
    time.sleep(0.5)
    assert target.ask().status == 200


def test_a_websocket_that_is_asked_for_and_never_used_lets_others_in(target: Target) -> None:
    with ExitStack() as stack:
        opened = 0
        for _ in range(40):
            try:
                stack.enter_context(target.page())
                opened += 1
            except InvalidStatus:
                break
        assert opened <= 21
        assert target.ask().status == 200


def test_a_page_that_takes_nothing_keeps_nobody_waiting(target: Target) -> None:
    with ExitStack() as stack:
        cookie = target.cookie()
        for _ in range(4):
            line = stack.enter_context(target.page(cookie, max_queue=1))
            line.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1_024)
            comm = run_page(line)
            for _ in range(20):
                args = {"path": "/evidence", "dark": False, "themes": {}}
                line.send(message("comm_msg", {"comm_id": comm, "data": {"method": "run", "args": args}}))
        begun = time.monotonic()
        with target.page(target.cookie()) as honest:
            run_page(honest)
            while "finished" not in str(honest.recv(timeout=20)):
                pass
        assert time.monotonic() - begun < 15.0


@pytest.mark.parametrize(
    "request_",
    [
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + b"\0" * 200,  # a greeting of TLS
        b"GET / HTTP/9.9\r\n\r\n",
        b"GET /\r\n\r\n",
        b"\0" * 5_000,
        b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nTransfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\nzz\r\n",
        b"GET http://evil.example/ HTTP/1.1\r\nHost: evil.example\r\n\r\n",
        b"CONNECT evil.example:443 HTTP/1.1\r\nHost: evil.example:443\r\n\r\n",
        b"OPTIONS * HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n",
        b"GET / HTTP/1.0\r\n\r\n",
    ],
)
def test_what_is_no_request_gets_no_page(target: Target, request_: bytes) -> None:
    with target.raw(within=20) as line:
        line.sendall(request_)
        line.shutdown(socket.SHUT_WR)
        answer = b""
        try:
            while part := line.recv(65_536):
                answer += part
        except OSError:
            pass
    assert b"<script" not in answer
    assert b" 200 " not in answer[:20]


def test_requests_in_a_row_are_answered_one_by_one(target: Target) -> None:
    one = f"GET /readyz HTTP/1.1\r\nHost: {target.host}\r\n\r\n".encode()
    with target.raw() as line:
        line.sendall(one * 50)
        heard = b""
        while heard.count(b"ready\n") < 50:
            part = line.recv(65_536)
            assert part
            heard += part
