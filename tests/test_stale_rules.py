"""An edited rule takes effect at once: no cache of compiled code or of populations serves the old one."""

import json
import shutil
import subprocess
from pathlib import Path
from typing import NamedTuple

import numba
import pytest
from shared import ROOT, run_python

from sim import compiled
from sim.apart import AT_WORK, compile_apart

# `mastery` is compiled from its own file and calls `firmness` in another: the compiler's own cache would not notice an
# edit there. Nothing else of the week is compiled.
ASK = """
import json
from sim.compiled import cache_folder, rule_fingerprint
from sim.parameters import Numbers, number_record
from sim.person import empty_people
from sim.scenario_files import load_scenario
from sim.snapshot import _key, standing
from sim.theory.attempt import Attempt
from sim.theory.belief import mastery
person = empty_people(1)
person["recent_successes"] = 3.0
failure = Attempt(0, True, False, 0.25, 0.5, False)
print(json.dumps({
    "loss": mastery(person[0], failure, number_record(Numbers())[0]),
    "fingerprint": rule_fingerprint(),
    "population": _key(standing(load_scenario("baseline")), 100, 1, None),
    "from_cache": sum(mastery.stats.cache_hits.values()),
}))
"""
FIRMNESS = "return me.recent_successes / (me.recent_successes + half)"


class Answer(NamedTuple):
    """What a process says of a copy of the project."""

    loss: float  # of belief by one failure
    fingerprint: str  # of the rules
    population: str  # key of a population in the cache
    from_cache: int  # times that compiled code was found in the cache


class Project(NamedTuple):
    """A copy of the model with a cache of its own."""

    folder: Path
    cache: Path

    def ask(self) -> Answer:
        """Run the rule in a fresh process."""
        done = run_python("-c", ASK, added={"RECOVERY_CACHE": str(self.cache)}, project=self.folder)
        return Answer(**json.loads(done.stdout))

    def edit(self, name: str, old: str, new: str) -> None:
        """Change a source file, as a researcher would."""
        path = self.folder / "sim" / name
        text = path.read_text()
        assert text.count(old) == 1
        path.write_text(text.replace(old, new))


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """A copy whose rules can be edited."""
    folder = tmp_path_factory.mktemp("project")
    for name in ("sim", "scenarios"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    return Project(folder, tmp_path_factory.mktemp("cache"))


def test_an_edited_rule_is_never_served_from_a_stale_cache(project: Project) -> None:
    first = project.ask()
    again = project.ask()
    assert again._replace(from_cache=0) == first._replace(from_cache=0)
    assert (first.from_cache, again.from_cache) == (0, 1)  # there is a cache, and it is used

    project.edit("reading.py", FIRMNESS, FIRMNESS.replace("+ half", "+ 2.0 * half"))
    edited = project.ask()
    assert edited.loss < first.loss < 0.0  # belief is firm only after twice as many successes
    assert edited.fingerprint != first.fingerprint
    assert edited.population != first.population
    assert edited.from_cache == 0


def test_every_file_that_can_hold_a_rule_counts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing of a command, a report or a study is a rule: to compile anew for their sake would only cost time."""
    shutil.copytree(compiled.PACKAGE, tmp_path / "sim", ignore=shutil.ignore_patterns("__pycache__"))
    fingerprint = compiled.rule_fingerprint.__wrapped__
    before = fingerprint()
    monkeypatch.setattr(compiled, "PACKAGE", tmp_path / "sim")
    assert fingerprint() == before  # it does not depend on where the files are
    for path in sorted((tmp_path / "sim").rglob("*.py")):
        text = path.read_bytes()
        path.write_bytes(text + b"# a thought\n")
        spared = path.relative_to(tmp_path / "sim").parts[0] in {
            "command",
            "evidence",
            "report",
            "studies",
            "dashboard",
        }
        assert (fingerprint() == before) == spared, path
        path.write_bytes(text)
    (tmp_path / "sim" / "theory" / "new.py").write_bytes(b"")
    assert fingerprint() != before


def test_what_is_compiled_apart_is_compiled_once_and_a_failure_leaves_it_to_be_tried_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(vars(numba.config), "CACHE_DIR", str(tmp_path))
    monkeypatch.setitem(vars(numba.config), "DISABLE_JIT", 0)
    asked: list[list[str]] = []
    status = 1

    def run(words: list[str], **_: object) -> subprocess.CompletedProcess[bytes]:
        asked.append(words)
        return subprocess.CompletedProcess(words, status)

    monkeypatch.setattr(subprocess, "run", run)
    compile_apart()
    status = 0
    compile_apart()
    compile_apart()
    assert len(asked) == 2
    assert asked[0][1:] == ["-m", "sim.compile_all"]
    monkeypatch.setenv(AT_WORK, "1")
    (tmp_path / next(path.name for path in tmp_path.iterdir())).unlink()
    compile_apart()
    assert len(asked) == 2
