"""Ctrl-C that cannot get lost.

Python raises `KeyboardInterrupt` wherever the main thread happens to be. Where compiled code asks for an attribute, or
an object is being destroyed, the exception is printed and forgotten, and the work goes on to its end. Here it is kept,
and work that shows its progress raises it again at the next step.
"""

import sys
import threading
from types import TracebackType
from typing import Self


class LostCtrlC:
    """Keeps a Ctrl-C that Python had to drop within a `with` block, until it is asked for."""

    def __init__(self) -> None:
        self._dropped = False

    def __enter__(self) -> Self:
        self._usual = sys.unraisablehook
        sys.unraisablehook = self._keep
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        sys.unraisablehook = self._usual

    def heed(self) -> None:
        """Raise the dropped Ctrl-C again, once, and in the main thread alone: others cannot end the work.

        Raises:
            KeyboardInterrupt: one was dropped since the block was entered.
        """
        if self._dropped and threading.current_thread() is threading.main_thread():
            self._dropped = False
            raise KeyboardInterrupt

    def _keep(self, lost: "sys.UnraisableHookArgs") -> None:
        if isinstance(lost.exc_value, KeyboardInterrupt):
            self._dropped = True
        else:
            self._usual(lost)
