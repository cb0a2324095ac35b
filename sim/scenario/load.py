"""Scenario files: TOML in, a checked `Scenario` out, or one clear message about what is wrong and where."""

import os
import re
import stat
import tomllib
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from sim.core.installation import as_typed_here
from sim.errors import ScenarioError
from sim.scenario.faults import format_error, nearest, shown, toml_fault
from sim.scenario.files import BASELINE, SCENARIOS, scenario_names
from sim.scenario.renamed import with_present_names
from sim.scenario.scenario import Scenario

LARGEST_FILE = 1_000_000  # bytes; a scenario is a page of text
DEEPEST_CHAIN = 10  # files that extend each other
WITHOUT_EXTENDS = f' The file stands alone; most scenarios begin with the line: extends = "{BASELINE}.toml"'
MOST_FILES = 100  # that a scenario is put together from
MOST_PARTS = 20  # of a key, as in a.b.c
PART = r"""(?:[\w-]++|"[^"\n]*+"|'[^'\n]*+')"""
DOTTED = re.compile(rf"(?<![\w-]){PART}(?:[ \t]*+\.[ \t]*+{PART}){{{MOST_PARTS},}}+[ \t]*+[\]=]?")


def load_scenario(which: str | os.PathLike[str] | Scenario) -> Scenario:
    """Read a scenario by name (a file of `scenarios/`) or path.

    Args:
        which: "baseline", "expanded_cbt", "my/own.toml", or a `Scenario`, which is returned.

    Returns:
        The checked scenario; what the file leaves out is as in the files that it extends.

    Raises:
        ScenarioError: no such file, not TOML, unknown keys or names, wrong types, numbers out of bounds, dates out of
            order. The message names file, key path, value, what was expected and the nearest known name.

    Examples:
        >>> from sim import load_scenario
        >>> load_scenario("expanded_cbt").title
        'Expanded CBT access'
    """
    if isinstance(which, Scenario):
        return which
    path = find_file(which)
    merged = _merge(read_toml(SCENARIOS / "interventions.toml"), _read_chain(path, (), {}))
    own = read_toml(path)
    merged["title"] = own.get("title", path.stem)  # never its parent's description
    merged["description"] = own.get("description", "")
    context = merged.get("context", "")
    if context:
        merged["profile"] = _read_context(path, context)
    try:
        return Scenario(**(merged | {"name": path.stem}))
    except ValidationError as problem:
        hint = "" if "extends" in own or path == SCENARIOS / f"{BASELINE}.toml" else WITHOUT_EXTENDS
        raise ScenarioError(format_error(path, problem, Scenario) + hint) from None


def find_file(which: str | os.PathLike[str]) -> Path:
    """The file that a name or path means."""
    text = os.fspath(which)
    if "\0" in text:
        raise ScenarioError(
            f"scenario {text!r}: not a name or path. Give one of {', '.join(scenario_names())}, or a file."
        )
    path = Path(text)
    if path.suffix == ".toml" or len(path.parts) > 1:
        if _is_file(path):
            return path
        if _exists(path):
            raise ScenarioError(f"{text}: not a regular file, but a folder, pipe or device. Give a .toml file.")
        raise ScenarioError(
            f"{text}: no such scenario file. Give the path of a .toml file, or one of the names "
            f"{', '.join(scenario_names())}."
        )
    known = SCENARIOS / f"{text}.toml"
    if text in scenario_names():
        return known
    raise ScenarioError(
        f"there is no scenario {text!r}.{nearest(text, scenario_names())} "
        f"Known: {', '.join(scenario_names())}; or give the path of your own .toml file."
    )


