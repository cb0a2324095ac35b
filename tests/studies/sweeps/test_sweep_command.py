"""The command `sweep`: what it runs, shows, exports and refuses."""

import subprocess
import threading
from pathlib import Path

import pytest

from sim.command.main import main
from sim.errors import SweepError
from tests.shared import QUICK, ROOT, environment, python
from tests.studies.sweeps import sweep_faults
from tests.studies.sweeps.small import make, statuses, tiny


def write_design(folder: Path, replicates: int, weeks: int = 4) -> Path:
    parameters = "".join(f"{name} = {value}\n" for name, value in QUICK.items())
    path = folder / "mine.toml"
    path.write_text(
        f'people = 40\nweeks = {weeks}\nreplicates = {replicates}\noutcomes = ["weeks_of_illness", "self_efficacy"]\n'
        f"[parameters]\n{parameters}mastery_gain = [0.1, 0.2]\n"
    )
    return path


def test_the_command_runs_shows_and_exports(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path, out = write_design(tmp_path, 2), tmp_path / "out"
    assert main(["sweep", str(path), "--out", str(out), "--workers", "1"]) == 0
    described = capsys.readouterr().out
    assert "4 runs, 4 still to do" in described
    assert "4 of 4 runs succeeded" in described
    assert main(["sweep", "status", str(out)]) == 0
    assert "4 of 4 runs succeeded, 0 failed, 0 still to do" in capsys.readouterr().out
    assert main(["sweep", "export", str(out)]) == 0
    assert {"experiments.csv", "outcomes.csv"} <= {one.name for one in out.iterdir()}


@pytest.mark.parametrize(
    ("words", "described"),
    [
        (["sweep", "status", "nowhere"], "there is no sweep here"),
        (["sweep", "export"], "expected one folder"),
        (["sweep", "nowhere.toml"], "no such design"),
        (["sweep", "places_and_stigma", "--scheduler", "nobody"], "expected an address"),
    ],
)
def test_bad_input_is_reported(words: list[str], described: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(words) == 2
    said = capsys.readouterr().err
    assert described in said
    assert "Traceback" not in said


def test_a_folder_that_cannot_be_written_is_reported(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "file").write_text("mine")
    path = write_design(tmp_path, 1)
    assert main(["sweep", str(path), "--out", str(tmp_path / "file" / "below")]) == 2
    assert "cannot be written" in capsys.readouterr().err


def test_a_reader_may_look_on_while_runs_are_made(tmp_path: Path) -> None:
    seen: list[int] = []
    design = tiny(replicates=20)
    thread = threading.Thread(target=make, args=(design, tmp_path, sweep_faults.slow))
    thread.start()
    try:
        while thread.is_alive():
            if (tmp_path / "sweep.sqlite").exists():
                try:
                    seen.append(statuses(tmp_path)["ok"])
                except (SweepError, IndexError):
                    continue  # it is just being made
    finally:
        thread.join()
    assert seen == sorted(seen)
    assert len(set(seen)) > 2


def test_the_command_line_of_a_shell(tmp_path: Path) -> None:
    path = write_design(tmp_path, 1)
    done = subprocess.run(
        python("run.py", "sweep", str(path), "--out", str(tmp_path / "out"), "--workers", "2"),
        cwd=ROOT, env=environment(), capture_output=True, text=True, timeout=300, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
