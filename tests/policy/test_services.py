"""Stepped care and disasters: who is offered what, shared staff, the next step, and a week that hits many."""

from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

from sim import Scenario, load_scenario
from sim.errors import WrongValue
from sim.people.state import NO_SERVICE, Care, Disorder
from sim.scenario.load import BASELINE
from sim.scenario.tables import (
    FOREVER,
    Accepts,
    EventSpec,
    InterventionSpec,
    Problem,
    ProgrammeSpec,
    ServiceSpec,
    StaffSpec,
)
from sim.simulation.burn_in import snapshot
from sim.simulation.engine import Engine
from sim.simulation.snapshots import Snapshot
from sim.studies.runs.run import run
from tests.shared import QUICK, run_python

PEOPLE, SEED = 2500, 4
ALL = list(Problem)
NOTHING = InterventionSpec(title="", stands_for="", doses={})
TALK = InterventionSpec(title="", stands_for="", doses={"support": 0.1}, sessions=4, dropout=0.0, staff_hours=2.0)


@pytest.fixture(scope="module")
def bare() -> Scenario:
    """A society with no services at all, and two interventions that do next to nothing."""
    return load_scenario(BASELINE).model_copy(
        update={"parameters": QUICK, "services": {}, "interventions": {"talk": TALK, "nothing": NOTHING}}
    )


@pytest.fixture(scope="module")
def start(bare: Scenario) -> Snapshot:
    return snapshot(bare, PEOPLE, SEED)


def changed(scenario: Scenario, **parts: object) -> Scenario:
    """The scenario with parts replaced, checked anew."""
    return Scenario(**{**{name: getattr(scenario, name) for name in Scenario.model_fields}, **parts})


def service(**parts: Any) -> ServiceSpec:
    """A service of plentiful places for everybody."""
    return ServiceSpec(**{"intervention": "talk", "treats": ALL, "start_week": 1, **parts})


def offer(*to: str) -> ProgrammeSpec:
    """Everybody is offered services every week."""
    return ProgrammeSpec(intervention="nothing", start_week=1, reach=1.0, offers=list(to))


def engine_of(scenario: Scenario, start: Snapshot) -> Engine:
    return Engine(scenario, start.ties, start.state.copy(), SEED)


def in_treatment(engine: Engine) -> npt.NDArray[np.int64]:
    """People in treatment by service."""
    rows = engine.people["care"] == Care.IN_TREATMENT
    return np.bincount(engine.people["service"][rows], minlength=len(engine.policy.service_names))


def test_services_compete_for_the_hours_of_one_team(bare: Scenario, start: Snapshot) -> None:
    """However many services draw on it, a team gives no more hours than it has; two hours a session here."""
    pool = {"team": StaffSpec(hours_per_100k=2000.0)}  # 50 hours for 2,500 people: 25 sessions a week
    services = {name: service(staff="team", only_listed=False) for name in ("one", "two", "three")}
    shared = changed(bare, staff=pool, services=services, programmes={"it": offer("one")})
    engine = engine_of(shared, start)
    sessions = []
    for _ in range(30):
        engine.step()
        sessions.append(int(in_treatment(engine).sum()))
    assert 17.0 < np.mean(sessions[5:]) <= 25.5  # a place of those who never start is lost for a week
    free = changed(bare, services={"one": service()}, programmes={"it": offer("one")})
    plenty = engine_of(free, start)
    for _ in range(10):
        plenty.step()
    assert in_treatment(plenty).sum() > 3 * 25


def test_triage_scores_decide_who_is_offered_what(bare: Scenario, start: Snapshot) -> None:
    mild = Accepts(phq9=(0.0, 9.0), gad7=(0.0, 9.0), pcl5=(0.0, 32.0))
    grave = Accepts(phq9=(10.0, 27.0), gad7=(10.0, 21.0), pcl5=(33.0, 80.0))
    services = {"mild": service(accepts=mild), "grave": service(accepts=grave)}
    programmes = {"a": offer("mild"), "b": offer("grave")}
    scenario = changed(bare, services=services, programmes=programmes)
    ended = run(scenario, start, 40, SEED).courses.ended
    worst = [ended["first"][ended["service"] == number].max(axis=1).mean() for number in (0, 1)]
    assert min(np.bincount(ended["service"], minlength=2)) > 5
    assert worst[0] < worst[1]


def test_an_offer_lists_for_that_service_alone(bare: Scenario, start: Snapshot) -> None:
    services = {"open": service(), "closed": service(only_listed=True)}
    engine = engine_of(changed(bare, services=services, programmes={"it": offer("closed")}), start)
    seen = np.zeros(2)
    for _ in range(8):
        engine.step()
        seen += in_treatment(engine)
        waiting = engine.people["care"] == Care.WAITING
        assert set(engine.people["listed_for"][waiting].tolist()) <= {1, NO_SERVICE}
    assert seen[1] > 10 * max(1.0, seen[0])  # nobody but those offered it, and they go nowhere else


