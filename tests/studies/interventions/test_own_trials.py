"""Own trials: statistics by hand, comparators that differ in one thing only, and every intervention measured once."""

import math

import numpy as np
import pandas as pd
import pytest

from sim.scenario.load import load_scenario
from sim.scenario.scenario import Scenario
from sim.simulation.snapshots import standing
from sim.studies.interventions.measuring import Size, cost_per_qaly, measured, trial_words
from sim.studies.interventions.own_trials import (
    OWN_MEASURES,
    SAME_CALLS,
    WatchedLaboratory,
    ill_without_care,
    in_contact,
    in_society,
    lowered,
    points,
    ratio,
    standardised,
    with_comparators,
)
from sim.studies.interventions.policies import alone, amount_words, lever_of
from sim.studies.interventions.stored import COLUMNS, NO_GAIN, SAVES
from sim.studies.interventions.trials import Measured, own_trials
from sim.studies.measures import Estimate, Laboratory
from sim.studies.measures.relapse_prevention import hazard_ratio, well_after_several

CATALOGUE = load_scenario("baseline").interventions


@pytest.fixture(scope="module")
def lab(quick: Scenario) -> WatchedLaboratory:
    """A small society."""
    return WatchedLaboratory(quick, 600, 3, keep=True)


# --- the list ---


def test_every_intervention_has_a_trial_and_a_measure_and_no_other_has() -> None:
    assert list(own_trials()) == list(OWN_MEASURES) == list(CATALOGUE)


def test_symptoms_lowered_count_as_better() -> None:
    assert own_trials()["emdr"].effect == (1.17, 0.3, 2.04)  # -1.17, -2.04 to -0.3
    assert own_trials()["mbct"].effect == (0.69, 0.58, 0.82)  # a ratio keeps its value
    with pytest.raises(ValueError, match="nothing is published"):
        _ = own_trials()["screening"].effect


# --- statistics ---


def both(without: list[float], with_: list[float]) -> pd.DataFrame:
    return pd.DataFrame({"without": without, "with": with_})


def test_statistics_of_a_society_with_and_without_by_hand() -> None:
    four = both([0.0, 0.0, 1.0, 1.0], [1.0, 0.0, 1.0, 1.0])
    assert points(four) == 25.0
    assert ratio(four) == 1.5
    assert standardised(four) == pytest.approx(0.25 / math.sqrt(1 / 3))
    assert lowered(four) == -standardised(four)
    nobody = four.iloc[:0]
    assert all(math.isnan(one(nobody)) for one in (points, ratio, standardised))
    assert math.isnan(ratio(both([0.0], [1.0])))


def test_the_hazard_ratio_by_hand() -> None:
    arms = ["treated"] * 10 + ["control"] * 10
    table = pd.DataFrame({"arm": arms, "returned": [True] * 2 + [False] * 8 + [True] * 5 + [False] * 5})
    assert hazard_ratio(table) == pytest.approx(math.log(0.8) / math.log(0.5))
    assert math.isnan(hazard_ratio(table.assign(returned=False)))
    assert math.isnan(hazard_ratio(table.assign(returned=True)))
    assert math.isnan(hazard_ratio(table[:10]))


def test_only_people_well_after_several_episodes_are_followed() -> None:
    people = {"a": (2, 0, 3), "b": (1, 0, 2), "c": (2, 1, 2), "d": (3, 0, 3)}  # episodes, ill now, episodes later
    rows = [
        {"person": name, "turn": 0, "arm": "treated", "week": week, "episodes_depression": count, "in_depression": ill}
        for name, (before, ill, after) in people.items()
        for week, count in ((0, before), (60, after))
    ]
    found = well_after_several(pd.DataFrame(rows))
    assert dict(zip(found["person"], found["returned"], strict=True)) == {"a": True, "d": False}


