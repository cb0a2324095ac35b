"""All figures of the report, in reading order: file, topic, how to draw and how to read them."""

from collections.abc import Callable
from typing import NamedTuple

from matplotlib.figure import Figure

from sim.report.figures.care_funnel import care_funnel
from sim.report.figures.differences import (
    differences_belief,
    differences_care,
    differences_illness,
    differences_money,
)
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
STRIPS = (
    "Each small dot is the difference from the baseline in one simulated population, and the bar the 95 % interval of "
    "their mean. The mark of the mean is hollow where the bar crosses zero, where the difference is too small to "
    "matter, or where there are fewer than 12 populations. The tinted side of zero is the better one. Every outcome "
    "has an axis of its own."
)
AS_BEFORE = "Dots, bars, marks and tint are those of the figure on illness and recovery."
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
    Plate("differences_illness.png", "Illness and recovery", differences_illness, STRIPS),
    Plate("differences_belief.png", "Self-efficacy and stigma", differences_belief, AS_BEFORE),
    Plate("differences_care.png", "Care and waiting", differences_care, AS_BEFORE),
    Plate("differences_money.png", "Money and posts", differences_money, AS_BEFORE),
    Plate(
        WHO_GAINS,
        "Who gains",
        who_gains,
        "Points are weeks of illness averted per 1,000 people of the group, over the whole run; lines are their 95 % "
        "intervals, and hollow points show no clear difference. The dotted line is everybody. Small groups have wide "
        "intervals: a group whose interval includes zero may only be too small for this run. The gap is the most "
        "deprived fifth\u2019s weeks of illness minus the least deprived fifth\u2019s.",
    ),
    Plate(
        "trajectories.png",
        "How it develops",
        trajectories,
        "Each line is the mean difference from the baseline, smoothed over a quarter of a year. The dark fan holds the "
        "middle 50 % of the simulated populations, the pale one 95 %. A dotted line marks the first week in which the "
        "policy can make a difference; the tinted side of zero is the better one. The level without a new policy, in "
        "the last year, is in each title.",
    ),
    Plate(
        "care_funnel.png",
        "Who reaches care",
        care_funnel,
        "For each stage of care, how many more or fewer of 1,000 people reach it in the last year: a small dot for "
        "each simulated population, the 95 % interval of their mean as a bar, and the mean as a large mark, hollow "
        "where the bar crosses zero. The level without a new policy stands beside each stage.",
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
