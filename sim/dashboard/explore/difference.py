"""The main chart: what the policy changes of one outcome, week by week, with the spread over populations."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from sim.dashboard.chart import SIZE, new_plot
from sim.dashboard.explore.over_time import OF_THE_NATION, Drawn, faint, weekly
from sim.outcomes.catalogue import WEEKLY
from sim.people.state import WEEKS_PER_YEAR
from sim.report.figures.style import COLOURS, INK, SOFT_INK
from sim.report.words.certainty import counted_words, is_settled, not_yet
from sim.report.words.comparison import BASELINE, title_of
from sim.report.words.quantities import difference_unit, number_words, shared_decimals, with_unit
from sim.studies.comparison.comparison import Comparison
from sim.studies.comparison.standardise import WEEKLY_STANDARDISED, is_standardised
from sim.studies.runs.statistics import mean_of_known

SMOOTH = 13  # weeks that are averaged: a quarter of a year
FANS = ((2.5, 97.5, 0.12), (25.0, 75.0, 0.22))  # per cent of populations, and how dense the band is
EVERY = 26  # weeks between rows of the table
GHOST = "the setting before"
UP, DOWN = "\N{UPWARDS ARROW}", "\N{DOWNWARDS ARROW}"


@dataclass(frozen=True)
class Ghost:
    """The line of the setting before the last change."""

    outcome: str
    years: npt.NDArray[np.float64]
    values: npt.NDArray[np.float64]


def smoothed(table: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Each row averaged over a quarter of a year around each week, over what there is at the ends.

    Args:
        table: replicates by weeks; weeks that are not known (NaN) are left out.
    """
    kernel, known = np.ones(SMOOTH), np.isfinite(table)
    sums = np.array([np.convolve(row, kernel, mode="same") for row in np.where(known, table, 0.0)])
    counts = np.array([np.convolve(row, kernel, mode="same") for row in known.astype(float)])
    return np.asarray(np.divide(sums, counts, out=np.full_like(sums, np.nan), where=counts > 0.0))


def paired(comparison: Comparison, name: str, outcome: str) -> npt.NDArray[np.float64]:
    """The smoothed difference of every population from its own baseline (replicates by weeks)."""
    return smoothed(weekly(comparison, name, outcome) - weekly(comparison, BASELINE, outcome))


def ghost_of(comparison: Comparison, name: str, outcome: str) -> Ghost:
    """The mean line of a scenario, to be drawn behind the next one."""
    table = paired(comparison, name, outcome)
    return Ghost(outcome, _years(comparison), means(table))


def difference_chart(comparison: Comparison, name: str, outcome: str, ghost: Ghost | None = None) -> Drawn:
    """Draw the difference that a scenario makes.

    Args:
        comparison: baseline and policies, a week or more.
        name: of the scenario.
        outcome: one of `sim.outcomes.catalogue.WEEKLY`.
        ghost: the line of the setting before; drawn where it is of the same outcome.
    """
    shown, years, table = WEEKLY[outcome], _years(comparison), paired(comparison, name, outcome)
    lines: list[dict[str, Any]] = []
    if len(table) > 1:
        for low, high, density in FANS:
            ends = spread(table, low, high)
            edge = {"mode": "lines", "line": {"width": 0}, "hoverinfo": "skip", "showlegend": False, "x": years}
            lines.append({**edge, "y": _plain(ends[1])})
            lines.append({**edge, "y": _plain(ends[0]), "fill": "tonexty", "fillcolor": faint(COLOURS[0], density)})
    has_ghost = ghost is not None and ghost.outcome == outcome
    if ghost is not None and has_ghost:
        lines.append({
            "x": ghost.years, "y": _plain(ghost.values), "mode": "lines", "name": GHOST, "meta": GHOST,
            "line": {"color": SOFT_INK, "width": 1.5, "dash": "dot"},
            "hovertemplate": "%{y:+.3~g}<extra>%{meta}</extra>",
        })  # fmt: skip
    title = title_of(comparison.titles, name)
    lines.append({
        "x": years, "y": _plain(means(table)), "mode": "lines", "name": title, "meta": title,
        "line": {"color": COLOURS[0], "width": 3}, "hovertemplate": "%{y:+.3~g}<extra>%{meta}</extra>",
    })  # fmt: skip
    unit = difference_unit(shown.unit)
    notes, marks = _notes(shown.better, comparison.starts.get(name))
    figure = new_plot(
        lines, hovermode="x unified", showlegend=has_ghost, annotations=notes, shapes=marks,
        xaxis={
            "title": {"text": "years since the start"}, "range": [0, years[-1] * 1.005], "dtick": _tick(years[-1]),
        },
        yaxis={
            "title": {"text": short_unit(unit), "font": {"size": SIZE - 1}}, "nticks": 6,
            "zeroline": True, "zerolinecolor": INK, "zerolinewidth": 2,
        },
    )  # fmt: skip
    said = sentence(comparison, table, title, outcome)
    if is_standardised(comparison) and outcome not in WEEKLY_STANDARDISED:
        said += OF_THE_NATION
    return Drawn(figure, said, _table(table, years, unit), _paths(table))


