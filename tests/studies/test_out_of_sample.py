"""Out of sample: what is given and how it is imposed, the search for the strength of demand, and the errors."""

import math
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any, cast

import numpy as np
import pandas as pd
import pytest

from sim.errors import ScenarioError
from sim.evidence.service_periods import ServicePeriod, service_periods
from sim.outcomes.courses import COURSE
from sim.report.figures.out_of_sample import draw_out_of_sample
from sim.report.figures.style import png
from sim.scenario.load import load_scenario
from sim.scenario.scenario import Scenario
from sim.scenario.values import value_paths
from sim.studies.measures import MEASUREMENTS, Laboratory
from sim.studies.readings.case import Case
from sim.studies.runs.jobs import replicate_seed
from sim.studies.runs.statistics import t95
from sim.studies.validation.out_of_sample import figures
from sim.studies.validation.out_of_sample.errors import mean_errors, overall, usual_change, verdict
from sim.studies.validation.out_of_sample.figures import FIGURES, predicted, published_values, reliable_recovery
from sim.studies.validation.out_of_sample.rule import CLOSE, MOST_TRIES, calibrated, given, imposed, strongest
from sim.studies.validation.out_of_sample.study import COLUMNS, FIT_YEAR, last_year, predict, prediction_table

PERIODS = service_periods()
SERVICE = load_scenario("talking_therapies")


# --- what is given ---


def test_what_is_given_by_hand() -> None:
    found = {one.period: one for one in given(PERIODS)}
    assert found["2017-18"][1:] == (1.0, "2017-18", 1.0, "2017-18", "2017-18")
    one = found["2019-20"]
    assert one.referrals == pytest.approx(1.69 / 1.44)
    assert one.hours == pytest.approx(606_192 * 6.9 / (555_000 * 6.8))
    assert (one.referrals_of, one.finished_of, one.sessions_of) == ("2019-20", "2019-20", "2019-20")


def test_missing_numbers_are_the_last_known_and_say_so() -> None:
    found = {one.period: one for one in given(PERIODS)}
    assert found["2018-19"].sessions_of == "2017-18"
    assert found["2018-19"].hours == pytest.approx(582_556 / 555_000)
    late = found["2024-25"]
    assert (late.referrals_of, late.finished_of, late.sessions_of) == ("2023-24", "2024-25", "2020-21")
    assert late.referrals == pytest.approx(1.25)
    assert late.hours == pytest.approx(670_419 * 7.5 / (555_000 * 6.8))


def test_referrals_of_a_period_shown_apart_are_not_carried_on() -> None:
    later = [*PERIODS[:4], PERIODS[4].model_copy(update={"referrals": None})]
    assert later[3].apart
    assert given(later)[-1].referrals_of == "2019-20"


def test_a_month_is_brought_to_a_year() -> None:
    month = given(PERIODS)[-1]
    assert month.referrals == pytest.approx(133_908 * 365 / 30 / 1_440_000)
    assert month.hours == pytest.approx(57_359 * 365 / 30 * 7.5 / (555_000 * 6.8))


# --- how it is imposed ---


def test_hours_and_demand_are_scaled_and_nothing_else() -> None:
    before, after = value_paths(SERVICE), value_paths(imposed(SERVICE, 1.25, 1.5))
    changed = {path: after[path] / before[path] for path in before if after[path] != before[path]}
    assert changed == pytest.approx(
        {
            "staff.therapists.hours_per_100k": 1.25,
            "programmes.awareness.reach": 1.5,
            "programmes.self_referral.fidelity": 1.5,
        }
    )
    assert imposed(SERVICE, 1.0, 1.0) == SERVICE
    assert imposed(SERVICE, 1.25, 1.5).starts(load_scenario("baseline")) == 1  # the same people at week 0


def test_no_more_is_imposed_than_a_scenario_can_have() -> None:
    most = strongest(SERVICE)
    assert imposed(SERVICE, 1.0, most).programmes["self_referral"].fidelity == pytest.approx(2.0)
    with pytest.raises(ScenarioError, match="self_referral"):
        imposed(SERVICE, 1.0, most * 1.01)


