"""Rows of help-seeking and of trials, on made-up people for whom the answer is known."""

import math
from typing import Any

import numpy as np
import pandas as pd
import pytest

from sim.people.state import YearMark
from sim.studies.measures import MEASUREMENTS, help_seeking, therapy
from sim.studies.measures.therapy import END, SHORT_END, TWO_MONTHS
from sim.studies.trials.spec import TrialSpec, Withheld
from tests.studies.measures.made_up import lab_of, quiet
from tests.studies.measures.size import DEPRESSION


def year_of_help(marks: dict[int, int], ill: int = 100) -> Any:
    """A lab with 200 people, some depressed in the year; marks by number of people, from the first on."""
    history = quiet(60, 200)
    history.in_episode[3, :ill] = DEPRESSION
    at = 0
    for mark, number in marks.items():
        history.marks[at : at + number] = mark
        at += number
    history.marks[150:] = 0b111111  # of people who are not depressed
    return history


def test_the_way_into_care() -> None:
    need, contact, adequate = YearMark.NEED, YearMark.CONTACT, YearMark.ADEQUATE
    marks = {int(need | contact | adequate): 20, int(need | contact): 20, int(need): 10, int(contact | adequate): 5}
    lab = lab_of(history=year_of_help(marks))
    found = {row: MEASUREMENTS[row](lab).value for row in ("ST29", "ST30", "ST31", "ST32")}
    assert found == pytest.approx({"ST29": 50.0, "ST30": 80.0, "ST31": 50.0, "ST32": 20.0})
    assert len(help_seeking.year_of_depression(lab)) == 100


def test_stigma_of_those_who_seek() -> None:
    history = quiet(60, 400)
    history.in_episode[3] = DEPRESSION
    history.marks[:200] = YearMark.CONTACT
    rng = np.random.default_rng(2)
    public, own = rng.normal(size=(2, 400))
    for column, gap in ((public, -0.4), (own, -0.2)):
        for half in (slice(0, 200), slice(200, 400)):
            column[half] = (column[half] - column[half].mean()) / column[half].std()
        column[:200] += gap
    table = pd.DataFrame({"person": np.arange(400), "treated": np.zeros(400, np.bool_)})
    lab = lab_of(history=history, survey=table.assign(public_stigma=public, self_stigma=own))
    expected = (-0.4 / np.std(public, ddof=1) - 0.2 / np.std(own, ddof=1)) / 2.0
    assert MEASUREMENTS["ST01"](lab).value == pytest.approx(float(expected))
    assert MEASUREMENTS["ST02"](lab).value == pytest.approx(help_seeking.odds_ratio_per_sd(
        pd.DataFrame({"public_stigma": public, "sought": np.arange(400) < 200}), "public_stigma", "sought"
    ))  # fmt: skip
    treated = lab_of(history=history, survey=lab.survey.assign(treated=True))
    assert math.isnan(MEASUREMENTS["ST01"](treated).value)


COLUMNS = ("phq9", "gad7", "pcl5", "gse", "hope", "empowerment", "public_stigma", "attempts")
HIGHER_IS_BETTER = ("gse", "hope", "empowerment", "attempts")


def tried(effects: dict[str, float], outcome: str, week: int) -> Any:
    """A lab whose trials help in one outcome at one week, by the intervention, and do harm in all others and before."""

    def trial(plan: TrialSpec) -> pd.DataFrame:
        g = effects[plan.arms["treated"].intervention]
        rng = np.random.default_rng(4)
        waves = []
        for turn in (0, 1):
            for arm in plan.arms:
                for at in (0, *plan.weeks):
                    table = pd.DataFrame({"person": np.arange(500) + 500 * (arm == "treated"), "week": at})
                    for name in COLUMNS:
                        values = rng.normal(size=500)
                        values = (values - values.mean()) / values.std(ddof=1)
                        if arm == "treated":
                            better = g if name == outcome and at == week else -1.0
                            values += better if name in HIGHER_IS_BETTER else -better
                        table[name] = values
                    waves.append(table.assign(arm=arm, turn=turn, status="completed"))
        return pd.concat(waves, ignore_index=True)

    return lab_of(trial=trial)


@pytest.mark.parametrize(
    ("row", "intervention", "outcome", "week"),
    [
        ("TX02", "cbt", "phq9", END), ("TX08", "cbt", "gad7", END), ("TX10", "mbsr", "phq9", TWO_MONTHS),
        ("TX11", "mbsr", "gad7", TWO_MONTHS), ("TX15", "trauma_focused", "pcl5", END),
        ("TX36", "internet_cbt_unguided", "phq9", SHORT_END), ("TX40", "goal_setting", "attempts", 12),
        ("ST16", "mass_media", "public_stigma", 26), ("ST17", "stigma_education", "public_stigma", 2),
        ("ST18", "stigma_contact", "public_stigma", 2),
    ],
)  # fmt: skip
def test_effects_of_trials_are_found(row: str, intervention: str, outcome: str, week: int) -> None:
    found = MEASUREMENTS[row](tried({intervention: 0.5}, outcome, week))
    assert found.value == pytest.approx(0.5, abs=0.002)
    assert 0.0 < found.error < 0.1


