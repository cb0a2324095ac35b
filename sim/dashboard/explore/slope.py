"""Who gains: a slope over the five deprivation fifths, titled only by a tested contrast; and people as icons."""

import math
from html import escape

import numpy as np
import numpy.typing as npt
import pandas as pd

from sim.dashboard.chart import new_plot
from sim.dashboard.explore.over_time import Drawn, weekly
from sim.people.state import WEEKS_PER_YEAR
from sim.report.figures.style import COLOURS, INK
from sim.report.words.certainty import counted_words, is_settled, not_yet
from sim.report.words.comparison import BASELINE
from sim.report.words.quantities import number_words, range_words, shared_decimals
from sim.studies.comparison.comparison import Comparison
from sim.studies.comparison.fairness import FIFTHS, levels
from sim.studies.comparison.uncertainty import members_of
from sim.studies.runs.statistics import paired_difference

RANKS = ("least", "second", "middle", "fourth", "most")
UNIT = "weeks of illness averted per 1,000 people of the fifth"
ILLNESS = 0  # column of `FAIRNESS`: weeks of illness per 1,000 people
ICONS, PER_ROW = 1000, 50
STEP = 8.0  # between icons, in units of the drawing


def averted_by_fifth(comparison: Comparison, name: str) -> npt.NDArray[np.float64]:
    """Weeks of illness averted per 1,000 people in each fifth, least deprived first (replicates by 5)."""
    found = []
    for number in comparison.replicates:
        before, after = (levels(comparison.results[one, number]).groups for one in (BASELINE, name))
        found.append((before - after)[FIFTHS, ILLNESS])
    return np.array(found)


def slope(comparison: Comparison, name: str) -> Drawn:
    """Draw what each fifth gains; the title states the contrast of the most and the least deprived, where it is clear.

    Args:
        comparison: baseline and policies.
        name: of the scenario.
    """
    averted = averted_by_fifth(comparison, name)
    members = members_of(comparison.uncertainty, comparison.replicates)
    zero = np.zeros(len(averted))
    ends = [paired_difference(zero, averted[:, at], "higher", comparison.seed, members=members)[:3] for at in range(5)]
    means = [one[0] for one in ends]
    spans = [(one[0] - one[1], one[2] - one[0]) if math.isfinite(one[1]) else (0.0, 0.0) for one in ends]
    points = {
        "x": list(RANKS), "y": means, "mode": "lines+markers", "cliponaxis": False,
        "line": {"color": COLOURS[0], "width": 3}, "marker": {"size": 11},
        "error_y": {
            "array": [high for _, high in spans], "arrayminus": [low for low, _ in spans], "color": COLOURS[0],
        },
        "hovertemplate": "%{y:+.3~g}<extra>%{x}</extra>",
    }  # fmt: skip
    figure = new_plot(
        [points], hovermode="closest", showlegend=False,
        xaxis={"title": {"text": "fifth by deprivation; weeks per 1,000"}},
        yaxis={"title": {"text": "weeks"}, "zeroline": True, "zerolinecolor": INK, "zerolinewidth": 2},
    )  # fmt: skip
    rows = []
    for rank, (mean, low, high) in zip(RANKS, ends, strict=True):
        decimals = shared_decimals((mean, low, high))
        span = range_words(low, high, decimals) if math.isfinite(low) else "not known"
        rows.append(
            (
                f"{rank} deprived" if rank in (RANKS[0], RANKS[-1]) else rank,
                number_words(mean, decimals, signed=True),
                span,
            )
        )
    table = pd.DataFrame(rows, columns=["fifth", UNIT, "95 % interval"])
    return Drawn(figure, contrast_words(averted, comparison.seed, members), table)


def contrast_words(averted: npt.NDArray[np.float64], seed: int, members: npt.NDArray[np.int64] | None = None) -> str:
    """Whether the most deprived fifth gains more or less than the least deprived, in a sentence.

    Args:
        averted: weeks averted per 1,000 people (replicates by 5).
        seed: of the bootstrap.
        members: the parameter set of each replicate, where they differ by it.
    """
    contrast = averted[:, -1] - averted[:, 0]
    if not is_settled(len(contrast)):
        return f"Whether the most or the least deprived gain more: {not_yet(len(contrast))}."
    mean, low, high, _ = paired_difference(np.zeros(len(contrast)), contrast, "higher", seed, members=members)
    more = mean > 0.0
    counts = {"most": int((contrast > 0.0).sum()), "least": int((contrast < 0.0).sum())}
    who, whom = ("most", "least") if more else ("least", "most")
    sure = counted_words("so", counts[who], len(contrast), ("the opposite", counts[whom]))
    size = number_words(abs(mean), shared_decimals((mean,)))
    if not (low > 0.0 or high < 0.0):
        apart = f"on average the {who} deprived gain {size} weeks per 1,000 people more"
        return f"Whether the most or the least deprived gain more cannot be said: {apart}, {sure}."
    return f"The {who} deprived fifth gains {size} weeks per 1,000 people more than the {whom} deprived: {sure}."


def icons_html(comparison: Comparison, name: str) -> str:
    """1,000 people in an average week of the last year: ill either way, spared (or made ill), and well."""
    before, after = (_ill(comparison, one) for one in (BASELINE, name))
    both, apart = round(min(before, after)), round(abs(before - after))
    kind = "spared" if after < before else "added"
    counts = {"ill": both, kind: apart, "well": max(ICONS - both - apart, 0)}
    drawn, first = "", 0
    for what, count in counts.items():  # a kind is one line of dots: a thousand elements would take long to redraw
        dots = (
            f"M{STEP * (at % PER_ROW) + 5:g} {STEP * (at // PER_ROW) + 5:g}h0" for at in range(first, first + count)
        )
        drawn += f'<path class="{what}" data-people="{count}" d="{"".join(dots)}"/>'
        first += count
    wide, high = STEP * PER_ROW + 2, STEP * (ICONS // PER_ROW) + 2
    change = "spared by the policy" if kind == "spared" else "ill because of it"
    said = (
        f"Of 1,000 people in an average week of the last year, {both} are ill either way, {apart} "
        f"{change}, and {ICONS - both - apart} are well."
    )
    if apart == 0:
        said = f"Of 1,000 people in an average week of the last year, {both} are ill with the policy and without it."
    return (
        f'<figure class="icons"><figcaption>{escape(said)}</figcaption>'
        f'<svg viewBox="0 0 {wide:g} {high:g}" role="img" aria-label="{escape(said)}">{drawn}</svg></figure>'
    )


def _ill(comparison: Comparison, name: str) -> float:
    """People ill of 1,000, in an average week of the last year."""
    return float(weekly(comparison, name, "ill")[:, -WEEKS_PER_YEAR:].mean()) * ICONS / 100.0
