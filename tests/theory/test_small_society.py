"""A few people under everything at once, pinned: fast enough to be lived without the compiler.

Coverage of the rules and mutation runs (CONTRIBUTING.md) need rules that are plain Python. After a change that is meant
to alter results, `PYTHONPATH=. uv run python tests/theory/test_small_society.py` prints the new figures; put them here
and mark the change **results** in CHANGELOG.md.
"""

import numpy as np
import pytest

from sim.people.state import Care, PersonState, columns
from sim.scenario.load import load_scenario
from sim.scenario.tables import ProgrammeSpec
from sim.scenario.values import edited
from sim.simulation.engine import Engine
from sim.studies.runs.society import Society, changed

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

PINNED_BUSY = {
    "id": 1259.0,
    "birth_week": -75500.675,
    "sex": 10.675,
    "deprivation": 88.125,
    "connectedness": 15.0,
    "vulnerability": -5.365164,
    "sociability": 4.195419,
    "attitude_baseline": 3.775429,
    "self_efficacy_set_point": 22.659007,
    "set_point": -72.53408,
    "self_efficacy": 24.654278,
    "persuaded": 0.12885,
    "coached": 0.242481,
    "outcome_expectation": 17.224872,
    "helplessness": 5.746682,
    "self_esteem": 17.811802,
    "resilience": 19.173198,
    "coping": 17.095981,
    "hope": 14.754911,
    "empowerment": 18.048699,
    "severity": -59.361946,
    "rumination": 9.454972,
    "avoidance": 11.922557,
    "acceptance": 10.5,
    "health_behaviour": 21.412954,
    "trauma_memory": 18.071128,
    "strain": 26.294665,
    "public_stigma": -67.448491,
    "perceived_stigma": 11.355078,
    "self_stigma": 6.457632,
    "support_emotional": 18.427624,
    "support_instrumental": 17.733872,
    "disclosed": 12.525,
    "goal_difficulty": 18.844429,
    "recent_successes": 195.407478,
    "recent_failures": 124.331944,
    "domain": 26.85,
    "tried": 12.8875,
    "succeeded": 8.3125,
    "ill_run": 42.033333,
    "well_run": 825.525,
    "in_episode": 9.370833,
    "episode_weeks": 231.995833,
    "episodes": 35.391667,
    "life_event": 0.7125,
    "trauma": 1.875,
    "traumas": 129.925,
    "weeks_since_trauma": 42442.05,
    "need_recognised": 11.2875,
    "care": 48.65,
    "service": 14.475,
    "listed_for": 6555.775,
    "offered": 14.5,
    "reached": 46.2,
    "therapy": 27.4,
    "session": 90.525,
    "weeks_waiting": 94.6125,
    "weeks_in_care": 23.7,
    "medication_weeks": 337.825,
    "treatments": 9.65,
    "absences": 1.475,
    "attended": 1.675,
    "visited": 0.9375,
    "course_ended": 2.0375,
    "recovered": 0.591667,
    "this_year": 1238.5625,
    "first_score": 82.8625,
    "intensity": 30.375,
}


def busy() -> dict[str, float]:
    """Eighty people, most of them ill and many in care, for 30 weeks: stepped and measured care, offers, medication."""
    scenario = changed(
        edited(
            load_scenario("talking_therapies"),
            {f"parameters.{name}": value for name, value in TINY.items()}
            | {
                "parameters.trauma_rate": 0.05,
                "parameters.severe_trauma": 1.0,
                "parameters.review_every": 2,
                "staff.therapists.hours_per_100k": 60000.0,
            },
        ),
        programmes={
            "offers": ProgrammeSpec(
                intervention="screening", start_week=1, reach=0.2, target="symptomatic", offers="guided_course"
            ),
            "pills": ProgrammeSpec(intervention="medication_support", start_week=1, end_week=12, reach=0.2),
            "talk": ProgrammeSpec(intervention="stigma_contact", start_week=1, end_week=20, reach=0.5),
        },
    )
    rng = np.random.default_rng(3)

    def prepare(engine: Engine) -> None:
        people = engine.people
        count = len(people)
        people["severity"] = rng.normal(0.0, 1.5, (count, 3))
        people["in_episode"] = rng.random((count, 3)) < 0.5
        people["episodes"] = 1
        people["trauma_memory"] = rng.random(count)
        people["self_stigma"] = rng.random(count)
        people["need_recognised"] = rng.random(count) < 0.5
        people["disclosed"] = rng.random(count) < 0.3
        people["weeks_in_care"] = (rng.random(count) < 0.3) * rng.integers(1, 9, count)
        people["medication_weeks"] = (rng.random(count) < 0.4) * rng.integers(1, 60, count)
        people["care"] = np.where(rng.random(count) < 0.3, Care.WAITING, people["care"])
        people["weeks_waiting"] = rng.integers(0, 9, count)

    sums = dict.fromkeys(columns(PersonState), 0.0)

    def look(engine: Engine) -> None:
        for name in sums:
            sums[name] += float(np.mean(engine.people[name], dtype=np.float64))

    Society.of(scenario, 80, 2).run(30, each_week=look, prepare=prepare)
    return {name: round(value, 6) for name, value in sums.items()}


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


def test_a_busy_small_society_lives_as_it_did_before() -> None:
    assert busy() == pytest.approx(PINNED_BUSY, rel=1e-6, abs=1e-6)


if __name__ == "__main__":
    print(means(lived()))
    print(busy())
