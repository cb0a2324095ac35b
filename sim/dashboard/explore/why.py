"""Why did that change? What the last lever did to outcomes, and to self-efficacy by source."""

import math

import pandas as pd

from sim.dashboard.explore.curves import OF_THE_NATION, Drawn
from sim.dashboard.explore.settled import interval_heading, so_far
from sim.dashboard.plots import new_plot
from sim.report.comparison import title_of
from sim.report.effects import Effect
from sim.report.findings import compared
from sim.report.source_table import NET, scenario_sources
from sim.report.style import COLOURS, INK, SOFT_INK
from sim.report.words import number_words, range_words, shared_decimals
from sim.studies.comparison import Comparison
from sim.studies.standardise import is_standardised


def by_source(comparison: Comparison, name: str) -> Drawn | None:
    """The difference in self-efficacy by source, as the ledger has it; None where nothing was measured.

    Args:
        comparison: before and after, or baseline and policy.
        name: of the scenario whose difference from the first is told.
    """
    found = scenario_sources(comparison, name)
    if not found:
        return None
    figure = new_plot()
    order = [*found[:-1], found[-1]][::-1]
    low = [max(0.0, one.value - one.low) if math.isfinite(one.low) else 0.0 for one in order]
    high = [max(0.0, one.high - one.value) if math.isfinite(one.high) else 0.0 for one in order]
    figure.add_bar(
        x=[round(one.value, 6) for one in order], y=[one.label for one in order], orientation="h",
        marker={"color": [INK if one.cause == NET else COLOURS[0] for one in order]},
        error_x={"array": high, "arrayminus": low, "color": SOFT_INK, "thickness": 1.5, "width": 4},
        hovertemplate="%{x:.3~g}<extra>%{y}</extra>",
    )  # fmt: skip
    figure.update_layout(hovermode="closest", bargap=0.35)
    figure.update_xaxes(title_text="difference over the run, logits", zeroline=True, zerolinecolor=INK, nticks=6)
    net = found[-1]
    title = title_of(comparison.titles, name)
    effect = Effect(name, title, net.value, net.low, net.high, "logits", "higher")

    def reason(_: Effect) -> str:
        main = max(found[:-1], key=lambda one: math.copysign(1, net.value) * one.value)
        value = number_words(main.value, shared_decimals((main.value,)), signed=True)
        return f", mainly through {main.label[:1].lower() + main.label[1:]} ({value})"

    sentence = so_far(compared([effect], "mean self-efficacy", reason=reason), comparison)
    if is_standardised(comparison):
        sentence += OF_THE_NATION
    rows = []
    for one in found:
        decimals = shared_decimals((one.value, one.low, one.high))
        ends = range_words(one.low, one.high, decimals) if math.isfinite(one.low) else "not known"
        rows.append((one.label, number_words(one.value, decimals, signed=True), ends))
    table = pd.DataFrame(rows, columns=["source", "difference, logits", interval_heading(comparison)])
    return Drawn(figure, sentence, table)
