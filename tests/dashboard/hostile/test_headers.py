"""What a visitor's headers say decides nothing for others, and every answer protects its reader."""

from __future__ import annotations

import re

import pytest

from tests.dashboard.hostile.attacking import Target

HOSTILE = {
    "X-Script-Name": "//evil.example",
    "Script-Name": "//evil.example",
    "X-Forwarded-Host": "evil.example",
    "X-Forwarded-Proto": "https",
    "X-Forwarded-Prefix": "//evil.example",
    "X-Forwarded-Port": "6666",
    "Forwarded": "host=evil.example;proto=https",
    "X-Original-URL": "/resourcez",
    "X-Rewrite-URL": "/resourcez",
    "X-HTTP-Method-Override": "DELETE",
    "X-Forwarded-For": "<script>, 6.6.6.6",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_header_changes_no_page(target: Target, name: str) -> None:
    plain = target.ask().text
    hostile = target.ask(headers={name: HOSTILE[name]})
    assert hostile.text == plain
    assert "evil" not in str(hostile.headers)
    assert target.ask().text == plain  # nor anybody's later page
    assert 'solara.rootPath = ""' in plain


@pytest.mark.parametrize(
    "path", ["/", "/people", "/paused", "/readyz", "/static/main-vuetify.js", "/nothing", "/plotly/plotly.min.js"]
)
def test_every_answer_is_protected(target: Target, path: str) -> None:
    headers = target.ask(path).headers
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["x-frame-options"] == "DENY"
    assert headers["referrer-policy"] == "same-origin"
    policy = {part.split()[0]: part.split()[1:] for part in headers["content-security-policy"].split(";")}
    assert policy["frame-ancestors"] == ["'none'"]
    assert policy["default-src"] == ["'none'"]
    assert policy["base-uri"] == ["'none'"]
    foreign = [word for words in policy.values() for word in words if re.match(r"https?:|\*|wss?:|//", word)]
    assert foreign == []
    assert "'unsafe-inline'" not in policy.get("script-src", [])
    assert "server" not in headers


def test_the_cookie_is_for_the_server_alone(target: Target) -> None:
    given = target.ask().headers["set-cookie"]
    assert "HttpOnly" in given
    assert "SameSite=Lax" in given
    assert re.match(r"recovery-visitor=[0-9a-f]{32}\.[0-9a-f]{64};", given)
    kept = target.ask(headers={"Cookie": given.partition(";")[0]})
    assert "set-cookie" not in kept.headers
    forged = target.ask(headers={"Cookie": f"recovery-visitor={'a' * 32}.{'b' * 64}"})
    assert forged.headers["set-cookie"] != given


def test_headers_without_end_are_refused(target: Target) -> None:
    with target.raw() as line:
        line.sendall(b"GET / HTTP/1.1\r\nHost: " + target.host.encode() + b"\r\n")
        try:
            for number in range(4_000):
                line.sendall(b"X-%d: %s\r\n" % (number, b"a" * 100))
            answer = line.recv(200)
        except OSError:
            answer = b""
    assert answer == b"" or answer.split()[1] in (b"400", b"431")


def test_two_hosts_are_refused(target: Target) -> None:
    with target.raw() as line:
        line.sendall(b"GET / HTTP/1.1\r\nHost: " + target.host.encode() + b"\r\nHost: evil.example\r\n\r\n")
        assert line.recv(200).split()[1] == b"400"
