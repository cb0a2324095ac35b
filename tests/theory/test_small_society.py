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
    "sex": 0.55,
    "deprivation": 3.25,
    "connectedness": 0.5,
    "family": 6.7,
    "neighbourhood": -0.0,
    "vulnerability": -0.052044879,
    "sociability": 0.004414873,
    "attitude_baseline": 0.019901291,
    "self_efficacy_set_point": 0.688096911,
    "ability_set_point": 0.207346069,
    "set_point": -2.373379564,
    "burden_set_point": 0.237477726,
    "responsiveness": 0.845669856,
    "self_efficacy": 0.68661613,
    "self_efficacy_drift": 0.064259309,
    "ability": 0.258504183,
    "persuaded": -0.008594127,
    "coached": 0.000697368,
    "outcome_expectation": 0.612602435,
    "helplessness": 0.240404555,
    "self_esteem": 0.653303769,
    "resilience": 0.643270353,
    "hope": 0.573338819,
    "empowerment": 0.608577494,
    "severity": -2.639451066,
    "entrenchment": 0.012366509,
    "burden": 0.256405144,
    "rumination": 0.205826564,
    "avoidance": 0.169200241,
    "acceptance": 0.35,
    "reframing": 0.014936401,
    "activation": 0.001217303,
    "facing": 0.015747937,
    "relief": 0.010666667,
    "health_behaviour": 0.772225752,
    "acute_stress": 0.002421704,
    "trauma_memory": 0.209652675,
    "strain": 0.815190499,
    "public_stigma": 0.103501867,
    "perceived_stigma": 0.509915245,
    "self_stigma": 0.008703972,
    "support_emotional": 0.664494079,
    "support_instrumental": 0.646194059,
    "remembered_distress": 0.283896791,
    "disclosed": 0.15,
    "goal_difficulty": 0.621108983,
    "recent_successes": 16.099020792,
    "domain": 0.55,
    "tried": 0.45,
    "succeeded": 0.316666667,
    "ill_run": 0.183333333,
    "well_run": 106.75,
    "in_episode": 0.033333333,
    "episode_weeks": 1.561111111,
    "episodes": 0.077777778,
    "life_event": 0.0,
    "trauma": 0.0,
    "traumas": 0.416666667,
    "weeks_since_trauma": 42610.233333333,
    "need_recognised": 0.183333333,
    "care": 0.416666667,
    "service": 0.083333333,
    "listed_for": 217.133333333,
    "offered": 0.8,
    "reached": 0.066666667,
    "therapy": 0.383333333,
    "therapist": 1.416666667,
    "session": 0.066666667,
    "weeks_waiting": 0.4,
    "weeks_in_care": 0.05,
    "medication_weeks": 0.55,
    "medicine": 0.016666667,
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
    "this_year": 3.033333333,
    "first_score": 0.0,
    "intensity": 1.0,
    "contributions": 26.414168906,
}

PINNED_BUSY = {
    "id": 1259.0,
    "birth_week": -75500.675,
    "sex": 18.375,
    "deprivation": 88.125,
    "connectedness": 15.0,
    "family": 264.375,
    "neighbourhood": -0.0,
    "vulnerability": -2.298869,
    "sociability": 6.654346,
    "attitude_baseline": 8.923043,
    "self_efficacy_set_point": 20.168182,
    "ability_set_point": 5.052044,
    "set_point": -71.833815,
    "burden_set_point": 7.121315,
    "responsiveness": 25.481298,
    "self_efficacy": 18.113216,
    "self_efficacy_drift": -0.146701,
    "ability": 7.59032,
    "persuaded": -0.304471,
    "coached": 0.151236,
    "outcome_expectation": 18.238887,
    "helplessness": 6.27744,
    "self_esteem": 16.876309,
    "resilience": 19.099751,
    "hope": 15.308002,
    "empowerment": 17.050726,
    "severity": -64.912784,
    "entrenchment": 2.487002,
    "burden": 7.422351,
    "rumination": 8.108161,
    "avoidance": 8.640761,
    "acceptance": 10.5,
    "reframing": 2.219829,
    "activation": 1.404446,
    "facing": 1.019533,
    "relief": 8.89239,
    "health_behaviour": 21.910951,
    "acute_stress": 3.872637,
    "trauma_memory": 30.906464,
    "strain": 27.106058,
    "public_stigma": -65.050051,
    "perceived_stigma": 11.918019,
    "self_stigma": 7.446121,
    "support_emotional": 18.667418,
    "support_instrumental": 17.860866,
    "remembered_distress": 11.097605,
    "disclosed": 12.075,
    "goal_difficulty": 18.382039,
    "recent_successes": 395.34569,
    "domain": 25.725,
    "tried": 12.9625,
    "succeeded": 9.1,
    "ill_run": 76.229167,
    "well_run": 1524.883333,
    "in_episode": 5.558333,
    "episode_weeks": 191.9875,
    "episodes": 33.395833,
    "life_event": 0.6125,
    "trauma": 1.875,
    "traumas": 120.175,
    "weeks_since_trauma": 21931.4625,
    "need_recognised": 9.4125,
    "care": 50.7375,
    "service": 12.725,
    "listed_for": 6906.8125,
    "offered": 10.85,
    "reached": 45.2875,
    "therapy": 9.8375,
    "therapist": 437.7875,
    "session": 17.225,
    "weeks_waiting": 109.975,
    "weeks_in_care": 15.075,
    "medication_weeks": 465.6125,
    "medicine": 8.8875,
    "tapered": 0.0,
    "treatments": 4.8125,
    "absences": 0.3375,
    "attended": 0.7375,
    "visited": 0.575,
    "course_ended": 1.9,
    "ending": 39.6875,
    "withheld": 0.0,
    "taper_weeks": 0.0,
    "recovered": 0.554167,
    "this_year": 917.575,
    "first_score": 61.575,
    "intensity": 30.275,
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
