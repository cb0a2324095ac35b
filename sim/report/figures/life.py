"""Figure: one person's history: symptoms and self-efficacy week by week, and what moved self-efficacy."""

import numpy as np
import pandas as pd
from matplotlib.lines import Line2D

from sim.people.state import Cause
from sim.report.figures.lesson import Picture
from sim.report.figures.style import (
    RULE,
    SMALL_SIZE,
    SOFT_INK,
    WIDTH,
    dress,
    headline,
    legend,
    look,
    new_figure,
    panel_title,
)
from sim.report.words.life import turning_points
from sim.report.words.sources import cause_label

PANEL_HEIGHT = 2.5  # inches
MOST_CAUSES = 4  # that are drawn by name; the life history has them all
MOST_LISTED = 12


def main_causes(life: pd.DataFrame) -> list[str]:
    """The causes that moved self-efficacy most, by the size of their sums over the history."""
    names = [cause.name.lower() for cause in Cause]
    return list(life[names].sum().abs().sort_values(ascending=False).index[:MOST_CAUSES])


def draw_life(life: pd.DataFrame, *, finding: str) -> Picture:
    """Draw one history: PHQ-9 and GAD-7, self-efficacy (GSE), and the running sums of the main causes of its change.

    Args:
        life: as from `RecoveryModel.explain`.
        finding: what was found, in a sentence.
    """
    figure = new_figure(3 * PANEL_HEIGHT)
    top, middle, bottom = figure.subplots(3, 1, sharex=True)
    weeks = life.index.to_numpy()
    handles = []
    for number, (name, words) in enumerate((("phq9", "depression (PHQ-9)"), ("gad7", "anxiety (GAD-7)"))):
        style = look(number)
        top.plot(weeks, life[name], color=style.colour, linestyle=style.dashes, linewidth=1.8)
        handles.append(Line2D([], [], color=style.colour, linestyle=style.dashes, label=words))
    style = look(2)
    middle.plot(weeks, life["gse"], color=style.colour, linewidth=1.8)
    for number, name in enumerate(main_causes(life), start=2):
        style = look(number + 1)
        bottom.plot(weeks, np.cumsum(life[name]), color=style.colour, linestyle=style.dashes, linewidth=1.8)
        handles.append(Line2D([], [], color=style.colour, linestyle=style.dashes, label=cause_label(name)))
    bottom.axhline(0.0, color=RULE, linewidth=1.4)
    titles = ("Symptoms: at 10 points and more a case", "Self-efficacy", "What moved it, added up since the start")
    units = ("points", "GSE, 10-40", "logit")
    for axes, title, unit in zip((top, middle, bottom), titles, units, strict=True):
        dress(axes, grid="y")
        panel_title(axes, title, WIDTH - 1.0)
        axes.set_ylabel(unit)
        for number, week in enumerate(list(turning_points(life))[:MOST_LISTED], start=1):
            axes.axvline(week, color=SOFT_INK, linewidth=0.8, linestyle=(0, (2, 2)))
            if axes is top:
                axes.annotate(
                    f" {number}", (week, 1.0 - 0.1 * (number % 2)), xycoords=("data", "axes fraction"), va="top",
                    fontsize=SMALL_SIZE, color=SOFT_INK,
                )  # fmt: skip
    bottom.set_xlabel("week")
    points = enumerate(turning_points(life).items(), start=1)
    listed = "; ".join(f"({n}) week {week}: {words}" for n, (week, words) in points if n <= MOST_LISTED)
    legend(figure, handles, f"Turning points. {listed}." if listed else "No turning point in these weeks.")
    headline(figure, finding)
    return Picture(figure, finding)
