"""What studies of disasters count: excess cases, cases spared, cost over ten years, and who of those struck remits."""

import math
from types import SimpleNamespace
from typing import Any, cast

import numpy as np
import numpy.typing as npt
import pytest

from sim import Scenario, load_scenario
from sim.economics.valuation import disability_years
from sim.outcomes.health import HEALTH_CLASSES, UTILITY_CLASSES
from sim.outcomes.rates import OUTCOMES
from sim.parameters.quantity import Quantity
from sim.people.state import Disorder
from sim.scenario.load import BASELINE
from sim.scenario.tables import EventSpec, ProgrammeSpec
from sim.simulation.burn_in import snapshot
from sim.simulation.engine import Engine
from sim.studies.comparison.published import MEASURES, Case
from sim.studies.runs.run import Run, run
from sim.studies.runs.struck import NOBODY_STRUCK, Follow, Struck
from tests.shared import quickened

STRIKES = 40
PEOPLE, SEED = 1500, 4
STRESS = Disorder.POST_TRAUMATIC_STRESS


def striking(week: int | None = STRIKES) -> Scenario:
    """A society without services in which something happens in a week, and visits cost 36."""
    events = {} if week is None else {"flood": EventSpec(start_week=week, exposed=0.5, severity=2.0)}
    more = {} if week is None else {"later": EventSpec(start_week=week + 20, exposed=0.5, severity=2.0)}
    base = load_scenario(BASELINE)
    visit = Quantity(mean=36.0, low=36.0, high=36.0)
    economy = base.economy.model_copy(update={"visit": visit})
    return base.model_copy(update={"services": {}, "programmes": {}, "events": more | events, "economy": economy})


def lived(cases: dict[int, float], weeks: int = 200, usual: float = 0.0, **parts: Any) -> Any:
    """A run in which shares of people are above the PCL-5 cut-off: as usual, but in certain weeks (counted from 1)."""
    series = np.zeros((weeks, len(OUTCOMES)))
    share = series[:, OUTCOMES.index("pcl5_cases")]
    share[:] = usual
    for week, value in cases.items():
        share[week - 1] = value
    return SimpleNamespace(**{"series": series, "struck": NOBODY_STRUCK, **parts})


def figure(name: str, with_it: Any, without: Any, scenario: Scenario | None = None) -> float:
    """A measure of two runs that were made up."""
    scenario = scenario or striking()
    return MEASURES[name](Case(scenario, scenario, cast("Any", with_it), cast("Any", without)))


def test_excess_cases_are_those_beyond_the_half_year_before() -> None:
    before = dict.fromkeys(range(STRIKES - 26, STRIKES - 13), 2.0) | dict.fromkeys(range(STRIKES - 13, STRIKES), 4.0)
    one = lived({**before, STRIKES - 27: 50.0, STRIKES: 60.0, STRIKES + 3: 70.0, STRIKES + 4: 11.0, STRIKES + 5: 80.0})
    assert figure("stress_cases_after_4_weeks", one, one) == pytest.approx(11.0 - 3.0)


def test_a_ratio_of_excess_cases_leaves_out_who_was_ill_before() -> None:
    usual, stepped = lived({STRIKES + 91: 6.0}, usual=4.0), lived({STRIKES + 91: 5.0}, usual=4.0)
    assert figure("stress_cases_ratio_after_21_months", stepped, usual) == pytest.approx(0.5)  # not 5 / 6
    assert math.isnan(figure("stress_cases_ratio_after_21_months", stepped, lived({}, usual=4.0)))  # no excess


def test_cases_spared_are_a_difference_two_years_later() -> None:
    usual, stepped = lived({STRIKES + 104: 8.0}), lived({STRIKES + 104: 3.5})
    assert figure("stress_cases_spared_after_2_years", stepped, usual) == pytest.approx(4.5)
    assert figure("stress_cases_spared_after_2_years", usual, stepped) == pytest.approx(-4.5)


