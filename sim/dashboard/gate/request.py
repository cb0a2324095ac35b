"""What is taken from a request, and nothing else of it: no header decides where anything is served from."""

import re
from typing import Any, NamedTuple
from urllib.parse import parse_qs

from sim.dashboard.gate.hosts import Hosts
from sim.dashboard.visitors import network_of, visitor_of
from sim.studies.explore.shares import Asker

type Scope = dict[str, Any]

COOKIE = "recovery-visitor"
VOTE_COOKIE = "recovery-vote"
ID = r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
LONGEST_ADDRESS, LONGEST_TAIL = 2_000, 24_000  # bytes of a path, and of what follows its question mark


class Served(NamedTuple):
    """How the dashboard is served; fixed at its start.

    Attributes:
        hosts: names that are answered to.
        root_path: path under which people open it, such as "/recovery"; a proxy may keep or strip it.
        secure: whether people open it with https.
        proxies: addresses of reverse proxies, whose word on a visitor's address is taken.
        pages: addresses of pages.
    """

    hosts: Hosts
    root_path: str = ""
    secure: bool = False
    proxies: frozenset[str] = frozenset()
    pages: tuple[str, ...] = ("/",)


class Request(NamedTuple):
    """What is taken from a request, and nothing else of it."""

    method: str
    path: str  # below the root path
    bare: bool  # it is the root path itself, without a slash at its end
    query: bytes
    host: str | None
    origin: str | None
    cookie: str | None
    address: str  # the visitor's
    packed: bool  # the browser takes compressed content
    known: str  # the version that the browser has
    ballot: str | None = None  # the cookie of a vote by phone
    kind: str = ""  # of what a form sends


def request_of(scope: Scope, served: Served) -> Request | None:
    """What a request says; None: it is malformed."""
    given: dict[str, str] = {}
    for raw_name, raw_value in scope["headers"]:
        name = raw_name.decode("latin-1").lower()
        if name in given and name in ("host", "origin"):
            return None
        given[name] = f"{given[name]}; {raw_value.decode('latin-1')}" if name in given else raw_value.decode("latin-1")
    path, query = scope["path"], scope.get("query_string", b"")
    if len(path) > LONGEST_ADDRESS or len(query) > LONGEST_TAIL:
        return None
    root = served.root_path
    bare = bool(root) and path == root
    if root and path.startswith(f"{root}/"):
        path = path[len(root) :]
    client = (scope.get("client") or ("", 0))[0]
    address = client
    if client in served.proxies:
        address = given.get("x-forwarded-for", client).rpartition(",")[2].strip() or client
    return Request(
        scope.get("method", "GET"), path, bare, query, given.get("host"), given.get("origin"),
        _cookie(given.get("cookie", ""), COOKIE), network_of(address), "gzip" in given.get("accept-encoding", ""),
        given.get("if-none-match", ""), _cookie(given.get("cookie", ""), VOTE_COOKIE), given.get("content-type", ""),
    )  # fmt: skip


def asker_of(request: Request) -> Asker:
    """Whose request it is."""
    return request.address, visitor_of(request.cookie, request.address)


def _cookie(header: str, name: str) -> str | None:
    found = re.search(rf"(?:^|;) *{name}=([0-9a-f.]{{1,100}}) *(?:;|$)", header)
    return found[1] if found else None


def tab_of(query: bytes) -> str:
    """The new name that a page gives itself at each connection; "" where it is none."""
    try:
        found = parse_qs(query.decode("latin-1"), max_num_fields=8).get("session_id", [""])[0]
    except ValueError:
        return ""
    return found if re.fullmatch(ID, found) else ""
