"""What a page may send over its WebSocket, checked before anything is decoded.

A page sends Jupyter's messages: JSON as text, or a binary frame that begins with the number of its parts and the place
where each begins. The number is the sender's word: reading it as a size takes the memory and time of everybody.
"""

import json
import re
import struct
from typing import Any, Never

LARGEST = 64 * 1024  # bytes of a frame; pages send some hundreds
MOST_PARTS = 64
DEEPEST = 40  # nested lists and objects
CHANNELS = ("shell", "control")
PLAIN = ("kernel_info_request", "comm_info_request", "shutdown_request")
TARGETS = ("solara.control", "jupyter.widget.control")
OPENING = '"comm_open"'  # stands in a message that opens a line of its own to the server
NAME = re.compile(r"[A-Za-z0-9._:-]{1,128}")


class Malformed(ValueError):
    """A frame that no page sends."""


def fault_in(frame: str | bytes) -> str:
    """What is wrong with a frame; "" where it may be decoded."""
    try:
        if isinstance(frame, bytes):
            frame = _first_part(frame)
        _check_message(_parsed(frame))
    except Malformed as problem:
        return str(problem)
    return ""


def _first_part(frame: bytes) -> str:
    size = len(frame)
    if size > LARGEST:
        raise Malformed(f"a frame of {size} bytes")
    if size < 8:
        raise Malformed(f"a binary frame of {size} bytes")
    (parts,) = struct.unpack_from("!I", frame)
    if not 1 <= parts <= MOST_PARTS:
        raise Malformed(f"a binary frame that claims {parts} parts")
    begin = 4 * (parts + 1)
    if size < begin:
        raise Malformed("a binary frame that is shorter than its own table")
    starts = struct.unpack_from(f"!{parts}I", frame, 4)
    if starts[0] != begin or any(one > two for one, two in zip(starts, (*starts[1:], size), strict=True)):
        raise Malformed("a binary frame whose parts overlap or lie outside it")
    try:
        return frame[begin : starts[1] if parts > 1 else size].decode()
    except UnicodeDecodeError:
        raise Malformed("a binary frame without a text") from None


def _parsed(text: str) -> Any:
    if len(text) > LARGEST:  # it is short enough to be read: in a millisecond or two, whatever it holds
        raise Malformed(f"a frame of {len(text)} characters")
    try:
        said = json.loads(text, parse_constant=_no_number)
    except (ValueError, RecursionError):
        raise Malformed("a text that is not JSON") from None
    level = [said]
    for _ in range(DEEPEST):
        level = [
            part
            for one in level
            if isinstance(one, dict | list)
            for part in (one.values() if isinstance(one, dict) else one)
        ]
        if not level:
            return said
    raise Malformed(f"a text nested more than {DEEPEST} deep")


def _no_number(name: str) -> Never:
    raise Malformed(f"a number that is {name}")


def _check_message(said: Any) -> None:
    header, content = _table(said, "header"), _table(said, "content")
    if said.get("channel") not in CHANNELS:
        raise Malformed("a message on no known channel")
    if not isinstance(said.get("parent_header", {}), dict) or not isinstance(said.get("metadata", {}), dict):
        raise Malformed("a message without metadata")
    kind = header.get("msg_type")
    if kind in PLAIN:
        return
    if kind not in ("comm_open", "comm_msg", "comm_close"):
        raise Malformed("a message of no known kind")
    if not isinstance(content.get("comm_id"), str) or not NAME.fullmatch(content["comm_id"]):
        raise Malformed("a message to nobody")
    if not isinstance(content.get("data", {}), dict):
        raise Malformed("a message without data")
    if kind == "comm_open" and content.get("target_name") not in TARGETS:
        raise Malformed("a message to no known target")
    if kind == "comm_msg" and "data" not in content:
        raise Malformed("a message without data")


def _table(said: Any, name: str) -> dict[str, Any]:
    if not isinstance(said, dict) or not isinstance(said.get(name), dict):
        raise Malformed(f"a message without {name}")
    return dict(said[name])
