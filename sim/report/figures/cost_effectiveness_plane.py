"""Figure: what each strategy costs and gains beside the baseline, sample by sample, on the cost-effectiveness plane."""

import math
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patheffects import withStroke

from sim.economics.samples import FEWEST_SAMPLES, LEVEL, checked, checked_threshold
from sim.report.figures.margin import Name, name_beside
from sim.report.figures.style import (
    BETTER_TINT,
    INK,
    PAPER,
    SMALL_SIZE,
    SOFT_INK,
    Look,
    dress,
    empty,
    headline,
    look,
    money_unit,
    new_figure,
    note,
)
from sim.report.figures.text import plain
from sim.report.words.choice import Choice, choices, worth_finding
from sim.report.words.money import Terms, threshold_words

HEIGHT = 5.6  # inches
AROUND = 0.75  # inches of it that the axis below takes
MOST_DOTS = 1200  # drawn of a strategy; more would be a blot
DOT_AREA, DOT_ALPHA = 9.0, 0.25  # square points, and opacity
FEW_AREA, FEW_ALPHA = 22.0, 0.6  # the same where dots are too few for an outline
MEAN_SIZE = 10.0  # points
MARGIN = 0.12  # of the span, around all samples
LEAST_SIDE = 0.22  # of the span: every quadrant has room for its words
HALO = 2.5  # points of paper around words
ELLIPSE_POINTS = 181
CORNERS = (  # of the panel, in shares of its width and height, and the words there
    (0.012, 0.985, "left", "top", "costs more,\nless health gained"),
    (0.988, 0.985, "right", "top", "costs more,\nmore health gained"),
    (0.012, 0.015, "left", "bottom", "saves money,\nless health gained"),
    (0.988, 0.015, "right", "bottom", "saves money,\nmore health gained"),
)


def reach(values: Sequence[npt.NDArray[np.float64]]) -> tuple[float, float]:
    """The smallest and the largest of all samples and zero."""
    joined = np.concatenate([np.zeros(1), *values])
    return float(joined.min()), float(joined.max())


def limits(low: float, high: float, fallback: float) -> tuple[float, float]:
    """Axis limits around a range that holds zero, with room on either side of zero.

    Args:
        low: smallest value, 0 or less.
        high: largest value, 0 or more.
        fallback: the span to show where all values are zero.
    """
    span = (high - low) or fallback or 1.0
    low, high = low - MARGIN * span, high + MARGIN * span
    side = LEAST_SIDE * (high - low) / (1.0 - LEAST_SIDE)
    return min(low, -side), max(high, side)


def ellipse(across: npt.NDArray[np.float64], up: npt.NDArray[np.float64]) -> npt.NDArray[np.float64] | None:
    """The ellipse with the shape of a cloud that holds 95 % of its samples.

    Its axes are those of the covariance. Its size is taken from the samples and not from the normal distribution.

    Args:
        across: horizontal places (samples).
        up: vertical places (samples).

    Returns:
        Points on the ellipse (2, points); None with too few samples, or where they lie on one line.
    """
    if len(across) < FEWEST_SAMPLES or across.std() == 0.0 or up.std() == 0.0:
        return None
    middle, scale = np.array([[across.mean()], [up.mean()]]), np.array([[across.std()], [up.std()]])
    places = (np.stack([across, up]) - middle) / scale
    spread, axes = np.linalg.eigh(np.cov(places))
    if spread[0] <= np.finfo(np.float64).eps * spread[1] * len(across):
        return None
    root = axes * np.sqrt(spread)
    radius = float(np.quantile(np.linalg.norm(np.linalg.solve(root, places), axis=0), LEVEL))
    turn = np.linspace(0.0, 2.0 * math.pi, ELLIPSE_POINTS)
    return np.asarray(middle + scale * (root @ (radius * np.stack([np.cos(turn), np.sin(turn)]))), np.float64)