def test_the_effect_on_self_efficacy_is_the_mean_over_guided_and_unguided_programmes() -> None:
    lab = tried({"internet_cbt_guided": 0.6, "internet_cbt_unguided": 0.2}, "gse", SHORT_END)
    assert MEASUREMENTS["SE25"](lab).value == pytest.approx(0.4, abs=0.002)


def test_personal_recovery_is_hope_power_and_belief() -> None:
    found = MEASUREMENTS["TX42"](tried({"peer_support": 3.0}, "hope", END)).value
    assert 0.0 < found < 3.0  # the other two are worse by 1, and belief counts by its share of the scale


def waves_of(scores: dict[str, list[tuple[float, float]]], week: int, **columns: Any) -> pd.DataFrame:
    """Two visits of each participant of each arm."""
    rows = []
    for number, (arm, pairs) in enumerate(scores.items()):
        for place, (first, last) in enumerate(pairs):
            for at, value in ((0, first), (week, last)):
                rows.append({"person": 100 * number + place, "arm": arm, "week": at, "turn": 0, "phq9": value})
    return pd.DataFrame(rows).assign(**columns)


def test_response_is_a_fall_by_half_in_the_right_arm() -> None:
    treated = [(20.0, 10.0), (20.0, 11.0), (16.0, 4.0), (12.0, 6.0)] * 5
    control = [(20.0, 10.0)] + [(20.0, 19.0)] * 9
    lab = lab_of(trial=lambda _: waves_of({"treated": treated, "control": control}, TWO_MONTHS))
    assert MEASUREMENTS["TX03"](lab).value == pytest.approx(75.0)
    assert MEASUREMENTS["TX04"](lab).value == pytest.approx(10.0)


def test_symptoms_ease_while_people_wait() -> None:
    asked: list[TrialSpec] = []

    def trial(plan: TrialSpec) -> pd.DataFrame:
        asked.append(plan)
        waiting = [(20.0, 17.0), (10.0, 9.0)] * 10
        return waves_of({"treated": [(20.0, 1.0)] * 20, "control": waiting}, TWO_MONTHS)

    found = therapy.eased_while_waiting(lab_of(trial=trial))
    assert found.value == pytest.approx(100.0 * 4.0 / 30.0)
    assert {plan.arms["control"].withhold for plan in asked} == {Withheld.THERAPY}
    left = waves_of({"control": [(20.0, 10.0), (10.0, 10.0)]}, TWO_MONTHS)
    left = left[(left["person"] == 0) | (left["week"] == 0)]  # one is not there any more, and counts at neither end
    assert therapy.eased(left, "control", TWO_MONTHS) == pytest.approx(50.0)
    assert math.isnan(therapy.eased(left, "nobody", TWO_MONTHS))


def test_out_of_the_diagnosis_at_the_end() -> None:
    asked: list[TrialSpec] = []
    scores = {"treated": [(20.0, 9.0)] * 50, "control": [(20.0, 9.0)] * 50}

    def trial(plan: TrialSpec) -> pd.DataFrame:
        asked.append(plan)
        waves = waves_of(scores, END)
        well = np.where(waves["arm"] == "treated", 31, 22)  # of 50
        return waves.assign(in_depression=(waves["week"] == 0) | (waves["person"] % 100 >= well))

    assert therapy.free_of_the_diagnosis_after_cbt(lab_of(trial=trial)).value == pytest.approx(62.0)
    assert therapy.free_of_the_diagnosis_in_usual_care(lab_of(trial=trial)).value == pytest.approx(44.0)
    assert {plan.arms["control"].withhold for plan in asked} == {Withheld.NOTHING}
    assert math.isnan(therapy.out_of_diagnosis(trial(asked[0]), "nobody", END))


@pytest.mark.parametrize(
    ("row", "week", "expected"), [("TX18", END, 25.0), ("TX21", END, 25.0), ("TX20", TWO_MONTHS, 20.0)]
)
def test_what_becomes_of_courses(row: str, week: int, expected: float) -> None:
    status = (
        ["never_began"] * 15 + ["not_started"] * 5 + ["in_treatment"] * 10 + ["completed"] * 50 + ["dropped_out"] * 20
    )
    table = pd.DataFrame({"person": range(100), "arm": "treated", "week": week, "status": status})
    control = table.assign(arm="control", status="none", person=table["person"] + 100)
    earlier = table.assign(week=1, status="dropped_out")
    lab = lab_of(trial=lambda _: pd.concat([table, control, earlier], ignore_index=True))
    assert MEASUREMENTS[row](lab).value == pytest.approx(expected)


@pytest.mark.parametrize(("row", "expected"), [("TX22", 25.0), ("TX23", 50.0)])
def test_relapse_after_a_course(row: str, expected: float) -> None:
    visits = [0, *(END + quarter * 13 for quarter in range(9))]
    rows = [
        {
            "person": person, "turn": 0, "arm": "treated", "week": week, "phq9": 20.0 if week == 0 else 4.0,
            "status": "completed", "in_depression": week == 0,
            "episodes_depression": 1 + (person % 4 == 0 and week > END + 26) + (person % 4 == 1 and week > END + 60),
        }
        for person in range(40)
        for week in visits
    ]  # fmt: skip
    assert MEASUREMENTS[row](lab_of(trial=lambda _: pd.DataFrame(rows))).value == pytest.approx(expected)
