"""Doses of a week: each route is added up, and gone when the next week begins."""

import pytest

from sim.policy.delivery import add, clear
from sim.policy.doses import ROUTES, Doses
from tests.theory.anybody import doses


def by_route(given: Doses) -> dict[str, float]:
    return {route: float(getattr(given, route)) for route in ROUTES}


@pytest.mark.parametrize("route", ROUTES)
def test_a_route_adds_up_by_itself(route: str) -> None:
    week = doses()
    add(week, doses(**{route: 0.5}), 0.8)
    add(week, doses(**{route: 0.25}), 1.0)
    assert by_route(week) == pytest.approx({**dict.fromkeys(ROUTES, 0.0), route: 0.65})


def test_no_route_is_left_over_from_the_week_before() -> None:
    week = doses(**dict.fromkeys(ROUTES, 1.0))
    clear(week)
    assert by_route(week) == dict.fromkeys(ROUTES, 0.0)
