"""What moves on the page: a curve that draws itself, and an answer that comes into view."""

from collections.abc import Callable
from typing import Any

import solara


@solara.component_vue("unfold.vue")
def _Unfold(event_finished: Callable[[Any], None]) -> None:  # noqa: N802
    """What `unfold.vue` does."""


@solara.component
def Unfold(on_finished: Callable[[], None]) -> None:  # noqa: N802
    """Calls once the curve in the same element of class "unfold" has drawn itself.

    Args:
        on_finished: called without anything.
    """
    _Unfold(event_finished=lambda _=None: on_finished())


@solara.component_vue("arrive.vue")
def Arrive(block: str) -> None:  # noqa: N802
    """Scrolls the element of class "arrives" that it stands in into view, and moves the keyboard's focus there.

    Args:
        block: where on the screen it should then be: "start", or "nearest" to leave in view what stands above it.
    """
