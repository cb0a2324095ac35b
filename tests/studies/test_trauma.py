"""What becomes of people after severe traumas: courses by thresholds, and growth."""

import numpy as np
import pandas as pd
import pytest

from sim.scenario.scenario import Scenario
from sim.simulation.burn_in import snapshot
from sim.simulation.engine import Engine
from sim.studies.trauma.aftermath import SEVERE, WEEKS, Aftermaths, Course, courses

LIVED = 160


def test_courses_are_reported_by_early_and_late_scores() -> None:
    low, high = [10.0] * 3, [50.0] * 3
    paths = np.array([low + low, high + low, high + high, low + high])
    assert courses(paths).tolist() == [Course.RESILIENT, Course.RECOVERING, Course.CHRONIC, Course.DELAYED]


def test_one_raised_reading_makes_no_course() -> None:
    assert courses(np.array([[10.0, 60.0, 10.0, 10.0, 10.0, 60.0]])).tolist() == [Course.RESILIENT]


def test_nobody_has_no_course() -> None:
    assert courses(np.zeros((0, 6))).tolist() == []


@pytest.fixture(scope="module")
def lived(quick: Scenario) -> tuple[pd.DataFrame, list[dict[str, np.ndarray]]]:
    """Aftermaths in a society with many traumas, and what was there each week."""
    many = quick.model_copy(update={"parameters": {**quick.parameters, "trauma_rate": 0.01, "severe_trauma": 1.0}})
    start = snapshot(many, 300, 3)
    engine = Engine(many, start.ties, start.state, 3)
    watched = Aftermaths(engine)
    fields = ("id", "trauma", "resilience", "self_efficacy")
    weeks = [{name: np.array(engine.people[name]) for name in fields}]
    for _ in range(LIVED):
        engine.step()
        watched.watch(engine)
        weeks.append({name: np.array(engine.people[name]) for name in fields})
    return watched.table(), weeks


def test_every_severe_trauma_that_can_be_followed_is_reported_once(
    lived: tuple[pd.DataFrame, list[dict[str, np.ndarray]]],
) -> None:
    table, weeks = lived
    expected = []
    for place in range(len(weeks[0]["id"])):
        free_from = 0
        for week in range(1, LIVED + 1):
            if weeks[week]["trauma"][place] != SEVERE or week < free_from:
                continue
            end = week + WEEKS[-1]
            person = weeks[week]["id"][place]
            left = next((w for w in range(week, min(end, LIVED) + 1) if weeks[w]["id"][place] != person), None)
            free_from = end + 1 if left is None else left
            if left is None and end <= LIVED:
                expected.append((int(person), week))
    assert len(expected) > 20
    assert sorted(zip(table["person"].tolist(), table["week"].tolist(), strict=True)) == sorted(expected)


def test_growth_is_both_above_the_week_before(lived: tuple[pd.DataFrame, list[dict[str, np.ndarray]]]) -> None:
    table, weeks = lived
    for row in table.to_dict("records"):
        place = int(row["person"]) % len(weeks[0]["id"])
        before, after = weeks[row["week"] - 1], weeks[row["week"] + WEEKS[-1]]
        assert row["resilience_before"] == before["resilience"][place]
        assert row["self_efficacy_after"] == pytest.approx(after["self_efficacy"][place].mean())
        more = after["resilience"][place] > before["resilience"][place]
        assert row["growth"] == (more and row["self_efficacy_after"] > row["self_efficacy_before"])


def test_a_society_without_traumas_has_no_aftermath(quick: Scenario) -> None:
    none = quick.model_copy(update={"parameters": {**quick.parameters, "trauma_rate": 0.0}})
    start = snapshot(none, 50, 3)
    engine = Engine(none, start.ties, start.state, 3)
    watched = Aftermaths(engine)
    engine.step()
    watched.watch(engine)
    assert watched.table().empty
    assert "course" in watched.table().columns
