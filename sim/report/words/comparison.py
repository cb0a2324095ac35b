"""What a report needs from a comparison of scenarios, and how it is looked up."""

from collections.abc import Mapping, Sequence
from typing import Protocol

import numpy as np
import numpy.typing as npt
import pandas as pd

from sim.scenario.scenario import Scenario
from sim.studies.comparison.evaluation import Evaluation

BASELINE = "baseline"


class Comparison(Protocol):
    """The results of a comparison, as the report reads them."""

    def total(self, scenario: str, outcome: str) -> npt.NDArray[np.float64]:
        """One outcome of the summary in every simulated population (replicates)."""

    @property
    def summary(self) -> pd.DataFrame:
        """Columns scenario, outcome, unit, baseline, value, difference, low, high, probability_better."""

    @property
    def series(self) -> pd.DataFrame:
        """Weekly values: scenario, replicate, week (from 1), outcome, value."""

    @property
    def funnel(self) -> pd.DataFrame:
        """Care funnel of the last year: scenario, replicate, stage, value (people per 1,000)."""

    @property
    def fairness(self) -> pd.DataFrame:
        """Outcomes by group, and inequality between deprivation fifths (see
        `sim.studies.comparison.fairness.fairness_table`).

        Columns scenario, outcome, unit, group, baseline, value, difference, low, high, probability_better, better_in,
        worse_in, known_in.
        """

    @property
    def evaluation(self) -> Evaluation | None:
        """Costs and health; None where the scenarios have no currency."""

    @property
    def published(self) -> pd.DataFrame:
        """Published figures beside simulated ones: scenario, label, unit, published, published_low, published_high,
        simulated, low, high, evidence, verdict.
        """

    @property
    def warnings(self) -> list[str]:
        """What a reader must know before the numbers."""

    @property
    def pairing(self) -> pd.DataFrame:
        """What common random numbers saved: scenario, outcome, variance_saved."""

    @property
    def shares(self) -> pd.DataFrame:
        """How much of the uncertainty comes from parameters: scenario, outcome, parameters, chance, low, high."""

    @property
    def scenarios(self) -> Sequence[Scenario]:
        """What was compared, the baseline first."""

    @property
    def titles(self) -> Mapping[str, str]:
        """Title of each scenario for readers."""

    @property
    def descriptions(self) -> Mapping[str, str]:
        """One paragraph about each scenario."""

    @property
    def settings(self) -> Mapping[str, object]:
        """How it was run: people, weeks, replicates, seed, represented_population, version, commit."""

    @property
    def starts(self) -> Mapping[str, int | None]:
        """First week in which a scenario differs from the baseline in anything (none: never)."""


def baseline_of(comparison: Comparison) -> str:
    """Name of the scenario that all others are compared with: the first one, whatever it is called."""
    return next(iter(comparison.titles), BASELINE)


def policies(comparison: Comparison) -> list[str]:
    """Names of the scenarios that are compared with the baseline, in the order of their titles."""
    return list(comparison.titles)[1:]


def title_of(titles: Mapping[str, str], scenario: str) -> str:
    """Title of a scenario for readers (its name where it has none), on one line."""
    return " ".join(titles.get(scenario, scenario).split()) or scenario


def whole(settings: Mapping[str, object], name: str) -> int:
    """A whole number among the settings (0 where it is missing)."""
    value = settings.get(name, 0)
    return int(value) if isinstance(value, int | float | str) else 0
