"""Progress bars: how much is done, how long it took, and how much time is left."""

import sys
import threading
from types import TracebackType
from typing import Any, Self, override

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeElapsedColumn, TimeRemainingColumn


class ProgressBar(Progress):
    """A progress bar on stderr, only in a terminal. Each step checks for a dropped Ctrl-C."""

    def __init__(self) -> None:
        super().__init__(
            TextColumn("{task.description}"),
            BarColumn(),
            TextColumn("{task.percentage:.0f} %"),
            TimeElapsedColumn(),
            TextColumn("left"),
            TimeRemainingColumn(),
            console=Console(stderr=True),
            transient=True,
            disable=not sys.stderr.isatty(),
        )
        self._lost = LostCtrlC()

    @override
    def __enter__(self) -> Self:
        self._lost.__enter__()
        super().__enter__()
        return self

    @override
    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        super().__exit__(kind, error, trace)
        self._lost.__exit__(kind, error, trace)

    @override
    def update(self, task_id: TaskID, **described: Any) -> None:
        super().update(task_id, **described)
        self._lost.heed()

    @override
    def advance(self, task_id: TaskID, advance: float = 1) -> None:
        super().advance(task_id, advance)
        self._lost.heed()


class LostCtrlC:
    """Keeps a Ctrl-C that Python had to drop within a `with` block, so that it can be raised later."""

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
