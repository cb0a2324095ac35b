"""The baseline is sane: prevalence and self-efficacy stay within published ranges for five years and do not drift."""

import numpy as np
import pytest

from sim.outcomes.rates import OUTCOMES
from sim.scenario.load import load_scenario
from sim.simulation.burn_in import snapshot
from sim.studies.runs.run import run

WEEKS = 260
YEAR = 52
BANDS = {"phq9_cases": (4.0, 12.0), "gad7_cases": (3.0, 9.0), "pcl5_cases": (1.0, 5.0), "self_efficacy": (27.0, 31.0)}
MOST_DRIFT = {"phq9_cases": 0.25, "gad7_cases": 0.25, "pcl5_cases": 0.35, "self_efficacy": 0.01}  # share of the mean


def yearly_means(people: int, seeds: list[int]) -> dict[str, list[float]]:
    """Mean of each year, over runs from several burnt-in populations."""
    baseline = load_scenario("baseline")
    series = np.mean([run(baseline, snapshot(baseline, people, seed), WEEKS, seed).series for seed in seeds], axis=0)
    return {
        name: [float(series[year * YEAR : (year + 1) * YEAR, OUTCOMES.index(name)].mean()) for year in range(5)]
        for name in BANDS
    }


def check(years: dict[str, list[float]], drift: float) -> None:
    for name, (low, high) in BANDS.items():
        assert all(low <= year <= high for year in years[name]), (name, years[name])
        moved = abs(years[name][-1] - years[name][0]) / float(np.mean(years[name]))
        assert moved <= drift * MOST_DRIFT[name], (name, years[name])


def test_the_baseline_is_sane_and_does_not_drift() -> None:
    check(yearly_means(5000, [1]), drift=1.0)


@pytest.mark.slow
def test_the_baseline_is_sane_and_does_not_drift_in_many_large_populations() -> None:
    check(yearly_means(30_000, [1, 2, 3]), drift=0.4)
