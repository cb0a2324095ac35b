"""Libraries of life histories: thousands of people after decades of a society, from which populations are drawn.

The published society (`published`) is burnt in in full, once. A society of other parameters or other standing services
starts from it. A smaller colony of founders, its twins, lives those decades in both societies, with the same random
numbers. Weights are found under which the twins, as they live in the published society, have the levels of the whole
library (`sim/simulation/balancing.py`). The same weights are then given to what became of the same twins in the other
society, and lives are taken in proportion. So a new library differs from the published one by what the other parameters
do to the twins over all those decades. It costs three tenths of a burn-in in full and depends on nothing but the
two societies.

Its levels are those of a burn-in in full but for chance (`tests/simulation/test_library.py`). Letting the published
society go on under the new parameters would not do: after 20 years the share of people who were ever ill, and all
that rests on it, is still far from where it comes to lie.
"""

import os
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import numpy as np
import numpy.typing as npt

from sim.errors import Interrupted
from sim.network.generate import generate_ties, lay_out
from sim.network.places import families, neighbourhoods
from sim.network.ties import Ties, connectedness
from sim.parameters import parameter_record
from sim.people.state import PERSON, WEEKS_PER_YEAR, empty_visible_states
from sim.people.turnover import Places, found
from sim.scenario.scenario import Scenario
from sim.simulation.balancing import balanced_weights, in_proportion, levels_of
from sim.simulation.engine import Engine, State, publish_all
from sim.simulation.snapshots import Snapshot, load, path_of, published, same_society, save, snapshot_key

LIBRARY_SEED = 20_012_082  # of the library; of 300, the one whose founders are most like those of a large society
COLONIES = 2  # side by side on two cores; their number never depends on the machine, as results would with it
TWINS = COLONIES  # number of the twins' colony, after those of a library in full
_libraries: dict[Path, tuple[threading.Lock, int]] = {}  # by file: one makes it, and how many are at it or wait
_table_of_libraries = threading.Lock()

type Lives = npt.NDArray[np.void]


def library(base: Scenario, *, keep: bool = True, stop: threading.Event | None = None) -> Lives:
    """The library of life histories for a standing scenario: thousands of people after decades of it, at week 0.

    Args:
        base: what has always been there (`standing`).
        keep: keep it in the cache; what others start from is always kept.
        stop: when set, the burn-in ends.

    Raises:
        Interrupted: `stop` was set.
    """
    base = _told_once(base)
    path = library_path(base)
    with one_at_a_time(path, stop):  # runs side by side all ask for it at once
        stored = load(path)
        if stored is not None:
            return stored.state.people
        made = _carried_over(base, stop) if starts_elsewhere(base) else _in_full(base, stop)
        if keep or base == published(base):
            _keep(path, made)
        return made


def library_path(base: Scenario) -> Path:
    """The file of the library for a standing scenario."""
    return path_of(f"library-{snapshot_key(_told_once(base), 0, LIBRARY_SEED, None)}")


def _told_once(base: Scenario) -> Scenario:
    """The published society itself where a scenario states its very numbers in another way."""
    before = published(base)
    return before if same_society(base, before) else base


def starts_elsewhere(base: Scenario) -> bool:
    """Whether a library starts from that of the published society, and is not burnt in in full.

    It is burnt in in full where it is the published society's own, and where twins would save little.
    """
    parameters = base.model_parameters()
    few = int(parameters.library_twins)
    return 0 < 2 * few <= int(parameters.library_people) and not same_society(base, published(base))


def make_ready(base: Scenario, *, stop: threading.Event | None = None) -> None:
    """Make what the library of a standing scenario starts from, where it starts elsewhere, and keep it in the cache."""
    if starts_elsewhere(base):
        library(published(base), stop=stop)
        _twins(published(base), stop)


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


def _in_full(base: Scenario, stop: threading.Event | None) -> Lives:
    people = int(base.model_parameters().library_people) // COLONIES
    return _joined(_side_by_side([partial(_colony, base, people, number, stop) for number in range(COLONIES)]))


def _carried_over(base: Scenario, stop: threading.Event | None) -> Lives:
    """What the published society's library becomes in another society, as its twins show."""
    before, parameters = published(base), base.model_parameters()
    many, few = int(parameters.library_people), int(parameters.library_twins)
    whole = library(before, stop=stop)
    there, here = _side_by_side([partial(_twins, before, stop), partial(_colony, base, few, TWINS, stop)])
    twins, wanted = (np.stack(list(levels_of(lives).values()), axis=1) for lives in (there, whole))
    weights = balanced_weights(twins, wanted.mean(axis=0))
    return _joined([here[in_proportion(weights, many)]])


def _twins(before: Scenario, stop: threading.Event | None) -> Lives:
    """The twins in the published society, made once."""
    path = path_of(f"twins-{snapshot_key(before, 0, LIBRARY_SEED, None)}")
    with one_at_a_time(path, stop):
        stored = load(path)
        if stored is not None:
            return stored.state.people
        made = _colony(before, int(before.model_parameters().library_twins), TWINS, stop)
        _keep(path, made)
        return made


def _side_by_side(works: Sequence[Callable[[], Lives]]) -> list[Lives]:
    with ThreadPoolExecutor(min(len(works), os.cpu_count() or 1)) as pool:
        return [job.result() for job in [pool.submit(work) for work in works]]


def _joined(parts: Sequence[Lives]) -> Lives:
    return np.concatenate(parts).view(PERSON).view(np.recarray)


def _keep(path: Path, lives: Lives) -> None:
    none = np.zeros(0, np.float32)
    no_ties = Ties(np.zeros(len(lives) + 1, np.int64), none.astype(np.int32), none, none.astype(np.uint8))
    save(path, Snapshot(no_ties, State(lives, empty_visible_states(0), {}, 0)))


def _colony(base: Scenario, people: int, number: int, stop: threading.Event | None) -> Lives:
    """People after decades of a society, founded at their set points."""
    parameters = base.model_parameters()
    seed = LIBRARY_SEED + number
    weeks = int(parameters.library_years * WEEKS_PER_YEAR)
    deprivation, age = lay_out(people, seed, parameters)
    ties = generate_ties(people, seed, deprivation, age, parameters)
    record = parameter_record(parameters)
    places = Places(families(ties), neighbourhoods(people, seed, parameters))
    folk = found(deprivation, age, connectedness(ties), places, record, seed, -weeks)
    visible_states = empty_visible_states(people)
    publish_all(folk, visible_states, record, -weeks)
    engine = Engine(base, ties, State(folk, visible_states, {}, -weeks), seed, threads=1)
    engine.live_until(0, stop)
    return engine.people
