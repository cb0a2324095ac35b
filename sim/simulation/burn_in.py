"""Burnt-in populations: where a run starts from, cached by what made them.

It takes decades until as many people fall ill as recover and everyone has a history. Simulating those decades for every
run would cost far more than the run. So a library of life histories is simulated once for each set of parameters and
standing services. A new population draws its people from life histories of the same age and area in the library, is
tied together by its own network, and settles for some years with its own random numbers.
"""

import os
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import numpy.typing as npt

from sim.errors import Interrupted
from sim.network.generate import generate_ties, lay_out
from sim.network.known import UNKNOWN_SEX, KnownTies, usable_ages
from sim.network.ties import Ties, connectedness
from sim.parameters import Parameters, parameter_record
from sim.people.state import PERSON, WEEKS_PER_YEAR, empty_visible_states
from sim.people.turnover import found
from sim.scenario.scenario import Scenario
from sim.simulation.engine import Engine, State, publish_all
from sim.simulation.snapshots import Snapshot, load, path_of, save, snapshot_key, standing

LIBRARY_SEED = 20_011_977  # the library's own random numbers
LARGEST_CACHED = 100_000  # people; larger populations are simulated again each time
_libraries: dict[Path, tuple[threading.Lock, int]] = {}  # by file: one makes it, and how many are at it or wait
_table_of_libraries = threading.Lock()


def snapshot(
    scenario: Scenario,
    people: int,
    seed: int,
    *,
    ties: Ties | None = None,
    threads: int | None = None,
    keep: bool = True,
    stop: threading.Event | None = None,
) -> Snapshot:
    """A burnt-in population at week 0, from the cache where it is there.

    Args:
        scenario: the scenario; only what has always been there matters (`standing`).
        people: size of the population, 1 or more.
        seed: the run's seed; it decides on people, ties and their history.
        ties: your own network; None generates one.
        threads: as for `Engine`.
        keep: keep what is made in the cache; a study that tries hundreds of societies once does not.
        stop: when set, the burn-in ends.

    Returns:
        The snapshot, free to be changed by the caller.

    Raises:
        Interrupted: `stop` was set.
    """
    base = standing(scenario)
    key = snapshot_key(base, people, seed, ties)
    path = path_of(key)
    stored = load(path) if people <= LARGEST_CACHED else None
    if stored is not None:
        return stored if ties is None else Snapshot(ties, stored.state)  # your own ties know names
    made = _settle(base, people, seed, ties, threads, keep, stop)
    if keep and people <= LARGEST_CACHED:
        save(path, made)
    return made


def _settle(
    base: Scenario,
    people: int,
    seed: int,
    ties: Ties | None,
    threads: int | None,
    keep: bool,
    stop: threading.Event | None,
) -> Snapshot:
    """Draw people from the library, tie them together, and let them settle."""
    parameters = base.model_parameters()
    deprivation, age = lay_out(people, seed, parameters)
    if ties is None:
        ties = generate_ties(people, seed, deprivation, age, parameters)
    weeks = int(parameters.settling_years * WEEKS_PER_YEAR)
    lives = library(base, keep=keep, stop=stop)
    known_age, known_sex = _known(ties, people, parameters)
    observed = known_age.any() or (known_sex != UNKNOWN_SEX).any()
    if observed:
        # who was observed was there at week 0, so that nobody leaves while they settle
        base = base.model_copy(update={"parameters": {**base.parameters, "leaving": 0.0}})
        assert isinstance(ties, KnownTies)
        stays = known_age | (known_sex != UNKNOWN_SEX)
        age[stays] = np.minimum(age[stays], parameters.oldest - (weeks + 1) / WEEKS_PER_YEAR)
        age[known_age] = ties.age[known_age] if ties.age is not None else age[known_age]
    chosen = _choose_histories(lives, deprivation, age, seed, known_sex)
    folk = lives[chosen].view(PERSON).view(np.recarray)
    folk["id"] = np.arange(people)
    folk["birth_week"] = -weeks - np.round(age * WEEKS_PER_YEAR).astype(np.int32)
    oldest = int(parameters.oldest * WEEKS_PER_YEAR) - 1
    folk["birth_week"][known_age] = -np.minimum(np.round(age[known_age] * WEEKS_PER_YEAR), oldest).astype(np.int32)
    folk["sex"] = np.where(known_sex != UNKNOWN_SEX, known_sex, folk["sex"])
    folk["connectedness"] = connectedness(ties)
    visible_states = empty_visible_states(people)
    publish_all(folk, visible_states, parameter_record(parameters), -weeks)
    engine = Engine(base, ties, State(folk, visible_states, {}, -weeks), seed, threads=threads)
    _live(engine, weeks, stop)
    return Snapshot(ties, engine.state())


def _live(engine: Engine, weeks: int, stop: threading.Event | None) -> None:
    until = engine.week + weeks
    while engine.week < until:
        if stop is not None and stop.is_set():
            raise Interrupted
        engine.live_weeks(until - engine.week)


