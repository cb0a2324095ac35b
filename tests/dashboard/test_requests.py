"""What is taken from a request: where the visitor comes from, and the path below the root path."""

from __future__ import annotations

from typing import Any

import pytest

from sim.dashboard.gate.hosts import Hosts
from sim.dashboard.gate.request import Request, Served, request_of

PROXY = "10.0.0.1"


def read(path: str = "/", client: str = PROXY, served: Served | None = None, **headers: str) -> Request | None:
    given = [
        (name.replace("_", "-").encode(), value.encode()) for name, value in {"host": "localhost", **headers}.items()
    ]
    scope: dict[str, Any] = {"type": "http", "method": "GET", "path": path, "headers": given, "client": (client, 1)}
    return request_of(scope, served or Served(Hosts("127.0.0.1"), proxies=frozenset({PROXY})))


@pytest.mark.parametrize(
    ("client", "forwarded", "address"),
    [
        (PROXY, "192.168.1.7", "192.168.1.7"),
        (PROXY, "6.6.6.6, 192.168.1.7", "192.168.1.7"),  # what stands before is the visitor's own word
        (PROXY, "", PROXY),
        ("192.168.1.9", "6.6.6.6", "192.168.1.9"),  # nobody's word but that of the proxy that was named
    ],
)
def test_only_a_proxy_that_was_named_says_where_visitors_come_from(client: str, forwarded: str, address: str) -> None:
    found = read(client=client, x_forwarded_for=forwarded)
    assert found is not None
    assert found.address == address


@pytest.mark.parametrize(
    ("path", "below", "bare"),
    [
        ("/recovery/lab", "/lab", False),
        ("/recovery/", "/", False),
        ("/recovery", "/recovery", True),
        ("/lab", "/lab", False),
        ("/recoveryx/lab", "/recoveryx/lab", False),
        ("/recovery/recovery/lab", "/recovery/lab", False),
        ("//recovery/lab", "//recovery/lab", False),
    ],
)
def test_the_root_path_may_be_there_or_not(path: str, below: str, bare: bool) -> None:
    found = read(path, served=Served(Hosts("127.0.0.1"), "/recovery"))
    assert found is not None
    assert (found.path, found.bare) == (below, bare)


def test_an_address_without_end_is_malformed() -> None:
    assert read("/" + "a" * 3_000) is None
