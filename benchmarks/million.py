"""A fresh process that builds a large population, runs a few weeks, and prints what that took (JSON).

The argument is the number of people. Memory is this process's peak, interpreter and libraries included.
"""

import json
import sys
import time
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.founded import SEED, founded
from benchmarks.timing import clocked
from sim.simulation.engine import Engine
from sim.simulation.loops import live_week_in_parallel, live_weeks

WEEKS = 3
KIBIBYTE = 1024


def peak_memory() -> float:
    """Peak resident memory of this process in GB (10^9 bytes); NaN where the system does not tell."""
    try:
        import resource
    except ImportError:
        return float("nan")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak * (1 if sys.platform == "darwin" else KIBIBYTE) / 1e9


def main(people: int) -> None:
    imported = peak_memory()
    begin = time.perf_counter()
    start = founded(people)
    engine = Engine(start.scenario, start.ties, start.state, SEED)
    build = time.perf_counter() - begin
    built = peak_memory()
    weeks = clocked(lambda: [engine.step() for _ in range(WEEKS)])
    loop = live_weeks if engine.threads == 1 else live_week_in_parallel
    statistics: Any = getattr(loop, "stats", None)  # a compiled function knows where it came from
    print(
        json.dumps(
            {
                "people": people,
                "build_seconds": build,
                "weeks": WEEKS,
                "weeks_seconds": weeks,
                "peak_gb": peak_memory(),
                "peak_gb_imported": imported,
                "peak_gb_built": built,
                "rules_from_cache": bool(statistics is not None and statistics.cache_hits),
            }
        )
    )


if __name__ == "__main__":
    main(int(sys.argv[1]))
