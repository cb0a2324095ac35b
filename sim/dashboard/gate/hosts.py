"""Under which names the dashboard answers, and which pages may talk to it.

A browser says in `Host` what its user asked for, and in `Origin` which page makes it ask. Both are checked: otherwise
any page on the web could use a visitor's browser to reach a dashboard on the visitor's own machine or network.
"""

import ipaddress
import re
import socket
from typing import NamedTuple
from urllib.parse import urlsplit

from sim.errors import UserInputError

LOOPBACK = ("localhost", "127.0.0.1", "::1")
PORTS = {"http": 80, "https": 443}
NAME = re.compile(r"[a-z0-9_]([a-z0-9_.-]{0,251}[a-z0-9_])?\.?")


class Place(NamedTuple):
    """A host and a port; None: the usual port."""

    host: str
    port: int | None


def place_of(text: str) -> Place | None:
    """The host and port of a `Host` header; None if it is malformed."""
    found = re.fullmatch(r"(\[[0-9a-fA-F:.]+\]|[^\[\]:/@\\?#\s]+)(?::(\d{1,5}))?", text)
    if found is None:
        return None
    host = found[1].strip("[]").lower()
    try:
        host = str(ipaddress.ip_address(host))
    except ValueError:
        if not NAME.fullmatch(host):
            return None
        host = host.rstrip(".")
    port = int(found[2]) if found[2] else None
    return None if port is not None and not 0 < port < 65536 else Place(host, port)


class Hosts:
    """The names that are answered to.

    Args:
        bound: the address that is listened on.
        allowed: further names.
        origin: scheme, host and port of the public address, such as "https://models.example.org"; "": not known.
    """

    def __init__(self, bound: str, allowed: tuple[str, ...] = (), origin: str = "") -> None:
        self.origin = origin
        self._everywhere = bound in ("0.0.0.0", "::", "")
        own = {host_name(name) for name in allowed}
        if origin:
            own.add(host_name(urlsplit(origin).hostname or ""))
        self.names = frozenset(
            {*LOOPBACK, *own} | ({socket.gethostname().lower()} if self._everywhere else {host_name(bound)})
        )

    def answers(self, host: str | None, reached: str) -> bool:
        """Whether a `Host` header is one of ours.

        Args:
            host: the header.
            reached: the address of this machine at which the request came in.
        """
        place = place_of(host) if host else None
        if place is None:
            return False
        return place.host in self.names or (self._everywhere and place.host == reached.lower().removeprefix("::ffff:"))

    def welcomes(self, origin: str | None, host: str, own_port: int | None) -> bool:
        """Whether a page of some origin may talk to us; a program that is no browser names none.

        Args:
            origin: the `Origin` header.
            host: the `Host` header, which we answer to.
            own_port: the port that is listened on.
        """
        if origin is None:
            return True
        if self.origin and origin.lower() == self.origin:
            return True
        parts, place = re.fullmatch(r"(https?)://([^/]+)", origin.lower()), place_of(host)
        theirs = place_of(parts[2]) if parts else None
        if parts is None or theirs is None or place is None or theirs.host != place.host:
            return False
        usual = PORTS[parts[1]]
        if place.port is None and own_port not in (None, *PORTS.values()):
            # a browser would have named our port, so a proxy left it out; without the public address (--base-url)
            # the page's own port cannot be known
            return not self.origin
        return (theirs.port or usual) == (place.port or usual)


def host_name(text: str) -> str:
    """A name as it is compared.

    Raises:
        UserInputError: it is not the name of a host.
    """
    place = place_of(text.strip() if text.count(":") < 2 or text.startswith("[") else f"[{text.strip()}]")
    if place is None or place.port is not None:
        raise UserInputError(
            f"{text!r} is not the name of a host; expected a name such as models.example.org or an address such as "
            "192.168.1.20, without http:// and without a port"
        )
    return place.host
