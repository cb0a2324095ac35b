"""Rows on how self-efficacy moves, and what moves with it: success before and after it, events before depression."""

import numpy as np
import numpy.typing as npt
import pandas as pd

from sim.studies.measures.estimate import Estimate, jackknife, over_groups
from sim.studies.measures.laboratory import Laboratory, measures
from sim.studies.measures.panel import QUARTER, Panel, years_of

WINDOW = 104  # weeks over which a person's own mean and trend are taken out

type Array = npt.NDArray[np.float64]


def without_mean_and_trend(values: npt.NDArray[np.floating], window: int) -> Array:
    """What is left of each person's series in each window when that person's mean and straight line are taken out.

    Args:
        values: weeks by people; NaN where there is nothing to see.
        window: weeks.

    Returns:
        People by windows by weeks of a window, NaN where there was nothing to see.
    """
    weeks, people = values.shape
    windows = weeks // window
    found = values[: windows * window].reshape(windows, window, people).transpose(2, 0, 1).astype(np.float64)
    seen = np.isfinite(found)
    number = np.maximum(seen.sum(axis=2, keepdims=True), 1)

    def centred(series: Array) -> Array:
        kept = np.where(seen, series, 0.0)
        return np.where(seen, kept - kept.sum(axis=2, keepdims=True) / number, 0.0)

    left = centred(found)
    time = centred(np.broadcast_to(np.arange(window, dtype=np.float64), found.shape))
    slope = (time * left).sum(axis=2, keepdims=True) / np.maximum((time**2).sum(axis=2, keepdims=True), 1e-12)
    left -= slope * time
    left[~seen] = np.nan
    return left


def next_week(first: Array, then: Array) -> float:
    """Correlation of one series with another a week later, over people, windows and weeks where both are seen."""
    one, other = first[..., :-1], then[..., 1:]
    both = np.isfinite(one) & np.isfinite(other)
    one, other = one[both], other[both]
    return float((one * other).sum() / np.sqrt((one * one).sum() * (other * other).sum()))


def within_person(panel: Panel, *, success_first: bool) -> float:
    """Within-person correlation of success with self-efficacy a week later, or of self-efficacy with success.

    Taking out a mean and a line pushes such correlations down in short windows; the value in windows and the value in
    half of them show by how much (half-panel jackknife, Dhaene and Jochmans 2015).
    """
    found = []
    for window in (WINDOW, WINDOW // 2):
        success = without_mean_and_trend(panel.success, window)
        belief = without_mean_and_trend(panel.belief, window)
        found.append(next_week(success, belief) if success_first else next_week(belief, success))
    return 2.0 * found[0] - found[1]


@measures("SE16")
def success_then_belief(lab: Laboratory) -> Estimate:
    """Within-person r of success with self-efficacy a week later, trend removed."""
    return over_groups(lab.panel.person, lambda people: within_person(lab.panel.of(people), success_first=True))


@measures("SE18")
def belief_then_success(lab: Laboratory) -> Estimate:
    """Within-person r of self-efficacy with success a week later, trend removed."""
    return over_groups(lab.panel.person, lambda people: within_person(lab.panel.of(people), success_first=False))


def waves(panel: Panel) -> pd.DataFrame:
    """Pairs of waves a quarter of a year apart: share of successes before a wave and the GSE at it, at both waves.

    Returns:
        Columns person, belief, success, belief_later, success_later; standardised within each wave.
    """
    number = len(panel.quarters)
    success = panel.success[: number * QUARTER].reshape(number, QUARTER, -1)
    tried = np.isfinite(success).sum(axis=1)
    share = np.where(tried > 0, np.nansum(success, axis=1) / np.maximum(tried, 1), np.nan)
    belief, share = (_standardised(values) for values in (panel.quarters, share))
    table = pd.concat(
        [
            pd.DataFrame(
                {
                    "person": panel.person,
                    "belief": belief[wave],
                    "success": share[wave],
                    "belief_later": belief[wave + 1],
                    "success_later": share[wave + 1],
                }
            )
            for wave in range(number - 1)
        ],
        ignore_index=True,
    )
    return table.dropna(ignore_index=True)


def _standardised(values: Array) -> Array:
    spread = np.nanstd(values, axis=1, keepdims=True)
    return (values - np.nanmean(values, axis=1, keepdims=True)) / np.where(spread > 0.0, spread, 1.0)


def slopes(outcome: npt.ArrayLike, *causes: npt.ArrayLike) -> Array:
    """Least-squares slopes of an outcome on causes, with a constant that is left out (causes)."""
    columns = np.column_stack([np.ones(len(np.asarray(outcome))), *causes])
    found = np.linalg.lstsq(columns, np.asarray(outcome, np.float64), rcond=None)[0]
    return np.asarray(found[1:], np.float64)


def cross_lagged(people: pd.DataFrame, outcome: str, cause: str, itself: str) -> float:
    """Standardised slope of a variable on another one wave before, beside itself one wave before."""
    return float(slopes(people[outcome], people[cause], people[itself])[0])


@measures("SE19")
def success_before_belief(lab: Laboratory) -> Estimate:
    """Cross-lagged beta of success on self-efficacy a wave later, between people."""
    return jackknife(waves(lab.panel), lambda people: cross_lagged(people, "belief_later", "success", "belief"))


@measures("SE20")
def belief_before_success(lab: Laboratory) -> Estimate:
    """Cross-lagged beta of self-efficacy on success a wave later, between people."""
    return jackknife(waves(lab.panel), lambda people: cross_lagged(people, "success_later", "belief", "success"))


def share_carried(years: pd.DataFrame) -> float:
    """Percentage of the effect of a year's life events on the PHQ-9 at its end that goes when the GSE is held fixed."""
    before = [years[name] for name in ("events", "phq9_before", "gse_before", "deprivation")]
    total = slopes(years["phq9_after"], *before)[0]
    direct = slopes(years["phq9_after"], *before, years["gse_after"])[0]
    return float(100.0 * (1.0 - direct / total))


@measures("SE11")
def events_by_way_of_belief(lab: Laboratory) -> Estimate:
    """Share of the effect of life events on depression carried by self-efficacy, people with depression before, %."""
    years = years_of(lab.panel)
    return jackknife(years[years["had_depression"]], share_carried)


def belief_lost_by_events(years: pd.DataFrame) -> float:
    """100 times the standardised slope of the GSE at a year's end on its life events; above 0: events lower it."""
    slope = slopes(
        years["gse_after"], *(years[name] for name in ("events", "phq9_before", "gse_before", "deprivation"))
    )[0]
    return float(-100.0 * slope * years["events"].std() / years["gse_after"].std())


@measures("SE12")
def events_and_belief_of_the_never_depressed(lab: Laboratory) -> Estimate:
    """Path from life events to lower self-efficacy, people without depression before, hundredths of an SD per SD."""
    years = years_of(lab.panel)
    return jackknife(years[~years["had_depression"]], belief_lost_by_events)
