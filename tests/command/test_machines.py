"""Signals at any moment, poor encodings, readers that go away, and two runs into one folder."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.shared import ROOT, environment, hear_ctrl_c, python

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="signals are sent another way there")
# Sends itself a signal when a library begins to be imported: the moment does not depend on how fast the machine is.
AMID_IMPORT = """
import os, sys
library, number, *words = sys.argv[1:]
class Finder:
    def find_spec(self, name, path=None, target=None):
        if name == library:
            sys.meta_path.remove(self)
            os.kill(os.getpid(), int(number))
sys.meta_path.insert(0, Finder())
sys.argv = ["run.py", *words]
from sim.command.main import main
sys.exit(main())
"""


def begin(words: list[str], **added: str) -> subprocess.Popen[str]:
    """Start Python in a group of its own."""
    return subprocess.Popen(
        python(*words), cwd=ROOT, env=environment(added), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        encoding="utf-8", errors="replace", preexec_fn=hear_ctrl_c,  # noqa: PLW1509
        start_new_session=True,
    )  # fmt: skip


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
@pytest.mark.parametrize(
    ("library", "words"),
    [
        ("typer", ["scenarios"]), ("numpy", ["explain"]), ("numba", ["compare"]), ("pandas", ["cohort"]),
        ("llvmlite.binding", ["trial", "cbt_for_depression"]), ("mesa", ["explain"]),
        ("sim.simulation.engine", ["mix"]),
    ],
)  # fmt: skip
def test_a_signal_amid_an_import_is_one_line(number: int, library: str, words: list[str], tmp_path: Path) -> None:
    process = begin(["-c", AMID_IMPORT, library, str(int(number)), *words], RECOVERY_CACHE=str(tmp_path))
    out, err = process.communicate(timeout=60)
    assert (process.returncode, out, err) == (130, "", "Stopped.\n")


def test_a_signal_amid_compiling_is_one_line(tmp_path: Path) -> None:
    process = begin(["-c", AMID_IMPORT, "numba.core.typeinfer", str(int(signal.SIGINT)), "explain", "--people", "60"],
                    RECOVERY_CACHE=str(tmp_path))  # fmt: skip
    out, err = process.communicate(timeout=60)
    assert (process.returncode, out, err) == (130, "", "Stopped.\n")


def test_sigterm_keeps_what_ctrl_c_keeps(quick_files: Path, tmp_path: Path) -> None:
    """A library's C code can drop an exception that is raised within it, as was seen once in many runs: two tries."""
    words = [str(quick_files / "quick.toml"), "--people", "100", "--weeks", "10000", "--every", "4"]
    for name in ("first", "second"):
        folder = tmp_path / name
        folder.mkdir()
        process = begin(["run.py", "cohort", *words, "--out", str(folder / "p.parquet")])
        part = folder / ".p.json.part" / "p.parquet"
        while process.poll() is None and not (part.exists() and part.stat().st_size > 200_000):
            time.sleep(0.02)
        assert process.poll() is None  # it is stopped amid its work
        os.killpg(process.pid, signal.SIGTERM)
        out, err = process.communicate(timeout=300)
        if process.returncode:
            break
    assert (process.returncode, err) == (130, "")
    assert "waves were finished and kept" in out.replace("\n", " ")
    assert {path.name for path in folder.iterdir()} == {"p.parquet", "p.ties.parquet", "p.schema.csv", "p.json"}


@pytest.mark.parametrize("number", [pytest.param(signal.SIGINT, marks=pytest.mark.slow), signal.SIGTERM])
def test_a_signal_while_results_are_written_lets_them_be_finished(
    number: int, quick_files: Path, tmp_path: Path
) -> None:
    words = ["compare", str(quick_files / "quick_cbt.toml"), "--baseline", str(quick_files / "quick.toml")]
    words += ["--people", "100", "--weeks", "20", "--replicates", "2", "--out", str(tmp_path)]
    process = begin(["-c", AMID_IMPORT, "sim.core.csv_files", str(int(number)), *words])  # loaded to write the first
    out, err = process.communicate(timeout=120)
    assert process.returncode == 0
    assert "Finished work is being written" in err
    assert "Report: " in out
    assert {"run.json", "report.html", "summary.csv"} <= {path.name for path in tmp_path.iterdir()}


@pytest.mark.parametrize("encoding", [pytest.param("cp1252", marks=pytest.mark.slow), "ascii"])
def test_output_never_fails_on_a_letter(encoding: str, quick_files: Path, tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    text = (quick_files / "quick.toml").read_text()
    path.write_text(f'title = "Ünï – 更好的照护 🙂 “x”"\n{text}', encoding="utf-8")
    words = ["run.py", "explain", str(path), "--people", "60", "--weeks", "4"]
    process = begin(words, PYTHONIOENCODING=encoding)
    out, err = process.communicate(timeout=60)
    assert (process.returncode, err) == (0, "")
    assert "This person does not exist" in out
    process = begin(["run.py", "explain", str(tmp_path / "更.toml")], PYTHONIOENCODING=encoding)
    assert process.wait(60) == 2
    assert "no such scenario file" in process.communicate()[1]


def test_a_reader_that_goes_away_changes_nothing(quick_files: Path, tmp_path: Path) -> None:
    """As in `| head`: the work is finished and the exit status is as ever."""
    words = [str(quick_files / "quick.toml"), "--people", "60", "--weeks", "8", "--out", str(tmp_path / "p.parquet")]
    process = begin(["run.py", "cohort", *words])
    assert process.stdout is not None
    process.stdout.close()
    assert process.stderr is not None
    with process.stderr as err:
        assert err.read() == ""
    assert process.wait(60) == 0
    assert (tmp_path / "p.json").is_file()


def test_of_two_runs_into_one_folder_one_is_refused(quick_files: Path, tmp_path: Path) -> None:
    words = [
        "run.py", "compare", str(quick_files / "quick_cbt.toml"), "--baseline", str(quick_files / "quick.toml"),
        "--people", "100", "--weeks", "60", "--replicates", "2", "--out", str(tmp_path / "out"),
    ]  # fmt: skip
    both = [begin(words), begin(words)]
    said = [process.communicate(timeout=120)[1] for process in both]
    assert sorted(process.returncode for process in both) == [0, 2]
    refusal = next(text for process, text in zip(both, said, strict=True) if process.returncode == 2)
    assert "another run writes its results here" in refusal.replace("\n", " ") or "already holds results" in refusal
    assert not [path for path in (tmp_path / "out").iterdir() if path.name.startswith(".")]
