"""Figure: how many more or fewer of 1,000 people reach each stage of care in the last year, as one dot plot."""

import math
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from sim.outcomes.catalogue import FUNNEL
from sim.report.figures.differences import LABEL_LENGTH
from sim.report.figures.strips import LABEL_WRAP, Row, draw_ground, draw_row, limits, row_height, say_beside
from sim.report.figures.style import (
    RULE,
    TEXT_SIZE,
    dress,
    empty,
    headline,
    looks,
    new_figure,
    note,
)
from sim.report.figures.text import plain
from sim.report.words.certainty import SAME, counted_words, is_settled, not_yet
from sim.report.words.comparison import Comparison, baseline_of, policies, title_of, whole
from sim.report.words.effects import Effect
from sim.report.words.findings import Rule, compared
from sim.report.words.quantities import (
    FEWEST_REPLICATES,
    number_words,
    range_words,
    readable,
    shared_decimals,
    shortened,
)
from sim.studies.runs.statistics import t_interval

AROUND = 0.7  # inches that the axis takes
HEADING = 0.95  # rows that a heading takes
HEADLINE_STAGE = "adequate"
NOTHING = "not measured in this run"


class Placed(NamedTuple):
    """A line of the plot: a heading, or a policy at one stage."""

    height: float
    label: str
    said: str  # beside the plot
    row: Row | None  # none for a heading


def stage_values(funnel: pd.DataFrame, scenario: str, stage: str) -> npt.NDArray[np.float64]:
    """One stage of one scenario: a value per replicate, in the order of the replicates."""
    chosen = funnel[(funnel["scenario"] == scenario) & (funnel["stage"] == stage)].sort_values("replicate")
    return chosen["value"].to_numpy(dtype=np.float64)


def stage_changes(comparison: Comparison, scenario: str, stage: str) -> npt.NDArray[np.float64]:
    """The differences from the baseline at one stage, one a simulated population (those known)."""
    values, before = (stage_values(comparison.funnel, name, stage) for name in (scenario, baseline_of(comparison)))
    paired = values - before if values.size == before.size else np.full(1, math.nan)
    return paired[np.isfinite(paired)]


def stage_effect(comparison: Comparison, scenario: str, stage: str) -> Effect:
    """Difference of a scenario from the baseline at one stage, replicate by replicate."""
    better = "" if stage == next(iter(FUNNEL)) else "higher"
    ends = t_interval(stage_changes(comparison, scenario, stage))
    return Effect(scenario, title_of(comparison.titles, scenario), *ends, "in 1,000 people", better)


def said_of(effect: Effect) -> str:
    """The mean and its interval in words."""
    decimals = shared_decimals((effect.difference, effect.low, effect.high))
    said = number_words(effect.difference, decimals, signed=True)
    if not effect.known:
        return ""
    return f"{said}  ({range_words(effect.low, effect.high, decimals)})" if effect.has_interval else said


def certainty_of(effect: Effect, dots: npt.NDArray[np.float64]) -> str:
    """In how many populations there were more, or fewer."""
    if not dots.any():
        return SAME
    up = effect.difference > 0.0
    count = int((dots > 0.0).sum() if up else (dots < 0.0).sum())
    return counted_words("more" if up else "fewer", count, len(dots)) if is_settled(len(dots)) else not_yet(len(dots))


def lines_of(comparison: Comparison) -> list[Placed]:
    """The lines of the plot from the top down: each stage, and below it the policies."""
    styles = looks(policies(comparison))
    found: list[Placed] = []
    height = 0.0
    for stage, words in FUNNEL.items():
        level = stage_values(comparison.funnel, baseline_of(comparison), stage)
        level = level[np.isfinite(level)]
        before = f"without a new policy: {readable(float(level.mean()))} in 1,000" if level.size else ""
        found.append(Placed(height, words[:1].upper() + words[1:], before, None))
        height += HEADING
        for name, style in styles.items():
            effect = stage_effect(comparison, name, stage)
            dots = stage_changes(comparison, name, stage)
            label = shortened(effect.title, LABEL_LENGTH)
            said = f"{said_of(effect)}\n{certainty_of(effect, dots)}" if effect.known else ""
            row = Row(label, style, effect, dots, said, effect.clear and is_settled(len(dots)))
            found.append(Placed(height, label, row.said, row))
            height += 1.0
    return found


