"""What holds in any state: bounds, and a ledger that adds up to the bit."""

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from sim.network.generate import generate_ties, lay_out
from sim.network.ties import Ties, connectedness
from sim.outcomes.tally import SOURCE_UNIT
from sim.parameters import Parameters
from sim.people.state import (
    CAUSES,
    NO_TRAUMA,
    WEEKS_PER_YEAR,
    Care,
    Column,
    PersonState,
    VisibleState,
    columns,
    empty_people,
    empty_visible_states,
)
from sim.people.turnover import enter
from sim.policy.doses import ROUTES
from sim.scenario.load import load_scenario
from sim.scenario.scenario import Scenario
from sim.scenario.tables import InterventionSpec, ProgrammeSpec
from sim.simulation.engine import Engine, State, publish_all
from tests.shared import quickened
from tests.theory.anybody import PARAMETERS, N

PEOPLE = 40
WEEK = 60  # all programmes of the shipped scenarios have begun
seeds = some.integers(0, 2**63 - 1)
thorough = settings(deadline=None, max_examples=60)


def everything() -> Scenario:
    """All shipped programmes and services, and every other week the highest doses by all routes for everybody."""
    flood = InterventionSpec(title="flood", stands_for="all at once", doses=dict.fromkeys(ROUTES, 5.0))
    pulses = ProgrammeSpec(intervention="flood", start_week=1, reach=1.0, fidelity=2.0, every_weeks=2, active_weeks=1)
    base = quickened(load_scenario("combined"))
    return base.model_copy(
        update={
            "interventions": {**base.interventions, "flood": flood},
            "programmes": {**base.programmes, "flood": pulses},
        }
    )


SCENARIOS = {"baseline": quickened(load_scenario("baseline")), "everything": everything()}
LAYOUT = lay_out(PEOPLE, 1, Parameters())
TIES = generate_ties(PEOPLE, 1, LAYOUT.deprivation, LAYOUT.age, Parameters())
NOBODY_KNOWN = Ties(
    np.zeros(PEOPLE + 1, np.int64), np.zeros(0, np.int32), np.zeros(0, np.float32), np.zeros(0, np.uint8)
)


def drawn(column: Column, shape: tuple[int, ...], rng: np.random.Generator) -> npt.NDArray[np.float64]:
    """Values anywhere in a column's range, the ends of it often; a range without end is cut at what can be met."""
    whole = np.dtype(column.kind).kind in "iu"
    low, high = max(column.low, -8.0), min(column.high, 65_535.0 if whole else 8.0)
    values = rng.uniform(low, high, shape)
    ends = rng.choice([low, high], shape)
    values = np.where(rng.random(shape) < 0.3, ends, values)
    return np.round(values) if whole else values


def any_state(seed: int) -> State:
    """People in any state that their table of fields allows."""
    rng = np.random.default_rng(seed)
    people = empty_people(PEOPLE)
    for name, column in columns(PersonState).items():
        people[name] = drawn(column, people[name].shape, rng)
    people["id"] = np.arange(PEOPLE)
    people["birth_week"] = WEEK - rng.integers(18 * WEEKS_PER_YEAR, 90 * WEEKS_PER_YEAR, PEOPLE)
    people["connectedness"] = connectedness(TIES)
    people["service"] = rng.integers(0, 2, PEOPLE)  # the services that all scenarios have
    people["therapy"] = rng.integers(0, 4, PEOPLE)
    visible_states = empty_visible_states(PEOPLE)
    publish_all(people, visible_states, PARAMETERS, WEEK)
    return State(people, visible_states, {}, WEEK)


def out_of_range(records: npt.NDArray[np.void], kind: type) -> list[str]:
    """Fields that hold something their table does not allow."""
    wrong = []
    for name, column in columns(kind).items():
        values = np.asarray(records[name], np.float64)
        if not np.isfinite(values).all() or values.min() < column.low or values.max() > column.high:
            wrong.append(f"{name}: {values.min()} to {values.max()}")
    return wrong


@given(seed=seeds, scenario=some.sampled_from(sorted(SCENARIOS)), alone=some.booleans())
@thorough
def test_any_state_stays_within_its_table(seed: int, scenario: str, alone: bool) -> None:
    engine = Engine(SCENARIOS[scenario], NOBODY_KNOWN if alone else TIES, any_state(seed), seed, threads=1)
    for _ in range(4):
        engine.step()
        assert out_of_range(engine.people, PersonState) == []
        assert out_of_range(engine.world.visible_states, VisibleState) == []
        assert np.isfinite(engine.ledgers).all()


def test_full_counters_stay_full() -> None:
    """A counter that runs over would make a person who was well for five years newly well, or newly traumatised."""
    state = any_state(3)
    people = state.people
    people["severity"], people["acute_stress"], people["trauma_memory"] = -20.0, 0.0, 0.0
    people["well_run"], people["relief"] = 255, 0.0
    people["in_episode"] = 0
    people["weeks_since_trauma"] = NO_TRAUMA
    people["care"] = Care.WAITING
    people["weeks_waiting"] = 65_535
    people["need_recognised"] = 1
    engine = Engine(
        SCENARIOS["baseline"].model_copy(update={"services": {}}), NOBODY_KNOWN, state, 1, threads=1
    )  # nobody is taken off the list
    ids = people["id"].copy()
    engine.step()
    here = engine.people["id"] == ids
    spared = here & (engine.people["trauma"] == 0)
    still_waiting = here & (engine.people["care"] == Care.WAITING)
    assert spared.any()
    assert still_waiting.any()
    assert (engine.people["well_run"][here] == 255).all()
    assert (engine.people["weeks_since_trauma"][spared] == NO_TRAUMA).all()
    assert (engine.people["weeks_waiting"][still_waiting] == 65_535).all()


@given(seed=seeds, scenario=some.sampled_from(sorted(SCENARIOS)))
@thorough
def test_belief_moves_by_exactly_the_sum_of_its_causes(seed: int, scenario: str) -> None:
    """Old belief plus the contributions, summed in their order, is the new belief to the last bit."""
    engine = Engine(SCENARIOS[scenario], TIES, any_state(seed), seed, threads=1, keep_ledger=True)
    for _ in range(3):
        ids = engine.people["id"].copy()
        old = engine.people["self_efficacy"].copy()
        engine.step()
        for row in np.flatnonzero(engine.people["id"] != ids):  # whoever enters begins at the own set point
            newcomer = empty_people(1)
            for name in ("id", "deprivation", "connectedness", "family", "neighbourhood"):
                newcomer[name] = engine.people[name][row]
            enter(newcomer[0], N, seed, engine.week)
            old[row] = newcomer["self_efficacy"][0]
        change = np.zeros_like(old)
        for cause in range(CAUSES):
            change += engine.ledgers[:, :, cause]
        assert (old + change).tobytes() == engine.people["self_efficacy"].tobytes()


def test_every_cause_of_the_ledger_has_its_moment() -> None:
    """A cause that is never written would add up just as well."""
    engine = Engine(SCENARIOS["everything"], TIES, any_state(1), 1, threads=1, keep_ledger=True)
    seen = np.zeros(CAUSES, np.bool_)
    for _ in range(8):
        engine.step()
        seen |= (engine.ledgers != 0.0).any(axis=(0, 1))
    assert seen.all()


def test_the_sources_of_the_week_are_the_mean_of_the_pages() -> None:
    engine = Engine(SCENARIOS["everything"], TIES, any_state(2), 2, threads=1, keep_ledger=True)
    engine.step()
    assert engine.belief_sources() == pytest.approx(engine.ledgers.mean(axis=(0, 1)), abs=SOURCE_UNIT)
