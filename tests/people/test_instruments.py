"""Instruments: whole points within their range, rising with the state, and as reliable as published."""

from collections.abc import Callable
from typing import cast

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from sim import load_scenario
from sim.core.chance import Purpose, draw, normal_pair
from sim.outcomes.count import Measure
from sim.parameters import Parameters, parameter_record
from sim.people.instruments import gad7, general_self_efficacy_scale, internalised_stigma, pcl5, phq9, whole_points
from sim.people.state import Disorder, PersonState, empty_people
from sim.scenario.scenario import Scenario
from sim.simulation.burn_in import snapshot
from sim.simulation.engine import Engine

type Instrument = Callable[[PersonState, float, Parameters], float]
PARAMETERS = parameter_record(Parameters())
N = cast("Parameters", PARAMETERS[0])
ERRORS = some.floats(-7.0, 7.0)  # what the dice can give
SYMPTOMS: dict[Instrument, tuple[Disorder, int]] = {
    phq9: (Disorder.DEPRESSION, 27),
    gad7: (Disorder.ANXIETY, 21),
    pcl5: (Disorder.POST_TRAUMATIC_STRESS, 80),
}
RANGES: dict[Instrument, tuple[float, float]] = {
    phq9: (0.0, 27.0),
    gad7: (0.0, 21.0),
    pcl5: (0.0, 80.0),
    general_self_efficacy_scale: (10.0, 40.0),
    internalised_stigma: (1.0, 4.0),
}
# test-retest correlations: SY16, SY17, SY19; the GSE's is about .80
RELIABILITY: dict[Instrument, float] = {phq9: 0.84, gad7: 0.83, pcl5: 0.82, general_self_efficacy_scale: 0.80}


def name(instrument: Instrument) -> str:
    """For the names of tests."""
    return str(getattr(instrument, "__name__", instrument))


def somebody(severity: float = 0.0, belief: float = 0.0, stigma: float = 0.0) -> PersonState:
    """A person of whom only what instruments read is set."""
    people = empty_people(1)
    people["severity"], people["self_efficacy"], people["self_stigma"] = severity, belief, stigma
    return cast("PersonState", people[0])


@pytest.mark.parametrize("instrument", RANGES, ids=name)
@given(severity=some.floats(-50.0, 50.0), belief=some.floats(-50.0, 50.0), stigma=some.floats(0.0, 1.0), error=ERRORS)
@settings(deadline=None)
def test_scores_are_whole_points_in_range(
    instrument: Instrument, severity: float, belief: float, stigma: float, error: float
) -> None:
    score = instrument(somebody(severity, belief, stigma), error, N)
    low, high = RANGES[instrument]
    assert low <= score <= high
    steps = 10.0 * score if instrument is internalised_stigma else score  # a mean of items has one decimal
    assert steps == pytest.approx(round(steps), abs=1e-9)


@pytest.mark.parametrize("instrument", RANGES, ids=name)
def test_the_whole_range_is_used(instrument: Instrument) -> None:
    low = instrument(somebody(-50.0, -50.0, 0.0), 0.0, N)
    high = instrument(somebody(50.0, 50.0, 1.0), 0.0, N)
    assert (low, high) == RANGES[instrument]


@pytest.mark.parametrize("instrument", RANGES, ids=name)
@given(lower=some.floats(0.0, 0.9), step=some.floats(0.1, 1.0), error=some.floats(-2.0, 2.0))
@settings(deadline=None)
def test_scores_rise_with_the_state_and_with_the_error(
    instrument: Instrument, lower: float, step: float, error: float
) -> None:
    upper = min(lower + step, 1.0)
    line = [-3.0 + 6.0 * place for place in (lower, upper)]
    less, more = (somebody(at, at, place) for at, place in zip(line, (lower, upper), strict=True))
    assert instrument(less, error, N) <= instrument(more, error, N)
    assert instrument(less, error, N) <= instrument(less, error + 1.0, N)


