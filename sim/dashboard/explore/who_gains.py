"""Who gains: weeks of illness averted by sex, age and deprivation."""

import math

import pandas as pd
import solara
from reacton import ipyvuetify as html

from sim.dashboard.chart import Chart, new_plot
from sim.dashboard.explore.answering import POLICY
from sim.dashboard.explore.interim import interval_heading, is_single, so_far
from sim.dashboard.explore.over_time import Drawn
from sim.dashboard.explore.slope import icons_html, slope
from sim.report.figures.style import COLOURS, INK, PAPER
from sim.report.words.fairness import group_label
from sim.report.words.outcome_rows import AVERTED
from sim.report.words.quantities import number_words, range_words, shared_decimals
from sim.studies.comparison.comparison import Comparison
from sim.studies.comparison.standardise import is_standardised

OF_THE_NATION = " Groups are the nation\u2019s: what a group gains is not weighted to your area."
UNIT = "weeks of illness averted per 1,000 people of the group"


@solara.component
def WhoGains(comparison: Comparison) -> None:  # noqa: N802
    """The slope over deprivation fifths, people as icons, and points with intervals for all groups."""
    opened, show = solara.use_state(False)  # groups are drawn when asked for: they take longer than all else here
    drawn = solara.use_memo(lambda: gains(comparison, POLICY) if opened else None, [comparison, opened])
    sloping = solara.use_memo(lambda: slope(comparison, POLICY), [comparison])
    icons = solara.use_memo(lambda: icons_html(comparison, POLICY), [comparison])
    Chart(sloping.figure, sloping.sentence, sloping.table, height=280)
    solara.HTML(tag="div", unsafe_innerHTML=icons)
    if drawn is None:
        solara.Button("Show all groups", on_click=lambda: show(True), outlined=True, small=True)
        return
    html.Html(tag="h3", children=["All groups"])
    Chart(drawn.figure, drawn.sentence, drawn.table, height=420)
    text = (
        "Where a line crosses zero, the run shows no clear difference, and the point is hollow. Small groups have wide "
        "lines."
    )
    solara.Text(text, classes=["soft", "small"])


def gains(comparison: Comparison, name: str) -> Drawn:
    """Draw who gains, from the rows of `Comparison.fairness`.

    Args:
        comparison: baseline and policies.
        name: of the scenario.
    """
    table = comparison.fairness
    mine = table[(table["scenario"] == name) & (table["outcome"] == AVERTED)]
    rows = [row for row in mine.to_dict("records") if _of_people(str(row["group"]))]
    groups = [group_label(str(row["group"])) for row in rows]
    value = [-float(row["difference"]) for row in rows]
    low, high = [-float(row["high"]) for row in rows], [-float(row["low"]) for row in rows]
    clear = [start > 0.0 or end < 0.0 for start, end in zip(low, high, strict=True)]
    figure = new_plot()
    figure.add_scatter(
        x=value, y=groups, mode="markers", cliponaxis=False,
        marker={"size": 11, "color": [COLOURS[0] if one else PAPER for one in clear],
                "line": {"color": COLOURS[0], "width": 2}},
        error_x={"array": [end - one if math.isfinite(end) else 0.0 for one, end in zip(value, high, strict=True)],
                 "arrayminus": [one - start if math.isfinite(start) else 0.0
                                for one, start in zip(value, low, strict=True)],
                 "color": COLOURS[0], "thickness": 1.5, "width": 0},
        hovertemplate="%{x:.3~g}<extra>%{y}</extra>",
    )  # fmt: skip
    figure.update_layout(hovermode="closest")
    figure.update_xaxes(title_text=UNIT, zeroline=True, zerolinecolor=INK, nticks=6)
    figure.update_yaxes(autorange="reversed")
    cells = []
    for group, one, start, end in zip(groups, value, low, high, strict=True):
        decimals = shared_decimals((one, start, end))
        ends = range_words(start, end, decimals) if math.isfinite(start) else "not known"
        cells.append((group, number_words(one, decimals, signed=True), ends))
    said = so_far(_sentence(groups, value, clear, comparison), comparison)
    if is_standardised(comparison):
        said += OF_THE_NATION
    return Drawn(figure, said, pd.DataFrame(cells, columns=["group", UNIT, interval_heading(comparison)]))


def _of_people(group: str) -> bool:
    return group in ("men", "women") or group.startswith(("aged", "deprivation fifth", "all", "everybody"))


def _sentence(groups: list[str], value: list[float], clear: list[bool], comparison: Comparison) -> str:
    if is_single(comparison):
        return "In this single population, a gain of a group cannot be distinguished from chance."
    sure = [(size, group) for group, size, known in zip(groups, value, clear, strict=True) if known]
    if not sure:
        return "No group gains or loses beyond chance: every 95 % interval includes zero."
    size, group = max(sure, key=lambda one: abs(one[0]))
    verb = "gains" if size > 0 else "loses"
    number = number_words(abs(size), shared_decimals((size,)), signed=False)
    most = f"\u201c{group}\u201d {verb} most: {number} weeks of illness per 1,000 people."
    return f"Of the groups whose interval leaves zero out, {most}"
