"""The coordinator of a sweep: plans it, hands runs to an engine, stores the results, and continues a stopped sweep."""

import hashlib
import json
import platform
import time
from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import closing
from itertools import islice
from pathlib import Path
from typing import NamedTuple, Protocol

from sim.errors import SweepError
from sim.studies.sweeps.design import Design
from sim.studies.sweeps.lock import only_one
from sim.studies.sweeps.plan import Plan, Planner, plan_of
from sim.studies.sweeps.stopping_rule import FIRST_LOOK, wanted
from sim.studies.sweeps.store import PLANNED, Place, Store
from sim.studies.sweeps.tasks import Found, Task, rules_now
from sim.versions import commit, library_versions, version

LIBRARIES = ("numpy", "numba", "networkx", "pandas", "scipy", "salib", "pebble")  # whose versions are noted
JUDGED = 3  # runs that the plan is judged by at least, two a worker at best
SHOWN = 60  # characters of a value in a message


class Engine(Protocol):
    """Whatever makes runs: processes here, or a cluster."""

    @property
    def slots(self) -> int:
        """Runs that are made at a time."""

    def run(self, tasks: Iterable[Task]) -> Generator[list[Found]]:
        """Make runs, and hand them over as they end."""

    def close(self) -> None:
        """Let go of processes or connections, and of what they are doing."""


class Progress(NamedTuple):
    """How far a sweep is.

    Attributes:
        done: runs finished, now and before.
        failed: of these, those that failed now.
        runs: planned in all so far.
        rate: runs finished a second, now; 0 before the first.
        left: seconds left at this rate; None where that is not known.
    """

    done: int
    failed: int
    runs: int
    rate: float
    left: float | None


def run_sweep(
    design: Design,
    folder: Path,
    engine: Engine,
    *,
    add: bool = False,
    retry_failed: bool = False,
    only_plan: bool = False,
    on_plan: Callable[[Plan], None] | None = None,
    on_progress: Callable[[Progress], None] | None = None,
) -> Plan:
    """Run a design, or what is left of it.

    Args:
        design: the design.
        folder: of the store; created if missing.
        engine: makes the runs.
        add: add the design beside others that the folder holds.
        retry_failed: try failed runs again.
        only_plan: stop once the plan can be judged, after the first few runs (which are kept).
        on_plan: called with what is ahead: at first, and again once the first few runs say how long and how much.
        on_progress: called after each batch of runs.

    Returns:
        The plan as it stands at the end.

    Raises:
        SweepError: another coordinator is at work, the folder holds another design, or the disk is full. Whatever was
            acknowledged is kept.
    """
    planner = Planner(design)
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as problem:
        raise SweepError(f"{folder}: cannot be written ({problem.strerror}). Give another folder.") from None
    with only_one(folder), Store(folder, write=True) as store:
        number = _opened(store, planner, folder, add=add)
        places = _planned(store, number, planner)
        if retry_failed:
            store.retry_failed(number)
        plan = plan_of(store, number, engine.slots, folder)
        if on_plan is not None:
            on_plan(plan)
        judged_at = JUDGED if engine.slots == 1 else 2 * engine.slots
        if plan.seconds is not None:
            judged_at = 0
        if only_plan and not judged_at:
            return plan
        began, now, failed = time.monotonic(), 0, 0
        while True:
            ahead = store.planned(number)
            counts = store.counts(number)  # counted once: a hundred thousand runs are not counted again for each batch
            runs = sum(counts.values())
            before, had = runs - counts[PLANNED], now
            tasks = (planner.task(places[key]) for key in ahead)
            with closing(engine.run(islice(tasks, judged_at) if only_plan else tasks)) as batches:
                for batch in batches:
                    store.keep(batch)
                    now += len(batch)
                    failed += sum(one.outcomes is None for one in batch)
                    if 0 < judged_at <= now and not only_plan:
                        judged_at = 0
                        if on_plan is not None:
                            on_plan(plan_of(store, number, engine.slots, folder))
                    if on_progress is not None:
                        done = before + now - had
                        rate = now / max(1e-9, time.monotonic() - began)
                        on_progress(Progress(done, failed, runs, rate, (runs - done) / rate if rate else None))
            if only_plan or not _plan_more(store, number, planner, places):
                break
        plan = plan_of(store, number, engine.slots, folder)
        if only_plan and on_plan is not None:
            on_plan(plan)
        return plan


