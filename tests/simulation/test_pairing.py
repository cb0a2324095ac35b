"""Paired runs: a scenario and its baseline share every throw of the dice that the scenario does not itself change."""

from collections.abc import Callable

import networkx as nx
import numpy as np
import numpy.typing as npt
import pytest

from sim import RecoveryModel, load_scenario
from sim.network.graphs import AnyGraph
from sim.network.ties import Ties, components
from sim.parameters import Parameters, parameter_record
from sim.policy.delivery import receive
from sim.policy.doses import DOSES, table
from sim.scenario.load import BASELINE, scenario_names
from sim.scenario.scenario import Scenario
from sim.scenario.tables import FOREVER, InterventionSpec, ProgrammeSpec
from sim.simulation.burn_in import snapshot
from sim.simulation.engine import Engine, State
from sim.simulation.schedule import Policy
from sim.studies.comparison.compare import compare
from tests.shared import differing, differing_states, quickened

SEED = 6
SIDE = 100  # people in each of two components
POLICIES = [name for name in scenario_names() if name != BASELINE]


def engine(scenario: Scenario, people: int = 400) -> Engine:
    """An engine at the start of a run."""
    start = snapshot(scenario, people, SEED)
    return Engine(scenario, start.ties, start.state, SEED)


# --- identical until it starts ---


def test_there_are_policies_to_compare() -> None:
    assert {"anti_stigma_campaign", "combined", "expanded_cbt", "mindfulness"} <= set(POLICIES)


@pytest.mark.parametrize("name", POLICIES)
def test_identical_to_the_last_bit_until_the_first_week_and_different_after(
    name: str, quick: Scenario, quicken: Callable[[str], Scenario]
) -> None:
    policy = quicken(name)
    first = policy.starts(quick)
    assert 1 <= first < FOREVER
    start = snapshot(quick, 400, SEED)
    baseline, changed = (Engine(scenario, start.ties, start.state.copy(), SEED) for scenario in (quick, policy))
    for _ in range(first - 1):
        baseline.step()
        changed.step()
    assert baseline.week == first - 1
    here = changed.state()
    here.credit = {service: here.credit[service] for service in baseline.state().credit}  # the policy may add services
    here.hours = {pool: here.hours[pool] for pool in baseline.state().hours}  # and staff
    assert differing_states(baseline.state(), here) == []
    for _ in range(600):  # in so few people it can take long until one of them is concerned
        baseline.step()
        changed.step()
        if differing(baseline.people, changed.people):
            return
    pytest.fail("the policy never made a difference")


def test_a_policy_is_said_to_start_no_later_than_it_does(quick: Scenario) -> None:
    """`starts` is a promise: with everything certain, the first week of difference is the week that it names."""
    flood = InterventionSpec(title="", stands_for="", doses={"encouragement": 1.0})
    last = "zeal"  # by name the last intervention, so that the others keep their numbers in the records
    soon = ProgrammeSpec(intervention=last, start_week=9, reach=1.0)
    policy = quick.model_copy(
        update={"interventions": {**quick.interventions, last: flood}, "programmes": {"flood": soon}}
    )
    assert policy.starts(quick) == quick.starts(policy) == 9
    baseline, changed = engine(quick, 50), engine(policy, 50)
    equal = []
    for _ in range(12):
        baseline.step()
        changed.step()
        equal.append(differing_states(baseline.state(), changed.state()) == [])
    assert equal == [week < 9 for week in range(1, 13)]


def test_what_was_always_different_starts_at_0_and_the_same_never(quick: Scenario) -> None:
    other = quick.model_copy(update={"mechanisms": {"mastery": False}})
    assert other.starts(quick) == 0
    talking = quick.services["talking_therapy"].model_copy(update={"weekly_sessions_per_100k": 300.0})
    more = quick.model_copy(update={"services": {**quick.services, "talking_therapy": talking}})
    assert more.starts(quick) == 1  # the same people, with another service from the first week on
    dearer = quick.model_copy(update={"economy": quick.economy.model_copy(update={"threshold": 1.0})})
    assert dearer.starts(quick) == FOREVER
    assert quick.model_copy(update={"name": "again", "title": "again"}).starts(quick) == FOREVER
    unused = {**quick.interventions, "unused": InterventionSpec(title="", stands_for="", doses={})}
    assert quick.model_copy(update={"interventions": unused}).starts(quick) == FOREVER


