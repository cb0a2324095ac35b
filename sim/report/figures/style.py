"""The house style of all figures: one palette, one set of sizes, nothing shown by colour alone.

Figures are made as plain `matplotlib.figure.Figure` objects and drawn with the Agg backend. pyplot and its global
settings are never touched, so that a report can be written in any thread of any program.
"""

from collections.abc import Sequence
from io import BytesIO
from typing import Any, NamedTuple

import numpy as np
from matplotlib.axes import Axes
from matplotlib.axis import Axis
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.layout_engine import ConstrainedLayoutEngine
from matplotlib.lines import Line2D
from matplotlib.text import Text
from matplotlib.ticker import Formatter, MaxNLocator
from PIL import Image

from sim.report.figures.text import font_families, plain, wrapped
from sim.report.words.quantities import MILLION, MINUS, shortened

INK = "#1f2933"
SOFT_INK = "#52606d"
RULE = "#d5dbe1"
PAPER = "#ffffff"
BETTER_TINT = "#eaf4ee"
WIDTH = 10.5  # inches
MARGIN = 0.08  # inches, at the left of headline and note
SPARE = 0.15  # inches: letters are a little wider where pixels are few
DPI = 150
EDGE = 4  # pixels left between headline or note and the rest
HEADLINE_SIZE, TITLE_SIZE, TEXT_SIZE, SMALL_SIZE = 13.5, 11.0, 10.0, 9.0
HEADLINE_LINE = 0.26  # inches a line of the headline takes
LEGEND_LINE = 0.2
LEGEND_COLUMNS = 3
LEGEND_INCHES = 2.6  # a name may take before it is wrapped
TITLE_LENGTH = 70  # characters of a title or name
UNITS = {"SD": "standard deviations (SD)", "0-1": "on a scale of 0 to 1"}


class Look(NamedTuple):
    """How one scenario is drawn: line and marker identify it without colour."""

    colour: str
    dashes: tuple[float, tuple[float, ...]]
    marker: str


SOLID: tuple[float, tuple[float, ...]] = (0, ())
BASELINE_LOOK = Look("#4a4a4a", SOLID, "")
COLOURS = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9")  # Okabe and Ito, without the pale yellow
DASHES: tuple[tuple[float, tuple[float, ...]], ...] = (SOLID, (0, (6, 1.5)), (0, (3, 1.5)), (0, (6, 1.5, 1.5, 1.5)))
MARKERS = ("o", "s", "^", "D", "v", "P", "X")


def look(index: int) -> Look:
    """The look of the scenario with this number; looks repeat only after many scenarios."""
    return Look(COLOURS[index % len(COLOURS)], DASHES[index % len(DASHES)], MARKERS[index % len(MARKERS)])


def looks(scenarios: Sequence[str]) -> dict[str, Look]:
    """The look of every scenario but the baseline."""
    return {name: look(index) for index, name in enumerate(scenarios)}


