"""Files that belong together: held, written beside, put in place at once, and never a mixture."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from sim.core.results import Results, digest
from sim.errors import FolderTaken, UserInputError
from tests.shared import ROOT, environment

# Replaces results again and again; the text of all files of a run is the same.
REPLACER = """
import itertools, sys
from pathlib import Path
from sim.core.results import Results
for number in itertools.count(int(sys.argv[2])):
    with Results(Path(sys.argv[1]), "run.json") as results:
        for name in ("a.csv", "b.csv", "c.csv"):
            results.write(name, lambda path: path.write_text(str(number)))
        results.finish({"number": number})
    print(number, flush=True)
"""


def contents(folder: Path) -> dict[str, str]:
    """All files of a folder, hidden ones too."""
    return {path.relative_to(folder).as_posix(): path.read_text() for path in folder.rglob("*") if path.is_file()}


def put(folder: Path, text: str, *names: str) -> None:
    """Write a few files as results."""
    with Results(folder, "run.json") as results:
        for name in names:
            results.write(name, lambda path: path.write_text(text))
        results.finish({"said": text})


def test_files_appear_together_and_the_record_knows_them(tmp_path: Path) -> None:
    with Results(tmp_path, "run.json") as results:
        results.write("a.csv", lambda path: path.write_text("1"))
        assert not (tmp_path / "a.csv").exists()
        results.finish({"said": "1"})
    assert set(contents(tmp_path)) == {"a.csv", "run.json"}
    assert json.loads((tmp_path / "run.json").read_text())["files"] == {"a.csv": digest(tmp_path / "a.csv")}


def test_what_earlier_results_had_and_new_ones_lack_goes_and_other_files_stay(tmp_path: Path) -> None:
    put(tmp_path, "1", "a.csv", "b.csv")
    (tmp_path / "notes.txt").write_text("mine")
    put(tmp_path, "2", "a.csv")
    found = contents(tmp_path)
    assert set(found) == {"a.csv", "run.json", "notes.txt"}
    assert found["a.csv"] == "2"


def test_a_record_cannot_name_files_elsewhere(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine")
    folder = tmp_path / "out"
    folder.mkdir()
    (folder / "run.json").write_text(json.dumps({"files": {"../mine.txt": "", "/etc/hostname": "", ".hidden": ""}}))
    put(folder, "2", "a.csv")
    assert (tmp_path / "mine.txt").read_text() == "mine"


def test_a_second_run_is_refused_while_the_first_works(tmp_path: Path) -> None:
    with (
        Results(tmp_path, "run.json"),
        pytest.raises(FolderTaken, match=rf"another run writes.*process {os.getpid()}.*--out"),
        Results(tmp_path, "run.json"),
    ):
        pytest.fail("two at once")
    put(tmp_path, "1", "a.csv")


def test_a_run_that_fails_leaves_earlier_results_as_they_were(tmp_path: Path) -> None:
    put(tmp_path, "1", "a.csv")
    before = contents(tmp_path)
    with pytest.raises(KeyboardInterrupt), Results(tmp_path, "run.json") as results:
        results.write("a.csv", lambda path: path.write_text("2"))
        raise KeyboardInterrupt
    assert contents(tmp_path) == before


@pytest.mark.parametrize(("ending", "left"), [(UserInputError, {"a.csv": "2"}), (KeyboardInterrupt, {})])
def test_tables_that_are_whole_outlast_an_error_but_not_a_stop(
    ending: type[BaseException], left: dict[str, str], tmp_path: Path
) -> None:
    with pytest.raises(ending), Results(tmp_path, "run.json") as results:
        results.write("a.csv", lambda path: path.write_text("2"))
        raise ending
    assert contents(tmp_path) == left


def test_an_exchange_that_fails_halfway_is_undone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put(tmp_path, "1", "a.csv", "b.csv")
    before = contents(tmp_path)
    usual = Path.replace

    def fail(self: Path, target: Path) -> Path:
        if target == tmp_path / "b.csv" and ".earlier" not in str(self):
            raise PermissionError(13, "open in another program")
        return usual(self, target)

    with Results(tmp_path, "run.json") as results:
        for name in ("a.csv", "b.csv"):
            results.write(name, lambda path: path.write_text("2"))
        monkeypatch.setattr(Path, "replace", fail)
        with pytest.raises(UserInputError, match="cannot be written"):
            results.finish({"said": "2"})
    assert contents(tmp_path) == before


@pytest.mark.skipif(sys.platform == "win32", reason="processes are killed another way there")
def test_kills_at_any_moment_never_leave_a_mixture(tmp_path: Path) -> None:
    out, number = tmp_path / "out", 0
    for turn in range(12):
        with subprocess.Popen(
            [sys.executable, "-c", REPLACER, str(out), str(number)], cwd=ROOT, env=environment(),
            stdout=subprocess.PIPE, text=True,
        ) as process:  # fmt: skip
            assert process.stdout is not None
            for _ in range(3 + turn):
                number = int(process.stdout.readline()) + 1
            process.send_signal(signal.SIGKILL)
        there = {name: (out / name).read_text() for name in ("a.csv", "b.csv", "c.csv") if (out / name).exists()}
        assert len(set(there.values())) <= 1, there
        if (out / "run.json").exists():
            assert there == dict.fromkeys(
                ("a.csv", "b.csv", "c.csv"), str(json.loads((out / "run.json").read_text())["number"])
            )
        number += 100
    put(out, "end", "a.csv")
    assert not [path for path in out.iterdir() if path.name.startswith(".")]
