"""Figure: how the difference from the baseline develops, week by week: a fan over simulated populations a policy."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from sim.outcomes.catalogue import WEEKLY
from sim.people.state import WEEKS_PER_YEAR
from sim.report.figures.style import (
    BETTER_TINT,
    INK,
    PAPER,
    SMALL_SIZE,
    SOFT_INK,
    TEXT_SIZE,
    TITLE_SIZE,
    WIDTH,
    Look,
    dress,
    empty,
    headline,
    looks,
    new_figure,
    note,
    panel_title,
)
from sim.report.figures.text import wrapped
from sim.report.words.comparison import Comparison, baseline_of, policies, title_of, whole
from sim.report.words.findings import compared, of_outcome, rule_of
from sim.report.words.outcome_rows import outcome_rows
from sim.report.words.quantities import FEWEST_REPLICATES, difference_unit, readable, shortened
from sim.studies.runs.statistics import MIDDLE95

PANELS = {
    "phq9_cases": "Depression: PHQ-9 of 10 or more",
    "gad7_cases": "Anxiety: GAD-7 of 10 or more",
    "pcl5_cases": "Post-traumatic stress: PCL-5 of 33 or more",
    "self_efficacy": "Self-efficacy (GSE)",
    "public_stigma": "Public stigma",
    "waiting": "Waiting for treatment",
}
"""What is drawn, and how a panel is called."""

COLUMNS = 4  # policies side by side; more go below
ALONE_COLUMNS = 2  # outcomes side by side where there is one policy
HEIGHT, ALONE_HEIGHT = 1.25, 2.0  # inches of a panel
HEADER = 0.22  # inches a line above panels takes
BELOW = 0.07  # further inches between rows
LABEL_INCHES = 0.75  # of numbers and gaps beside a panel
NAME_LENGTH = 50  # characters
MIDDLE50 = (0.25, 0.75)
SMOOTH = 13  # weeks of the moving mean, a quarter
LATE = 0.6  # a start after this share of the run has its words on the left
LEAST_SPAN = {"SD": 0.02, "% of people": 0.05, "points": 0.02}  # of an axis, so that noise does not look like news


def weekly(series: pd.DataFrame, outcome: str, scenario: str) -> pd.DataFrame:
    """One outcome of one scenario: one row per week, a column per replicate."""
    chosen = series[(series["outcome"] == outcome) & (series["scenario"] == scenario)]
    return chosen.pivot_table(index="week", columns="replicate", values="value", aggfunc="mean").sort_index()


def smoothed(difference: pd.DataFrame, start: int) -> pd.DataFrame:
    """A moving mean over a quarter; nothing of what a policy does is smeared over the weeks before it.

    Args:
        difference: from the baseline (weeks by replicates).
        start: first week in which there can be a difference.
    """
    after = difference.loc[difference.index >= start].rolling(SMOOTH, center=True, min_periods=1).mean()
    return pd.concat([difference.loc[difference.index < start], after])


def difference_of(comparison: Comparison, outcome: str, scenario: str) -> pd.DataFrame:
    """The smoothed difference from the baseline: one row per week, a column per replicate."""
    mine, before = (weekly(comparison.series, outcome, name) for name in (scenario, baseline_of(comparison)))
    if mine.empty or before.empty:
        return pd.DataFrame()
    return smoothed(mine - before, comparison.starts.get(scenario) or 0)


def level_words(comparison: Comparison, outcome: str) -> str:
    """The level in the last year: "without a new policy 7.3 % of people"."""
    table = weekly(comparison.series, outcome, baseline_of(comparison)).tail(WEEKS_PER_YEAR)
    unit = WEEKLY[outcome].unit
    if table.empty:
        return ""
    return f" (without a new policy {readable(float(np.nanmean(table.to_numpy(dtype=np.float64))), unit)})"


def draw_fan(axes: Axes, table: pd.DataFrame, look: Look) -> None:
    """Draw the middle 95 % and 50 % of the simulated populations, and their mean."""
    years = table.index.to_numpy(dtype=np.float64) / WEEKS_PER_YEAR
    if table.shape[1] >= FEWEST_REPLICATES:
        for ends, alpha in ((MIDDLE95, 0.16), (MIDDLE50, 0.3)):
            low, high = (table.quantile(share, axis=1).to_numpy(dtype=np.float64) for share in ends)
            axes.fill_between(years, low, high, color=look.colour, alpha=alpha, linewidth=0, zorder=2)
    mark = "o" if len(years) == 1 else ""  # a lone week is a point
    axes.plot(years, table.mean(axis=1).to_numpy(dtype=np.float64), color=look.colour, lw=2.2, marker=mark, zorder=3)


def draw_panel(axes: Axes, table: pd.DataFrame, look: Look, last_year: float) -> None:
    """Draw one outcome under one policy, around a line at zero."""
    dress(axes, grid="y")
    axes.set_xlim(0, last_year)
    if table.empty:
        empty(axes, "not measured")
        return
    draw_fan(axes, table, look)
    axes.axhline(0.0, color=INK, linewidth=1.1, zorder=2.5)


def finish(row: Sequence[Axes], outcome: str) -> None:
    """Give the panels of a row one axis, and tint its better side."""
    half = LEAST_SPAN.get(WEEKLY[outcome].unit, 0.0) / 2.0
    low = min([-half, *(axes.get_ylim()[0] for axes in row)])
    high = max([half, *(axes.get_ylim()[1] for axes in row)])
    for axes in row:
        axes.set_ylim(low, high)
        good = (0.0, high) if WEEKLY[outcome].better == "higher" else (low, 0.0)
        axes.axhspan(*good, color=BETTER_TINT, linewidth=0, zorder=0)


def mark_start(axes: Axes, start: int | None, last_year: float, said: bool) -> None:
    """Mark the week in which a policy starts to make a difference, in words where there is room for them."""
    year = ((start or 0) - 1) / WEEKS_PER_YEAR
    if start is None or not 0.0 < year <= last_year:
        return
    axes.axvline(year, color=SOFT_INK, linewidth=1.0, linestyle=(0, (1, 1.5)), zorder=1)
    if said:
        late = year > last_year * LATE
        axes.annotate(
            "starts", (year, 1.0), xycoords=axes.get_xaxis_transform(), xytext=(-3 if late else 3, -2),
            textcoords="offset points", ha="right" if late else "left", va="top", fontsize=SMALL_SIZE, color=SOFT_INK,
            bbox={"facecolor": PAPER, "edgecolor": "none", "pad": 0.6, "alpha": 0.8},
        )  # fmt: skip


def outcome_title(comparison: Comparison, outcome: str, inches: float) -> str:
    """The outcome with the unit of its difference and its level without a policy, wrapped."""
    unit = difference_unit(WEEKLY[outcome].unit)
    return wrapped(f"{PANELS[outcome]}, {unit}{level_words(comparison, outcome)}", inches, TEXT_SIZE)


def reading(comparison: Comparison) -> str:
    """How to read the lines and fans."""
    replicates = whole(comparison.settings, "replicates")
    smooth = f"smoothed over {SMOOTH} weeks. Dotted: the week of the first difference. Tint: the better side of zero."
    if replicates < FEWEST_REPLICATES:
        return f"One simulated population: no fans are possible. Lines: differences from no new policy, {smooth}"
    return (
        f"Lines: mean difference from no new policy over {replicates} simulated populations; dark and pale fans hold "
        f"the middle 50 % and 95 % of them, {smooth}"
    )


def blocks(comparison: Comparison) -> list[list[str]]:
    """The policies, as many in a block as stand side by side."""
    names = policies(comparison)
    count = -(-len(names) // COLUMNS)
    size = -(-len(names) // count) if count else 1
    return [names[at : at + size] for at in range(0, len(names), size)]


def draw_alone(figure: Figure, comparison: Comparison, name: str, last_year: float) -> None:
    """Draw the outcomes under the one policy there is."""
    grid = figure.subplots(-(-len(PANELS) // ALONE_COLUMNS), ALONE_COLUMNS, squeeze=False)
    inches = WIDTH / ALONE_COLUMNS - LABEL_INCHES
    for at, (axes, outcome) in enumerate(zip(grid.flat, PANELS, strict=True)):
        draw_panel(axes, difference_of(comparison, outcome, name), looks([name])[name], last_year)
        finish([axes], outcome)
        mark_start(axes, comparison.starts.get(name), last_year, at == 0)
        panel_title(axes, outcome_title(comparison, outcome, inches), inches)
    for axes in grid[-1]:
        axes.set_xlabel("years since the start")


def draw_head(axes: Axes, text: str, size: float, colour: str) -> None:
    """Write a line above panels; it may reach over several, and takes no room from any."""
    axes.set_axis_off()
    axes.text(
        0.0, 0.0, text, transform=axes.transAxes, va="bottom", fontsize=size, fontweight="bold", color=colour,
        linespacing=1.15, in_layout=False,
    )  # fmt: skip


def draw_side_by_side(figure: Figure, comparison: Comparison, last_year: float) -> None:
    """Draw the outcomes below one another and the policies side by side."""
    rows, styles = blocks(comparison), looks(policies(comparison))
    columns = max(len(names) for names in rows)
    inches = WIDTH / columns - LABEL_INCHES
    names = {
        name: wrapped(shortened(title_of(comparison.titles, name), NAME_LENGTH), inches, TITLE_SIZE) for name in styles
    }
    heads = [HEADER * max(names[name].count("\n") + 1 for name in block) for block in rows]
    ratios = [height for head in heads for height in (head, *[HEADER, HEIGHT] * len(PANELS))]
    figure.set_figheight(sum(ratios) + BELOW * len(ratios))
    grid = figure.subplots(len(ratios), columns, squeeze=False, height_ratios=ratios)
    each = len(ratios) // len(rows)
    for at, block in enumerate(rows):
        head, *below = grid[at * each : (at + 1) * each]
        for axes in (axes for row in (head, *below) for axes in row[len(block) :]):
            axes.set_axis_off()
        for axes, name in zip(head, block, strict=False):
            draw_head(axes, names[name], TITLE_SIZE, styles[name].colour)
        for place, outcome in enumerate(PANELS):
            titles, row = below[2 * place], below[2 * place + 1]
            for axes in titles[1:]:
                axes.set_axis_off()
            draw_head(titles[0], outcome_title(comparison, outcome, WIDTH - LABEL_INCHES), TEXT_SIZE, INK)
            for axes, name in zip(row, block, strict=False):
                draw_panel(axes, difference_of(comparison, outcome, name), styles[name], last_year)
                mark_start(axes, comparison.starts.get(name), last_year, place == 0)
                axes.tick_params(labelleft=axes is row[0], labelbottom=row is below[-1])
            finish(row[: len(block)], outcome)
        for axes in below[-1][: len(block)]:
            axes.set_xlabel("years since the start")


def trajectories(comparison: Comparison) -> tuple[Figure, str]:
    """Draw how the differences from the baseline in the main weekly outcomes develop.

    Returns:
        The figure and its finding in one sentence.
    """
    rows = outcome_rows(comparison.summary, comparison.titles, comparison.settings)
    finding = compared(
        of_outcome(rows, "phq9_cases"), "the share of people above the depression cut-off in the last year",
        rule=rule_of(rows, "phq9_cases"),
    )  # fmt: skip
    weeks = comparison.series["week"].max() if len(comparison.series) else 1
    last_year = max(float(weeks), 1.0) / WEEKS_PER_YEAR
    names = policies(comparison)
    figure = new_figure(ALONE_HEIGHT * len(PANELS) / ALONE_COLUMNS)
    if len(names) > 1:
        draw_side_by_side(figure, comparison, last_year)
    elif names:
        draw_alone(figure, comparison, names[0], last_year)
    else:
        axes = figure.subplots()
        axes.set_axis_off()
        empty(axes, "no differences to show")
    note(figure, reading(comparison))
    headline(figure, finding)
    return figure, finding
