"""What attackers use: raw sockets, requests with any header, and WebSockets that send what no page sends."""

from __future__ import annotations

import base64
import http.client
import json
import re
import socket
import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from websockets.sync.client import ClientConnection, connect

NEVER = r"(?!)"  # a pattern that nothing matches
PATIENCE = 10.0  # seconds that an honest answer may take while an attack goes on
NOBODYS = "00000000-0000-4000-8000-000000000000"


@dataclass(frozen=True)
class Answer:
    """An answer to a request."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def text(self) -> str:
        """Its body as text."""
        return self.body.decode("utf-8", "replace")


@dataclass(frozen=True)
class Target:
    """A dashboard under attack.

    Attributes:
        address: "http://127.0.0.1:8765".
        log: what it prints.
    """

    address: str
    log: Path
    place: tuple[str, int] = field(init=False)

    def __post_init__(self) -> None:
        parts = urlsplit(self.address)
        object.__setattr__(self, "place", (parts.hostname or "", parts.port or 80))

    @property
    def host(self) -> str:
        """Its host and port."""
        return f"{self.place[0]}:{self.place[1]}"

    def ask(
        self,
        path: str = "/",
        method: str = "GET",
        headers: Mapping[str, str] | None = None,
        *,
        within: float = PATIENCE,
    ) -> Answer:
        """Send a request exactly as it is given, without tidying the path."""
        line = http.client.HTTPConnection(*self.place, timeout=within)
        try:
            given = {"Host": self.host} | dict(headers or {})
            line.putrequest(method, path, skip_host=True, skip_accept_encoding=True)
            for name, value in given.items():
                line.putheader(name, value)
            line.endheaders()
            found = line.getresponse()
            return Answer(found.status, {k.lower(): v for k, v in found.getheaders()}, found.read())
        finally:
            line.close()

    def cookie(self) -> str:
        """The cookie of a new visitor, as a browser sends it; "" where there is no room for one."""
        return self.ask().headers.get("set-cookie", "").partition(";")[0]

    @contextmanager
    def raw(self, within: float = PATIENCE) -> Iterator[socket.socket]:
        """A bare connection."""
        with socket.create_connection(self.place, timeout=within) as line:
            yield line

    def channel(self, kernel: str = "", tab: str = "") -> str:
        """The address of a page's WebSocket."""
        kernel, tab = kernel or str(uuid.uuid4()), tab or str(uuid.uuid4())
        return f"ws://{self.host}/jupyter/api/kernels/{kernel}/channels?session_id={tab}"

    def page(self, cookie: str = "", kernel: str = "", tab: str = "", **more: Any) -> ClientConnection:
        """A page's WebSocket."""
        headers = dict(more.pop("headers", {}))
        if cookie:
            headers["Cookie"] = cookie
        opened: ClientConnection = connect(
            self.channel(kernel, tab), additional_headers=headers, max_size=None, open_timeout=PATIENCE,
            close_timeout=2, proxy=None, **more,
        )  # fmt: skip
        return opened

    def said(self) -> str:
        """Everything it has printed."""
        return self.log.read_text(encoding="utf-8", errors="replace")


def message(kind: str, content: Mapping[str, object], channel: str = "shell") -> str:
    """A message as pages send them."""
    header = {"msg_id": uuid.uuid4().hex, "msg_type": kind, "session": "s", "username": "", "version": "5.2",
              "date": "2026-01-01T00:00:00Z"}  # fmt: skip
    said = {
        "header": header,
        "parent_header": {},
        "metadata": {},
        "content": content,
        "channel": channel,
        "buffers": [],
    }
    return json.dumps(said)


def run_page(line: ClientConnection, path: str = "/evidence") -> str:
    """Do what a page does first; the name of its line to the server."""
    comm = uuid.uuid4().hex
    line.send(message("comm_open", {"comm_id": comm, "target_name": "solara.control", "data": {}}))
    args = {"path": path, "dark": False, "themes": {}}
    line.send(message("comm_msg", {"comm_id": comm, "data": {"method": "run", "args": args}}))
    return comm


def until(line: ClientConnection, pattern: str, within: float = 30.0) -> str:
    """Everything that comes until something matches."""
    heard: list[str] = []
    while True:
        said = line.recv(timeout=within)
        text = said if isinstance(said, str) else said.decode("latin-1")
        heard.append(text)
        if re.search(pattern, text):
            return "".join(heard)


def websocket_request(target: Target, headers: Mapping[str, str], path: str = "") -> str:
    """The first line of the answer to a handshake that is written by hand."""
    path = path or urlsplit(target.channel()).path + f"?session_id={uuid.uuid4()}"
    key = base64.b64encode(b"0123456789abcdef").decode()
    given = {
        "Host": target.host, "Upgrade": "websocket", "Connection": "Upgrade", "Sec-WebSocket-Version": "13",
        "Sec-WebSocket-Key": key,
    } | dict(headers)  # fmt: skip
    lines = "".join(f"{name}: {value}\r\n" for name, value in given.items() if value)
    with target.raw() as line:
        line.sendall(f"GET {path} HTTP/1.1\r\n{lines}\r\n".encode())
        return line.recv(4096).decode("latin-1").partition("\r\n")[0]
