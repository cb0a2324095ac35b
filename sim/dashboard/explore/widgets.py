"""The controls of the page that are drawn in the browser; each is one widget, however many fields it has."""

from collections.abc import Callable
from typing import Any

import solara


@solara.component_vue("levers.vue")
def Levers(  # noqa: N802
    catalogue: str, positions: str, problems: str, weeks: int, years: int, event_moved: Callable[[dict[str, Any]], None]
) -> None:
    """All levers: catalogue, where they stand, and what is wrong with what was typed, as JSON."""


@solara.component_vue("bar.vue")
def Bar(  # noqa: N802
    presets: str,
    undo: bool,
    redo: bool,
    years: int,
    horizons: list[int],
    event_chosen: Callable[[str], None],
    event_stepped: Callable[[str], None],
) -> None:
    """Presets, the horizon, undo, redo and reset."""


@solara.component_vue("fresh.vue")
def Fresh(answered: bool, asked: str, wrong: str) -> None:  # noqa: N802
    """Lights the figures again that moving a lever has dimmed, once they answer what is asked."""


@solara.component_vue("tabs.vue")
def Tabs(names: list[str], present: str, event_chosen: Callable[[str], None]) -> None:  # noqa: N802
    """What to look at."""


@solara.component_vue("area.vue")
def AreaForm(  # noqa: N802
    fields: str, values: str, problems: str, event_submitted: Callable[[dict[str, Any]], None]
) -> None:
    """The visitor's own area, as JSON."""


@solara.component_vue("here.vue")
def Here(tail: str, event_at: Callable[[str], None]) -> None:  # noqa: N802
    """Reports the address of the page, as the visitor sees it, whenever `tail` changes."""


@solara.component_vue("print.vue")
def PrintButton() -> None:  # noqa: N802
    """Opens the browser's own print dialogue."""


@solara.component_vue("presenter.vue")
def Presenter(  # noqa: N802
    slide: int, slides: int, event_went: Callable[[int], None], event_left: Callable[..., None]
) -> None:
    """Buttons and arrow keys of a presentation."""
