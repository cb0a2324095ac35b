"""A mutation run: would the tests notice if a rule of the theory were another?

    uv run tests/mutation/run.py                        all files of sim/theory
    uv run tests/mutation/run.py stress.py belief.py    some of them
    uv run tests/mutation/run.py --survivors            what no test noticed so far, as differences

Each mutant is one small change to one file (operators of Cosmic Ray), made in memory only: the files are never touched.
The fast tests of the theory then run on the uncompiled rules until one fails. Results are kept in
results/mutation.jsonl, keyed by the mutant, the theory and the tests: after Ctrl-C the same command goes on, and after
an edit only what it touches is run again. Needs an operating system that can fork (Linux, macOS).
"""

import argparse
import ast
import difflib
import hashlib
import importlib.abc
import importlib.machinery
import importlib.util
import json
import os
import shutil
import signal
import sys
import tempfile
import time
import traceback
import warnings
from collections.abc import Iterator, Sequence
from pathlib import Path
from types import ModuleType
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[2]
THEORY = ROOT / "sim" / "theory"
RESULTS = ROOT / "results" / "mutation.jsonl"
TESTS = (
    "tests/reference/equations",
    "tests/theory/test_switches.py",
    "tests/theory/test_disasters.py",
    "tests/theory/test_care.py",
    "tests/theory/test_counters.py",
    "tests/theory/properties",
    "tests/theory/test_small_society.py",
)
HELPERS = "tests/theory/anybody.py"
EXAMPLES = 12  # of each property: a survivor is looked at by hand anyway
PATIENCE = 4.0  # times the seconds that the tests take on the rules as they are
OPERATORS = (
    *(f"core/ReplaceBinaryOperator_{pair}" for pair in ("Add_Sub", "Sub_Add", "Mul_Div", "Div_Mul", "Pow_Mul")),
    *(f"core/ReplaceComparisonOperator_{pair}" for pair in (
        "Lt_LtE", "Lt_GtE", "LtE_Lt", "LtE_Gt", "Gt_GtE", "Gt_LtE", "GtE_Gt", "GtE_Lt", "Eq_NotEq", "NotEq_Eq",
    )),
    *(f"core/ReplaceUnaryOperator_{kind}" for kind in ("USub_UAdd", "Delete_Not")),
    "core/ReplaceAndWithOr", "core/ReplaceOrWithAnd", "core/ReplaceTrueWithFalse", "core/ReplaceFalseWithTrue",
    "core/ReplaceContinueWithBreak", "core/ReplaceBreakWithContinue", "core/AddNot", "core/NumberReplacer",
    "core/ZeroIterationForLoop",
)  # fmt: skip


class Mutant(NamedTuple):
    """One changed file."""

    file: str
    operator: str
    line: int
    function: str  # that holds the line
    source: str
    key: str


def sources_of_tests() -> Iterator[Path]:
    """The files of all tests, and of what they share."""
    for name in (*TESTS, HELPERS):
        path = ROOT / name
        yield from path.glob("*.py") if path.is_dir() else [path]


def mutants(name: str) -> Iterator[Mutant]:
    """All mutants of a file of the theory, no two alike, in the order of their lines."""
    from cosmic_ray.ast import ast_nodes, get_ast
    from cosmic_ray.mutating import mutate_code
    from cosmic_ray.plugins import get_operator

    whole = (THEORY / name).read_text(encoding="utf-8")
    ground = hashlib.sha256()
    for path in sorted([*THEORY.glob("*.py"), *sources_of_tests()]):
        ground.update(path.read_bytes())
    functions = [part for part in ast.parse(whole).body if isinstance(part, ast.FunctionDef)]

    def holding(line: int) -> str:
        return next((one.name for one in functions if one.lineno <= line <= (one.end_lineno or 0)), "")

    found: dict[str, Mutant] = {}
    for operator_name in OPERATORS:
        operator = get_operator(operator_name)()
        places = [place for node in ast_nodes(get_ast(whole)) for place in operator.mutation_positions(node)]
        for occurrence, ((line, _), _) in enumerate(places):
            source = mutate_code(whole, operator, occurrence)
            if source is not None and source != whole:
                key = hashlib.sha256(ground.digest() + source.encode()).hexdigest()[:16]
                found.setdefault(
                    key, Mutant(name, operator_name.removeprefix("core/"), line, holding(line), source, key)
                )
    return iter(sorted(found.values(), key=lambda one: (one.line, one.operator)))


