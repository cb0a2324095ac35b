"""Figure: every judged row of the evidence, published beside simulated, on one scale."""

import math

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from sim.evidence.rows import evidence_rows
from sim.report.figures.style import (
    COLOURS,
    INK,
    RULE,
    SMALL_SIZE,
    SOFT_INK,
    dress,
    headline,
    legend,
    new_figure,
    panel_title,
    rows_labelled,
)
from sim.report.words.judged import JUDGED_ROWS, agreement, heading
from sim.report.words.quantities import MINUS

ROW, MARGINS = 0.32, 1.1  # inches; a label may take two lines
FARTHEST = 3.0  # half-widths of the band; what lies beyond is drawn at the edge with an arrow
LABEL_LETTERS = 80
PANEL_INCHES = 5.0
BAND_WIDTH = 7.0  # points
READING = (
    "Each row is drawn on its own scale, so that its band of agreement runs from -1 to 1. Bars through the marks are "
    "95 % intervals of the simulated value; an arrow at the edge stands for a value farther away."
)


def on_band(value: float, low: float, high: float) -> float:
    """A value's place against its band: -1 at its low end, 1 at its high end."""
    half = (high - low) / 2.0
    return (value - (low + high) / 2.0) / half if half > 0.0 else math.nan


def within(place: float) -> float:
    """A place on the panel: what lies beyond it is at its edge; NaN, which is not drawn, stays NaN."""
    return place if math.isnan(place) else max(-FARTHEST, min(FARTHEST, place))


def draw_forest(table: pd.DataFrame) -> Figure:
    """Draw the table of a validation, one panel a role.

    Args:
        table: as from `sim.studies.validation.validation.validate`.
    """
    roles = [role for role in JUDGED_ROWS if (table["role"] == role).any()]
    counts = [int((table["role"] == role).sum()) for role in roles]
    figure = new_figure(ROW * sum(counts) + MARGINS * len(roles))
    panels = figure.subplots(len(roles), 1, squeeze=False, height_ratios=counts)[:, 0]
    for axes, role in zip(panels, roles, strict=True):
        _panel(axes, table[table["role"] == role].reset_index(drop=True), role)
    handles = [
        Line2D([], [], color=RULE, linewidth=BAND_WIDTH, solid_capstyle="butt", label="band of agreement"),
        Line2D([], [], color=SOFT_INK, marker="|", markersize=9, linestyle="", markeredgewidth=2, label="published"),
        Line2D([], [], color=COLOURS[0], marker="o", linestyle="", label="simulated, agrees"),
        Line2D([], [], color=COLOURS[1], marker="X", markersize=8, linestyle="", label="simulated, does not agree"),
    ]
    legend(figure, handles, READING.replace("-1", f"{MINUS}1"))
    said = [agreement(table[table["role"] == role]).words(JUDGED_ROWS[role]) for role in roles]
    headline(figure, f"The model agrees with {' and '.join(said)}")
    return figure


def _panel(axes: Axes, rows: pd.DataFrame, role: str) -> None:
    dress(axes, grid="x")
    panel_title(axes, heading(role), PANEL_INCHES)
    axes.set_xlim(-FARTHEST - 0.15, FARTHEST + 0.15)
    axes.set_ylim(len(rows) - 0.4, -0.6)
    axes.grid(visible=False)
    axes.set_xticks(range(math.ceil(-FARTHEST), math.floor(FARTHEST) + 1))
    known = evidence_rows()
    labels = [
        f"{row['id']}{' (circular)' if known[row['id']].is_circular else ''}: {row['quantity']}"
        for row in rows.to_dict("records")
    ]
    rows_labelled(axes, range(len(rows)), labels, LABEL_LETTERS, SMALL_SIZE)
    axes.set_xlabel("against the band of agreement")
    for height, row in enumerate(rows.to_dict("records")):
        low, high = row["accept_low"], row["accept_high"]
        axes.plot([-1.0, 1.0], [height, height], color=RULE, linewidth=BAND_WIDTH, solid_capstyle="butt", zorder=1)
        published = within(on_band(row["published"], low, high))
        axes.plot([published], [height], color=SOFT_INK, marker="|", markersize=9, markeredgewidth=2, zorder=2)
        value = on_band(row["simulated"], low, high)
        if not math.isfinite(value):
            axes.text(1.1, height, "not measurable", ha="left", va="center", fontsize=SMALL_SIZE, color=INK)
            continue
        colour = COLOURS[0] if row["agrees"] else COLOURS[1]
        ends = [within(on_band(row[end], low, high)) for end in ("sim_low", "sim_high")]
        axes.plot(ends, [height, height], color=colour, linewidth=1.6, zorder=3)
        shape = "o" if row["agrees"] else "X"
        if abs(value) > FARTHEST:
            shape = ">" if value > 0.0 else "<"
        axes.plot([within(value)], [height], color=colour, marker=shape, markersize=6.5, linestyle="", zorder=4)
