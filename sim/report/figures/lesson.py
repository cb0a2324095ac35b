"""Figures for lessons and recipes: curves, estimates and distributions in the house style, with the finding on top.

    >>> from sim.report.figures.lesson import estimates
    >>> estimates({"a": [1.0, 1.2], "b": [2.0, 2.1]}, finding="b is above a", unit="points")
    <picture: b is above a>

Each gives a `Picture`, which a notebook shows with a text for those who cannot see it.
"""

from base64 import b64encode
from collections.abc import Mapping
from html import escape
from pathlib import Path

import numpy as np
import numpy.typing as npt
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from sim.report.figures.style import (
    INK,
    RULE,
    SMALL_SIZE,
    SOFT_INK,
    WIDTH,
    dress,
    headline,
    legend,
    look,
    new_figure,
    note,
    panel_title,
    png,
    rows_labelled,
)
from sim.report.words.estimates import Estimate, estimate

CURVE_HEIGHT, ROW_HEIGHT, ROWS_MARGIN = 3.6, 0.36, 1.0  # inches
LABEL_LETTERS = 40
BAND = 0.16  # how dark a band is
BINS = 40
SHOWN_WIDTH = 820  # pixels in a notebook
INTERVALS = "Bands are 95 % intervals over replicates: other people, other random numbers."
BARS = "Lines are 95 % intervals over replicates: other people, other random numbers."

type Values = npt.ArrayLike | Estimate


class Picture:
    """A drawn figure that a notebook shows; its finding serves as alternative text."""

    def __init__(self, figure: Figure, finding: str) -> None:
        self.figure, self.finding = figure, finding
        self._drawn = png(figure).whole

    def __repr__(self) -> str:
        return f"<picture: {self.finding}>"

    def _repr_html_(self) -> str:
        data = b64encode(self._drawn).decode("ascii")
        alt = escape(self.finding, quote=True)
        return f'<img alt="{alt}" width="{SHOWN_WIDTH}" src="data:image/png;base64,{data}">'

    def save(self, path: str | Path) -> None:
        """Write the figure as a PNG file."""
        Path(path).write_bytes(self._drawn)


def curves(
    lines: Mapping[str, npt.ArrayLike],
    *,
    finding: str,
    unit: str,
    along: str = "week",
    first: float = 1.0,
    step: float = 1.0,
    marks: Mapping[float, str] | None = None,
) -> Picture:
    """Draw one curve per name.

    Args:
        lines: values over time (points), or of several replicates (replicates by points), which get a band.
        finding: what was found, in a sentence.
        unit: of the values, as it stands at the axis.
        along: what the horizontal axis counts.
        first: its value at the first point.
        step: between points.
        marks: places on it to point out, with words.
    """
    figure = new_figure(CURVE_HEIGHT)
    axes = figure.subplots()
    handles, bands = [], False
    for number, (name, values) in enumerate(lines.items()):
        style = look(number)
        table = np.atleast_2d(np.asarray(values, np.float64))
        at = first + step * np.arange(table.shape[1])
        axes.plot(at, table.mean(axis=0), color=style.colour, linestyle=style.dashes, linewidth=2.0)
        if len(table) > 1:
            bands = True
            ends = np.array([estimate(column)[1:] for column in table.T])
            axes.fill_between(at, ends[:, 0], ends[:, 1], color=style.colour, alpha=BAND, linewidth=0.0)
        handles.append(Line2D([], [], color=style.colour, linestyle=style.dashes, linewidth=2.0, label=name))
    for place, words in (marks or {}).items():
        axes.axvline(place, color=SOFT_INK, linewidth=1.0, linestyle=(0, (2, 2)))
        axes.annotate(
            f" {words}", (place, 1.0), xycoords=("data", "axes fraction"), va="top", fontsize=SMALL_SIZE, color=SOFT_INK
        )
    dress(axes, grid="y")
    axes.set_xlabel(along)
    axes.set_ylabel(unit)
    legend(figure, handles, INTERVALS if bands else "One run.")
    headline(figure, finding)
    return Picture(figure, finding)


