"""Published figures beside simulated ones: what is measured on courses whose true answer is known."""

from types import SimpleNamespace
from typing import Any, cast

import numpy as np
import numpy.typing as npt
import pytest

from sim.outcomes.courses import COURSE
from sim.scenario.load import load_scenario
from sim.studies.comparison.published import (
    MEASURES,
    POOLED,
    Case,
    Found,
    published_table,
    recovery_gap,
    therapist_share,
)

ILL, WELL = 15.0, 4.0  # PHQ-9


def case_of(courses: npt.NDArray[np.void]) -> Case:
    """A replicate in which these courses ended."""
    result = SimpleNamespace(courses=SimpleNamespace(ended=courses))
    return Case(load_scenario("talking_therapies"), cast(Any, None), cast(Any, result), cast(Any, result))


def courses_of(rng: np.random.Generator, count: int, gap: float, apart: float = 0.0) -> npt.NDArray[np.void]:
    """Finished courses of cases, two a person, who recover less often the more deprived they are.

    Args:
        rng: chance.
        count: of courses.
        gap: between the least and the most deprived tenth, percentage points.
        apart: how far this population's gap lies from that, percentage points.
    """
    made = np.zeros(count, COURSE)
    made["person"] = np.arange(count) // 2
    made["deprivation"] = np.repeat(rng.integers(1, 6, count // 2), 2)
    made["therapist"] = rng.integers(1, 101, count)
    made["sessions"] = 6
    made["first"] = [ILL, ILL, 0.0]
    rank = (made["deprivation"] - 0.5) / 5.0
    easy = np.repeat(rng.normal(0.0, 0.1, count // 2), 2)  # somebody's two courses end alike
    recovers = rng.random(count) < 0.45 - (gap + apart) / 90.0 * (rank - 0.5) + easy
    made["last"] = np.where(recovers[:, None], [WELL, WELL, 0.0], [ILL, ILL, 0.0])
    return made


@pytest.mark.parametrize("apart", [0.0, 8.0])
def test_the_recovery_gap_is_found_from_all_courses_with_an_honest_interval(apart: float) -> None:
    rng, truth, inside, values = np.random.default_rng(1), 12.0, [], []
    for _ in range(60):
        cases = [case_of(courses_of(rng, 300, truth, rng.normal(0.0, apart))) for _ in range(8)]
        value, low, high = recovery_gap(cases)
        values.append(value)
        inside.append(low <= truth <= high)
    assert np.mean(values) == pytest.approx(truth, abs=1.0)
    assert 0.90 < np.mean(inside) < 0.995


def test_pooled_courses_say_more_than_one_population() -> None:
    rng = np.random.default_rng(2)
    cases = [case_of(courses_of(rng, 300, 12.0)) for _ in range(16)]
    alone, together = recovery_gap(cases[:1]), recovery_gap(cases)
    assert together.high - together.low < 0.4 * (alone.high - alone.low)
    assert together.low > 0.0
    assert MEASURES["recovery_gap"](cases[0]) == pytest.approx(alone.value)


def test_recovery_differs_within_populations_and_not_between_them() -> None:
    """A population of the least deprived that happens to fare better is no gap."""
    rng = np.random.default_rng(3)
    rich, poor = courses_of(rng, 4000, 0.0), courses_of(rng, 4000, 0.0)
    rich, poor = rich[rich["deprivation"] <= 2], poor[poor["deprivation"] >= 4]
    rich["last"] = [WELL, WELL, 0.0]
    assert recovery_gap([case_of(rich)]).value == pytest.approx(0.0, abs=1e-9)
    found = recovery_gap([case_of(rich), case_of(poor)])
    assert found.low < 0.0 < found.high


@pytest.mark.parametrize("count", [0, 2])
def test_no_gap_without_courses_of_several_fifths(count: int) -> None:
    courses = courses_of(np.random.default_rng(4), count, 0.0)
    assert np.isnan(recovery_gap([case_of(courses)])).all()


def by_therapists(rng: np.random.Generator, share: float, count: int = 500, therapists: int = 100) -> Case:
    """Courses whose score at the end depends on that at the start, on the therapist, and on chance."""
    made = np.zeros(count, COURSE)
    made["person"] = np.arange(count)
    made["sessions"] = 6
    made["therapist"] = 1 + (rng.random(count) ** 1.5 * therapists).astype(int)  # some see many, some few
    made["first"][:, 0] = rng.uniform(10.0, 24.0, count)
    skill = rng.normal(0.0, 5.0 * share**0.5, therapists + 1)[made["therapist"]]
    made["last"][:, 0] = 0.6 * made["first"][:, 0] + skill + rng.normal(0.0, 5.0 * (1.0 - share) ** 0.5, count)
    return case_of(made)


@pytest.mark.parametrize("share", [0.0, 0.06, 0.3])
def test_a_therapists_share_of_variance_is_found(share: float) -> None:
    rng, inside, values = np.random.default_rng(5), [], []
    for _ in range(100):
        value, low, high = therapist_share([by_therapists(rng, share) for _ in range(4)])
        values.append(value)
        inside.append(low <= 100.0 * share <= high)
    assert np.mean(values) == pytest.approx(100.0 * share, abs=0.8)  # never below 0
    assert np.mean(inside) > 0.9


def test_therapists_of_two_populations_are_different_people() -> None:
    """Were they the same, effects of one number would cancel out."""
    rng = np.random.default_rng(6)
    one, other = by_therapists(rng, 0.5), by_therapists(rng, 0.5)
    together = therapist_share([one, other]).value
    assert together == pytest.approx(np.mean([therapist_share([each]).value for each in (one, other)]), abs=3.0)


def test_a_population_that_fares_better_is_not_a_better_therapist() -> None:
    rng = np.random.default_rng(7)
    cases = [by_therapists(rng, 0.0, 2000) for _ in range(3)]
    cases[1].result.courses.ended["last"] -= 10.0
    assert therapist_share(cases).value < 2.0


def test_scores_at_the_start_and_courses_left_early_do_not_count() -> None:
    rng = np.random.default_rng(8)
    whole = by_therapists(rng, 0.2, 2000)
    expected = therapist_share([whole])
    more = by_therapists(rng, 0.9, 2000).result.courses.ended
    more["sessions"] = 1
    assert therapist_share([case_of(np.concatenate([whole.result.courses.ended, more]))]) == expected
    more["sessions"], more["first"][:, 0] = 6, 9.0  # no cases
    assert therapist_share([case_of(np.concatenate([whole.result.courses.ended, more]))]) == expected
    shifted = whole.result.courses.ended.copy()
    better = shifted["therapist"] % 2 == 0  # some therapists see those who are less ill, which is not their doing
    shifted["first"][better, 0] += 5.0
    shifted["last"][better, 0] += 0.6 * 5.0
    assert therapist_share([case_of(shifted)]).value == pytest.approx(expected.value, abs=1.0)


def test_no_share_without_courses() -> None:
    assert np.isnan(therapist_share([case_of(np.zeros(0, COURSE))])).all()


def test_a_pooled_figure_has_its_own_interval_in_the_table() -> None:
    rng = np.random.default_rng(9)
    service = load_scenario("talking_therapies")
    only = [figure for figure in service.published if figure.measure in {*POOLED, "reliable_improvement"}]
    service = service.model_copy(update={"published": only})
    cases = [case_of(courses_of(rng, 400, 12.0)) for _ in range(4)]
    runs = [case.result for case in cases]
    baseline = load_scenario("baseline")
    table = published_table([baseline, service], {service.name: runs, baseline.name: runs})
    assert dict(zip(table["evidence"], table["pooled"], strict=True)) == {"TX26": True, "TX27": False, "TX51": True}
    for row in table[table["pooled"]].to_dict("records"):
        measure = next(figure.measure for figure in only if figure.evidence == row["evidence"])
        assert Found(row["simulated"], row["low"], row["high"]) == POOLED[measure](cases)
