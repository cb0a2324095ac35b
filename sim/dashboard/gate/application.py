"""The application that answers the network: a closed table of documents, one WebSocket, one farewell, votes by phone.

Of Solara's own routes only the WebSocket of a page and its farewell are used, and what they are given is newly made:
Solara sees none of a visitor's headers. Root path and public address are fixed when the server starts.
"""

import asyncio
import re
import threading
import time
from collections.abc import Mapping
from contextlib import AbstractAsyncContextManager, suppress

import anyio

from sim.dashboard.gate.ballots import Ballots, headers_of
from sim.dashboard.gate.connection import POLICY, Connection, Receive, Send
from sim.dashboard.gate.contents import busy, documents
from sim.dashboard.gate.documents import Document
from sim.dashboard.gate.headers import ALWAYS, NOTHING, Headers
from sim.dashboard.gate.log import log
from sim.dashboard.gate.request import COOKIE, ID, Request, Scope, Served, asker_of, request_of, tab_of
from sim.dashboard.gate.widgets import each_page_for_itself
from sim.dashboard.visitors import NAMELESS, VISITORS, OpenPage, new_cookie
from sim.dashboard.votes.room import ROOM

SOLARAS_COOKIE = "solara-session-id"
SOCKET = re.compile(rf"/jupyter/api/kernels/({ID})/channels")
FAREWELL = re.compile(rf"/_solara/api/close/({ID})")
MOST_NAMES = 20  # of one page: it has a new one after each time its line broke
GIVES_WAY_WITHIN = 5.0  # seconds in which a page's earlier connection ends when it has a new one
RETRY = 5  # seconds after which it is worth trying again


