"""Figures of a class's predictions: once, and before and after what came out."""

from collections.abc import Mapping

import pandas as pd
import plotly.graph_objects as go

from sim.dashboard.chart import new_plot
from sim.dashboard.lab.charts import wrap
from sim.report.figures.style import look
from sim.studies.lessons import Tally

OTHERS = "#9aa5b1"  # answers that did not come out
BEFORE = "#52606d"  # the first vote beside the second
ROW = 60  # pixels of an answer


def tally_plot(tally: Tally, options: Mapping[str, str], answer: str) -> go.Figure:
    """What the class predicted; the answer of the run is marked in words and by a pattern.

    Args:
        tally: the predictions.
        options: answer to words.
        answer: what came out; "": nobody knows yet, and all bars look alike.
    """
    figure = new_plot()
    names = [name for name, _ in tally.counts]
    colours = [look(0).colour if name == answer or not answer else OTHERS for name in names]
    shapes = ["" if name == answer or not answer else "/" for name in names]
    figure.add_bar(
        x=[tally.of(name) for name in names], y=_labels(names, options, answer), orientation="h",
        text=[tally.of(name) for name in names], hoverinfo="skip", textfont={"size": 16},
        marker={"color": colours, "pattern": {"shape": shapes, "fgcolor": "white"}},
    )  # fmt: skip
    figure.update_yaxes(autorange="reversed")
    figure.update_xaxes(title="Predictions", rangemode="tozero", dtick=max(1, tally.total // 5))
    return figure


def _labels(names: list[str], options: Mapping[str, str], answer: str) -> list[str]:
    return [wrap(f"{options[name]}{' (came out)' if name == answer else ''}") for name in names]


def tally_table(tally: Tally, options: Mapping[str, str], answer: str) -> pd.DataFrame:
    """The same as a table."""
    rows = []
    for name, count in tally.counts:
        row = {"Prediction": options[name], "How many": count, "Share": f"{tally.share(name):.0%}"}
        if answer:
            row["What came out"] = "yes" if name == answer else ""
        rows.append(row)
    return pd.DataFrame(rows)


def tally_words(tally: Tally) -> str:
    """How many predicted, without what came out."""
    return f"{tally.total} {'prediction' if tally.total == 1 else 'predictions'} of the class."


def shift_plot(before: Tally, after: Tally, options: Mapping[str, str], answer: str) -> go.Figure:
    """Both votes side by side, as shares: not everybody votes twice."""
    figure = new_plot()
    names = [name for name, _ in before.counts]
    labels = _labels(names, options, answer)
    for title, tally, colour, shape in (("Before", before, BEFORE, "/"), ("After", after, look(0).colour, "")):
        figure.add_bar(
            x=[100.0 * tally.share(name) for name in names], y=labels, orientation="h", name=title,
            text=[f"{tally.of(name)} of {tally.total}" for name in names], hoverinfo="skip", textfont={"size": 16},
            marker={"color": colour, "pattern": {"shape": shape, "fgcolor": "white"}},
        )  # fmt: skip
    figure.update_layout(barmode="group")
    figure.update_yaxes(autorange="reversed")
    figure.update_xaxes(title="% of votes", range=[0, 100])
    return figure


def shift_table(before: Tally, after: Tally, options: Mapping[str, str]) -> pd.DataFrame:
    """The same as a table."""
    rows = [
        {
            "Answer": options[name],
            "Before": f"{before.of(name)} ({before.share(name):.0%})",
            "After": f"{after.of(name)} ({after.share(name):.0%})",
        }
        for name, _ in before.counts
    ]
    return pd.DataFrame(rows)


def shift_words(before: Tally, after: Tally, answer: str) -> str:
    """How many gave the answer that came out, before and after they saw it."""
    return (
        f"Before: {before.of(answer)} of {before.total} gave the answer that came out; "
        f"after: {after.of(answer)} of {after.total}."
    )
