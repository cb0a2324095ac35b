"""A hash of every source that can hold a rule: what results, burnt-in societies and compiled code are keyed by.

Numba's own cache only notices an edit in the file of the function that is called, not in the files that it calls. One
changed rule must change the hash; a changed comment, docstring or description must not, since it would recompile every
rule, burn in every society again and refuse half-done sweeps for nothing.
"""

import ast
import hashlib
import os
import sys
import tomllib
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from sim.core.cache import KEPT_CACHES, cache_folder, forget_old, private_folder

PACKAGE = Path(__file__).parent.parent
# Files and folders that can hold a rule, or decide on the people that a run starts from.
RULES = (
    "core/arithmetic.py",
    "core/chance.py",
    "core/compiled.py",
    "core/decorator.py",
    "core/prefetch.py",
    "core/world.py",
    "network/generate.py",
    "network/known.py",
    "network/places.py",
    "network/ties.py",
    "outcomes/count.py",
    "outcomes/courses.py",
    "outcomes/groups.py",
    "outcomes/health.py",
    "outcomes/resource_use.py",
    "outcomes/tally.py",
    "parameters",
    "people",
    "policy",
    "scenario/scenario.py",
    "scenario/tables.py",
    "simulation/allocation.py",
    "simulation/balancing.py",
    "simulation/burn_in.py",
    "simulation/snapshots.py",
    "simulation/engine.py",
    "simulation/library.py",
    "simulation/loops.py",
    "simulation/schedule.py",
    "theory",
    "week.py",
)
REWRITTEN = Path(__file__).with_name("rewritten.toml")
MOST_KEPT = 10 * KEPT_CACHES  # fingerprints: there are a few for each version of the rules
WORDY_CALLS = ("parameter", "switch", "Field")  # declarations whose strings are explanations for readers


class _WithoutWords(ast.NodeTransformer):
    """Takes out what is there for readers only: docstrings, and the descriptions in declarations."""

    def generic_visit(self, node: ast.AST) -> ast.AST:
        super().generic_visit(node)
        body = getattr(node, "body", None)
        if isinstance(body, list):
            spoken = [part for part in body if isinstance(part, ast.Expr) and isinstance(part.value, ast.Constant)]
            node.body = [part for part in body if part not in spoken] or [ast.Pass()]  # type: ignore[attr-defined]
        return node

    def visit_Call(self, node: ast.Call) -> ast.AST:
        self.generic_visit(node)
        if isinstance(node.func, ast.Name) and node.func.id in WORDY_CALLS:
            node.args = [part for part in node.args if not _is_text(part)]
            node.keywords = [part for part in node.keywords if not _is_text(part.value)]
        return node


def _is_text(node: ast.expr) -> bool:
    return isinstance(node, ast.JoinedStr) or (isinstance(node, ast.Constant) and isinstance(node.value, str))


def rule_sources() -> list[Path]:
    """All files that can hold a rule, in a fixed order."""
    found: set[Path] = set()
    for name in RULES:
        place = PACKAGE / name
        found |= {place} if place.suffix else set(place.rglob("*.py"))
    return sorted(found, key=lambda path: path.relative_to(PACKAGE).as_posix())


def code_of(path: Path) -> str:
    """What a file does: its code without comments, docstrings and descriptions."""
    return ast.unparse(_WithoutWords().visit(ast.parse(path.read_bytes())))


def fingerprint_of(paths: Iterable[Path]) -> str:
    """Hash of what some files of the package do, whatever is said in them: 16 hexadecimal digits.

    Reading code takes half a second, so that the hash is kept in the cache under that of the very bytes of the files.
    """
    files = [(path, path.relative_to(PACKAGE).as_posix()) for path in paths]
    letters = hashlib.sha256(repr(sys.version_info).encode())
    for path, name in files:
        letters.update(f"{name}\0{hashlib.sha256(path.read_bytes()).hexdigest()}\0".encode())
    key = letters.hexdigest()[:32]
    if kept := _kept(key):
        return kept
    digest = hashlib.sha256()
    for path, name in files:
        digest.update(f"{name}\0{code_of(path)}\0".encode())
    found = digest.hexdigest()[:16]
    _keep(key, found)
    return found


def _kept(key: str) -> str:
    """What is kept for a key; empty where nothing is. All of it stands in the name of an empty file."""
    try:
        found = next((cache_folder() / "fingerprints").glob(f"{key}-*"), None)
        if found is not None:
            os.utime(found)
    except OSError:
        return ""
    return found.name.removeprefix(f"{key}-") if found is not None else ""


def _keep(key: str, found: str) -> None:
    """Keep a fingerprint, where there is a place for it."""
    try:
        folder = private_folder(cache_folder() / "fingerprints")
        (folder / f"{key}-{found}").touch(mode=0o600)
        forget_old(folder, MOST_KEPT)
    except OSError:  # such as a full disk
        pass


@cache
def rule_fingerprint() -> str:
    """Hash of all rules, as code: comments, docstrings and descriptions do not count.

    Returns:
        16 hexadecimal digits.
    """
    return fingerprint_of(rule_sources())


@cache
def _rewritten(file: Path) -> dict[str, str]:
    """Fingerprints of rewritten sources, each with that of the sources before."""
    return {entry["now"]: entry["then"] for entry in tomllib.loads(file.read_text(encoding="utf-8"))["rewritten"]}


def results_of(fingerprint: str) -> str:
    """What stands for the results of some sources, as their fingerprint stands for their code.

    Args:
        fingerprint: of the sources, such as `rule_fingerprint()`.

    Returns:
        The fingerprint of the sources that they were rewritten from without changing any result (`rewritten.toml`,
        however many times); their own where they were not.
    """
    before = _rewritten(REWRITTEN)
    while fingerprint in before:
        fingerprint = before[fingerprint]
    return fingerprint
