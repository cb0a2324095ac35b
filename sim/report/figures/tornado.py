"""Figure: how far each parameter moves an outcome, from its low end to its high end."""

import math

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from sim.report.figures.style import (  # fmt: skip
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
    rows_labelled,
)
from sim.studies.sensitivity.analysis import Sensitivity
from sim.studies.sweeps.outcomes import described

ROW, MARGINS = 0.30, 1.0  # inches
MOST_ROWS = 12
LABEL_LETTERS = 44
PANEL_INCHES = 6.0
LOW, HIGH = COLOURS[0], COLOURS[1]


def draw_tornado(found: Sensitivity) -> Figure:
    """Draw one panel an outcome: the mean where each parameter is low and where it is high, widest first.

    Args:
        found: as from `sim.studies.sensitivity.analysis.analyse`.
    """
    outcomes = list(found.ends)
    rows = [min(MOST_ROWS, len(found.ends[name][0])) for name in outcomes]
    figure = new_figure(sum(ROW * count + MARGINS for count in rows))
    panels = figure.subplots(len(outcomes), 1, squeeze=False, height_ratios=[count + 2 for count in rows])[:, 0]
    for axes, name in zip(panels, outcomes, strict=True):
        _panel(axes, found, name)
    handles = [
        Line2D([], [], color=LOW, marker="o", linewidth=6.0, label="in its lowest quarter"),
        Line2D([], [], color=HIGH, marker="s", linewidth=6.0, label="in its highest quarter"),
    ]
    legend(
        figure,
        handles,
        "Bars run from the mean over all points to the mean where the parameter is low or high; thin lines are 95 % "
        f"intervals. Parameters beside the names: {found.measure}, with 95 % interval.",
    )
    headline(figure, finding(found))
    return figure


def finding(found: Sensitivity) -> str:
    """What matters most, in a sentence."""
    first: dict[str, list[str]] = {}
    for outcome, ranking in found.ranking.items():
        known = ranking.dropna()
        if len(known) and float(known["value"].max()) > 0.0:
            first.setdefault(str(known["parameter"].iloc[0]), []).append(outcome)
    if not first:
        return "No parameter moves any outcome"
    most = max(first, key=lambda name: len(first[name]))
    return f"{most} matters most for {len(first[most])} of {len(found.ranking)} outcomes"


def _panel(axes: Axes, found: Sensitivity, outcome: str) -> None:
    dress(axes, grid="x")
    shown = described(outcome)
    panel_title(axes, shown.title, PANEL_INCHES)
    table, middle = found.ends[outcome]
    table = table.dropna(subset=["span"]).head(MOST_ROWS)
    if table.empty or math.isnan(middle):
        empty(axes, "too few runs are finished")
        return
    ranks = {row["parameter"]: row for row in found.ranking[outcome].to_dict("records")}
    labels = []
    for height, row in enumerate(table.to_dict("records")):
        for end, colour, shape in (("low", LOW, "o"), ("high", HIGH, "s")):
            value, error = row[f"at_{end}"], row[f"{end}_error"]
            at = height + (-0.16 if end == "low" else 0.16)
            axes.plot([middle, value], [at, at], color=colour, linewidth=6.0, solid_capstyle="butt", zorder=2)
            axes.plot([value - error, value + error], [at, at], color=INK, linewidth=1.0, zorder=3)
            axes.plot([value], [at], color=colour, marker=shape, markersize=5.0, linestyle="", zorder=4)
        rank = ranks[row["parameter"]]
        index = "" if math.isnan(rank["value"]) else f"  {rank['value']:.2g} ({rank['low']:.2g} to {rank['high']:.2g})"
        labels.append(f"{row['parameter']}{index}")
    axes.axvline(middle, color=SOFT_INK, linewidth=1.2, zorder=1)
    axes.axhline(-0.6, color=RULE, linewidth=0.0)
    axes.set_ylim(len(table) - 0.4, -0.6)
    rows_labelled(axes, range(len(table)), labels, LABEL_LETTERS, SMALL_SIZE)
    axes.set_xlabel(shown.unit)
