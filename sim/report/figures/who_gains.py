"""Figure: weeks of illness averted in every deprivation fifth, sex and age band, one panel per scenario."""

import math
from collections.abc import Sequence
from typing import NamedTuple

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from sim.outcomes.groups import AGE_GROUPS, DEPRIVATION_GROUPS, SEX_GROUPS
from sim.outcomes.rates import group_names
from sim.report.figures.points import draw_effect, limits
from sim.report.figures.style import (
    BETTER_TINT,
    INK,
    TEXT_SIZE,
    TITLE_LENGTH,
    WIDTH,
    Look,
    balanced,
    dress,
    empty,
    headline,
    looks,
    new_figure,
    note,
    panel_title,
    rows_labelled,
)
from sim.report.words.certainty import is_settled
from sim.report.words.comparison import Comparison, title_of, whole
from sim.report.words.fairness import Gain, finding_of, gains, group_label, scenarios_of
from sim.report.words.quantities import FEWEST_REPLICATES, shortened
from sim.studies.comparison.fairness import EVERYBODY

COLUMNS = 4  # policies side by side, at the most
LABEL_INCHES = 2.2  # that the names of groups take
ROW_HEIGHT = 0.27  # inches
PANEL_HEIGHT = 1.0  # further inches that a panel takes its rows
SPACE = 0.5  # rows left free before a heading
LABEL_WRAP = 24  # characters
GAP = 0.2  # inches between panels


class Row(NamedTuple):
    """A row of every panel: a heading, or a group."""

    height: float
    label: str
    group: str  # "" for a heading


def rows() -> list[Row]:
    """Everybody, then the groups under their headings, from the top down."""
    names = group_names()
    blocks = {
        "By deprivation": names[DEPRIVATION_GROUPS:],
        "By sex": names[SEX_GROUPS:AGE_GROUPS],
        "By age": names[AGE_GROUPS:DEPRIVATION_GROUPS],
    }
    found = [Row(0.0, "Everybody", EVERYBODY)]
    for heading, groups in blocks.items():
        found.append(Row(found[-1].height + 1.0 + SPACE, heading, ""))
        for group in groups:
            found.append(Row(found[-1].height + 1.0, group_label(group), group))
    return found


def draw_panel(
    axes: Axes, found: Sequence[Gain], title: str, style: Look, span: tuple[float, float], inches: float, settled: bool
) -> None:
    """Draw one scenario: a point and an interval a group, around a line at zero and one at everybody's mean."""
    dress(axes, grid="x")
    panel_title(axes, shortened(title, TITLE_LENGTH), inches)
    axes.set_xlim(*span)
    everything = rows()
    axes.set_ylim(everything[-1].height + 0.7, -0.7)
    labels = [row.label for row in everything]
    rows_labelled(axes, [row.height for row in everything], labels, LABEL_WRAP, TEXT_SIZE)
    for label, row in zip(axes.get_yticklabels(), everything, strict=False):  # inner panels have none
        label.set_fontweight("normal" if row.group and row.group != EVERYBODY else "bold")
    axes.set_xlabel("weeks of illness averted\nper 1,000 people\n(better \N{RIGHTWARDS ARROW})")
    axes.axvspan(0.0, span[1], color=BETTER_TINT, linewidth=0, zorder=0)
    axes.axvline(0.0, color=INK, linewidth=1.2, zorder=1.5)
    effects = {gain.group: gain.effect for gain in found}
    if EVERYBODY in effects and math.isfinite(effects[EVERYBODY].difference):
        axes.axvline(
            effects[EVERYBODY].difference, color=style.colour, linewidth=1.2, linestyle=(0, (1, 1.5)), zorder=1.4
        )
    for row in everything:
        if row.group in effects:
            draw_effect(axes, effects[row.group], row.height, style, settled)


def reading(replicates: int) -> str:
    """How to read points, lines and tint."""
    if replicates < FEWEST_REPLICATES:
        intervals = "one replicate: no intervals are possible"
    else:
        intervals = "lines: 95 % intervals; hollow points: no clear difference, or too few populations"
    gap = "Deprivation gap: most minus least deprived fifth."
    return f"Points: differences from the baseline over the whole run; {intervals}. Dotted: everybody. {gap}"


def who_gains(comparison: Comparison) -> tuple[Figure, str]:
    """Draw who gains: one panel per scenario, one row per group, all on one scale.

    Returns:
        The figure and its finding in one sentence or two.
    """
    finding = finding_of(comparison)
    everyone = {name: gains(comparison, name) for name in scenarios_of(comparison)}
    styles = looks(list(everyone))
    span = limits([gain.effect for found in everyone.values() for gain in found])
    settled = is_settled(whole(comparison.settings, "replicates"))
    panel_rows, columns = balanced(len(everyone), COLUMNS)
    figure = new_figure(panel_rows * (PANEL_HEIGHT + ROW_HEIGHT * (rows()[-1].height + 1.4)))
    grid = figure.subplots(panel_rows, columns, squeeze=False, sharey=True)
    for axes in grid.flat[len(everyone) :]:
        axes.set_axis_off()
    for axes, (name, found) in zip(grid.flat, everyone.items(), strict=False):
        inches = (WIDTH - LABEL_INCHES) / columns - GAP
        draw_panel(axes, found, title_of(comparison.titles, name), styles[name], span, inches, settled)
    if not everyone:
        empty(grid[0, 0], "no differences to show")
    note(figure, reading(whole(comparison.settings, "replicates")))
    headline(figure, finding)
    return figure, finding
