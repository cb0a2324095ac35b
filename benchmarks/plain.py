"""The process in plain Python that `ours.PlainPython` starts: lives the same week of some people each time it is asked.

Run with NUMBA_DISABLE_JIT=1; the argument is the file with the population.
"""

import sys
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.founded import SCENARIO, SEED
from benchmarks.ours import rows_of
from benchmarks.timing import clocked
from sim.network.ties import Ties
from sim.scenario.load import load_scenario
from sim.simulation.engine import Engine, State
from sim.week import live_week


def main(file: Path) -> None:
    with np.load(file) as stored:
        ties = Ties(**{name: stored[f"ties_{name}"] for name in Ties._fields})
        people = stored["people"].view(np.recarray)
        state = State(people, stored["visible_states"].view(np.recarray), {}, int(stored["week"]))
        some_blocks = stored["blocks"].tolist()
    for _ in sys.stdin:
        engine = Engine(load_scenario(SCENARIO), ties, state.copy(), SEED, threads=1)
        engine.begin_week()

        def live(engine: Engine = engine) -> None:
            for row in rows_of(some_blocks):
                live_week(row, engine.world, *engine.scratch(row), SEED, engine.week)
                engine.add_ledger(row)

        seconds = clocked(live)
        np.save(file.with_suffix(".after.npy"), engine.people["severity"][rows_of(some_blocks)])
        print(seconds, flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
