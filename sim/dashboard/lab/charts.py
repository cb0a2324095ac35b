"""Figures of an experiment: the arms week by week, how far they differ at the end, and by which sources."""

import textwrap

import numpy as np
import numpy.typing as npt
import pandas as pd
import plotly.graph_objects as go

from sim.dashboard.chart import new_plot
from sim.report.figures.style import BASELINE_LOOK, INK, SOFT_INK, Look, look
from sim.report.words.lesson import cause_differences, within
from sim.report.words.quantities import number_words, shared_decimals
from sim.report.words.sources import NET
from sim.studies.lessons import MEASURES, Outcome
from sim.studies.runs.statistics import t_interval

DASHES = ("solid", "dash", "dot", "dashdot", "longdash")
SYMBOLS = ("circle", "square", "triangle-up", "diamond", "triangle-down")
SEE_THROUGH = 0.15
LABEL_LETTERS = 22
AXIS_LETTERS = 36


def looks(outcome: Outcome) -> dict[str, tuple[Look, str, str]]:
    """Colour, dash and symbol of each arm; the first is drawn as baselines are."""
    return {
        name: (look(at - 1) if at else BASELINE_LOOK, DASHES[at % len(DASHES)], SYMBOLS[at % len(SYMBOLS)])
        for at, name in enumerate(outcome.experiment.arms)
    }


def intervals(values: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Mean, low and high end of each week over societies (3, weeks)."""
    return np.array([t_interval(values[:, week]) for week in range(values.shape[1])]).T


def weeks_plot(outcome: Outcome, measure: str) -> go.Figure:
    """A measure week by week in every arm, with 95 % intervals of the mean over societies."""
    figure = new_plot()
    weeks = list(range(1, outcome.experiment.weeks + 1))
    for name, (style, dash, _) in looks(outcome).items():
        mean, low, high = intervals(outcome.series[name][measure]).round(4).tolist()
        title = outcome.experiment.arms[name].title
        figure.add_scatter(
            x=[*weeks, *weeks[::-1]], y=[*high, *low[::-1]], fill="toself", fillcolor=faint(style.colour),
            line={"width": 0}, showlegend=False, hoverinfo="skip",
        )  # fmt: skip
        figure.add_scatter(
            x=weeks, y=mean, name=title, mode="lines", line={"color": style.colour, "dash": dash, "width": 2.5}
        )
    figure.update_xaxes(title="Week")
    figure.update_yaxes(title=wrap(f"{MEASURES[measure].title}, {MEASURES[measure].unit}", AXIS_LETTERS))
    return figure


def wrap(words: str, letters: int = LABEL_LETTERS) -> str:
    """Words on several short lines, so that a phone has room for the figure beside them."""
    return "<br>".join(textwrap.wrap(words, letters))


def faint(colour: str) -> str:
    """A colour that one can look through."""
    red, green, blue = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
    return f"rgba({red},{green},{blue},{SEE_THROUGH})"


def weeks_table(outcome: Outcome, measure: str, every: int) -> pd.DataFrame:
    """The same as a table, at regular intervals."""
    rows = []
    last = outcome.experiment.weeks
    found = {name: intervals(outcome.series[name][measure]) for name in outcome.experiment.arms}
    for week in sorted({*range(every, last + 1, every), last}):
        row = {"Week": str(week)}
        for name, values in found.items():
            mean, low, high = values[:, week - 1]
            decimals = max(shared_decimals((float(high - low), float(mean))), 1)
            ends = f"{number_words(low, decimals)} to {number_words(high, decimals)}"
            row[outcome.experiment.arms[name].title] = f"{number_words(mean, decimals)} ({ends})"
        rows.append(row)
    return pd.DataFrame(rows)


def causes_plot(outcome: Outcome) -> go.Figure:
    """What each source gave to an arm's self-efficacy beyond the first arm's, with 95 % intervals."""
    figure = new_plot()
    shown = looks(outcome)
    for name in list(outcome.experiment.arms)[1:]:
        parts = cause_differences(outcome, name)
        style, _, symbol = shown[name]
        values = [one.value for one in parts]
        figure.add_scatter(
            x=values, y=[wrap(one.label) for one in parts], mode="markers", name=outcome.experiment.arms[name].title,
            marker={"color": style.colour, "symbol": symbol, "size": 11, "line": {"color": INK, "width": 1}},
            error_x={
                "type": "data", "symmetric": False, "array": [one.high - one.value for one in parts],
                "arrayminus": [one.value - one.low for one in parts], "color": style.colour,
            },
            hovertemplate="%{x:+.3f} logits",
        )  # fmt: skip
    figure.add_vline(0, line={"color": SOFT_INK, "width": 1})
    figure.update_yaxes(autorange="reversed", showgrid=True, tickfont={"size": 11})
    figure.update_xaxes(title="Logits", nticks=5)
    figure.update_layout(hovermode="closest")
    return figure


def causes_table(outcome: Outcome) -> pd.DataFrame:
    """The same as a table."""
    rows: dict[str, dict[str, str]] = {}
    for name in list(outcome.experiment.arms)[1:]:
        title = outcome.experiment.arms[name].title
        for one in cause_differences(outcome, name):
            label = "Together" if one.cause == NET else one.label
            said = f"{one.value:+.3f} ({one.low:+.3f} to {one.high:+.3f})".replace("-", "\N{MINUS SIGN}")
            rows.setdefault(label, {"Source (logits)": label})[title] = said
    return pd.DataFrame(list(rows.values()))


def measure_words(measure: str) -> str:
    """A measure within a sentence."""
    return within(MEASURES[measure].title)
