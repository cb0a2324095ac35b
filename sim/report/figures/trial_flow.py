"""Figure: the flow of a trial's participants, as the CONSORT statement asks for it (Schulz, Altman and Moher 2010)."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.text import Text

from sim.report.figures.style import INK, PAPER, SMALL_SIZE, SOFT_INK, TEXT_SIZE, headline, new_figure, note
from sim.report.figures.text import plain
from sim.report.words.trial import arm_label

LINE_LETTERS, LETTERS_ACROSS = 34, 110  # of a line, and of all arms side by side
MANY_LINES = 4  # from here on letters are smaller
LINE, EDGES, GAP = 0.2, 0.16, 0.5  # inches: a line of a box, its edges, and between boxes
BOXES = {"none": "no course from the trial", "never_began": "never began the course"}
BOXES |= {"not_started": "not begun the course yet", "in_treatment": "still in the course"}
BOXES |= {"completed": "completed the course", "dropped_out": "left the course early"}
BOXES |= {"withheld": "kept from the course"}


class Flow(NamedTuple):
    """How many reached each stage."""

    assessed: int
    eligible: int
    recruited: int
    arms: Mapping[str, Sequence[str]]  # lines of each arm's boxes, from randomised to analysed


def arm_boxes(waves: pd.DataFrame, arm: str, label: str, weeks: Sequence[int]) -> list[str]:
    """What stands in an arm's boxes: randomised, how their courses ended, analysed."""
    mine = waves[waves["arm"] == arm]
    began = mine[mine["week"] == 0]
    end = mine[mine["week"] == weeks[-1]]
    courses = end["status"].value_counts()
    described = [f"{BOXES[name]}: {courses[name]:,}" for name in BOXES if courses.get(name, 0)]
    if "second_arm" in end:
        again = end.loc[end["second_arm"] != "", "second_arm"].value_counts()
        described += [f"randomised again to {arm_label(str(name))}: {again[name]:,}" for name in sorted(again.index)]
    left = len(began) - len(end)
    if left:
        described.append(f"left the population: {left:,}")
    return [f"{label}\nrandomised: {len(began):,}", "\n".join(described), f"measured in week {weeks[-1]}: {len(end):,}"]


def draw_flow(flow: Flow, title: str) -> Figure:
    """Draw the flow of participants.

    Args:
        flow: numbers and words.
        title: the trial's name.
    """
    arms = list(flow.arms.values())
    letters = min(LINE_LETTERS, LETTERS_ACROSS // len(arms))
    top = [
        _lines(f"assessed for eligibility: {flow.assessed:,}", LINE_LETTERS),
        _lines(f"eligible: {flow.eligible:,}\nrecruited and randomised: {flow.recruited:,}", LINE_LETTERS),
    ]
    columns = [[_lines(words, letters) for words in boxes] for boxes in arms]
    tallest = [
        max(text.count("\n") + 1 for text in level) for level in [*zip(top, strict=True), *zip(*columns, strict=True)]
    ]
    sizes = [count * LINE + EDGES for count in tallest]
    heights = [-sum(sizes[:level]) - level * GAP - size / 2.0 for level, size in enumerate(sizes)]
    whole = sum(sizes) + GAP * len(sizes)
    figure = new_figure(whole)
    axes = figure.subplots()
    axes.set_xlim(0.0, float(len(arms)))
    axes.set_ylim(-whole + GAP / 2.0, GAP / 2.0)
    axes.set_axis_off()
    first = _box(axes, len(arms) / 2.0, heights[0], top[0])
    second = _box(axes, len(arms) / 2.0, heights[1], top[1])
    _arrow(axes, first, second)
    for number, texts in enumerate(columns):
        above = second
        for height, text in zip(heights[2:], texts, strict=True):
            below = _box(axes, number + 0.5, height, text)
            _arrow(axes, above, below)
            above = below
    headline(figure, f"{title}: {flow.recruited:,} of {flow.eligible:,} eligible people took part")
    note(
        figure,
        "People not recruited were eligible but not drawn: trials recruit sparsely, so that few participants know each "
        "other. All who were randomised and did not leave the population are compared, whatever became of their "
        "course.",
    )
    return figure


def _lines(words: str, letters: int) -> str:
    return "\n".join(plain(line, letters) for line in words.split("\n"))


def _box(axes: Axes, x: float, y: float, text: str) -> Text:
    return axes.text(
        x, y, text, ha="center", va="center", linespacing=1.35, color=INK, zorder=2,
        fontsize=TEXT_SIZE if text.count("\n") + 1 < MANY_LINES else SMALL_SIZE,
        bbox={"boxstyle": "round,pad=0.55", "facecolor": PAPER, "edgecolor": SOFT_INK},
    )  # fmt: skip


def _arrow(axes: Axes, above: Text, below: Text) -> None:
    """An arrow from the edge of one box to the edge of another; drawn after both, when these know their size."""
    ends = {"patchA": above.get_bbox_patch(), "patchB": below.get_bbox_patch(), "shrinkA": 0.0, "shrinkB": 1.0}
    arrow = {"arrowstyle": "-|>", "color": SOFT_INK, **ends}
    axes.annotate("", xy=below.get_position(), xytext=above.get_position(), arrowprops=arrow, zorder=3)