# --- the strength of demand ---


def service_with(response: Callable[[float], float]) -> tuple[list[float], Callable[[float], float]]:
    """Which strengths were tried, and a service that responds to them in a known way."""
    tried: list[float] = []

    def referrals_at(strength: float) -> float:
        tried.append(strength)
        return response(strength)

    return tried, referrals_at


def wavering(strength: float) -> float:
    """Referrals that grow with strength, but for chance."""
    return math.sqrt(strength) * (1.0 + 0.004 * math.sin(99.0 * strength))


@pytest.mark.parametrize("wanted", [0.8, 1.05, 1.25, 1.35])
@pytest.mark.parametrize(
    "response", [lambda s: s**0.5, lambda s: 1.05 * s**0.5, lambda s: 2.2 * s / (1.2 + s), wavering]
)
def test_the_strength_that_brings_the_wanted_referrals_is_found(
    wanted: float, response: Callable[[float], float]
) -> None:
    tried, referrals_at = service_with(response)
    strength, referrals, tries = calibrated(wanted, referrals_at, 2.0)
    assert referrals == response(strength) == pytest.approx(wanted, rel=CLOSE)
    assert tries == len(tried) <= MOST_TRIES
    assert 0.5 <= min(tried) <= max(tried) <= 2.0


def test_one_try_is_enough_where_referrals_are_as_wanted() -> None:
    assert calibrated(1.0139, service_with(lambda _: 1.01)[1], 2.0) == (1.0, 1.01, 1)


@pytest.mark.parametrize(("wanted", "strength"), [(1.9, 2.0), (0.5, 0.5)])
def test_out_of_reach_the_closest_try_counts(wanted: float, strength: float) -> None:
    found, referrals, tries = calibrated(wanted, service_with(lambda s: s**0.5)[1], 2.0)
    assert found == pytest.approx(strength)
    assert tries == 2
    assert referrals == pytest.approx(strength**0.5)


@pytest.mark.parametrize("response", [lambda _: 0.0, lambda _: math.nan, lambda s: 0.0 if s < 1.9 else 1.6])
def test_a_service_that_nobody_comes_to_ends_the_search(response: Callable[[float], float]) -> None:
    tried, referrals_at = service_with(response)
    calibrated(1.25, referrals_at, 2.0)
    assert len(tried) == 2


# --- what is predicted ---


def case_of(started: float = 0.0, soon: float = 0.0, courses: Any = None) -> Case:
    log = SimpleNamespace(
        ended=np.zeros(0, COURSE) if courses is None else courses,
        started=np.array([started]), started_soon=np.array([soon]),
    )  # fmt: skip
    result = cast(Any, SimpleNamespace(courses=log))
    return Case(SERVICE, SERVICE, result, result)


def test_reliable_recovery_needs_both() -> None:
    made = np.zeros(10, COURSE)
    made["sessions"] = 4
    made["first"], made["last"] = [16.0, 12.0, 0.0], [16.0, 12.0, 0.0]
    made["last"][:3] = [5.0, 4.0, 0.0]  # recovered, and reliably
    made["first"][3:5], made["last"][3:5] = [11.0, 7.0, 0.0], [9.0, 6.0, 0.0]  # recovered by a point or two
    made["last"][5] = [10.0, 12.0, 0.0]  # improved reliably, and still a case
    made["first"][8:], made["last"][8:] = [5.0, 4.0, 0.0], [0.0, 0.0, 0.0]  # were no cases
    assert reliable_recovery(case_of(courses=made)) == pytest.approx(100.0 * 3 / 8)
    assert FIGURES["recovery"].simulated(case_of(courses=made)) == pytest.approx(100.0 * 5 / 8)
    assert FIGURES["finished"].simulated(case_of(courses=made)) == 10.0
    assert math.isnan(reliable_recovery(case_of()))


