"""Figure: how likely each strategy is to be the best choice, depending on what one unit of effect is worth."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from sim.economics.acceptability import Optimum, acceptability, acceptability_frontier, value_of_perfect_information
from sim.economics.samples import FEWEST_SAMPLES, Samples, checked, checked_threshold
from sim.report.figures.margin import Name, name_beside
from sim.report.figures.style import (
    BASELINE_LOOK,
    PAPER,
    RULE,
    SMALL_SIZE,
    SOFT_INK,
    Look,
    dress,
    headline,
    look,
    money_unit,
    new_figure,
    note,
)
from sim.report.figures.text import plain
from sim.report.words.choice import at_words, quoted
from sim.report.words.findings import NOTHING_TO_COMPARE
from sim.report.words.money import Terms, amount_words, threshold_words
from sim.report.words.quantities import odds_words

HEIGHT = 4.8  # inches
AROUND = 0.75  # inches of it that the axis below takes
GRID_POINTS = 201  # thresholds at which the curves are drawn
REACH = 2.0  # length of the axis, in multiples of the threshold
PERCENT = 100.0
TICKS = range(0, 101, 20)  # %
HEADROOM = 1.08  # above 100 %, for the words at the threshold
MARKS = 6  # markers on a line
FRONTIER_WIDTH = 9.0  # points
LATE = 0.6  # a threshold after this share of the axis has its words on the left
ALL_SAME = "All strategies are equally good choices in every sample."


def thresholds_up_to(threshold: float) -> npt.NDArray[np.float64]:
    """Thresholds from 0 to twice the one of interest (to 1 where that is 0), that one included."""
    return np.linspace(0.0, REACH * threshold or 1.0, GRID_POINTS)


def looks_of(count: int, baseline: int) -> list[Look]:
    """The look of each strategy: the baseline's own, and the others' in their order."""
    others = [index for index in range(count) if index != baseline]
    return [BASELINE_LOOK if index == baseline else look(others.index(index)) for index in range(count)]


def switches(samples: Samples, grid: npt.NDArray[np.float64], optimum: Optimum) -> list[tuple[str, float]]:
    """The best choices along the axis, each with the threshold from which on it is the best."""
    names, starts = [samples.names[optimum.best[0]]], [0.0]
    for place in np.flatnonzero(np.diff(optimum.best)):
        one, other = optimum.best[place], optimum.best[place + 1]
        dearer = float((samples.costs[other] - samples.costs[one]).mean())
        gain = float((samples.effects[other] - samples.effects[one]).mean())
        crossing = dearer / gain if gain != 0.0 else float(grid[place + 1])
        names.append(samples.names[other])
        starts.append(min(max(crossing, float(grid[place])), float(grid[place + 1])))
    return list(zip(names, starts, strict=True))


def finding_of(samples: Samples, threshold: float, terms: Terms) -> str:
    """One sentence: the best choice at the threshold, how likely it is right, and where another would be better."""
    if len(samples.names) == 1:
        return NOTHING_TO_COMPARE
    if (np.ptp(samples.costs, axis=0) == 0.0).all() and (np.ptp(samples.effects, axis=0) == 0.0).all():
        return ALL_SAME
    at = acceptability_frontier(samples, threshold)
    best = quoted(samples.names[at.best[0]])
    lead = f"{at_words(threshold, terms)} the best choice is {best}"
    if samples.size == 1:
        return f"{lead} in this single sample. More samples are needed to distinguish this from chance."
    odds = odds_words(float(at.share[0]), samples.size).replace(" in ", " of ")
    words = f"{lead}, and it is the right one in {odds} samples"
    grid = thresholds_up_to(threshold)
    steps = switches(samples, grid, acceptability_frontier(samples, grid))
    before = [start for _, start in steps if 0.0 < start <= threshold]
    after = [(name, start) for name, start in steps if start > threshold]
    if before:
        earlier = next(name for name, start in reversed(steps) if start < before[-1])
        words += f"; below {amount_words(before[-1], terms)} it would be {quoted(earlier)}"
    if after:
        words += f"; above {amount_words(after[0][1], terms)} it would be {quoted(after[0][0])}"
    return f"{words}."


def reading(samples: Samples, threshold: float, terms: Terms) -> str:
    """How to read the lines, and the value of perfect information."""
    worth = value_of_perfect_information(samples, threshold)
    few = f" Only {samples.size} samples: shares are coarse." if 1 < samples.size < FEWEST_SAMPLES else ""
    few = " One sample: shares can only be 0 or 100 %." if samples.size == 1 else few
    return (
        "Lines: share of samples in which a strategy has the largest net benefit. Broad grey line: the best choice on "
        f"average.{few} Resolving all uncertainty in the samples would be worth "
        f"{amount_words(worth, terms)} {terms.per} at the threshold. {terms.uncertainty}"
    )


def draw_frontier(axes: Axes, grid: npt.NDArray[np.float64], optimum: Optimum) -> None:
    """Draw the acceptability frontier as a broad pale line, broken where the best choice changes."""
    for part in np.split(np.arange(len(grid)), np.flatnonzero(np.diff(optimum.best)) + 1):
        axes.plot(
            grid[part], PERCENT * optimum.share[part], color=RULE, linewidth=FRONTIER_WIDTH, solid_capstyle="round",
            zorder=1.2,
        )  # fmt: skip


def draw_threshold(axes: Axes, threshold: float, last: float, terms: Terms) -> None:
    """Draw the threshold of interest, with its name."""
    late = threshold > last * LATE
    axes.axvline(threshold, color=SOFT_INK, linewidth=1.1, linestyle=(0, (1, 1.5)), zorder=1.1)
    axes.annotate(
        plain(f"threshold: {threshold_words(threshold, terms)}"), (threshold, 1.0),
        xycoords=axes.get_xaxis_transform(), xytext=(-4 if late else 4, -2),
        textcoords="offset points", ha="right" if late else "left", va="top", fontsize=SMALL_SIZE, color=SOFT_INK,
        bbox={"facecolor": PAPER, "edgecolor": "none", "pad": 0.8, "alpha": 0.85},
    )  # fmt: skip


def acceptability_curve(
    names: Sequence[str],
    costs: npt.ArrayLike,
    effects: npt.ArrayLike,
    threshold: float,
    terms: Terms,
    baseline: int = 0,
) -> tuple[Figure, str]:
    """Draw the acceptability curves of all strategies, with the frontier of the best choices behind them.

    Args:
        names: one title per strategy, no two alike.
        costs: (strategies, samples), in the currency of the terms.
        effects: (strategies, samples), larger is better.
        threshold: what one unit of effect is worth, 0 or more; the axis runs to twice as much.
        terms: words for money, effects and what uncertainty the samples hold.
        baseline: number of the strategy that is drawn as the baseline.

    Returns:
        The figure and its finding in one sentence.

    Raises:
        ValueError: names, shapes, values (NaN included) or threshold cannot be used.
        IndexError: there is no such baseline.
    """
    samples, worth = checked(names, costs, effects), checked_threshold(threshold)
    if not 0 <= baseline < len(samples.names):
        raise IndexError(f"There is no strategy {baseline} among {len(samples.names)}.")
    finding = finding_of(samples, worth, terms)
    grid, styles = thresholds_up_to(worth), looks_of(len(samples.names), baseline)
    figure = new_figure(HEIGHT)
    axes = figure.subplots()
    dress(axes, grid="y")
    draw_frontier(axes, grid, acceptability_frontier(samples, grid))
    draw_threshold(axes, worth, float(grid[-1]), terms)
    every = len(grid) // MARKS
    all_shares = acceptability(samples, grid)
    for number, (shares, style) in enumerate(zip(all_shares, styles, strict=True)):
        axes.plot(
            grid, PERCENT * shares, color=style.colour, linestyle=style.dashes, linewidth=2.0, marker=style.marker,
            markersize=5.5, markeredgecolor="white", markeredgewidth=0.6, zorder=2, clip_on=False,
            markevery=(number * every // len(styles), every) if style.marker else None,
        )  # fmt: skip
    axes.set_xlim(0.0, float(grid[-1]))
    axes.set_ylim(0.0, PERCENT * HEADROOM)
    axes.set_yticks(TICKS)
    axes.set_xlabel(plain(f"what one {terms.one_effect} is worth ({money_unit(axes.xaxis, terms.currency)})"))
    axes.set_ylabel("the best choice, % of samples")
    last = [PERCENT * float(shares[-1]) for shares in all_shares]
    named = [
        Name(name, float(grid[-1]), up, style.colour)
        for name, up, style in zip(samples.names, last, styles, strict=True)
    ]
    name_beside(axes, named, HEIGHT - AROUND)
    note(figure, reading(samples, worth, terms))
    headline(figure, finding)
    return figure, finding
