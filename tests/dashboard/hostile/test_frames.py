"""Frames that no page sends cost nothing: they are refused before they are decoded, in one line of the log each."""

from __future__ import annotations

import json
import os
import struct
import time
import zlib
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from websockets.exceptions import ConnectionClosed, InvalidStatus

from sim.dashboard.gate.frames import LARGEST, fault_in
from tests.dashboard.hostile.attacking import Target, message, run_page, until

LONGEST = 0.5  # seconds that checking any frame may take


def packed(*parts: bytes) -> bytes:
    """A binary frame as pages send it."""
    starts = [4 * (len(parts) + 1)]
    for part in parts[:-1]:
        starts.append(starts[-1] + len(part))
    return struct.pack(f"!{len(parts) + 1}I", len(parts), *starts) + b"".join(parts)


GOOD = message("comm_msg", {"comm_id": "a", "data": {"method": "update"}})
BINARY = {
    "four bytes that claim 2**31-1 parts": struct.pack("!i", 2**31 - 1),
    "the same with a little more": struct.pack("!i", 2**31 - 1) + b"\0" * 64,
    "a negative number of parts": struct.pack("!i", -1) + b"\0" * 64,
    "no parts": struct.pack("!i", 0) + b"\0" * 64,
    "nothing": b"",
    "one byte": b"\1",
    "a table that is cut off": struct.pack("!III", 60, 244, 250),
    "parts outside": struct.pack("!III", 2, 12, 2**32 - 1) + GOOD.encode(),
    "parts that overlap": struct.pack("!IIII", 3, 16, 20, 18) + b"{}" * 40,
    "a first part within the table": struct.pack("!II", 1, 4) + b"{}" * 40,
    "parts that are no text": packed(b"\xff\xfe\xff\xff", b"x"),
    "many parts": packed(GOOD.encode(), *[b"x"] * 100),
    "text that is no message": packed(b"[1, 2, 3]"),
}  # fmt: skip
TEXT = {
    "no JSON": "hello",
    "nothing": "",
    "a list": "[]",
    "a number": "3",
    "deep lists": "[" * 60_000,
    "deep objects": '{"a":' * 10_000 + "1" + "}" * 10_000,
    "a deep message": message("comm_msg", {"comm_id": "a", "data": {}}).replace(
        '"data": {}', '"data": ' + '{"a":' * 90 + "1" + "}" * 90
    ),
    "quotes that never end": '"\\' * 30_000,
    "many quotes": '"' * 60_001,
    "escaped quotes": '\\"' * 30_000,
    "a number of a hundred thousand digits": '{"a": ' + "9" * 60_000 + "}",
    "no number": message("comm_msg", {"comm_id": "a", "data": {"x": float("nan")}}),
    "no header": json.dumps({"content": {}, "channel": "shell"}),
    "a header that is a list": json.dumps({"header": [], "content": {}, "channel": "shell"}),
    "no channel": json.dumps({"header": {"msg_type": "comm_msg"}, "content": {"comm_id": "a", "data": {}}}),
    "another channel": message("comm_msg", {"comm_id": "a", "data": {}}, "iopub"),
    "code to run": message("execute_request", {"code": "import os"}),
    "a message to nobody": message("comm_msg", {"data": {}}),
    "a name that is a list": message("comm_msg", {"comm_id": ["a"], "data": {}}),
    "a long name": message("comm_msg", {"comm_id": "a" * 1_000, "data": {}}),
    "another target": message("comm_open", {"comm_id": "a", "target_name": "evil", "data": {}}),
    "data that is a list": message("comm_msg", {"comm_id": "a", "data": [1]}),
}
FRAMES: dict[str, str | bytes] = {f"text: {name}": frame for name, frame in TEXT.items()} | {
    f"binary: {name}": frame for name, frame in BINARY.items()
}


@pytest.mark.parametrize("name", FRAMES)
def test_a_bad_frame_is_refused_at_once(name: str) -> None:
    begun = time.process_time()
    assert fault_in(FRAMES[name])
    assert time.process_time() - begun < LONGEST


def test_what_pages_send_is_taken() -> None:
    assert fault_in(GOOD) == ""
    assert fault_in(packed(GOOD.encode())) == ""
    assert fault_in(packed(GOOD.encode(), b"", b"abc")) == ""
    assert fault_in(message("kernel_info_request", {})) == ""
    assert fault_in(message("comm_open", {"comm_id": "a", "target_name": "solara.control", "data": {}})) == ""
    assert fault_in(message("comm_msg", {"comm_id": "a", "data": {"words": '[[[["{{{' * 20}})) == ""