@pytest.mark.parametrize(
    ("name", "weeks"),
    [
        ("stress_cases_after_4_weeks", 4), ("stress_cases_ratio_after_21_months", 91),
        ("stress_cases_spared_after_2_years", 104),
    ],
)  # fmt: skip
def test_what_a_run_did_not_live_to_see_is_unknown(name: str, weeks: int) -> None:
    for length, known in ((STRIKES + weeks, True), (STRIKES + weeks - 1, False)):
        one = lived({length: 2.0}, length, usual=1.0)
        assert math.isnan(figure(name, one, one)) != known
    long = lived({}, 300)
    assert math.isnan(figure(name, long, long, striking(None)))


def test_an_event_of_the_first_week_has_no_before() -> None:
    one = lived({5: 9.0})
    assert math.isnan(figure("stress_cases_after_4_weeks", one, one, striking(1)))
    assert figure("stress_cases_after_4_weeks", lived({6: 9.0}), one, striking(2)) == pytest.approx(9.0)


def test_cost_of_a_year_with_disability_is_that_of_ten_years() -> None:
    scenario, end = striking(), STRIKES + 520

    def spent(visits: float, disabled: float, weeks: int) -> Any:
        health = np.zeros((weeks, HEALTH_CLASSES))
        health[:, UTILITY_CLASSES + 3] = disabled  # people of one class of disability
        health[end:] = 0.0  # what comes after ten years does not count
        used = np.full(weeks, visits)
        used[end:] = 1000.0 * visits
        resources = {"visits": used, "medication_weeks": np.zeros(weeks)}
        return SimpleNamespace(health=health, resources=resources)

    one = np.zeros((1, HEALTH_CLASSES))
    one[0, UTILITY_CLASSES + 3] = 1.0
    weight = float(disability_years(scenario, one)[0])
    assert weight > 0.0
    usual, stepped = spent(0.01, 0.3, end + 30), spent(0.03, 0.1, end + 30)
    expected = (0.03 - 0.01) * 36.0 / ((0.3 - 0.1) * weight)
    assert figure("cost_per_disability_year", stepped, usual) == pytest.approx(expected)
    short = spent(0.03, 0.1, end - 1), spent(0.01, 0.3, end - 1)
    assert math.isnan(figure("cost_per_disability_year", *short))
    assert figure("cost_per_disability_year", *short, striking(None)) == pytest.approx(expected)  # the whole run


def test_remission_is_compared_among_those_struck() -> None:
    helped, usual = Struck(40, (0.6, 0.5)), Struck(40, (0.4, 0.4))
    runs = lived({}, struck=helped), lived({}, struck=usual)
    assert figure("remission_ratio_in_first_year", *runs) == pytest.approx(1.5)
    assert figure("remission_ratio_in_second_year", *runs) == pytest.approx(1.25)
    assert math.isnan(figure("remission_ratio_in_first_year", lived({}), lived({})))


def people(ids: list[int], ill: list[int], since: list[int], weeks_ill: int = 3) -> npt.NDArray[np.void]:
    fields = [("id", "i8"), ("in_episode", "u1", (3,)), ("weeks_since_trauma", "u2"), ("episode_weeks", "u2", (3,))]
    table = np.zeros(len(ids), fields)
    table["id"], table["weeks_since_trauma"], table["episode_weeks"][:, STRESS] = ids, since, weeks_ill
    table["in_episode"][:, STRESS] = ill
    table["in_episode"][:, Disorder.DEPRESSION] = 1  # other illness does not matter
    return table


