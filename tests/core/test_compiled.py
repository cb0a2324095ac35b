"""Compiled code on disk: damage is mended once, a full disk ends nothing, and processes compile side by side."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.shared import ROOT, environment, run_python

ASK = """
import json, sys, warnings
with warnings.catch_warnings(record=True) as notes:
    warnings.simplefilter("always")
    from sim.core import compiled
    from sim.core.arithmetic import expit, logit
    if sys.argv[1] == "full":
        def full(*_, **__):
            raise OSError(28, "No space left on device")
        compiled.tempfile.mkstemp = full
    values = [expit(0.3), logit(0.3)]
hits = sum(sum(one.stats.cache_hits.values()) for one in (expit, logit))
print(json.dumps([values, hits, [str(note.message) for note in notes]]))
"""


def begin(cache: Path, how: str = "", first: str = "", folder: Path = ROOT) -> subprocess.Popen[str]:
    """A process that compiles two functions, after what it does `first`."""
    return subprocess.Popen(
        [sys.executable, "-c", first + ASK, how], cwd=folder, env=environment({"RECOVERY_CACHE": str(cache)}),
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip


def ask(cache: Path, how: str = "") -> tuple[list[float], int, list[str]]:
    """What they give, how often compiled code was found, and the notes."""
    out, err = begin(cache, how).communicate(timeout=120)
    assert err == ""
    values, hits, notes = json.loads(out)
    return values, hits, notes


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A cache that is filled."""
    folder = tmp_path_factory.mktemp("cache")
    values, hits, notes = ask(folder)
    assert (hits, notes) == (0, [])
    assert ask(folder) == (values, 2, [])
    return folder


def flip(whole: bytes) -> bytes:
    """A bit in the middle, where the machine code is."""
    middle = len(whole) // 2
    return whole[:middle] + bytes([whole[middle] ^ 1]) + whole[middle + 1 :]


def test_a_notebook_finds_what_a_command_has_compiled(cache: Path) -> None:
    with begin(cache, first='import sys; sys.path.insert(0, "..")', folder=ROOT / "notebooks") as process:
        out, err = process.communicate(timeout=120)
    assert err == ""
    assert json.loads(out)[1] == 2


@pytest.mark.parametrize(
    "damage", [lambda whole: whole[: len(whole) // 2], lambda _: b"", lambda _: os.urandom(500), flip],
    ids=["cut off", "empty", "garbage", "one bit"],
)  # fmt: skip
def test_damaged_code_is_compiled_again_with_one_note(damage: Callable[[bytes], bytes], cache: Path) -> None:
    files = sorted(cache.rglob("*.code"))
    assert len(files) >= 2
    for file in files:
        file.write_bytes(damage(file.read_bytes()))
    values, hits, notes = ask(cache)
    assert hits == 0
    assert len(notes) == 1
    assert "damaged" in notes[0]
    assert ask(cache) == (values, 2, [])


def test_a_full_disk_ends_nothing(tmp_path: Path, cache: Path) -> None:
    values, hits, notes = ask(tmp_path, "full")
    assert (values, hits) == (ask(cache)[0], 0)
    assert len(notes) == 1
    assert "cannot be kept (No space left on device)" in notes[0]


def test_two_processes_compile_at_once(tmp_path: Path) -> None:
    both = [begin(tmp_path) for _ in range(2)]
    answers = [json.loads(one.communicate(timeout=120)[0]) for one in both]
    assert answers[0][0] == answers[1][0]
    assert [answer[2] for answer in answers] == [[], []]
    assert ask(tmp_path) == (answers[0][0], 2, [])
    assert not list(tmp_path.rglob(".*-*"))


def test_a_rule_typed_into_a_notebook_works_and_is_not_kept() -> None:
    """Its source is no file, so that nothing could tell an edited one from the one before."""
    script = "\n".join(
        [
            "from sim.core.decorator import rule",
            "for factor in (2.0, 3.0):",
            "    text = f'@rule\\ndef mine(x: float) -> float:\\n    return {factor} * x\\n'",
            "    space = {'rule': rule}",
            "    exec(compile(text, '/nowhere/cell.py', 'exec'), space)",
            "    print(space['mine'](1.5))",
        ]
    )
    assert run_python("-c", script).stdout.split() == ["3.0", "4.5"]
