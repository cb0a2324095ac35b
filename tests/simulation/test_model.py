"""The model as Mesa and its users meet it: steps, agents, graphs, events, tables, and a population that stays."""

import pickle
from pathlib import Path
from typing import Any

import mesa
import networkx as nx
import numpy as np
import pandas as pd
import pytest

from sim import Person, RecoveryModel, Scenario, ScenarioError
from sim.errors import NetworkError
from sim.network.graphs import graph_from_ties
from sim.network.ties import Ties
from sim.outcomes.catalogue import WEEKLY
from sim.parameters import Parameters
from sim.people.state import PERSON, WEEKS_PER_YEAR, Cause, Disorder
from sim.theory.attempt import Attempt, attempt
from tests.shared import differing_states, run_python

PEOPLE = 120


def model(scenario: Scenario, **changed: Any) -> RecoveryModel:
    """A small model."""
    return RecoveryModel(scenario, **{"people": PEOPLE, "rng": 3, **changed})


# --- as a Mesa model ---


def test_it_is_a_mesa_model_whose_clock_counts_weeks(quick: Scenario) -> None:
    small = model(quick)
    assert isinstance(small, mesa.Model)
    assert (small.week, small.time, small.steps) == (0, 0.0, 0)
    small.step()
    assert (small.week, small.time, small.steps) == (1, 1.0, 1)
    small.run_for(4)
    assert (small.week, small.time, small.steps) == (5, 5.0, 5)
    small.run_for(0)
    small.run_until(7)
    assert (small.week, small.time, small.steps) == (7, 7.0, 7)


@pytest.mark.parametrize("duration", [-1, 1.5, float("nan"), float("inf")])
def test_it_runs_for_whole_weeks_only(quick: Scenario, duration: float) -> None:
    small = model(quick, people=5)
    with pytest.raises(ValueError, match="expected a whole number of weeks"):
        small.run_for(duration)
    assert small.week == 0


def test_agents_are_views_on_the_records(quick: Scenario) -> None:
    small = model(quick)
    assert len(small.agents) == PEOPLE
    assert {type(agent) for agent in small.agents} == {Person}
    assert list(small.agents) == list(small.agents)
    agent = small.agents[17]
    assert isinstance(agent, mesa.Agent)
    assert (agent.row, agent.state.id, agent.model) == (17, 17, small)
    assert agent.helplessness == small.engine.people["helplessness"][17]
    agent.state.helplessness = 0.75
    assert small.engine.people["helplessness"][17] == 0.75
    assert repr(agent) == "<Person 17: id 17>"
    with pytest.raises(AttributeError, match="no_such_field"):
        _ = agent.no_such_field


def test_agents_can_be_selected_and_asked_as_mesa_does(quick: Scenario) -> None:
    small = model(quick)
    ill = small.agents.select(lambda agent: bool(agent.state.in_episode.any()))
    assert len(ill) == np.count_nonzero(small.engine.people["in_episode"].any(axis=1))
    assert small.agents.get("resilience") == small.engine.people["resilience"].tolist()


def test_the_data_collector_holds_every_weekly_outcome(quick: Scenario) -> None:
    small = model(quick)
    small.run_for(6)
    table = small.datacollector.get_model_vars_dataframe()
    assert len(table) == 6
    causes = [f"belief_from_{cause.name.lower()}" for cause in Cause]
    assert set(table) == {*WEEKLY, *causes}
    assert table.iloc[-1].to_dict() == pytest.approx(small.figures, nan_ok=True)
    people = small.engine.people
    assert small.figures["ill"] == pytest.approx(100.0 * people["in_episode"].any(axis=1).mean())
    assert small.figures["public_stigma"] == pytest.approx(people["public_stigma"].mean())


def test_figures_need_not_be_collected(quick: Scenario) -> None:
    small = model(quick, collect=False)
    small.run_for(3)
    assert len(small.datacollector.get_model_vars_dataframe()) == 0


# --- events ---