def test_counts_are_relative_to_the_same_population() -> None:
    before, after = [case_of(100.0), case_of(50.0)], [case_of(120.0), case_of(50.0)]
    found = predicted(FIGURES["started"], before, after)
    assert found.model == pytest.approx(1.1)
    assert found.change == pytest.approx(0.1)
    reach = t95(2) * np.std([1.2, 1.0], ddof=1) / math.sqrt(2)
    assert (found.low, found.high) == pytest.approx((1.1 - reach, 1.1 + reach))
    nobody = predicted(FIGURES["started"], [case_of(0.0)], [case_of(5.0)])
    assert math.isnan(nobody.model)


def test_shares_are_levels_and_their_change_is_paired() -> None:
    before, after = [case_of(10.0, 9.0), case_of(10.0, 7.0)], [case_of(10.0, 8.0), case_of(10.0, 5.0)]
    found = predicted(FIGURES["within_6_weeks"], before, after)
    assert found.model == pytest.approx(65.0)
    assert found.change == pytest.approx(-15.0)


def test_published_values_are_in_the_units_of_the_figures() -> None:
    values = dict(zip((one.period for one in PERIODS), published_values(PERIODS, FIGURES["finished"]), strict=True))
    assert values["2024-25"] == pytest.approx(670_419 / 555_000)
    assert math.isnan(values["2025-04"])  # a month's count is not compared with a year's
    shares = published_values(PERIODS, FIGURES["within_6_weeks"])
    assert shares[-1] == 90.3
    assert math.isnan(shares[4])


def test_as_last_year_is_the_last_published_year() -> None:
    published = published_values(PERIODS, FIGURES["within_6_weeks"])
    assert math.isnan(last_year(PERIODS, published, 0))
    assert [last_year(PERIODS, published, place) for place in (1, 3, 5, 6)] == [89.1, 87.4, 90.0, 90.0]
    month = published_values(PERIODS, FIGURES["reliable_recovery"])
    assert last_year(PERIODS, month, 6) == 47.0


# --- errors ---


def made_up(**changes: list[float]) -> pd.DataFrame:
    """Two figures over four periods: the first is the year of the fit, the last is shown apart."""
    values = {
        "published": [50.0, 53.0, 49.0, 60.0],
        "model": [40.0, 51.0, 50.0, 0.0],
        "models_change": [50.0, 61.0, 60.0, 10.0],
        "last_year": [math.nan, 50.0, 53.0, 49.0],
        "first_year": [50.0] * 4,
    } | changes
    periods = {
        "period": [f"200{place}-0{place + 1}" for place in range(4)],
        "months": 12, "apart": [FIT_YEAR, "", "", "the pandemic"], "unit": "%", "low": math.nan, "high": math.nan,
    }  # fmt: skip
    both = [
        pd.DataFrame(periods | values | {"figure": name, "follows": name == "finished"})
        for name in ("finished", "recovery")
    ]
    return pd.concat(both, ignore_index=True)


def test_mean_errors_by_hand() -> None:
    found = mean_errors(made_up()).set_index("figure").loc["recovery"]
    assert found["periods"] == 2
    assert found["model"] == pytest.approx((2.0 + 1.0) / 2)
    assert found["models_change"] == pytest.approx((8.0 + 11.0) / 2)
    assert found["last_year"] == pytest.approx((3.0 + 4.0) / 2)
    assert found["first_year"] == pytest.approx((3.0 + 1.0) / 2)
    assert found["usual_change"] == pytest.approx(math.sqrt((9.0 + 16.0 + 121.0) / 3))


def test_the_overall_error_leaves_out_what_follows_from_what_is_given() -> None:
    errors = mean_errors(made_up())
    figures, means = overall(errors)
    usual = math.sqrt(146.0 / 3)
    assert figures == 1
    assert means["model"] == pytest.approx(1.5 / usual)
    assert means["last_year"] == pytest.approx(3.5 / usual)
    assert verdict(errors) == (
        "The model errs less than 'as last year' in 1 of 1 figures. Overall error, in usual yearly changes: "
        "model 0.22, 'as last year' 0.50."
    )


