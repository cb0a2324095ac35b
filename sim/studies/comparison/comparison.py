"""The results of a comparison: raw, and as the tables that are written and reported."""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import numpy.typing as npt
import pandas as pd

from sim.outcomes.catalogue import FUNNEL, MONEY, SUMMARY
from sim.outcomes.rates import GROUP_OUTCOMES, OUTCOMES, group_names
from sim.scenario.scenario import Scenario
from sim.scenario.tables import FOREVER
from sim.studies.comparison.alike import prices_that_differ, titles_of
from sim.studies.comparison.counts import better_and_worse
from sim.studies.comparison.evaluation import Evaluation, evaluate
from sim.studies.comparison.fairness import fairness_table
from sim.studies.comparison.published import published_table
from sim.studies.comparison.smallest import smallest_differences
from sim.studies.comparison.uncertainty import Uncertainty, members_of, parameter_share
from sim.studies.comparison.verdict import with_verdicts
from sim.studies.runs.run import RunResult
from sim.studies.runs.statistics import mean_of_known, paired_difference, variance_saved
from sim.versions import commit, version

SUMMARY_COLUMNS = (
    "scenario", "outcome", "unit", "baseline", "value", "difference", "low", "high", "probability_better", "better_in",
    "worse_in", "known_in", "smallest",
)  # fmt: skip


