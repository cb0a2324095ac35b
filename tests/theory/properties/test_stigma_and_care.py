"""What holds for anybody on the way into care and out of it."""

import pytest
from hypothesis import given
from hypothesis import strategies as some

from sim.theory.care import readiness_to_seek
from sim.theory.stigma import labelled
from sim.theory.treatment import leaning_to_leave
from tests.theory.anybody import CALM, UNSUPPORTED, N, checked, doses, levels, pair, somebody


@pytest.mark.parametrize(
    ("field", "helps"),
    [("public_stigma", False), ("self_stigma", False), ("outcome_expectation", True), ("self_efficacy", True)],
)
@given(values=pair(levels))
@checked
def test_stigma_holds_back_from_care_and_belief_leads_to_it(
    field: str, helps: bool, values: tuple[float, float]
) -> None:
    low, high = (readiness_to_seek(somebody(**{field: value}), UNSUPPORTED, doses(), N) for value in values)
    assert min(low, high) > 0.0
    assert low < high if helps else low > high


@given(pair(some.floats(-1.0, 1.0)), pair(levels))
@checked
def test_encouragement_and_access_lead_to_care(words: tuple[float, float], access: tuple[float, float]) -> None:
    low, high = (readiness_to_seek(somebody(), UNSUPPORTED._replace(encouragement=word), doses(), N) for word in words)
    assert low < high
    low, high = (readiness_to_seek(somebody(), UNSUPPORTED, doses(access=dose), N) for dose in access)
    assert low < high


@given(pair(levels), pair(some.floats(-4.0, 4.0)))
@checked
def test_belief_holds_people_in_care_and_self_stigma_and_severity_push_them_out(
    values: tuple[float, float], beliefs: tuple[float, float]
) -> None:
    low, high = (leaning_to_leave(somebody(self_efficacy=belief), CALM, N) for belief in beliefs)
    assert low > high
    low, high = (leaning_to_leave(somebody(self_stigma=value), CALM, N) for value in values)
    assert low < high
    low, high = (leaning_to_leave(somebody(), CALM._replace(distress=value), N) for value in values)
    assert low < high


def test_whoever_takes_medication_is_labelled_from_the_first_week_on() -> None:
    assert [labelled(somebody(medication_weeks=float(weeks))) for weeks in (0, 1, 2)] == [False, True, True]
