"""Figure: where the cases of a discovery lie, along the two parameters of its best rule."""

import numpy as np
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle

from sim.report.figures.style import COLOURS, INK, SOFT_INK, dress, headline, legend, new_figure
from sim.studies.sensitivity.discover import Discovery

HEIGHT = 5.6
ROOM = 0.03  # of the span, around all points


def draw_discovery(found: Discovery) -> Figure:
    """Draw every point in the plane of two parameters, cases filled, with the best rule's box.

    Args:
        found: with one rule or more.
    """
    best = found.rules[0]
    used = [bound.parameter for rule in found.rules for bound in rule.bounds]
    names = list(dict.fromkeys([*used, *found.features]))[:2]
    figure = new_figure(HEIGHT)
    axes = figure.subplots()
    dress(axes, grid="y")
    across, up = found.features[names[0]], found.features[names[-1]]
    axes.plot(across[~found.cases], up[~found.cases], "o", color=SOFT_INK, markerfacecolor="white", markersize=4.5)
    axes.plot(across[found.cases], up[found.cases], "X", color=COLOURS[1], markersize=6.0, markeredgecolor="white")
    limits = []
    for name in names:
        values = found.features[name]
        room = ROOM * (float(np.ptp(values)) or 1.0)
        limits.append((float(values.min()) - room, float(values.max()) + room))
    axes.set_xlim(*limits[0])
    axes.set_ylim(*limits[-1])
    box = {bound.parameter: (bound.low, bound.high) for bound in best.bounds}
    edges = [
        (max(low, box.get(name, (-np.inf, np.inf))[0]), min(high, box.get(name, (-np.inf, np.inf))[1]))
        for name, (low, high) in zip(names, limits, strict=True)
    ]
    (left, right), (bottom, top) = edges[0], edges[-1]
    axes.add_patch(
        Rectangle((left, bottom), right - left, top - bottom, fill=False, edgecolor=COLOURS[0], linewidth=2.2)
    )
    axes.set_xlabel(names[0], color=INK)
    axes.set_ylabel(names[-1], color=INK)
    handles = [
        Line2D([], [], color=COLOURS[1], marker="X", linestyle="", label=found.condition),
        Line2D([], [], color=SOFT_INK, marker="o", markerfacecolor="white", linestyle="", label="all other points"),
        Line2D([], [], color=COLOURS[0], linewidth=2.2, label="the best rule, in this plane"),
    ]
    coverage, density = found.held_out
    legend(
        figure,
        handles,
        "Each mark is a point of the design, at the mean of its replicates. "
        f"{int(found.cases.sum())} of {len(found.cases)} points are cases. On held-out points, "
        f"all rules together have coverage {100.0 * coverage:.0f} % and density {100.0 * density:.0f} %.",
    )
    headline(
        figure,
        f"{found.condition}: {100.0 * best.density:.0f} % of the points where {best.words(found.features)} "
        f"(coverage {100.0 * best.coverage:.0f} %)",
    )
    return figure
