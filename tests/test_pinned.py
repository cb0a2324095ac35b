"""A small run, pinned: results change only on purpose, and the changelog says so.

After a change that is meant to alter results, `uv run python tests/test_pinned.py` prints the new figures; put them
here and mark the change **results** in CHANGELOG.md.
"""

import pytest

from sim.scenario import Scenario
from sim.scenario_files import load_scenario
from sim.snapshot import snapshot
from sim.studies.run import run

PINNED = {
    "weeks_of_illness": 2.454,
    "recovered": 0.04,
    "people_treated": 0.006,
    "weeks_waited": 0.0,
    "phq9_cases": 3.423076923,
    "gad7_cases": 3.361538462,
    "pcl5_cases": 1.592307692,
    "self_efficacy": 30.163384615,
    "public_stigma": 0.221242985,
    "self_stigma": 2.178015047,
    "deprivation_gap": -2.024475172,
    "cost": 25.034904829,
    "qalys": 0.904733639,
    "years_with_disability": 0.013645975,
    "staff_posts": 0.000114423,
}


def small_run() -> dict[str, float]:
    """Sixty weeks of a few hundred people under campaign and CBT."""
    quick = {"library_people": 400.0, "library_years": 4.0, "settling_years": 1.0}
    scenario = Scenario(**{**dict(load_scenario("combined")), "numbers": quick})
    result = run(scenario, snapshot(scenario, 500, 7), 60, 7)
    return {name: round(float(value), 9) for name, value in result.totals.items()}


def test_a_small_run_gives_what_it_gave_before() -> None:
    assert small_run() == pytest.approx(PINNED, rel=1e-6, nan_ok=True)


if __name__ == "__main__":
    print(small_run())
