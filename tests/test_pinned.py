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
    "weeks_of_illness": 2.336,
    "recovered": 0.03,
    "people_treated": 0.008,
    "weeks_waited": 0.0,
    "phq9_cases": 3.192307692,
    "gad7_cases": 3.592307692,
    "pcl5_cases": 1.619230769,
    "self_efficacy": 30.054461538,
    "public_stigma": 0.27681847,
    "self_stigma": 1.759807933,
    "deprivation_gap": 1.64815777,
    "cost": 29.777117748,
    "qalys": 0.927171239,
    "years_with_disability": 0.013965329,
    "staff_posts": 0.00014375,
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