@given(st.one_of(st.binary(max_size=300), st.text(max_size=300)))
@settings(max_examples=300, deadline=None)
def test_any_frame_is_judged_and_none_gets_through_by_chance(frame: str | bytes) -> None:
    assert fault_in(frame)


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["header", "content", "msg_type", "comm_id", "data", "channel"]), inner, max_size=4
        )
    ),
    max_leaves=12,
)


@given(anything)
@settings(max_examples=300, deadline=None)
def test_messages_of_any_shape_are_judged(said: Any) -> None:
    assert isinstance(fault_in(json.dumps(said)), str)


@pytest.mark.parametrize("name", FRAMES)
def test_a_bad_frame_ends_its_page(target: Target, name: str) -> None:
    before = len(target.said().splitlines())
    ended_by(target, FRAMES[name])
    assert len(target.said().splitlines()) - before <= 2


def test_bad_frames_end_no_page_but_their_own(target: Target) -> None:
    with target.page(target.cookie()) as honest:
        for frame in FRAMES.values():
            ended_by(target, frame)
        begun = time.monotonic()
        run_page(honest)
        until(honest, '"finished"')
        assert time.monotonic() - begun < 10.0


def ended_by(target: Target, frame: str | bytes) -> None:
    """A page of its own is ended by a frame."""
    with target.page(target.cookie()) as hostile:
        hostile.send(frame)
        with pytest.raises(ConnectionClosed):
            while True:
                hostile.recv(timeout=5)


def test_a_frame_that_is_too_large_is_refused(target: Target) -> None:
    with target.page() as hostile:
        with pytest.raises(ConnectionClosed) as ended:
            hostile.send("[" + " " * (LARGEST + 10) + "]")
            hostile.recv(timeout=5)
        assert ended.value.rcvd is not None
        assert ended.value.rcvd.code == 1009


def test_a_frame_that_swells_when_it_is_unpacked_is_refused(target: Target) -> None:
    with target.page(compression="deflate") as hostile:
        with pytest.raises(ConnectionClosed) as ended:
            hostile.send("a" * 40_000_000)  # 40 kB on the wire
            hostile.recv(timeout=10)
        assert ended.value.rcvd is None or ended.value.rcvd.code == 1009


def test_a_message_of_endless_pieces_is_refused(target: Target) -> None:
    with target.page() as hostile, pytest.raises(ConnectionClosed):
        hostile.send("" for _ in range(200_000))
        hostile.recv(timeout=10)


def test_letters_that_are_none_end_the_page(target: Target) -> None:
    with target.page() as hostile, pytest.raises(ConnectionClosed):
        hostile.send(b"\xff\xfe\xfd", text=True)
        hostile.recv(timeout=5)


def test_a_flood_of_bad_frames_fills_no_log(target: Target) -> None:
    before = len(target.said())
    sent, begun = 0, time.monotonic()
    while sent < 150:
        try:
            with target.page() as hostile:
                hostile.send("x" * 2_000 + "\nTraceback of mine")
                sent += 1
        except InvalidStatus:  # the pages before are not let go yet
            assert time.monotonic() - begun < 60.0
            time.sleep(0.05)
    written = target.said()[before:]
    assert len(written.splitlines()) < 130
    assert "Traceback" not in written


def test_what_a_page_may_say_but_should_not_leaves_no_traceback(target: Target) -> None:
    with target.page(target.cookie()) as hostile:
        comm = run_page(hostile)
        until(hostile, '"finished"')
        for data in (
            {},
            {"method": "none"},
            {"method": "run"},
            {"method": "run", "args": []},
            {"method": "run", "args": {"path": 3}},
            {"method": "run", "args": {"appName": "../../etc"}},
            {"method": "reload", "path": "//evil"},
            {"method": "evict"},
            {"method": "update", "state": {"x": 1}, "buffer_paths": [["a", 99]]},
        ):
            hostile.send(message("comm_msg", {"comm_id": comm, "data": data}))
        hostile.send(message("comm_open", {"comm_id": "c", "target_name": "jupyter.widget.control", "data": {}}))
        hostile.send(message("comm_close", {"comm_id": "unknown", "data": {}}))
        hostile.send(
            packed(
                message("comm_msg", {"comm_id": comm, "data": {}}).encode(), os.urandom(64), zlib.compress(b"0" * 10**6)
            )
        )
        with suppress(ConnectionClosed, TimeoutError):
            hostile.recv(timeout=2)
