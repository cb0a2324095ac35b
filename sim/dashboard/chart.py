"""Charts that never stand alone: every one carries a sentence that says what it shows, and its table."""

from collections.abc import Callable
from typing import Any

import pandas as pd
import plotly.graph_objects as go
import solara

from sim.dashboard.plots import as_json, table_html


@solara.component_vue("chart.vue")
def _Drawn(  # noqa: N802
    figure: str, sentence: str, table: str, height: int, label: str, event_pressed: Callable[[dict[str, Any]], None]
) -> None:
    """What `chart.vue` draws."""


def _nothing(_: dict[str, Any]) -> None:
    """Nobody asked for presses."""


@solara.component
def Chart(  # noqa: N802
    figure: go.Figure,
    sentence: str,
    table: pd.DataFrame,
    *,
    height: int = 320,
    label: str = "Show these numbers as a table",
    on_click: Callable[[dict[str, Any]], None] | None = None,
) -> None:
    """A Plotly figure with its finding above and its numbers below.

    Args:
        figure: the figure, without a title of its own.
        sentence: what the figure shows, in one plain sentence computed from the data; read to those who cannot see it.
        table: the numbers that are drawn, as readers should see them; headings carry the units.
        height: pixels.
        label: of what opens the table.
        on_click: called with what was pressed: {"curve", "point", "x", "y", "customdata"}. Offer a way by keyboard too.
    """
    _Drawn(
        figure=as_json(figure), sentence=sentence, table=table_html(table, sentence), height=height, label=label,
        event_pressed=on_click or _nothing,
    )  # fmt: skip
