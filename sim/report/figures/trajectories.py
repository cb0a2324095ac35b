"""Figure: how the main outcomes develop from week to week, one small panel each."""

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from sim.outcomes.catalogue import WEEKLY
from sim.people.state import WEEKS_PER_YEAR
from sim.report.figures.style import (
    BASELINE_LOOK,
    PAPER,
    SMALL_SIZE,
    SOFT_INK,
    UNITS,
    Look,
    dress,
    empty,
    headline,
    legend,
    looks,
    new_figure,
    panel_title,
)
from sim.report.words.comparison import BASELINE, Comparison, policies, title_of, whole
from sim.report.words.findings import compared, of_outcome
from sim.report.words.outcome_rows import outcome_rows
from sim.report.words.quantities import FEWEST_REPLICATES
from sim.studies.runs.statistics import MIDDLE95

PANELS = ("phq9_cases", "gad7_cases", "pcl5_cases", "self_efficacy", "public_stigma", "waiting")
COLUMNS = 3
HEIGHT = 6.4
PANEL_INCHES = 2.75
BANDED = 4  # with more scenarios only the baseline has a band: more cannot be distinguished
MARKS = 6  # markers on a line
LATE = 0.6  # a start after this share of the run has its words on the left
LEAST_SHARE = 0.1  # an axis spans at least this share of the level, so that noise does not look like news
LEAST_SPAN = {"SD": 0.1}


def weekly(series: pd.DataFrame, outcome: str, scenario: str) -> pd.DataFrame:
    """One outcome of one scenario: one row per week, a column per replicate."""
    chosen = series[(series["outcome"] == outcome) & (series["scenario"] == scenario)]
    return chosen.pivot_table(index="week", columns="replicate", values="value", aggfunc="mean").sort_index()


def draw_band(axes: Axes, table: pd.DataFrame, look: Look) -> None:
    """Draw the band that holds 95 % of the replicates."""
    years = table.index.to_numpy(dtype=np.float64) / WEEKS_PER_YEAR
    if table.shape[1] > 1:
        low, high = (table.quantile(share, axis=1).to_numpy(dtype=np.float64) for share in MIDDLE95)
        axes.fill_between(years, low, high, color=look.colour, alpha=0.13, linewidth=0)


