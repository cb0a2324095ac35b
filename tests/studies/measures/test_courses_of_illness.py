"""Rows of cohorts: how long illness lasts and when it returns, in made-up lives."""

from types import SimpleNamespace
from typing import Any

import pandas as pd
import pytest

from sim.people.state import Disorder
from sim.studies.measures import MEASUREMENTS, course
from tests.studies.measures.made_up import lab_of, people_of, quiet, start_of
from tests.studies.measures.size import ANXIETY, DEPRESSION, STRESS

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
