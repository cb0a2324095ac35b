"""Figure: cost and gain of every mix that was tried, the frontier, and winner and runner-up."""

import math
from collections.abc import Mapping

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from sim.report.figures.style import (
    BETTER_TINT,
    INK,
    RULE,
    SMALL_SIZE,
    SOFT_INK,
    Look,
    dress,
    headline,
    legend,
    look,
    new_figure,
)
from sim.report.figures.text import plain
from sim.report.words.mix import finding, gain_unit, mix_words, money
from sim.studies.planning.answer import Answer
from sim.studies.planning.candidates import Candidate, Shares, frontier

HEIGHT = 5.4
DOT = 5.0  # points
MARK = 10.0
SMALL_MARK = 8.0
MARGIN = 0.06  # of the span, around all that is drawn
ROLES = ("winner", "runner-up")


def span(values: list[float]) -> tuple[float, float]:
    """Axis limits around all values and zero."""
    known = [0.0, *[value for value in values if math.isfinite(value)]]
    low, high = min(known), max(known)
    room = MARGIN * ((high - low) or 1.0)
    return low - room, high + room


def draw_searched(axes: Axes, answer: Answer, colours: Mapping[Shares, str]) -> None:
    """Draw all mixes of the search, those above the budget hollow, and the line of those that no other beats.

    Mixes that were run again have the colour of their mark.
    """
    for one in answer.searched:
        within, colour = one.cost <= answer.budget, colours.get(one.shares, SOFT_INK)
        axes.plot(
            one.cost, one.gain, "o", markersize=DOT, color=colour, markerfacecolor=colour if within else "white",
            zorder=2.0 if colour == SOFT_INK else 2.5,
        )  # fmt: skip
    edge = frontier(answer.searched)
    axes.plot(
        [one.cost for one in edge], [one.gain for one in edge], color=SOFT_INK, linewidth=1.4, drawstyle="steps-post",
        zorder=1.8,
    )  # fmt: skip


def draw_checked(axes: Axes, one: Candidate, style: Look, answer: Answer, size: float) -> None:
    """Draw a mix on new populations, with its intervals of cost and gain."""
    cost, left, right = answer.interval(one.costs)
    gain, low, high = answer.interval(one.gains)
    if math.isfinite(left):
        axes.hlines(gain, left, right, color=style.colour, linewidth=2.0, zorder=3)
        axes.vlines(cost, low, high, color=style.colour, linewidth=2.0, zorder=3)
    axes.plot(
        cost, gain, marker=style.marker, markersize=size, color=style.colour, markeredgecolor="white",
        markeredgewidth=1.2, linestyle="none", zorder=4,
    )  # fmt: skip


def checked(answer: Answer) -> list[tuple[str, Candidate, float]]:
    """What was tested on new populations: name, mix and size of its mark."""
    roles = zip(ROLES, answer.finalists, strict=False)
    marks = [(role, one, MARK) for role, one in roles]
    finalists = {one.shares for one in answer.finalists}
    singles = [one for one in answer.singles.values() if one.shares not in finalists]
    return marks + [(f"only {mix_words(one, answer)}", one, SMALL_MARK) for one in singles]


def mix_frontier(answer: Answer) -> tuple[Figure, str]:
    """Draw gain against cost.

    Args:
        answer: with one finalist or more.

    Returns:
        The figure and its finding in one sentence.
    """
    figure = new_figure(HEIGHT)
    axes = figure.subplots()
    dress(axes, grid="y")
    marks = checked(answer)
    drawn = [*answer.searched, *[one for _, one, _ in marks]]
    ends = [answer.interval(values) for _, one, _ in marks for values in (one.costs, one.gains)]
    left, right = span([*[one.cost for one in drawn], *[end for pair in ends[::2] for end in pair], answer.budget])
    axes.set_xlim(left, right)
    axes.set_ylim(*span([*[one.gain for one in drawn], *[end for pair in ends[1::2] for end in pair]]))
    axes.axvspan(left, answer.budget, color=BETTER_TINT, linewidth=0, zorder=0)
    axes.axvline(answer.budget, color=INK, linewidth=1.3, linestyle=(0, (5, 2)), zorder=1.6)
    side = -1.0 if answer.budget > (left + right) / 2.0 else 1.0  # the label stands where there is more room
    axes.annotate(
        plain(f"budget: {money(answer.budget, answer)}"), (answer.budget, 1.0), xycoords=axes.get_xaxis_transform(),
        xytext=(5.0 * side, -3.0), textcoords="offset points", va="top",
        ha="left" if side > 0.0 else "right", fontsize=SMALL_SIZE, color=INK,
    )  # fmt: skip
    axes.axhline(0.0, color=RULE, linewidth=1.4, zorder=1.5)
    axes.axvline(0.0, color=RULE, linewidth=1.4, zorder=1.5)
    draw_searched(axes, answer, {one.shares: look(number).colour for number, (_, one, _) in enumerate(marks)})
    for number, (_, one, size) in enumerate(marks):
        draw_checked(axes, one, look(number), answer, size)
    axes.set_xlabel(plain(f"extra cost per person and year ({answer.currency})"))
    axes.set_ylabel(plain(gain_unit(answer), 44))
    handles = [
        Line2D(
            [], [], color=look(number).colour, marker=look(number).marker, markersize=size, markeredgecolor="white",
            linewidth=2.0, label=name,
        )
        for number, (name, _, size) in enumerate(marks)
    ]  # fmt: skip
    mixes = "; ".join(f"{role}: {mix_words(one, answer)}" for role, one, _ in marks[: len(answer.finalists)])
    legend(
        figure,
        handles,
        f"{mixes[:1].upper()}{mixes[1:]}. "
        "Large marks: on new populations, with 95 % intervals. Small dots: all mixes of the search, on its own people, "
        "hollow above the budget, in colour if tested again; steps: those that gain more than every cheaper one. Tint: "
        "within the budget.",
    )
    described = finding(answer)
    headline(figure, described)
    return figure, described
