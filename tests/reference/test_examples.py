"""Examples in docstrings and documents are run, and public names are documented in full."""

import doctest
import importlib
import inspect
import re
from pathlib import Path
from typing import Any

import pytest

from sim.reference.api_page import api_reference, methods_of, prose, public_names
from tests.shared import ROOT

WITH_EXAMPLES = sorted(path for path in (ROOT / "sim").rglob("*.py") if ">>> " in path.read_text(encoding="utf-8"))
DOCUMENTS = sorted(path for path in (ROOT / "docs").glob("*.md")
                   if ">>> " in path.read_text(encoding="utf-8") and path.name != "API.md")  # fmt: skip


def module_name(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


@pytest.mark.parametrize("path", WITH_EXAMPLES, ids=module_name)
def test_examples_in_docstrings_are_true(path: Path) -> None:
    done = doctest.testmod(importlib.import_module(module_name(path)), optionflags=doctest.NORMALIZE_WHITESPACE)
    assert done.failed == 0


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_examples_in_documents_are_true(path: Path) -> None:
    done = doctest.testfile(str(path), module_relative=False)
    assert done.attempted > 0
    assert done.failed == 0


def test_the_python_of_the_first_page_on_it_runs() -> None:
    page = ROOT / "docs" / "python.md"
    blocks = re.findall(r"^```python\n(.*?)^```", page.read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE)
    assert blocks
    for block in blocks:
        exec(compile(block, page.name, "exec"), {})


def described(thing: Any) -> list[tuple[str, Any]]:
    """A public name and, of a class, its public methods."""
    methods = list(methods_of(thing)) if isinstance(thing, type) and thing.__module__.startswith("sim.") else []
    return [("", thing), *methods]


@pytest.mark.parametrize("name", [name for name, _ in public_names()])
def test_public_names_are_documented(name: str) -> None:
    thing = dict(public_names())[name]
    for method, member in described(thing):
        text = inspect.getdoc(member)
        assert text, f"{name}.{method} has no docstring"
        if not inspect.isfunction(member):
            continue
        asked = [one for one in inspect.signature(member).parameters if one not in ("self", "cls")]
        if len(asked) > 1 and "step" not in text[:4].lower():
            missing = [one for one in asked if f"{one}:" not in text and f"`{one}`" not in text]
            assert not missing, f"{name}.{method} does not say what {missing} mean"


def test_the_reference_has_every_public_name() -> None:
    page = api_reference()
    assert all(f"### `{name}`" in page for name, _ in public_names())


def test_sections_of_a_docstring_become_lists() -> None:
    def thing() -> None:
        """Do it.

        Args:
            weeks: how long,
                at least 1.

        Raises:
            ValueError: too long.

        Examples:
            >>> 1 + 1
            2
        """

    assert "- `weeks`: how long, at least 1." in prose(thing)
    assert "**Raises**\n\n- `ValueError`: too long." in prose(thing)
    assert "```python\n>>> 1 + 1\n2\n```" in prose(thing)
