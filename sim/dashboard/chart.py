"""Charts that never stand alone: every one carries a sentence that says what it shows, and its table."""

import html
import json
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import pandas as pd
import plotly.graph_objects as go
import solara

from sim.report.figures.style import INK, RULE, SOFT_INK

FONT = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif"
SIZE = 14  # pixels
NAMES = ("name", "meta", "legendgroup")  # parts of a figure in which titles stand
ENTITY = re.compile(r"&(?=#?\w+;)")
OWN_TAGS = re.compile(r"&lt;(br|/?extra)&gt;")


class Plot(go.Figure):  # type: ignore[misc]
    """A figure of the dashboard. It is drawn once and left as it is, so that another one is never the same.

    Plotly compares two figures number by number, and Solara would have it done at every redraw: that takes longer than
    to draw them.
    """

    def __eq__(self, other: object) -> bool:
        return self is other

    def __hash__(self) -> int:
        return id(self)


@solara.component_vue("chart.vue")
def _Drawn(  # noqa: N802
    figure: str,
    sentence: str,
    table: str,
    height: int,
    label: str,
    paths: str,
    event_pressed: Callable[[dict[str, Any]], None],
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
    paths: list[list[float | None]] | None = None,
    on_click: Callable[[dict[str, Any]], None] | None = None,
) -> None:
    """A Plotly figure with its finding above and its numbers below.

    Args:
        figure: the figure, without a title.
        sentence: what the figure shows, in one plain sentence computed from the data; read to those who cannot see it.
        table: the numbers that are drawn, as readers should see them; headings carry the units.
        height: pixels.
        label: of what opens the table.
        paths: values of single populations at the x of the last curve, which can be played one after another.
        on_click: called with what was pressed: {"curve", "point", "x", "y", "customdata"}. Offer a way by keyboard as
            well.
    """
    _Drawn(
        figure=as_json(figure), sentence=sentence, table=table_html(table, sentence), height=height, label=label,
        paths="" if paths is None else json.dumps(paths),
        event_pressed=on_click or _nothing,
    )  # fmt: skip


def new_plot(lines: Sequence[dict[str, Any]] = (), **layout: Any) -> Plot:
    """A figure in the house style.

    Args:
        lines: what it shows, as Plotly's traces: all at once is many times faster than one after another.
        layout: what differs from the house style, as Plotly's layout.
    """
    axis = {
        "gridcolor": RULE, "linecolor": SOFT_INK, "zeroline": False, "ticks": "outside", "tickcolor": SOFT_INK,
        "title": {"font": {"color": SOFT_INK, "size": SIZE}}, "automargin": True,
    }  # fmt: skip
    house = {
        "template": None, "font": {"family": FONT, "size": SIZE, "color": INK}, "paper_bgcolor": "white",
        "plot_bgcolor": "white", "margin": {"l": 8, "r": 8, "t": 8, "b": 8}, "xaxis": axis, "yaxis": axis,
        "hovermode": "x unified", "separators": ".,",
        "legend": {"orientation": "h", "x": 0, "y": 1.02, "yanchor": "bottom", "xanchor": "left"},
    }  # fmt: skip
    return Plot(data=list(lines), layout=_over(house, layout))


def _over(table: dict[str, Any], other: Mapping[str, Any]) -> dict[str, Any]:
    """A table with another laid over it, table by table; Plotly's `update_layout` takes as long as the figure."""
    both = dict(table)
    for name, value in other.items():
        both[name] = _over(both[name], value) if isinstance(both.get(name), dict) else value
    return both


def as_json(figure: go.Figure) -> str:
    """The figure as text for Plotly in the browser, with all words as they stand.

    Plotly reads any text as markup, links included, and titles come from links that visitors share. Only line breaks
    and the box beside a hovered value are left, and not even those in names.
    """
    return json.dumps(_in_words(json.loads(figure.to_json())), separators=(",", ":"))


def _in_words(part: Any, key: str = "") -> Any:
    if isinstance(part, dict):
        return {name: _in_words(value, name) for name, value in part.items()}
    if isinstance(part, list):
        return [_in_words(value, key) for value in part]
    if not isinstance(part, str):
        return part
    words = ENTITY.sub("&amp;", part).replace("<", "&lt;").replace(">", "&gt;")
    return words if key in NAMES else OWN_TAGS.sub(r"<\1>", words)


def table_html(table: pd.DataFrame, caption: str) -> str:
    """A table for people: headings with a scope, everything escaped."""
    heads = "".join(f'<th scope="col">{html.escape(str(name))}</th>' for name in table.columns)
    rows = []
    for row in table.itertuples(index=False):
        first, *others = [html.escape(str(cell)) for cell in row] or [""]
        cells = "".join(f"<td>{cell}</td>" for cell in others)
        rows.append(f'<tr><th scope="row">{first}</th>{cells}</tr>')
    said = f"<caption>{html.escape(caption)}</caption>" if caption else ""
    return f'<table class="numbers">{said}<thead><tr>{heads}</tr></thead><tbody>{"".join(rows)}</tbody></table>'