def test_the_model_can_lose() -> None:
    said = verdict(mean_errors(made_up(model=[0.0, 0.0, 0.0, 60.0])))
    assert "less than 'as last year' in 0 of 1 figures" in said


def test_where_nothing_was_published_or_came_before_nothing_is_compared() -> None:
    unknown = [50.0, math.nan, 49.0, 60.0]
    assert mean_errors(made_up(published=unknown))["periods"].tolist() == [1, 1]
    first = mean_errors(made_up(last_year=[math.nan] * 4))
    assert first["periods"].tolist() == [0, 0]
    assert first["model"].isna().all()
    assert "No overall error" in verdict(first)


def test_what_the_model_cannot_give_is_not_passed_over() -> None:
    errors = mean_errors(made_up(model=[50.0, math.nan, 49.0, 60.0]))
    assert errors["model"].isna().all()
    assert "No overall error" in verdict(errors)


def test_the_usual_change_needs_two_changes_and_no_months() -> None:
    assert usual_change(pd.Series([6.8, math.nan, 6.9, 7.5])) == pytest.approx(math.sqrt((0.01 + 0.36) / 2))
    assert math.isnan(usual_change(pd.Series([1.0, 2.0, math.nan])))
    table = made_up()
    table.loc[table["period"] == "2003-04", "months"] = 1
    assert mean_errors(table)["usual_change"].tolist() == pytest.approx([math.sqrt(12.5)] * 2)


# --- the study ---


@pytest.fixture(scope="module")
def scenarios(quicken: Callable[[str], Scenario]) -> tuple[Scenario, Scenario]:
    return quicken("baseline"), quicken("talking_therapies")


@pytest.fixture(scope="module")
def few() -> tuple[ServicePeriod, ...]:
    return PERIODS[0], PERIODS[2]


def test_the_study_at_a_tiny_size(
    scenarios: tuple[Scenario, Scenario], few: tuple[ServicePeriod, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[float] = []
    looked: list[int] = []
    whole = FIGURES["sessions"]

    def counting(case: Case) -> float:
        looked.append(1)
        return whole.simulated(case)

    monkeypatch.setitem(figures.FIGURES, "sessions", whole._replace(simulated=counting))
    base, service = scenarios
    found = predict(
        few, people=400, replicates=2, seed=3, workers=1, baseline=base, service=service, on_progress=seen.append
    )
    assert len(looked) == 2 * 2 * len(few)  # never at a try that was not chosen
    assert seen == sorted(seen)
    assert seen[-1] == 1.0
    first, later = found
    assert (first.strength, first.referrals, first.tries) == (1.0, 1.0, 0)
    assert first.figures["started"].model == 1.0
    assert 1 <= later.tries <= MOST_TRIES
    table = prediction_table(few, found)
    assert list(table) == list(COLUMNS)
    assert len(table) == len(few) * len(FIGURES)
    assert table["apart"].tolist() == [FIT_YEAR, ""] * len(FIGURES)
    finished = table[table["figure"] == "finished"]
    assert finished["unit"].tolist() == ["times 2017-18"] * 2
    assert finished["published"].tolist() == pytest.approx([1.0, 606_192 / 555_000])
    assert finished["hours_given"].tolist() == pytest.approx([1.0, 1.1083], abs=1e-4)


def test_the_year_of_the_fit_is_run_as_its_rows_are_measured(
    scenarios: tuple[Scenario, Scenario], few: tuple[ServicePeriod, ...]
) -> None:
    base, service = scenarios
    found = predict(few, people=400, replicates=1, seed=3, workers=1, baseline=base, service=service)
    lab = Laboratory(base, 400, replicate_seed(3, 0))
    for figure, row in (("recovery", "TX26"), ("sessions", "TX28"), ("within_6_weeks", "TX30")):
        assert found[0].figures[figure].model == MEASUREMENTS[row](lab).value


def test_the_figure_is_drawn_whatever_is_missing() -> None:
    table = made_up()
    table.loc[table["figure"] == "recovery", ["published", "model", "last_year"]] = math.nan
    assert png(draw_out_of_sample(table, "A finding.")).whole.startswith(b"\x89PNG")
