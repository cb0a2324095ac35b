"""Links made by hand: bombs, endless nesting, nonsense. Each draws a page within seconds, and leaves no traceback."""

from __future__ import annotations

import base64
import json
import time
import zlib
from urllib.parse import quote

import pytest

from tests.dashboard.hostile.attacking import Target, run_page, until


def packed(raw: bytes) -> str:
    """A link with a state."""
    return f"/?state={base64.urlsafe_b64encode(zlib.compress(raw, 9)).decode().rstrip('=')}"


LINKS = {
    "a bomb": packed(b" " * 30_000_000),
    "a bomb in JSON": packed(b'{"policy":{"title":"' + b"a" * 15_000_000),
    "endless lists": packed(b"[" * 15_000),
    "endless objects": packed(b'{"policy":' * 1_500),
    "no state": "/?state=%00%ff%fe",
    "half a state": packed(b"{}")[:-3],
    "a great number": packed(b'{"seed":' + b"9" * 5_000 + b"}"),
    "no number": packed(b'{"area":{"population":NaN}}'),
    "an area without people": packed(json.dumps({"area": {"population": -1}}).encode()),
    "ten thousand policies": packed(json.dumps({"kept": [{}] * 5_000}).encode()),
    "a lever that is none": packed(
        json.dumps({"policy": {"settings": {"__class__": {"amount": 1, "start": 1}}}}).encode()
    ),
    "a scenario that is a file": f"/?scenario={quote('../../../../etc/passwd')}",
    "a scenario that is an address": f"/?scenario={quote('http://evil.example/x.toml')}",
    "a long number of a person": f"/people?person={'9' * 1_900}",
    "a number in other digits": f"/people?person={quote('٣' * 400)}",
    "many choices": "/people?" + "&".join(f"a{n}=1" for n in range(5_000)),
    "all mechanisms, many times": "/lab?lesson=switches&off=" + ".".join(["mastery"] * 200),
    "a lesson that is a file": f"/lab?lesson={quote('../../run')}",
    "markup": f"/lab?lesson={quote('<script>alert(1)</script>')}",
    "no page": "/nowhere",
    "a page elsewhere": "//evil.example/people",
    "a page above": "/../../etc/passwd",
    "nothing": "",
}


@pytest.mark.parametrize("name", LINKS)
def test_a_link_made_by_hand_draws_a_page(target: Target, name: str) -> None:
    begun = time.monotonic()
    with target.page(target.cookie()) as line:
        run_page(line, LINKS[name])
        heard = until(line, '"finished"', within=20)
    assert time.monotonic() - begun < 20.0
    assert "Traceback" not in heard
    assert "root:x:" not in heard
    assert "<script>alert" not in heard.replace("\\u003c", "<") or "This link asks for" in heard