class Disaster:
    """A shock of one week, as a user would write it."""

    def __init__(self, hit: RecoveryModel) -> None:
        self.model = hit
        self.weeks: list[int] = []

    def strike(self) -> None:
        """Everybody's post-traumatic stress rises."""
        self.weeks.append(self.model.week)
        self.model.engine.people["severity"][:, Disorder.POST_TRAUMATIC_STRESS] += 3.0


def test_events_come_in_their_week(quick: Scenario) -> None:
    calm, struck = model(quick), model(quick)
    disaster = Disaster(struck)
    struck.schedule_event(disaster.strike, at=5)
    for small in (calm, struck):
        small.run_for(4)
    assert disaster.weeks == []
    assert differing_states(calm.engine.state(), struck.engine.state()) == []
    for small in (calm, struck):
        small.run_for(2)
    assert disaster.weeks == [5]
    worse = struck.engine.people["severity"] - calm.engine.people["severity"]
    assert (worse[:, Disorder.POST_TRAUMATIC_STRESS] > 1.5).all()
    assert (worse[:, Disorder.DEPRESSION] < 1.0).all()


def test_events_come_after_a_pause_too(quick: Scenario) -> None:
    small = model(quick)
    small.run_for(2)
    resumed: RecoveryModel = pickle.loads(pickle.dumps(small))
    disaster = Disaster(resumed)
    resumed.schedule_event(disaster.strike, at=5)
    resumed.run_for(4)
    assert disaster.weeks == [5]
    assert resumed.time == 6.0


# --- persons of one's own ---


class Undaunted(Person):
    """Tries and succeeds every week."""

    def attempt(self, *arguments: Any) -> Attempt:
        """Overrides one step."""
        usual: Attempt = attempt(*arguments)
        return usual._replace(tried=True, succeeded=True)


class Unmoved(Person):
    """Overrides nothing."""


def test_a_person_of_your_own_changes_the_behaviour_it_overrides(quick: Scenario) -> None:
    usual, undaunted = model(quick, people=50), model(quick, people=50, person=Undaunted)
    assert undaunted.loop == "agents"
    for small in (usual, undaunted):
        small.run_for(8)
    more = undaunted.engine.people["self_efficacy"] - usual.engine.people["self_efficacy"]
    assert more.mean() > 0.0
    assert undaunted.engine.people["helplessness"].mean() < usual.engine.people["helplessness"].mean()
    assert undaunted.explain(3)["belief"].iloc[-1] == pytest.approx(undaunted.engine.people["self_efficacy"][3].mean())


def test_a_person_of_your_own_that_overrides_nothing_changes_nothing(quick: Scenario) -> None:
    usual, own = model(quick), model(quick, person=Unmoved)
    for small in (usual, own):
        small.run_for(4)
    assert {type(agent) for agent in own.agents} == {Unmoved}
    assert differing_states(usual.engine.state(), own.engine.state()) == []


# --- networks ---


def test_a_network_of_your_own(quick: Scenario) -> None:
    karate = nx.karate_club_graph()
    club = model(quick, graph=karate)
    club.run_for(5)
    assert len(club.people) == karate.number_of_nodes() == len(club.agents)
    assert nx.utils.graphs_equal(nx.Graph(club.graph.edges), nx.Graph(karate.edges))
    heaviest = max(weight for _, _, weight in karate.edges(data="weight"))
    assert club.graph.edges[0, 1]["strength"] == pytest.approx(karate.edges[0, 1]["weight"] / heaviest)


def test_networks_from_files_and_from_ties(quick: Scenario, tmp_path: Path) -> None:
    edges = tmp_path / "town.csv"
    edges.write_text("source,target,strength\nann,bob,0.5\nbob,cat,1.0\n")
    markup = tmp_path / "town.graphml"
    nx.write_graphml(nx.path_graph(3), markup)
    for graph in (edges, str(edges), markup, model(quick, graph=nx.path_graph(3)).ties):
        small = model(quick, graph=graph)
        small.step()
        assert sorted(degree for _, degree in small.graph.degree) == [1, 1, 2]
    by_file, by_graph = model(quick, graph=markup), model(quick, graph=nx.path_graph(3))
    assert differing_states(by_file.engine.state(), by_graph.engine.state()) == []


