"""Where phones join: addresses that others can open, and a picture that leads there."""

from __future__ import annotations

import ipaddress

import pytest

from sim.command.dashboard import opened
from sim.dashboard.serve import Address, checked
from sim.dashboard.votes.joining import own_addresses, seen_by_others
from sim.errors import UserInputError


def test_own_addresses_lead_somewhere() -> None:
    for address in own_addresses():
        one = ipaddress.IPv4Address(address)
        assert not (one.is_loopback or one.is_link_local or one.is_unspecified)


@pytest.mark.parametrize(
    ("host", "seen"),
    [
        ("127.0.0.1", ()),
        ("::1", ()),
        ("localhost", ()),
        ("192.168.1.20", ("192.168.1.20",)),
        ("fd00::2", ("[fd00::2]",)),
        ("models.example.org", ("models.example.org",)),
    ],
)
def test_who_listens_where_is_seen_by_others(host: str, seen: tuple[str, ...]) -> None:
    assert seen_by_others(host) == seen


def test_phones_open_the_public_address_where_there_is_one() -> None:
    behind = checked(Address("127.0.0.1", 8765, base_url="https://models.example.org/recovery"))
    assert behind.joinable == ("https://models.example.org/recovery",)
    assert checked(Address("192.168.1.20", 8765, "/recovery")).joinable == ("http://192.168.1.20:8765/recovery",)
    assert checked(Address("127.0.0.1", 8765)).joinable == ()


def test_the_path_of_votes_is_taken() -> None:
    with pytest.raises(UserInputError, match="an address of its own"):
        checked(Address("127.0.0.1", 8765, "/j"))


def test_opening_to_a_network_comes_with_a_warning() -> None:
    said = opened(("http://192.168.1.20:8765", "http://10.0.0.7:8765"))
    assert "http://192.168.1.20:8765/j" in said
    assert "http://10.0.0.7:8765" in said
    for word in ("anybody on the same network", "no passwords", "no encryption", "Ctrl-C"):
        assert word in said
    assert "no address on a network" in opened(())