def draw_cloud(axes: Axes, choice: Choice, style: Look) -> bool:
    """Draw the samples of one strategy, the ellipse that holds 95 % of them, and their mean; return whether there is an
    ellipse.
    """
    every = -(-len(choice.cost) // MOST_DOTS)
    area, alpha = (DOT_AREA, DOT_ALPHA) if len(choice.cost) >= FEWEST_SAMPLES else (FEW_AREA, FEW_ALPHA)
    if len(choice.cost) > 1:
        axes.scatter(
            choice.effect[::every], choice.cost[::every], s=area, color=style.colour, alpha=alpha, linewidths=0,
            zorder=2,
        )  # fmt: skip
    outline = ellipse(choice.effect, choice.cost)
    if outline is not None:
        axes.plot(*outline, color=style.colour, linestyle=style.dashes, linewidth=1.8, zorder=3)
    axes.plot(
        choice.effect.mean(), choice.cost.mean(), marker=style.marker, markersize=MEAN_SIZE, color=style.colour,
        markeredgecolor="white", markeredgewidth=1.2, linestyle="none", zorder=4, clip_on=False,
    )  # fmt: skip
    return outline is not None


def draw_threshold(axes: Axes, threshold: float) -> None:
    """Draw the line on which a gain costs just what it is worth, and tint the side on which it costs less."""
    left, right = axes.get_xlim()
    bottom, top = axes.get_ylim()
    across = np.array([left, right])
    axes.fill_between(
        across, np.minimum(bottom, threshold * across), threshold * across, color=BETTER_TINT, linewidth=0, zorder=0
    )
    axes.plot(across, threshold * across, color=INK, linewidth=1.3, linestyle=(0, (5, 2)), zorder=1.6)
    axes.set_xlim(left, right)
    axes.set_ylim(bottom, top)


def draw_frame(axes: Axes, terms: Terms) -> None:
    """Draw the axes through the baseline, and say what each quadrant means."""
    axes.axhline(0.0, color=SOFT_INK, linewidth=1.0, zorder=1.5)
    axes.axvline(0.0, color=SOFT_INK, linewidth=1.0, zorder=1.5)
    axes.plot(0.0, 0.0, marker="o", markersize=7, color=INK, linestyle="none", zorder=3.5)
    for across, up, side, end, words in CORNERS:
        axes.text(
            across, up, words, transform=axes.transAxes, ha=side, va=end, fontsize=SMALL_SIZE, color=SOFT_INK,
            style="italic", path_effects=[withStroke(linewidth=HALO, foreground=PAPER, alpha=0.8)], zorder=5,
        )  # fmt: skip
    axes.set_xlabel(plain(f"{terms.effect} {terms.gained} {terms.per}, beside the baseline"))
    axes.set_ylabel(plain(f"additional cost {terms.per} ({money_unit(axes.yaxis, terms.currency)})"))


def reading(samples: int, outlined: bool, terms: Terms) -> str:
    """How to read dots, ellipses, line and tint."""
    shown = "samples" if samples <= MOST_DOTS else "some of the samples"
    dots = f"Large marks: means over all samples; small dots: {shown}"
    if outlined:
        dots += "; outlines: hold 95 % of the samples"
    elif samples == 1:
        dots = "One sample: no outlines are possible"
    elif samples < FEWEST_SAMPLES:
        dots += "; too few for outlines that hold 95 % of them"
    return f"{dots}. Tint: worth the cost at the threshold. {terms.uncertainty}"


def names_of(axes: Axes, baseline: str, rivals: Sequence[Choice], threshold: float, words: str) -> list[Name]:
    """What is named beside the panel: the policies at their means, the baseline at zero, the line of the threshold."""
    right, top = axes.get_xlim()[1], axes.get_ylim()[1]
    named = [
        Name(rival.name, float(rival.effect.mean()), float(rival.cost.mean()), look(number).colour)
        for number, rival in enumerate(rivals)
    ]
    end = (right, threshold * right) if threshold * right <= top else (top / threshold, top)
    return [*named, Name(baseline, 0.0, 0.0, INK), Name(f"Line: {words}", *end, SOFT_INK)]


def cost_effectiveness_plane(
    names: Sequence[str],
    costs: npt.ArrayLike,
    effects: npt.ArrayLike,
    threshold: float,
    terms: Terms,
    baseline: int = 0,
) -> tuple[Figure, str]:
    """Draw the cost-effectiveness plane.

    Args:
        names: one title per strategy, no two alike.
        costs: (strategies, samples), in the currency of the terms.
        effects: (strategies, samples), larger is better.
        threshold: what one unit of effect is worth, 0 or more.
        terms: words for money, effects and what uncertainty the samples hold.
        baseline: number of the strategy that the others are compared with.

    Returns:
        The figure and its finding in one sentence.

    Raises:
        ValueError: names, shapes, values (NaN included) or threshold cannot be used.
        IndexError: there is no such baseline.
    """
    samples, worth = checked(names, costs, effects), checked_threshold(threshold)
    if not 0 <= baseline < len(samples.names):
        raise IndexError(f"There is no strategy {baseline} among {len(samples.names)}.")
    finding = worth_finding(samples, baseline, worth, terms)
    rivals = choices(samples, baseline, worth)
    figure = new_figure(HEIGHT)
    axes = figure.subplots()
    dress(axes, grid="y")
    gained, spent = reach([rival.effect for rival in rivals]), reach([rival.cost for rival in rivals])
    axes.set_xlim(*limits(*gained, fallback=(spent[1] - spent[0]) / worth if worth else 0.0))
    axes.set_ylim(*limits(*spent, fallback=worth * ((gained[1] - gained[0]) or 1.0)))
    draw_threshold(axes, worth)
    draw_frame(axes, terms)
    outlined = [draw_cloud(axes, rival, look(number)) for number, rival in enumerate(rivals)]
    if not rivals:
        empty(axes, "no other strategy to show")
    names_there = names_of(axes, samples.names[baseline], rivals, worth, threshold_words(worth, terms))
    name_beside(axes, names_there, HEIGHT - AROUND)
    note(figure, reading(samples.size, any(outlined), terms))
    headline(figure, finding)
    return figure, finding
