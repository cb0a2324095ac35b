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
    "set_point": -2.539597426,
    "burden_set_point": 0.285836887,
    "responsiveness": 0.867264523,
    "self_efficacy": 0.717908946,
    "self_efficacy_drift": 0.064712913,
    "ability": 0.342592184,
    "persuaded": -0.006507868,
    "coached": 0.001074632,
    "outcome_expectation": 0.615296797,
    "helplessness": 0.222418878,
    "self_esteem": 0.663886664,
    "resilience": 0.64963311,
    "hope": 0.583084602,
    "empowerment": 0.613556777,
    "severity": -2.740059646,
    "entrenchment": 0.014172404,
    "burden": 0.296567719,
    "rumination": 0.210416994,
    "avoidance": 0.169400622,
    "acceptance": 0.35,
    "reframing": 0.0,
    "activation": 0.022941775,
    "facing": 0.020646168,
    "relief": 0.0,
    "health_behaviour": 0.780111513,
    "acute_stress": 0.002345595,
    "trauma_memory": 0.209069701,
    "strain": 0.80334717,
    "public_stigma": 0.045452966,
    "perceived_stigma": 0.501180962,
    "self_stigma": 0.005859175,
    "support_emotional": 0.66055131,
    "support_instrumental": 0.642546007,
    "remembered_distress": 0.265747755,
    "disclosed": 0.15,
    "goal_difficulty": 0.625200823,
    "recent_successes": 17.082265054,
    "domain": 0.5,
    "tried": 0.516666667,
    "succeeded": 0.35,
    "ill_run": 0.322222222,
    "well_run": 108.6,
    "in_episode": 0.022222222,
    "episode_weeks": 1.144444444,
    "episodes": 0.077777778,
    "life_event": 0.0,
    "trauma": 0.0,
    "traumas": 0.4,
    "weeks_since_trauma": 42610.266666667,
    "need_recognised": 0.05,
    "care": 0.15,
    "service": 0.066666667,
    "listed_for": 246.566666667,
    "offered": 0.0,
    "reached": 0.0,
    "therapy": 0.383333333,
    "therapist": 2.883333333,
    "session": 0.116666667,
    "weeks_waiting": 0.0,
    "weeks_in_care": 0.05,
    "medication_weeks": 0.0,
    "medicine": 0.0,
    "tapered": 0.0,
    "treatments": 0.016666667,
    "absences": 0.0,
    "attended": 0.016666667,
    "visited": 0.0,
    "course_ended": 0.0,
    "ending": 0.05,
    "withheld": 0.0,
    "taper_weeks": 0.0,
    "recovered": 0.0,
    "this_year": 0.933333333,
    "first_score": 0.0,
    "intensity": 1.0,
    "contributions": 28.514322337,
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
    "set_point": -76.60809,
    "burden_set_point": 9.093876,
    "responsiveness": 27.077299,
    "self_efficacy": 18.256596,
    "self_efficacy_drift": -0.166259,
    "ability": 6.246315,
    "persuaded": -0.308621,
    "coached": 0.170926,
    "outcome_expectation": 18.180865,
    "helplessness": 6.468973,
    "self_esteem": 16.943225,
    "resilience": 19.064425,
    "hope": 15.247492,
    "empowerment": 17.043284,
    "severity": -64.322051,
    "entrenchment": 3.10216,
    "burden": 9.464753,
    "rumination": 8.507789,
    "avoidance": 9.292456,
    "acceptance": 10.5,
    "reframing": 2.726265,
    "activation": 1.702199,
    "facing": 1.476755,
    "relief": 5.148015,
    "health_behaviour": 21.670508,
    "acute_stress": 3.857004,
    "trauma_memory": 33.004101,
    "strain": 27.194126,
    "public_stigma": -63.752926,
    "perceived_stigma": 11.985603,
    "self_stigma": 7.40136,
    "support_emotional": 18.852175,
    "support_instrumental": 18.037866,
    "remembered_distress": 11.286323,
    "disclosed": 12.075,
    "goal_difficulty": 18.351525,
    "recent_successes": 389.444634,
    "domain": 25.2125,
    "tried": 12.7125,
    "succeeded": 8.8625,
    "ill_run": 74.345833,
    "well_run": 1413.6375,
    "in_episode": 6.208333,
    "episode_weeks": 196.8,
    "episodes": 33.85,
    "life_event": 0.625,
    "trauma": 1.875,
    "traumas": 121.675,
    "weeks_since_trauma": 21931.4625,
    "need_recognised": 8.8375,
    "care": 57.475,
    "service": 15.4625,
    "listed_for": 6577.0125,
    "offered": 11.35,
    "reached": 45.4125,
    "therapy": 12.8,
    "therapist": 484.7125,
    "session": 19.25,
    "weeks_waiting": 101.8125,
    "weeks_in_care": 19.85,
    "medication_weeks": 468.3375,
    "medicine": 9.475,
    "tapered": 0.0,
    "treatments": 8.2875,
    "absences": 0.3375,
    "attended": 0.9875,
    "visited": 0.7625,
    "course_ended": 2.4875,
    "ending": 45.3875,
    "withheld": 0.0,
    "taper_weeks": 0.0,
    "recovered": 0.55,
    "this_year": 963.8125,
    "first_score": 82.825,
    "intensity": 30.0875,
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
                intervention="screening", start_week=1, reach=0.2, target="symptomatic", offers=["guided_course"]
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