def test_a_generated_network_can_be_used_again(quick: Scenario) -> None:
    first = model(quick, people=60)
    again = model(quick, graph=graph_from_ties(first.ties), rng=9)
    assert isinstance(again.ties, Ties)
    assert [part.tolist() for part in again.ties] == [part.tolist() for part in first.ties]


def test_disconnected_people_and_ties_with_oneself(quick: Scenario) -> None:
    graph = nx.Graph([(0, 1), (2, 2), (3, 4), (4, 4)])
    graph.add_node(5)
    small = model(quick, graph=graph)
    small.run_for(10)
    assert sorted(small.graph.edges) == [(0, 1), (3, 4)]
    assert len(small.people) == 6
    assert np.isfinite(small.people.select_dtypes("number").to_numpy()).all()


def test_the_graph_carries_what_analysis_needs(quick: Scenario) -> None:
    small = model(quick)
    graph = small.graph
    assert list(graph.nodes) == list(range(PEOPLE))
    assert {"id", "deprivation"} <= set(graph.nodes[0])
    assert {data["layer"] for _, _, data in graph.edges(data=True)} == {"household", "friends", "peers"}
    assert all(0.0 < data["strength"] <= 1.0 for _, _, data in graph.edges(data=True))


@pytest.mark.parametrize("graph", [nx.Graph(), nx.DiGraph(), 5, {"a": 1}, "no_such_file.csv", "no_such.graphml"])
def test_what_is_no_network_is_refused_clearly(quick: Scenario, graph: Any) -> None:
    with pytest.raises(NetworkError, match=r"[Nn]etwork.*Expected"):
        model(quick, graph=graph)


def test_an_edge_list_with_a_fault_names_the_line(quick: Scenario, tmp_path: Path) -> None:
    path = tmp_path / "town.csv"
    path.write_text("a,b,0.5\nb,c,much\n")
    with pytest.raises(NetworkError, match=r"town\.csv, line 2.*much"):
        model(quick, graph=path)


# --- sizes and seeds ---


@pytest.mark.parametrize("people", [1, 2, 3])
def test_very_few_people(quick: Scenario, people: int) -> None:
    small = model(quick, people=people)
    small.run_for(30)
    assert len(small.people) == people
    assert small.graph.number_of_nodes() == people
    assert len(small.explain(0)) > 0


@pytest.mark.parametrize("people", [0, -5, 2.5, "many", True, None, float("nan")])
def test_a_number_of_people_that_cannot_be(quick: Scenario, people: Any) -> None:
    with pytest.raises(ValueError, match=r"people = .*expected a whole number of at least 1"):
        model(quick, people=people)


@pytest.mark.parametrize("rng", [-1, 2**63, 1.0, "1", True])
def test_a_seed_that_cannot_be(quick: Scenario, rng: Any) -> None:
    with pytest.raises(ValueError, match=r"rng = .*expected a whole number from 0"):
        model(quick, rng=rng)


@pytest.mark.parametrize("rng", [0, 2**63 - 1, np.int64(7)])
def test_a_seed_at_the_ends(quick: Scenario, rng: Any) -> None:
    one, two = model(quick, people=20, rng=rng), model(quick, people=20, rng=int(rng))
    for small in (one, two):
        small.run_for(3)
    assert differing_states(one.engine.state(), two.engine.state()) == []


def test_other_mistakes_are_reported(quick: Scenario) -> None:
    with pytest.raises(ValueError, match="expected 'compiled' or 'agents'"):
        model(quick, loop="fast")
    with pytest.raises(ScenarioError, match="Did you mean 'baseline'"):
        RecoveryModel("basline")


# --- tables ---


def test_the_table_of_people_spreads_out_every_field(quick: Scenario) -> None:
    small = model(quick)
    small.run_for(2)
    table = small.people
    assert isinstance(table, pd.DataFrame)
    assert len(table) == PEOPLE
    names = {str(name).removesuffix("_depression").removesuffix("_mood") for name in table}
    assert set(PERSON.names or ()) - {"birth_week"} <= names
    assert (table["self_efficacy_fear"] == small.engine.people["self_efficacy"][:, 1]).all()
    assert (table["severity_anxiety"] == small.engine.people["severity"][:, Disorder.ANXIETY]).all()
    assert table["age"].tolist() == pytest.approx((2 - small.engine.people["birth_week"]) / WEEKS_PER_YEAR)
    table["resilience"] = -1.0
    assert (small.engine.people["resilience"] >= 0.0).all()  # a copy