def estimates(
    rows: Mapping[str, Values] | Mapping[str, Mapping[str, Values]],
    *,
    finding: str,
    unit: str,
    units: Mapping[str, str] | None = None,
    reading: str = BARS,
) -> Picture:
    """Draw estimates as dots with intervals, one row per name, in one panel or several side by side.

    Args:
        rows: name to one value per replicate, or to a finished `Estimate`; or panel to such rows, the same in each.
        finding: what was found, in a sentence.
        unit: of the values.
        units: of single panels, where they differ.
        reading: how to read the lines.
    """
    nested: dict[str, dict[str, Values]] = {}
    for name, given in rows.items():
        if isinstance(given, Mapping):
            nested[name] = dict(given)
        else:
            nested.setdefault("", {})[name] = given
    names = list(next(iter(nested.values())))
    figure = new_figure(ROW_HEIGHT * len(names) + ROWS_MARGIN)
    panels = figure.subplots(1, len(nested), squeeze=False, sharey=True, sharex=not units)[0]  # one unit, one scale
    for axes, (title, group) in zip(panels, nested.items(), strict=True):
        dress(axes, grid="x")
        if title:
            panel_title(axes, title[:1].upper() + title[1:], (WIDTH - 2.5) / len(nested) - 0.2)
        _rows(axes, group)
        axes.tick_params(axis="y", length=0)
        axes.set_xlabel((units or {}).get(title, unit))
    rows_labelled(panels[0], range(len(names)), names, LABEL_LETTERS, SMALL_SIZE)
    panels[0].set_ylim(len(names) - 0.4, -0.6)
    note(figure, reading)
    headline(figure, finding)
    return Picture(figure, finding)


def _rows(axes: Axes, group: Mapping[str, Values]) -> None:
    axes.axvline(0.0, color=RULE, linewidth=1.6)
    for height, (_, values) in enumerate(group.items()):
        style = look(height)
        found = values if isinstance(values, Estimate) else estimate(values)
        if np.isfinite(found.low):
            axes.plot([found.low, found.high], [height, height], color=style.colour, linewidth=2.6)
        axes.plot([found.value], [height], color=style.colour, marker=style.marker, markersize=7.0, linestyle="")
        axes.plot([0.0, found.value], [height, height], color=style.colour, linewidth=0.8, alpha=0.5)


def spread(
    groups: Mapping[str, npt.ArrayLike],
    *,
    finding: str,
    unit: str,
    marks: Mapping[float, str] | None = None,
    of: str = "people",
) -> Picture:
    """Draw how values are spread over people, one panel per group, all on one scale.

    Args:
        groups: name to one value per person.
        finding: what was found, in a sentence.
        unit: of the values.
        marks: values to point out, with words.
        of: what the values belong to, if not people.
    """
    figure = new_figure(1.5 * len(groups) + 0.8)
    panels = figure.subplots(len(groups), 1, squeeze=False, sharex=True)[:, 0]
    everything = np.concatenate([np.asarray(values, np.float64) for values in groups.values()])
    bins = np.linspace(float(everything.min()), float(everything.max()), BINS + 1).tolist()
    for number, (axes, (name, values)) in enumerate(zip(panels, groups.items(), strict=True)):
        people = np.asarray(values, np.float64)
        axes.hist(people, bins=bins, weights=np.full(len(people), 100.0 / len(people)), color=look(number).colour)
        dress(axes, grid="y")
        panel_title(axes, f"{name} ({len(people):,} {of})", WIDTH - 1.0)
        axes.set_ylabel(f"% of {of}")
        for place, words in (marks or {}).items():
            axes.axvline(place, color=INK, linewidth=1.2, linestyle=(0, (2, 2)))
            axes.annotate(
                f" {words}", (place, 0.96), xycoords=("data", "axes fraction"), va="top", fontsize=SMALL_SIZE, color=INK
            )
    panels[-1].set_xlabel(unit)
    headline(figure, finding)
    return Picture(figure, finding)
