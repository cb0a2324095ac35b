"""The dashboard answers under its own names only, and to its own pages only."""

from __future__ import annotations

import pytest

from sim.dashboard.gate.hosts import Hosts, host_name, place_of
from sim.errors import UserInputError
from tests.dashboard.hostile.attacking import Target, websocket_request

FOREIGN = (
    "evil.example", "127.0.0.1.evil.example", "6.6.6.6", "localhost.evil.example", "[::2]", "", "evil.example:80",
    "127.0.0.1@evil.example", "127.0.0.1:99999", "localhost:1:2", "127.0.0.1/x", "localhost evil.example", "0x7f000001",
)  # fmt: skip


@pytest.mark.parametrize("host", FOREIGN)
def test_another_name_is_not_answered(target: Target, host: str) -> None:
    found = target.ask(headers={"Host": host})
    assert found.status == 400
    assert "<script" not in found.text
    assert websocket_request(target, {"Host": host}).split()[1] in ("400", "403")


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST", "127.0.0.1", "[::1]", "localhost."])
def test_own_names_are_answered(target: Target, host: str) -> None:
    assert target.ask(headers={"Host": f"{host}:{target.place[1]}"}).status == 200


@pytest.mark.parametrize(
    "origin",
    ["http://evil.example", "https://evil.example", "null", "http://127.0.0.1:1", "http://localhost.evil.example",
     "file://", "http://127.0.0.1", "chrome-extension://abc", "http://127.0.0.1.evil.example", "garbage",
     "http://evil.example/http://127.0.0.1"],
)  # fmt: skip
def test_a_page_from_elsewhere_cannot_connect(target: Target, origin: str) -> None:
    assert " 403 " in websocket_request(target, {"Origin": origin})


def test_own_pages_and_programs_connect(target: Target) -> None:
    assert " 101 " in websocket_request(target, {"Origin": target.address})
    assert " 101 " in websocket_request(target, {})


def test_two_origins_are_refused(target: Target) -> None:
    answer = websocket_request(target, {"Origin": target.address, "origin": "http://evil.example"})
    assert " 400 " in answer or " 403 " in answer


def test_names_that_are_given_are_answered() -> None:
    hosts = Hosts("10.0.0.5", ("models.example.org",))
    assert hosts.answers("models.example.org", "10.0.0.5")
    assert hosts.answers("Models.Example.org:8765", "10.0.0.5")
    assert hosts.answers("10.0.0.5:8765", "10.0.0.5")
    assert not hosts.answers("10.0.0.6:8765", "10.0.0.5")
    assert not hosts.answers("example.org", "10.0.0.5")


def test_a_server_of_all_addresses_answers_under_the_one_that_was_reached() -> None:
    hosts = Hosts("0.0.0.0")
    assert hosts.answers("192.168.1.20:8765", "192.168.1.20")
    assert not hosts.answers("192.168.1.21:8765", "192.168.1.20")
    assert not hosts.answers("rebound.example", "192.168.1.20")


@pytest.mark.parametrize(
    ("origin", "host", "public", "welcome"),
    [
        ("https://models.example.org", "models.example.org", "", True),
        ("https://models.example.org:8443", "models.example.org:8443", "", True),
        ("https://models.example.org:8443", "models.example.org", "", True),  # the proxy left the port out
        ("https://models.example.org:8443", "models.example.org", "https://models.example.org", False),
        ("https://models.example.org", "models.example.org", "https://models.example.org", True),
        ("http://models.example.org:9", "models.example.org:8", "", False),
        ("https://other.example.org", "models.example.org", "https://models.example.org", False),
    ],
)  # fmt: skip
def test_which_pages_are_welcome(origin: str, host: str, public: str, welcome: bool) -> None:
    assert Hosts("127.0.0.1", ("models.example.org",), public).welcomes(origin, host, 8765) is welcome


@pytest.mark.parametrize("name", ["http://x.org", "x.org:80", "a b", "", "x/y", "*"])
def test_a_name_that_is_none_is_refused_with_a_message(name: str) -> None:
    with pytest.raises(UserInputError, match="not the name of a host"):
        host_name(name)


@pytest.mark.parametrize("text", ["[::1", "a:b", "a:0", "x:70000", "a\\b", "a?b", "a#b", "é.org", "a" * 300])
def test_a_malformed_host_has_no_place(text: str) -> None:
    assert place_of(text) is None
