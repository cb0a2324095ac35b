"""One rulebook, one result: whatever the loop, the threads, the processes, the pauses and the onlookers."""

import hashlib
import os
import pickle
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

from sim import Person, RecoveryModel, load_scenario
from sim.people.condition import general_belief
from sim.people.state import Care, Cause, Domain, YearMark
from sim.scenario.scenario import Scenario
from sim.simulation import snapshots
from sim.simulation.burn_in import snapshot
from sim.simulation.engine import Engine, State
from sim.simulation.snapshots import Snapshot
from sim.studies.comparison.compare import compare
from sim.studies.runs.jobs import replicate_seed
from sim.studies.runs.run import RunResult, run
from sim.week import STEPS, Step
from tests.shared import differing, differing_states, quickened, run_python

PEOPLE = 1403  # not to be shared out evenly
WEEKS = 40  # the shipped programmes begin in week 27
SEED = 5


@pytest.fixture(scope="module")
def combined() -> Scenario:
    """All that the shipped scenarios do, with few places, so that every rule has something to do."""
    whole = quickened(load_scenario("combined"))
    few = {
        name: service.model_copy(update={"weekly_sessions_per_100k": 1.0 * service.weekly_sessions_per_100k})
        for name, service in whole.services.items()
    }
    course = whole.interventions["cbt"].model_copy(update={"dropout": 2.0})
    return whole.model_copy(update={"services": few, "interventions": whole.interventions | {"cbt": course}})


@pytest.fixture(scope="module")
def start(combined: Scenario) -> Snapshot:
    return snapshot(combined, PEOPLE, SEED)


@pytest.fixture(scope="module")
def whole(combined: Scenario) -> RecoveryModel:
    """The run that all others must equal."""
    model = RecoveryModel(combined, people=PEOPLE, rng=SEED, threads=1)
    model.run_for(WEEKS)
    return model


def lived(model: RecoveryModel) -> State:
    """The model's state."""
    return model.engine.state()


def same_figures(one: RecoveryModel, two: RecoveryModel) -> bool:
    """Whether the weekly figures are the same to the bit (NaN for a share of nobody included)."""
    tables = [model.datacollector.get_model_vars_dataframe() for model in (one, two)]
    assert list(tables[0]) == list(tables[1])
    return bool(tables[0].to_numpy().tobytes() == tables[1].to_numpy().tobytes())


def test_the_run_is_eventful_enough_to_compare(combined: Scenario, start: Snapshot) -> None:
    """Equal results say little of rules that never came into play."""
    engine = Engine(combined, start.ties, start.state.copy(), SEED)
    care: set[int] = set()
    marks = 0
    for _ in range(WEEKS):
        engine.step()
        care |= set(engine.people["care"].tolist())
        marks |= int(np.bitwise_or.reduce(engine.people["this_year"]))
    assert care >= set(Care) - {Care.ADVISED}
    assert marks & (YearMark.TREATED | YearMark.COMPLETED) == YearMark.TREATED | YearMark.COMPLETED
    assert len(differing(engine.people, start.state.people)) > 50
    assert (engine.people["id"] != start.state.people["id"]).any()
    assert (engine.people["in_episode"] != start.state.people["in_episode"]).any()
    assert (engine.people["medication_weeks"] > 0).any()


# --- loops ---


def test_the_compiled_loop_and_the_loop_over_agents(combined: Scenario, whole: RecoveryModel) -> None:
    model = RecoveryModel(combined, people=PEOPLE, rng=SEED, loop="agents")
    model.run_for(WEEKS)
    assert differing_states(lived(model), lived(whole)) == []
    assert same_figures(model, whole)


def as_always(step: Step) -> Callable[..., Any]:
    """An override that does what is always done."""
    return lambda _, *arguments: step.rule(*arguments)


class AsAlways(Person):
    """Overrides every step of the week, and does what is always done."""


for one in STEPS:
    setattr(AsAlways, one.name, as_always(one))


def test_agents_that_override_every_step_with_the_same(combined: Scenario) -> None:
    people, weeks = 70, 31
    plain = RecoveryModel(combined, people=people, rng=SEED)
    own = RecoveryModel(combined, people=people, rng=SEED, person=AsAlways)
    for model in (plain, own):
        model.run_for(weeks)
    assert own.loop == "agents"
    assert differing_states(lived(own), lived(plain)) == []
    assert same_figures(own, plain)


def test_the_order_in_which_agents_step(combined: Scenario, whole: RecoveryModel) -> None:
    model = RecoveryModel(combined, people=PEOPLE, rng=SEED, loop="agents")
    agents = list(model.agents)
    rng = np.random.default_rng(1)
    model.living = True  # as while the model steps
    for _ in range(WEEKS):
        model.engine.begin_week()
        for place in rng.permutation(len(agents)):
            agents[place].step()
        model.engine.end_week()
    assert differing_states(lived(model), lived(whole)) == []


