"""Runs in the background of a page: few at a time, in fair turns, with progress, ended when nobody waits for them."""

import math
import os
import threading
import time
from collections.abc import Callable
from concurrent.futures import CancelledError
from contextlib import nullcontext
from dataclasses import dataclass
from enum import Enum
from typing import Any

import solara
from reacton import ipyvuetify as html
from solara.lab import use_task

from sim.dashboard.presence import Watched, use_presence
from sim.errors import Interrupted
from sim.studies.explore.turns import Turns

AT_ONCE = (os.cpu_count() or 1) + 1  # runs of all visitors together; more would only share the same cores
EACH = max(1, AT_ONCE - 1)  # of them one visitor's
REPORT_EVERY = 0.15  # seconds between two reports of progress
_turns = Turns(AT_ONCE, EACH, longest=math.inf)

type Progress = Callable[[int, int], None]
type Make[T] = Callable[[threading.Event, Progress], T]


class Stopped(Enum):
    """What a run gives that ended because nobody waits for it: an exception would be logged as a failure."""

    STOPPED = "stopped"


@dataclass(frozen=True)
class Work[T]:
    """Where a run stands."""

    value: T | None  # what it gave; None until then
    pending: bool
    share: float  # done, 0 to 1
    problem: str  # what went wrong; empty: nothing
    cancelled: bool
    cancel: Callable[[], None]
    again: Callable[[], None]


def use_work[T](make: Make[T], dependencies: list[object], *, in_turn: bool = True) -> Work[T]:
    """A hook: run something in a thread whenever the dependencies change.

    Args:
        make: what to run, given an event that asks it to stop and a way to report progress.
        dependencies: values that it depends on.
        in_turn: wait for a turn; what waits for other threads needs none.
    """
    presence = use_presence()
    stop: solara.Ref[Watched] = solara.use_ref(presence.stop())

    def run() -> T | Stopped:
        stop.current.set()  # the run before is not wanted any more
        mine = stop.current = presence.stop()
        described = [0.0]

        def report(done: int, total: int) -> None:
            now = time.monotonic()
            if now - described[0] >= REPORT_EVERY and not mine.is_set():
                described[0] = now
                task.progress = done / max(total, 1)

        try:
            with _turns.turn(presence.asker, mine.is_set) if in_turn else nullcontext():
                return make(mine, report)
        except (Interrupted, CancelledError):
            return Stopped.STOPPED

    task = use_task(run, dependencies=dependencies, raise_error=False, prefer_threaded=True)

    def while_there() -> Callable[[], None]:
        def leave() -> None:
            stop.current.set()  # whichever run is under way then

        return leave

    solara.use_effect(while_there, [])

    def cancel() -> None:
        stop.current.set()
        task.cancel()

    value = task.value if task.finished else None
    stopped = task.cancelled or isinstance(value, Stopped)
    problem = "" if stopped or task.exception is None else str(task.exception) or type(task.exception).__name__
    return Work(
        None if isinstance(value, Stopped) else value,
        task.pending,
        float(task.progress or 0.0),
        problem,
        stopped,
        cancel,
        task.retry,
    )


@solara.component
def Waiting(work: Work[Any], what: str) -> None:  # noqa: N802
    """Progress with a way to stop, or a card that says what went wrong; nothing once the run is done.

    Args:
        work: the run.
        what: what is being done, such as "Living two years".
    """
    if work.pending:
        with html.Html(tag="div", class_="card", attributes={"role": "status"}):
            html.Html(tag="p", children=[f"{what}: {work.share:.0%}"])
            solara.ProgressLinear(100.0 * work.share if work.share > 0.0 else True)
            solara.Button("Stop", on_click=work.cancel, outlined=True, small=True, class_="stop")
    elif work.problem:
        with html.Html(tag="div", class_="card failure", attributes={"role": "alert"}):
            html.Html(tag="p", children=[f"{what} did not work: {work.problem}"])
            solara.Button("Try again", on_click=work.again, outlined=True, small=True)
    elif work.cancelled:
        with html.Html(tag="div", class_="card", attributes={"role": "status"}):
            html.Html(tag="p", children=[f"{what} was stopped."])
            solara.Button("Run it", on_click=work.again, outlined=True, small=True)
