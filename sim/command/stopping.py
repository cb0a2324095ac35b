"""Ctrl-C and SIGTERM: before the work begins the process ends at once; then what is finished is kept.

Python raises `KeyboardInterrupt` wherever it is, amid an import or in a callback that has to drop it. So nothing is
raised while commands and libraries load, and what was dropped later is raised again.
"""

import atexit
import os
import signal
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import NoReturn

INTERRUPTED = 130  # exit status after Ctrl-C
SIGNALS = [getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)]
TOGETHER = 1.0  # seconds within which signals count as one: a terminal, `uv run` and a batch system may all send it
AGAIN = 0.05  # seconds after which a dropped one comes again
FINISHING = b"Finished work is being written, which takes a moment. Ctrl-C again stops without it.\n"
_first: list[float] = []  # when the first signal came
_writing: list[bool] = []  # not empty while results are written


def stop_at_once() -> None:
    """From now on, end the process at the first signal, with one line: nothing is begun that could be kept."""
    _listen(_leave)


def stop_in_order() -> None:
    """From now on, raise `KeyboardInterrupt` at the first signal, and end the process at the next.

    Does nothing in a process that is not the command's own.
    """
    if any(signal.getsignal(number) is _leave for number in SIGNALS):
        _listen(_raise)
        sys.unraisablehook = _raise_again


@contextmanager
def finishing() -> Iterator[None]:
    """While results are written: the first signal lets that be finished, the next ends the process at once."""
    _writing.append(True)
    try:
        yield
    finally:
        _writing.pop()


def stops_orderly() -> NoReturn:
    """End a process that was stopped, without waiting for threads that simulate what nobody wants any more."""
    atexit._run_exitfuncs()
    _end()


def _listen(handler: object) -> None:
    if threading.current_thread() is not threading.main_thread():
        return
    for number in SIGNALS:
        if signal.getsignal(number) not in (signal.SIG_IGN, None):  # as `nohup` and background jobs ask for
            signal.signal(number, handler)  # type: ignore[arg-type]


def _leave(_number: int, _frame: FrameType | None) -> NoReturn:
    os.write(2, b"Stopped.\n")
    _end()


def _end() -> NoReturn:
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except (OSError, ValueError, RuntimeError, AttributeError):
            continue
    os._exit(INTERRUPTED)


def _raise(number: int, frame: FrameType | None) -> None:
    now = time.monotonic()
    if not _first:
        _first.append(now)
        if _writing:
            os.write(2, FINISHING)
            return
        raise KeyboardInterrupt
    if now - _first[0] > TOGETHER:
        atexit._run_exitfuncs()
        _leave(number, frame)


def _raise_again(lost: "sys.UnraisableHookArgs") -> None:
    if not isinstance(lost.exc_value, KeyboardInterrupt):
        sys.__unraisablehook__(lost)
        return
    _first.clear()
    again = threading.Timer(AGAIN, os.kill, (os.getpid(), signal.SIGINT))
    again.daemon = True
    again.start()
