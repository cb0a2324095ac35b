"""Rows on what care averts, by hand."""

import math

import numpy as np
import pytest

from sim.scenario.load import load_scenario
from sim.studies.measures import MEASUREMENTS, burden, estimate
from tests.studies.measures.made_up import lab_of, people_of, start_of


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
