"""This model, as a contender: the compiled loop, its counting, Mesa's loop over agents, and plain Python."""

import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import numpy.typing as npt

from benchmarks.founded import SEED, Start, founded
from benchmarks.timing import Contender, clocked
from sim.model import RecoveryModel
from sim.scenario.load import load_scenario
from sim.scenario.tables import FOREVER
from sim.simulation.engine import Engine

WARM_WEEKS = 26  # after which people are in varied states
BLOCK = 256  # people that live together in plain Python
SETTLED_WEEKS = 1  # lived before the clock starts, so that newly made arrays have been touched
BUSY = (
    "anti_stigma_campaign",
    "expanded_cbt",
    "efficacy_campaign",
    "lifestyle",
    "affirmation_and_goals",
    "community_integration",
    "inclusive_policy",
    "easier_access",
)


def warmed(people: int) -> Start:
    """A population after `WARM_WEEKS` weeks."""
    start = founded(people)
    engine = Engine(start.scenario, start.ties, start.state, SEED)
    for _ in range(WARM_WEEKS):
        engine.step()
    return start._replace(state=engine.state().copy())


def all_threads() -> int:
    """As many threads as the machine has cores."""
    return os.cpu_count() or 1


def compiled_loop(start: Start, weeks: int, threads: int) -> Contender:
    """Whole weeks of everybody in the compiled loop, places in care handed out included; nothing is measured."""

    def run(count: int) -> float:
        engine = Engine(start.scenario, start.ties, start.state.copy(), SEED, threads=threads)
        for _ in range(SETTLED_WEEKS):
            engine.step()
        return clocked(lambda: engine.live_until(engine.week + count))

    people = len(start.state.people)
    name = "1 thread" if threads == 1 else f"{threads} threads"
    key = f"ours-{people}-{'one' if threads == 1 else 'all'}"
    return Contender(key, f"This model, compiled loop, {name}", people, weeks, threads, run)


def busy(start: Start, weeks: int) -> Contender:
    """The same people under ten interventions at work at once."""
    specs = [load_scenario(name) for name in BUSY]
    programmes = {f"{spec.name} {name}": part for spec in specs for name, part in spec.programmes.items()}
    programmes = {
        name: part.model_copy(update={"start_week": 1, "end_week": FOREVER, "offers": []})
        for name, part in programmes.items()
    }
    services = dict(start.scenario.services)
    services |= {
        "groups": services["talking_therapy"].model_copy(update={"intervention": "group_cbt", "start_week": 1})
    }
    scenario = start.scenario.model_copy(update={"programmes": programmes, "services": services})
    at_work = len({part.intervention for part in programmes.values()}) + 1
    base = compiled_loop(start._replace(scenario=scenario), weeks, 1)
    return replace(base, key=f"busy-{base.people}", label=f"This model under {at_work} interventions, 1 thread")


def counting(start: Start, times: int) -> Contender:
    """The weekly measures: one count of everybody."""

    def run(count: int) -> float:
        engine = Engine(start.scenario, start.ties, start.state.copy(), SEED, threads=1)
        engine.count()
        return clocked(lambda: [engine.count() for _ in range(count)])

    people = len(start.state.people)
    return Contender(f"count-{people}", "Counting the weekly measures", people, times, 1, run)


def agents_loop(start: Start, weeks: int) -> Contender:
    """Mesa's loop over agents, each calling the compiled rules for itself."""
    quick_start = {"library_people": 500.0, "library_years": 1.0, "settling_years": 0.5}  # no decades: only to be timed
    scenario = start.scenario.model_copy(update={"parameters": start.scenario.parameters | quick_start})
    model = RecoveryModel(scenario, rng=SEED, graph=start.ties, loop="agents", collect=False)

    def run(count: int) -> float:
        return clocked(lambda: model.run_for(count))

    people = len(start.state.people)
    return Contender(f"agents-{people}", "This model, Mesa's loop over agents", people, weeks, 1, run)


def rows_of(some_blocks: list[int]) -> npt.NDArray[np.int64]:
    """The rows of the people in some blocks."""
    return np.concatenate([np.arange(block * BLOCK, (block + 1) * BLOCK) for block in some_blocks])


class PlainPython:
    """A process in which the same rules run uncompiled, from the same state, over some blocks of the same people."""

    def __init__(self, start: Start, some_blocks: int) -> None:
        self._start = start
        every = len(start.state.people) // BLOCK // some_blocks
        self._blocks = [every * number for number in range(some_blocks)]  # spread over the population
        self._folder = TemporaryDirectory()
        self._file = Path(self._folder.name) / "start.npz"
        ties = {f"ties_{name}": part for name, part in start.ties._asdict().items()}
        state = {"people": np.asarray(start.state.people), "visible_states": np.asarray(start.state.visible_states)}
        np.savez(self._file, week=start.state.week, blocks=self._blocks, **state, **ties)
        self._process = subprocess.Popen(
            [sys.executable, str(Path(__file__).with_name("plain.py")), str(self._file)],
            env=os.environ | {"NUMBA_DISABLE_JIT": "1"},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def contender(self) -> Contender:
        """One week of those blocks of people per repetition."""
        people = BLOCK * len(self._blocks)
        return Contender("plain", "The same rules in plain Python", people, 1, 1, self._week, self._close)

    def _week(self, _: int) -> float:
        assert self._process.stdin is not None and self._process.stdout is not None
        self._process.stdin.write("week\n")
        self._process.stdin.flush()
        answer = self._process.stdout.readline()
        if not answer:
            raise RuntimeError("the process in plain Python has died")
        return float(answer)

    def difference(self) -> float:
        """Largest difference, after the week, between compiled and plain Python in any severity (logit)."""
        engine = Engine(self._start.scenario, self._start.ties, self._start.state.copy(), SEED, threads=1)
        engine.step()
        rows = rows_of(self._blocks)
        plain: npt.NDArray[np.float64] = np.load(self._file.with_suffix(".after.npy"))
        return float(np.abs(engine.people["severity"][rows] - plain).max())

    def _close(self) -> None:
        self._process.communicate()
        self._folder.cleanup()
