"""The plan of a sweep: every run with its key, and how long and how much disk they will take."""

import hashlib
import json
import shutil
import statistics
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from sim.parameters import Parameters
from sim.scenario.values import Value
from sim.studies.runs.jobs import replicate_seed
from sim.studies.sweeps.design import Base, Design, Range, bases
from sim.studies.sweeps.points import Point, points_of
from sim.studies.sweeps.settings import SCENARIO, makes_another_society
from sim.studies.sweeps.store import OK, PLANNED, Place, Store
from sim.studies.sweeps.tasks import Task, file_digest, run_key


class Planner:
    """Turns a design into runs. The same design gives the same runs with the same keys.

    Raises:
        SweepError, ScenarioError: see `bases` and `points_of`.
    """

    def __init__(self, design: Design) -> None:
        self.design = design
        self.bases: dict[str, Base] = bases(design)
        self.points: list[Point] = points_of(design, self.bases)
        self._graph = file_digest(design.network)
        self._people = _people_of(design)
        self._digests = {name: hashlib.sha256(base.text.encode()).hexdigest() for name, base in self.bases.items()}
        self._makers = self._society_makers()
        self._living = Counter(self._society(point) for point in self.points)  # points that share a society
        self._seeds: dict[int, int] = {}

    @property
    def decides(self) -> str:
        """All that decides the results of the design, as JSON: what must not change in a folder."""
        design = self.design.model_dump(mode="json", exclude={"title", "scenario", "network", "cluster", "parameters"})
        settings = {name: one for name, one in self.design.settings.items() if name != SCENARIO}
        parameters = {name: one._asdict() if isinstance(one, Range) else list(one) for name, one in settings.items()}
        scenarios = [json.loads(base.text) for base in self.bases.values()]
        whole = design | {"scenarios": scenarios, "network": self._graph, "parameters": parameters}
        return json.dumps(whole, sort_keys=True)

    def places(self, point: int, replicates: range) -> Iterator[Place]:
        """The runs of some replicates of a point."""
        parameters = self.points[point]
        base, settings = self._settled(parameters)
        for replicate in replicates:
            seed = self._seeds.setdefault(replicate, replicate_seed(self.design.seed, replicate))
            key = run_key(
                self._digests[base], settings, self._people, self.design.weeks, self._graph, seed,
                tuple(self.design.outcomes), self.design.series,
            )  # fmt: skip
            yield Place(point, replicate, key, parameters, settings, seed)

    def task(self, place: Place) -> Task:
        """What a worker needs for a run."""
        base, _ = self._settled(place.parameters)
        return Task(
            place.key, self.bases[base].text, place.settings, self._people, self.design.weeks, place.seed,
            tuple(self.design.outcomes), self.design.series, self.design.network,
            self.design.replicates > 1 or self.design.stopping_rule is not None
            or self._living[self._society(place.parameters)] > 1,
        )  # fmt: skip

    def _settled(self, parameters: Point) -> tuple[str, dict[str, Value]]:
        base = str(parameters.get(SCENARIO, self.design.scenario))
        paths = self.bases[base].paths
        return base, {paths[name]: value for name, value in parameters.items() if name != SCENARIO}

    def _society_makers(self) -> list[str]:
        """Parameters whose values make another society, which needs a new burn-in."""
        names = []
        for name in self.design.varied:
            setting = self.design.settings[name]
            if name == SCENARIO:
                names.append(name)
                continue
            one, other = (setting.low, setting.high) if isinstance(setting, Range) else (setting[0], setting[-1])
            for base in self.bases.values():
                two = [round(end) if name in base.whole and not isinstance(end, str) else end for end in (one, other)]
                if makes_another_society(base.scenario, base.paths[name], *two):
                    names.append(name)
                    break
        return names

    def _society(self, point: Point) -> tuple[Value, ...]:
        return tuple(point[name] for name in self._makers)


def _people_of(design: Design) -> int:
    if not design.network:
        return design.people
    from sim.network.graph_files import as_ties

    ties = as_ties(design.network, Parameters())
    assert ties is not None
    return len(ties.start) - 1


class Plan(NamedTuple):
    """What is ahead.

    Attributes:
        runs: of the design in all.
        ahead: still to be made.
        failed: that have failed and are not tried again unless asked.
        seconds: that the rest will take with all workers; None where nothing is known yet.
        disk: bytes that the rest will take; None where nothing is known yet.
        room: bytes that are free.
    """

    runs: int
    ahead: int
    failed: int
    seconds: float | None
    disk: float | None
    room: int

    @property
    def fits(self) -> bool:
        """Whether there is room for all of it."""
        return self.disk is None or self.disk < self.room


def plan_of(store: Store, design: int, slots: int, folder: Path) -> Plan:
    """What is ahead of a design, judged by the runs that are finished.

    Args:
        store: the store.
        design: its id.
        slots: runs that are made at a time.
        folder: where the store is.
    """
    counts, seconds = store.counts(design), store.seconds(design)
    runs, ahead = sum(counts.values()), counts[PLANNED]
    size = store.bytes_a_run(design) if counts[OK] else None
    return Plan(
        runs,
        ahead,
        runs - ahead - counts[OK],
        # the lower median: each worker's first run compiles the rules, or fetches them, and takes far longer
        statistics.median_low(seconds) * ahead / slots if seconds else None,
        None if size is None else size * ahead,
        shutil.disk_usage(folder).free,
    )
