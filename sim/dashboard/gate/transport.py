"""Connections as uvicorn has them, with limits: nobody holds many, nor one without asking for something."""

import asyncio
import sys
from collections import Counter
from typing import Any

from uvicorn.protocols.http.h11_impl import H11Protocol
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol

from sim.dashboard.visitors import network_of

ASKED_WITHIN = 10.0  # seconds in which a request must be complete
ANSWERED_WITHIN = 300.0  # seconds in which an answer must be taken
PER_ADDRESS, IN_ALL = 200, 700  # connections
LONGEST_LINE = 8_000  # bytes of an address or header that asks for a WebSocket
MOST_PIECES = 500  # of one message on a WebSocket
DESCRIPTORS = 4_096  # that the process may open, where the system lets it


class Connections:
    """How many connections there are."""

    def __init__(self) -> None:
        self.by_address: Counter[str] = Counter()
        self.exempt: frozenset[str] = frozenset()  # proxies: behind them are many

    def take(self, address: str) -> bool:
        """Count one more; False: too many."""
        many = self.by_address[address] >= PER_ADDRESS and address not in self.exempt
        if many or self.by_address.total() >= IN_ALL:
            return False
        self.by_address[address] += 1
        return True

    def give_back(self, address: str) -> None:
        """Count one less."""
        self.by_address[address] -= 1
        if self.by_address[address] <= 0:
            del self.by_address[address]


CONNECTIONS = Connections()


class Counted:
    """What both kinds of connection share: they count, and have a deadline."""

    client: Any
    _address = ""
    _counted = False
    _deadline: asyncio.TimerHandle | None = None

    def _count(self, transport: Any) -> bool:
        """Count it; one too many is ended at once."""
        self._address = network_of(self.client[0]) if self.client else ""
        self._counted = CONNECTIONS.take(self._address)
        if not self._counted:
            transport.abort()
        return self._counted

    def _stop_waiting(self) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None

    def _release(self) -> None:
        self._stop_waiting()
        if self._counted:
            self._counted = False
            CONNECTIONS.give_back(self._address)


class Http(Counted, H11Protocol):
    """A connection on which something is asked."""

    _complete = 0  # requests that were answered when the deadline was set

    def connection_made(self, transport: Any) -> None:
        """Somebody connects."""
        super().connection_made(transport)
        if self._count(transport):
            self._wait(ASKED_WITHIN)

    def _wait(self, seconds: float) -> None:
        self._deadline = self.loop.call_later(seconds, self._late)

    def _late(self) -> None:
        """A request is not complete, or an answer is not taken."""
        answering = self.cycle is not None and not self.cycle.response_complete
        if answering and self._complete == 0:
            self._complete = 1
            self._wait(ANSWERED_WITHIN - ASKED_WITHIN)
        elif not self.transport.is_closing():
            self.transport.abort()

    def on_response_complete(self) -> None:
        """One answer is taken; the next request has its own time."""
        self._stop_waiting()
        self._complete = 0
        super().on_response_complete()
        if not self.transport.is_closing():
            self._wait(ASKED_WITHIN)

    def handle_websocket_upgrade(self, event: Any) -> None:
        """It becomes a WebSocket, which has limits of its own."""
        if len(event.target) > LONGEST_LINE or any(len(value) > LONGEST_LINE for _, value in event.headers):
            self.send_400_response("Request too long.")  # the library for WebSockets would leave it unanswered
            return
        self._release()
        super().handle_websocket_upgrade(event)

    def connection_lost(self, exc: Exception | None) -> None:
        """It ends."""
        self._release()
        super().connection_lost(exc)


class Pages(Counted, WebSocketsSansIOProtocol):
    """The WebSocket of a page."""

    def connection_made(self, transport: Any) -> None:
        """Somebody asks for a WebSocket."""
        super().connection_made(transport)
        self._count(transport)
        self._deadline = self.loop.call_later(ASKED_WITHIN, self._late)

    def _late(self) -> None:
        """What was asked for is not complete."""
        if not self.handshake_complete:
            self.transport.abort()

    def connection_lost(self, exc: Exception | None) -> None:
        """It ends."""
        self._release()
        super().connection_lost(exc)

    def handle_cont(self, event: Any) -> None:
        """Another piece of a message; a message of endless tiny pieces takes memory without ever being too large."""
        if len(self.frames) >= MOST_PIECES:
            self.conn.fail(1009, "too many pieces")
            self.handle_parser_exception()
            return
        super().handle_cont(event)


def more_descriptors() -> None:
    """Let the process hold more connections than many systems begin with."""
    if sys.platform == "win32":
        return
    import resource

    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = DESCRIPTORS if hard == resource.RLIM_INFINITY else min(DESCRIPTORS, hard)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
