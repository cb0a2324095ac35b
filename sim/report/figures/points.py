"""A difference as a point with its interval, and the limits of an axis of differences."""

import math
from collections.abc import Sequence

from matplotlib.axes import Axes

from sim.report.figures.style import SMALL_SIZE, SOFT_INK, Look
from sim.report.words.effects import Effect

MARGIN = 0.12  # of the span, on either side


def limits(effects: Sequence[Effect]) -> tuple[float, float]:
    """Axis limits that hold zero, all points and all intervals."""
    numbers = [0.0]
    for effect in effects:
        numbers += [x for x in (effect.difference, effect.low, effect.high) if math.isfinite(x)]
    low, high = min(numbers), max(numbers)
    span = (high - low) or 1.0
    return low - MARGIN * span, high + MARGIN * span


def draw_effect(axes: Axes, effect: Effect, height: float, style: Look, settled: bool) -> None:
    """Draw one effect: its point, hollow where it is not clear or populations are too few, and its interval."""
    if not effect.known:
        axes.text(0.0, height, "  not known", va="center", ha="left", fontsize=SMALL_SIZE, color=SOFT_INK)
        return
    if effect.has_interval:
        axes.hlines(height, effect.low, effect.high, color=style.colour, linewidth=2.4)
        axes.plot([effect.low, effect.high], [height, height], "|", color=style.colour, markersize=8, markeredgewidth=2)
    axes.plot(
        effect.difference, height, marker=style.marker, color=style.colour, markersize=8, linestyle="none",
        markerfacecolor=style.colour if effect.clear and settled else "white", markeredgewidth=1.8, clip_on=False,
    )  # fmt: skip
