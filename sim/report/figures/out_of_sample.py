"""Figure: what was published of a service after the year of the fit, what the model predicted, and as last year."""

import math

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from sim.report.figures.style import (
    COLOURS,
    INK,
    RULE,
    SMALL_SIZE,
    SOFT_INK,
    dress,
    empty,
    headline,
    legend,
    new_figure,
    panel_title,
)
from sim.studies.validation.out_of_sample.errors import counted
from sim.studies.validation.out_of_sample.figures import FIGURES

COLUMNS, PANEL_HEIGHT, PANEL_INCHES = 2, 2.45, 4.6
ASIDE = 0.18  # of the distance between periods: marks of one period stand side by side
LEAST_SHARE = 0.1  # an axis spans at least this share of the level, so that noise does not look like news
READING = (
    "Bars are 95 % intervals of the model's prediction, of random numbers only. A grey ground marks periods that are "
    "in no mean: the year of the fit, the pandemic, and a single month. No mark: nothing was published, or nothing "
    "came before. The vertical axes do not start at zero."
)
MARKS = {
    "published": Line2D([], [], color=INK, marker="_", markersize=13, markeredgewidth=2.6, linestyle=""),
    "model": Line2D([], [], color=COLOURS[0], marker="o", markersize=6, linestyle=""),
    "last_year": Line2D([], [], color=COLOURS[1], marker="^", markersize=6.5, fillstyle="none", linestyle=""),
}
NAMES = {"published": "published", "model": "predicted by the model", "last_year": "as last year"}


def draw_out_of_sample(table: pd.DataFrame, finding: str) -> Figure:
    """Draw the table of predictions, one panel for each figure.

    Args:
        table: as from `sim.studies.validation.out_of_sample.study.prediction_table`.
        finding: the result in a sentence or two.
    """
    names = [name for name in FIGURES if (table["figure"] == name).any()]
    rows = -(-len(names) // COLUMNS)
    figure = new_figure(PANEL_HEIGHT * rows)
    panels = figure.subplots(rows, COLUMNS, squeeze=False)
    for axes, name in zip(panels.flat, names, strict=False):
        _panel(axes, table[table["figure"] == name].reset_index(drop=True), FIGURES[name].title)
    for axes in panels.flat[len(names) :]:
        axes.set_axis_off()
    handles = []
    for name, mark in MARKS.items():
        handle = Line2D([], [])
        handle.update_from(mark)
        handle.set_label(NAMES[name])
        handles.append(handle)
    legend(figure, handles, READING)
    headline(figure, finding)
    return figure


def _panel(axes: Axes, rows: pd.DataFrame, title: str) -> None:
    dress(axes, grid="y")
    aside = ", given with the hours" if rows["follows"].iloc[0] else ""
    panel_title(axes, f"{title[0].upper()}{title[1:]}{aside}", PANEL_INCHES)
    axes.set_ylabel(str(rows["unit"].iloc[0]))
    axes.set_xlim(-0.5, len(rows) - 0.5)
    for place, free in enumerate(counted(rows)):
        if not free:
            axes.axvspan(place - 0.5, place + 0.5, color=RULE, alpha=0.45, linewidth=0, zorder=0)
    drawn = []
    for shift, (name, mark) in zip((0.0, -ASIDE, ASIDE), MARKS.items(), strict=True):
        for place, value in enumerate(rows[name]):
            if math.isfinite(value):
                line = Line2D([place + shift], [value])
                line.update_from(mark)
                axes.add_line(line)
                drawn.append(float(value))
    for place, (low, high) in enumerate(zip(rows["low"], rows["high"], strict=True)):
        if math.isfinite(low) and math.isfinite(high):
            axes.plot([place - ASIDE] * 2, [low, high], color=COLOURS[0], linewidth=1.6, zorder=2)
            drawn += [float(low), float(high)]
    if drawn:
        middle, span = (min(drawn) + max(drawn)) / 2.0, max(drawn) - min(drawn)
        half = 0.58 * max(span, LEAST_SHARE * abs(middle), 1e-9)
        axes.set_ylim(middle - half, middle + half)
    else:
        empty(axes, "nothing was published or predicted")
    axes.set_xticks(range(len(rows)), labels=list(rows["period"]), fontsize=SMALL_SIZE)
    axes.tick_params(axis="x", labelcolor=INK, color=SOFT_INK)
