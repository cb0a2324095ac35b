"""Presenter mode: the answer on a dark screen, large, one thought at a time, with the arrow keys."""

from collections.abc import Callable

import plotly.graph_objects as go
import solara
from reacton import ipyvuetify as html

from sim.dashboard.chart import Chart
from sim.dashboard.explore.answering import POLICY
from sim.dashboard.explore.costs import costs_chart, years_of
from sim.dashboard.explore.difference import difference_chart
from sim.dashboard.explore.over_time import Drawn
from sim.dashboard.explore.slope import icons_html, slope
from sim.dashboard.explore.strips import strips, strips_html
from sim.dashboard.explore.widgets import Presenter
from sim.report.words.answer import answer_of, change_words
from sim.studies.comparison.comparison import Comparison
from sim.studies.explore.question import Question

DARK, LIGHT, GRID = "#10181f", "#f4f6f8", "#3a4753"
LINE = "#6cb6e8"  # the accent, light enough for a dark screen
LARGE = 22  # pixels of the text in charts
HEIGHT = 520


@solara.component
def Presenting(comparison: Comparison, shown: Question, leave: Callable[[], None]) -> None:  # noqa: N802
    """One slide after another, over the whole screen."""
    slide, go_to = solara.use_state(0)
    words = solara.use_memo(lambda: answer_of(comparison, POLICY), [comparison])
    years = solara.use_memo(lambda: years_of(comparison, POLICY), [comparison])
    names = ["answer", "time", "fifths", "people", *(["costs"] if years else []), "changes"]
    with html.Html(
        tag="div", class_="presenter", attributes={"role": "dialog", "aria-modal": "true", "aria-label": "Presentation"}
    ):
        with html.Html(tag="div", class_="slide", attributes={"aria-live": "polite"}):
            name = names[min(slide, len(names) - 1)]
            if name == "answer":
                html.Html(tag="h2", children=[words.size])
                html.Html(tag="p", children=[" ".join(part for part in words[1:] if part)])
                solara.HTML(tag="div", unsafe_innerHTML=strips_html(strips(comparison, POLICY)))
            elif name == "time":
                Dark(difference_chart(comparison, POLICY, "ill"))
            elif name == "fifths":
                Dark(slope(comparison, POLICY))
            elif name == "people":
                solara.HTML(tag="div", unsafe_innerHTML=icons_html(comparison, POLICY))
            elif name == "costs":
                Dark(costs_chart(comparison, years))
            else:
                html.Html(tag="h2", children=["What would change this answer"])
                said = change_words(comparison, POLICY)
                html.Html(tag="ul", children=[html.Html(tag="li", children=[one]) for one in said])
        Presenter(slide=slide, slides=len(names), event_went=go_to, event_left=lambda *_: leave())


@solara.component
def Dark(drawn: Drawn) -> None:  # noqa: N802
    """A chart for a dark screen."""
    figure = go.Figure(drawn.figure)
    figure.update_layout(
        paper_bgcolor=DARK, plot_bgcolor=DARK, font={"color": LIGHT, "size": LARGE},
        legend={"font": {"color": LIGHT, "size": LARGE}},
    )  # fmt: skip
    axes = {
        "gridcolor": GRID, "linecolor": LIGHT, "zerolinecolor": LIGHT, "tickfont": {"color": LIGHT, "size": LARGE - 2},
        "title": {"font": {"color": LIGHT, "size": LARGE - 2}},
    }  # fmt: skip
    figure.update_xaxes(**axes)
    figure.update_yaxes(**axes)
    figure.for_each_trace(_lighter)
    figure.update_annotations(font={"color": LIGHT, "size": LARGE - 4})
    Chart(figure, drawn.sentence, drawn.table, height=HEIGHT, paths=drawn.paths)


def _lighter(trace: go.Scatter) -> None:
    """Bands and lines that stand out from dark."""
    if getattr(trace, "fill", None):
        trace.update(fillcolor="rgba(108,182,232,0.22)")
    elif trace.type == "bar":
        trace.update(marker={"color": LINE}, textfont={"color": LIGHT})
    elif trace.line.width:
        trace.update(line={"color": LINE if trace.line.width > 2 else LIGHT})