class Application:
    """The application.

    Args:
        served: how it is served.
    """

    def __init__(self, served: Served) -> None:
        self._served = served
        self._table: Mapping[str, Document] = {}
        self._farewells: anyio.CapacityLimiter | None = None
        self._busy = busy()
        self._ballots = Ballots(ROOM, served.root_path, secure=served.secure)
        self._ended: dict[str, asyncio.Event] = {}  # by page: set once its connection has ended

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer."""
        if scope["type"] == "lifespan":
            await self._live(receive, send)
        elif scope["type"] == "http":
            await self._answer(scope, receive, send)
        else:
            await self._connect(scope, receive, send)

    async def _live(self, receive: Receive, send: Send) -> None:
        from solara.server import starlette as theirs

        lifespan: AbstractAsyncContextManager[None] = theirs.lifespan(None)
        await receive()
        async with lifespan:
            each_page_for_itself()
            self._table = await asyncio.to_thread(documents, list(self._served.pages), self._served.root_path)
            await send({"type": "lifespan.startup.complete"})
            forgetting = asyncio.create_task(_forget_old_votes())
            await receive()
            forgetting.cancel()
        await send({"type": "lifespan.shutdown.complete"})

    def _refusal(self, scope: Scope, request: Request | None) -> str:
        """Why a request is not answered; "" where it is."""
        if request is None:
            return "malformed request"
        reached, port = scope.get("server") or ("", None)
        if not self._served.hosts.answers(request.host, reached):
            return f"asked for by the name {request.host!r}; start the dashboard with --allowed-host to allow it"
        asks_only = scope["type"] == "http" and request.method in ("GET", "HEAD")
        if not asks_only and not self._served.hosts.welcomes(request.origin, request.host or "", port):
            return f"a page of {request.origin!r} asked"
        return ""

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = request_of(scope, self._served)
        refusal = self._refusal(scope, request)
        if request is None or refusal:
            log.warning("refused a request: %s", refusal)
            await _say(send, 400, f"Refused: {refusal}.\n")
            return
        if self._ballots.answers(request.path):
            given = await self._ballots.answer(request, receive)
            body = given.body.encode()
            headers = [*headers_of(given, secure=self._served.secure), (b"content-length", str(len(body)).encode())]
            await _send(send, given.status, headers, body, head=request.method == "HEAD")
            return
        if request.method == "POST" and FAREWELL.fullmatch(request.path):
            await self._farewell(request)
            await _say(send, 204, "")
            return
        if request.method not in ("GET", "HEAD"):
            await _say(send, 405, "Only GET is answered here.\n", [(b"allow", b"GET, HEAD")])
            return
        if request.bare:
            where = f"{self._served.root_path}/" + (f"?{request.query.decode('latin-1')}" if request.query else "")
            await _say(send, 307, "", [(b"location", where.encode("latin-1"))])
            return
        if request.path == "/readyz":
            await _say(send, 200, "ready\n")
            return
        document = self._table.get(request.path)
        if document is None:
            await _say(send, 404, "There is no such page here.\n")
            return
        await self._show(document, request, send)

    async def _show(self, document: Document, request: Request, send: Send) -> None:
        status = 200
        headers: Headers = []
        if document.is_page and request.path in self._served.pages:
            asker = asker_of(request)
            new = asker[1].startswith(NAMELESS)
            if VISITORS.full((request.address, "new") if new else asker):
                document, status = self._busy, 503
                headers.append((b"retry-after", str(RETRY).encode()))
            elif new:
                headers.append((b"set-cookie", self._new_cookie().encode()))
        if not document.ready:
            await asyncio.to_thread(document.make_ready)
        headers += [
            *ALWAYS,
            (b"content-security-policy", document.policy),
            (b"content-type", document.kind),
            (b"cache-control", document.keep),
            (b"etag", document.tag),
            (b"vary", b"accept-encoding"),
        ]
        if not document.is_page and document.tag.decode() in request.known:
            await _send(send, 304, headers, b"", head=True)
            return
        body = document.body
        if document.packed is not None and request.packed:
            body = document.packed
            headers.append((b"content-encoding", b"gzip"))
        headers.append((b"content-length", str(len(body)).encode()))
        await _send(send, status, headers, body, head=request.method == "HEAD")

    def _new_cookie(self) -> str:
        secure = "; Secure" if self._served.secure else ""
        return f"{COOKIE}={new_cookie()}; Path={self._served.root_path or '/'}; HttpOnly; SameSite=Lax{secure}"

    async def _farewell(self, request: Request) -> None:
        """A page is closed: only by the visitor whose it is."""
        from solara.server import kernel_context

        found = FAREWELL.fullmatch(request.path)
        name, tab = found[1] if found else "", tab_of(request.query)
        context, page = kernel_context.contexts.get(name), VISITORS.get(name)
        if page is None or context is None or page.asker[1:] != asker_of(request)[1:] or tab not in context.page_status:
            return
        if self._farewells is None:
            self._farewells = anyio.CapacityLimiter(8)
        await anyio.to_thread.run_sync(context.page_close, tab, limiter=self._farewells)
        if context.closed_event.is_set():
            VISITORS.forget(name)

    async def _connect(self, scope: Scope, receive: Receive, send: Send) -> None:
        from solara.server import kernel_context
        from solara.server import starlette as theirs
        from starlette.websockets import WebSocket

        request = request_of(scope, self._served)
        found = SOCKET.fullmatch(request.path) if request is not None else None
        refusal = self._refusal(scope, request)
        await receive()
        if request is None or found is None or refusal:
            log.warning("refused a connection: %s", refusal or "to no page")
            await send({"type": "websocket.close", "code": POLICY, "reason": ""})
            return
        name, asker, tab = found[1], asker_of(request), tab_of(request.query)
        context = kernel_context.contexts.get(name)
        names = () if context is None else context.page_status
        used_up = tab not in names and len(names) >= MOST_NAMES
        if not tab or used_up or (context is not None and context.session_id != asker[1]):
            log.warning("refused a connection from %s: not a page of this visitor", asker[0])
            await send({"type": "websocket.close", "code": POLICY, "reason": ""})
            return
        if not await self._one_connection(name):
            log.warning("refused a connection from %s: the page is connected", asker[0])
            await send({"type": "websocket.close", "code": POLICY, "reason": ""})
            return
        page, away = VISITORS.admit(name, asker, lambda: None)
        for one in away:
            one.leave()
            _close_kernel(one)
        if page is None:
            log.warning("refused a connection from %s: too many pages are open", asker[0])
            await send({"type": "websocket.close", "code": POLICY, "reason": ""})
            return
        connection = Connection(page, receive, send)
        page.leave = connection.leave
        ended = self._ended[name] = asyncio.Event()
        clean = {
            **scope,
            "path": f"/jupyter/api/kernels/{name}/channels",
            "path_params": {"kernel_id": name, "name": "channels"},
            "query_string": f"session_id={tab}".encode(),
            "headers": [(b"host", b"dashboard"), (b"cookie", f"{SOLARAS_COOKIE}={asker[1]}".encode())],
            "subprotocols": [],
        }
        clean["raw_path"] = clean["path"].encode()
        try:
            await theirs.kernel_connection(WebSocket(clean, connection.receive, connection.send))
        except Exception as problem:
            log.warning("a page of %s ended: %s: %s", asker[0], type(problem).__name__, problem)
        finally:
            connection.end()
            page.left = time.monotonic()
            ended.set()
            if self._ended.get(name) is ended:
                del self._ended[name]

    async def _one_connection(self, name: str) -> bool:
        """End the connection that a page has, before it has another one: whether that came about."""
        page, ended = VISITORS.get(name), self._ended.get(name)
        if page is None or ended is None:
            return True
        page.leave()
        with suppress(TimeoutError):
            await asyncio.wait_for(ended.wait(), GIVES_WAY_WITHIN)
        return name not in self._ended


async def _forget_old_votes() -> None:
    while True:
        await asyncio.sleep(60.0)
        ROOM.forget_old()


def _close_kernel(page: OpenPage) -> None:
    """Release all that the server holds for a page, in a thread: it waits until the page's message is done."""
    from solara.server import kernel_context

    context = kernel_context.contexts.get(page.name)
    if context is not None:
        threading.Thread(target=context.close, daemon=True, name="close").start()


async def _say(send: Send, status: int, words: str, more: Headers | None = None) -> None:
    body = words.encode()
    headers = [
        *ALWAYS,
        (b"content-security-policy", NOTHING.encode()),
        (b"content-type", b"text/plain; charset=utf-8"),
        (b"cache-control", b"no-store"),
        (b"content-length", str(len(body)).encode()),
        *(more or []),
    ]
    await _send(send, status, headers, body, head=status in (204, 304))


async def _send(send: Send, status: int, headers: Headers, body: bytes, *, head: bool) -> None:
    if head and status in (204, 304):
        headers = [pair for pair in headers if pair[0] not in (b"content-length", b"content-type")]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": b"" if head else body})
