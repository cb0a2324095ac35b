"""What users of Mesa do by habit: set, get, remove and add agents, run batches, collect before the first week."""

import pickle
import warnings
from collections.abc import Callable

import mesa
import numpy as np
import pandas as pd
import pytest

from sim import Person, RecoveryModel, Scenario
from sim.errors import AgentsAreFixed
from sim.people.state import ARRAY_FIELDS, PERSON, PersonState, columns
from tests.shared import differing_states
from tests.simulation.test_model import PEOPLE, model

# --- set ---


@pytest.mark.parametrize("loop", ["compiled", "agents"])
def test_what_is_set_is_in_the_record_and_lived_on(quick: Scenario, loop: str) -> None:
    def after(change: Callable[[RecoveryModel], object]) -> pd.DataFrame:
        small = model(quick, loop=loop)
        small.run_for(2)
        change(small)
        small.run_for(3)
        return small.people

    def by_hand(small: RecoveryModel) -> None:
        small.engine.people["self_stigma"] = 0.9

    untouched, expected = after(lambda _: None), after(by_hand)
    assert not untouched.equals(expected)
    pd.testing.assert_frame_equal(after(lambda small: small.agents.set("self_stigma", 0.9)), expected)
    pd.testing.assert_frame_equal(
        after(lambda small: small.agents.do(lambda agent: setattr(agent, "self_stigma", 0.9))), expected
    )


def test_an_agent_shows_what_was_set(quick: Scenario) -> None:
    agent = model(quick).agents[3]
    agent.helplessness = 0.5
    assert agent.helplessness == agent.state.helplessness == agent.model.engine.people["helplessness"][3] == 0.5
    agent.severity_anxiety = np.float32(-1.5)
    assert agent.severity.tolist()[1] == agent.severity_anxiety == agent.state.severity[1] == -1.5
    agent.self_efficacy = [0.1, 0.2, 0.3, 0.4]
    assert agent.self_efficacy_help == 0.4
    agent.severity = 0
    assert agent.severity.tolist() == [0.0, 0.0, 0.0]
    agent.care = 2
    assert agent.state.care == 2
    for name in ("depression", "stigma", "phq9", "Self_Stigma", "color"):
        with pytest.raises(AttributeError, match=f"a person has no '{name}'"):
            agent.model.agents.set(name, 1.0)


@pytest.mark.parametrize("field", sorted(columns(PersonState)))
def test_every_field_keeps_its_range(quick: Scenario, field: str) -> None:
    column = columns(PersonState)[field]
    agent = model(quick, people=3).agents[1]
    before = agent.model.people
    beyond = [float("nan"), float("inf"), "much", None, [1.0, 2.0], {}]
    beyond += [column.high + 1.0] if np.isfinite(column.high) and column.high < 2**60 else []
    beyond += [column.low - 1.0] if np.isfinite(column.low) else []
    beyond += [0.5] if np.dtype(column.kind).kind in "iu" else []
    for value in beyond:
        with pytest.raises((ValueError, AttributeError), match=field):
            setattr(agent, field, value)
    pd.testing.assert_frame_equal(agent.model.people, before)


@pytest.mark.parametrize("field", ["id", "connectedness", "age"])
def test_what_follows_from_others_cannot_be_set(quick: Scenario, field: str) -> None:
    with pytest.raises(AttributeError, match=f"{field} cannot be set: it"):
        setattr(model(quick, people=3).agents[1], field, 1)


# --- get ---


def test_agents_have_all_that_the_table_of_people_has(quick: Scenario) -> None:
    small = model(quick)
    small.run_for(3)
    table = small.people
    for name in table:
        assert small.agents.get(name) == pytest.approx(table[name].tolist()), name
    for name in set(PERSON.names or ()) - set(ARRAY_FIELDS):
        assert small.agents.get(name) == small.engine.people[name].tolist()
    with pytest.raises(AttributeError, match="Did you mean 'self_stigma'"):
        small.agents.get("selfstigma")
    with pytest.raises(AttributeError, match="Did you mean 'self_stigma'"):
        small.agents.set("selfstigma", 0.0)


class Counting(Person):
    """A person with attributes of its own, one of them named almost like a field."""

    copings = 0

    def __init__(self, model: RecoveryModel, row: int) -> None:
        super().__init__(model, row)
        self.copings = 3
        self.seen: list[int] = []


def test_a_subclass_has_attributes_of_its_own(quick: Scenario) -> None:
    small = model(quick, people=5, person=Counting)
    assert small.agents.get(["copings", "seen"]) == [[3, []]] * 5


def test_mesa_collects_fields_of_agents(quick: Scenario) -> None:
    small = model(quick)
    mine = mesa.DataCollector(agent_reporters={"age": "age", "low": "severity_depression"})
    mine.collect(small)
    assert mine.get_agent_vars_dataframe()["age"].tolist() == pytest.approx(small.people["age"].tolist())


# --- add and remove ---


