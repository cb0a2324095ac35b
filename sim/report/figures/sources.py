"""Figure: where a change of self-efficacy came from, cause by cause; the bars of a panel sum to its net change."""

import math
from collections.abc import Mapping, Sequence

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from sim.report.figures.style import (
    INK,
    SMALL_SIZE,
    SOFT_INK,
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
from sim.report.words.comparison import Comparison, baseline_of, title_of, whole
from sim.report.words.effects import Effect
from sim.report.words.findings import NOTHING_TO_COMPARE, compared, rule_of
from sim.report.words.outcome_rows import outcome_rows
from sim.report.words.quantities import (
    FEWEST_REPLICATES,
    decimals_for,
    number_words,
    shared_decimals,
    shortened,
    time_words,
)
from sim.report.words.sources import NET, Source, all_sources, in_points, points_a_logit

COLUMNS = 4  # policies side by side, at the most
WIDE, FEW_TICKS = 2, 2  # with more policies side by side there is room for so many numbers at an axis
ROW = 0.36  # inches a cause takes
AROUND = 1.2  # further inches of a panel
LABEL_INCHES, VALUE_INCHES = 2.4, 0.75  # that names of causes, and printed values of a panel take
LABEL_WRAP = 34  # characters
BAR = 0.6
MARGIN = 0.1
LEAST_SHARE = 0.02  # of the largest bar: a cause that is smaller everywhere, or printed as 0, goes to the others
OTHERS = "All other sources"
UNIT = "points of the GSE"


def limits(groups: Sequence[Sequence[Source]]) -> tuple[float, float]:
    """Axis limits that hold zero, all bars and all intervals of these panels."""
    numbers = [0.0]
    for source in (source for group in groups for source in group):
        numbers += [x for x in (source.value, source.low, source.high) if math.isfinite(x)]
    low, high = min(numbers), max(numbers)
    span = (high - low) or 1.0
    return low - MARGIN * span, high + MARGIN * span


def shown(groups: Sequence[Sequence[Source]]) -> list[str]:
    """The causes that have a bar: those that matter somewhere; the rest is put together."""
    sizes: dict[str, float] = {}
    for source in (source for group in groups for source in group if source.cause != NET):
        sizes[source.cause] = max(sizes.get(source.cause, 0.0), abs(source.value))
    least = max(LEAST_SHARE * max(sizes.values(), default=0.0), 0.5 * 10.0 ** -decimals_of(groups))
    return [name for name, size in sizes.items() if size > least]


def with_others(group: Sequence[Source], names: Sequence[str]) -> list[Source]:
    """The sources that have a bar, the sum of the others where there are any, and the net change."""
    kept = [source for source in group if source.cause in names]
    rest = [source.value for source in group if source.cause not in names and source.cause != NET]
    others = [Source("others", OTHERS, sum(rest), math.nan, math.nan)] if any(rest) else []
    return [*kept, *others, *(source for source in group if source.cause == NET)]


def draw_panel(axes: Axes, sources: Sequence[Source], look: Look, decimals: int) -> None:
    """Draw what one policy adds as diverging bars, the net change below, values at the right.

    Args:
        axes: the panel, whose limits across are set.
        sources: in points.
        look: of the policy.
        decimals: of the printed values.
    """
    dress(axes, grid="x")
    axes.axvline(0.0, color=INK, linewidth=1.2, zorder=3)
    axes.axhline(len(sources) - 1.3, color=SOFT_INK, linewidth=0.8)
    heights = [*range(len(sources) - 1), len(sources) - 0.6]
    axes.set_ylim(len(sources) + 0.1, -0.7)
    rows_labelled(axes, heights, [source.label for source in sources], LABEL_WRAP, SMALL_SIZE)
    for height, source in zip(heights, sources, strict=True):
        net = source.cause == NET
        axes.barh(height, source.value, BAR, color=INK if net else look.colour)
        if math.isfinite(source.low) and math.isfinite(source.high):
            axes.hlines(height, source.low, source.high, color=SOFT_INK, linewidth=1.4, zorder=4)
            ends = [source.low, source.high]
            axes.plot(ends, [height, height], "|", color=SOFT_INK, markersize=6, markeredgewidth=1.4, zorder=4)
        axes.text(
            1.02, height, number_words(source.value, decimals, signed=True), transform=axes.get_yaxis_transform(),
            va="center_baseline", ha="left", fontsize=SMALL_SIZE, fontweight="bold" if net else "normal", color=INK,
        )  # fmt: skip


def finding_of(comparison: Comparison, sources: Mapping[str, Sequence[Source]]) -> str:
    """The finding: what the scenarios add to self-efficacy, and by which cause most."""
    effects: dict[str, Effect] = {}
    for name, group in sources.items():
        if group:
            net, title = group[-1], title_of(comparison.titles, name)
            effects[name] = Effect(name, title, net.value, net.low, net.high, "points", "higher")
    if not effects:
        return NOTHING_TO_COMPARE

    def reason(effect: Effect) -> str:
        main = max(sources[effect.scenario][:-1], key=lambda source: math.copysign(1, effect.difference) * source.value)
        value = number_words(main.value, shared_decimals((main.value,)), signed=True)
        return f", mainly through {main.label[:1].lower() + main.label[1:]} ({value})"

    rows = outcome_rows(comparison.summary, comparison.titles, comparison.settings)
    rule = rule_of(rows, "self_efficacy")._replace(certainty={})  # how often: said of the scores, not of this change
    return compared(list(effects.values()), "mean self-efficacy (GSE)", reason=reason, rule=rule)


def decimals_of(groups: Sequence[Sequence[Source]]) -> int:
    """Decimals of the printed values of these panels."""
    largest = max((abs(source.value) for group in groups for source in group), default=0.0)
    return min(max(decimals_for(largest, 2), 2), 4)


def reading(replicates: int, factor: float) -> str:
    """How to read bars and lines, and how points were made of logits."""
    said = (
        "The bars of a panel add up to its net change (printed figures are rounded). Contributions add up in logits; "
        f"they are shown as points of the GSE (10-40) at the mean of all people, where a logit is {factor:.1f} points: "
        "an approximation, so that the net change can differ a little from that of the scores."
    )
    if replicates < FEWEST_REPLICATES:
        return f"{said} One simulated population: no intervals are possible."
    return f"{said} Thin lines: 95 % intervals over {replicates} simulated populations."


def sources(comparison: Comparison) -> tuple[Figure, str]:
    """Draw where the change of self-efficacy under every policy came from, over the whole run, all on one scale.

    Returns:
        The figure and its finding in one sentence or two.
    """
    factor = points_a_logit(comparison)
    raw = {name: group for name, group in all_sources(comparison).items() if name != baseline_of(comparison)}
    groups = {name: [in_points(source, factor) for source in group] for name, group in raw.items()}
    finding = finding_of(comparison, groups)
    known = {name: group for name, group in groups.items() if group}
    names = shown(list(known.values()))
    panels = {name: with_others(group, names) for name, group in known.items()}
    count = max((len(group) for group in panels.values()), default=0)
    rows, columns = balanced(len(panels), COLUMNS)
    figure = new_figure(rows * (AROUND + ROW * count))
    grid = figure.subplots(rows, columns, squeeze=False, sharey=True)
    for axes in grid.flat[len(panels) :]:
        axes.set_axis_off()
    scale, decimals, styles = limits(list(panels.values())), decimals_of(list(panels.values())), looks(list(groups))
    horizon = time_words(whole(comparison.settings, "weeks"))
    for axes, (name, group) in zip(grid.flat, panels.items(), strict=False):
        inches = (WIDTH - LABEL_INCHES) / columns - VALUE_INCHES / 2.0
        axes.set_xlim(*scale)
        draw_panel(axes, group, styles[name], decimals)
        panel_title(axes, shortened(title_of(comparison.titles, name), TITLE_LENGTH), inches)
        if columns > WIDE:
            axes.xaxis.set_major_locator(MaxNLocator(FEW_TICKS))
        axes.set_xlabel(f"{UNIT},\nover {horizon}")
    if not panels:
        empty(grid[0, 0], "no differences to show")
    note(figure, reading(whole(comparison.settings, "replicates"), factor))
    headline(figure, finding)
    return figure, finding
