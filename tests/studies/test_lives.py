"""Lives: circles and their layout, states by week, where two policies part a life and why, and the words for it."""

from __future__ import annotations

import threading
from itertools import pairwise

import networkx as nx
import numpy as np
import pandas as pd
import pytest

from sim.errors import Interrupted
from sim.model import RecoveryModel
from sim.network.graphs import graph_from_ties
from sim.people.state import Care, empty_people
from sim.report.words.life import PUSHES, jumps, life_sentence, points, points_a_logit, story, turning_points
from sim.scenario.scenario import Scenario
from sim.scenario.tables import ProgrammeSpec
from sim.simulation.burn_in import snapshot
from sim.simulation.engine import Engine
from sim.simulation.life_history import events
from sim.simulation.snapshots import Snapshot
from sim.studies.lives import STATES, Divergences, StateSeries, divergences, ego_network, live, seen_apart, state_series
from sim.studies.lives.divergence import Reason, named
from sim.studies.lives.ego_network import nearest
from sim.studies.lives.life import CAUSE_NAMES
from sim.studies.runs.society import changed

PEOPLE, WEEKS, SEED = 150, 30, 5
STARTS = 8


@pytest.fixture(scope="module")
def start(quick: Scenario) -> Snapshot:
    return snapshot(quick, PEOPLE, SEED)


@pytest.fixture(scope="module")
def campaign(quick: Scenario) -> Scenario:
    """A programme that reaches a few people a week from week 8 on."""
    spec = ProgrammeSpec(intervention="stigma_education", start_week=STARTS, reach=0.02)
    return quick.model_copy(update={"name": "campaign", "title": "Campaign", "programmes": {"teaching": spec}})


@pytest.fixture(scope="module")
def parted(quick: Scenario, campaign: Scenario, start: Snapshot) -> Divergences:
    return divergences(quick, campaign, start, WEEKS, SEED)


@pytest.fixture(scope="module")
def filmed(quick: Scenario, start: Snapshot) -> StateSeries:
    return state_series(quick, start, np.arange(PEOPLE), WEEKS, SEED)


def test_a_circle_holds_the_nearest_people_and_all_ties_among_them(start: Snapshot) -> None:
    drawn = ego_network(start.ties, 3, 25, SEED)
    assert drawn.rows[0] == 3
    assert len(set(drawn.rows.tolist())) == 25
    graph = graph_from_ties(start.ties).subgraph(drawn.rows.tolist())
    assert nx.is_connected(graph)
    ties = {frozenset(drawn.rows[[one, other]].tolist()) for one, other in zip(drawn.source, drawn.target, strict=True)}
    assert ties == {frozenset(edge) for edge in graph.edges}
    strongest = max(graph_from_ties(start.ties)[3].items(), key=lambda item: float(item[1]["strength"]))[0]
    assert drawn.rows[1] == strongest


def test_a_layout_is_the_same_for_the_same_seed_and_lies_within_its_frame(start: Snapshot) -> None:
    one, again, other = (ego_network(start.ties, 3, 25, seed) for seed in (1, 1, 2))
    assert np.array_equal(one.places, again.places)
    assert not np.array_equal(one.places, other.places)
    assert np.abs(one.places).max() == 1.0


def test_a_circle_ends_where_the_network_ends_and_refuses_what_is_not_there(start: Snapshot) -> None:
    everybody = nearest(start.ties, 0, 10 * PEOPLE)
    part = nx.node_connected_component(graph_from_ties(start.ties), 0)
    assert set(everybody.tolist()) == part
    with pytest.raises(ValueError, match="expected a row from 0 to 149"):
        nearest(start.ties, PEOPLE, 5)
    with pytest.raises(ValueError, match="expected 1 or more"):
        nearest(start.ties, 0, 0)


def test_a_film_shows_the_states_that_the_model_has(quick: Scenario, filmed: StateSeries) -> None:
    model = RecoveryModel(quick, PEOPLE, SEED)
    model.run_for(WEEKS)
    last = model.people
    assert np.array_equal(filmed.ids[-1], last["id"])
    assert filmed.states["hope"][-1] == pytest.approx(last["hope"].to_numpy(), abs=1e-6)
    assert np.array_equal(filmed.states["care"][-1], last["care"])
    described = model.explain(7)
    assert filmed.states["depression"][1:, 7].tolist() == described["phq9"].tolist()  # read without error, both
    assert filmed.states["self_efficacy"][1:, 7].tolist() == described["gse"].tolist()


