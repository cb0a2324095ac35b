"""Published figures beside simulated ones: the table of what scenario files name under `[[published]]`."""

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from sim.scenario.scenario import Scenario
from sim.studies.readings import MEASURES, POOLED, Case, Found
from sim.studies.readings.case import NOTHING, in_its_prices
from sim.studies.readings.services import recovery_gap, therapist_share
from sim.studies.runs.run import RunResult
from sim.studies.runs.statistics import middle_interval

__all__ = [
    "MEASURES", "POOLED", "Case", "Found", "published_table", "recovery_gap", "therapist_share", "unknown_measure",
]  # fmt: skip


def unknown_measure(scenario: Scenario) -> str:
    """Name of the first published figure's measure that does not exist; empty where all do."""
    return next((figure.measure for figure in scenario.published if figure.measure not in MEASURES), "")


def published_table(scenarios: Sequence[Scenario], runs: Mapping[str, Sequence[RunResult]]) -> pd.DataFrame:
    """Published figures beside simulated ones.

    Args:
        scenarios: the baseline first.
        runs: by scenario, one result per replicate, in the same order.

    Returns:
        One row for each `[[published]]` of each scenario: scenario, label, unit, published (NaN where nothing was),
        published_low, published_high, simulated (mean over replicates), low, high (the middle 95 % of replicates),
        evidence, pooled (true: the courses of all replicates were counted together, and low and high are the 95 %
        interval of that figure). Money is in the prices of the studies, whatever year is reported elsewhere.
    """
    scenarios = [in_its_prices(scenario) for scenario in scenarios]
    baseline = scenarios[0]
    rows = []
    for scenario in scenarios:
        pairs = zip(runs[scenario.name], runs[baseline.name], strict=True)
        cases = [Case(scenario, baseline, result, before) for result, before in pairs]
        economy = scenario.economy
        money = f"{economy.currency} of {economy.price_year}" if economy.price_year else economy.currency
        for figure in scenario.published:
            of_figure = [case._replace(programmes=figure.programmes) for case in cases]
            together = figure.measure in POOLED
            found = POOLED[figure.measure](of_figure) if together else _over_replicates(figure.measure, of_figure)
            unit = money if figure.unit == "currency" else figure.unit
            said = (NOTHING if figure.value is None else figure.value, figure.low, figure.high)
            rows.append((scenario.name, figure.label, unit, *said, *found, figure.evidence, together))
    names = ["scenario", "label", "unit", "published", "published_low", "published_high", "simulated", "low", "high"]
    return pd.DataFrame(rows, columns=[*names, "evidence", "pooled"])


def _over_replicates(name: str, cases: Sequence[Case]) -> Found:
    """The mean of a measure over replicates, and where the middle 95 % of them lie."""
    values = np.array([MEASURES[name](case) for case in cases])
    known = values[~np.isnan(values)]
    if len(known) == 0:
        return Found(NOTHING)
    return Found(float(known.mean()), *(middle_interval(known).tolist() if len(known) > 1 else ()))