def draw_lines(axes: Axes, lines: Sequence[Placed]) -> None:
    """Draw the plot: a dot a population, a bar and a mean for each policy at each stage, on one axis."""
    dress(axes, grid="x")
    rows = [line.row for line in lines if line.row is not None]
    draw_ground(axes, "", limits(rows))  # no tint: fewer ill is better, and more treated
    axes.set_ylim(lines[-1].height + 0.6, -0.6)
    labels = [plain(line.label, LABEL_WRAP if line.row else None) for line in lines]
    axes.set_yticks([line.height for line in lines], labels=labels, fontsize=TEXT_SIZE, linespacing=1.2)
    axes.tick_params(axis="y", length=0)
    axes.set_xlabel("people per 1,000 in the last year, difference from no new policy")
    for label, line in zip(axes.get_yticklabels(), lines, strict=True):
        label.set_fontweight("normal" if line.row else "bold")
        say_beside(axes, line.height, line.said, line.row is not None and line.row.sure)
        if line.row is None:
            axes.axhline(line.height - 0.5, color=RULE, linewidth=0.8, zorder=0.5)
        else:
            draw_row(axes, line.row, line.height)


def finding_of(comparison: Comparison) -> str:
    """The finding: how many get adequate treatment, and what the scenarios do to that."""
    effects = [
        effect
        for name in policies(comparison)
        if (effect := stage_effect(comparison, name, HEADLINE_STAGE)).known
    ]  # fmt: skip
    populations = whole(comparison.settings, "replicates")
    certainty = {
        effect.scenario: certainty_of(effect, stage_changes(comparison, effect.scenario, HEADLINE_STAGE))
        for effect in effects
    }
    finding = compared(effects, "adequate treatment", rule=Rule(populations, certainty=certainty))
    ill, adequate = (
        stage_values(comparison.funnel, baseline_of(comparison), stage) for stage in ("ill_in_year", HEADLINE_STAGE)
    )
    if not (np.isfinite(ill).any() and np.isfinite(adequate).any()):
        return finding
    people, treated = (number_words(float(np.nanmean(values)), 0) for values in (ill, adequate))
    before = f"Without a new policy {people} in 1,000 people are ill in a year and {treated} have adequate treatment."
    return f"{before} {finding}"


def reading(replicates: int) -> str:
    """How to read dots and bars."""
    if replicates < FEWEST_REPLICATES:
        return "Marks: differences from the baseline. One simulated population: no intervals are possible."
    return (
        "Small dots: the difference in each simulated population. Bar: the 95 % interval of their mean, printed at the "
        "right; the large mark is hollow where it crosses zero or populations are too few. All on one axis: people per "
        "1,000 of the whole population."
    )


def care_funnel(comparison: Comparison) -> tuple[Figure, str]:
    """Draw what every policy changes at each stage of care, per 1,000 people.

    Returns:
        The figure and its finding in one sentence or two.
    """
    finding = finding_of(comparison)
    measured = bool(len(comparison.funnel)) and bool(policies(comparison))
    lines = lines_of(comparison) if measured else []
    height = row_height([line.label for line in lines])
    figure = new_figure(AROUND + height * (lines[-1].height + 1.2) if lines else 1.2)
    axes = figure.subplots()
    if lines:
        draw_lines(axes, lines)
    else:
        axes.set_axis_off()
        empty(axes, NOTHING)
    note(figure, reading(whole(comparison.settings, "replicates")))
    headline(figure, finding)
    return figure, finding