def balanced(panels: int, most: int) -> tuple[int, int]:
    """Rows and columns for so many panels, with as few left over in the last row as possible.

    Args:
        panels: how many; none counts as one.
        most: columns.
    """
    rows = max(-(-panels // most), 1)
    return rows, max(-(-panels // rows), 1)


def new_figure(height: float) -> Figure:
    """An empty figure of the house width."""
    layout = ConstrainedLayoutEngine(w_pad=MARGIN, h_pad=MARGIN, wspace=0.03, hspace=0.04)
    return Figure(figsize=(WIDTH, height), dpi=DPI, facecolor=PAPER, layout=layout)


def headline(figure: Figure, sentence: str) -> None:
    """Put the finding above a figure, and make room for it."""
    text = wrapped(sentence, WIDTH - 2 * MARGIN - SPARE, HEADLINE_SIZE)
    figure.set_figheight(figure.get_figheight() + HEADLINE_LINE * (text.count("\n") + 1))
    figure.suptitle(
        text, x=MARGIN / WIDTH, ha="left", fontsize=HEADLINE_SIZE, fontweight="bold", color=INK, linespacing=1.25
    )


def note(figure: Figure, sentence: str) -> None:
    """Say below a figure how to read it, for those who meet it outside its page."""
    text = wrapped(sentence, WIDTH - 2 * MARGIN, SMALL_SIZE)
    figure.set_figheight(figure.get_figheight() + LEGEND_LINE * (text.count("\n") + 1))
    figure.supxlabel(text, x=MARGIN / WIDTH, ha="left", fontsize=SMALL_SIZE, color=SOFT_INK, linespacing=1.2)


def panel_title(axes: Axes, text: str, inches: float) -> None:
    """Title of one panel, at its left edge, wrapped to the panel's width. Nothing is cut: shorten what a user wrote."""
    title = wrapped(text, inches, TITLE_SIZE)
    axes.set_title(title, loc="left", fontsize=TITLE_SIZE, fontweight="bold", color=INK, linespacing=1.15)


class Plainly(Formatter):
    """Numbers at an axis: equal decimals, thousands separators, a real minus sign, no floating-point dust."""

    def format_ticks(self, values: Sequence[float]) -> list[str]:
        """The numbers at all ticks of an axis."""
        dust = max((abs(value) for value in values), default=0.0) * 1e-6
        decimals = next((d for d in range(8) if all(abs(round(value, d) - value) <= dust for value in values)), 8)
        return ["0" if abs(value) <= dust else f"{value:,.{decimals}f}".replace("-", MINUS) for value in values]


class InMillions(Plainly):
    """Numbers at an axis, in millions."""

    def format_ticks(self, values: Sequence[float]) -> list[str]:
        """The numbers at all ticks of an axis."""
        return super().format_ticks([value / MILLION for value in values])


def money_unit(axis: Axis, currency: str) -> str:
    """The unit of an axis of money, for its label: the currency, or millions of it, and then the ticks are in millions.

    Args:
        axis: of money; its limits are set already.
        currency: symbol or code.
    """
    if max(abs(end) for end in axis.get_view_interval()) < MILLION:
        return currency
    axis.set_major_formatter(InMillions())
    return f"{currency} million" if currency[-1:].isalpha() else f"million {currency}"


def dress(axes: Axes, grid: str) -> None:
    """Take away what does not inform, and set sizes and colours.

    Args:
        axes: the panel.
        grid: "x" or "y", the axis along which values are read.
    """
    axes.set_facecolor("none")
    for side in ("top", "right", "left" if grid == "x" else "top"):
        axes.spines[side].set_visible(False)
    for side in ("left", "bottom"):
        axes.spines[side].set_color(SOFT_INK)
    for axis in (axes.xaxis, axes.yaxis):
        axis.label.set(fontsize=TEXT_SIZE, color=SOFT_INK)
        axis.set_tick_params(
            labelsize=SMALL_SIZE, labelcolor=INK, color=SOFT_INK, length=3, labelfontfamily=font_families()
        )
        axis.set_major_locator(MaxNLocator(5, steps=[1, 2, 2.5, 5, 10]))
        axis.set_major_formatter(Plainly())
    axes.grid(visible=True, axis="x" if grid == "x" else "y", color=RULE, linewidth=0.8)
    axes.set_axisbelow(True)


def rows_labelled(axes: Axes, heights: Sequence[float], labels: Sequence[str], width: int, size: float) -> None:
    """Label the rows of a panel at its left edge, without tick marks."""
    axes.set_yticks(list(heights), labels=[plain(label, width) for label in labels], fontsize=size, linespacing=1.2)
    axes.tick_params(axis="y", length=0)


def legend(figure: Figure, handles: Sequence[Line2D], sentence: str) -> None:
    """One legend for the whole figure, below it, under a sentence on how to read it."""
    labels = [wrapped(shortened(str(handle.get_label()), TITLE_LENGTH), LEGEND_INCHES, TEXT_SIZE) for handle in handles]
    columns = min(len(handles), LEGEND_COLUMNS)
    box = figure.legend(
        handles=list(handles), labels=labels, loc="outside lower left", ncols=columns, frameon=False,
        fontsize=TEXT_SIZE, labelcolor=INK, handlelength=3.2, columnspacing=2.0, borderpad=0.1, alignment="left",
        title=wrapped(sentence, WIDTH - 2 * MARGIN, SMALL_SIZE), title_fontsize=SMALL_SIZE,
    )  # fmt: skip
    box.get_title().set_color(SOFT_INK)
    lines = max(label.count("\n") + 1 for label in labels) * -(-len(handles) // columns) + 1
    figure.set_figheight(figure.get_figheight() + LEGEND_LINE * lines)


def empty(axes: Axes, words: str) -> None:
    """Say in words that a panel has nothing to show."""
    axes.text(
        0.5, 0.5, plain(words, 36), transform=axes.transAxes, ha="center", va="center", color=SOFT_INK,
        fontsize=TEXT_SIZE,
    )  # fmt: skip


class Png(NamedTuple):
    """A drawn figure as PNG files."""

    whole: bytes
    bare: bytes  # without headline and note, for a page that sets both as text


def png(figure: Figure) -> Png:
    """Draw a figure."""
    for text in figure.findobj(Text):
        if isinstance(text, Text):
            text.set_fontfamily(font_families())
    canvas: Any = FigureCanvasAgg(figure)  # has no types
    canvas.draw()  # once: `savefig` would draw twice, the first time only for the layout
    edges = {text.get_text(): text.get_window_extent() for text in figure.texts}
    whole = Image.fromarray(np.asarray(canvas.buffer_rgba()))
    top, bottom = 0.0, float(whole.height)
    if figure.get_suptitle():
        top = whole.height - edges[figure.get_suptitle()].y0 + EDGE
    if figure.get_supxlabel():
        bottom = whole.height - edges[figure.get_supxlabel()].y1 - EDGE
    bare = whole.convert("RGB").crop((0, round(top), whole.width, round(bottom)))
    return Png(*(_encoded(image) for image in (whole, bare)))


def _encoded(image: Image.Image) -> bytes:
    file = BytesIO()
    image.save(file, format="png", dpi=(DPI, DPI))
    return file.getvalue()