@pytest.mark.parametrize("instrument", RANGES, ids=name)
def test_scores_differ_between_the_well_and_the_ill(instrument: Instrument) -> None:
    assert instrument(somebody(-2.0, -2.0, 0.1), 0.0, N) < instrument(somebody(1.0, 1.0, 0.9), 0.0, N)


@pytest.mark.parametrize("instrument", SYMPTOMS, ids=name)
def test_each_scale_reads_its_own_disorder(instrument: Instrument) -> None:
    disorder, highest = SYMPTOMS[instrument]
    people = empty_people(1)
    people["severity"] = -50.0
    people["severity"][:, disorder] = 50.0
    assert instrument(people[0], 0.0, N) == highest
    people["severity"] = 50.0
    people["severity"][:, disorder] = -50.0
    assert instrument(people[0], 0.0, N) == 0.0


def test_the_gse_reads_the_aggregate_over_domains() -> None:
    people = empty_people(1)
    people["self_efficacy"] = [[2.0, -2.0, 1.0, -1.0]]
    assert general_self_efficacy_scale(people[0], 0.0, N) == 25.0


@pytest.mark.parametrize(("value", "points"), [(0.0, 0.0), (0.49, 0.0), (0.5, 1.0), (9.5, 10.0), (26.51, 27.0)])
def test_halves_are_rounded_up(value: float, points: float) -> None:
    assert whole_points(value) == points


def scores(people: npt.NDArray[np.void], instrument: Instrument, time: int) -> npt.NDArray[np.float64]:
    """Everybody measured once, with the error of this time."""
    kind = list(RANGES).index(instrument)
    errors = (normal_pair(*draw(time, person, kind, Purpose.INSTRUMENTS)[:2])[0] for person in range(len(people)))
    return np.array([instrument(me, error, N) for me, error in zip(people, errors, strict=True)])


def retest(people: npt.NDArray[np.void], instrument: Instrument) -> float:
    """Correlation of two measurements of the same people."""
    return float(np.corrcoef(scores(people, instrument, 1), scores(people, instrument, 2))[0, 1])


@pytest.mark.parametrize("instrument", RELIABILITY, ids=name)
def test_error_makes_scores_regress_to_the_mean(instrument: Instrument, quick: Scenario) -> None:
    people = snapshot(quick, 500, 1).state.people
    first, second = (scores(people, instrument, time) for time in (1, 2))
    top = first >= np.quantile(first, 0.9)
    assert first.mean() < second[top].mean() < first[top].mean()
    without = np.array([instrument(me, 0.0, N) for me in people])
    assert np.corrcoef(without, first)[0, 1] > np.corrcoef(first, second)[0, 1]


def test_weekly_cases_are_what_the_instruments_would_find(quick: Scenario) -> None:
    """The weekly count takes a short cut past most people; it must find the same cases, with the same errors."""
    start = snapshot(quick, 500, 1)
    engine = Engine(quick, start.ties, start.state, 5)
    found = np.zeros(3)
    for _ in range(20):
        engine.step()
        sums, _ = engine.count()
        expected = np.zeros(3)
        for me in engine.people:
            draws = draw(5, me.id, engine.week, Purpose.INSTRUMENTS)
            first, second = normal_pair(draws.first, draws.second)
            third, _ = normal_pair(draws.third, draws.fourth)
            expected += [
                phq9(me, first, N) >= N.case_phq9, gad7(me, second, N) >= N.case_gad7, pcl5(me, third, N) >= N.case_pcl5
            ]  # fmt: skip
        assert sums[[Measure.PHQ9_CASES, Measure.GAD7_CASES, Measure.PCL5_CASES]].tolist() == expected.tolist()
        found += expected
    assert (found > 0.0).all()


@pytest.mark.slow
@pytest.mark.parametrize("instrument", RELIABILITY, ids=name)
def test_retest_reliability_is_as_published(instrument: Instrument) -> None:
    """In a whole burnt-in society, as the studies sampled; the band allows for the make-up of samples."""
    people = snapshot(load_scenario("baseline"), 5000, 1).state.people
    assert retest(people, instrument) == pytest.approx(RELIABILITY[instrument], abs=0.06)
