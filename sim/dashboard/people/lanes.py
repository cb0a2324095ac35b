"""A life in two lanes, one for each policy, with captions that walk through the points at which it turned."""

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import pandas as pd
import plotly.graph_objects as go
import solara

from sim.dashboard.chart import as_json, new_plot, table_html
from sim.people.state import Care
from sim.report.figures.style import COLOURS, INK, SOFT_INK
from sim.report.words.quantities import shortened
from sim.report.words.turning import PHRASES, Caption
from sim.studies.lives import Instrument, Kind, Life, Mark

HEIGHT = 235  # pixels of a lane
TITLE = 52  # characters of a lane's title
LEGEND = 62  # pixels below the lanes: room for the weeks
GAP = 0.16  # between two lanes, as a share of the figure
HEADROOM = 1.25  # of the highest value, for words above the line
STACK = 0.1  # of the highest value, between two marks of one week
STRIP = (-0.2, -0.08)  # where the bars of care lie, as shares of the highest value
CARE = {Care.WAITING: ("on the waiting list", "#ffffff"), Care.IN_TREATMENT: ("in treatment", COLOURS[5])}
LINE_COLOURS = (SOFT_INK, COLOURS[0])


class Look(NamedTuple):
    """How a kind of event is drawn."""

    symbol: str
    colour: str
    words: str


LOOKS = {
    Kind.FALLS_ILL: Look("triangle-up", COLOURS[1], "falls ill"),
    Kind.FALLS_BACK: Look("triangle-up", COLOURS[1], "falls ill"),
    Kind.RECOVERS: Look("triangle-down", COLOURS[2], "well again"),
    Kind.TRAUMA: Look("x", INK, "trauma"),
    Kind.BAD_SPELL: Look("x-thin", INK, "bad spell"),
    Kind.NEED: Look("circle", "#ffffff", "seeks help"),
    Kind.DOCTOR: Look("circle", "#ffffff", "seeks help"),
    Kind.MEDICATION: Look("pentagon", COLOURS[3], "medication"),
    Kind.WAITS: Look("hourglass", COLOURS[4], "joins the waiting list"),
    Kind.TREATMENT: Look("square", COLOURS[0], "gets a place"),
    Kind.COMPLETES: Look("star", COLOURS[0], "completes the course"),
    Kind.ADVISED: Look("square-open", COLOURS[0], "advice only"),
    Kind.DROPS_OUT: Look("square-x-open", COLOURS[1], "drops out"),
    Kind.DISCLOSES: Look("diamond", COLOURS[4], "tells others"),
    Kind.ENTERS: Look("diamond-open", INK, "enters adult life"),
}


class Lane(NamedTuple):
    """One history as it is drawn."""

    title: str
    life: Life
    events: list[Mark]
    care: pd.DataFrame  # `care` and `ill` by week


@solara.component_vue("lanes.vue")
def _Drawn(  # noqa: N802
    figure: str,
    sentence: str,
    captions: list[dict[str, Any]],
    begin: int,
    lanes: int,
    last: int,
    table: str,
    height: int,
    event_stepped: Callable[[int], None],
) -> None:
    """What `lanes.vue` draws."""


@solara.component
def Lanes(  # noqa: N802
    lanes: Sequence[Lane],
    instrument: Instrument,
    captions: Sequence[Caption],
    sentence: str,
    begin: int,
    on_step: Callable[[int], None],
) -> None:
    """The lanes, the captions with Back and Next, and the numbers as a table.

    Args:
        lanes: one or two histories of the same person.
        instrument: whose scores are drawn.
        captions: turning points, in order of time.
        sentence: what the figure shows.
        begin: the step to begin with; 0: the whole life, from 1 on the captions.
        on_step: called with each step that is gone to.
    """
    said = [
        caption._asdict()
        | {"scores": [round(float(lane.life.weeks[instrument.column].loc[caption.week]), 1) for lane in lanes]}
        for caption in captions
    ]
    _Drawn(
        figure=as_json(lanes_plot(lanes, instrument)), sentence=sentence, captions=said,
        begin=max(0, min(begin, len(captions))), lanes=len(lanes), last=int(lanes[0].life.weeks.index[-1]),
        table=table_html(lanes_table(lanes, instrument), sentence), height=HEIGHT * len(lanes),
        event_stepped=lambda step: on_step(max(0, min(int(step), len(captions)))),
    )  # fmt: skip


