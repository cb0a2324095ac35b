"""Strips: for each outcome an axis of its own, with a dot for each simulated population and a 95 % bar a policy."""

import math
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patheffects import withStroke

from sim.report.figures.style import (
    BETTER_TINT,
    INK,
    PAPER,
    SMALL_SIZE,
    SOFT_INK,
    TEXT_SIZE,
    InMillions,
    Look,
    dress,
    panel_title,
    rows_labelled,
)
from sim.report.figures.text import plain
from sim.report.words.effects import Effect
from sim.report.words.quantities import MILLION

PANEL_INCHES = 5.5  # width of a strip
ROW, TALL_ROW = 0.36, 0.42  # inches a policy takes, where its name has one line and where it has two
AROUND = 0.72  # inches that title and numbers of an axis take
TINY = 8.0  # points
LABEL_WRAP = 26  # characters
DOT, FADED = 20.0, 0.45  # square points, and opacity
DOTS, DEPTH = -0.2, 0.17  # rows: where the middle of the dots is above the row's, and how far they reach up and down
BAR = 0.2  # rows: where the bar is below the row's middle, so that it hides no dot
GOLDEN = 0.618034  # its multiples spread evenly between 0 and 1, in whatever number
MARGIN = 0.06  # of the span, on either side
OUTLINE = [withStroke(linewidth=5.0, foreground=PAPER)]
ASIDE = 1.02  # where the numbers stand beside a strip, in widths of it


class Row(NamedTuple):
    """One policy on one strip."""

    label: str
    look: Look
    effect: Effect
    dots: npt.NDArray[np.float64]  # one a simulated population
    said: str  # beside the strip; what is behind a line break stands smaller below
    sure: bool  # drawn solid; hollow otherwise


class Strip(NamedTuple):
    """One outcome."""

    title: str
    better: str  # "higher", "lower" or ""
    rows: Sequence[Row]


def limits(rows: Sequence[Row]) -> tuple[float, float]:
    """Axis limits that hold zero, all dots and all intervals."""
    numbers = [0.0]
    for row in rows:
        numbers += [x for x in (row.effect.difference, row.effect.low, row.effect.high) if math.isfinite(x)]
        numbers += row.dots.tolist()
    low, high = min(numbers), max(numbers)
    span = (high - low) or 1.0
    return low - MARGIN * span, high + MARGIN * span


def draw_row(axes: Axes, row: Row, height: float) -> None:
    """Draw one policy: a dot a population, the interval of their mean, and the mean, hollow where it is not clear."""
    colour = row.look.colour
    if not row.effect.known:
        axes.text(0.0, height, "  not known", va="center", ha="left", fontsize=SMALL_SIZE, color=SOFT_INK)
        return
    shifts = DOTS + DEPTH * (2.0 * (np.arange(1, len(row.dots) + 1) * GOLDEN % 1.0) - 1.0)
    bar = height + (BAR if len(row.dots) > 1 else 0.0)
    axes.scatter(row.dots, height + shifts, s=DOT, color=colour, alpha=FADED, linewidths=0, zorder=2, clip_on=False)
    if row.effect.has_interval:
        axes.hlines(bar, row.effect.low, row.effect.high, color=colour, linewidth=3.0, zorder=3, path_effects=OUTLINE)
    axes.plot(
        row.effect.difference, bar, marker=row.look.marker, color=colour, markersize=9, linestyle="none",
        markerfacecolor=colour if row.sure else PAPER, markeredgewidth=1.8, zorder=4, clip_on=False,
        path_effects=[withStroke(linewidth=3.6, foreground=PAPER)],
    )  # fmt: skip


def draw_ground(axes: Axes, better: str, span: tuple[float, float]) -> None:
    """Set the limits, tint the better side, and draw zero."""
    axes.set_xlim(*span)
    if better:
        axes.axvspan(*((0.0, span[1]) if better == "higher" else (span[0], 0.0)), color=BETTER_TINT, lw=0, zorder=0)
    axes.axvline(0.0, color=INK, linewidth=1.2, zorder=1.5)
    if max(abs(end) for end in span) >= MILLION:
        axes.xaxis.set_major_formatter(InMillions())
        axes.set_xlabel("million", loc="right", labelpad=1.0, fontsize=SMALL_SIZE)


def better_words(better: str) -> str:
    """Which side is the better one."""
    return {
        "higher": "better to the right \N{RIGHTWARDS ARROW}",
        "lower": "\N{LEFTWARDS ARROW} better to the left",
    }.get(better, "")


def say_beside(axes: Axes, height: float, words: str, bold: bool) -> None:
    """Write the numbers of a row beside it, and below them, smaller, how certain they are."""
    numbers, _, certainty = words.partition("\n")
    for text, side, size, colour in ((numbers, "bottom", SMALL_SIZE, INK), (certainty, "top", TINY, SOFT_INK)):
        axes.text(
            ASIDE, height, plain(text), transform=axes.get_yaxis_transform(), fontsize=size, color=colour,
            va=side if certainty else "center", fontweight="bold" if bold and text == numbers else "normal",
        )  # fmt: skip


def draw_strip(axes: Axes, strip: Strip) -> None:
    """Draw one outcome: a row a policy around a line at zero, with its numbers beside it."""
    dress(axes, grid="x")
    panel_title(axes, strip.title, PANEL_INCHES)
    draw_ground(axes, strip.better, limits(strip.rows))
    axes.set_ylim(len(strip.rows) - 0.5, -0.5)
    rows_labelled(axes, range(len(strip.rows)), [row.label for row in strip.rows], LABEL_WRAP, TEXT_SIZE)
    if strip.better:
        axes.text(
            ASIDE, 1.0, better_words(strip.better), transform=axes.transAxes, va="bottom", fontsize=SMALL_SIZE,
            color=SOFT_INK, style="italic",
        )  # fmt: skip
    for height, row in enumerate(strip.rows):
        draw_row(axes, row, height)
        say_beside(axes, height, row.said, row.sure)


def row_height(labels: Sequence[str]) -> float:
    """Inches that a row takes."""
    return TALL_ROW if any(len(label) > LABEL_WRAP for label in labels) else ROW


def strips_height(strips: Sequence[Strip]) -> float:
    """Inches that strips below one another take."""
    return sum(AROUND + row_height([row.label for row in strip.rows]) * len(strip.rows) for strip in strips)


def draw_strips(figure: Figure, strips: Sequence[Strip]) -> None:
    """Draw strips below one another, each on an axis of its own."""
    heights = [row_height([row.label for row in strip.rows]) * len(strip.rows) for strip in strips]
    for axes, strip in zip(
        figure.subplots(len(strips), 1, squeeze=False, height_ratios=heights).flat, strips, strict=True
    ):
        draw_strip(axes, strip)
