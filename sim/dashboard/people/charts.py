"""Figures of single people: self-efficacy under two policies, and what moved it week by week."""

import pandas as pd
import plotly.graph_objects as go

from sim.dashboard.chart import new_plot
from sim.report.figures.style import COLOURS, INK, SOFT_INK
from sim.report.words.life import in_points, points
from sim.report.words.sources import cause_label
from sim.studies.lives import Life
from sim.studies.lives.life import CAUSE_NAMES

PATTERNS = ("", "/", ".", "x", "\\", "|", "+", "-", "/", ".")
STRETCH = 4  # weeks that share a bar
MARGIN = 0.05  # of the scale, above and below the longest bars
LEAST_SHARE = 0.04  # of all movement, for its own bar
OTHERS = "All other causes"
PAIR = ((SOFT_INK, "solid"), (COLOURS[1], "dash"))


def belief_plot(lives: list[Life], parts: int, seen: int) -> go.Figure:
    """Self-efficacy of one person under one or two policies.

    Args:
        lives: the same person's, one or two.
        parts: week in which the histories diverge; 0: never.
        seen: week in which that can first be seen; 0: never.
    """
    figure = new_plot()
    for life, (colour, dash) in zip(lives, PAIR, strict=False):
        values = [points(value) for value in life.weeks["belief"]]
        figure.add_scatter(
            x=life.weeks.index.tolist(), y=values, mode="lines", name=life.scenario,
            line={"color": colour, "dash": dash, "width": 2.5}, hovertemplate="%{y:.1f} points",
        )  # fmt: skip
    for week, words, side in ((parts, "they part", "right"), (seen, "it can be seen", "left")):
        if week:
            figure.add_vline(week, line={"color": INK, "width": 1, "dash": "dot"})
            figure.add_annotation(
                x=week, y=1.0 if words == "they part" else 0.9, yref="paper", text=f" {words} ", showarrow=False,
                xanchor=side, yanchor="top",
            )  # fmt: skip
    figure.update_xaxes(title="Week")
    figure.update_yaxes(title="Self-efficacy (GSE points)")
    return figure


def main_parts(life: Life) -> pd.DataFrame:
    """What each main cause gave (points), by stretch of weeks (rows, named by the first week), and all others."""
    stretch = (life.weeks.index - life.weeks.index[0]) // STRETCH
    summed = life.in_points().groupby(stretch)[CAUSE_NAMES].sum()
    summed.index = life.weeks.index[0] + summed.index * STRETCH
    sizes = summed.abs().sum()
    main = [name for name in CAUSE_NAMES if sizes[name] >= LEAST_SHARE * sizes.sum()]
    parts = summed[main].copy()
    if len(main) < len(CAUSE_NAMES):
        parts[OTHERS] = summed.drop(columns=main).sum(axis=1)
    return parts


def shared_span(lives: list[Life]) -> tuple[float, float]:
    """One scale for the bars of all these lives, so that they can be compared: lowest and highest end of a bar."""
    ends = [
        (float(parts.clip(upper=0.0).sum(axis=1).min()), float(parts.clip(lower=0.0).sum(axis=1).max()))
        for parts in map(main_parts, lives)
    ]
    low, high = min(low for low, _ in ends), max(high for _, high in ends)
    room = MARGIN * (high - low)
    return low - room, high + room


def cause_plot(life: Life, span: tuple[float, float]) -> go.Figure:
    """What each main cause added to or took from self-efficacy, month by month, on one scale for all histories."""
    figure = new_plot()
    parts = main_parts(life)
    for name in parts.columns:
        at = CAUSE_NAMES.index(name) if name in CAUSE_NAMES else len(CAUSE_NAMES)
        figure.add_bar(
            x=(parts.index + STRETCH / 2).tolist(), y=parts[name].round(4).tolist(), name=words_of(str(name)),
            marker={
                "color": COLOURS[at % len(COLOURS)] if name in CAUSE_NAMES else SOFT_INK,
                "pattern": {"shape": PATTERNS[at % len(PATTERNS)], "fgcolor": "white", "size": 6},
            },
            hovertemplate="%{y:+.1f} points",
        )  # fmt: skip
    figure.add_scatter(
        x=(parts.index + STRETCH / 2).tolist(), y=parts.sum(axis=1).round(4).tolist(), name="All together",
        mode="lines+markers", line={"color": INK, "width": 1.5}, marker={"size": 5}, hovertemplate="%{y:+.1f} points",
    )  # fmt: skip
    figure.update_layout(barmode="relative", bargap=0.15, hovermode="closest")
    figure.update_layout(legend={"y": -0.24, "yanchor": "top", "font": {"size": 12}})
    figure.update_xaxes(title=f"Week (bars: {STRETCH} weeks)")
    figure.update_yaxes(title="Self-efficacy (GSE points)", range=span)
    return figure


def words_of(name: str) -> str:
    """A cause, or all that are too small to be drawn."""
    return name if name == OTHERS else cause_label(name)


def belief_table(lives: list[Life]) -> pd.DataFrame:
    """Self-efficacy week by week under each policy."""
    table = pd.DataFrame(
        {life.scenario: life.weeks["belief"].map(lambda belief: f"{points(belief):.1f}") for life in lives}
    )
    table.insert(0, "Week", [str(week) for week in table.index])
    return table


def cause_table(lives: list[Life]) -> pd.DataFrame:
    """What moved self-efficacy over all weeks, by cause (points of the GSE)."""
    rows = {life.scenario: life.in_points()[CAUSE_NAMES].sum() for life in lives}
    table = pd.DataFrame(rows)
    table.loc["net"] = table.sum()
    shown = table.map(in_points)
    shown.insert(0, "Cause (GSE points, all weeks)", [cause_label(str(name)) for name in shown.index])
    return shown
