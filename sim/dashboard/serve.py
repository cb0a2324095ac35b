"""Serving the dashboard: one process, which works offline and sends no data."""

import http.client
import os
import re
import threading
import time
import webbrowser
from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import urlsplit

from sim.core.extras import require
from sim.dashboard.pages import PAGES
from sim.dashboard.server_state import BASELINE_SETTING, IDLE_MINUTES, IDLE_SETTING, PEOPLE_SETTING, POPULATIONS_SETTING
from sim.dashboard.votes.joining import HERE_SETTING, JOIN_SETTING, seen_by_others
from sim.errors import UserInputError
from sim.scenario.load import BASELINE

if TYPE_CHECKING:
    import uvicorn

APP = "sim.dashboard.app"
OWN_ADDRESSES = ("static", "plotly", "paused", "jupyter", "_solara", "readyz", "j")
SETTINGS = {
    "SOLARA_TELEMETRY_MIXPANEL_ENABLE": "False",
    "SOLARA_THEME_SHOW_BANNER": "False",
    "SOLARA_THEME_TITLE": "Recovery dynamics",
    "SOLARA_THEME_LOADER": "plain",  # without the name of the library that pages are drawn with
    "SOLARA_KERNEL_CULL_TIMEOUT": "20m",  # a visitor who closed the page, or whose line broke, is released after this
    "SOLARA_ASSETS_FONTAWESOME_ENABLED": "False",
}
FIXED = {
    "SOLARA_APP": APP,
    "SOLARA_MODE": "production",  # others watch files, and let visitors close what is not theirs
    "SOLARA_ASSETS_PROXY": "True",  # pages ask us for their libraries; the route that would fetch them is not there
    "SOLARA_STATE_BACKEND": "",
    "SOLARA_SSG_ENABLED": "False",
}
EVERYWHERE = ("0.0.0.0", "::")
LARGEST_HEADERS = 48 * 1024  # bytes


class Address(NamedTuple):
    """Where the dashboard is reached.

    Attributes:
        host: address to listen on.
        port: port to listen on.
        root_path: path under which people open it.
        base_url: public address, where a proxy is in front; "": the one that is listened on.
        allowed_hosts: further names that are answered to.
        proxies: addresses of reverse proxies whose word on a visitor's address is taken.
        own: addresses of this machine that others on its network can open.
    """

    host: str
    port: int
    root_path: str = ""
    base_url: str = ""
    allowed_hosts: tuple[str, ...] = ()
    proxies: tuple[str, ...] = ()
    own: tuple[str, ...] = ()

    @property
    def joinable(self) -> tuple[str, ...]:
        """Addresses, without a slash at the end, that phones can open, the likeliest first; empty: none."""
        if self.base_url:
            return (self.base_url,)
        return tuple(f"http://{host}:{self.port}{self.root_path}" for host in self.own)

    @property
    def url(self) -> str:
        """What people open."""
        if self.base_url:
            return f"{self.base_url}/"
        host = "localhost" if self.host in EVERYWHERE else f"[{self.host}]" if ":" in self.host else self.host
        return f"http://{host}:{self.port}{self.root_path}/"


def checked(address: Address) -> Address:
    """An address whose parts agree.

    Raises:
        UserInputError: they do not, or one of them is malformed.
    """
    from sim.dashboard.gate.hosts import host_name

    base_url, root_path = address.base_url.rstrip("/"), address.root_path
    parts = urlsplit(base_url)
    if base_url and (parts.scheme not in ("http", "https") or not parts.netloc or parts.query or "@" in parts.netloc):
        raise UserInputError(
            f"--base-url {address.base_url!r}: expected the address that people open, such as "
            "https://models.example.org/recovery"
        )
    if base_url and root_path and parts.path != root_path:
        raise UserInputError(
            f"--root-path {root_path!r} and --base-url {address.base_url!r} name different paths; one of them is enough"
        )
    root_path = parts.path if base_url else root_path
    if root_path and (not root_path.startswith("/") or root_path.endswith("/")):
        raise UserInputError(f"--root-path {root_path!r}: expected a path that begins with / and does not end with it")
    pieces = root_path.split("/")[1:]
    if not all(re.fullmatch(r"[A-Za-z0-9._~-]+", piece) and piece.strip(".") for piece in pieces):
        raise UserInputError(
            f"--root-path {root_path!r}: expected plain letters, digits, '-', '_', '.' and '~', such as /recovery"
        )
    if pieces and pieces[0] in (*OWN_ADDRESSES, *(page.path for page in PAGES)):
        raise UserInputError(
            f"--root-path {root_path!r}: the dashboard has an address of its own of that name; take another"
        )
    for name in address.allowed_hosts:
        host_name(name)
    return address._replace(root_path=root_path, base_url=base_url, own=seen_by_others(address.host))


