"""The economic evaluation of a comparison: what each scenario costs, what health it gains, and how certain that is.

A sample is one draw of all uncertain prices, utilities and disability weights, with the mean over replicates drawn
again with replacement (a bootstrap, the same for all scenarios): a decision is made for many, so the
stochastic variation of a single population does not count, but the uncertainty of the mean does. Where replicates are
members of the ensemble of parameter sets, a sample draws one of them: parameter uncertainty does not average out. Where
they differ by chance as well, a member's distance from the mean is drawn, less what chance adds to it. All
figures are per 1,000 people over the whole run, and discounted, except the budget.
"""

from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from sim.economics.acceptability import value_of_partial_information, value_of_perfect_information
from sim.economics.discounting import discount_weights, weeks_by_year, yearly_sums
from sim.economics.draws import cost_draws, utility_draws
from sim.economics.incremental import IncrementalRow, incremental_table
from sim.economics.samples import Samples, checked, interval
from sim.economics.valuation import (
    CATEGORIES,
    Array,
    Reader,
    costs_by_category,
    costs_by_item,
    disability_quantities,
    disability_years,
    life_years,
    price_quantities,
    staff_posts,
    unit_prices,
    utility_quantities,
)
from sim.parameters.quantity import Quantity
from sim.scenario.scenario import Scenario
from sim.scenario.tables import EconomySpec
from sim.studies.comparison.uncertainty import Uncertainty
from sim.studies.runs.run import RunResult
from sim.studies.runs.statistics import variance_components

DRAWS = 1000  # of uncertain prices and utilities, and of replicates
RESAMPLING = 41  # the bootstrap's own stream of random numbers
PER = 1000.0  # people per unit of costs and effects
LABELS = {
    Uncertainty.STOCHASTIC: "Stochastic uncertainty, prices and utilities only: parameter uncertainty is not included.",
    Uncertainty.PARAMETER: "Parameter uncertainty, prices and utilities; stochastic uncertainty is not included.",
    Uncertainty.BOTH: "Stochastic and parameter uncertainty, prices and utilities.",
}

type Results = dict[str, list[RunResult]]


class Effects(NamedTuple):
    """Costs and effects of all scenarios, sample by sample, per 1,000 people and discounted."""

    life_years: Samples  # effect: QALYs lived
    disability: Samples  # effect: years lived with disability, turned round (larger is better)
    parameters: npt.NDArray[np.float64]  # value of each uncertain number in each sample (samples by numbers)
    parameter_names: list[str]


@dataclass(frozen=True)
class Evaluation:
    """All of an economic evaluation.

    Attributes:
        economy: how money and health are counted.
        threshold: willingness to pay for a QALY.
        effects: samples of costs and effects.
        incremental: the incremental table on QALYs.
        incremental_disability: the same on years lived with disability averted.
        outcomes: scenario, outcome, unit, baseline, value, difference, low, high (per 1,000 people).
        items: scenario, category, item, cost, extra (per 1,000 people, discounted, at mean prices).
        budget: scenario, year, category, cost, extra, low, high, posts (per 1,000 people, undiscounted).
        label: what its uncertainty stands for.
    """

    economy: EconomySpec
    threshold: float
    effects: Effects
    incremental: list[IncrementalRow]
    incremental_disability: list[IncrementalRow]
    outcomes: pd.DataFrame
    items: pd.DataFrame
    budget: pd.DataFrame
    label: str

    @cached_property
    def information(self) -> pd.DataFrame:
        """Value of perfect information on everything, and on each uncertain number (name, value).

        Computed when it is asked for: it takes longer than all else here.
        """
        return _information(self.effects, self.threshold)

    def tables(self) -> dict[str, pd.DataFrame]:
        """All tables by name, as they are written."""
        steps = [_flat("qalys", row) for row in self.incremental]
        steps += [_flat("years_with_disability_averted", row) for row in self.incremental_disability]
        incremental, economy = pd.DataFrame(steps), self.economy
        if economy.other_year:
            incremental["other_price_year"] = economy.other_year
            incremental["ratio_in_other_prices"] = incremental["ratio"] * economy.other_rise
        return {
            "economics": self._of_money(self.outcomes),
            "incremental": self._of_money(incremental),
            "costs": self._of_money(self.items),
            "budget": self.budget,
            "information": self.information,
        }

    def _of_money(self, table: pd.DataFrame) -> pd.DataFrame:
        """A table that says in each row what its money is."""
        economy = self.economy
        return table.assign(currency=economy.currency, price_year=economy.money_year, perspective=economy.perspective)


def _flat(effect: str, row: IncrementalRow) -> dict[str, object]:
    return {
        "effect": effect,
        "scenario": row.strategy,
        "cost": row.cost,
        "value": row.effect,
        "standing": str(row.standing),
        "because_of": " and ".join(row.because_of),
        "against": row.against,
        "extra_cost": row.incremental_cost,
        "extra_effect": row.incremental_effect,
        "ratio": row.icer.value,
        "ratio_low": row.icer.interval.low,
        "ratio_high": row.icer.interval.high,
        "ratio_note": row.icer.words,
        "net_benefit": row.net_benefit,
        "gain": row.gain,
        "gain_low": row.gain_interval.low,
        "gain_high": row.gain_interval.high,
        "rank": row.rank,
    }