# --- threads and processes ---


@pytest.mark.skipif((os.cpu_count() or 1) < 2, reason="one core has no second thread to offer")
def test_one_thread_and_two(combined: Scenario, start: Snapshot) -> None:
    engines = [Engine(combined, start.ties, start.state.copy(), SEED, threads=threads) for threads in (1, 2)]
    assert [engine.threads for engine in engines] == [1, 2]
    for engine in engines:
        for _ in range(WEEKS):
            engine.step()
    one, two = engines
    assert differing_states(one.state(), two.state()) == []
    assert one.belief_sources().tobytes() == two.belief_sources().tobytes()
    assert all(a.tobytes() == b.tobytes() for a, b in zip(one.count(), two.count(), strict=True))


def same_result(one: RunResult, two: RunResult) -> bool:
    """Whether two results are the same to the bit."""

    def bits(result: RunResult) -> list[bytes]:
        figures = [np.array(list(table.values())) for table in (result.totals, result.funnel)]
        return [part.tobytes() for part in (result.series, result.groups, *figures)]

    return bits(one) == bits(two)


def test_this_process_and_two_others(combined: Scenario, start: Snapshot) -> None:
    scenarios = [combined, quickened(load_scenario("mindfulness"))]
    here = [run(scenario, start, WEEKS, SEED) for scenario in scenarios]
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as pool:
        there = [job.result() for job in [pool.submit(run, scenario, start, WEEKS, SEED) for scenario in scenarios]]
    assert not same_result(*here)
    assert all(same_result(one, other) for one, other in zip(here, there, strict=True))


def test_comparing_with_one_worker_and_with_two(quick: Scenario, combined: Scenario) -> None:
    one, two = (
        compare([combined], quick, people=200, weeks=35, replicates=3, seed=9, workers=workers) for workers in (1, 2)
    )
    assert one.replicates == two.replicates == [0, 1, 2]
    assert all(same_result(one.results[key], two.results[key]) for key in one.results)
    assert one.summary.equals(two.summary)
    assert one.series.equals(two.series)
    assert one.groups.equals(two.groups)


def test_runs_that_share_their_first_weeks_and_runs_of_their_own(quick: Scenario, combined: Scenario) -> None:
    later = quickened(load_scenario("mindfulness"))
    together = compare([combined, later], quick, people=200, weeks=60, replicates=1, seed=9)
    for scenario in (quick, combined, later):
        seed = replicate_seed(9, 0)
        alone = run(scenario, snapshot(quick, 200, seed), 60, seed)
        assert same_result(alone, together.results[scenario.name, 0]), scenario.name


def test_people_in_treatment_keep_their_therapy_whatever_else_a_scenario_offers(quick: Scenario) -> None:
    start = snapshot(quick, 6000, SEED)
    more = {"aaa": quick.interventions["cbt"].model_copy(update={"title": "first of all names"})}
    scenario = quick.model_copy(
        update={
            "interventions": quick.interventions | more,
            "services": dict(reversed(quick.services.items())),
        }
    )
    two = [Engine(one, start.ties, start.state.copy(), SEED) for one in (quick, scenario)]
    treated = start.state.people["care"] == Care.IN_TREATMENT
    assert treated.sum() >= 2
    for field, names in (("therapy", "intervention_names"), ("service", "service_names")):
        now, then = (
            [getattr(engine.policy, names)[number] for number in engine.people[field][treated]] for engine in two
        )
        assert now == then
        assert (two[0].people[field][treated] != two[1].people[field][treated]).any()
    without = quick.model_copy(update={"services": {}})
    closed = Engine(without, start.ties, start.state.copy(), SEED).people
    assert not (closed["care"] == Care.IN_TREATMENT).any()
    assert (closed["care"][treated] == Care.PRIMARY).all()


DIGEST = """
import hashlib
from sim import RecoveryModel
model = RecoveryModel({scenario!r}, people=120, rng=3)
model.run_for(45)
digest = hashlib.sha256()
for name in model.engine.people.dtype.names:
    digest.update(model.engine.people[name].tobytes())
print(digest.hexdigest())
"""


def test_two_fresh_processes_with_other_hashes(quick_files: Path) -> None:
    """Sets and dictionaries of text are met in another order under another hash seed."""
    file = str(quick_files / "quick_campaign.toml")  # its programmes' dice belong to their names
    described = [run_python("-c", DIGEST.format(scenario=file), added={"PYTHONHASHSEED": seed}).stdout for seed in "12"]
    model = RecoveryModel(file, people=120, rng=3)
    model.run_for(45)
    digest = hashlib.sha256()
    for name in model.engine.people.dtype.names or ():
        digest.update(model.engine.people[name].tobytes())
    assert described == [digest.hexdigest() + "\n"] * 2