@dataclass
class Comparison:
    """Results of a comparison.

    Attributes:
        scenarios: the baseline first, then the scenarios compared with it.
        people: size of the simulated population.
        weeks: length of each run.
        seed: the seed that all replicates come from.
        replicates: numbers of the replicates that were finished, all scenarios each.
        results: (scenario name, replicate) to result.
        complete: False where the work was stopped before all replicates were done.
        threshold: willingness to pay for a QALY; None takes the baseline scenario's.
        uncertainty: what replicates differ by.
        settings: how it was run (`settings`).
        notes: what a reader must know about how the figures were made.
    """

    scenarios: list[Scenario]
    people: int
    weeks: int
    seed: int
    replicates: list[int]
    results: dict[tuple[str, int], RunResult]
    complete: bool = True
    threshold: float | None = None
    uncertainty: Uncertainty = Uncertainty.STOCHASTIC
    settings: dict[str, object] = field(default_factory=dict)
    notes: tuple[str, ...] = ()

    @property
    def titles(self) -> dict[str, str]:
        """Title of each scenario for readers."""
        return titles_of(self.scenarios)

    @property
    def descriptions(self) -> dict[str, str]:
        """One paragraph about each scenario."""
        return {scenario.name: " ".join(scenario.description.split()) for scenario in self.scenarios}

    @property
    def starts(self) -> dict[str, int | None]:
        """First week in which each scenario can differ from the baseline; None: never."""
        baseline = self.scenarios[0]
        starts = {scenario.name: scenario.starts(baseline) for scenario in self.scenarios[1:]}
        return {name: None if week >= FOREVER else week for name, week in starts.items()}

    def total(self, scenario: str, outcome: str) -> npt.NDArray[np.float64]:
        """One summary outcome over replicates, counts scaled to the represented population."""
        scale = self.scenarios[0].represented_population if SUMMARY[outcome].counted else 1.0
        values = [self.results[scenario, replicate].totals[outcome] for replicate in self.replicates]
        return scale * np.array(values)

    @cached_property
    def summary(self) -> pd.DataFrame:
        """One row per scenario and outcome: scenario, outcome, unit, baseline, value, difference, low, high,
        probability_better (see `paired_difference`); better_in: replicates that do better (that have more, where
        neither is better in itself), worse_in: that do worse; known_in: in which
        both are known; smallest: the smallest difference that matters.
        """
        baseline, members = self.scenarios[0].name, members_of(self.uncertainty, self.replicates)
        population, least = self.scenarios[0].represented_population, smallest_differences()
        threshold = self.scenarios[0].economy.threshold if self.threshold is None else self.threshold
        rows = []
        for scenario in self.scenarios[1:]:
            for outcome, shown in SUMMARY.items():
                before, after = self.total(baseline, outcome), self.total(scenario.name, outcome)
                means = mean_of_known(before), mean_of_known(after)
                paired = paired_difference(before, after, shown.better, self.seed, members=members)
                unit = scenario.economy.currency if shown.unit == MONEY else shown.unit
                if unit:
                    counts = better_and_worse(before, after, shown.better)
                    smallest = least[outcome].of(self.weeks, population, threshold)
                    rows.append((scenario.name, outcome, unit, *means, *paired, *counts, smallest))
        return pd.DataFrame(rows, columns=list(SUMMARY_COLUMNS))

    @property
    def runs(self) -> dict[str, list[RunResult]]:
        """Results by scenario, in the order of replicates."""
        return {
            scenario.name: [self.results[scenario.name, replicate] for replicate in self.replicates]
            for scenario in self.scenarios
        }

    @cached_property
    def evaluation(self) -> Evaluation | None:
        """Costs, health and their trade-off; None where the scenarios have no currency."""
        threshold = self.scenarios[0].economy.threshold if self.threshold is None else self.threshold
        members = members_of(self.uncertainty, self.replicates)
        return evaluate(self.scenarios, self.runs, threshold, self.seed, self.uncertainty, members)

    @cached_property
    def published(self) -> pd.DataFrame:
        """Published figures beside simulated ones (`published_table`), with a verdict on each."""
        return with_verdicts(published_table(self.scenarios, self.runs))

    @property
    def warnings(self) -> list[str]:
        """What a reader must know before the numbers: how they were made, programmes that reached nobody, dates after
        the run's end.
        """
        said = list(self.notes)
        titles = self.titles
        for scenario in self.scenarios:
            title = titles[scenario.name]
            for name, spec in scenario.programmes.items():
                what = f"the programme \u201c{plain_name(name)}\u201d"
                if spec.start_week > self.weeks:
                    said.append(f"{title}: {what} would start only after the end of this run.")
                elif not any(result.resources[f"reached:{name}"].any() for result in self.runs[scenario.name]):
                    said.append(f"{title}: {what} reached nobody (it is for: {plain_name(str(spec.target))}).")
            said += [
                f"{title}: \u201c{scenario.interventions[name].title}\u201d has another price than in "
                f"{titles[self.scenarios[0].name]}."
                for name in prices_that_differ(self.scenarios[0], scenario)
            ]
            for name, service in scenario.services.items():
                what = f"the service \u201c{plain_name(name)}\u201d"
                if service.start_week is not None and service.start_week > self.weeks:
                    said.append(f"{title}: {what} would start only after the end of this run.")
                elif not any(result.resources[f"courses:{name}"].any() for result in self.runs[scenario.name]):
                    said.append(f"{title}: {what} treated nobody.")
        said += [
            f"{titles[name]}: a different society from the baseline's (model parameters differ); its people have other "
            "histories."
            for name, week in self.starts.items()
            if week == 0
        ]
        return said

    @cached_property
    def fairness(self) -> pd.DataFrame:
        """One row per scenario, outcome and group or index of inequality (see `fairness_table`): scenario, outcome,
        unit, group, baseline, value, difference, low, high, probability_better.
        """
        members = members_of(self.uncertainty, self.replicates)
        return fairness_table(self.runs, self.seed, self.scenarios[0].economy.currency, members=members)

    @property
    def pairing(self) -> pd.DataFrame:
        """What common random numbers saved: variance of the difference with independent seeds over that with shared
        ones, both from the replicates of this run; NaN for a single replicate.
        """
        baseline = self.scenarios[0].name
        rows = []
        for scenario in self.scenarios[1:]:
            for outcome in SUMMARY:
                before, after = self.total(baseline, outcome), self.total(scenario.name, outcome)
                rows.append((scenario.name, outcome, variance_saved(before, after)))
        return pd.DataFrame(rows, columns=["scenario", "outcome", "variance_saved"])

    @property
    def shares(self) -> pd.DataFrame:
        """How much of the uncertainty of each difference comes from parameters, and how much from chance: scenario,
        outcome, parameters, chance, low, high (of the share of parameters); shares of the variance of the mean.
        Empty unless replicates differ by both (`parameter_share`).
        """
        rows = []
        for scenario in self.scenarios[1:] if self.uncertainty is Uncertainty.BOTH else ():
            for outcome, shown in SUMMARY.items():
                if shown.unit == MONEY and not scenario.economy.currency:
                    continue
                before, after = self.total(self.scenarios[0].name, outcome), self.total(scenario.name, outcome)
                share = parameter_share(self.uncertainty, after - before, self.replicates)
                rows.append((scenario.name, outcome, share.between, 1.0 - share.between, share.low, share.high))
        return pd.DataFrame(rows, columns=["scenario", "outcome", "parameters", "chance", "low", "high"])

    @cached_property
    def series(self) -> pd.DataFrame:
        """Weekly values: scenario, replicate, week, outcome, value."""
        return self._long(lambda result: result.series, [pd.Series(OUTCOMES)], ["outcome"])

    @property
    def groups(self) -> pd.DataFrame:
        """Weekly values by sex, age band and deprivation fifth: scenario, replicate, week, group, outcome, value."""
        names, outcomes = group_names(), list(GROUP_OUTCOMES)
        grid = [pd.Series(np.repeat(names, len(outcomes))), pd.Series(outcomes * len(names))]
        return self._long(lambda result: result.groups, grid, ["group", "outcome"])

    @cached_property
    def funnel(self) -> pd.DataFrame:
        """Care funnel of the last year: scenario, replicate, stage, value (people per 1,000)."""
        rows = [
            (scenario.name, replicate, stage, self.results[scenario.name, replicate].funnel[stage])
            for scenario in self.scenarios
            for replicate in self.replicates
            for stage in FUNNEL
        ]
        return pd.DataFrame(rows, columns=["scenario", "replicate", "stage", "value"])

    def _long(
        self, part: Callable[[RunResult], npt.NDArray[np.float64]], labels: list[pd.Series], names: list[str]
    ) -> pd.DataFrame:
        keys = [(scenario.name, replicate) for scenario in self.scenarios for replicate in self.replicates]
        wide = len(labels[0])
        rows = self.weeks * wide
        columns: dict[str, object] = {
            "scenario": pd.Categorical.from_codes(
                np.repeat(np.array([self._order(name) for name, _ in keys], np.int64), rows),
                categories=pd.Index([s.name for s in self.scenarios]),
            ),
            "replicate": np.repeat(np.array([replicate for _, replicate in keys], np.int32), rows),
            "week": np.tile(np.repeat(np.arange(1, self.weeks + 1, dtype=np.int32), wide), len(keys)),
        }
        for label, name in zip(labels, names, strict=True):
            codes, categories = pd.factorize(label)
            columns[name] = pd.Categorical.from_codes(np.tile(codes, self.weeks * len(keys)), categories=categories)
        parts = [part(self.results[key]).ravel() for key in keys]
        columns["value"] = np.concatenate(parts) if parts else np.zeros(0)
        return pd.DataFrame(columns)

    def _order(self, name: str) -> int:
        return [scenario.name for scenario in self.scenarios].index(name)


def plain_name(name: str) -> str:
    """A name of a file as readers see it: "group_cbt" as "group cbt"."""
    return name.replace("_", " ")


def settings(comparison: Comparison, asked: int) -> dict[str, object]:
    """How a comparison was run, for the report and `run.json`.

    Args:
        comparison: finished or stopped.
        asked: replicates that were asked for.
    """
    return {
        "people": comparison.people,
        "weeks": comparison.weeks,
        "replicates": len(comparison.replicates),
        "replicates_asked_for": asked,
        "seed": comparison.seed,
        "uncertainty": str(comparison.uncertainty),
        "represented_population": comparison.scenarios[0].represented_population,
        "version": version(),
        "commit": commit(),
    }