def prepare(root_path: str = "") -> None:
    """Set what Solara reads when it is first imported; what somebody set on purpose stays, unless it opens a door."""
    for name, value in SETTINGS.items():
        os.environ.setdefault(name, value)
    os.environ.update(FIXED)
    os.environ["SOLARA_ROOT_PATH"] = root_path


def application(address: Address) -> Callable[..., object]:
    """The ASGI application."""
    prepare(address.root_path)
    import solara.settings
    from solara.server import settings

    from sim.dashboard.gate.application import Application
    from sim.dashboard.gate.contents import libraries
    from sim.dashboard.gate.hosts import Hosts
    from sim.dashboard.gate.request import Served

    libraries()
    solara.settings.assets.proxy = True
    settings.main.mode, settings.ssg.enabled, settings.state.backend = "production", False, ""  # if loaded before
    settings.main.root_path = address.root_path  # never what a visitor's header says
    settings.main.base_url = address.url
    parts = urlsplit(address.base_url)
    origin = f"{parts.scheme}://{parts.netloc}".lower() if address.base_url else ""
    return Application(
        Served(
            Hosts(address.host, (*address.allowed_hosts, *address.own), origin),
            address.root_path,
            secure=parts.scheme == "https",
            proxies=frozenset(address.proxies),
            pages=tuple(f"/{page.path}" for page in PAGES),
        )
    )


def server_of(address: Address) -> "uvicorn.Server":
    """The server, with its limits, not yet running.

    Args:
        address: where it is reached, as from `checked`.
    """
    import uvicorn

    from sim.dashboard.gate.frames import LARGEST
    from sim.dashboard.gate.transport import CONNECTIONS, Http, Pages, more_descriptors

    more_descriptors()
    CONNECTIONS.exempt = frozenset(address.proxies)
    return uvicorn.Server(
        uvicorn.Config(
            application(address),
            host=address.host,
            port=address.port,
            http=Http,
            ws=Pages,
            log_level="warning",
            access_log=False,
            server_header=False,
            proxy_headers=False,  # the word of a proxy is taken where it was named, and nowhere else
            timeout_graceful_shutdown=3,
            ws_max_size=LARGEST,
            h11_max_incomplete_event_size=LARGEST_HEADERS,
        )
    )


def serve(
    address: Address,
    *,
    baseline: str = BASELINE,
    people: int,
    populations: int,
    idle_minutes: float = IDLE_MINUTES,
    show: bool = True,
    on_ready: Callable[[str], None] | None = None,
) -> None:
    """Serve until Ctrl-C.

    Args:
        address: where it is reached, as from `checked`.
        baseline: what every policy is compared with: a scenario's name or path.
        people: size of each population that the explorer simulates.
        populations: how many of them a full answer is based on.
        idle_minutes: how long a page may be inactive before its session is closed.
        show: open the page in this machine's browser.
        on_ready: called with the address to open, once the server answers.
    """
    require("dashboard", "the dashboard")
    os.environ[BASELINE_SETTING] = baseline
    os.environ[PEOPLE_SETTING] = str(people)
    os.environ[POPULATIONS_SETTING] = str(populations)
    os.environ[IDLE_SETTING] = str(idle_minutes)
    os.environ[JOIN_SETTING], os.environ[HERE_SETTING] = " ".join(address.joinable), address.url
    from sim.dashboard.gate.log import bound_logs
    from sim.dashboard.server_state import warm

    server = server_of(address)
    threading.Thread(target=warm, daemon=True, name="warm").start()
    bound_logs()

    def tell_when_it_answers() -> None:
        while not server.should_exit and not answers(address):
            time.sleep(0.1)
        if server.should_exit:
            return
        if on_ready is not None:
            on_ready(address.url)
        if show:
            webbrowser.open(address.url)

    threading.Thread(target=tell_when_it_answers, daemon=True).start()
    server.run()


def answers(address: Address) -> bool:
    """Whether the server answers."""
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(address.host, address.host)
    line = http.client.HTTPConnection(host, address.port, timeout=5)
    try:
        line.request("GET", "/readyz", headers={"Host": "localhost"})
        return line.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        line.close()