# --- pauses ---


@pytest.mark.parametrize("loop", ["compiled", "agents"])
def test_a_paused_and_a_whole_run(combined: Scenario, whole: RecoveryModel, loop: Any) -> None:
    model = RecoveryModel(combined, people=PEOPLE, rng=SEED, loop=loop)
    model.run_for(29)
    assert len(model.agents) == PEOPLE
    kept = pickle.dumps(model)
    model.run_for(1)  # what goes on afterwards must not reach what was kept
    resumed: RecoveryModel = pickle.loads(kept)
    assert resumed.week == 29
    resumed.run_for(WEEKS - 29)
    assert differing_states(lived(resumed), lived(whole)) == []
    assert same_figures(resumed, whole)
    assert resumed.agents[0].model is resumed


def test_a_paused_run_keeps_the_time(combined: Scenario) -> None:
    """Mesa's clock and its events go on after a pause."""
    model = RecoveryModel(combined, people=50, rng=SEED)
    model.run_for(5)
    resumed: RecoveryModel = pickle.loads(pickle.dumps(model))
    resumed.run_for(3)
    assert (resumed.time, resumed.steps, resumed.week) == (8.0, 8, 8)


def test_a_state_saved_between_two_engines(combined: Scenario, start: Snapshot) -> None:
    straight = Engine(combined, start.ties, start.state.copy(), SEED)
    first = Engine(combined, start.ties, start.state.copy(), SEED)
    for _ in range(WEEKS):
        straight.step()
    for _ in range(30):
        first.step()
    second = Engine(combined, start.ties, first.state().copy(), SEED)
    for _ in range(WEEKS - 30):
        second.step()
    assert differing_states(second.state(), straight.state()) == []


def test_the_snapshot_is_left_as_it_is(combined: Scenario, start: Snapshot) -> None:
    before = start.state.copy()
    run(combined, start, 3, SEED)
    assert differing_states(start.state, before) == []