def drawer(utility: bool, seed: int) -> Reader:
    """How uncertain numbers are drawn (samples): utilities and weights, or prices; each of them once."""

    def read(name: str, quantity: Quantity) -> Array:
        return _drawn(utility, name, quantity.mean, quantity.low, quantity.high, seed)

    return read


@lru_cache(maxsize=500)  # some ninety in a comparison; of the next comparison they are the same
def _drawn(utility: bool, name: str, mean: float, low: float, high: float, seed: int) -> Array:
    found = (utility_draws if utility else cost_draws)(name, mean, low, high, DRAWS, seed)
    found.setflags(write=False)
    return found


def evaluate(
    scenarios: list[Scenario],
    results: Results,
    threshold: float,
    seed: int,
    uncertainty: Uncertainty = Uncertainty.STOCHASTIC,
    members: npt.NDArray[np.int64] | None = None,
) -> Evaluation | None:
    """Evaluate scenarios.

    Args:
        scenarios: the baseline first; all in one currency.
        results: by scenario, one result per replicate, in the same order.
        threshold: willingness to pay for a QALY, in that currency.
        seed: of the draws.
        uncertainty: what replicates differ by.
        members: the parameter set of each replicate, where they differ by it.

    Returns:
        The evaluation; None where no scenario has a currency, or no week was lived.
    """
    economy = scenarios[0].economy
    replicates = len(results[scenarios[0].name])
    if not economy.currency or replicates == 0 or len(results[scenarios[0].name][0].health) == 0:
        return None
    names = [scenario.name for scenario in scenarios]
    readers = drawer(False, seed), drawer(True, seed)
    worth = [[_worth(scenario, result, *readers) for result in results[scenario.name]] for scenario in scenarios]
    costs, lived, lost = (
        _sampled(np.array([[part[kind] for part in row] for row in worth]), seed, uncertainty, members)
        for kind in range(3)
    )
    quantities = _uncertain(scenarios)
    drawn = [readers[utility](name, quantity) for name, (quantity, utility) in quantities.items()]
    parameters = np.stack(drawn, axis=1) if drawn else np.zeros((DRAWS, 0))
    samples = checked(names, costs, lived)
    effects = Effects(samples, checked(names, costs, -lost), parameters, list(quantities))
    return Evaluation(
        economy,
        threshold,
        effects,
        incremental_table(names, costs, lived, threshold),
        incremental_table(names, costs, -lost, threshold),
        _outcomes(scenarios, costs, lived, lost, economy.currency, threshold),
        _items(scenarios, results),
        _budget(scenarios, results),
        LABELS[uncertainty],
    )


def _sampled(
    worth: npt.NDArray[np.float64], seed: int, uncertainty: Uncertainty, members: npt.NDArray[np.int64] | None
) -> npt.NDArray[np.float64]:
    """What a decision for many rests on, sample by sample (scenarios, draws), out of all replicates.

    Args:
        worth: of each run (scenarios, replicates, draws).
        seed: of the study; replicates and parameter sets are drawn alike for all scenarios and all that they are worth.
        uncertainty: what replicates differ by.
        members: the parameter set of each replicate, where they differ by it.
    """
    rng = np.random.default_rng([seed, RESAMPLING])
    replicates = worth.shape[1]
    repeated = uncertainty is Uncertainty.BOTH and members is not None and len(np.unique(members)) < replicates
    each = 1 if uncertainty.spread and not repeated else replicates  # else of a parameter set there is one, and no mean
    chosen = rng.integers(0, replicates, (1, each, DRAWS))
    if not repeated or members is None:
        return np.asarray(np.take_along_axis(worth, chosen, 1).mean(axis=1), np.float64)
    names = np.unique(members)
    drawn = rng.integers(0, len(names), (1, 1, DRAWS))
    parts = np.concatenate([worth[:1], worth[1:] - worth[:1]])  # the baseline, and what each scenario adds to it
    of_members = np.stack([parts[:, members == name].mean(axis=1) for name in names], axis=1)
    apart = of_members - parts.mean(axis=1, keepdims=True)
    for place, part in enumerate(parts):  # means of few populations differ by chance as well
        found = variance_components(part.mean(axis=1), members)
        known = found is not None and found.of_means > 0.0
        apart[place] *= (found.between * found.size / found.of_means) ** 0.5 if found is not None and known else 0.0
    sampled = np.take_along_axis(parts, chosen, 1).mean(axis=1) + np.take_along_axis(apart, drawn, 1)[:, 0]
    sampled[1:] += sampled[0]
    return np.asarray(sampled, np.float64)


