"""The forest plot of a validation for the browser: every row on its own scale; the shape shows whether it agrees."""

import math
import textwrap
from collections.abc import Hashable, Mapping
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from sim.dashboard.chart import new_plot
from sim.report.figures.forest import FARTHEST, on_band, within
from sim.report.figures.style import COLOURS, INK, RULE, SOFT_INK
from sim.report.pages.evidence import EvidenceLine

ROW = 46  # pixels
FRAME = 110  # pixels above and below
LETTERS = 46  # of a line of words, which a phone has room for


def forest(lines: list[EvidenceLine], table: pd.DataFrame) -> go.Figure:
    """Published and simulated values against the band of agreement, which runs from -1 to 1.

    Args:
        lines: the rows to draw.
        table: the validation they come from.
    """
    figure = new_plot()
    values = {row["id"]: row for row in table.to_dict("records")}
    names = [line.id for line in lines]
    for line in lines:
        figure.add_annotation(
            text="<br>".join(textwrap.wrap(line.quantity, LETTERS)), x=0, xref="paper", xanchor="left", align="left",
            y=line.id, yanchor="bottom", yshift=3, showarrow=False, font={"size": 11, "color": SOFT_INK},
        )  # fmt: skip
    figure.add_shape(
        type="rect", xref="x", yref="paper", x0=-1, x1=1, y0=0, y1=1, fillcolor=RULE, opacity=0.6, line_width=0,
        layer="below",
    )  # fmt: skip
    published, hover = [], []
    for line in lines:
        row = values[line.id]
        published.append(within(on_band(row["published"], row["accept_low"], row["accept_high"])))
        hover.append(
            f"{line.id}: {line.quantity}<br>published {line.published}, band {line.band}<br>"
            f"simulated {line.simulated} ({line.interval})"
        )
    figure.add_scatter(
        x=published, y=names, mode="markers", name="published", hovertext=hover, hoverinfo="text",
        marker={"symbol": "line-ns", "size": 13, "line": {"width": 3, "color": SOFT_INK}},
    )  # fmt: skip
    for agrees, words, colour, symbol in (
        (True, "simulated, agrees", COLOURS[0], "circle"),
        (False, "simulated, does not agree", COLOURS[1], "x"),
    ):
        mine = [at for at, line in enumerate(lines) if line.agrees == agrees]
        places = [_places(values[lines[at].id]) for at in mine]
        drawn = [(at, place) for at, place in zip(mine, places, strict=True) if math.isfinite(place[1])]
        shapes = [
            symbol if abs(raw) <= FARTHEST else "triangle-right" if raw > 0.0 else "triangle-left"
            for _, (_, _, _, raw) in drawn
        ]
        figure.add_scatter(
            x=[place[1] for _, place in drawn], y=[names[at] for at, _ in drawn], mode="markers", name=words,
            hovertext=[hover[at] for at, _ in drawn], hoverinfo="text",
            marker={"color": colour, "symbol": shapes, "size": 11, "line": {"color": INK, "width": 1}},
            error_x={
                "type": "data", "symmetric": False, "color": colour,
                "array": [place[2] - place[1] for _, place in drawn],
                "arrayminus": [place[1] - place[0] for _, place in drawn],
            },
        )  # fmt: skip
    figure.update_yaxes(
        categoryorder="array", categoryarray=names[::-1], tickfont={"size": 12}, showgrid=False,
        range=[-0.7, len(names) - 0.2],
    )  # fmt: skip
    figure.update_xaxes(
        range=[-FARTHEST - 0.2, FARTHEST + 0.2], dtick=1, showgrid=False, title="Band of agreement: \u22121 to 1"
    )
    figure.update_layout(hovermode="closest", bargap=0)
    return figure


def _places(row: Mapping[Hashable, Any]) -> tuple[float, float, float, float]:
    """Low end, value and high end as drawn, and the value before it is held within the panel."""
    band = row["accept_low"], row["accept_high"]
    low, value, high = (on_band(row[name], *band) for name in ("sim_low", "simulated", "sim_high"))
    at = within(value)
    ends = [at if math.isnan(end) else within(end) for end in (low, high)]
    return ends[0], at, ends[1], value


def height(rows: int) -> int:
    """Height in pixels of a forest plot with this number of rows."""
    return FRAME + ROW * max(rows, 1)
