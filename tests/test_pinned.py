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
    "weeks_of_illness": 2.56,
    "recovered": 0.042,
    "people_treated": 0.008,
    "weeks_waited": 6.25,
    "phq9_cases": 3.565384615,
    "gad7_cases": 3.373076923,
    "pcl5_cases": 1.626923077,
    "self_efficacy": 30.135961538,
    "public_stigma": 0.226305877,
    "self_stigma": 2.165440361,
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
