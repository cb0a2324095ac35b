"""What a campaign against stigma costs for each person whose attitude it betters."""

import numpy as np
import numpy.typing as npt

from sim.economics.valuation import CATEGORIES, costs_by_item, unit_prices
from sim.outcomes.rates import OUTCOMES
from sim.people.state import WEEKS_PER_YEAR
from sim.studies.readings.case import Case, measure, share

IMPROVED_BY = 0.25  # SD of the attitude score: a small but real change (Cohen 1988)


def cost_of_programmes(case: Case) -> float:
    """Cost of the programmes that are priced, per person of the population."""
    costs = costs_by_item(case.scenario, case.result.resources, unit_prices(case.scenario))
    priced = case.programmes or list(case.scenario.programmes)
    return sum(float(costs[CATEGORIES[1], name].sum()) for name in priced)


def improved(before: npt.NDArray[np.float64], after: npt.NDArray[np.float64], year: int = WEEKS_PER_YEAR) -> float:
    """Share of people whose attitude is better, read off the mean attitude at its best.

    In proportion to the mean gain: a mean gain of a small step counts as everybody's, and a larger one as no more.

    Args:
        before: mean attitude without a campaign, SD (moments).
        after: with it (moments).
        year: moments a year.
    """
    gain = float(np.max(_yearly(before, year) - _yearly(after, year)))
    return min(max(0.0, gain) / IMPROVED_BY, 1.0)


@measure
def cost_per_improved_intention(case: Case) -> float:
    """Cost of programmes over people whose attitude is better than under the baseline, in the currency (EC17).

    Attitudes are those of all programmes together, as in a survey of the whole population, whichever programmes are
    priced (`programmes` of a published figure): the media part of a campaign alone, as its study did, or the whole.
    """
    attitude = OUTCOMES.index("public_stigma")
    better = improved(case.before.series[:, attitude], case.result.series[:, attitude])
    return share(cost_of_programmes(case), better)


def _yearly(series: npt.NDArray[np.float64], year: int) -> npt.NDArray[np.float64]:
    if len(series) < year:
        return series
    return np.convolve(series, np.full(year, 1.0 / year), "valid")
