"""The results of a run for each sex, age band and deprivation fifth: health, care, stigma and money.

Levels are person-weighted: what all weeks hold, over the people of all weeks. Discounted figures weigh the weeks of
both alike, so that a group which grows or shrinks is not mistaken for one with other outcomes.
"""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from sim.economics.discounting import discount_weights
from sim.economics.valuation import costs_by_category, disability_years, life_years, unit_prices
from sim.outcomes.count import Measure
from sim.outcomes.groups import DEPRIVATION_GROUPS, FIFTHS, SEX_GROUPS, SEXES, by_group
from sim.people.state import WEEKS_PER_YEAR
from sim.scenario.scenario import Scenario

PERCENT = 100.0
PER_THOUSAND = 1000.0
USED = (
    Measure.PEOPLE, Measure.ILL, Measure.STARTED, Measure.WEEKS_WAITED, Measure.PUBLIC_STIGMA, Measure.SELF_STIGMA,
)  # fmt: skip

type Values = npt.NDArray[np.float64]


class Counted(NamedTuple):
    """What a run counts, as sums over people."""

    measures: Values  # weekly (weeks by groups by first measures of `sim.outcomes.count`)
    resources: Values  # weekly (weeks by groups + 1 by `Policy.resource_names`), everybody last
    health: Values  # weekly, people by class of health (weeks by groups + 1 by classes), everybody last
    ill_at_start: Values  # people by the cell they were in at the start (cells)
    recovered: Values  # those of them who are still there at the end, and well (cells)
    treated: Values  # people who began a course, by the cell they were in when they first did (cells)


class Fifths(NamedTuple):
    """Sums over people of each deprivation fifth, from the least to the most deprived, of the results of a run."""

    measures: Values  # weekly (weeks by 5 by first measures of `sim.outcomes.count`)
    resources: npt.NDArray[np.float32]  # weekly (weeks by 5 by `Policy.resource_names`); kept small: these are counts
    health: npt.NDArray[np.float32]  # weekly, people by class of health (weeks by 5 by classes)
    recovered: Values  # those ill at the start who are still there at the end, and well (5)
    treated: Values  # people who began a course (5)


def fifths_of(counted: Counted) -> Fifths:
    """The deprivation fifths of what a run counts; copies, so that nothing else need be kept."""
    rows = slice(DEPRIVATION_GROUPS, DEPRIVATION_GROUPS + FIFTHS)
    recovered, treated = (by_group(cells[:, np.newaxis])[rows, 0] for cells in (counted.recovered, counted.treated))
    return Fifths(
        counted.measures[:, rows].copy(),
        counted.resources[:, rows].astype(np.float32),
        counted.health[:, rows].astype(np.float32),
        recovered,
        treated,
    )


def with_everybody(groups: Values) -> Values:
    """Sums by group and, last, over everybody, who are either men or women.

    Args:
        groups: sums over people (..., groups).

    Returns:
        The same and one more (..., groups + 1).
    """
    everybody = groups[..., SEX_GROUPS : SEX_GROUPS + SEXES].sum(axis=-1, keepdims=True)
    return np.concatenate([groups, everybody], axis=-1)


def over(part: Values, whole: Values) -> Values:
    """A part as a share of the whole; NaN where the whole is nothing."""
    share = np.full(part.shape, np.nan)
    np.divide(part, whole, out=share, where=whole > 0.0)
    return share


def group_totals(scenario: Scenario, resource_names: list[str], counted: Counted) -> dict[str, Values]:
    """The figures of a run by group.

    Args:
        scenario: whose prices, utilities and discount rates count.
        resource_names: what the resources are called.
        counted: what the run counted.

    Returns:
        Outcome to values (groups + 1, everybody last), in the units of `sim.outcomes.catalogue.FAIRNESS`; NaN for
        nobody.
    """
    weekly = {measure: with_everybody(counted.measures[:, :, measure]) for measure in USED}
    in_all = {measure: values.sum(axis=0) for measure, values in weekly.items()}
    last_year = {measure: values[-WEEKS_PER_YEAR:].sum(axis=0) for measure, values in weekly.items()}
    people, weeks = weekly[Measure.PEOPLE], len(counted.measures)
    treated, recovered, ill = (
        by_group(cells[:, np.newaxis])[:, 0] for cells in (counted.treated, counted.recovered, counted.ill_at_start)
    )
    return {
        "recovered": PERCENT * over(recovered, ill),
        "people_treated": PER_THOUSAND * weeks * over(treated, in_all[Measure.PEOPLE]),
        "weeks_waited": over(in_all[Measure.WEEKS_WAITED], in_all[Measure.STARTED]),
        "public_stigma": over(last_year[Measure.PUBLIC_STIGMA], last_year[Measure.PEOPLE]),
        "self_stigma": over(last_year[Measure.SELF_STIGMA], last_year[Measure.ILL]),
        **_money_and_health(scenario, resource_names, counted, people),
    }


def _money_and_health(
    scenario: Scenario, resource_names: list[str], counted: Counted, people: Values
) -> dict[str, Values]:
    """Discounted cost a person, and QALYs and years lived with disability per 1,000 people, at mean prices."""
    economy = scenario.economy
    money, health = (discount_weights(len(people), rate) for rate in (economy.discount_costs, economy.discount_health))
    # all of these are linear, so that weeks can be added up before prices and utilities come in
    used = np.tensordot(money, counted.resources, axes=1)
    classes = np.tensordot(health, counted.health, axes=1)
    resources = dict(zip(resource_names, used.T, strict=True))
    cost = np.sum(list(costs_by_category(scenario, resources, unit_prices(scenario)).values()), axis=0)
    lived, lost = life_years(scenario, classes), disability_years(scenario, classes)

    def each(total: Values, weights: Values) -> Values:
        """A person who is there throughout."""
        return over(total, weights @ people) * weights.sum()

    return {
        "qalys": PER_THOUSAND * each(lived, health),
        "years_with_disability": PER_THOUSAND * each(lost, health),
        "cost": each(cost, money),
    }
