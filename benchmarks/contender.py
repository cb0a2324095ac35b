"""One version of the model, as a contender in `before.py`: a process that lives weeks each time it is asked.

It may only use what both versions have: `snapshot`, `Run`, `Engine.step`, and `Engine.live_until` where there is one.
The argument is a number of people, who are made and burnt in by the version's own rules, since versions differ in what
a person's state holds; each line read names what to do and how often, and the answer is its CPU seconds.
"""

import sys
import time
from typing import Any

from sim.scenario.load import load_scenario
from sim.simulation.burn_in import snapshot
from sim.simulation.engine import Engine
from sim.simulation.snapshots import Snapshot
from sim.studies.runs.run import Run

SEED = 20_260_101


class Contender:
    """What can be asked for."""

    def __init__(self, people: int) -> None:
        self._scenario = load_scenario("baseline")
        start = snapshot(self._scenario, people, SEED)
        self._ties, self._state = start.ties, start.state
        self._state.week = 0
        self._engine = self._new_engine()
        self._run = self._new_run(1)

    def _new_engine(self) -> Any:
        return Engine(self._scenario, self._ties, self._state.copy(), SEED, threads=1)

    def _new_run(self, weeks: int) -> Any:
        return Run(self._scenario, Snapshot(self._ties, self._state), weeks, SEED, threads=1)

    def prepare(self, what: str, weeks: int) -> None:
        """Have something to live in, with all of its memory touched."""
        if what == "noted":
            self._run = self._new_run(weeks + 2)
            self._run.live(2)
        else:
            self._engine = self._new_engine()
            self._engine.step()

    def noted(self, weeks: int) -> None:
        """Weeks of a run, with all that a comparison needs to know of them."""
        self._run.live(self._run.week + weeks)

    def lived(self, weeks: int) -> None:
        """Weeks of which nothing is noted."""
        if hasattr(self._engine, "live_until"):
            self._engine.live_until(self._engine.week + weeks)
        else:
            self.stepped(weeks)

    def stepped(self, weeks: int) -> None:
        """Weeks, one call each."""
        for _ in range(weeks):
            self._engine.step()


def main(people: int) -> None:
    """Answer until nothing more is asked."""
    contender = Contender(people)
    print("ready", flush=True)
    for line in sys.stdin:
        what, weeks = line.split()
        contender.prepare(what, int(weeks))
        begin = time.thread_time()
        getattr(contender, what)(int(weeks))
        print(time.thread_time() - begin, flush=True)


if __name__ == "__main__":
    main(int(sys.argv[1]))
