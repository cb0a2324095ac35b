"""The network as a figure for Plotly, and each week's states as short text that the browser steps through."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd
import plotly.graph_objects as go

from sim.dashboard.chart import new_plot
from sim.dashboard.people.telling import Hop
from sim.network.ties import Layer
from sim.report.figures.style import SOFT_INK
from sim.report.words.quantities import listed
from sim.studies.lives import STATES, EgoNetwork, StateSeries

SHADES = (
    "#f0e442",
    "#94d2a0",
    "#3fa7a0",
    "#2a6f97",
    "#22223b",
    "#000000",
)  # light to dark, so that lightness distinguishes them too
SIZES = (9, 11, 13, 15, 17, 19)  # pixels; higher bands are larger
KINDS = ("#d5dbe1", "#56b4e9", "#e69f00", "#009e73", "#0072b2", "#d55e00")
KIND_SIZES = (10, 12, 14, 14, 13, 16)
SYMBOLS = ("circle", "square", "diamond", "triangle-up", "cross", "star")
LINES = {
    Layer.HOUSEHOLD: ("household and family", 2.2, "#7b8794", "solid"),
    Layer.FRIENDS: ("friends", 1.0, "#9aa5b1", "solid"),
    Layer.PEERS: ("work and community", 0.7, "#9aa5b1", "dot"),
}
LIT = "#d55e00"  # ties over which a change has come
TABLE_EVERY = 13  # weeks


def markers(state: str) -> list[dict[str, object]]:
    """Colour, size and symbol of each band of a state."""
    shown = STATES[state]
    colours, sizes = (SHADES, SIZES) if shown.ordered else (KINDS, KIND_SIZES)
    spread = np.linspace(0, len(colours) - 2, len(shown.bands)).round().astype(int) if shown.ordered else None
    return [
        {
            "color": colours[int(spread[at])] if spread is not None else colours[at],
            "size": sizes[at],
            "symbol": SYMBOLS[at],
            "name": name,
        }
        for at, name in enumerate(shown.bands)
    ]


def hop_places(people: EgoNetwork, hops: Sequence[Hop]) -> list[list[int]]:
    """Week, and the places of both ends, of every tie over which a change came and both of whose ends are drawn."""
    place = {int(row): at for at, row in enumerate(people.rows)}
    return [
        [hop.week, place[hop.origin], place[hop.target]] for hop in hops if hop.origin in place and hop.target in place
    ]


def village(people: EgoNetwork, state: str) -> go.Figure:
    """Ties and places. The browser fills in people (the last trace but one) and lit ties (the one before)."""
    figure = new_plot()
    for layer in reversed(Layer):
        name, width, colour, dash = LINES[layer]
        mine = people.layer == layer
        ends = people.places[np.stack([people.source[mine], people.target[mine]], axis=1)]  # (ties, 2, 2)
        line = np.concatenate([ends, np.full((len(ends), 1, 2), np.nan)], axis=1).reshape(-1, 2).round(3)
        figure.add_scatter(
            x=_numbers(line[:, 0]), y=_numbers(line[:, 1]), mode="lines", name=name, hoverinfo="skip",
            line={"width": width, "color": colour, "dash": dash},
        )  # fmt: skip
    for mark in markers(state):
        figure.add_scatter(
            x=[None], y=[None], mode="markers", name=str(mark["name"]),
            marker={"color": mark["color"], "size": mark["size"], "symbol": mark["symbol"], "line": _edge()},
        )  # fmt: skip
    figure.add_scatter(
        x=[None], y=[None], mode="lines+text", name="the way the change came", hoverinfo="skip",
        line={"width": 5, "color": LIT}, textposition="bottom right", textfont={"size": 13, "weight": 700},
    )  # fmt: skip
    figure.add_scatter(
        x=_numbers(people.places[:, 0].round(3)), y=_numbers(people.places[:, 1].round(3)), mode="markers",
        showlegend=False, marker={"size": SIZES[0], "color": KINDS[0], "line": _edge()}, hoverinfo="text",
    )  # fmt: skip
    figure.add_scatter(
        x=[None], y=[None], mode="markers+text", showlegend=False, hoverinfo="skip", textposition="top center",
        textfont={"size": 15, "weight": 700},
        marker={"symbol": "circle-open", "size": 27, "color": "#1f2933", "line": {"width": 3.5}},
    )  # fmt: skip
    bare = {"visible": False, "fixedrange": True}
    figure.update_layout(
        xaxis=bare, yaxis=bare | {"scaleanchor": "x"}, hovermode="closest", dragmode=False,
        legend={"orientation": "h", "y": -0.02, "yanchor": "top", "itemclick": False, "itemdoubleclick": False},
    )  # fmt: skip
    return figure


def _edge() -> dict[str, object]:
    return {"width": 1, "color": SOFT_INK}


def _numbers(values: npt.NDArray[np.float64]) -> list[float | None]:
    return [None if np.isnan(value) else float(value) for value in values]


def band_texts(state_series: StateSeries, state: str) -> list[str]:
    """For each week one digit a person: the band."""
    return ["".join(map(str, week)) for week in state_series.bands(state).tolist()]


def newcomers(state_series: StateSeries) -> list[list[int]]:
    """Week, place and id of everybody who takes a place after week 0."""
    weeks, places = np.nonzero(np.diff(state_series.ids, axis=0))
    return [
        [week + 1, place, int(state_series.ids[week + 1, place])]
        for week, place in zip(weeks.tolist(), places.tolist(), strict=True)
    ]


def counts(state_series: StateSeries, state: str, week: int) -> list[int]:
    """How many people are in each band."""
    found: list[int] = np.bincount(state_series.bands(state)[week], minlength=len(STATES[state].bands)).tolist()
    return found


def sentences(state_series: StateSeries, state: str) -> list[str]:
    """What the drawing shows, for each week."""
    shown = STATES[state]
    people = state_series.ids.shape[1]
    bands = state_series.bands(state)
    described = []
    for week in range(state_series.weeks + 1):
        number = np.bincount(bands[week], minlength=len(shown.bands))
        parts = [f"{count} {name}" for name, count in zip(shown.bands, number.tolist(), strict=True) if count]
        values = state_series.states[state]
        mean = f"mean {values[week].mean():.2f}; " if shown.ordered else ""
        described.append(f"{shown.title} ({shown.unit}) of these {people} people: {mean}{listed(parts)}.")
    return described


def count_table(state_series: StateSeries, state: str) -> pd.DataFrame:
    """People in each band, every quarter of a year."""
    weeks = sorted({*range(0, state_series.weeks + 1, TABLE_EVERY), state_series.weeks})
    rows = [[str(week), *counts(state_series, state, week)] for week in weeks]
    return pd.DataFrame(rows, columns=["Week", *STATES[state].bands])