def axis_name(at: int) -> str:
    """The axis of a lane, as traces name it."""
    return "y" if at == 0 else f"y{at + 1}"


def lanes_plot(lanes: Sequence[Lane], instrument: Instrument) -> go.Figure:
    """Scores of one person under each policy, one lane below the other on one scale, with events and care.

    The browser marks the moment that a caption is about.

    Args:
        lanes: the histories.
        instrument: whose scores are drawn.
    """
    figure = new_plot()
    highest = max(instrument.case, *(float(lane.life.weeks[instrument.column].max()) for lane in lanes))
    height = (1.0 - GAP * (len(lanes) - 1)) / len(lanes)
    first = min(int(lane.life.weeks.index[0]) for lane in lanes)
    last = max(int(lane.life.weeks.index[-1]) for lane in lanes)
    known: set[str] = set()
    for at, lane in enumerate(lanes):
        top = 1.0 - at * (height + GAP)
        figure.update_layout({
            "yaxis" + axis_name(at)[1:]: {
                **figure.layout.yaxis.to_plotly_json(), "domain": [max(0.0, top - height), top], "fixedrange": True,
                "range": [STRIP[0] * highest * 1.1, HEADROOM * highest], "tickmode": "array",
                "tickvals": _ticks(highest),
                "title": {"text": f"{instrument.name} (points)", "font": {"color": SOFT_INK, "size": 13}},
            }
        })  # fmt: skip
        _frame(figure, lane, instrument, at, top, first, last)
        if at > 0:
            _line(figure, lanes[0], instrument, at, ghost=True)
        _line(figure, lane, instrument, at)
        _care(figure, lane, at, highest, known)
        _events(figure, lane, instrument, at, highest, known)
    figure.update_xaxes(
        title="Week", title_font_size=13, range=[first - 1, last + 1], fixedrange=True,
        anchor=axis_name(len(lanes) - 1),
    )  # fmt: skip
    figure.update_layout(
        hovermode="closest", dragmode=False, margin={"t": 28},
        legend={"y": -LEGEND / (HEIGHT * len(lanes)), "yanchor": "top", "font": {"size": 12}, "itemclick": False,
                "itemdoubleclick": False},
    )  # fmt: skip
    return figure


def _ticks(highest: float) -> list[int]:
    step = 10 if highest > 30.0 else 5
    return list(range(0, int(highest) + 1, step))


def _line(figure: go.Figure, lane: Lane, instrument: Instrument, at: int, *, ghost: bool = False) -> None:
    colour = LINE_COLOURS[0] if ghost or at == 0 else LINE_COLOURS[1]
    figure.add_scatter(
        x=lane.life.weeks.index.tolist(), y=lane.life.weeks[instrument.column].tolist(), yaxis=axis_name(at),
        mode="lines", name="the line of the lane above" if ghost else lane.title, showlegend=ghost,
        line={"color": colour, "width": 1 if ghost else 2.5, "dash": "dot" if ghost else "solid"},
        opacity=0.7 if ghost else 1.0, hovertemplate="week %{x}: %{y:.0f} points<extra></extra>",
    )  # fmt: skip


def _care(figure: go.Figure, lane: Lane, at: int, highest: float, known: set[str]) -> None:
    """Bars below the line: when the person waits, and when in treatment."""
    for status, (words, colour) in CARE.items():
        for begins, ends in _spans(lane.care["care"] == status):
            figure.add_shape(
                type="rect", xref="x", yref=axis_name(at), x0=begins - 0.5, x1=ends + 0.5,
                y0=STRIP[0] * highest, y1=STRIP[1] * highest, fillcolor=colour, layer="below",
                line={"color": SOFT_INK, "width": 1, "dash": "dot" if status == Care.WAITING else "solid"},
            )  # fmt: skip
            if words not in known:
                known.add(words)
                figure.add_scatter(
                    x=[None], y=[None], mode="markers", name=f"bar: {words}",
                    marker={"symbol": "square", "size": 13, "color": colour, "line": {"width": 1, "color": SOFT_INK}},
                )  # fmt: skip