def _read_chain(path: Path, seen: tuple[Path, ...], known: dict[Path, dict[str, Any]]) -> dict[str, Any]:
    """A file over those that it extends.

    Args:
        path: the file.
        seen: the files that extend this one, one after another.
        known: what was read so far: however often a file is extended, it is read once.
    """
    here = path.resolve()
    if here in known:
        return known[here]
    content = with_present_names(read_toml(path), str(path))
    for key, source in (("name", "the file's name"), ("profile", "`context`")):
        if key in content:
            raise ScenarioError(f"{path}: {key} = {shown(content[key])}: filled in from {source}; remove the key")
    parents = content.pop("extends", [])
    parents = [parents] if isinstance(parents, str) else parents
    if not isinstance(parents, list) or not all(isinstance(parent, str) for parent in parents):
        raise ScenarioError(
            f"{path}: extends = {shown(parents)}: expected the name of a scenario file, or a list of names"
        )
    if len(parents) > MOST_FILES or len(known) + len(seen) > MOST_FILES:
        raise ScenarioError(f"{path}: extends: more than {MOST_FILES} files are put together; merge some")
    merged: dict[str, Any] = {}
    for parent in parents:
        above = path.parent / parent
        if not _is_file(above):
            above = SCENARIOS / parent
        if not _is_file(above):
            names = [f"{name}.toml" for name in scenario_names()]
            raise ScenarioError(f"{path}: extends = {parent!r}: no such file.{nearest(parent, names)}")
        if len(seen) >= DEEPEST_CHAIN:
            raise ScenarioError(
                f"{path}: extends = {parent!r}: more than {DEEPEST_CHAIN} files extend each other; merge some"
            )
        if above.resolve() in (*seen, here):
            raise ScenarioError(
                f"{path}: extends = {parent!r}: the files extend each other in a circle; remove the line from one"
            )
        merged = _merge(merged, _read_chain(above, (*seen, here), known))
    known[here] = _merge(merged, content)
    return known[here]


def read_toml(path: Path) -> dict[str, Any]:
    """A TOML file of at most a megabyte.

    Raises:
        ScenarioError: it cannot be read, is too large, or is not TOML.
    """
    try:
        found = path.stat()
        if not stat.S_ISREG(found.st_mode):
            raise ScenarioError(f"{path}: not a regular file, but a folder, pipe or device. Give a .toml file.")
        with path.open("rb") as file:  # some files of a system are longer than they say
            text = file.read(LARGEST_FILE + 1)
        if len(text) > LARGEST_FILE:
            raise ScenarioError(
                f"{path}: {max(found.st_size, len(text)) / 1e6:,.0f} MB is too large for a scenario; give a file of at "
                "most 1 MB"
            )
        content = text.decode("utf-8-sig")
        if any(one[0].endswith(("]", "=")) for one in DOTTED.finditer(content)):
            raise ScenarioError(f"{path}: no such key: one has more than {MOST_PARTS} parts. Shorten it.")
        return tomllib.loads(content)
    except UnicodeDecodeError:
        raise ScenarioError(
            f"{path}: not text in UTF-8; expected a scenario in TOML. Save it again with the encoding UTF-8, which "
            "editors offer when saving."
        ) from None
    except tomllib.TOMLDecodeError as problem:
        raise ScenarioError(
            f"{path}: not valid TOML{toml_fault(content, str(problem))} "
            + as_typed_here("Compare with scenarios/baseline.toml.")
        ) from None
    except ScenarioError:
        raise
    except (ValueError, RecursionError):
        raise ScenarioError(
            f"{path}: it contains a number too long, or lists too deep, for a scenario. Shorten it."
        ) from None
    except OSError as problem:
        raise ScenarioError(
            f"{path}: cannot be read ({problem.strerror}). Check its name and your permissions."
        ) from None


def _read_context(path: Path, context: object) -> dict[str, Any]:
    folder = SCENARIOS / "contexts"
    names = sorted(file.stem for file in folder.glob("*.toml"))
    if not isinstance(context, str) or context not in names:
        near = nearest(str(context), names)
        raise ScenarioError(f"{path}: context = {context!r}: expected one of {', '.join(names)}.{near}")
    profile = with_present_names(read_toml(folder / f"{context}.toml"), context)
    return dict(profile.get("parameters", {}))


def _merge(below: dict[str, Any], above: dict[str, Any]) -> dict[str, Any]:
    """`above` over `below`, table by table, key by key."""
    merged = dict(below)
    for key, value in above.items():
        under = merged.get(key)
        merged[key] = _merge(under, value) if isinstance(under, dict) and isinstance(value, dict) else value
    return merged


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except OSError:  # no file can have such a name
        return False


def _exists(path: Path) -> bool:
    try:
        return path.exists()
    except OSError:
        return False


__all__ = [
    "BASELINE", "SCENARIOS", "find_file", "format_error", "load_scenario", "nearest", "read_toml", "scenario_names",
]  # fmt: skip
