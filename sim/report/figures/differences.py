"""Figure: the difference every scenario makes to every outcome, as points with intervals."""

import math
from collections.abc import Sequence

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from sim.report.figures.style import (
    BETTER_TINT,
    INK,
    SMALL_SIZE,
    SOFT_INK,
    TEXT_SIZE,
    UNITS,
    Look,
    dress,
    empty,
    headline,
    look,
    looks,
    new_figure,
    note,
    panel_title,
    rows_labelled,
)
from sim.report.words.comparison import Comparison, policies, whole
from sim.report.words.effects import Effect
from sim.report.words.findings import compared, of_outcome
from sim.report.words.outcome_rows import AVERTED, OutcomeRow, outcome_rows, outcomes_of
from sim.report.words.quantities import FEWEST_REPLICATES, population_words, shortened

COLUMNS = 2
ROW_HEIGHT = 0.3  # inches a scenario takes in a panel
WRAPPED_HEIGHT = 0.4  # the same where titles take two lines
PANEL_INCHES = 4.1
LABEL_WRAP = 28  # characters
PANEL_HEIGHT = 0.95  # further inches that a panel takes
MARGIN = 0.12  # of the span, on either side
LABEL_LENGTH = 50  # characters of a title that are shown


def axis_label(row: OutcomeRow) -> str:
    """Unit and good direction in words."""
    unit = UNITS.get(row.effect.unit, row.effect.unit) or "difference"
    if row.effect.better == "higher":
        return f"{unit}    (better \N{RIGHTWARDS ARROW})"
    return f"(\N{LEFTWARDS ARROW} better)    {unit}" if row.effect.better == "lower" else unit


def limits(effects: Sequence[Effect]) -> tuple[float, float]:
    """Axis limits that hold zero, all points and all intervals."""
    numbers = [0.0]
    for effect in effects:
        numbers += [x for x in (effect.difference, effect.low, effect.high) if math.isfinite(x)]
    low, high = min(numbers), max(numbers)
    span = (high - low) or 1.0
    return low - MARGIN * span, high + MARGIN * span


def draw_effect(axes: Axes, effect: Effect, height: float, style: Look) -> None:
    """Draw one effect: its point, hollow where it is not clear, and its interval."""
    if not effect.known:
        axes.text(0.0, height, "  not known", va="center", ha="left", fontsize=SMALL_SIZE, color=SOFT_INK)
        return
    if effect.has_interval:
        axes.hlines(height, effect.low, effect.high, color=style.colour, linewidth=2.4)
        axes.plot([effect.low, effect.high], [height, height], "|", color=style.colour, markersize=8, markeredgewidth=2)
    axes.plot(
        effect.difference, height, marker=style.marker, color=style.colour, markersize=8, linestyle="none",
        markerfacecolor=style.colour if effect.clear else "white", markeredgewidth=1.8, clip_on=False,
    )  # fmt: skip


def draw_panel(axes: Axes, rows: Sequence[OutcomeRow], scenarios: Sequence[str], named: bool) -> None:
    """Draw one outcome: one row per scenario, around a line at zero."""
    dress(axes, grid="x")
    first, styles = rows[0], looks(scenarios)
    panel_title(axes, first.label, PANEL_INCHES)
    low, high = limits([row.effect for row in rows])
    axes.set_xlim(low, high)
    axes.set_ylim(len(scenarios) - 0.4, -0.6)
    if first.effect.better:
        good = (0.0, high) if first.effect.better == "higher" else (low, 0.0)
        axes.axvspan(*good, color=BETTER_TINT, linewidth=0, zorder=0)
    axes.axvline(0.0, color=INK, linewidth=1.2, zorder=1.5)
    titles = {row.effect.scenario: row.effect.title for row in rows}
    for row in rows:
        draw_effect(axes, row.effect, scenarios.index(row.effect.scenario), styles.get(row.effect.scenario, look(0)))
    labels = [shortened(titles.get(name, name), LABEL_LENGTH) if named else "" for name in scenarios]
    rows_labelled(axes, range(len(scenarios)), labels, LABEL_WRAP, TEXT_SIZE)
    axes.set_xlabel(axis_label(first))


def finding_of(comparison: Comparison, rows: Sequence[OutcomeRow]) -> str:
    """The finding: weeks of illness averted, in the represented population."""
    population = population_words(whole(comparison.settings, "represented_population"))
    return compared(
        of_outcome(rows, AVERTED),
        f"weeks of illness per {population}",
        verbs=("reduces", "increases"),
        noun=f"weeks of illness averted per {population}",
    )


def reading(replicates: int) -> str:
    """How to read points, lines and tint."""
    if replicates < FEWEST_REPLICATES:
        intervals = "one replicate: no intervals are possible"
    else:
        intervals = "lines: 95 % intervals; hollow points: no clear difference"
    return f"Points: differences from the baseline; {intervals}. Tint: the better side of zero."


def differences(comparison: Comparison) -> tuple[Figure, str]:
    """Draw the differences from the baseline: one panel an outcome, one row per scenario.

    Returns:
        The figure and its finding in one sentence.
    """
    rows = outcome_rows(comparison.summary, comparison.titles, comparison.settings)
    finding = finding_of(comparison, rows)
    outcomes = outcomes_of(rows)
    present = {row.effect.scenario for row in rows}
    scenarios = [name for name in policies(comparison) if name in present]
    scenarios += sorted(present - set(scenarios))
    panel_rows = max(-(-len(outcomes) // COLUMNS), 1)
    wraps = any(len(row.effect.title) > LABEL_WRAP for row in rows)
    row_height = WRAPPED_HEIGHT if wraps else ROW_HEIGHT
    figure = new_figure(panel_rows * (PANEL_HEIGHT + row_height * max(len(scenarios), 1)) + 0.3)
    grid = figure.subplots(panel_rows, COLUMNS, squeeze=False)
    for index, axes in enumerate(grid.flat):
        if index < len(outcomes):
            of_panel = [row for row in rows if row.outcome == outcomes[index]]
            draw_panel(axes, of_panel, scenarios, named=index % COLUMNS == 0)
        else:
            axes.set_axis_off()
    if not outcomes:
        empty(grid[0, 0], "no differences to show")
    note(figure, reading(whole(comparison.settings, "replicates")))
    headline(figure, finding)
    return figure, finding