def test_made_and_remembered_populations(combined: Scenario, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A population out of the cache is the one that was put in."""
    monkeypatch.setattr(snapshots, "cache_folder", lambda: tmp_path)
    made, remembered = (snapshot(combined, 80, 2) for _ in range(2))
    assert list(tmp_path.glob("populations/*.npz"))
    assert differing_states(made.state, remembered.state) == []
    assert [part.tobytes() for part in map(np.asarray, made.ties)] == [
        part.tobytes() for part in map(np.asarray, remembered.ties)
    ]


# --- plain Python ---

PLAIN = """
import pickle, sys
from pathlib import Path
from sim.simulation.engine import Engine, live_weeks
assert not hasattr(live_weeks, "py_func"), "this process was to run without the compiler"
scenario, ties, state, seed, weeks = pickle.loads(Path(sys.argv[1]).read_bytes())
engine = Engine(scenario, ties, state, seed, keep_ledger=True)
for _ in range(weeks):
    engine.step()
found = (engine.state(), engine.ledgers, engine.count(), engine.belief_sources())
Path(sys.argv[2]).write_bytes(pickle.dumps(found))
"""


def close(one: npt.NDArray[Any], two: npt.NDArray[Any]) -> bool:
    """Whether values agree to rounding: whole numbers exactly, others to a billionth."""
    if one.dtype.kind in "iu":
        return bool((one == two).all())
    return bool(np.allclose(one, two, rtol=1e-9, atol=1e-12, equal_nan=True))


def with_full_counters(state: State) -> State:
    """The same state with some counters about to run over, where plain Python and compiled code could part."""
    people = state.people
    people["weeks_since_trauma"][:10] = 65_535
    for name in ("well_run", "ill_run", "episodes"):
        people[name][:10] = 255
    people["severity"][:5] = -5.0
    people["severity"][5:10] = 1.0
    people["in_episode"][10:15] = 1
    people["episode_weeks"][10:15] = 65_535
    people["severity"][10:15] = 1.0
    people["traumas"] = 255
    people["absences"] = 255
    return state


def test_plain_python_and_compiled(combined: Scenario, tmp_path: Path) -> None:
    start = snapshot(combined, 40, SEED)
    state = with_full_counters(start.state)
    state.week = 80  # all programmes run
    people = state.people
    people["care"][20:26] = Care.IN_TREATMENT
    people["therapy"][20:26] = 1
    people["care"][26:30] = Care.WAITING
    people["weeks_waiting"][26:30] = 65_535
    people["weeks_in_care"][30:34] = 65_535
    people["medication_weeks"][34:] = 3
    weeks = 6
    kept, found = tmp_path / "start.pickle", tmp_path / "end.pickle"
    kept.write_bytes(pickle.dumps((combined, start.ties, state, SEED, weeks)))
    run_python("-c", PLAIN, str(kept), str(found), added={"NUMBA_DISABLE_JIT": "1"})
    plain_state, plain_ledgers, plain_counts, plain_sources = pickle.loads(found.read_bytes())
    engine = Engine(combined, start.ties, state, SEED, keep_ledger=True)
    for _ in range(weeks):
        engine.step()
    now = engine.state()
    assert [name for name in people.dtype.names or () if not close(now.people[name], plain_state.people[name])] == []
    assert [
        name
        for name in now.visible_states.dtype.names or ()
        if not close(now.visible_states[name], plain_state.visible_states[name])
    ] == []
    assert close(np.array(list(now.credit.values())), np.array(list(plain_state.credit.values())))
    assert close(engine.ledgers, plain_ledgers)
    assert close(engine.belief_sources(), plain_sources)
    assert all(close(a, b) for a, b in zip(engine.count(), plain_counts, strict=True))


# --- onlookers ---


def test_an_onlooker_changes_nothing(combined: Scenario, whole: RecoveryModel) -> None:
    model = RecoveryModel(combined, people=PEOPLE, rng=SEED, collect=False)
    for week in range(WEEKS):
        model.step()
        model.measure()
        if week % 13 == 0:
            assert len(model.people) == PEOPLE
            assert model.graph.number_of_nodes() == PEOPLE
            assert str(model.agents[3]).startswith("<Person")
            model.explain(5)
    assert differing_states(lived(model), lived(whole)) == []


def test_a_disclosing_engine_changes_nothing(combined: Scenario, start: Snapshot) -> None:
    silent, telling = (
        Engine(combined, start.ties, start.state.copy(), SEED, keep_ledger=keep_ledger) for keep_ledger in (False, True)
    )
    for engine in (silent, telling):
        for _ in range(10):
            engine.step()
    assert differing_states(silent.state(), telling.state()) == []
    assert silent.belief_sources().tobytes() == telling.belief_sources().tobytes()


def test_a_life_explained_ends_where_the_model_stands(whole: RecoveryModel) -> None:
    row = int(np.flatnonzero(whole.engine.people["id"] == np.arange(PEOPLE))[7])
    life = whole.explain(row)
    me = whole.engine.people[row]
    assert list(life.index) == list(range(1, WEEKS + 1))
    assert life["belief"].iloc[-1] == general_belief(me)


def test_a_life_explained_adds_up_by_cause(whole: RecoveryModel, start: Snapshot) -> None:
    row = int(np.flatnonzero(whole.engine.people["id"] == np.arange(PEOPLE))[3])
    life = whole.explain(whole.agents[row])
    causes = [cause.name.lower() for cause in Cause]
    assert life["change"].abs().max() > 0.0
    assert life[causes].sum(axis=1).to_numpy() == pytest.approx(life["change"].to_numpy(), abs=1e-12)
    began = float(start.state.people["self_efficacy"][row].mean())
    assert began + life["change"].cumsum().to_numpy() == pytest.approx(life["belief"].to_numpy(), abs=1e-10)


def test_a_newcomer_explained_begins_at_the_own_set_point(whole: RecoveryModel, start: Snapshot) -> None:
    row = int(np.flatnonzero(whole.engine.people["id"] != start.state.people["id"])[0])
    life = whole.explain(int(whole.engine.people["id"][row]))
    causes = [cause.name.lower() for cause in Cause]
    assert life["events"].iloc[0].startswith("enters adult life")
    assert life[causes].sum(axis=1).to_numpy() == pytest.approx(life["change"].to_numpy(), abs=1e-12)
    before = whole.explain(int(start.state.people["id"][row]))  # whoever lived in the same place
    assert before.index.max() < life.index.min()


def test_a_life_explained_shows_what_happens_once(whole: RecoveryModel) -> None:
    """An event is told in the week in which it happens, not in every week after it."""
    ill = np.flatnonzero(whole.engine.people["in_episode"].any(axis=1) & (whole.engine.people["id"] < PEOPLE))
    for row in ill[:5]:
        life = whole.explain(int(row))
        falls = life["events"].str.count("falls ill").sum()
        assert falls <= 3 * (1 + life["events"].str.count("is over").sum())


def test_general_belief_is_the_mean_over_domains(whole: RecoveryModel) -> None:
    me = whole.engine.people[0]
    assert general_belief(me) == pytest.approx(float(np.mean(me.self_efficacy)))
    assert len(me.self_efficacy) == len(Domain)
