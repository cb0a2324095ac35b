"""An edited rule takes effect at once: no cache of compiled code or of populations serves the old one."""

import ast
import json
import shutil
from pathlib import Path
from typing import NamedTuple

import pytest

from sim.core import fingerprint
from tests.shared import ROOT, run_python

# `reaction_of` is compiled from its own file and calls `expected_outcome` in another: the compiler's own cache would
# not notice an edit there. Nothing else of the week is compiled.
ASK = """
import json
from sim.core.fingerprint import rule_fingerprint
from sim.parameters import Parameters, parameter_record
from sim.people.state import empty_people
from sim.scenario.load import load_scenario
from sim.simulation.snapshots import snapshot_key, standing
from sim.theory.belief import reaction_of
person = empty_people(1)
person["outcome_expectation"] = 0.4
print(json.dumps({
    "engagement": reaction_of(person[0], 0.5, parameter_record(Parameters())[0]).engagement,
    "fingerprint": rule_fingerprint(),
    "population": snapshot_key(standing(load_scenario("baseline")), 100, 1, None),
    "from_cache": sum(reaction_of.stats.cache_hits.values()),
}))
"""
EXPECTATION = "me.outcome_expectation if parameters.use_outcome_expectation > 0.0"


class Answer(NamedTuple):
    """What a process says of a copy of the project."""

    engagement: float  # belief times outcome expectation
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

    project.edit("people/condition.py", EXPECTATION, EXPECTATION.replace("me.", "0.5 * me.", 1))
    edited = project.ask()
    assert (first.engagement, edited.engagement) == (0.2, 0.1)
    assert edited.fingerprint != first.fingerprint
    assert edited.population != first.population
    assert edited.from_cache == 0


def test_rules_count_and_words_do_not(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Code of a rule changes the hash; a comment, a docstring, a description, and whatever is no rule, do not."""
    shutil.copytree(fingerprint.PACKAGE, tmp_path / "sim", ignore=shutil.ignore_patterns("__pycache__"))
    hash_now = fingerprint.rule_fingerprint.__wrapped__
    before = hash_now()
    monkeypatch.setattr(fingerprint, "PACKAGE", tmp_path / "sim")
    assert hash_now() == before  # it does not depend on where the files are
    for path in fingerprint.rule_sources():
        code, text = fingerprint.code_of(path), path.read_bytes()
        path.write_bytes(text + b"\n\n# a thought\n")
        assert fingerprint.code_of(path) == code, path
        path.write_bytes(text + b"\nCHANGED = 1\n")
        assert fingerprint.code_of(path) != code, path
        path.write_bytes(text)
    for name, old, new in (
        ("theory/belief.py", "Change of belief", "What becomes of belief"),
        ("parameters/care.py", "sessions between two readings", "sessions from one reading to the next"),
        ("report/words/quantities.py", "import", "import  "),
    ):
        path = tmp_path / "sim" / name
        said = path.read_text()
        assert old in said
        path.write_text(said.replace(old, new))
        assert hash_now() == before, name
    (tmp_path / "sim" / "theory" / "new.py").write_bytes(b"")
    assert hash_now() != before


def test_no_rule_is_missing_from_the_hash() -> None:
    """Whatever is compiled, or decides on the people that a run starts from, stands on the list of rules."""
    rules = set(fingerprint.rule_sources())
    for path in fingerprint.PACKAGE.rglob("*.py"):
        if any(line in ("@rule", "@seldom", "@parallel_loop") for line in path.read_text().splitlines()):
            assert path in rules, path
    waiting, seen = [fingerprint.PACKAGE / "simulation" / "burn_in.py"], set[Path]()
    while waiting:
        path = waiting.pop()
        seen.add(path)
        for node in ast.walk(ast.parse(path.read_bytes())):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("sim."):
                place = fingerprint.PACKAGE.joinpath(*str(node.module).split(".")[1:])
                found = place / "__init__.py" if place.is_dir() else place.with_suffix(".py")
                waiting += [found] if found not in seen else []
    not_rules = {path.relative_to(fingerprint.PACKAGE).as_posix() for path in seen - rules}
    assert not_rules == {
        "core/cache.py",
        "core/fingerprint.py",
        "core/installation.py",
        "core/plain.py",
        "core/precompile.py",
        "core/strict.py",
        "errors.py",
        "scenario/faults.py",
        "scenario/files.py",
        "scenario/load.py",  # what it reads is in the key of each population
        "scenario/renamed.py",
    }