class Changed(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Imports one module of the theory from a text instead of its file."""

    def __init__(self, file: str, source: str) -> None:
        self.module, self.path, self.source = f"sim.theory.{file.removesuffix('.py')}", THEORY / file, source

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        """The module, if it is the one."""
        if fullname != self.module:
            return None
        return importlib.util.spec_from_file_location(fullname, self.path, loader=self)

    def create_module(self, spec: importlib.machinery.ModuleSpec) -> None:
        """As usual."""

    def exec_module(self, module: ModuleType) -> None:
        """Run the changed text."""
        exec(compile(self.source, str(self.path), "exec"), module.__dict__)


class Quick:
    """A plugin of pytest: few examples of each property, always the same; what finds most comes first.

    Args:
        function: name of the changed function, whose own tests come first.
    """

    def __init__(self, function: str) -> None:
        self.function = function

    def pytest_collection_modifyitems(self, items: list) -> None:  # type: ignore[type-arg]
        """Change the tests that were found."""
        from hypothesis import HealthCheck, Phase, settings

        few = settings(
            max_examples=EXAMPLES, deadline=None, database=None, derandomize=True,
            phases=[Phase.explicit, Phase.generate], suppress_health_check=list(HealthCheck),
        )  # fmt: skip
        for item in items:
            if hasattr(item.obj, "hypothesis"):
                item.obj._hypothesis_internal_use_settings = few
        items.sort(
            key=lambda item: (
                f"[{self.function}]" not in item.name,
                "small_society" not in item.name,
                any(word in item.name for word in ("any_state", "exactly_the_sum")),
            )
        )


def warm_up() -> None:
    """Import what takes long and knows nothing of the theory, once for all mutants."""
    os.environ |= {"NUMBA_DISABLE_JIT": "1", "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}  # no threads to fork
    sys.path.insert(0, str(ROOT))
    os.chdir(ROOT)
    for name in (
        "hypothesis.strategies", "networkx", "numba", "pandas", "pytest", "scipy.special", "scipy.stats",
        "sim.network.generate", "sim.outcomes.catalogue", "sim.people.turnover", "sim.scenario.load",
    ):  # fmt: skip
        importlib.import_module(name)
    assert not any(name.startswith("sim.theory.") for name in sys.modules)


def start(mutant: Mutant | None, cache: Path) -> tuple[int, Path]:
    """Begin a test run in a process of its own; None runs the rules as they are.

    Returns:
        Its id, and the folder of its cache.
    """
    own = Path(tempfile.mkdtemp(prefix="mutant-"))
    if mutant is not None:
        shutil.copytree(cache, own, dirs_exist_ok=True)  # populations of the unchanged rules: no mutant sees another's
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # a library's idle thread, which no child needs
        child = os.fork()
    if child:
        return child, own
    status = 3
    try:
        os.setpgid(0, 0)
        os.environ["RECOVERY_CACHE"] = str(own if mutant is not None else cache)
        importlib.import_module("sim.core.cache").cache_folder.cache_clear()  # it was decided while warming up
        nowhere = os.open(os.devnull, os.O_WRONLY)
        if mutant is not None:
            os.dup2(nowhere, 1)
            os.dup2(nowhere, 2)
            sys.meta_path.insert(0, Changed(mutant.file, mutant.source))
        import pytest

        status = int(
            pytest.main(
                ["-x", "-q", "-p", "no:cacheprovider", "-p", "no:xdist", "--assert=plain", "--durations=0", *TESTS],
                plugins=[Quick(mutant.function if mutant else "")],
            )
        )
    except BaseException:
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(status)
    raise AssertionError  # not reached


def finished(child: int) -> int | None:
    """Exit status of a process that is over; None while it runs."""
    done, status = os.waitpid(child, os.WNOHANG)
    return os.waitstatus_to_exitcode(status) if done else None


def kept() -> dict[str, dict[str, object]]:
    """Results so far, by key."""
    lines = RESULTS.read_text(encoding="utf-8").splitlines() if RESULTS.exists() else []
    return {one["key"]: one for one in map(json.loads, lines)}


def run_all(waiting: list[Mutant], workers: int) -> None:
    """Run mutants side by side and keep each result as it comes."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # tidied up after, like Ctrl-C
    cache = Path(tempfile.mkdtemp(prefix="mutation-cache-"))
    start_seconds = 0.0
    for _ in range(2):  # the first run fills the cache
        began = time.monotonic()
        child, own = start(None, cache)
        _, status = os.waitpid(child, 0)
        shutil.rmtree(own)
        start_seconds = time.monotonic() - began
        if status != 0:
            raise SystemExit("The tests fail on the rules as they are: nothing can be learned from mutants.")
    limit = PATIENCE * start_seconds * workers
    print(f"{len(waiting)} mutants; the tests take {start_seconds:.0f} s on the rules as they are.", flush=True)
    RESULTS.parent.mkdir(parents=True, exist_ok=True)
    running: dict[int, tuple[Mutant, Path, float]] = {}
    began, done, queue = time.monotonic(), 0, iter(waiting)
    try:
        with RESULTS.open("a", encoding="utf-8") as file:
            while True:
                while len(running) < workers and (mutant := next(queue, None)) is not None:
                    child, own = start(mutant, cache)
                    running[child] = mutant, own, time.monotonic()
                if not running:
                    return
                time.sleep(0.05)
                for child, (mutant, own, since) in list(running.items()):
                    status_now = finished(child)
                    late = time.monotonic() - since > limit
                    if status_now is None and not late:
                        continue
                    if status_now is None:
                        os.killpg(child, signal.SIGKILL)
                        os.waitpid(child, 0)
                    del running[child]
                    shutil.rmtree(own, ignore_errors=True)
                    outcome = "timeout" if status_now is None else "survived" if status_now == 0 else "killed"
                    record = {"key": mutant.key, "file": mutant.file, "line": mutant.line, "operator": mutant.operator}
                    seconds = round(time.monotonic() - since, 1)
                    file.write(json.dumps(record | {"outcome": outcome, "seconds": seconds}) + "\n")
                    file.flush()
                    done += 1
                    if outcome == "survived" or done % 25 == 0:
                        minutes = (time.monotonic() - began) / 60.0
                        print(f"{done}/{len(waiting)} after {minutes:.1f} min: {mutant.file}:{mutant.line} "
                              f"{mutant.operator} {outcome}", flush=True)  # fmt: skip
    finally:
        for child, (_, own, _) in running.items():
            os.killpg(child, signal.SIGKILL)
            shutil.rmtree(own, ignore_errors=True)
        shutil.rmtree(cache, ignore_errors=True)


def report(names: Sequence[str], show: bool) -> None:
    """Print the score of each file, and the survivors as differences."""
    results = kept()
    for name in names:
        every = list(mutants(name))
        outcome = {one.key: str(results[one.key]["outcome"]) for one in every if one.key in results}
        survivors = [one for one in every if outcome.get(one.key) == "survived"]
        noticed = f"{len(outcome) - len(survivors)} of {len(outcome)} noticed, {len(survivors)} survived"
        print(f"{name}: {noticed}, {len(every) - len(outcome)} to do")
        if show:
            before = (THEORY / name).read_text(encoding="utf-8").splitlines()
            for one in survivors:
                print("\n".join(line for line in difflib.unified_diff(before, one.source.splitlines(), lineterm="", n=0)
                                if not line.startswith(("---", "+++"))))  # fmt: skip


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", nargs="*", help="files of sim/theory; none means all")
    parser.add_argument("--workers", type=int, default=2, help="test runs side by side")
    parser.add_argument("--survivors", action="store_true", help="run nothing; print what no test noticed so far")
    said = parser.parse_args()
    names = said.files or sorted(path.name for path in THEORY.glob("*.py") if path.name != "__init__.py")
    if not said.survivors:
        results = kept()
        waiting = [one for name in names for one in mutants(name) if one.key not in results]
        if waiting:
            warm_up()
            run_all(waiting, said.workers)
    report(names, said.survivors)


if __name__ == "__main__":
    main()
