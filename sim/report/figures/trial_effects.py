"""Figure: what a trial's arms did to its main outcome and to self-efficacy, week by week."""

import math

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from sim.report.figures.style import RULE, Look, dress, headline, legend, looks, new_figure, panel_title
from sim.report.words.quantities import number_words
from sim.report.words.trial import arm_label
from sim.studies.trials.effects import HIGHER_IS_BETTER
from sim.studies.trials.spec import TrialSpec

PANEL_HEIGHT, PANEL_INCHES = 3.3, 4.6
NAMES = {
    "phq9": "depression (PHQ-9)",
    "gad7": "anxiety (GAD-7)",
    "pcl5": "post-traumatic stress (PCL-5)",
    "gse": "self-efficacy (GSE)",
    "ismi": "self-stigma (ISMI)",
}
SHIFT = 0.35  # weeks between arms drawn at the same week


def finding(plan: TrialSpec, effects: pd.DataFrame) -> str:
    """The trial's main result in a sentence: the arm that differs most in the last week measured.

    The week is that of the plan, so that the sentence does not pick the luckiest one; before a cross-over, if any.
    """
    first = "stage" not in effects or (effects["stage"] == 1).all()
    week = plan.compared_weeks()[-1] if first else plan.weeks[-1]
    main = effects[(effects["outcome"] == plan.primary) & (effects["week"] == week) & effects["g"].notna()]
    if main.empty:
        return f"{plan.title}: nothing could be compared after {week} weeks"
    most = max(main.to_dict("records"), key=lambda row: abs(float(row["g"])))
    name = NAMES[plan.primary]
    against = f"{arm_label(str(most['arm']))} against {arm_label(plan.comparator_of(str(most['arm'])))}"
    low, high = number_words(most["low"], 2), number_words(most["high"], 2)
    interval = f"g {number_words(most['g'], 2)}, 95 % interval {low} to {high}"
    if most["low"] > 0.0 or most["high"] < 0.0:
        more = (most["low"] > 0.0) == (plan.primary in HIGHER_IS_BETTER)
        return f"{against}: {'more' if more else 'less'} {name} after {week} weeks ({interval})"
    return f"{against}: no clear effect on {name} after {week} weeks ({interval})"


def draw_effects(plan: TrialSpec, effects: pd.DataFrame) -> Figure:
    """Draw effect sizes with their intervals, for the main outcome and for self-efficacy.

    Args:
        plan: the trial.
        effects: its table of effects, of one stage.
    """
    figure = new_figure(PANEL_HEIGHT)
    outcomes = list(dict.fromkeys([plan.primary, "gse" if plan.primary != "gse" else "phq9"]))
    arms = [str(name) for name in effects["arm"].unique()]
    styles = looks(arms)
    panels = figure.subplots(1, 2, sharey=True)
    panels[0].set_ylabel("effect (Hedges g)")
    for axes, outcome in zip(panels, outcomes, strict=True):
        _panel(axes, effects[effects["outcome"] == outcome], outcome, styles)
    handles = [
        Line2D([], [], color=style.colour, marker=style.marker, linestyle=style.dashes, label=arm_label(name))
        for name, style in styles.items()
    ]
    legend(
        figure,
        handles,
        f"Each against {arm_label(plan.comparator_of(arms[0]))}; bars are 95 % intervals. Hedges g: differences in "
        "standard deviations of the participants; above 0 the arm did better.",
    )
    text = finding(plan, effects)
    headline(figure, text[:1].upper() + text[1:])
    return figure


def _panel(axes: Axes, rows: pd.DataFrame, outcome: str, styles: dict[str, Look]) -> None:
    dress(axes, grid="y")
    words = NAMES[outcome]
    panel_title(axes, words[:1].upper() + words[1:], PANEL_INCHES)
    axes.axhline(0.0, color=RULE, linewidth=1.6)
    axes.set_xlabel("weeks since randomisation")
    for number, (arm, style) in enumerate(styles.items()):
        mine = rows[(rows["arm"] == arm) & rows["g"].notna()]
        shift = (number - (len(styles) - 1) / 2.0) * SHIFT
        below, above = mine["g"] - mine["low"], mine["high"] - mine["g"]
        if math.isfinite(float(mine["g"].sum())) and len(mine):
            axes.errorbar(
                mine["week"] + shift, mine["g"], yerr=[below, above], color=style.colour, marker=style.marker,
                linestyle=style.dashes, capsize=3, linewidth=1.8,
            )  # fmt: skip


__all__ = ["NAMES", "arm_label", "draw_effects", "finding"]
