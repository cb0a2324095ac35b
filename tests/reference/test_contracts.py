"""What the contracts of `uv run lint-imports` cannot say: no private name is imported from another package."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SOURCES = sorted(path for folder in ("sim", "tests", "benchmarks", "docs") for path in (ROOT / folder).rglob("*.py"))


def private_imports(path: Path, source: str) -> Iterator[str]:
    """Private names of `sim` that a file imports from a package other than its own."""
    own = ".".join(path.relative_to(ROOT).parent.parts)
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.ImportFrom) or node.module is None or node.module.split(".")[0] != "sim":
            continue
        for name in (*node.module.split("."), *(alias.name for alias in node.names)):
            private = name.startswith("_") and not name.startswith("__")
            if private and node.module.rpartition(".")[0] != own:
                yield f"{path.relative_to(ROOT)}:{node.lineno} imports {name} from {node.module}"


def test_no_private_name_is_imported_across_packages() -> None:
    assert [found for path in SOURCES for found in private_imports(path, path.read_text(encoding="utf-8"))] == []


@pytest.mark.parametrize(
    ("place", "line", "found"),
    [
        ("sim/studies/trials/spec.py", "from sim.studies.runs.run import _one", 1),
        ("sim/studies/trials/spec.py", "from sim.studies.trials.follow import _one", 0),
        ("sim/studies/trials/spec.py", "from sim._hidden import one", 1),
        ("sim/studies/trials/spec.py", "from sim import __version__", 0),
        ("sim/studies/trials/spec.py", "from numba.core import _one", 0),
    ],
)
def test_what_counts_as_private(place: str, line: str, found: int) -> None:
    assert len(list(private_imports(ROOT / place, line))) == found
