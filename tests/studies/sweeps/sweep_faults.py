"""Runs that go wrong on purpose, for the tests of sweeps: workers import this file."""

from __future__ import annotations

import os
import signal
import sys
import time
from pathlib import Path

from sim.studies.sweeps.tasks import Found, Task
from sim.studies.sweeps.workers import checked

KIND = "parameters.mastery_gain"  # which fault a run has, by the value of this number
PLOTTING = ("matplotlib", "plotly", "solara", "PIL")


def steady(task: Task) -> Found:
    """A run that takes no time and depends on all that it is given."""
    number = (task.seed % 997) / 997.0 + sum(float(value) for value in task.settings.values())
    return Found(task.key, {name: number / (place + 3) for place, name in enumerate(task.outcomes)}, "", 0.001)


def slow(task: Task) -> Found:
    """A run that takes a twentieth of a second."""
    time.sleep(0.05)
    return steady(task)


def faulty(task: Task) -> Found:
    """A run that raises, hangs, gives NaN, or takes its worker down, by the value of one number."""
    kind = round(10.0 * float(task.settings[KIND]))
    if kind == 1:
        raise ValueError("a fault on purpose")
    if kind == 2:
        time.sleep(600.0)
    if kind == 3:
        return checked(Found(task.key, dict.fromkeys(task.outcomes, float("nan")), "", 0.001))
    if kind == 4:
        os.kill(os.getpid(), signal.SIGKILL)
    return steady(task)


def healed(task: Task) -> Found:
    """The same points, where all is well again."""
    return steady(task)


def curious(task: Task) -> Found:
    """A run of the real model that tells what its worker has loaded, and how many threads it may use."""
    import numba

    from sim.studies.sweeps.workers import simulate

    found = simulate(task)
    loaded = [name for name in PLOTTING if name in sys.modules]
    threads = len(list(Path(f"/proc/{os.getpid()}/task").iterdir()))
    said = f"plotting: {loaded}, numba: {numba.config.NUMBA_NUM_THREADS}, cores: {os.cpu_count()}, threads: {threads}"  # type: ignore[attr-defined]
    return found._replace(outcomes=None, error=said)
