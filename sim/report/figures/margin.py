"""Names beside a panel, each tied by a thin line to what it names: nobody has to look a colour up in a legend."""

from collections.abc import Sequence
from typing import NamedTuple

from matplotlib.axes import Axes

from sim.report.figures.style import TEXT_SIZE
from sim.report.figures.text import wrapped
from sim.report.words.quantities import shortened

INCHES = 2.3  # that a name may take before it is wrapped
LENGTH = 60  # characters of a name
LINE = 0.165  # inches a line of a name takes
GAP = 0.09  # inches between names
BESIDE = 1.035  # where names stand, in widths of the panel


class Name(NamedTuple):
    """What is named, and where it is."""

    text: str
    across: float  # in data
    up: float
    colour: str


def places(wanted: Sequence[float], sizes: Sequence[float], room: float) -> list[float]:
    """Middles of names below one another, as near to where they are wanted as there is room.

    Args:
        wanted: where each middle should be, from 0 at the bottom to `room` at the top, in inches.
        sizes: of the names, in inches.
        room: in inches; where all names together take more, they reach below the panel.
    """
    order = sorted(range(len(wanted)), key=lambda one: -wanted[one])
    found = [0.0] * len(wanted)
    top = room
    for one in order:
        found[one] = min(wanted[one], top - sizes[one] / 2.0)
        top = found[one] - sizes[one] / 2.0 - GAP
    bottom = 0.0
    for one in reversed(order):
        found[one] = max(found[one], bottom + sizes[one] / 2.0)
        bottom = found[one] + sizes[one] / 2.0 + GAP
    return found


def name_beside(axes: Axes, names: Sequence[Name], height: float) -> None:
    """Write the names at the right of a panel, whose limits are set.

    Args:
        axes: the panel.
        names: at most as many as there is room for.
        height: of the panel, in inches, roughly.
    """
    texts = [wrapped(shortened(name.text, LENGTH), INCHES, TEXT_SIZE) for name in names]
    sizes = [LINE * (text.count("\n") + 1) for text in texts]
    low, high = axes.get_ylim()
    wanted = [height * (name.up - low) / (high - low) for name in names]
    for name, text, middle in zip(names, texts, places(wanted, sizes, height), strict=True):
        axes.annotate(
            text, (name.across, name.up), xytext=(BESIDE, middle / height), xycoords="data",
            textcoords="axes fraction", ha="left", va="center", fontsize=TEXT_SIZE, fontweight="bold",
            color=name.colour, linespacing=1.1, annotation_clip=False, zorder=6,
            arrowprops={"arrowstyle": "-", "color": name.colour, "linewidth": 0.8, "alpha": 0.7, "shrinkA": 2.0,
                        "shrinkB": 5.0, "relpos": (0.0, 0.5)},
        )  # fmt: skip
