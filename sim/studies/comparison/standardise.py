"""Direct standardisation: what a comparison would have found in an area with another mix of deprivation fifths.

Everybody of a fifth counts as many times as the fifth is more common in the area than in the nation, in every figure
alike and in each replicate by itself; so the pairing stays, and intervals are those of the area. People of each fifth
have the outcomes of the nation: with the same capacity per head, a more deprived area would have longer queues than
this shows. Effects of a queue or of all fifths together are not sums over people of a fifth: they stay those of the
nation.
"""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import numpy.typing as npt

from sim.outcomes.count import GROUP_MEASURES, MEASURES, Measure
from sim.outcomes.groups import FIFTHS
from sim.outcomes.rates import OUTCOMES, RATIOS, figures_of
from sim.scenario.scenario import Scenario
from sim.studies.comparison.comparison import Comparison
from sim.studies.runs.run import RunResult, means_of_last_year, money_and_health

WEEKLY_STANDARDISED = tuple(
    name for name, (counted, among, _) in RATIOS.items() if max(counted, among) < GROUP_MEASURES
)
"""Weekly outcomes that are counted by fifth, and so can be weighted to another mix."""

AS_IN_THE_NATION = {
    "weeks_waited": "one queue serves people of all fifths",
    "deprivation_gap": "a gap between fifths does not depend on how many live in each",
}
"""Outcomes of the summary that no mix of fifths changes, and why."""

NOTE = (
    "Weighted to the area's mix of deprivation fifths (direct standardisation): people of each fifth fare as in the "
    "nation. Weeks waited, the deprivation gap, the care funnel, sources of belief and figures by group are the "
    "nation's."
)


def standardised(comparison: Comparison, shares: Sequence[float]) -> Comparison:
    """A comparison as it would be in an area with these shares of deprivation fifths.

    Args:
        comparison: of the nation, whose fifths are equally common.
        shares: of people in each of the nation's fifths, from the least to the most deprived (5); they add up to 1.

    Returns:
        Another comparison with the same replicates. Equal shares give the figures of the nation, and a share of 1 those
        of that fifth alone.

    Raises:
        ValueError: five shares from 0 to 1 that add up to 1 are needed; or nobody simulated lives in such an area.
    """
    weights = np.array(shares, np.float64)
    if weights.shape != (FIFTHS,) or not (weights >= 0.0).all() or not np.isclose(weights.sum(), 1.0):
        raise ValueError(f"shares: expected {FIFTHS} numbers from 0 to 1 that add up to 1, not {list(shares)}")
    by_name = {scenario.name: scenario for scenario in comparison.scenarios}
    results = {
        (name, number): _of_mix(result, by_name[name], weights * FIFTHS)
        for (name, number), result in comparison.results.items()
    }
    return replace(comparison, results=results, notes=(*comparison.notes, NOTE))


def is_standardised(comparison: Comparison) -> bool:
    """Whether a comparison is weighted to another mix of deprivation fifths than the nation's."""
    return NOTE in comparison.notes


def _of_mix(result: RunResult, scenario: Scenario, weights: npt.NDArray[np.float64]) -> RunResult:
    """A run in which each person of a fifth counts a given number of times."""
    fifths = result.fifths
    measures, resources, health = (
        np.einsum("f,wfx->wx", weights, sums) for sums in (fifths.measures, fifths.resources, fifths.health)
    )
    if not len(measures):
        return result
    people = measures[:, Measure.PEOPLE, np.newaxis]  # the same every week: whoever leaves is replaced at once
    heads = float(people[0, 0])
    if heads <= 0.0:
        raise ValueError("shares: nobody simulated lives in these fifths; simulate more people")
    sums = np.zeros((len(measures), MEASURES))
    sums[:, :GROUP_MEASURES] = measures
    figures = figures_of(sums, result.series[:, len(RATIOS) :])
    columns = [OUTCOMES.index(name) for name in WEEKLY_STANDARDISED]
    series = result.series.copy()
    series[:, columns] = figures[:, columns]
    used = dict(zip(result.resources, (resources / people).T, strict=True))
    classes = health / people
    totals = result.totals | means_of_last_year(series) | money_and_health(scenario, used, classes)
    totals |= {
        "weeks_of_illness": float(measures[:, Measure.ILL].sum()) / heads,
        "recovered": float(weights @ fifths.recovered) / heads,
        "people_treated": float(weights @ fifths.treated) / heads,
    }
    return replace(result, series=series, totals=totals, resources=used, health=classes)