def test_those_struck_are_followed_by_hand() -> None:
    follow = Follow(striking())
    assert follow.weeks == (44, 96, 148)
    assert [follow.next_week(week) for week in (0, 43, 44, 147, 148)] == [44, 44, 96, 148, None]
    assert follow.result().cases == 0
    follow.look(people([0, 1, 2, 3, 4, 5], [1, 1, 1, 0, 1, 1], [4, 4, 4, 4, 5, 65535]), 44)
    assert follow.result().cases == 3  # 3 was struck and is well, 4 and 5 are ill from something else
    follow.look(people([0, 1, 2, 3, 4, 5], [1, 1, 1, 1, 1, 1], [0] * 6), 60)  # nobody looks in between
    follow.look(people([0, 1, 8, 3, 4, 5], [1, 0, 0, 0, 0, 0], [0] * 6), 96)  # 2 has left
    first = follow.result()
    assert first.remitted[0] == 0.5
    assert math.isnan(first.remitted[1])
    twin = follow.branch(striking())
    follow.look(people([0, 1, 8, 3, 4, 5], [0, 0, 1, 1, 1, 1], [0] * 6), 148)
    assert follow.result() == Struck(3, (0.5, 1.0))
    assert twin.result().remitted[0] == 0.5
    assert math.isnan(twin.result().remitted[1])  # what one branch sees, the other does not


def test_who_was_ill_before_is_not_one_of_them() -> None:
    cases = []
    for weeks_ill in (3, 4):
        follow = Follow(striking())
        follow.look(people([0, 1], [1, 1], [4, 4], weeks_ill), 44)
        cases.append(follow.result().cases)
    assert cases == [2, 0]


def test_without_an_event_nobody_is_followed() -> None:
    follow = Follow(striking(None))
    assert follow.weeks == ()
    assert follow.next_week(0) is None
    follow.look(people([0], [1], [4]), 44)
    assert follow.result().cases == 0


def test_a_run_follows_the_same_people_as_one_who_watches_it() -> None:
    """Whole, in parts that end elsewhere, and branched: the same people, and nothing else of the run is changed."""
    scenario = quickened(striking(3))
    start = snapshot(scenario, PEOPLE, SEED)
    engine = Engine(scenario, start.ties, start.state.copy(), SEED)
    followed = {}
    for week in range(1, 61):
        engine.step()
        ill = engine.people["in_episode"][:, STRESS] == 1
        if week == 7:
            new = engine.people["episode_weeks"][:, STRESS] < 4
            mine = np.flatnonzero(ill & new & (engine.people["weeks_since_trauma"] == 4))
            ids = engine.people["id"][mine].copy()
        if week == 59:
            there = engine.people["id"][mine] == ids
            followed = {"cases": len(mine), "remitted": float((~ill[mine[there]]).mean())}
    assert followed["cases"] > 20
    whole = run(scenario, start, 60, SEED)
    parts = Run(scenario, start, 60, SEED)
    for until in (2, 7, 30):
        parts.live(until)
    late = ProgrammeSpec(intervention="outreach", start_week=60, reach=0.0)
    branched = parts.branch(scenario.model_copy(update={"programmes": {"late": late}}))
    for one in (parts, branched):
        one.live(60)
    for result in (whole, parts.result(), branched.result()):
        assert result.struck.cases == followed["cases"]
        assert result.struck.remitted[0] == followed["remitted"]
        assert math.isnan(result.struck.remitted[1])
        assert result.series.tobytes() == whole.series.tobytes()
    calm = quickened(striking(None))
    assert run(calm, start, 10, SEED).struck.cases == 0


@pytest.mark.parametrize(
    ("name", "baseline"),
    [
        ("disaster_stepped_care", "disaster"), ("disaster_case_management", "disaster"),
        ("mass_shooting_stepped_care", "mass_shooting"),
    ],
)  # fmt: skip
def test_help_begins_when_those_struck_have_been_counted(name: str, baseline: str) -> None:
    """So that the people who are followed are the same with and without it."""
    scenario, usual = load_scenario(name), load_scenario(baseline)
    assert scenario.events == usual.events
    assert scenario.represented_population == usual.represented_population
    assert scenario.starts(usual) == Follow(usual).weeks[0] + 1