def _worth(scenario: Scenario, result: RunResult, priced: Reader, valued: Reader) -> tuple[Array, Array, Array]:
    """Discounted cost, QALYs and years lived with disability of one run per 1,000 people, one value per draw."""
    economy = scenario.economy
    weeks = len(result.health)
    money, health = (discount_weights(weeks, rate) for rate in (economy.discount_costs, economy.discount_health))
    used = {name: np.array([money @ amount]) for name, amount in result.resources.items()}
    classes = (health @ result.health)[np.newaxis, :]
    prices = unit_prices(scenario, priced)
    cost = sum(part[..., 0] for part in costs_by_category(scenario, used, prices).values())
    lived, lost = life_years(scenario, classes, valued)[..., 0], disability_years(scenario, classes, valued)[..., 0]
    return PER * np.asarray(cost), PER * lived, PER * lost


def _uncertain(scenarios: list[Scenario]) -> dict[str, tuple[Quantity, bool]]:
    found: dict[str, tuple[Quantity, bool]] = {}
    for scenario in scenarios:
        for name, quantity in price_quantities(scenario).items():
            found[name] = (quantity, False)
        for name, quantity in (utility_quantities(scenario) | disability_quantities(scenario)).items():
            found[name] = (quantity, True)
    return {name: entry for name, entry in found.items() if entry[0].low < entry[0].high}


def _outcomes(
    scenarios: list[Scenario], costs: Array, lived: Array, lost: Array, currency: str, threshold: float
) -> pd.DataFrame:
    rows = []
    measures = (
        ("cost", currency, costs),
        ("qalys", "years", lived),
        ("years_with_disability", "years", lost),
        ("net_benefit", currency, threshold * lived - costs),
    )
    for number, scenario in enumerate(scenarios[1:], start=1):
        for outcome, unit, values in measures:
            difference = values[number] - values[0]
            ends = interval(difference)
            means = (float(values[0].mean()), float(values[number].mean()), float(difference.mean()))
            rows.append((scenario.name, outcome, unit, *means, ends.low, ends.high))
    return pd.DataFrame(rows, columns=["scenario", "outcome", "unit", "baseline", "value", "difference", "low", "high"])


def _items(scenarios: list[Scenario], results: Results) -> pd.DataFrame:
    """What each service, programme and the family doctor cost over the whole run, and beyond the baseline."""
    rows = []
    before: dict[tuple[str, str], float] = {}
    for scenario in scenarios:
        prices = unit_prices(scenario)
        spent: dict[tuple[str, str], float] = {}
        for result in results[scenario.name]:
            money = discount_weights(len(result.health), scenario.economy.discount_costs)
            used = {name: np.array([money @ amount]) for name, amount in result.resources.items()}
            for item, cost in costs_by_item(scenario, used, prices).items():
                spent[item] = spent.get(item, 0.0) + PER * float(cost[0]) / len(results[scenario.name])
        before = before or spent
        for item in {**spent, **before}:
            here = spent.get(item, 0.0)
            rows.append((scenario.name, *item, here, here - before.get(item, 0.0)))
    return pd.DataFrame(rows, columns=["scenario", "category", "item", "cost", "extra"])


def _budget(scenarios: list[Scenario], results: Results) -> pd.DataFrame:
    """Costs of each year at mean prices, extra costs against the baseline, and full-time posts, per 1,000 people."""

    def yearly(scenario: Scenario) -> npt.NDArray[np.float64]:
        """Replicates by categories and posts by years."""
        table = []
        for result in results[scenario.name]:
            costs = costs_by_category(scenario, result.resources, unit_prices(scenario))
            posts = yearly_sums(staff_posts(scenario, result.resources)) / weeks_by_year(len(result.health))
            table.append([yearly_sums(costs[name]) for name in CATEGORIES] + [posts])
        return PER * np.array(table)

    before = yearly(scenarios[0])
    rows = []
    for scenario in scenarios:
        spent = yearly(scenario)
        for kind, category in enumerate((*CATEGORIES, "posts")):
            extra = spent[:, kind] - before[:, kind]
            for year in range(spent.shape[2]):
                ends = interval(extra[:, year])
                means = (float(spent[:, kind, year].mean()), float(extra[:, year].mean()))
                rows.append((scenario.name, year + 1, category, *means, ends.low, ends.high))
    return pd.DataFrame(rows, columns=["scenario", "year", "category", "value", "extra", "low", "high"])


def _information(effects: Effects, threshold: float) -> pd.DataFrame:
    everything = value_of_perfect_information(effects.life_years, threshold)
    each = [0.0] * len(effects.parameter_names)  # no part is worth more than the whole
    if everything > 0.0 and effects.parameter_names:
        each = value_of_partial_information(effects.life_years, threshold, effects.parameters).tolist()
    rows = [("everything here", everything), *zip(effects.parameter_names, each, strict=True)]
    table = pd.DataFrame(rows, columns=["number", "value"])
    return table.sort_values("value", ascending=False, kind="stable", ignore_index=True)