@pytest.mark.parametrize("state", STATES)
def test_everybody_is_in_a_band_of_every_state(filmed: StateSeries, state: str) -> None:
    bands = filmed.bands(state)
    assert bands.shape == (WEEKS + 1, PEOPLE)
    assert bands.max() < len(STATES[state].bands)
    if STATES[state].ordered:
        assert len(STATES[state].edges) == len(STATES[state].bands) - 1
        values = filmed.states[state]
        order = np.argsort(values[-1], kind="stable")
        assert (np.diff(bands[-1][order].astype(int)) >= 0).all()  # higher values, higher bands


def test_illness_and_disclosing_say_what_the_records_say(start: Snapshot, filmed: StateSeries) -> None:
    people = start.state.people
    ill = people["in_episode"].any(axis=1)
    assert np.array_equal(filmed.bands("illness")[0] >= 2, ill)
    assert np.array_equal(filmed.bands("telling")[0] == 2, people["disclosed"] == 1)


def test_a_film_can_be_stopped(quick: Scenario, start: Snapshot) -> None:
    stop = threading.Event()
    with pytest.raises(Interrupted):
        state_series(
            quick, start, np.arange(5), WEEKS, SEED, stop=stop, on_week=lambda week: stop.set() if week == 3 else None
        )


def test_lives_are_the_same_until_the_policy_reaches_them(
    quick: Scenario, campaign: Scenario, parted: Divergences
) -> None:
    assert parted.by_person
    assert min(one.week for one in parted.by_person.values()) >= STARTS
    for person in [*parted.by_person][:3]:
        one, other = (live(policy, person, people=PEOPLE, weeks=WEEKS, seed=SEED) for policy in (quick, campaign))
        week = parted.by_person[person].week
        before = one.weeks.index < week
        assert one.weeks[before].equals(other.weeks[before])
        assert seen_apart(one, other) == 0 or seen_apart(one, other) >= week


def test_whoever_never_parts_lives_the_same_life(quick: Scenario, campaign: Scenario, start: Snapshot) -> None:
    early = divergences(quick, campaign, start, STARTS, SEED)
    same = next(person for person in range(PEOPLE) if person not in early.by_person)
    one, other = (live(policy, same, people=PEOPLE, weeks=STARTS, seed=SEED) for policy in (quick, campaign))
    assert one.weeks.equals(other.weeks)
    assert seen_apart(one, other) == 0
    assert divergences(quick, quick, start, STARTS, SEED).by_person == {}


def test_a_parting_can_be_followed_back_to_the_programme(parted: Divergences, start: Snapshot) -> None:
    reasons = {one.reason for one in parted.by_person.values()}
    assert reasons == {Reason.PROGRAMME, Reason.TIES}
    graph = graph_from_ties(start.ties)
    for person, parting in parted.by_person.items():
        path = parted.path(person)
        assert path[0] == parting
        assert path[-1].reason == Reason.PROGRAMME
        assert path[-1].names == ("teaching",)
        assert all(later.week > earlier.week for later, earlier in pairwise(path))
        for one, other in pairwise(path):
            assert graph.has_edge(one.person % PEOPLE, other.person % PEOPLE)
    assert all(one.reason == Reason.PROGRAMME for one in parted.direct(5))
    assert parted.count(WEEKS) == len(parted.by_person)
    assert parted.count(STARTS - 1) == 0


def test_places_in_care_part_lives_by_care(quick: Scenario, start: Snapshot) -> None:
    service = quick.services["talking_therapy"].model_copy(
        update={"start_week": 2, "weekly_sessions_per_100k": 20_000.0}
    )
    more = quick.model_copy(update={"services": {**quick.services, "more": service}})
    found = divergences(quick, more, start, 52, SEED).direct(1)
    assert found[0].reason == Reason.SERVICE
    assert found[0].names == ("more", "talking_therapy")


def test_only_who_is_in_a_course_is_said_to_be_at_its_service(quick: Scenario, start: Snapshot) -> None:
    engine = Engine(quick, start.ties, start.state.copy(), SEED)
    engine.people["service"] = 0  # as an earlier course has left it
    engine.people["care"] = Care.WAITING
    engine.people["care"][0] = Care.IN_TREATMENT
    assert named(engine, "service").tolist() == ["talking_therapy"] + [""] * (PEOPLE - 1)


def test_another_society_parts_from_its_first_week(quick: Scenario, start: Snapshot) -> None:
    other = quick.model_copy(update={"mechanisms": {"mastery": False}})
    found = divergences(quick, other, start, 2, SEED)
    assert {one.reason for one in found.by_person.values()} == {Reason.SOCIETY}