def test_nobody_is_removed_or_added_by_hand(quick: Scenario) -> None:
    small = model(quick)
    agent = small.agents[0]
    for attempt in (
        agent.remove,
        lambda: small.deregister_agent(agent),
        small.remove_all_agents,
        lambda: Person(small, 3),
        lambda: Person.create_agents(small, 2, row=[1, 2]),
        lambda: small.agents.do("remove"),
    ):
        with pytest.raises(AgentsAreFixed, match="people cannot be"):
            attempt()
    assert len(small.agents) == len(small.engine.people) == PEOPLE


@pytest.mark.parametrize("loop", ["compiled", "agents"])
def test_a_selection_is_the_users_own(quick: Scenario, loop: str) -> None:
    """Taking people out of a set, or mixing it, changes no life."""
    mixed, left_alone = model(quick, loop=loop), model(quick, loop=loop)
    mixed.agents.select(lambda agent: agent.row < 5, inplace=True)
    mixed.agents.shuffle(inplace=True)
    mixed.agents.discard(mixed.agents[7])
    for one in (mixed, left_alone):
        one.run_for(3)
    assert len(mixed.agents) == PEOPLE
    assert not differing_states(mixed.engine.state(), left_alone.engine.state())


# --- collect and run batches ---


def test_figures_can_be_collected_before_the_first_week(quick: Scenario) -> None:
    small = model(quick)
    small.datacollector.collect(small)
    small.step()
    table = small.datacollector.get_model_vars_dataframe()
    assert len(table) == 2
    assert table["ill"][0] == pytest.approx(100.0 * model(quick).engine.people["in_episode"].any(axis=1).mean())
    pd.testing.assert_series_equal(
        table.iloc[1], model_after_one_week(quick).datacollector.get_model_vars_dataframe().iloc[0], check_names=False
    )


def model_after_one_week(quick: Scenario) -> RecoveryModel:
    small = model(quick)
    small.step()
    return small


def test_collecting_by_hand_shows_the_present_state(quick: Scenario) -> None:
    small = model(quick, collect=False)
    small.run_for(2)
    small.datacollector.collect(small)
    small.agents.set("public_stigma", 1.25)
    small.datacollector.collect(small)
    assert small.datacollector.get_model_vars_dataframe()["public_stigma"][1] == pytest.approx(1.25)
    again = pickle.loads(pickle.dumps(small))
    assert again.figures == pytest.approx(small.figures, nan_ok=True)


def test_a_batch_runs_with_mesas_defaults(quick: Scenario) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # Mesa's own, about its next version
        rows = mesa.batch_run(
            RecoveryModel,
            {"people": [30, 20], "scenario": [quick]},
            max_steps=3, display_progress=False, rng=[None, None, 7],
        )  # fmt: skip
    table = pd.DataFrame(rows)
    assert len(table) == 6
    assert table["ill"].notna().all()
    assert table["Step"].unique().tolist() == [3]


def test_a_seed_that_nobody_chose_differs_and_can_be_used_again(quick: Scenario) -> None:
    one, other = (RecoveryModel(quick, 20, None) for _ in range(2))
    assert one.engine.seed != other.engine.seed
    again = RecoveryModel(quick, 20, one.engine.seed)
    before = set(one.engine.people["id"].tolist())
    for each in (one, again):
        each.run_for(2)
    assert not differing_states(one.engine.state(), again.engine.state())
    stayed = min(before & set(one.engine.people["id"].tolist()))  # whoever leaves makes room for somebody new
    assert len(one.explain(stayed)) == 2


# --- values that nobody has, and weeks that nobody lives alone ---


@pytest.mark.parametrize(
    ("field", "value"),
    [("self_efficacy", 25.0), ("self_efficacy_mood", -99.0), ("severity", 15), ("self_efficacy", True),
     ("birth_week", 1_000_000), ("birth_week", -1_000_000)],
)  # fmt: skip
def test_values_on_another_scale_are_refused(quick: Scenario, field: str, value: float) -> None:
    agent = model(quick, people=3).agents[1]
    with pytest.raises(ValueError, match=f"{field} = {value}"):
        setattr(agent, field, value)


def test_a_birth_week_gives_an_age(quick: Scenario) -> None:
    agent = model(quick, people=3).agents[1]
    agent.birth_week = -52 * 40
    assert agent.age == 40.0


@pytest.mark.parametrize("loop", ["compiled", "agents"])
@pytest.mark.parametrize("way", ["do", "shuffle_do"])
def test_nobody_lives_a_week_alone(quick: Scenario, loop: str, way: str) -> None:
    small = model(quick, people=9, loop=loop)
    small.step()
    before = small.people
    with pytest.raises(AgentsAreFixed, match=r"call model\.step\(\)"):
        getattr(small.agents, way)("step")
    pd.testing.assert_frame_equal(small.people, before)
    small.step()
    assert small.week == 2


def test_whole_numbers_of_people_may_be_floats(quick: Scenario) -> None:
    assert len(RecoveryModel(quick, np.linspace(10, 20, 2)[1], 1).engine.people) == 20
