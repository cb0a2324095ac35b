"""Who visits: every open page, whose it is, and how many there may be.

A visitor is known by a cookie that the server signs, and by the network address. A visitor without a cookie is known by
the address alone.
"""

import hashlib
import hmac
import ipaddress
import re
import ssl
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field

from sim.studies.explore.shares import Asker

PER_VISITOR, PER_ADDRESS, IN_ALL = 20, 40, 120  # open pages; one takes some 8 MB
UNTOUCHED = 60.0  # seconds without a message after which a page may have to give way, where there are too many
UNUSED = 5.0  # the same for a page on which nobody has done anything yet
OPENING = 6  # messages that a page sends by itself when it is opened, at most
GRACE = 10.0  # seconds a page may be away before its runs stop: a line that broke comes back sooner
NAMELESS = "address-"  # begins the name of visitors without a cookie, who are known by their address alone
REMEMBERED = 10_000  # pages that had to give way, and may not come back by themselves

LOOPBACK = ipaddress.IPv6Address("::1")

_secret = ssl.RAND_bytes(32)  # nobody may guess it; no result of the model depends on it


def new_cookie() -> str:
    """A cookie that no one can guess or make up."""
    name = ssl.RAND_bytes(16).hex()
    return f"{name}.{_signature(name)}"


def visitor_of(cookie: str | None, address: str) -> str:
    """The visitor with a cookie; without one, or with one that we did not sign, whoever else has the address."""
    found = re.fullmatch(r"([0-9a-f]{32})\.([0-9a-f]{64})", cookie or "")
    if found is not None and hmac.compare_digest(found[2], _signature(found[1])):
        return found[1]
    return f"{NAMELESS}{_signature(f'address {address}')[:32]}"


def network_of(address: str) -> str:
    """What counts as one address: of the newer kind (IPv6) everybody has as many as they like in one network."""
    try:
        found = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return address[:64]
    if isinstance(found, ipaddress.IPv6Address):
        if found.ipv4_mapped is not None:
            return str(found.ipv4_mapped)
        return str(ipaddress.ip_network((found, 64), strict=False)) if found != LOOPBACK else str(found)
    return str(found)


def _signature(text: str) -> str:
    return hmac.new(_secret, text.encode(), hashlib.sha256).hexdigest()


@dataclass
class OpenPage:
    """A page that somebody has open.

    Attributes:
        name: of the page's kernel.
        asker: the visitor's address and name.
        leave: closes its connection.
        touched: when it last said something.
        said: how many messages it has sent.
        lines: how many lines of its own it has opened to the server.
        left: when its connection ended; None: it is connected.
    """

    name: str
    asker: Asker
    leave: Callable[[], None] = lambda: None
    touched: float = field(default_factory=lambda: time.monotonic())  # noqa: PLW0108
    said: int = 0
    lines: int = 0
    left: float | None = None

    def heard(self) -> None:
        """It sent a message."""
        self.touched = time.monotonic()
        self.said += 1

    def idle(self) -> bool:
        """Whether it may have to give way to another one."""
        return time.monotonic() - self.touched >= (UNTOUCHED if self.said > OPENING else UNUSED)

    def gone(self) -> bool:
        """Whether nobody looks at it any more."""
        return self.left is not None and time.monotonic() - self.left > GRACE


class Visitors:
    """All open pages.

    Args:
        per_visitor: most pages of one visitor.
        per_address: most pages of one address.
        in_all: most pages.
    """

    def __init__(self, per_visitor: int = PER_VISITOR, per_address: int = PER_ADDRESS, in_all: int = IN_ALL) -> None:
        self._most = {2: per_visitor, 1: per_address, 0: in_all}  # by how much of an asker they share
        self._lock = threading.Lock()
        self._pages: dict[str, OpenPage] = {}
        self._sent_away: OrderedDict[str, None] = OrderedDict()

    def admit(self, name: str, asker: Asker, leave: Callable[[], None]) -> tuple[OpenPage | None, list[OpenPage]]:
        """Let a page in, or back in.

        Returns:
            The page, or None if there are too many; pages that had to give way.
        """
        with self._lock:
            page = self._pages.get(name)
            if page is not None and page.asker[1:] == asker[1:]:
                page.leave, page.left = leave, None
                return page, []
            if page is not None or name in self._sent_away:
                return None, []
            away = self._make_room(asker)
            if away is None:
                return None, []
            page = self._pages[name] = OpenPage(name, asker, leave)
            return page, away

    def _make_room(self, asker: Asker) -> list[OpenPage] | None:
        away: list[OpenPage] = []
        for shared, most in self._most.items():
            pages = [one for one in self._pages.values() if one.asker[:shared] == asker[:shared] and one not in away]
            if len(pages) < most:
                continue
            victim = _first_to_go(pages)
            if victim is None:
                return None
            away.append(victim)
        for one in away:
            del self._pages[one.name]
            self._sent_away[one.name] = None
        while len(self._sent_away) > REMEMBERED:
            self._sent_away.popitem(last=False)
        return away

    def full(self, asker: Asker) -> bool:
        """Whether another page of a visitor would be turned away."""
        with self._lock:
            for shared, most in self._most.items():
                pages = [one for one in self._pages.values() if one.asker[:shared] == asker[:shared]]
                if len(pages) >= most and _first_to_go(pages) is None:
                    return True
        return False

    def forget(self, name: str) -> None:
        """A page is closed for good."""
        with self._lock:
            self._pages.pop(name, None)

    def get(self, name: str) -> OpenPage | None:
        """An open page by the name of its kernel."""
        return self._pages.get(name)

    def pages(self) -> list[OpenPage]:
        """All of them."""
        with self._lock:
            return list(self._pages.values())


def _first_to_go(pages: list[OpenPage]) -> OpenPage | None:
    """Of too many pages the one that is missed least: left longest ago, else untouched for longest."""
    left = [one for one in pages if one.left is not None]
    if left:
        return min(left, key=lambda one: one.left or 0.0)
    idle = [one for one in pages if one.idle()]
    return min(idle, key=lambda one: (one.said > OPENING, one.touched)) if idle else None


VISITORS = Visitors()