def test_a_life_adds_up_by_cause(quick: Scenario) -> None:
    life = live(quick, 7, people=PEOPLE, weeks=WEEKS, seed=SEED)
    assert life.by_cause().sum() == pytest.approx(life.change, abs=1e-12)
    assert life.weeks["belief"].iloc[-1] - life.weeks["belief"].iloc[0] == pytest.approx(
        life.by_cause(first=2).sum(), abs=1e-12
    )
    week = life.turns(1)[0]
    assert abs(life.weeks["change"].loc[week]) == life.weeks["change"].abs().max()
    (name, value), *_ = life.main_causes(week)
    assert abs(value) == life.weeks[CAUSE_NAMES].loc[week].abs().max()
    assert value == life.weeks[name].loc[week]


@pytest.mark.parametrize("person", [-1, 10**6])
def test_nobody_with_such_a_number_is_reported_in_one_message(quick: Scenario, person: int) -> None:
    with pytest.raises(ValueError, match=f"person {person}: "):
        live(quick, person, people=PEOPLE, weeks=2, seed=SEED)


def test_a_life_in_words_says_whether_belief_rose(quick: Scenario) -> None:
    life = live(quick, 7, people=PEOPLE, weeks=WEEKS, seed=SEED)
    said = life_sentence(life)
    assert "person 7" in said
    assert ("rose from" in said) == (life.change > 0.0) or "at the end as at the beginning" in said
    table = story(life)
    assert len(table) == WEEKS
    happened = table["What happened"].tolist()
    assert [words or "nothing of note" for words in life.weeks["events"]] == happened
    assert not [column for column in table.columns if "logit" in column]


def test_pushes_without_an_event_are_those_of_the_rules(quick: Scenario) -> None:
    """A push that is switched off is never told, and one that is certain is told every week."""

    def told(words: str, **parameters: float) -> int:
        scenario = changed(quick, parameters=quick.parameters | parameters)
        weeks = live(scenario, 7, people=PEOPLE, weeks=WEEKS, seed=SEED).weeks
        return int(weeks["events"].str.contains(words, regex=False).sum())

    assert told("bad spell", setback_rate=0.0) == told("fresh start", fresh_start_rate=0.0) == 0
    low = told("a bad spell without an event (low mood)", setback_rate=0.1)
    assert 0 < low < WEEKS
    assert low + told("a bad spell without an event (anxiety)", setback_rate=0.1) < WEEKS
    assert told("fresh start", fresh_start_rate=0.1) > 0


def test_a_fresh_start_is_told_where_depression_falls_at_once(quick: Scenario) -> None:
    weeks = live(quick, 7, people=PEOPLE, weeks=WEEKS, seed=SEED).weeks
    fell = -weeks["phq9"].diff()
    told = weeks["events"].str.contains("fresh start", regex=False)
    assert (fell[told].dropna() >= 0.0).all()


def test_jumps_of_belief_name_what_moved_them_that_way() -> None:
    causes = dict.fromkeys(CAUSE_NAMES, 0.0)
    rows = [
        {**causes, "mastery": 0.1, "change": 0.1, "belief": 0.0, "events": ""},
        {
            **causes,
            "mastery": 0.9,
            "life_events": -0.2,
            "change": 0.7,
            "belief": 0.7,
            "events": "a stressful life event",
        },
        {
            **causes,
            "mastery": 0.3,
            "life_events": -0.8,
            "change": -0.5,
            "belief": 0.2,
            "events": "session 1; session 2",
        },
    ]
    life = pd.DataFrame(rows, index=pd.Index([1, 2, 3], name="week"))
    found = jumps(life)
    assert list(found) == [2, 3]
    assert "+5.0 points, most by own success and failure" in found[2]  # 30 / (1 + exp(-0.7)) - 15
    assert "most by stressful events" in found[3]
    assert list(turning_points(life)) == [3]
    assert turning_points(life, PUSHES)[2] == "a stressful life event"


def test_contributions_in_points_add_up_to_the_change_in_points() -> None:
    assert 0.7 * points_a_logit(0.1, 0.8) == pytest.approx(points(0.8) - points(0.1))
    assert points_a_logit(0.0, 0.0) == pytest.approx(7.5)
    assert points_a_logit(0.0, 1e-9) == pytest.approx(7.5)


@pytest.mark.parametrize(
    ("before", "now", "said"),
    [(0, 2, "starts medication"), (9, 10, ""), (9, 0, "stops medication"), (0, 0, "")],
)
def test_medication_starts_and_stops_in_a_life(before: int, now: int, said: str) -> None:
    """The week of the prescription ends with the second week of medication begun."""
    people = empty_people(2)
    people["medication_weeks"] = before, now
    assert [event for event in events(people[0], people[1], False) if "medication" in event] == ([said] if said else [])
