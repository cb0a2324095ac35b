"""Figure: the effect of each parameter alone, and in interaction with others."""

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from sim.report.figures.style import (  # fmt: skip
    COLOURS,
    INK,
    SMALL_SIZE,
    dress,
    empty,
    headline,
    legend,
    new_figure,
    panel_title,
    rows_labelled,
)
from sim.report.words.outcome_rows import short_label
from sim.studies.sensitivity.analysis import WIDE, Sensitivity
from sim.studies.sweeps.outcomes import described

ROW, MARGINS = 0.32, 1.0  # inches
MOST_ROWS = 12
MOST_PAIRS = 8
SHARES = (-0.25, 1.25)  # drawn; a wider interval carries no more information
LABEL_LETTERS = 44
PANEL_INCHES = 6.0
ALONE, TOGETHER = COLOURS[0], COLOURS[1]


def draw_interactions(found: Sensitivity, effects: dict[str, list[tuple[str, float, float]]] | None = None) -> Figure:
    """Draw what acts alone and what acts together, one panel an outcome.

    Args:
        found: of a Sobol design: first-order and total indices, and the strongest pairs where they are known.
        effects: for a Morris design instead: outcome to (parameter, effect, scatter), largest effect first.
    """
    outcomes = list(effects or found.variance)
    sizes = [_rows(found, name, effects) for name in outcomes]
    figure = new_figure(sum(ROW * size + MARGINS for size in sizes))
    panels = figure.subplots(len(outcomes), 1, squeeze=False, height_ratios=[size + 2 for size in sizes])[:, 0]
    for axes, name in zip(panels, outcomes, strict=True):
        dress(axes, grid="x")
        panel_title(axes, described(name).title, PANEL_INCHES)
        if effects:
            _scatter(axes, effects[name][:MOST_ROWS], described(name).unit)
        else:
            _shares(axes, found, name)
    alone = "mean absolute effect over the range" if effects else "share of variance alone (first order)"
    together = "its scatter: interactions and bends" if effects else "with all interactions (total)"
    handles = [
        Line2D([], [], color=ALONE, marker="o", linewidth=2.0, label=alone),
        Line2D([], [], color=TOGETHER, marker="s", linewidth=2.0, label=together),
    ]
    if any(len(one.pairs) for one in found.variance.values()):
        handles.append(
            Line2D([], [], color=COLOURS[2], marker="D", linewidth=2.0, label="a pair together, beyond both")
        )
    read = (
        "Lines are 95 % intervals. The farther the two marks of a parameter lie apart, the more it acts through others."
    )
    if effects:
        read = "A scatter as large as the effect means that the effect depends on where others are."
    legend(figure, handles, read)
    headline(figure, finding(found, effects))
    return figure


def finding(found: Sensitivity, effects: dict[str, list[tuple[str, float, float]]] | None) -> str:
    """How much goes through interactions, in a sentence."""
    if effects:
        bent = sum(bool(rows) and rows[0][2] > 0.5 * rows[0][1] for rows in effects.values())
        return f"The strongest parameter's effect depends on others in {bent} of {len(effects)} outcomes"
    left = {}
    for name, one in found.variance.items():
        each = one.each.dropna()
        if len(each) and float((each["first_high"] - each["first_low"]).max()) / 2.0 <= WIDE:
            left[name] = 1.0 - float(each["first"].sum())
    if not left:
        return "The intervals are too wide to show interactions"
    most = max(left, key=lambda name: left[name])
    share = 100.0 * min(1.0, max(0.0, left[most]))
    return f"Interactions account for up to {share:.0f} % of the variance ({short_label(described(most).title)})"


def _rows(found: Sensitivity, name: str, effects: dict[str, list[tuple[str, float, float]]] | None) -> int:
    if effects:
        return min(MOST_ROWS, len(effects[name]))
    one = found.variance[name]
    return min(MOST_ROWS, len(one.each)) + min(MOST_PAIRS, len(one.pairs))


def _shares(axes: Axes, found: Sensitivity, name: str) -> None:
    each = found.variance[name].each.dropna().head(MOST_ROWS)
    if each.empty:
        empty(axes, "too few runs are finished, or nothing varies")
        return
    labels = []
    for height, row in enumerate(each.to_dict("records")):
        for kind, colour, shape, shift in (("first", ALONE, "o", -0.13), ("total", TOGETHER, "s", 0.13)):
            at = height + shift
            axes.plot([row[f"{kind}_low"], row[f"{kind}_high"]], [at, at], color=colour, linewidth=2.0, zorder=2)
            axes.plot([row[kind]], [at], color=colour, marker=shape, markersize=6.0, linestyle="", zorder=3)
        labels.append(str(row["parameter"]))
    pairs = found.variance[name].pairs.sort_values("value", ascending=False).head(MOST_PAIRS)
    for height, row in enumerate(pairs.to_dict("records"), start=len(each)):
        axes.plot([row["low"], row["high"]], [height, height], color=COLOURS[2], linewidth=2.0, zorder=2)
        axes.plot([row["value"]], [height], color=COLOURS[2], marker="D", markersize=6.0, linestyle="", zorder=3)
        labels.append(f"{row['parameter']} with {row['other']}")
    axes.axvline(0.0, color=INK, linewidth=1.0, zorder=1)
    axes.set_ylim(len(labels) - 0.4, -0.6)
    rows_labelled(axes, range(len(labels)), labels, LABEL_LETTERS, SMALL_SIZE)
    axes.set_xlim(*SHARES)
    axes.set_xlabel("share of the outcome's variance")


def _scatter(axes: Axes, rows: list[tuple[str, float, float]], unit: str) -> None:
    known = [row for row in rows if np.isfinite(row[1])]
    if not known:
        empty(axes, "too few runs are finished")
        return
    for height, (_, effect, scatter) in enumerate(known):
        for value, colour, shape, shift in ((effect, ALONE, "o", -0.13), (scatter, TOGETHER, "s", 0.13)):
            axes.plot([0.0, value], [height + shift] * 2, color=colour, linewidth=2.0, zorder=2)
            axes.plot([value], [height + shift], color=colour, marker=shape, markersize=6.0, linestyle="", zorder=3)
    axes.set_ylim(len(known) - 0.4, -0.6)
    rows_labelled(axes, range(len(known)), [row[0] for row in known], LABEL_LETTERS, SMALL_SIZE)
    axes.set_xlabel(unit)