def _known(ties: Ties, people: int, parameters: Parameters) -> tuple[npt.NDArray[np.bool_], npt.NDArray[np.int8]]:
    """Whose age is known from your own network, and the sexes that are."""
    age = ties.age if isinstance(ties, KnownTies) else None
    sex = ties.sex if isinstance(ties, KnownTies) else None
    return (
        np.zeros(people, np.bool_) if age is None else usable_ages(age, parameters),
        np.full(people, UNKNOWN_SEX, np.int8) if sex is None else sex,
    )


def _choose_histories(
    lives: npt.NDArray[np.void],
    deprivation: npt.NDArray[np.uint8],
    age: npt.NDArray[np.float64],
    seed: int,
    sex: npt.NDArray[np.int8],
) -> npt.NDArray[np.int64]:
    """For each new person a life history from the library: same deprivation fifth, about the same age, known sex."""
    rng = np.random.default_rng([seed, 12])
    chosen = np.empty(len(deprivation), np.int64)
    lived = -lives["birth_week"] / WEEKS_PER_YEAR
    for fifth in range(1, 6):
        mine = np.flatnonzero(deprivation == fifth)
        theirs = np.flatnonzero(lives["deprivation"] == fifth)
        theirs = theirs[np.argsort(lived[theirs], kind="stable")]
        near = np.searchsorted(lived[theirs], age[mine])
        spread = max(1, len(theirs) // 40)
        apart = rng.integers(-spread, spread + 1, len(mine))
        chosen[mine] = theirs[np.clip(near + apart, 0, len(theirs) - 1)]
        for one in (0, 1):  # the same random numbers, among those of the sex
            alike = theirs[lives["sex"][theirs] == one]
            known = sex[mine] == one
            if len(alike) and known.any():
                place = np.searchsorted(lived[alike], age[mine[known]]) + apart[known] // 2
                chosen[mine[known]] = alike[np.clip(place, 0, len(alike) - 1)]
    return chosen


def library(base: Scenario, *, keep: bool = True, stop: threading.Event | None = None) -> npt.NDArray[np.void]:
    """The library of life histories for a standing scenario: thousands of people after decades of it, at week 0."""
    path = library_path(base)
    with one_at_a_time(path, stop):  # runs side by side all ask for it at once
        stored = load(path)
        return stored.state.people if stored is not None else _burn_in(base, path if keep else None, stop)


def library_path(base: Scenario) -> Path:
    """The file of the library for a standing scenario."""
    return path_of(f"library-{snapshot_key(base, 0, LIBRARY_SEED, None)}")


@contextmanager
def one_at_a_time(path: Path, stop: threading.Event | None) -> Iterator[None]:
    """A lock for each society: those who ask for the same wait for it, others go on."""
    with _table_of_libraries:
        lock, count = _libraries.get(path) or (threading.Lock(), 0)
        _libraries[path] = lock, count + 1
    try:
        while not lock.acquire(timeout=0.1):
            if stop is not None and stop.is_set():
                raise Interrupted
        try:
            yield
        finally:
            lock.release()
    finally:
        with _table_of_libraries:
            lock, count = _libraries[path]
            if count > 1:
                _libraries[path] = lock, count - 1
            else:
                del _libraries[path]


def _burn_in(base: Scenario, path: Path | None, stop: threading.Event | None) -> npt.NDArray[np.void]:
    parameters = base.model_parameters()
    colonies = 2  # side by side on two cores; their number never depends on the machine, as results would with it
    with ThreadPoolExecutor(min(colonies, os.cpu_count() or 1)) as pool:
        parts = list(
            pool.map(
                lambda number: _colony(base, int(parameters.library_people) // colonies, number, stop), range(colonies)
            )
        )
    people = np.concatenate(parts).view(PERSON).view(np.recarray)
    if path is not None:
        save(path, Snapshot(_no_ties(len(people)), State(people, empty_visible_states(0), {}, 0)))
    return people


def _colony(base: Scenario, people: int, number: int, stop: threading.Event | None) -> npt.NDArray[np.void]:
    parameters = base.model_parameters()
    seed = LIBRARY_SEED + number
    weeks = int(parameters.library_years * WEEKS_PER_YEAR)
    deprivation, age = lay_out(people, seed, parameters)
    ties = generate_ties(people, seed, deprivation, age, parameters)
    record = parameter_record(parameters)
    folk = found(deprivation, age, connectedness(ties), record, seed, -weeks)
    visible_states = empty_visible_states(people)
    publish_all(folk, visible_states, record, -weeks)
    engine = Engine(base, ties, State(folk, visible_states, {}, -weeks), seed, threads=1)
    _live(engine, weeks, stop)
    return engine.people


def _no_ties(people: int) -> Ties:
    none = np.zeros(0, np.float32)
    return Ties(np.zeros(people + 1, np.int64), none.astype(np.int32), none, none.astype(np.uint8))
