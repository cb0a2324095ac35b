"""Rows of surveys, cohorts and trials on made-up people for whom the answer is known."""

import math
from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd
import pytest

from sim.people.state import Disorder, YearMark
from sim.scenario.load import load_scenario
from sim.studies.measures import MEASUREMENTS, burden, course, estimate, groups, help_seeking, population, therapy
from sim.studies.measures import friends as friends_measures
from sim.studies.measures.therapy import END, SHORT_END, TWO_MONTHS
from sim.studies.trials.spec import TrialSpec, Withheld
from tests.studies.made_up import lab_of, people_of, quiet, related_columns, start_of

PEOPLE = 4000
DEPRESSION, ANXIETY, STRESS = 1, 2, 4  # bits


# --- surveys ---


def survey(**columns: Any) -> pd.DataFrame:
    """Everybody at one moment: nobody ill, nobody treated."""
    nothing = np.zeros(PEOPLE, np.bool_)
    table = pd.DataFrame({"person": np.arange(PEOPLE), "treated": nothing, "ill": nothing, "in_depression": nothing})
    return table.assign(**columns)


@pytest.mark.parametrize(
    ("measure", "one", "other", "whom"),
    [
        (MEASUREMENTS["SE03"], "gse", "phq9", "all"),
        (MEASUREMENTS["SE04"], "gse", "gad7", "all"),
        (MEASUREMENTS["SY11"], "gad7", "phq9", "all"),
        (MEASUREMENTS["ST04"], "ismi", "gse", "ill"),
        (population.self_stigma_and_hope, "ismi", "hope", "ill"),
        (population.self_stigma_and_self_esteem, "ismi", "self_esteem", "ill"),
    ],
)
def test_correlations_are_found(measure: Any, one: str, other: str, whom: str) -> None:
    mine = related_columns(PEOPLE // 2, {(one, other): -0.42}, [one, other])
    others = related_columns(PEOPLE // 2, {(one, other): 0.7 if whom == "ill" else -0.42}, [one, other], seed=2)
    table = survey(ill=np.arange(PEOPLE) < PEOPLE // 2).assign(**pd.concat([mine, others], ignore_index=True))
    found = measure(lab_of(survey=table))
    assert found.value == pytest.approx(-0.42)
    assert found.error == pytest.approx((1 - 0.42**2) / math.sqrt(PEOPLE // (2 if whom == "ill" else 1)), rel=0.8)


def test_self_stigma_and_symptoms_of_three_scales() -> None:
    columns = related_columns(PEOPLE, {("ismi", "symptoms"): 0.41}, ["ismi", "symptoms"])
    scales = {
        "phq9": 27.0 * columns["symptoms"],
        "gad7": 21.0 * columns["symptoms"],
        "pcl5": 80.0 * columns["symptoms"],
    }
    table = survey(ill=np.ones(PEOPLE, np.bool_), ismi=columns["ismi"], **scales)
    assert population.self_stigma_and_symptoms(lab_of(survey=table)).value == pytest.approx(0.41)
    table["pcl5"] = 80.0 * columns["ismi"]  # a third of the symptoms are as stigma is
    expected = np.corrcoef(columns["ismi"], 2.0 * columns["symptoms"] + columns["ismi"])[0, 1]
    assert population.self_stigma_and_symptoms(lab_of(survey=table)).value == pytest.approx(float(expected))


@pytest.mark.parametrize(("row", "other", "sign"), [("SE05", "gse", 1.0), ("SO01", "phq9", -1.0)])
def test_support_is_the_mean_of_both_kinds(row: str, other: str, sign: float) -> None:
    columns = related_columns(PEOPLE, {("support", other): 0.3 * sign}, ["support", other, "apart"])
    table = survey(
        support_emotional=columns["support"] + columns["apart"],
        support_instrumental=columns["support"] - columns["apart"],
        **{other: columns[other]},
    )
    assert MEASUREMENTS[row](lab_of(survey=table)).value == pytest.approx(0.3 * sign)


@pytest.mark.parametrize(
    ("row", "column", "spread"),
    [
        ("SE01", "gse", False), ("SE02", "gse", True), ("SY01", "phq9", False), ("SY02", "phq9", True),
        ("SY07", "gad7", False), ("SY08", "gad7", True),
    ],
)  # fmt: skip
def test_means_and_spreads_are_found(row: str, column: str, spread: bool) -> None:
    values = 29.5 + 5.3 * related_columns(PEOPLE, {}, ["x", "y"])["x"]
    found = MEASUREMENTS[row](lab_of(survey=survey(**{column: values})))
    assert found.value == pytest.approx(5.3 if spread else 29.5)
    assert found.error == pytest.approx(5.3 / math.sqrt((2 if spread else 1) * PEOPLE), rel=0.6)


def test_self_efficacy_is_that_of_people_without_treatment() -> None:
    treated = np.arange(PEOPLE) % 4 == 0
    table = survey(treated=treated, gse=np.where(treated, 10.0, np.where(np.arange(PEOPLE) % 2, 25.0, 35.0)))
    assert MEASUREMENTS["SE01"](lab_of(survey=table)).value == pytest.approx((25.0 * 2 + 35.0) / 3)
    assert MEASUREMENTS["SE02"](lab_of(survey=table)).value == pytest.approx(math.sqrt(200.0 / 9.0), rel=1e-3)


@pytest.mark.parametrize(("row", "column"), [("SY03", "phq9"), ("SY09", "gad7")])
def test_cases_are_those_at_the_cut_off_and_above(row: str, column: str) -> None:
    values = np.full(PEOPLE, 9.0)
    values[:200], values[200:300] = 10.0, 21.0
    assert MEASUREMENTS[row](lab_of(survey=survey(**{column: values}))).value == pytest.approx(7.5)


def test_self_stigma_above_the_middle_of_the_depressed() -> None:
    depressed = np.arange(PEOPLE) < 1000
    ismi = np.where(np.arange(PEOPLE) % 5 == 0, 2.6, 2.5)
    ismi[~depressed] = 4.0
    found = MEASUREMENTS["ST14"](lab_of(survey=survey(in_depression=depressed, ismi=ismi)))
    assert found.value == pytest.approx(20.0)


def test_stability_is_that_of_people_who_stayed_and_were_not_treated() -> None:
    columns = related_columns(PEOPLE // 2, {("now", "then"): 0.6}, ["now", "then"])
    others = related_columns(PEOPLE // 2, {("now", "then"): -0.9}, ["now", "then"], seed=3)
    both = pd.concat([columns, others], ignore_index=True)
    treated = np.arange(PEOPLE) >= PEOPLE // 2
    treated[-500:] = False
    ids = np.arange(PEOPLE)
    ids[-500:] += PEOPLE  # others live there now
    table = survey(gse=both["now"], treated=treated)
    assert population.stability(table, ids, both["then"].to_numpy()).value == pytest.approx(0.6)
    scores = np.zeros((PEOPLE, 5))
    scores[:, 3] = both["then"]
    assert MEASUREMENTS["SE06"](lab_of(survey=table, a_year_later=(ids, scores))).value == pytest.approx(0.6)


def test_depressed_and_anxious_at_yearly_interviews() -> None:
    interviews = np.zeros((2, PEOPLE, 5))
    interviews[0, :400, 0] = interviews[1, :400, 0] = 10.0
    interviews[0, :300, 1], interviews[1, :100, 1], interviews[1, 3000:, 1] = 8.0, 8.0, 20.0
    panel = SimpleNamespace(interviews=interviews, person=np.arange(PEOPLE))
    assert MEASUREMENTS["SY06"](lab_of(panel=panel)).value == pytest.approx(100.0 * 400 / (2 * PEOPLE))


# --- who is ill ---


def test_odds_ratios_of_groups_of_the_society() -> None:
    people = people_of(4000, sex=np.arange(4000) % 2, deprivation=1 + np.arange(4000) // 2 % 5)
    ill = np.zeros(4000, np.bool_)
    for sex, share in ((1, 0.2), (0, 0.1)):
        rows = np.flatnonzero(people["sex"] == sex)
        ill[rows[: int(share * len(rows))]] = True
    people["in_episode"][:, Disorder.DEPRESSION] = ill
    people["in_episode"][:, Disorder.ANXIETY] = people["sex"]  # another disorder does not count
    found = MEASUREMENTS["NC46"](lab_of(start=start_of(people)))
    assert found.value == pytest.approx(0.2 / 0.8 / (0.1 / 0.9))
    people["in_episode"] = 0
    for fifth, share in ((5, 0.3), (1, 0.1), (3, 0.9)):
        rows = np.flatnonzero(people["deprivation"] == fifth)
        people["in_episode"][rows[: int(share * len(rows))], Disorder.DEPRESSION] = 1
    assert MEASUREMENTS["SO21"](lab_of(start=start_of(people))).value == pytest.approx(0.3 / 0.7 / (0.1 / 0.9))


def test_the_young_against_the_old() -> None:
    ages = np.repeat([17, 18, 24, 25, 64, 65, 90], 200)
    people = people_of(1400, birth_week=500 - ages * 52)
    share = {18: 0.2, 24: 0.4, 65: 0.1, 90: 0.2}
    for place, age in enumerate(ages):
        ill = place % 200 < 200 * share.get(int(age), 0.9)
        people["in_episode"][place, place % 3] = ill
    assert MEASUREMENTS["NC47"](lab_of(start=start_of(people, week=500))).value == pytest.approx(0.3 / 0.15)


def year_with(people: int) -> Any:
    return quiet(60, people)


def test_staying_ill_against_falling_ill() -> None:
    """Half of the ill of the one group stay ill and a quarter of those of the other; onsets 10 against 5 %."""
    history = year_with(800)
    of = np.arange(800) < 400
    ill = np.arange(800) % 400 < 200
    stays = ill & (np.arange(800) % 400 < np.where(of, 100, 50))
    history.in_episode[0, ill] = history.in_episode[51, stays] = DEPRESSION
    falls = ~ill & ((np.arange(800) % 400 - 200) < np.where(of, 20, 10))
    history.onset[30, falls] = DEPRESSION
    history.onset[30, ill] = ANXIETY  # of another disorder
    expected = (1.0 / (1.0 / 3.0)) / ((0.1 / 0.9) / (0.05 / 0.95))
    assert groups.staying_against_falling(history, of, ~of) == pytest.approx(expected)
    history.newcomer[20, 700:] = True
    history.in_episode[51, 700:] = DEPRESSION  # of somebody else
    assert groups.staying_against_falling(history, of, ~of) == pytest.approx(3.0 / ((0.1 / 0.9) / (10 / 90)), rel=1e-6)
    people = people_of(800, deprivation=np.where(of, 5, 1))
    lab = lab_of(history=history, start=start_of(people))
    assert groups.deprivation_in_staying_against_falling_ill(lab).value == pytest.approx(3.0)


def test_the_lonely_fall_ill_more_often() -> None:
    history = year_with(1000)
    support = np.arange(1000) / 1000.0
    history.onset[10, :60] = DEPRESSION  # of the 200 with least support
    history.onset[10, 500:580] = DEPRESSION  # of the others
    table = pd.DataFrame(
        {"person": np.arange(1000), "support_emotional": support / 2.0, "support_instrumental": support / 2.0}
    )
    found = groups.onset_in_those_with_least_support(lab_of(history=history, survey=table))
    assert found.value == pytest.approx(60 / 140 / (80 / 720), rel=0.02)
    history.in_episode[0, 200:] = DEPRESSION  # they are ill already: the least of the others are lonely now
    history.onset[10] = 0
    history.onset[10, 10:20] = history.onset[10, 100:140] = DEPRESSION
    found = groups.onset_in_those_with_least_support(lab_of(history=history, survey=table))
    assert found.value == pytest.approx(10 / 30 / (40 / 120), rel=0.1)
    assert math.isnan(groups.lonely_odds(np.zeros(3, np.bool_), np.ones(3), np.zeros(3, np.bool_)))


# --- cohorts ---

PARAMETERS = SimpleNamespace(weeks_well=4, weeks_ill=2)


def lengths_of(disorder: int, lengths: list[int], weeks: int = 620) -> Any:
    """A history with one episode a person, of these lengths in weeks; 0: it does not end."""
    history = quiet(weeks, len(lengths))
    for place, length in enumerate(lengths):
        history.onset[5, place] = disorder
        if length:
            history.over[4 + length + 3, place] = disorder
    return history


@pytest.mark.parametrize(
    ("measure", "disorder", "expected"),
    [
        (MEASUREMENTS["NC04"], DEPRESSION, 30.0), (MEASUREMENTS["NC05"], DEPRESSION, 50.0),
        (MEASUREMENTS["NC06"], DEPRESSION, 60.0), (MEASUREMENTS["NC07"], DEPRESSION, 70.0),
        (MEASUREMENTS["NC09"], DEPRESSION, 20.0), (MEASUREMENTS["NC08"], DEPRESSION, 26 / 52 * 12),
        (MEASUREMENTS["NC18"], STRESS, 30.0), (course.ptsd_over_by_6_months, STRESS, 50.0),
        (MEASUREMENTS["NC20"], STRESS, 70.0), (course.ptsd_over_by_10_years, STRESS, 90.0),
    ],
)  # fmt: skip
def test_new_episodes_over_by_a_time(measure: Any, disorder: int, expected: float) -> None:
    lengths = [5, 10, 13, 20, 26, 50, 100, 150, 500, 0] * 10
    history = lengths_of(disorder, lengths)
    history.onset[50] = 7 - disorder  # episodes of the other disorders
    found = measure(lab_of(history=history, parameters=PARAMETERS))
    assert found.value == pytest.approx(expected)


@pytest.mark.parametrize(("row", "expected"), [("NC01", 20.0), ("NC02", 40.0), ("NC03", 60.0)])
def test_untreated_cases_over_by_a_time(row: str, expected: float) -> None:
    cases = pd.DataFrame({"person": range(50), "weeks": [13, 26, 52, 53, 60] * 10, "ended": [True] * 40 + [False] * 10})
    cases["ended"] = cases["weeks"] < 60
    assert MEASUREMENTS[row](lab_of(untreated=cases)).value == pytest.approx(expected)


@pytest.mark.parametrize(("row", "expected"), [("NC11", 25.0), ("NC12", 50.0)])
def test_recurrence_after_half_a_year_well(row: str, expected: float) -> None:
    history = quiet(26 + 520, 40)
    history.onset[26 + 200, :10] = history.onset[26 + 500, 10:20] = DEPRESSION
    people = people_of(40)
    people["episodes"][:, Disorder.DEPRESSION] = 1
    assert MEASUREMENTS[row](lab_of(history=history, start=start_of(people))).value == pytest.approx(expected)


def test_disorders_within_the_same_year() -> None:
    history = quiet(60, 100)
    history.in_episode[3, :40] = DEPRESSION
    history.in_episode[40, :10] = ANXIETY
    history.in_episode[40, 10:15] = STRESS
    history.in_episode[55, 15:40] = ANXIETY  # a year later
    history.in_episode[8, 40:60] = ANXIETY
    assert MEASUREMENTS["NC45"](lab_of(history=history)).value == pytest.approx(25.0)
    assert MEASUREMENTS["NC31"](lab_of(history=history)).value == pytest.approx(25.0)
    history.newcomer[20, :10] = True  # two people, not one with two disorders
    assert MEASUREMENTS["NC45"](lab_of(history=history)).value == 0.0
    assert MEASUREMENTS["NC31"](lab_of(history=history)).value == pytest.approx(10.0)


@pytest.mark.parametrize(
    ("row", "name", "share"),
    [("NC23", "resilient", 60.0), ("NC24", "recovering", 20.0), ("NC25", "chronic", 15.0), ("NC26", "delayed", 5.0)],
)
def test_shares_of_courses_after_a_trauma(row: str, name: str, share: float) -> None:
    named = ["resilient"] * 60 + ["recovering"] * 20 + ["chronic"] * 15 + ["delayed"] * 5
    history = quiet(5, 1)._replace(aftermaths=pd.DataFrame({"course": named}))
    assert named.count(name) == share
    assert MEASUREMENTS[row](lab_of(history=history)).value == pytest.approx(share)


def test_disorder_after_a_trauma_is_due_to_the_last_one() -> None:
    history = quiet(120, 10)
    history.trauma[10, :8] = 1
    history.onset[20, :2] = STRESS
    history.onset[20, 2] = DEPRESSION
    history.trauma[15, 1] = 2  # the onset in week 20 is due to this one: 9 traumas, 2 onsets
    history.in_episode[:, 7] = STRESS  # ill already: 8 traumas
    history.onset[70, 6] = STRESS  # later than a year
    history.trauma[100, 9] = 1  # not followed for a year
    assert MEASUREMENTS["NC34"](lab_of(history=history)).value == pytest.approx(100.0 * 2 / 8)


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ("SO15", 10 / 90 / (20 / 980)), ("SO17", 5 / 60 / 0.02), ("SO18", 3 / 30 / 0.02), ("SO19", 2 / 10 / 0.02),
    ],
)  # fmt: skip
def test_onsets_by_stressful_events_in_the_month(row: str, expected: float, monkeypatch: pytest.MonkeyPatch) -> None:
    from sim.studies.measures import events

    table = pd.DataFrame({"events": [0, 1, 2, 3], "months": [1000, 60, 30, 10], "onsets": [20, 5, 3, 2]})
    monkeypatch.setattr(events, "person_months", lambda *_: table)
    found = MEASUREMENTS[row](lab_of(history=None, parameters=PARAMETERS))
    assert found.value == pytest.approx(expected)
    assert found.error > 0.0


# --- help ---


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


# --- trials ---

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


# --- what care averts ---


def test_the_share_averted_by_hand() -> None:
    found = burden._averted([90.0, 80.0, 85.0, 85.0], [100.0, 100.0, 100.0, 100.0])
    assert found.value == pytest.approx(15.0)
    assert found.error == pytest.approx(float(np.std([10.0, 20.0, 15.0, 15.0], ddof=1)) / 2.0)


@pytest.mark.parametrize(("row", "expected"), [("EC19", 10.0), ("EC21", 30.0)])
def test_care_as_it_is_and_at_its_best_against_none(row: str, expected: float, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(burden, "_none", lambda _: [100.0] * 4)
    monkeypatch.setattr(burden, "with_best_care", lambda _: "best")
    monkeypatch.setattr(burden, "_disability", lambda _, scenario, __: [70.0 if scenario == "best" else 90.0] * 4)
    found = MEASUREMENTS[row](lab_of(scenario="as it is", start=None))
    assert (found.value, found.error) == pytest.approx((expected, 0.0))


def test_who_takes_an_antidepressant() -> None:
    people = people_of(200, medication_weeks=np.where(np.arange(200) < 15, 3, 0))
    assert MEASUREMENTS["TX48"](lab_of(start=start_of(people))).value == pytest.approx(7.5)


def test_nobody_is_no_estimate() -> None:
    found = estimate.over_groups(np.zeros(0, np.int64), lambda kept: float(kept.sum()))
    assert all(math.isnan(value) for value in found)


def test_without_care_every_way_in_is_closed_and_best_care_has_no_queue() -> None:
    society = load_scenario("baseline")
    closed = burden.without_care(society)
    programme = closed.programmes["no_care"]
    assert (programme.start_week, programme.reach, programme.target) == (1, 1.0, "everyone")
    assert closed.interventions[programme.intervention].doses == {"care_withheld": 1.0}
    assert closed.services == society.services
    best = burden.with_best_care(society)
    assert {service.weekly_sessions_per_100k for service in best.services.values()} == {burden.PLENTY}
    assert all(service.measurement_based for service in best.services.values())
    offered = {name for programme in best.programmes.values() for name in programme.offers}
    assert offered == set(society.services)
    assert best.model_parameters() == closed.model_parameters() == society.model_parameters()


# --- friends ---


@pytest.mark.parametrize(("row", "first", "expected"), [("SO09", False, 0.1 / 0.2), ("SO10", True, 0.6 / 0.3)])
def test_friends_who_are_well(row: str, first: bool, expected: float, monkeypatch: pytest.MonkeyPatch) -> None:
    """Risks by the number of well friends of those who were not depressed, and chances of those who were."""
    many, few = (12, 3) if first else (5, 0)
    shares = {many: 0.4 if first else 0.1, few: 0.7 if first else 0.2}  # still or newly depressed
    parts = []
    for friends, share in shares.items():
        for depressed in (True, False):
            later = np.arange(500) < (500 * share if depressed == first else 250)
            parts.append(pd.DataFrame({"well_friends": friends, "first": depressed, "later": later}))
    table = pd.concat(parts, ignore_index=True)
    table["person"] = np.random.default_rng(1).permutation(len(table))
    monkeypatch.setattr(friends_measures, "two_interviews", lambda _: table)
    found = MEASUREMENTS[row](lab_of())
    assert found.value == pytest.approx(expected)
    assert found.error > 0.0
