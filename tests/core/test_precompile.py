"""Rules compiled in other processes: each once, and just those that a week will call."""

import atexit
import json
import subprocess
from pathlib import Path
from typing import Any

import numba
import pytest

from sim.core import precompile
from sim.core.precompile import APART, AT_WORK, BESIDE, compile_apart, compile_beside
from sim.simulation.compile_beside import PAGES, Examples, an_engine, types_of
from sim.week import STEPS
from tests.shared import run_python

# A rule that was compiled for other types than those of the week would have two signatures.
SIGNATURES = """
import json
from sim.outcomes.courses import no_courses
from sim.simulation.compile_beside import PAGES, an_engine, main
from sim.week import STEPS
main()
engine = an_engine()
engine.live_weeks(1, engine.diary(1), no_courses(len(engine.people), 1))
called = [*PAGES, *(step.rule for step in STEPS)]
print(json.dumps({rule.__name__: len(rule.signatures) for rule in called}))
"""


class Started:
    """What was asked of `subprocess`, none of which is run."""

    def __init__(self) -> None:
        self.modules: list[str] = []
        self.status = 0
        self.killed = 0

    def run(self, args: list[str], **_: object) -> subprocess.CompletedProcess[bytes]:
        self.modules.append(args[-1])
        return subprocess.CompletedProcess(args, self.status)

    def begin(self, args: list[str], **_: object) -> "Started":
        self.modules.append(args[-1])
        return self

    def kill(self) -> None:
        self.killed += 1

    def wait(self) -> None:
        assert self.killed > 0


@pytest.fixture
def started(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Started:
    """A computer with an empty cache and two processors."""
    found = Started()
    monkeypatch.setitem(vars(numba.config), "CACHE_DIR", str(tmp_path))
    monkeypatch.setitem(vars(numba.config), "DISABLE_JIT", 0)
    monkeypatch.delenv(AT_WORK, raising=False)
    monkeypatch.setattr(subprocess, "run", found.run)
    monkeypatch.setattr(subprocess, "Popen", found.begin)
    monkeypatch.setattr(precompile, "processors", lambda: 2)
    return found


def test_what_is_compiled_apart_is_compiled_once_and_a_failure_leaves_it_to_be_tried_again(
    started: Started, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    started.status = 1
    compile_apart()
    started.status = 0
    compile_apart()
    compile_apart()
    assert started.modules == [APART, APART]
    monkeypatch.setenv(AT_WORK, APART)
    next(tmp_path.iterdir()).unlink()
    compile_apart()
    assert len(started.modules) == 2


def test_a_second_process_is_started_once_and_ended_with_the_first(
    started: Started, monkeypatch: pytest.MonkeyPatch
) -> None:
    ends: list[Any] = []
    monkeypatch.setattr(atexit, "register", ends.append)
    compile_beside()
    compile_beside()
    assert started.modules == [BESIDE]
    assert started.killed == 0
    ends[0]()
    assert started.killed == 1


def test_a_second_process_needs_a_second_processor_and_starts_none_itself(
    started: Started, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(precompile, "processors", lambda: 1)
    compile_beside()
    monkeypatch.setattr(precompile, "processors", lambda: 2)
    monkeypatch.setenv(AT_WORK, BESIDE)
    compile_beside()
    assert started.modules == []
    monkeypatch.setenv(AT_WORK, APART)  # the process that compiles all may have help too
    compile_beside()
    assert started.modules == [BESIDE]


def test_a_folder_that_cannot_be_written_to_starts_nothing(
    started: Started, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(vars(numba.config), "CACHE_DIR", str(tmp_path / "gone"))
    compile_beside()
    assert started.modules == []


def test_the_second_process_knows_the_types_of_all_steps() -> None:
    examples = Examples(an_engine())
    types = {rule.__name__: types_of(rule, examples) for rule in (*PAGES, *(step.rule for step in STEPS))}
    assert len(types) == len(PAGES) + len(STEPS)
    assert not any(isinstance(one, numba.types.PyObject) for kinds in types.values() for one in kinds)


@pytest.mark.slow  # compiles all rules: a minute
def test_it_compiles_just_what_a_week_calls(tmp_path: Path) -> None:
    counts: dict[str, int] = json.loads(run_python("-c", SIGNATURES, added={"RECOVERY_CACHE": str(tmp_path)}).stdout)
    assert len(counts) == len(PAGES) + len(STEPS)
    assert counts.pop("publish_visible_state") == 2  # for conditions just read, in a new population, and for kept ones
    assert set(counts.values()) == {1}
