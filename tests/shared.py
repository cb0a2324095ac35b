"""What tests share: a quick burn-in, comparison bit for bit, and processes of their own."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    import pytest

    from sim.scenario.scenario import Scenario
    from sim.simulation.engine import State

ROOT = Path(__file__).parent.parent
QUICK = {"library_people": 300.0, "library_years": 3.0, "settling_years": 1.0}  # a burn-in of less than a second


def quickened(scenario: Scenario) -> Scenario:
    """The same scenario with a short burn-in."""
    return scenario.model_copy(update={"parameters": {**scenario.parameters, **QUICK}})


def differing(one: npt.NDArray[np.void], two: npt.NDArray[np.void]) -> list[str]:
    """Names of the fields in which two tables of records differ in any bit (padding between fields means nothing)."""
    assert one.dtype == two.dtype
    assert one.shape == two.shape
    return [name for name in one.dtype.names or () if np.array(one[name]).tobytes() != np.array(two[name]).tobytes()]


def differing_states(one: State, two: State) -> list[str]:
    """Names of all parts in which two states differ in any bit."""
    names = [f"people.{name}" for name in differing(one.people, two.people)]
    names += [f"faces.{name}" for name in differing(one.visible_states, two.visible_states)]
    names += ["credit"] if one.credit != two.credit else []
    names += ["hours"] if one.hours != two.hours else []
    return names + (["week"] if one.week != two.week else [])


def python(*words: str) -> list[str]:
    """A command that runs this Python, with warnings as errors."""
    return [sys.executable, "-W", "error", *words]


def environment(added: Mapping[str, str] | None = None, project: Path = ROOT) -> dict[str, str]:
    """This process's environment with `sim` found in the project, and with some variables added."""
    return {**os.environ, "PYTHONPATH": str(project), **(added or {})}


def run_python(
    *words: str, added: Mapping[str, str] | None = None, project: Path = ROOT, fails: bool = False
) -> subprocess.CompletedProcess[str]:
    """Run Python in a process of its own, where warnings are errors.

    Args:
        words: what follows `python` on the command line.
        added: variables added to the environment.
        project: the folder that holds `sim`, where the process runs.
        fails: the process may fail; otherwise the test fails with it.
    """
    done = subprocess.run(
        python(*words),
        cwd=project,
        env=environment(added, project),
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert fails or done.returncode == 0, done.stderr
    return done


def hear_ctrl_c() -> None:
    """Where tests run in the background, a shell lets everything below ignore Ctrl-C."""
    signal.signal(signal.SIGINT, signal.default_int_handler)


def interrupted(script: str, words: Sequence[str], by: signal.Signals = signal.SIGINT) -> tuple[int, str, str]:
    """Run a script, press Ctrl-C when it prints `enough`, and return the exit status and what else was printed."""
    with subprocess.Popen(
        python("-c", script, *words),
        cwd=ROOT,
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=hear_ctrl_c,  # noqa: PLW1509  # no threads of ours run in the tests
    ) as process:
        try:
            assert process.stdout is not None
            assert process.stdout.readline() == "enough\n"
            process.send_signal(by)
            out, err = process.communicate(timeout=120)
        finally:
            process.kill()
    return process.returncode, out, err


def press_ctrl_c(*_: object, **__: object) -> NoReturn:
    """In place of a function: Ctrl-C comes at that moment."""
    raise KeyboardInterrupt


def refused(words: list[str], capsys: pytest.CaptureFixture[str]) -> str:
    """The one message about bad input."""
    from sim.command.main import main

    assert main(words) == 2
    described = capsys.readouterr()
    assert described.out == ""
    message = described.err.strip()
    assert message.startswith("error: ")
    assert "\n" not in message
    assert "Traceback" not in message
    return message