@pytest.mark.parametrize("workers", [1, 2])
def test_a_scenario_compared_with_itself_differs_by_exactly_nothing(quick: Scenario, workers: int) -> None:
    twin = quick.model_copy(update={"name": "twin"})
    found = compare([twin], quick, people=150, weeks=30, replicates=3, seed=2, workers=workers).summary
    assert found["baseline"].equals(found["value"])
    for column in ("difference", "low", "high"):
        assert (found[column].dropna() == 0.0).all()
    assert (found["probability_better"].dropna() == 0.5).all()
    assert found["difference"].notna().sum() >= 8


def test_what_else_is_compared_changes_nothing(quick: Scenario) -> None:
    """Scenarios that differ from before the run on start from populations of their own."""

    def with_places(name: str, places: float) -> Scenario:
        talking = quick.services["talking_therapy"].model_copy(update={"weekly_sessions_per_100k": places})
        return quick.model_copy(update={"name": name, "services": {**quick.services, "talking_therapy": talking}})

    none, plenty = with_places("none", 0.0), with_places("plenty", 5000.0)
    alone, together = (
        compare(scenarios, quick, people=300, weeks=5, replicates=1, seed=2).results["plenty", 0].series
        for scenarios in ([plenty], [none, plenty])
    )
    assert together.tobytes() == alone.tobytes()


# --- people elsewhere ---


def two_towns(dense: AnyGraph) -> AnyGraph:
    """A dense town, and next to it, without any tie, a ring where everybody has two ties."""
    return nx.disjoint_union(dense, nx.cycle_graph(SIDE))


@pytest.fixture(scope="module")
def towns() -> AnyGraph:
    """Two towns; the best connected half of the people is the first."""
    return two_towns(nx.random_regular_graph(8, SIDE, seed=3))


@pytest.fixture(scope="module")
def without_care() -> Scenario:
    """No services, so that nobody competes for places."""
    return quickened(load_scenario(BASELINE)).model_copy(update={"services": {}})


@pytest.fixture(scope="module")
def with_campaign(without_care: Scenario) -> Scenario:
    """A campaign for the best connected one in a hundred, week after week the same, which changes much in them."""
    doses = {"encouragement": 3.0, "attitude": 1.0, "disclosure": 2.0, "goal_setting": 1.0, "coping_models": 1.0}
    intensive = InterventionSpec(title="intensive", stands_for="much of everything", doses=doses)
    campaign = ProgrammeSpec(
        intervention="intensive", start_week=5, reach=1.0, target="most_connected", top_share=0.01, same_people=True
    )
    return without_care.model_copy(
        update={
            "name": "campaign",
            "interventions": {**without_care.interventions, "intensive": intensive},
            "programmes": {"campaign": campaign},
        }
    )


def test_people_in_another_component_stay_identical_for_good(
    towns: AnyGraph, without_care: Scenario, with_campaign: Scenario
) -> None:
    runs = [RecoveryModel(scenario, rng=SEED, graph=towns) for scenario in (without_care, with_campaign)]
    ties = runs[0].ties
    assert len(set(components(ties).tolist())) == 2
    reached = runs[0].engine.people["connectedness"] > 0.99
    assert 0 < np.count_nonzero(reached) <= 3
    assert not reached[SIDE:].any()
    for model in runs:
        model.run_for(80)
    without, with_ = (model.engine.people for model in runs)
    assert differing(without[SIDE:], with_[SIDE:]) == []
    spared = np.flatnonzero(~reached[:SIDE])
    others = [row for row in spared if differing(without[row : row + 1], with_[row : row + 1])]
    assert len(others) > SIDE // 2  # it spreads through ties to those it never reached


def test_a_tie_more_elsewhere_leaves_other_lives_alone(towns: AnyGraph, without_care: Scenario) -> None:
    """Only the rank by number of ties is relative to everybody; it decides on nothing but whom policy is for."""
    more = towns.copy()
    more.add_edge(SIDE, SIDE + 50)
    runs = [RecoveryModel(without_care, rng=SEED, graph=graph) for graph in (towns, more)]
    for model in runs:
        model.run_for(30)
    one, two = (model.engine.people for model in runs)
    assert set(differing(one[:SIDE], two[:SIDE])) <= {"connectedness"}
    assert set(differing(one[SIDE:], two[SIDE:])) > {"connectedness"}