def test_a_cost_is_given_only_where_health_is_gained_for_money() -> None:
    gain = np.linspace(0.9, 1.1, 100)
    assert cost_per_qaly(np.full(100, 20.0), gain).value == pytest.approx(20.0)
    assert cost_per_qaly(np.full(100, 20.0), -gain).words == NO_GAIN
    assert cost_per_qaly(np.full(100, 20.0), 0.0 * gain).words == NO_GAIN
    saves = cost_per_qaly(np.full(100, -20.0), gain)
    assert saves.words == SAVES
    assert math.isnan(saves.value)


# --- societies and policies ---


def test_the_same_calls_differ_by_the_medication_alone(quick: Scenario) -> None:
    society = with_comparators(quick)
    given, same = society.interventions["medication_support"], society.interventions[SAME_CALLS]
    assert {**same.doses, "medication": given.doses["medication"]} == given.doses
    assert (same.sessions, same.dropout) == (given.sessions, given.dropout)
    assert standing(society) == standing(quick)


def test_a_programme_that_gives_nothing_changes_nothing(lab: WatchedLaboratory) -> None:
    nothing = lab.scenario.interventions["screening"].model_copy(update={"doses": {}})
    lab.scenario = lab.scenario.model_copy(update={"interventions": {**lab.scenario.interventions, "nothing": nothing}})
    found = in_society("nothing", "everyone", ill_without_care, in_contact, points, ever=True)(lab)
    assert found == (0.0, 0.0)
    assert lab.runs[-1].plan is None
    assert lab.runs[-1].participants > 0


@pytest.mark.parametrize("name", CATALOGUE)
def test_a_policy_of_its_own_gives_this_intervention_and_starts_later(name: str) -> None:
    baseline = load_scenario("baseline")
    policy = alone(name, baseline)
    lever = lever_of(name)
    assert policy is not None
    assert lever is not None
    given = {spec.intervention for key, spec in policy.services.items() if spec != baseline.services.get(key)}
    assert name in given | {spec.intervention for spec in policy.programmes.values()}
    assert policy.starts(baseline) > 1
    assert f"{lever.bands.more:g}" in amount_words(lever)


def test_a_table_has_a_row_for_each_with_its_trial_and_its_policy(quick: Scenario) -> None:
    trials: list[int] = []
    names = ["cbt", "screening", "stigma_education"]
    size = Size(600, 2, 60, 3)
    table = measured(names, quick, size, "2030-01-02", "9.9", on_trial=lambda: trials.append(1))
    assert list(table["intervention"]) == names
    assert set(COLUMNS) == set(table.columns)
    assert len(trials) == len(names) * size.replicates
    cbt, screening, education = table.to_dict("records")
    assert education["low"] < education["simulated"] < education["high"]
    assert education["simulated"] > 0.0
    assert (education["published"], education["published_low"]) == own_trials()["stigma_education"].effect[:2]
    assert (
        education["trial"]
        == "anybody: Education about mental illness (1 week) against care as usual, measured in week 2"
    )
    assert cbt["trial"].count("against") == 2  # both controls
    assert screening["trial"] == trial_words(None, quick)
    assert (table["participants"] > 0).all()
    assert (table["policy"] != "").all()
    assert (table["date"] == "2030-01-02").all()
    again = measured(names[2:], quick, size, "2030-01-02", "9.9")
    pd.testing.assert_series_equal(
        again.iloc[0].drop(["averted", "averted_low", "averted_high"]),
        table.iloc[2].drop(["averted", "averted_low", "averted_high"]),
        check_names=False,
    )


def test_an_intervention_without_participants_is_not_known(quick: Scenario, monkeypatch: pytest.MonkeyPatch) -> None:
    def nobody(_: Laboratory) -> Estimate:
        raise ValueError("expected more participants")

    monkeypatch.setitem(OWN_MEASURES, "cbt", nobody)
    row = measured(["cbt"], quick, Size(600, 2, 52, 3), "2030-01-02", "9.9").iloc[0]
    assert math.isnan(row["simulated"])
    assert row["participants"] == 0


def test_measures_are_of_the_kind_that_the_file_says() -> None:
    assert {own.measure for own in own_trials().values()} == set(Measured)
