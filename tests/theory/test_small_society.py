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
    "sex": 0.4,
    "deprivation": 3.25,
    "connectedness": 0.5,
    "family": 6.7,
    "neighbourhood": -0.0,
    "vulnerability": 0.186121178,
    "sociability": -0.175240982,
    "attitude_baseline": -0.059943939,
    "self_efficacy_set_point": 0.634030123,
    "ability_set_point": 0.004450718,
    "set_point": -2.371503818,
    "burden_set_point": 0.411261529,
    "self_efficacy": 0.540698523,
    "self_efficacy_drift": 0.070552396,
    "ability": 0.049299328,
    "persuaded": -0.024265167,
    "coached": 0.000852855,
    "outcome_expectation": 0.599172515,
    "helplessness": 0.302708828,
    "self_esteem": 0.597526762,
    "resilience": 0.609045153,
    "hope": 0.519204093,
    "empowerment": 0.584296168,
    "severity": -2.521425881,
    "entrenchment": 0.043132429,
    "burden": 0.416918452,
    "rumination": 0.253264951,
    "avoidance": 0.194633645,
    "acceptance": 0.35,
    "health_behaviour": 0.743183138,
    "acute_stress": 0.002095825,
    "trauma_memory": 0.383838885,
    "strain": 0.849117943,
    "public_stigma": 0.02232091,
    "perceived_stigma": 0.479544916,
    "self_stigma": 0.031322827,
    "support_emotional": 0.614617217,
    "support_instrumental": 0.596055894,
    "remembered_distress": 0.327689967,
    "disclosed": 0.066666667,
    "goal_difficulty": 0.600411185,
    "recent_successes": 12.82597745,
    "domain": 0.466666667,
    "tried": 0.4,
    "succeeded": 0.333333333,
    "ill_run": 1.833333333,
    "well_run": 102.95,
    "in_episode": 0.05,
    "episode_weeks": 3.161111111,
    "episodes": 0.094444444,
    "life_event": 0.0,
    "trauma": 0.0,
    "traumas": 0.383333333,
    "weeks_since_trauma": 41518.966666667,
    "need_recognised": 0.066666667,
    "care": 0.133333333,
    "service": 0.033333333,
    "listed_for": 250.783333333,
    "offered": 0.0,
    "reached": 0.0,
    "therapy": 0.383333333,
    "session": 0.083333333,
    "weeks_waiting": 0.0,
    "weeks_in_care": 0.15,
    "medication_weeks": 1.65,
    "treatments": 0.0,
    "absences": 0.0,
    "attended": 0.016666667,
    "visited": 0.0,
    "course_ended": 0.0,
    "recovered": 0.0,
    "this_year": 4.483333333,
    "first_score": 0.0,
    "intensity": 1.0,
    "contributions": 21.788485098,
}

PINNED_BUSY = {
    "id": 1259.0,
    "birth_week": -75500.675,
    "sex": 13.3,
    "deprivation": 88.125,
    "connectedness": 15.0,
    "family": 264.375,
    "neighbourhood": -0.0,
    "vulnerability": 4.354608,
    "sociability": -4.174787,
    "attitude_baseline": 2.815595,
    "self_efficacy_set_point": 19.436315,
    "ability_set_point": -1.212377,
    "set_point": -71.000856,
    "burden_set_point": 11.58163,
    "self_efficacy": 17.552252,
    "self_efficacy_drift": -0.615784,
    "ability": 2.462866,
    "persuaded": -0.637874,
    "coached": 0.217213,
    "outcome_expectation": 18.234741,
    "helplessness": 7.643042,
    "self_esteem": 15.764109,
    "resilience": 17.97256,
    "hope": 15.066527,
    "empowerment": 16.428028,
    "severity": -77.849262,
    "entrenchment": 2.804945,
    "burden": 12.97388,
    "rumination": 8.593052,
    "avoidance": 9.776679,
    "acceptance": 10.5,
    "health_behaviour": 21.947437,
    "acute_stress": 4.216876,
    "trauma_memory": 35.035823,
    "strain": 28.060041,
    "public_stigma": -71.618081,
    "perceived_stigma": 10.923413,
    "self_stigma": 7.04858,
    "support_emotional": 16.79927,
    "support_instrumental": 15.995107,
    "remembered_distress": 12.546761,
    "disclosed": 12.2,
    "goal_difficulty": 18.189386,
    "recent_successes": 333.864403,
    "domain": 24.825,
    "tried": 12.675,
    "succeeded": 9.025,
    "ill_run": 59.808333,
    "well_run": 1335.020833,
    "in_episode": 5.75,
    "episode_weeks": 200.958333,
    "episodes": 33.895833,
    "life_event": 0.65,
    "trauma": 1.875,
    "traumas": 130.1,
    "weeks_since_trauma": 3970.5375,
    "need_recognised": 9.6,
    "care": 50.0625,
    "service": 11.6,
    "listed_for": 6815.1,
    "offered": 10.75,
    "reached": 45.2625,
    "therapy": 22.775,
    "session": 85.025,
    "weeks_waiting": 102.625,
    "weeks_in_care": 27.1625,
    "medication_weeks": 469.3125,
    "treatments": 8.4,
    "absences": 2.6875,
    "attended": 1.4375,
    "visited": 0.7375,
    "course_ended": 1.975,
    "recovered": 0.575,
    "this_year": 1176.775,
    "first_score": 79.025,
    "intensity": 30.31875,
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
