"""How tests share the machine: processes side by side, rules compiled once, and sources compiled once.

`uv run pytest` uses as many processes as there are processors, up to `MOST`. `-n 0` runs all tests in one, as happens
without being asked where a few files or one test are named, or output is to be seen at once (`-s`). The tests of a file
stay together, and those of a folder that share a server or a society (`TOGETHER`). What takes longest begins first, so
that the processes end at about the same time.
"""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

MOST = 4  # processes; each holds a browser, a server and some societies
FEW = 3  # files, for which it does not pay to start processes
WAY = "loadfile"  # of handing out tests, where none was asked for
TOGETHER = (
    "tests/dashboard/browser",
    "tests/dashboard/hostile",
    "tests/studies/cohorts",
    "tests/studies/trials",
    "tests/theory/knockouts",
)
APART = "tests/test_notebooks.py"  # each of its tests starts a process of its own
LONGEST = (  # first; what is missing here comes after, in the usual order
    "tests/dashboard/browser", "tests/command/compare/test_results_of_a_comparison.py",
    "tests/command/compare/test_stopping.py", "tests/command/test_machines.py",
    "tests/dashboard/votes", "tests/report/test_layout.py", "tests/studies/test_lesson_claims.py",
    "tests/dashboard/hostile", "tests/studies/sweeps/test_sweep_kills.py", APART, "tests/command/test_new.py",
    "tests/theory/knockouts", "tests/core/test_compiled.py", "tests/studies/sweeps/test_whole_sweeps.py",
    "tests/simulation/test_equality.py", "tests/studies/test_sensitivity.py", "tests/studies/test_fitting.py",
    "tests/studies/validation/test_validation.py", "tests/report/test_report.py", "tests/command/test_start.py",
    "tests/dashboard/test_serve.py", "tests/reference/test_examples.py",
)  # fmt: skip
COMPILE = "import sim.core.decorator; from sim.core.precompile import compile_apart; compile_apart()"


def keep_bytecode(folder: Path) -> None:
    """Let what Python compiles of sources be kept in a folder, here and in all processes that tests start.

    Where `PYTHONDONTWRITEBYTECODE` is set, as in many containers, each process would compile all libraries again, which
    takes longer than most tests.

    Args:
        folder: where it is kept; nothing is written beside the sources.
    """
    if sys.dont_write_bytecode:
        sys.dont_write_bytecode, sys.pycache_prefix = False, str(folder)
        os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
        os.environ["PYTHONPYCACHEPREFIX"] = str(folder)


def workers(config: pytest.Config) -> int:
    """How many processes run the tests that were asked for; 0: this one alone."""
    named = config.args if config.args_source is pytest.Config.ArgsSource.ARGS else []
    few = bool(named) and sum(map(_files, named)) <= FEW
    watched = config.getoption("capture") == "no" or config.getoption("usepdb")
    processors = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    if few or watched or config.getoption("keyword") or processors == 1:
        return 0
    return min(processors, MOST)


def _files(named: str) -> int:
    """Files of tests that are meant by a word of the command line."""
    return sum(1 for _ in Path(named).rglob("test_*.py")) if Path(named).is_dir() else 1


def together(test: str) -> str:
    """What a test belongs to: the tests of one name are run by one process.

    Args:
        test: such as "tests/core/test_cache.py::test_it_is_decided_once".
    """
    file = test.partition("::")[0]
    folder = next((one for one in TOGETHER if file.startswith(f"{one}/")), file)
    return test if folder == APART else folder


def longest_first(tests: list[pytest.Item]) -> None:
    """Put what takes longest at the beginning."""

    def place(test: pytest.Item) -> int:
        name = together(test.nodeid).partition("::")[0]
        return LONGEST.index(name) if name in LONGEST else len(LONGEST)

    tests.sort(key=place)


class Parallel:
    """The plugin of the process that hands out the tests."""

    def __init__(self, root: Path) -> None:
        self._compiling = subprocess.Popen([sys.executable, "-c", COMPILE], cwd=root)

    def pytest_xdist_node_collection_finished(self) -> None:
        """No test begins before the rules are compiled, as every process would compile them for itself."""
        self._compiling.wait()

    def pytest_xdist_make_scheduler(self, config: pytest.Config, log: Any) -> Any:
        """Hand out what belongs together, in the order of the tests, unless another way was asked for."""
        if config.option.dist != WAY:
            return None
        from xdist.scheduler import LoadScopeScheduling

        class Together(LoadScopeScheduling):  # type: ignore[misc]
            def _split_scope(self, nodeid: str) -> str:
                return together(nodeid)

        config.option.loadscopereorder = False  # it would begin with what has most tests
        return Together(config, log)

    def pytest_unconfigure(self) -> None:
        """Nothing is left running where the tests were stopped early."""
        self._compiling.kill()
        self._compiling.wait()


def prepare(config: pytest.Config, root: Path) -> None:
    """Decide how many processes run the tests, unless that was asked for; does nothing without pytest-xdist."""
    if hasattr(config, "workerinput") or not config.pluginmanager.hasplugin("xdist"):
        return
    if config.option.numprocesses is None and not config.option.tx:
        config.option.numprocesses = workers(config)
    if config.option.numprocesses and not config.option.collectonly:
        if config.option.dist == "no":
            config.option.dist = WAY
        config.pluginmanager.register(Parallel(root), "parallel")