def test_a_person_more_leaves_other_lives_alone(without_care: Scenario) -> None:
    """Where nobody leaves: who enters gets an id that depends on the size of the population."""
    staying = without_care.model_copy(
        update={"parameters": {**without_care.parameters, "leaving": 0.0, "oldest": 120.0}}
    )
    start = snapshot(without_care, 61, SEED)
    count = int(start.ties.start[-2])
    inner = start.ties.other[:count] != 60
    degree = np.bincount(np.repeat(np.arange(60), np.diff(start.ties.start[:-1]))[inner], minlength=60)
    smaller = Ties(
        np.concatenate([[0], np.cumsum(degree)]),
        *(column[:count][inner] for column in (start.ties.other, start.ties.strength, start.ties.layer)),
    )
    alone = Ties(np.append(smaller.start, smaller.start[-1]), smaller.other, smaller.strength, smaller.layer)
    runs = []
    for ties, people in ((smaller, 60), (alone, 61)):
        state = start.state.copy()
        state = State(state.people[:people].copy(), state.visible_states[:people].copy(), {}, 0)
        runs.append(Engine(staying, ties, state, SEED))
    for _ in range(40):
        for run in runs:
            run.step()
    assert differing(runs[0].people, runs[1].people[:60]) == []


# --- programmes ---


def reached(scenario: Scenario, people: npt.NDArray[np.void], week: int) -> npt.NDArray[np.void]:
    """What policy brings to each person in a week (one row of doses a person)."""
    policy = Policy(scenario, len(people))
    calendar = policy.calendar(week, 1)
    policy.services["open"] = calendar.open[0]
    doses = table(DOSES, len(people))
    parameters = parameter_record(Parameters())[0]
    for row in range(len(people)):
        receive(
            people[row],
            calendar.programmes,
            policy.interventions,
            policy.services,
            doses[row],
            parameters,
            SEED,
            week,
        )
    return doses


def two_programmes(**second: object) -> tuple[Scenario, Scenario]:
    """A scenario with one programme, and the same with a second one through another route."""
    base = quickened(load_scenario(BASELINE))
    gives = {
        name: InterventionSpec(title=name, stands_for=name, doses={route: 1.0})
        for name, route in (("first", "attitude"), ("second", "goal_setting"))
    }
    first = ProgrammeSpec(intervention="first", start_week=1, reach=0.3)
    added = ProgrammeSpec(**{"intervention": "second", "start_week": 1, "reach": 0.5, **second})  # type: ignore[arg-type]
    one = base.model_copy(update={"interventions": {**base.interventions, **gives}, "programmes": {"media": first}})
    return one, one.model_copy(update={"programmes": {"a_course": added, "media": first}})


def test_a_second_programme_leaves_the_random_draws_of_the_first_alone() -> None:
    one, two = two_programmes()
    people = snapshot(one, 300, SEED).state.people
    for week in (1, 2, 50):
        alone, together = reached(one, people, week), reached(two, people, week)
        assert alone["attitude"].tobytes() == together["attitude"].tobytes()
        assert 0.2 < alone["attitude"].mean() < 0.4
        both = (together["attitude"] > 0.0) & (together["goal_setting"] > 0.0)
        assert 0.08 < both.mean() < 0.22  # dice of their own: 0.3 times 0.5


def test_each_week_has_its_own_random_draws_and_a_course_keeps_its_people() -> None:
    campaign, with_course = two_programmes(same_people=True)
    people = snapshot(campaign, 300, SEED).state.people
    weeks = [reached(with_course, people, week) for week in (1, 2, 3)]
    assert len({doses["goal_setting"].tobytes() for doses in weeks}) == 1
    assert len({doses["attitude"].tobytes() for doses in weeks}) == 3


def test_the_order_of_programmes_in_the_file_decides_nothing() -> None:
    _, two = two_programmes()
    turned = two.model_copy(update={"programmes": dict(reversed(two.programmes.items()))})
    assert list(turned.programmes) != list(two.programmes)
    one, other = engine(two, 150), engine(turned, 150)
    for _ in range(10):
        one.step()
        other.step()
    assert differing_states(one.state(), other.state()) == []


def test_a_programme_for_nobody_changes_nothing() -> None:
    one, two = two_programmes(target="nobody", reach=1.0)
    alone, together = engine(one, 150), engine(two, 150)
    for _ in range(20):
        alone.step()
        together.step()
    differing = differing_states(alone.state(), together.state())
    assert set(differing) <= {"people.reached"}  # bits are numbered by the scenario's own list of programmes
    assert ((alone.people["reached"] > 0) == (together.people["reached"] > 0)).all()


def test_a_service_without_places_changes_nothing(quick: Scenario) -> None:
    talking = quick.services["talking_therapy"]
    empty = talking.model_copy(update={"weekly_sessions_per_100k": 0.0, "start_week": 5})
    more = quick.model_copy(update={"services": {**quick.services, "empty": empty}})
    assert more.starts(quick) == 5
    one, other = engine(quick, 300), engine(more, 300)
    for _ in range(40):
        one.step()
        other.step()
    assert differing(one.people, other.people) == []
