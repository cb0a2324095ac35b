"""Whose page is being drawn, and whether anybody still looks at it: what nobody waits for is not run."""

import os
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import solara

from sim.dashboard.visitors import VISITORS
from sim.studies.explore.shares import NOBODY, Asker
from sim.studies.explore.turns import Turns

DRAWING = Turns(max(2, os.cpu_count() or 1))  # pages drawn at once: more would only share the same cores


class Watched(threading.Event):
    """An event that asks a run to stop, and is also set while the page is gone.

    Args:
        presence: of the page that the run is for.
    """

    def __init__(self, presence: "Presence") -> None:
        super().__init__()
        self._presence = presence

    def is_set(self) -> bool:
        """Whether the run is to stop."""
        return super().is_set() or self._presence.gone()

    def asked(self) -> bool:
        """Whether somebody asked for it, as opposed to having left."""
        return super().is_set()


class Presence:
    """One page, as those who work for it see it.

    Args:
        kernel: the name of the page's kernel; "": a page that is drawn without a server, which never goes.
    """

    def __init__(self, kernel: str = "") -> None:
        self.kernel = kernel
        page = VISITORS.get(kernel)
        self.asker: Asker = page.asker if page is not None else NOBODY

    def gone(self) -> bool:
        """Whether nobody looks at the page any more."""
        if not self.kernel or self.asker == NOBODY:
            return False
        page = VISITORS.get(self.kernel)
        return page is None or page.gone()

    def stop(self) -> Watched:
        """What asks a run for this page to stop."""
        return Watched(self)

    @contextmanager
    def drawing(self, given_up: Callable[[], bool]) -> Iterator[None]:
        """Draw in turn with other visitors' pages."""
        with DRAWING.turn(self.asker, given_up):
            yield


def use_presence() -> Presence:
    """A hook: the presence of the page that is being drawn."""
    found: Presence = solara.use_memo(_here, [])
    return found


def _here() -> Presence:
    from solara.server import kernel_context

    try:
        return Presence(kernel_context.get_current_context().id)
    except RuntimeError:
        return Presence()
