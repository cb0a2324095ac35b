"""A page's WebSocket on its way to Solara: frames are checked, messages wait for a turn, sending has an end.

The page's messages are read as they come, so that a page that has gone is noticed at once; they are handed on one at a
time, each once the visitor has a turn. The turn lasts until Solara asks for the next message.
"""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any

from sim.dashboard.gate.frames import OPENING, fault_in
from sim.dashboard.gate.log import log
from sim.dashboard.presence import DRAWING
from sim.dashboard.visitors import OpenPage
from sim.studies.explore.turns import Turn

type Message = dict[str, Any]
type Receive = Callable[[], Awaitable[Message]]
type Send = Callable[[Message], Awaitable[None]]

WAITING = 200  # messages of one page that may wait
SENT_WITHIN = 30.0  # seconds in which a page must take what it is sent
WAITS = 1.0  # seconds of sending after which the turn ends
MOST_LINES = 200  # of one page: it opens one, and two each time its connection broke
POLICY, TOO_MUCH = 1008, 1013  # codes of a WebSocket that is closed


class Connection:
    """What Solara has in place of the browser.

    Args:
        page: the page.
        receive: gives messages of the browser, after its first ("connect").
        send: sends messages to the browser.
    """

    def __init__(self, page: OpenPage, receive: Receive, send: Send) -> None:
        self._page, self._receive, self._send = page, receive, send
        self._read: asyncio.Queue[Message] = asyncio.Queue(WAITING)
        self._turn: Turn | None = None
        self._connected = False
        self._ended = asyncio.Event()
        self._loop = asyncio.get_running_loop()
        self._reader: asyncio.Task[None] | None = None
        self._closing: asyncio.Task[None] | None = None  # a task that nobody holds may be collected

    def leave(self) -> None:
        """Close it, from any thread."""
        self._loop.call_soon_threadsafe(self._end, TOO_MUCH, "")

    def _end(self, code: int, why: str) -> None:
        if why:
            log.warning("closed a page of %s: %s", self._page.asker[0], why)
        if not self._ended.is_set():
            self._ended.set()
            self._closing = self._loop.create_task(self._close(code))

    async def _close(self, code: int) -> None:
        with suppress(Exception):
            await asyncio.wait_for(self._send({"type": "websocket.close", "code": code, "reason": ""}), 5.0)

    async def receive(self) -> Message:
        """The next message for Solara."""
        if not self._connected:
            self._connected = True
            self._reader = asyncio.create_task(self._read_on())
            return {"type": "websocket.connect"}
        self._give_back()
        message = await self._first(self._read.get())
        if message is None or message["type"] != "websocket.receive":
            return {"type": "websocket.disconnect", "code": 1000}
        turn = self._turn = DRAWING.ask(self._page.asker)
        granted = asyncio.wrap_future(turn.granted)
        while not granted.done() and not self._ended.is_set():
            await asyncio.wait((granted,), timeout=0.25)
            DRAWING.look()
        if self._ended.is_set():
            self._give_back()
            return {"type": "websocket.disconnect", "code": 1000}
        return message

    async def _first(self, coming: Awaitable[Message]) -> Message | None:
        """What comes, or None where the connection ends before."""
        got, ended = asyncio.ensure_future(coming), asyncio.ensure_future(self._ended.wait())
        await asyncio.wait((got, ended), return_when=asyncio.FIRST_COMPLETED)
        ended.cancel()
        if got.done() and not self._ended.is_set():
            return got.result()
        got.cancel()
        return None

    async def _read_on(self) -> None:
        while not self._ended.is_set():
            message = await self._receive()
            if message["type"] != "websocket.receive":
                self._ended.set()
                return
            text = message.get("text")
            frame = text if text is not None else message.get("bytes") or b""
            fault = fault_in(frame)
            if fault:
                self._end(POLICY, fault)
                return
            self._page.heard()
            if OPENING in str(frame):
                self._page.lines += 1
                if self._page.lines > MOST_LINES:
                    self._end(POLICY, f"it opened more than {MOST_LINES} lines")
                    return
            await self._read.put(message)

    async def send(self, message: Message) -> None:
        """Send what Solara sends; a browser that does not take it is let go."""
        if self._ended.is_set():
            raise OSError("the page has gone")
        slow = self._loop.call_later(WAITS, self._give_back)  # it does not work, it waits
        try:
            await asyncio.wait_for(self._send(message), SENT_WITHIN)
        except TimeoutError:
            self._end(TOO_MUCH, f"it took nothing for {SENT_WITHIN:.0f} seconds")
            raise OSError("the page takes nothing") from None
        finally:
            slow.cancel()

    def _give_back(self) -> None:
        if self._turn is not None:
            DRAWING.leave(self._turn)
            self._turn = None

    def end(self) -> None:
        """Solara is done with it."""
        self._give_back()
        self._ended.set()
        if self._reader is not None:
            self._reader.cancel()
