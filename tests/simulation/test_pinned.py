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
    "recovered": 0.016,
    "people_treated": 0.006,
    "weeks_waited": 0.0,
    "phq9_cases": 6.030769231,
    "gad7_cases": 5.392307692,
    "pcl5_cases": 2.219230769,
    "self_efficacy": 29.24335411,
    "public_stigma": 0.162003379,
    "self_stigma": 1.714926182,
    "deprivation_gap": 8.494963047,
    "cost": 23.139632328,
    "qalys": 0.923503895,
    "years_with_disability": 0.024105434,
    "staff_posts": 0.000116827,
}
PINNED_QUEUE = {
    "weeks_of_illness": 3.97225,
    "recovered": 0.0145,
    "people_treated": 0.04575,
    "weeks_waited": 12.443243243,
    "phq9_cases": 6.537019231,
    "gad7_cases": 6.284615385,
    "pcl5_cases": 4.4875,
    "self_efficacy": 29.097731736,
    "public_stigma": 0.143192209,
    "self_stigma": 1.716334452,
    "deprivation_gap": 9.168695456,
    "cost": 70.74281921,
    "qalys": 1.189853156,
    "years_with_disability": 0.035081361,
    "staff_posts": 0.000534535,
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
