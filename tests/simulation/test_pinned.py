"""Two runs, pinned: results change only on purpose, and the changelog says so.

After a change that is meant to alter results, `PYTHONPATH=. uv run python tests/simulation/test_pinned.py` prints the
new figures; put them here and mark the change **results** in CHANGELOG.md.
"""

import pytest

from sim.scenario.load import load_scenario
from sim.scenario.scenario import Scenario
from sim.scenario.values import edited
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
    "self_efficacy": 29.997466914,
    "public_stigma": 0.273205937,
    "self_stigma": 1.726452594,
    "deprivation_gap": 1.025227419,
    "cost": 24.55667073,
    "qalys": 0.928389194,
    "years_with_disability": 0.01547974,
    "staff_posts": 0.000113942,
}
PINNED_QUEUE = {
    "weeks_of_illness": 3.7255,
    "recovered": 0.01925,
    "people_treated": 0.0195,
    "weeks_waited": 3.188034188,
    "phq9_cases": 3.550961538,
    "gad7_cases": 4.225961538,
    "pcl5_cases": 2.951442308,
    "self_efficacy": 29.973056529,
    "public_stigma": 0.163575527,
    "self_stigma": 1.552034103,
    "deprivation_gap": 3.837556716,
    "cost": 42.545012497,
    "qalys": 1.197528987,
    "years_with_disability": 0.024140591,
    "staff_posts": 0.000300471,
}
QUICK = {"library_people": 400.0, "library_years": 4.0, "settling_years": 1.0}


def small_run() -> dict[str, float]:
    """Sixty weeks of a few hundred people under campaign and CBT."""
    scenario = Scenario(**{**dict(load_scenario("combined")), "parameters": QUICK})
    return figures(scenario, people=500, weeks=60)


def run_with_a_queue() -> dict[str, float]:
    """Some thousand people for 78 weeks: a hurricane meets stepped care with a tenth of the usual therapists."""
    changed = {"services.talking_therapy.weekly_sessions_per_100k": 12.0}
    changed |= {f"parameters.{name}": value for name, value in QUICK.items()}
    return figures(edited(load_scenario("disaster_stepped_care"), changed), people=4000, weeks=78)


def figures(scenario: Scenario, people: int, weeks: int) -> dict[str, float]:
    """Totals of one run, to nine decimals."""
    result = run(scenario, snapshot(scenario, people, 7), weeks, 7)
    return {name: round(float(value), 9) for name, value in result.totals.items()}


def test_a_small_run_gives_what_it_gave_before() -> None:
    assert small_run() == pytest.approx(PINNED, rel=1e-6, nan_ok=True)


def test_a_run_in_which_people_wait_gives_what_it_gave_before() -> None:
    assert PINNED_QUEUE["weeks_waited"] > 1.0
    assert run_with_a_queue() == pytest.approx(PINNED_QUEUE, rel=1e-6, nan_ok=True)


if __name__ == "__main__":
    print(small_run())
    print(run_with_a_queue())