def _opened(store: Store, planner: Planner, folder: Path, *, add: bool) -> int:
    """The id of the design in the store, which is refused where it would be mixed with another."""
    rules, decides = rules_now(), planner.decides
    digest = hashlib.sha256(f"{rules}\n{decides}".encode()).hexdigest()
    there = store.designs()
    if there and not add and all(one["hash"] != digest for one in there):
        last = there[-1]
        differs = differences(json.loads(last["decides"]), json.loads(decides))
        if last["rules"] != rules:
            differs.append(
                f"the model's rules (version {last['versions'] and json.loads(last['versions'])['recovery-dynamics']}, "
                f"commit {last['model_commit']} there) have changed"
            )
        raise SweepError(
            f"{folder} holds another sweep: {'; '.join(differs)}. Give another folder with --out, or add this one "
            "beside it with --add; results are never mixed."
        )
    text = planner.design.model_dump_json()
    return store.open_design(digest, text, decides, rules, _versions(), commit())


def _versions() -> dict[str, str]:
    return {"recovery-dynamics": version(), "python": platform.python_version(), **library_versions(*LIBRARIES)}


def differences(there: object, here: object, where: str = "") -> list[str]:
    """What differs between two designs, by path: `samples is 16 there and 32 here`."""
    if isinstance(there, dict) and isinstance(here, dict):
        return [
            one
            for key in [*there, *[key for key in here if key not in there]]
            for one in differences(there.get(key), here.get(key), f"{where}.{key}" if where else str(key))
        ]
    if isinstance(there, list) and isinstance(here, list) and len(there) == len(here):
        return [
            one
            for at, (old, new) in enumerate(zip(there, here, strict=True))
            for one in differences(old, new, f"{where}[{at}]" if len(here) > 1 else where)
        ]
    return [] if there == here else [f"{where} is {_short(there)} there and {_short(here)} here"]


def _short(value: object) -> str:
    shown = "nothing" if value is None else str(value)
    return shown if len(shown) <= SHOWN else f"{shown[: SHOWN - 3]}..."


def _planned(store: Store, number: int, planner: Planner) -> dict[str, Place]:
    """Plan the runs that the design starts with, and find those that were added since; by key."""
    design = planner.design
    first = design.replicates if design.stopping_rule is None else max(design.replicates, FIRST_LOOK)
    given = dict.fromkeys(range(len(planner.points)), first)
    for row in store.rows(number) if design.stopping_rule is not None else []:
        given[row.point] = max(given[row.point], row.replicate + 1)
    all_places: dict[str, Place] = {}

    def each() -> Iterator[Place]:
        for point, replicates in given.items():
            for place in planner.places(point, range(replicates)):
                all_places.setdefault(place.key, place)
                yield place

    store.plan(number, each())
    return all_places


def _plan_more(store: Store, number: int, planner: Planner, places: dict[str, Place]) -> bool:
    """Plan more replicates of the points that need them; whether there are any."""
    stopping_rule = planner.design.stopping_rule
    if stopping_rule is None:
        return False
    values: dict[int, list[float]] = {}
    given: dict[int, int] = {}
    for row in store.rows(number):
        given[row.point] = max(given.get(row.point, 0), row.replicate + 1)
        values.setdefault(row.point, [])
        if row.outcomes is not None:
            values[row.point].append(row.outcomes[stopping_rule.outcome])
    more = []
    for point, count in given.items():
        goal = wanted(values[point], count, stopping_rule.difference, stopping_rule.most)
        more += list(planner.places(point, range(count, goal)))
    places.update((place.key, place) for place in more)
    store.plan(number, more)
    return bool(more)
