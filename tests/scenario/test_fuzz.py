"""Scenario, design and trial files that are wrong anywhere: read, or refused with one message, never a traceback."""

import copy
import tomllib
import warnings
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import tomli_w
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from sim.errors import RenamedKey, UserInputError
from sim.scenario.files import SCENARIOS
from sim.scenario.load import load_scenario
from sim.studies.sweeps.design import bases, read_design
from sim.studies.trials.trial_files import load_trial

LONGEST = timedelta(seconds=5)
OURS = ("Traceback", "pydantic", "Input should", "validation error", "NoneType", "object at 0x", "<class")
MESSAGE = 2000  # letters; one message, not a list of all that is wrong


def _design(path: Path) -> None:
    design = read_design(path)
    bases(design)


KINDS: dict[str, tuple[Callable[[Path], object], list[Path]]] = {
    "scenario": (load_scenario, sorted(SCENARIOS.glob("*.toml"))),
    "design": (_design, sorted((SCENARIOS / "sweeps").glob("*.toml"))),
    "trial": (load_trial, sorted((SCENARIOS / "trials").glob("*.toml"))),
}
JUNK = some.one_of(
    some.integers(-(2**62), 2**62),
    some.sampled_from([0, 1, -1, 10**9]),
    some.floats(allow_nan=True, allow_infinity=True),
    some.booleans(),
    some.text(max_size=12),
    some.sampled_from(["", "baseline", "baseline.toml", "cbt", "../x.toml", "parameters", "/", "0.1", "nan"]),
    some.dates(),
    some.lists(some.one_of(some.integers(-5, 5), some.text(max_size=3)), max_size=3),
    some.dictionaries(some.text(max_size=6), some.integers(-5, 5), max_size=3),
)


def places(table: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Paths of all that a file holds."""
    found = [path] if path else []
    if isinstance(table, dict):
        found += [place for key, value in table.items() for place in places(value, (*path, key))]
    elif isinstance(table, list):
        found += [place for row, value in enumerate(table) for place in places(value, (*path, row))]
    return found


def damaged(content: dict[str, Any], data: some.DataObject) -> dict[str, Any]:
    """A file with something taken away, put in, renamed or replaced, once or a few times."""
    content = copy.deepcopy(content)
    for _ in range(data.draw(some.integers(1, 3))):
        there = places(content)
        if not there:
            return content
        *above, last = data.draw(some.sampled_from(there))
        table: Any = content
        for part in above:
            table = table[part]
        what = data.draw(some.sampled_from(["replace", "replace", "remove", "rename", "add"]))
        if what == "replace":
            table[last] = data.draw(JUNK)
        elif what == "remove":
            del table[last]
        elif isinstance(table, dict):
            name = data.draw(some.one_of(some.text(max_size=8), some.just(f"{last}x")))
            table[name] = table.pop(last) if what == "rename" else data.draw(JUNK)
    return content


def read_or_refused(kind: str, path: Path) -> bool:
    """Whether a file is read; if not, it has one message for its user."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RenamedKey)
        try:
            KINDS[kind][0](path)
        except UserInputError as problem:
            said = str(problem)
            assert said
            assert len(said) < MESSAGE, said
            assert not any(word in said for word in OURS), said
            return False
    return True


few = settings(
    max_examples=40, deadline=LONGEST, derandomize=True, database=None, suppress_health_check=list(HealthCheck)
)
many = settings(max_examples=3000, deadline=LONGEST, database=None, suppress_health_check=list(HealthCheck))


def damaged_tables(kind: str, folder: Path, data: some.DataObject) -> None:
    source = data.draw(some.sampled_from(KINDS[kind][1]))
    path = folder / source.name
    path.write_bytes(tomli_w.dumps(damaged(tomllib.loads(source.read_text("utf-8")), data)).encode())
    read_or_refused(kind, path)


def damaged_text(kind: str, folder: Path, data: some.DataObject) -> None:
    source = data.draw(some.sampled_from(KINDS[kind][1]))
    text = bytearray(source.read_bytes())
    for _ in range(data.draw(some.integers(1, 4))):
        start = data.draw(some.integers(0, len(text)))
        end = min(len(text), start + data.draw(some.integers(0, 12)))
        text[start:end] = data.draw(
            some.one_of(some.binary(max_size=8), some.sampled_from([b"[", b"=", b'"', b"\n", b","]))
        )
    path = folder / source.name
    path.write_bytes(text)
    read_or_refused(kind, path)


@pytest.mark.parametrize("kind", KINDS)
@few
@given(data=some.data())
def test_a_damaged_table(kind: str, tmp_path_factory: pytest.TempPathFactory, data: some.DataObject) -> None:
    damaged_tables(kind, tmp_path_factory.getbasetemp(), data)


@pytest.mark.parametrize("kind", KINDS)
@few
@given(data=some.data())
def test_a_damaged_text(kind: str, tmp_path_factory: pytest.TempPathFactory, data: some.DataObject) -> None:
    damaged_text(kind, tmp_path_factory.getbasetemp(), data)


@pytest.mark.slow
@pytest.mark.timeout(3000)
@pytest.mark.parametrize("damage", [damaged_tables, damaged_text])
@pytest.mark.parametrize("kind", KINDS)
@many
@given(data=some.data())
def test_many_damaged_files(
    kind: str,
    damage: Callable[[str, Path, some.DataObject], None],
    tmp_path_factory: pytest.TempPathFactory,
    data: some.DataObject,
) -> None:
    damage(kind, tmp_path_factory.getbasetemp(), data)
