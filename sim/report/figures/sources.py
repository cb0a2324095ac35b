"""Figure: where self-efficacy came from, cause by cause; the bars of a panel sum to its net change."""

import math
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from sim.report.figures.style import (
    BASELINE_LOOK,
    INK,
    SMALL_SIZE,
    SOFT_INK,
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
from sim.report.words.comparison import BASELINE, Comparison, title_of, whole
from sim.report.words.effects import Effect
from sim.report.words.findings import NOTHING_TO_COMPARE, compared
from sim.report.words.quantities import FEWEST_REPLICATES, decimals_for, number_words, shared_decimals, shortened
from sim.report.words.sources import NET, Source, all_sources, cause_label, cause_names

COLUMNS = 3
PANEL_HEIGHT, PANEL_INCHES = 4.8, 2.5
BAR = 0.62
MARGIN = 0.1


def limits(groups: Sequence[Sequence[Source]]) -> tuple[float, float]:
    """Axis limits that hold zero, all bars and all intervals of these panels."""
    numbers = [0.0]
    for source in (source for group in groups for source in group):
        numbers += [x for x in (source.value, source.low, source.high) if math.isfinite(x)]
    low, high = min(numbers), max(numbers)
    span = (high - low) or 1.0
    return low - MARGIN * span, high + MARGIN * span


class PanelWords(NamedTuple):
    """What stands around the bars of one panel."""

    title: str
    unit: str
    decimals: int  # of the printed values


def draw_panel(axes: Axes, sources: Sequence[Source], words: PanelWords, style: Look) -> None:
    """Draw the contributions of one scenario as diverging bars, the net change below, values at the right."""
    dress(axes, grid="x")
    panel_title(axes, shortened(words.title, TITLE_LENGTH), PANEL_INCHES)
    axes.set_xlabel(words.unit)
    causes = [*cause_names(), NET]
    heights = [*range(len(causes) - 1), len(causes) - 0.6]
    rows_labelled(axes, heights, [cause_label(name) for name in causes], 26, SMALL_SIZE)
    axes.set_ylim(len(causes) + 0.1, -0.7)
    axes.axvline(0.0, color=INK, linewidth=1.2, zorder=3)
    if not sources:
        empty(axes, "not measured in this run")
        return
    axes.axhline(len(causes) - 1.3, color=SOFT_INK, linewidth=0.8)
    for height, source in zip(heights, sources, strict=True):
        net = source.cause == NET
        axes.barh(height, source.value, BAR, color=INK if net else style.colour)
        if math.isfinite(source.low) and math.isfinite(source.high):
            axes.hlines(height, source.low, source.high, color=SOFT_INK, linewidth=1.4, zorder=4)
            ends = [source.low, source.high]
            axes.plot(ends, [height, height], "|", color=SOFT_INK, markersize=6, markeredgewidth=1.4, zorder=4)
        axes.text(
            1.02, height, number_words(source.value, words.decimals, signed=True), transform=axes.get_yaxis_transform(),
            va="center_baseline", ha="left", fontsize=SMALL_SIZE, fontweight="bold" if net else "normal", color=INK,
        )  # fmt: skip


def finding_of(comparison: Comparison, sources: Mapping[str, Sequence[Source]]) -> str:
    """The finding: what the scenarios add to self-efficacy, and by which cause most."""
    effects: dict[str, Effect] = {}
    for name, group in sources.items():
        if name != BASELINE and group:
            net, title = group[-1], title_of(comparison.titles, name)
            effects[name] = Effect(name, title, net.value, net.low, net.high, "logits", "higher")
    if not effects:
        return NOTHING_TO_COMPARE

    def reason(effect: Effect) -> str:
        main = max(sources[effect.scenario][:-1], key=lambda source: math.copysign(1, effect.difference) * source.value)
        value = number_words(main.value, shared_decimals((main.value,)), signed=True)
        return f", mainly through {main.label[:1].lower() + main.label[1:]} ({value})"

    return compared(list(effects.values()), "mean self-efficacy", reason=reason)


def decimals_of(groups: Sequence[Sequence[Source]]) -> int:
    """Decimals of the printed values of these panels."""
    largest = max((abs(source.value) for group in groups for source in group), default=0.0)
    return min(max(decimals_for(largest, 3), 0), 4)


def reading(replicates: int) -> str:
    """How to read bars and lines."""
    text = "The bars of a panel add up to its net change (printed figures are rounded)"
    if replicates < FEWEST_REPLICATES:
        return f"{text}. One replicate: no intervals are possible."
    return f"{text}. Thin lines: 95 % intervals over {replicates} replicates."


def sources(comparison: Comparison) -> tuple[Figure, str]:
    """Draw where self-efficacy came from: the baseline by year, every scenario's difference over the run.

    Returns:
        The figure and its finding in one sentence or two.
    """
    groups = all_sources(comparison)
    finding = finding_of(comparison, groups)
    styles = {BASELINE: BASELINE_LOOK} | looks([name for name in groups if name != BASELINE])
    columns = min(len(groups), COLUMNS)
    rows = -(-len(groups) // columns)
    figure = new_figure(PANEL_HEIGHT * rows)
    grid = figure.subplots(rows, columns, squeeze=False, sharey=True)
    others = [group for name, group in groups.items() if name != BASELINE]
    scale = limits(others)
    for axes in grid.flat[len(groups) :]:
        axes.set_axis_off()
    for axes, (name, group) in zip(grid.flat, groups.items(), strict=False):
        title = title_of(comparison.titles, name)
        unit = "logits a year" if name == BASELINE else "difference over the run, logits"
        panels = [group] if name == BASELINE else others
        draw_panel(axes, group, PanelWords(title, unit, decimals_of(panels)), styles[name])
        axes.set_xlim(*(limits([group]) if name == BASELINE else scale))
    note(figure, reading(whole(comparison.settings, "replicates")))
    headline(figure, finding)
    return figure, finding
