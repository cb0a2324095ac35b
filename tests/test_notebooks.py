"""Lessons and recipes: each runs from top to bottom, bears out its own claims, and is kept without outputs."""

import ast
import json
import re
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbclient import NotebookClient

from tests.shared import ROOT

FOLDER = ROOT / "notebooks"
NOTEBOOKS = sorted(FOLDER.glob("*.ipynb"))
LESSON_PARTS = (
    "**The question.**",
    "**Write down your prediction.**",
    "## The run",
    "## A surprise",
    "## The explanation",
    "## Exercise",
    "<details><summary>Answer</summary>",
    "## Does this run say what the text says?",
    "## Three things to take away",
    "**Limits.**",
)
FAILED = "DOES NOT HOLD HERE"
STRICT = "error::UserWarning,error::RuntimeWarning,error::FutureWarning,error::DeprecationWarning:sim"
LONGEST_CELL = 60  # lines


def cells(path: Path, kind: str) -> list[str]:
    return ["".join(cell["source"]) for cell in json.loads(path.read_text())["cells"] if cell["cell_type"] == kind]


def outputs(notebook: Any) -> list[Any]:
    return [output for cell in notebook.cells for output in cell.get("outputs", [])]


def names(paths: list[Path]) -> list[str]:
    return [path.stem for path in paths]


ALWAYS = (
    "policy_01_from_a_question_to_a_report",
    "policy_03_what_the_model_cannot_tell", "recipe_02_own_mechanism", "recipe_07_calibrate_to_your_region",
)  # fmt: skip
RUN = [pytest.param(path, id=path.stem, marks=[] if path.stem in ALWAYS else pytest.mark.slow) for path in NOTEBOOKS]


@pytest.mark.parametrize("path", RUN)
def test_it_runs_from_top_to_bottom_and_bears_out_its_claims(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONWARNINGS", STRICT)
    monkeypatch.setenv("IPYTHONDIR", str(ROOT / ".pytest_cache" / "ipython"))
    notebook = nbformat.read(path, 4)  # type: ignore[no-untyped-call]
    resources = {"metadata": {"path": str(FOLDER)}}
    NotebookClient(notebook, timeout=400, kernel_name="python3", resources=resources).execute()
    said = [output for output in outputs(notebook) if output.output_type == "stream"]
    claims = "".join(output.text for output in said if output.name == "stdout")
    assert FAILED not in claims, claims
    assert "holds here" in claims
    # what a command prints to a reader who made a slip on purpose is no warning
    complaints = [o.text for o in said if o.name == "stderr" and "Warning" in o.text]
    assert not complaints
    pictures = [o for o in outputs(notebook) if "data" in o and ("<img" in str(o.data.get("text/html", ""))
                or "image/png" in o.data)]  # fmt: skip
    assert pictures, "a picture for every claim: this notebook draws none"


@pytest.mark.parametrize("path", NOTEBOOKS, ids=names(NOTEBOOKS))
def test_what_it_imports_is_there(path: Path) -> None:
    code = "\n".join(
        line for text in cells(path, "code") for line in text.splitlines() if not line.lstrip().startswith(("%", "!"))
    )
    found = [one for one in ast.walk(ast.parse(code)) if isinstance(one, ast.ImportFrom)]
    for one in found:
        module = import_module(one.module or "")
        missing = [name.name for name in one.names if not hasattr(module, name.name) and not _is_module(one, name.name)]
        assert missing == [], f"{path.name}: from {one.module}"


def _is_module(one: ast.ImportFrom, name: str) -> bool:
    return find_spec(f"{one.module}.{name}") is not None


def test_those_that_always_run_are_there() -> None:
    assert set(ALWAYS) <= set(names(NOTEBOOKS))


@pytest.mark.parametrize("path", NOTEBOOKS, ids=names(NOTEBOOKS))
def test_it_is_kept_without_outputs(path: Path) -> None:
    content = json.loads(path.read_text())
    for cell in content["cells"]:
        if cell["cell_type"] == "code":
            assert cell["outputs"] == []
            assert cell["execution_count"] is None


@pytest.mark.parametrize("path", NOTEBOOKS, ids=names(NOTEBOOKS))
def test_prose_comes_first_and_limits_are_reported(path: Path) -> None:
    content = json.loads(path.read_text())["cells"]
    assert content[0]["cell_type"] == "markdown"
    prose, code = cells(path, "markdown"), cells(path, "code")
    assert prose[0].startswith("# ")
    assert any("**Limits.**" in text for text in prose)
    assert all(len(text.splitlines()) <= LONGEST_CELL for text in code)


@pytest.mark.parametrize("path", NOTEBOOKS, ids=names(NOTEBOOKS))
def test_code_is_folded_for_those_who_do_not_program(path: Path) -> None:
    cells = [cell for cell in json.loads(path.read_text())["cells"] if cell["cell_type"] == "code"]
    tags = [cell["metadata"].get("tags", []) for cell in cells]
    hidden = [cell["metadata"].get("jupyter", {}).get("source_hidden", False) for cell in cells]
    assert hidden == ["hide-input" in one for one in tags]
    if path.stem.startswith("recipe_"):
        assert not any(hidden)
    else:  # what a reader has to see, such as a policy as a file, says so
        assert all(is_hidden or "show-input" in one for is_hidden, one in zip(hidden, tags, strict=True))
        assert sum(hidden) >= len(hidden) - 1


@pytest.mark.parametrize("path", [p for p in NOTEBOOKS if p.stem.startswith("lesson_")], ids=lambda path: path.stem)
def test_a_lesson_has_all_its_parts(path: Path) -> None:
    prose = "\n".join(cells(path, "markdown"))
    missing = [part for part in LESSON_PARTS if part not in prose]
    assert missing in ([], ["## The run"]), f"{path.name} lacks {missing}"
    takeaways = prose.split("## Three things to take away")[1]
    assert len(re.findall(r"^\d\. ", takeaways, re.MULTILINE)) == 3


def test_there_is_a_lesson_for_every_topic_and_a_recipe_for_every_need() -> None:
    stems = names(NOTEBOOKS)
    assert sum(stem.startswith("lesson_") for stem in stems) == 9
    assert sum(stem.startswith("recipe_") for stem in stems) == 9
    assert sum(stem.startswith("policy_") for stem in stems) == 3


def test_the_guide_names_every_notebook() -> None:
    guide = (FOLDER / "README.md").read_text(encoding="utf-8")
    assert [path.name for path in NOTEBOOKS if f"({path.name})" not in guide] == []
