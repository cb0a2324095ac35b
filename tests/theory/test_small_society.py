"""A few people under everything at once, pinned: fast enough to be lived without the compiler.

Coverage of the rules and mutation runs (CONTRIBUTING.md) need rules that are plain Python. After a change that is meant
to alter results, `PYTHONPATH=. uv run python tests/theory/test_small_society.py` prints the new figures; put them here
and mark the change **results** in CHANGELOG.md.
"""

import numpy as np
import pytest

from sim.people.state import PersonState, columns
from sim.scenario.load import load_scenario
from sim.scenario.values import edited
from sim.simulation.engine import Engine
from sim.studies.runs.society import Society

TINY = {"library_people": 60.0, "library_years": 1.0, "settling_years": 0.5}
PINNED = {
    "id": 30.5,
    "birth_week": -2527.533333333,
    "sex": 0.3,
    "deprivation": 3.25,
    "connectedness": 0.5,
    "vulnerability": 0.059924878,
    "sociability": -0.09655891,
    "attitude_baseline": 0.298072347,
    "self_efficacy_set_point": 0.910884617,
    "set_point": -2.326732409,
    "self_efficacy": 0.935938446,
    "persuaded": -0.009610953,
    "coached": 0.001878834,
    "outcome_expectation": 0.568596109,
    "helplessness": 0.194966403,
    "self_esteem": 0.68590809,
    "resilience": 0.65883613,
    "coping": 0.587014154,
    "hope": 0.549269008,
    "empowerment": 0.650208153,
    "severity": -2.352838916,
    "rumination": 0.252095207,
    "avoidance": 0.234435888,
    "acceptance": 0.35,
    "health_behaviour": 0.753414716,
    "trauma_memory": 0.081839528,
    "strain": 0.8354984,
    "public_stigma": 0.477866463,
    "perceived_stigma": 0.611650649,
    "self_stigma": 0.013782672,
    "support_emotional": 0.646661644,
    "support_instrumental": 0.630014984,
    "disclosed": 0.05,
    "goal_difficulty": 0.637357937,
    "recent_successes": 7.716204204,
    "recent_failures": 4.40178012,
    "domain": 0.516666667,
    "tried": 0.533333333,
    "succeeded": 0.333333333,
    "ill_run": 2.522222222,
    "well_run": 100.266666667,
    "in_episode": 0.061111111,
    "episode_weeks": 2.594444444,
    "episodes": 0.061111111,
    "life_event": 0.016666667,
    "trauma": 0.0,
    "traumas": 0.383333333,
    "weeks_since_trauma": 44791.5,
    "need_recognised": 0.083333333,
    "care": 0.133333333,
    "service": 0.033333333,
    "listed_for": 250.783333333,
    "offered": 0.0,
    "reached": 0.0,
    "therapy": 0.383333333,
    "session": 0.283333333,
    "weeks_waiting": 0.0,
    "weeks_in_care": 0.0,
    "medication_weeks": 0.0,
    "treatments": 0.016666667,
    "absences": 0.016666667,
    "attended": 0.016666667,
    "visited": 0.0,
    "course_ended": 0.0,
    "recovered": 0.0,
    "this_year": 2.9,
    "first_score": 0.0,
    "intensity": 1.0,
    "contributions": 4.317277803,
}


def lived() -> Engine:
    """Sixty people for 40 weeks: a hurricane in week 9, stepped care, and programmes for those it hit."""
    scenario = edited(
        load_scenario("disaster_stepped_care"),
        {"events.hurricane.start_week": 9} | {f"parameters.{name}": value for name, value in TINY.items()},
    )
    return Society.of(scenario, 60, 1).run(40, keep_ledger=True)


def means(engine: Engine) -> dict[str, float]:
    """Every field of the people's records, averaged over all of them and over domains or disorders."""
    found = {name: float(np.mean(engine.people[name], dtype=np.float64)) for name in columns(PersonState)}
    return {name: round(value, 9) for name, value in found.items()} | {
        "contributions": round(float(np.abs(engine.ledgers).sum()), 9)
    }


def test_a_small_society_lives_as_it_did_before() -> None:
    assert means(lived()) == pytest.approx(PINNED, rel=1e-6, abs=1e-9)


if __name__ == "__main__":
    print(means(lived()))