def test_a_life_is_reported_week_by_week(quick: Scenario) -> None:
    small = model(quick)
    small.run_for(12)
    life = small.explain(4)
    assert list(life.index) == list(range(1, 13))
    assert {"age", "phq9", "gad7", "pcl5", "gse", "belief", "change", "events"} <= set(life)
    assert {cause.name.lower() for cause in Cause} <= set(life)
    assert small.week == 12
    assert life.equals(small.explain(small.agents[4]))


@pytest.mark.parametrize("nobody", [PEOPLE, 10**12, -1])
def test_nobody_is_reported_as_nobody(quick: Scenario, nobody: int) -> None:
    small = model(quick)
    small.run_for(3)
    with pytest.raises(ValueError, match=f"person {nobody}: nobody with this id"):
        small.explain(nobody)


# --- a population that stays ---


def test_people_leave_and_are_replaced_and_no_id_comes_twice(quick: Scenario) -> None:
    hasty = quick.model_copy(update={"parameters": {**quick.parameters, "leaving": 1.0}})
    small = model(hasty, collect=False)
    parameters = Parameters()
    seen = set(small.engine.people["id"].tolist())
    entered = 0
    for week in range(1, 120):
        before = small.engine.people.copy()
        small.step()
        now = small.engine.people
        new = now["id"] != before["id"]
        ids = now["id"][new].tolist()
        assert not seen & set(ids)
        seen |= set(ids)
        entered += len(ids)
        age = (week - now["birth_week"]) / WEEKS_PER_YEAR
        assert age[new] == pytest.approx(parameters.youngest)
        assert age.min() >= parameters.youngest
        assert age.max() <= parameters.oldest + 1.0 / WEEKS_PER_YEAR
        for field in ("deprivation", "connectedness"):  # the place stays, the person goes
            assert (now[field] == before[field]).all()
    assert entered > PEOPLE
    assert len(set(small.engine.people["id"].tolist())) == PEOPLE


def test_newcomers_are_not_copies_of_each_other(quick: Scenario) -> None:
    hasty = quick.model_copy(update={"parameters": {**quick.parameters, "leaving": 1.0}})
    small = model(hasty, collect=False)
    small.run_for(100)
    people = small.engine.people[small.engine.people["id"] >= PEOPLE]
    assert len(people) > PEOPLE // 2
    assert len(set(people["vulnerability"].tolist())) == len(people)
    assert 0 < people["sex"].mean() < 1


def test_everybody_leaves_at_the_highest_age(quick: Scenario) -> None:
    staying = quick.model_copy(update={"parameters": {**quick.parameters, "leaving": 0.0}})
    small = model(staying, collect=False)
    small.engine.people["birth_week"] = -int(Parameters().oldest * WEEKS_PER_YEAR) + 2
    before = small.engine.people["id"].copy()
    small.step()
    assert (small.engine.people["id"] == before).all()
    small.step()
    assert (small.engine.people["id"] == before + PEOPLE).all()


# --- what importing costs ---


def test_importing_the_model_loads_no_plotting_and_no_dashboard() -> None:
    ask = "import sys, sim; print(sorted({'matplotlib', 'solara', 'starsim', 'IPython'} & set(sys.modules)))"
    assert run_python("-c", ask).stdout == "[]\n"


def test_a_life_that_was_changed_from_outside_is_reported_with_a_warning(quick: Scenario, recwarn: Any) -> None:
    small = model(quick)
    small.run_for(3)
    small.explain(5)
    assert len(recwarn) == 0
    small.engine.people[5].severity[0] += 1.0
    small.step()
    with pytest.warns(UserWarning, match="person 5: the run was changed from outside"):
        small.explain(5)
