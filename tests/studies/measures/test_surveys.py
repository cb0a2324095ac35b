"""Rows of surveys: correlations, means, cases, and who is ill, on made-up people for whom the answer is known."""

import math
from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd
import pytest

from sim.people.state import Disorder
from sim.studies.measures import MEASUREMENTS, groups, population
from sim.studies.measures import friends as friends_measures
from tests.studies.measures.made_up import lab_of, people_of, quiet, related_columns, start_of
from tests.studies.measures.size import ANXIETY, DEPRESSION, PEOPLE


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