def _spans(holds: "pd.Series[bool]") -> list[tuple[int, int]]:
    """First and last week of each stretch in which something holds."""
    found: list[tuple[int, int]] = []
    for label, true in holds.items():
        week = int(str(label))
        if true and found and found[-1][1] == week - 1:
            found[-1] = (found[-1][0], week)
        elif true:
            found.append((week, week))
    return found


def _events(figure: go.Figure, lane: Lane, instrument: Instrument, at: int, highest: float, known: set[str]) -> None:
    scores = lane.life.weeks[instrument.column]
    by_look: dict[Look, list[tuple[Mark, float]]] = {}
    there: dict[int, int] = {}
    for mark in lane.events:
        stacked = there[mark.week] = there.get(mark.week, -1) + 1  # marks of one week stand on each other
        score = float(scores.loc[mark.week]) + STACK * highest * stacked
        by_look.setdefault(LOOKS[mark.kind], []).append((mark, score))
    for look, found in by_look.items():
        figure.add_scatter(
            x=[mark.week for mark, _ in found], y=[score for _, score in found], yaxis=axis_name(at),
            mode="markers", name=look.words, legendgroup=look.words, showlegend=look.words not in known,
            text=[_event_words(mark) for mark, _ in found], hovertemplate="week %{x}: %{text}<extra></extra>",
            marker={"symbol": look.symbol, "size": 12, "color": look.colour, "line": {"width": 1.5, "color": INK}},
        )  # fmt: skip
        known.add(look.words)


def _event_words(mark: Mark) -> str:
    return f"{PHRASES[mark.kind].short}{f' ({mark.what})' if mark.what else ''}"


def _frame(figure: go.Figure, lane: Lane, instrument: Instrument, at: int, top: float, first: int, last: int) -> None:
    """Title of the lane and the line from which a person counts as a case."""
    figure.add_scatter(
        x=[first - 1, last + 1], y=[instrument.case] * 2, yaxis=axis_name(at), mode="lines", showlegend=False,
        hoverinfo="skip", line={"color": COLOURS[1], "width": 1.5, "dash": "dash"},
    )  # fmt: skip
    figure.add_annotation(
        x=last, y=instrument.case, xref="x", yref=axis_name(at), text=f"a case from {instrument.case:.0f}",
        showarrow=False, xanchor="right", yanchor="bottom", font={"size": 12, "color": "#a63c00"},
        bgcolor="rgba(255,255,255,0.7)",
    )  # fmt: skip
    figure.add_annotation(
        x=0.0, y=top, xref="paper", yref="paper", text=shortened(lane.title, TITLE), showarrow=False, xanchor="left",
        yanchor="bottom", font={"size": 14, "weight": 700, "color": INK},
    )  # fmt: skip


def lanes_table(lanes: Sequence[Lane], instrument: Instrument) -> pd.DataFrame:
    """Scores and events, a row per week."""
    weeks = sorted({int(week) for lane in lanes for week in lane.life.weeks.index})
    table = pd.DataFrame({"Week": [str(week) for week in weeks]})
    for lane in lanes:
        rows = lane.life.weeks.reindex(weeks)
        scores = rows[instrument.column]
        table[f"{lane.title}: {instrument.name} (points)"] = [
            "not there" if pd.isna(score) else f"{score:.0f}" for score in scores.tolist()
        ]
        said: dict[int, list[str]] = {}
        for mark in lane.events:
            said.setdefault(mark.week, []).append(_event_words(mark))
        table[f"{lane.title}: what happened"] = ["; ".join(said.get(week, [])) for week in weeks]
    return table
