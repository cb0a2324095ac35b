"""Figure: the flow of a trial's participants, as the CONSORT statement asks for it (Schulz, Altman and Moher 2010)."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from sim.report.style import INK, PAPER, SMALL_SIZE, SOFT_INK, TEXT_SIZE, headline, new_figure, note
from sim.report.text import plain

BOX_WIDTH, BOX_HEIGHT, STEP = 0.86, 0.62, 1.0
LINE_LETTERS = 30
FIGURE_HEIGHT = 6.2
BOXES = {"none": "no course from the trial", "never_began": "never began", "not_started": "not begun yet"}
BOXES |= {"in_treatment": "still in the course", "completed": "completed it", "dropped_out": "left it early"}


class Flow(NamedTuple):
    """How many reached each stage."""

    assessed: int
    eligible: int
    recruited: int
    arms: Mapping[str, Sequence[str]]  # lines of each arm's boxes, from randomised to analysed


def arm_boxes(waves: pd.DataFrame, arm: str, label: str, weeks: Sequence[int]) -> list[str]:
    """What stands in an arm's boxes: randomised, what became of the course, analysed."""
    mine = waves[waves["arm"] == arm]
    began = mine[mine["week"] == 0]
    end = mine[mine["week"] == weeks[-1]]
    courses = end["status"].value_counts()
    told = [f"{BOXES[name]}: {courses[name]:,}" for name in BOXES if courses.get(name, 0)]
    left = len(began) - len(end)
    lost = f"\nleft the population: {left:,}" if left else ""
    return [
        f"{label}\nrandomised: {len(began):,}",
        "\n".join(told) or "no course from the trial",
        f"measured in week {weeks[-1]}: {len(end):,}{lost}",
    ]


def draw_flow(flow: Flow, title: str) -> Figure:
    """Draw the flow of participants.

    Args:
        flow: numbers and words.
        title: the trial's name.
    """
    figure = new_figure(FIGURE_HEIGHT)
    axes = figure.subplots()
    arms = list(flow.arms.values())
    width = float(max(len(arms), 2))
    axes.set_xlim(0.0, width)
    axes.set_ylim(-5.0 * STEP + 0.4, 0.5)
    axes.set_axis_off()
    middle = width / 2.0
    _box(axes, middle, 0.0, f"assessed for eligibility: {flow.assessed:,}")
    _arrow(axes, (middle, 0.0), (middle, -STEP))
    _box(axes, middle, -STEP, f"eligible: {flow.eligible:,}\nrecruited and randomised: {flow.recruited:,}")
    for number, boxes in enumerate(arms):
        x = (number + 0.5) * width / len(arms)
        _arrow(axes, (middle, -STEP), (x, -2 * STEP))
        for step, words in enumerate(boxes):
            if step:
                _arrow(axes, (x, -(step + 1) * STEP), (x, -(step + 2) * STEP))
            _box(axes, x, -(step + 2) * STEP, words)
    headline(figure, f"{title}: {flow.recruited:,} of {flow.eligible:,} eligible people took part")
    note(
        figure,
        "People not recruited were eligible but not drawn: trials recruit sparsely, so that few participants know each "
        "other. All who were randomised are compared, whatever became of their course.",
    )
    return figure


def _box(axes: Axes, x: float, y: float, words: str) -> None:
    text = "\n".join(plain(line, LINE_LETTERS) for line in words.split("\n"))
    axes.text(
        x, y, text, ha="center", va="center", fontsize=TEXT_SIZE if text.count("\n") < 3 else SMALL_SIZE, color=INK,
        linespacing=1.35, bbox={"boxstyle": "round,pad=0.55", "facecolor": PAPER, "edgecolor": SOFT_INK}, zorder=2,
    )  # fmt: skip


def _arrow(axes: Axes, start: tuple[float, float], end: tuple[float, float]) -> None:
    arrow = {"arrowstyle": "-|>", "color": SOFT_INK, "shrinkA": 22.0, "shrinkB": 26.0}
    axes.annotate("", xy=end, xytext=start, arrowprops=arrow, zorder=1)