def test_those_still_unwell_step_up_and_the_others_do_not(bare: Scenario, start: Snapshot) -> None:
    services = {
        "first": service(only_listed=True, step_up_to="second"),
        "second": service(only_listed=True),
    }
    scenario = changed(bare, services=services, programmes={"it": offer("first")})
    ended = run(scenario, start, 30, SEED).courses.ended
    first = ended[ended["service"] == 0]
    second = set(ended[ended["service"] == 1]["person"].tolist())
    assert second
    came = np.isin(first["person"], list(second))
    depression = first["last"][:, 0]
    assert depression[came].mean() > depression[~came].mean() + 2.0
    assert len(second) < 0.5 * len(first)


def test_a_disaster_hits_its_share_once(bare: Scenario, start: Snapshot) -> None:
    event = EventSpec(start_week=5, exposed=0.3, severity=2.0, strain=1.0, strain_weeks=10)
    hit, spared = engine_of(changed(bare, events={"flood": event}), start), engine_of(bare, start)
    for week in range(1, 40):
        hit.step()
        spared.step()
        same = hit.people["severity"].tobytes() == spared.people["severity"].tobytes()
        assert same == (week < 5)
        if week == 5:
            struck = hit.people["trauma"] > spared.people["trauma"]
            assert struck.mean() == pytest.approx(0.3, abs=0.03)
        if week == 10:  # the aftermath is felt by those who lived through it
            heavier = hit.people["strain"] > spared.people["strain"] + 0.3
            assert heavier[struck].mean() > 0.9
            assert heavier[~struck].mean() < 0.05
    stress = [engine.people["severity"][:, Disorder.POST_TRAUMATIC_STRESS].mean() for engine in (hit, spared)]
    assert stress[0] > stress[1] + 0.05


def test_long_waiting_is_distinguished_from_waiting(bare: Scenario, start: Snapshot) -> None:
    few = {"one": service(weekly_sessions_per_100k=100.0)}
    call = ProgrammeSpec(intervention="nothing", start_week=1, reach=1.0, target="long_waiting", waited_weeks=6)
    engine = engine_of(changed(bare, services=few, programmes={"a": offer("one"), "call": call}), start)
    bit = engine.policy.programme_names.index("call")
    called_at = []
    for _ in range(20):
        before = engine.people["weeks_waiting"].copy(), engine.people["care"].copy()
        engine.step()
        called = engine.people["reached"] >> np.uint64(bit) & np.uint64(1) == 1
        called_at += before[0][called].tolist()
        assert (before[1][called] == Care.WAITING).all()
    assert called_at
    assert min(called_at) >= 6


@pytest.mark.parametrize(
    ("parts", "named"),
    [
        ({"services": {"a": service(staff="nobody")}}, "nobody"),
        ({"services": {"a": service(step_up_to="heaven")}}, "heaven"),
        ({"programmes": {"p": offer("nowhere")}}, "nowhere"),
    ],
)
def test_unknown_names_are_refused(bare: Scenario, parts: dict[str, object], named: str) -> None:
    with pytest.raises(ValueError, match=named):
        changed(bare, **parts)


def test_ranges_that_turn_round_are_refused() -> None:
    with pytest.raises((WrongValue, ValueError), match="phq9"):
        Accepts(phq9=(20.0, 10.0))


def test_a_changed_team_is_a_difference_from_its_services_first_week(bare: Scenario) -> None:
    def with_hours(hours: float) -> Scenario:
        return changed(
            bare, staff={"team": StaffSpec(hours_per_100k=hours)}, services={"a": service(staff="team", start_week=9)}
        )

    assert with_hours(10.0).starts(with_hours(20.0)) == 9
    assert with_hours(10.0).starts(with_hours(10.0)) == FOREVER


OFFERS_AND_EVENTS = """
from sim.simulation.engine import Engine, State, publish_all
from sim.network.generate import generate_ties, lay_out
from sim.network.ties import connectedness
from sim.parameters import parameter_record
from sim.people.state import empty_visible_states
from sim.network.places import families, neighbourhoods
from sim.people.turnover import Places, found
from sim.scenario.load import load_scenario

for name in ("digital_cbt", "disaster_stepped_care"):
    scenario = load_scenario(name)
    numbers = scenario.model_parameters()
    deprivation, age = lay_out(60, 3, numbers)
    ties = generate_ties(60, 3, deprivation, age, numbers)
    record = parameter_record(numbers)
    places = Places(families(ties), neighbourhoods(60, 3, numbers))
    people = found(deprivation, age, connectedness(ties), places, record, 3, 26)
    people["severity"] += 2.0
    faces = empty_visible_states(60)
    publish_all(people, faces, record, 26)
    engine = Engine(scenario, ties, State(people, faces, {}, 26), 3, threads=1)
    for _ in range(8):
        engine.step()
    lived = engine.people
    print(lived["severity"].sum().round(6), lived["care"].sum(), lived["offered"].sum(), lived["trauma"].sum())
"""


def test_offers_and_disasters_are_the_same_in_plain_python() -> None:
    compiled = run_python("-c", OFFERS_AND_EVENTS)
    plain = run_python("-c", OFFERS_AND_EVENTS, added={"NUMBA_DISABLE_JIT": "1"})
    assert plain.stdout == compiled.stdout != ""
