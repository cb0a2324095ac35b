"""A small run, pinned: results change only on purpose, and the changelog says so.

After a change that is meant to alter results, `PYTHONPATH=. uv run python tests/test_pinned.py` prints the new figures;
put them here and mark the change **results** in CHANGELOG.md.
"""

import pytest

from sim.scenario.load import load_scenario
from sim.scenario.scenario import Scenario
from sim.simulation.burn_in import snapshot
from sim.studies.runs.run import run

PINNED = {
    "weeks_of_illness": 2.308,
    "recovered": 0.028,
    "people_treated": 0.006,
    "weeks_waited": 0.0,
    "phq9_cases": 3.430769231,
    "gad7_cases": 3.703846154,
    "pcl5_cases": 1.353846154,
    "self_efficacy": 30.016038462,
    "public_stigma": 0.273205937,
    "self_stigma": 1.726452595,
    "deprivation_gap": 1.025227419,
    "cost": 24.55667073,
    "qalys": 0.928389194,
    "years_with_disability": 0.01547974,
    "staff_posts": 0.000113942,
}


def small_run() -> dict[str, float]:
    """Sixty weeks of a few hundred people under campaign and CBT."""
    quick = {"library_people": 400.0, "library_years": 4.0, "settling_years": 1.0}
    scenario = Scenario(**{**dict(load_scenario("combined")), "parameters": quick})
    result = run(scenario, snapshot(scenario, 500, 7), 60, 7)
    return {name: round(float(value), 9) for name, value in result.totals.items()}


def test_a_small_run_gives_what_it_gave_before() -> None:
    assert small_run() == pytest.approx(PINNED, rel=1e-6, nan_ok=True)


if __name__ == "__main__":
    print(small_run())
