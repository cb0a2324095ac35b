"""Where the words of a drawn figure are: those that leave the canvas, and those that lie over one another."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations
from typing import NamedTuple

from matplotlib.axes import Axes
from matplotlib.axis import Axis
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.text import Text
from matplotlib.transforms import Bbox

from sim.report.figures.text import font_families

QUICK = 75  # pixels an inch: enough to see where words are
SLACK = 1.0  # pixels that two texts may share, as boxes are rounded up


class Placed(NamedTuple):
    """A text and its box."""

    words: str
    box: Bbox


def ticks(axis: Axis) -> Iterator[Text]:
    """The labels of an axis that lie within what is shown of it."""
    low, high = sorted(axis.get_view_interval())
    edge = 1e-9 * max(high - low, 1e-12)
    for place, label in zip(axis.get_majorticklocs(), axis.get_ticklabels(), strict=False):
        if low - edge <= place <= high + edge:
            yield label


def texts_of(figure: Figure) -> list[Placed]:
    """Every text that is drawn: headline, note, titles, labels, ticks, words in panels, and legends."""
    found: list[Text] = list(figure.texts)
    for legend in figure.legends:
        found += [legend.get_title(), *legend.get_texts()]
    for axes in figure.axes:
        found += [axes.title, *_titles(axes), *axes.texts]
        if axes.axison:
            for axis in (axes.xaxis, axes.yaxis):
                found += [axis.label, axis.get_offset_text(), *ticks(axis)]
    shown = [text for text in found if text.get_visible() and text.get_text().strip()]
    return [Placed(" ".join(text.get_text().split()), Text.get_window_extent(text)) for text in shown]


def _titles(axes: Axes) -> list[Text]:
    return [part for part in axes.get_children() if isinstance(part, Text) and part not in axes.texts]


def faults(figure: Figure) -> list[str]:
    """What is wrong with where the words of a figure are, in sentences; empty where nothing is.

    The rule: no text leaves the canvas, and no two texts share more than a pixel, whatever they belong to.
    """
    figure.set_dpi(QUICK)
    for text in figure.findobj(Text):
        text.set_fontfamily(font_families())
    FigureCanvasAgg(figure).draw()  # type: ignore[no-untyped-call]
    placed = {(one.words, *one.box.extents): one for one in texts_of(figure)}.values()
    canvas = figure.bbox
    found = [
        f"{one.words!r} leaves the canvas"
        for one in placed
        if one.box.x0 < canvas.x0 - SLACK or one.box.x1 > canvas.x1 + SLACK
        or one.box.y0 < canvas.y0 - SLACK or one.box.y1 > canvas.y1 + SLACK
    ]  # fmt: skip
    for one, two in combinations(placed, 2):
        shared = Bbox.intersection(one.box, two.box)
        if shared is not None and shared.width > SLACK and shared.height > SLACK:
            found.append(f"{one.words!r} lies over {two.words!r}")
    return found