def draw_line(axes: Axes, table: pd.DataFrame, look: Look, name: str) -> None:
    """Draw the mean of the replicates."""
    years = table.index.to_numpy(dtype=np.float64) / WEEKS_PER_YEAR
    every = max(len(years) // MARKS, 1)
    offset = sum(name.encode()) % every  # markers of different scenarios do not hide one another
    single = len(years) == 1  # a lone week is a point: the baseline's is larger, so that it shows behind the others
    axes.plot(
        years,
        table.mean(axis=1).to_numpy(dtype=np.float64),
        color=look.colour,
        linestyle=look.dashes,
        linewidth=2.0,
        marker=look.marker or ("o" if single else ""),
        markersize=5.5 if look.marker else 11,
        markeredgecolor="white",
        markeredgewidth=0.6,
        markevery=(offset, every) if look.marker else None,
        clip_on=not single,
    )


def widen(axes: Axes, unit: str) -> None:
    """Keep an axis from blowing small noise up: it spans a tenth of the level at least."""
    low, high = axes.get_ylim()
    middle = (low + high) / 2
    span = max(high - low, LEAST_SHARE * abs(middle), LEAST_SPAN.get(unit, 0.0))
    if span > high - low:
        axes.set_ylim(middle - span / 2, middle + span / 2)


def start_years(comparison: Comparison, last_year: float) -> list[float]:
    """The moments, in years, at which policies start to make a difference."""
    starts = {start for name in policies(comparison) if (start := comparison.starts.get(name)) is not None}
    return sorted(year for start in starts if 0 <= (year := (start - 1) / WEEKS_PER_YEAR) <= last_year)


def say_starts(axes: Axes, comparison: Comparison, last_year: float) -> None:
    """Say in words what the vertical marks are, at the first of them."""
    years = start_years(comparison, last_year)
    if years:
        late = years[0] > last_year * LATE
        axes.annotate(
            "policies start" if len(policies(comparison)) > 1 else "policy starts", (years[0], 1.0),
            xycoords=axes.get_xaxis_transform(), xytext=(-4 if late else 4, -1), textcoords="offset points",
            ha="right" if late else "left", va="top", fontsize=SMALL_SIZE, color=SOFT_INK,
            bbox={"facecolor": PAPER, "edgecolor": "none", "pad": 0.8, "alpha": 0.85},
        )  # fmt: skip


def reading(comparison: Comparison) -> str:
    """How to read the lines and bands."""
    replicates = whole(comparison.settings, "replicates")
    if replicates < FEWEST_REPLICATES:
        return "One replicate: no bands are possible. The vertical axes do not start at zero."
    band = "bands" if len(policies(comparison)) <= BANDED else "band of the baseline"
    return (
        f"Lines: means over {replicates} replicates; {band}: the range of 95 % of them. "
        "The vertical axes do not start at zero."
    )


def draw_panel(axes: Axes, comparison: Comparison, outcome: str, last_year: float) -> None:
    """Draw one outcome for the baseline and all scenarios."""
    catalogue = WEEKLY[outcome]
    dress(axes, grid="y")
    panel_title(axes, catalogue.title, PANEL_INCHES)
    axes.set_ylabel(UNITS.get(catalogue.unit, catalogue.unit))
    axes.set_xlabel("years since the start")
    axes.set_xlim(0, last_year)
    styles = {BASELINE: BASELINE_LOOK} | looks(policies(comparison))
    tables = {name: weekly(comparison.series, outcome, name) for name in styles}
    drawn = {name: table for name, table in tables.items() if not table.empty}
    for name, table in drawn.items():
        if name == BASELINE or len(drawn) <= BANDED + 1:
            draw_band(axes, table, styles[name])
        draw_line(axes, table, styles[name], name)
    if drawn:
        widen(axes, catalogue.unit)
    else:
        empty(axes, "not measured in this run")
    for year in start_years(comparison, last_year):
        axes.axvline(year, color=SOFT_INK, linewidth=0.9, linestyle=(0, (1, 1.5)), zorder=1)


def handles(comparison: Comparison) -> list[Line2D]:
    """Legend entries: the baseline, then the scenarios."""
    styles = {BASELINE: BASELINE_LOOK} | looks(policies(comparison))
    return [
        Line2D(
            [], [], color=look.colour, linestyle=look.dashes, linewidth=2.0, marker=look.marker, markersize=5.5,
            markeredgecolor="white", label=title_of(comparison.titles, name),
        )
        for name, look in styles.items()
    ]  # fmt: skip


def trajectories(comparison: Comparison) -> tuple[Figure, str]:
    """Draw the main weekly outcomes as small multiples.

    Returns:
        The figure and its finding in one sentence.
    """
    rows = outcome_rows(comparison.summary, comparison.titles, comparison.settings)
    finding = compared(
        of_outcome(rows, "phq9_cases"), "the share of people above the depression cut-off in the last year"
    )
    weeks = comparison.series["week"].max() if len(comparison.series) else 1
    figure = new_figure(HEIGHT)
    grid = figure.subplots(-(-len(PANELS) // COLUMNS), COLUMNS, squeeze=False)
    for axes, outcome in zip(grid.flat, PANELS, strict=True):
        draw_panel(axes, comparison, outcome, max(float(weeks), 1.0) / WEEKS_PER_YEAR)
    for axes in grid[:-1].flat:
        axes.set_xlabel("")
    say_starts(grid[0, 0], comparison, max(float(weeks), 1.0) / WEEKS_PER_YEAR)
    legend(figure, handles(comparison), reading(comparison))
    headline(figure, finding)
    return figure, finding
