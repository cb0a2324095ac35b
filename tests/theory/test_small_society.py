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
    "sex": 0.583333333,
    "deprivation": 3.25,
    "connectedness": 0.5,
    "family": 6.7,
    "neighbourhood": -0.0,
    "vulnerability": -0.058490989,
    "sociability": -0.052709449,
    "attitude_baseline": -0.070104413,
    "self_efficacy_set_point": 0.675530023,
    "ability_set_point": 0.28228578,
    "set_point": -2.517260926,
    "burden_set_point": 0.297430685,
    "self_efficacy": 0.716129303,
    "self_efficacy_drift": 0.064712913,
    "ability": 0.347691057,
    "persuaded": -0.008376127,
    "coached": 0.001631586,
    "outcome_expectation": 0.615865325,
    "helplessness": 0.222153507,
    "self_esteem": 0.659773856,
    "resilience": 0.649319907,
    "hope": 0.575698866,
    "empowerment": 0.613524606,
    "severity": -2.726428978,
    "entrenchment": 0.018224118,
    "burden": 0.314127341,
    "rumination": 0.211886207,
    "avoidance": 0.167866363,
    "acceptance": 0.35,
    "health_behaviour": 0.78606044,
    "acute_stress": 0.002352796,
    "trauma_memory": 0.212281126,
    "strain": 0.804730643,
    "public_stigma": 0.051882372,
    "perceived_stigma": 0.501402398,
    "self_stigma": 0.008026376,
    "support_emotional": 0.656308866,
    "support_instrumental": 0.638414283,
    "remembered_distress": 0.272753577,
    "disclosed": 0.15,
    "goal_difficulty": 0.625647437,
    "recent_successes": 17.091832591,
    "domain": 0.483333333,
    "tried": 0.516666667,
    "succeeded": 0.35,
    "ill_run": 0.338888889,
    "well_run": 108.222222222,
    "in_episode": 0.027777778,
    "episode_weeks": 1.383333333,
    "episodes": 0.072222222,
    "life_event": 0.0,
    "trauma": 0.0,
    "traumas": 0.4,
    "weeks_since_trauma": 42610.266666667,
    "need_recognised": 0.066666667,
    "care": 0.116666667,
    "service": 0.066666667,
    "listed_for": 246.566666667,
    "offered": 0.0,
    "reached": 0.0,
    "therapy": 0.766666667,
    "session": 0.166666667,
    "weeks_waiting": 0.0,
    "weeks_in_care": 0.05,
    "medication_weeks": 0.483333333,
    "treatments": 0.0,
    "absences": 0.0,
    "attended": 0.033333333,
    "visited": 0.0,
    "course_ended": 0.0,
    "recovered": 0.005555556,
    "this_year": 2.666666667,
    "first_score": 0.0,
    "intensity": 1.0,
    "contributions": 28.458897734,
}

PINNED_BUSY = {
    "id": 1259.0,
    "birth_week": -75500.675,
    "sex": 17.625,
    "deprivation": 88.125,
    "connectedness": 15.0,
    "family": 264.375,
    "neighbourhood": -0.0,
    "vulnerability": -2.105381,
    "sociability": 7.939643,
    "attitude_baseline": 10.948171,
    "self_efficacy_set_point": 20.450937,
    "ability_set_point": 3.3659,
    "set_point": -75.938138,
    "burden_set_point": 9.458476,
    "self_efficacy": 21.181915,
    "self_efficacy_drift": -0.166259,
    "ability": 6.785653,
    "persuaded": -0.172525,
    "coached": 0.194608,
    "outcome_expectation": 18.371138,
    "helplessness": 6.135111,
    "self_esteem": 17.214115,
    "resilience": 19.118648,
    "hope": 15.945981,
    "empowerment": 17.167261,
    "severity": -84.286486,
    "entrenchment": 2.197212,
    "burden": 11.152833,
    "rumination": 8.158097,
    "avoidance": 8.045955,
    "acceptance": 10.5,
    "health_behaviour": 22.190992,
    "acute_stress": 3.735171,
    "trauma_memory": 28.939387,
    "strain": 26.563122,
    "public_stigma": -64.637645,
    "perceived_stigma": 11.966602,
    "self_stigma": 7.300601,
    "support_emotional": 19.056206,
    "support_instrumental": 18.228672,
    "remembered_distress": 10.533187,
    "disclosed": 12.075,
    "goal_difficulty": 18.54023,
    "recent_successes": 402.084114,
    "domain": 24.125,
    "tried": 13.8,
    "succeeded": 10.0125,
    "ill_run": 59.766667,
    "well_run": 1505.583333,
    "in_episode": 4.983333,
    "episode_weeks": 185.7875,
    "episodes": 33.504167,
    "life_event": 0.6125,
    "trauma": 1.875,
    "traumas": 121.675,
    "weeks_since_trauma": 21931.4625,
    "need_recognised": 9.1,
    "care": 44.375,
    "service": 10.175,
    "listed_for": 7112.375,
    "offered": 9.95,
    "reached": 45.0625,
    "therapy": 20.0375,
    "session": 89.7125,
    "weeks_waiting": 106.1375,
    "weeks_in_care": 22.2375,
    "medication_weeks": 458.95,
    "treatments": 7.7125,
    "absences": 1.725,
    "attended": 1.2375,
    "visited": 0.75,
    "course_ended": 1.4375,
    "recovered": 0.583333,
    "this_year": 1170.65,
    "first_score": 88.2125,
    "intensity": 30.26875,
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
