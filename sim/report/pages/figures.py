"""All figures of the report, in reading order: file, topic, how to draw and how to read them."""

from collections.abc import Callable
from typing import NamedTuple

from matplotlib.figure import Figure

from sim.report.figures.care_funnel import care_funnel
from sim.report.figures.differences import differences
from sim.report.figures.sources import sources
from sim.report.figures.trajectories import trajectories
from sim.report.figures.who_gains import who_gains
from sim.report.pages.economics import curve, plane
from sim.report.words.comparison import Comparison
from sim.report.words.money import TWO_INTERVALS


class Plate(NamedTuple):
    """One figure of the report."""

    file: str
    topic: str
    draw: Callable[[Comparison], tuple[Figure, str]]
    reading: str  # how to read it


WHO_GAINS = "who_gains.png"
MONEY_PLATES = (
    Plate(
        "cost_effectiveness_plane.png",
        "What health costs",
        plane,
        "Each dot is one draw of uncertain prices and utilities, and of replicates. What lies under the dashed line "
        f"is worth its cost at the threshold. {TWO_INTERVALS}",
    ),
    Plate(
        "acceptability_curve.png",
        "Which choice is best, by what health is worth",
        curve,
        "The share of samples in which each scenario is the best choice. The best on average is not always the one "
        "that is best most often.",
    ),
)
PLATES = (
    Plate(
        "differences.png",
        "What each policy changes",
        differences,
        "Points are differences from the baseline, lines their 95 % intervals. Where a line crosses zero, the run "
        "shows no clear difference, and the point is hollow. The tinted side of zero is the better one.",
    ),
    Plate(
        WHO_GAINS,
        "Who gains",
        who_gains,
        "Points are weeks of illness averted per 1,000 people of the group, over the whole run; lines are their 95 % "
        "intervals, and hollow points show no clear difference. The dotted line is everybody. Small groups have wide "
        "intervals: a group without a clear gain may only be too small for this run. The deprivation gap is the most "
        "deprived fifth\u2019s weeks of illness minus the least deprived fifth\u2019s.",
    ),
    Plate(
        "trajectories.png",
        "How it develops",
        trajectories,
        "Lines are means over replicates; bands hold 95 % of the replicates (with many scenarios only the baseline has "
        "one). Bands of two scenarios may overlap although their difference is clear, because both share the same "
        "chance events: judge differences by the figures before this one. The vertical axes do not start at zero.",
    ),
    Plate(
        "care_funnel.png",
        "Who reaches care",
        care_funnel,
        "Bars are people per 1,000 in the last year. The black mark on a bar is the baseline, and the number in "
        "brackets the difference from it; \N{ALMOST EQUAL TO} means no clear difference (its 95 % interval over "
        "replicates includes zero).",
    ),
    Plate(
        "self_efficacy_sources.png",
        "Where self-efficacy comes from",
        sources,
        "Mean contributions to general self-efficacy, by cause. The first panel is the baseline in an average year; "
        "the others are differences from it, added up over the whole run, all on one scale. The bars of a panel add up "
        "exactly to its net change (printed figures are rounded); thin lines are 95 % intervals over replicates. The "
        "unit is the logit, on which contributions can be added: in the middle of the scale, 0.1 logits are about 0.75 "
        "points of the General Self-Efficacy scale (10-40).",
    ),
)
