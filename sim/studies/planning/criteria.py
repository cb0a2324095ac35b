"""What a run comes to in one number: outcomes, money, and both together."""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from sim.economics.discounting import present_value
from sim.economics.valuation import costs_by_category, life_years, unit_prices
from sim.outcomes.catalogue import FAIRNESS, SUMMARY
from sim.people.state import WEEKS_PER_YEAR
from sim.scenario.scenario import Scenario
from sim.studies.comparison.fairness import FIFTHS, gap, levels
from sim.studies.runs.run import RunResult


class Criterion(NamedTuple):
    """A figure of a run that policies can be judged by."""

    title: str  # in plain words
    unit: str  # "" where it is money
    better: str  # "higher" or "lower"
    of: Callable[[Scenario, RunResult], float]

    def gain(self, scenario: Scenario, result: RunResult) -> float:
        """The figure, turned so that more of it is better."""
        return self.of(scenario, result) if self.better == "higher" else -self.of(scenario, result)


def weekly_cost(scenario: Scenario, result: RunResult) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """All costs of each week per head of the population, undiscounted, at mean prices (weeks)."""
    parts = costs_by_category(scenario, result.resources, unit_prices(scenario))
    return np.sum([np.broadcast_to(part, len(result.series)) for part in parts.values()], axis=0)


def cost_per_head(scenario: Scenario, result: RunResult) -> float:
    """Cost a head of the population and year, undiscounted, in the scenario's currency; the mean over the whole run."""
    return float(weekly_cost(scenario, result).sum()) * WEEKS_PER_YEAR / len(result.series)


def quality_adjusted(scenario: Scenario, result: RunResult) -> float:
    """Quality-adjusted life years lived in the run, discounted, per head of the population."""
    return float(present_value(life_years(scenario, result.health), scenario.economy.discount_health))


def net_benefit(scenario: Scenario, result: RunResult) -> float:
    """What health is worth at the threshold less what it costs, both discounted, per head of the population."""
    money = scenario.economy
    spent = float(present_value(weekly_cost(scenario, result), money.discount_costs))
    return money.threshold * quality_adjusted(scenario, result) - spent


def deprivation_gap(_: Scenario, result: RunResult) -> float:
    """How many more weeks of illness the most deprived fifth has than the least deprived, per 1,000 people."""
    found = levels(result)
    column = list(FAIRNESS).index("weeks_of_illness")
    return gap(found.groups[FIFTHS, column], found.fifths)


def _total(name: str) -> Criterion:
    shown = SUMMARY[name]

    def of(scenario: Scenario, result: RunResult) -> float:
        return result.totals[name] * (scenario.represented_population if shown.counted else 1.0)

    return Criterion(shown.title, shown.unit, shown.better, of)


CRITERIA: dict[str, Criterion] = {
    "net_benefit": Criterion("Net benefit a head", "", "higher", net_benefit),
    **{name: _total(name) for name in SUMMARY},
    "qalys": Criterion(
        "Quality-adjusted life years (QALYs)",
        "QALYs",
        "higher",
        lambda scenario, result: quality_adjusted(scenario, result) * scenario.represented_population,
    ),
    "gap": Criterion(
        "Gap in weeks of illness between most and least deprived fifth",
        "weeks per 1,000 people",
        "lower",
        deprivation_gap,
    ),
    "cost": Criterion("Cost a head and year", "", "lower", cost_per_head),
}
"""Figures by name; counts are scaled to the represented population."""