def _notes(better: str, start: int | None) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """What is written into the drawing, and the line at which the policy starts.

    Args:
        better: "higher", "lower" or "".
        start: the week in which the policy starts; None or 0: not known.
    """
    small = {"color": SOFT_INK, "size": SIZE - 2}
    notes: list[dict[str, Any]] = []
    if better:
        low = better == "lower"
        notes.append({
            "x": 0.0, "xref": "paper", "xanchor": "left", "xshift": 6, "y": 0.0 if low else 1.0, "yref": "paper",
            "yanchor": "bottom" if low else "top", "showarrow": False, "font": small,
            "text": f"{DOWN if low else UP} better",
        })  # fmt: skip
    if not start:
        return notes, []
    at = (start - 1) / WEEKS_PER_YEAR
    notes.append({
        "x": at, "y": 1.0, "yref": "paper", "text": "policy starts", "showarrow": False, "xanchor": "left",
        "yanchor": "top", "xshift": 4, "font": small, "bgcolor": "rgba(255,255,255,0.85)",
    })  # fmt: skip
    line = {"color": SOFT_INK, "width": 1, "dash": "dash"}
    return notes, [{"type": "line", "x0": at, "x1": at, "y0": 0, "y1": 1, "yref": "y domain", "line": line}]


def means(table: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """The mean of each week over the populations in which it is known (weeks)."""
    if np.isfinite(table).all():
        return np.asarray(table.mean(axis=0))
    return np.array([mean_of_known(column) for column in table.T])


def spread(table: npt.NDArray[np.float64], low: float, high: float) -> npt.NDArray[np.float64]:
    """Two percentiles of each week over the populations in which it is known (2 by weeks).

    Args:
        table: replicates by weeks; NaN where nothing is known.
        low: per cent.
        high: per cent.
    """
    if np.isfinite(table).all():  # many times as fast
        return np.asarray(np.percentile(table, [low, high], axis=0))
    ends = np.full((2, table.shape[1]), np.nan)
    known = np.isfinite(table).any(axis=0)
    if known.any():
        ends[:, known] = np.nanpercentile(table[:, known], [low, high], axis=0)
    return ends


def sentence(comparison: Comparison, table: npt.NDArray[np.float64], title: str, outcome: str) -> str:
    """The finding: the mean difference of the last year, and in how many populations it came out so."""
    shown = WEEKLY[outcome]
    last = np.array([mean_of_known(row[-WEEKS_PER_YEAR:]) for row in table])
    mean, more = mean_of_known(last), bool(mean_of_known(last) > 0.0)
    if not np.isfinite(mean):
        return f"{shown.title}: not known in this run."
    if mean == 0.0:
        return f"{shown.title}: the same under {title} in the last year."
    size = with_unit(number_words(abs(mean), shared_decimals((mean,))), difference_unit(shown.unit))
    ways = {"higher": int((last > 0.0).sum()), "lower": int((last < 0.0).sum())}
    way, other = ("higher", "lower") if more else ("lower", "higher")
    sure = not_yet(len(last))
    if is_settled(len(last)):
        sure = counted_words("so", ways[way], len(last), (other, ways[other]))
    return f"{shown.title}: {size} {way} under \u201c{title}\u201d in the last year, {sure}."


def short_unit(unit: str) -> str:
    """A unit that fits beside a low axis."""
    return {"percentage points": "% points"}.get(unit, unit)


def _paths(table: npt.NDArray[np.float64]) -> list[list[float | None]]:
    return [[None if np.isnan(value) else round(float(value), 4) for value in row] for row in table]


def _years(comparison: Comparison) -> npt.NDArray[np.float64]:
    return np.arange(1, comparison.weeks + 1) / WEEKS_PER_YEAR


def _tick(years: float) -> float:
    return 0.5 if years <= 4.0 else 1.0


def _plain(values: Sequence[float] | npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    return np.round(np.asarray(values), 5)


def _table(table: npt.NDArray[np.float64], years: npt.NDArray[np.float64], unit: str) -> pd.DataFrame:
    weeks = list(range(EVERY - 1, len(years), EVERY)) or [len(years) - 1]
    rows = []
    for week in weeks:
        column = table[:, week]
        known = column[np.isfinite(column)]
        if not len(known):
            rows.append((f"{years[week]:.1f}", "not known", ""))
            continue
        mean, (low, high) = float(known.mean()), np.percentile(known, [2.5, 97.5])
        decimals = shared_decimals((mean, float(low), float(high)))
        ends = (
            f"{number_words(float(low), decimals, signed=True)} to {number_words(float(high), decimals, signed=True)}"
        )
        rows.append((f"{years[week]:.1f}", number_words(mean, decimals, signed=True), ends if len(known) > 1 else ""))
    return pd.DataFrame(rows, columns=["years since the start", f"difference, {unit}", "95 % of populations"])
