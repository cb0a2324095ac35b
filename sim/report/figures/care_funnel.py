"""Figure: how many of 1,000 people reach each stage of care in the last year."""

import math

import numpy as np
import numpy.typing as npt
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from sim.outcomes.catalogue import FUNNEL
from sim.report.figures.style import (
    BASELINE_LOOK,
    INK,
    TEXT_SIZE,
    TITLE_LENGTH,
    Look,
    dress,
    empty,
    headline,
    looks,
    new_figure,
    note,
    panel_title,
    rows_labelled,
)
from sim.report.words.comparison import BASELINE, Comparison, policies, title_of, whole
from sim.report.words.effects import Effect
from sim.report.words.findings import compared
from sim.report.words.quantities import FEWEST_REPLICATES, number_words, shortened
from sim.studies.runs.statistics import t_interval

COLUMNS = 3
PANEL_HEIGHT, PANEL_INCHES = 3.4, 2.7
BAR = 0.66
ROOM = 1.55  # length of the axis, in multiples of the longest bar: leaves room for the printed values
HEADLINE_STAGE = "adequate"
FEW = 10  # smaller values are printed with one decimal
UNCLEAR = "\N{ALMOST EQUAL TO}"


def stage_values(funnel: pd.DataFrame, scenario: str, stage: str) -> npt.NDArray[np.float64]:
    """One stage of one scenario: a value per replicate, in the order of the replicates."""
    chosen = funnel[(funnel["scenario"] == scenario) & (funnel["stage"] == stage)].sort_values("replicate")
    return chosen["value"].to_numpy(dtype=np.float64)


def stage_effect(comparison: Comparison, scenario: str, stage: str) -> Effect:
    """Difference of a scenario from the baseline at one stage, replicate by replicate."""
    values, before = (stage_values(comparison.funnel, name, stage) for name in (scenario, BASELINE))
    paired = values - before if values.size == before.size else np.full(1, math.nan)
    unit = "in 1,000 people"
    return Effect(scenario, title_of(comparison.titles, scenario), *t_interval(paired), unit, "higher")


def value_words(value: float, effect: Effect | None) -> str:
    """The value at a bar's end, with the difference from the baseline where it is clear."""
    decimals = 0 if value >= FEW else 1
    text = number_words(value, decimals)
    if effect is None or not effect.known:
        return text
    if effect.has_interval and not effect.clear:
        return f"{text} ({UNCLEAR})"
    decimals = max(decimals, 0 if abs(effect.difference) >= 1 else 1)
    return f"{text} ({number_words(effect.difference, decimals, signed=True)})"


def draw_panel(axes: Axes, comparison: Comparison, scenario: str, style: Look, longest: float) -> None:
    """Draw the funnel of one scenario, with the baseline as a mark on every bar."""
    dress(axes, grid="x")
    panel_title(axes, shortened(title_of(comparison.titles, scenario), TITLE_LENGTH), PANEL_INCHES)
    axes.set_xlabel("people per 1,000, last year")
    axes.set_xlim(0, ROOM * longest)
    axes.set_ylim(len(FUNNEL) - 0.4, -0.6)
    stages = [words[:1].upper() + words[1:] for words in FUNNEL.values()]
    rows_labelled(axes, range(len(FUNNEL)), stages, 22, TEXT_SIZE)
    for height, stage in enumerate(FUNNEL):
        values = stage_values(comparison.funnel, scenario, stage)
        if not np.isfinite(values).any():
            continue
        value = float(np.nanmean(values))
        axes.barh(height, value, BAR, color=style.colour)
        effect, end = None, value
        if scenario != BASELINE:
            effect = stage_effect(comparison, scenario, stage)
            if effect.known:
                before = value - effect.difference
                axes.vlines(before, height - BAR / 2 - 0.08, height + BAR / 2 + 0.08, color=INK, linewidth=2.2)
                end = max(value, before)
        axes.text(
            end + 0.02 * ROOM * longest,
            height,
            value_words(value, effect),
            va="center_baseline",
            fontsize=TEXT_SIZE,
            color=INK,
        )


def finding_of(comparison: Comparison) -> str:
    """The finding: how many get adequate treatment, and what the scenarios do to that."""
    effects = [
        effect
        for name in policies(comparison)
        if (effect := stage_effect(comparison, name, HEADLINE_STAGE)).known
    ]  # fmt: skip
    finding = compared(effects, "adequate treatment")
    ill, adequate = (stage_values(comparison.funnel, BASELINE, stage) for stage in ("ill_in_year", HEADLINE_STAGE))
    if not (np.isfinite(ill).any() and np.isfinite(adequate).any()):
        return finding
    people, treated = (number_words(float(np.nanmean(values)), 0) for values in (ill, adequate))
    before = f"Without a new policy {people} in 1,000 people are ill in a year and {treated} have adequate treatment."
    return f"{before} {finding}"


def reading(replicates: int) -> str:
    """How to read bars, marks and brackets."""
    text = "Bars: people per 1,000 in the last year. Black marks: the baseline. In brackets: the difference from it"
    if replicates < FEWEST_REPLICATES:
        return f"{text} (one replicate: no intervals are possible)."
    return f"{text}; {UNCLEAR} no clear difference (the 95 % interval over replicates includes zero)."


def care_funnel(comparison: Comparison) -> tuple[Figure, str]:
    """Draw the stages of care per 1,000 people: one panel per scenario.

    Returns:
        The figure and its finding in one sentence or two.
    """
    finding = finding_of(comparison)
    styles = {BASELINE: BASELINE_LOOK} | looks(policies(comparison))
    columns = min(len(styles), COLUMNS)
    rows = -(-len(styles) // columns)
    longest = float(comparison.funnel["value"].max()) if len(comparison.funnel) else 1.0
    figure = new_figure(PANEL_HEIGHT * rows)
    grid = figure.subplots(rows, columns, squeeze=False, sharey=True)
    for axes in grid.flat[len(styles) :]:
        axes.set_axis_off()
    for axes, (name, style) in zip(grid.flat, styles.items(), strict=False):
        draw_panel(axes, comparison, name, style, longest if longest > 0 else 1.0)
        if not (comparison.funnel["scenario"] == name).any():
            empty(axes, "not measured in this run")
    note(figure, reading(whole(comparison.settings, "replicates")))
    headline(figure, finding)
    return figure, finding
