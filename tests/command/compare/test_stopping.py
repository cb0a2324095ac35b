"""A comparison that is stopped keeps what is finished, and shows no traceback."""

import signal
import sys
from pathlib import Path

import pandas as pd
import pytest

from sim.command import compare as command
from sim.command.main import main
from sim.command.progress import ProgressBar
from tests.command.compare.files_of import changed, contents, strict
from tests.shared import interrupted, press_ctrl_c

# Tells when enough weeks are done, so that the test need not guess; one page stands for the report, as in `no_report`.
WATCHED = """
import sys
from sim.command.stopping import stop_at_once
stop_at_once()  # as run.py does first of all
from sim.command import compare as command
from sim.command.main import main
from sim.report.pages import report as page
usual = command.compare
page.write_report = lambda folder, *_: (folder / "report.html").write_text("a report")

def watched(*arguments, on_progress, **named):
    def show(done, total):
        on_progress(done, total)
        if done >= int(sys.argv[1]):
            print("enough", flush=True)
    return usual(*arguments, on_progress=show, **named)

command.compare = watched
sys.exit(main(sys.argv[2:]))
"""


@pytest.mark.parametrize("by", [signal.SIGINT, pytest.param(signal.SIGTERM, marks=pytest.mark.slow)])
def test_stopping_keeps_the_replicates_that_are_finished(by: signal.Signals, asked: list[str], tmp_path: Path) -> None:
    words = [*changed(asked, replicates=2000), "--out", str(tmp_path)]
    status, out, err = interrupted(WATCHED, [str(2 * 30), *words], by)
    assert status == 130
    assert "Traceback" not in err
    record = strict((tmp_path / "run.json").read_text())
    finished = record["replicates"]
    assert 1 <= finished < 2000
    assert record["replicates_asked_for"] == 2000
    assert f"{finished} of 2000 replicates" in out.replace("\n", " ")
    table = pd.read_parquet(tmp_path / "series.parquet")
    assert table["replicate"].nunique() == finished
    assert table.groupby(["scenario", "replicate"], observed=True)["week"].max().eq(30).all()


def test_ctrl_c_before_anything_is_finished_says_so(asked: list[str], tmp_path: Path) -> None:
    words = [*changed(asked, weeks=10_000, people=300, replicates=500), "--out", str(tmp_path)]
    status, out, err = interrupted(WATCHED, ["1", *words])
    assert status == 130
    assert "Traceback" not in err
    assert "Nothing was written" in out
    assert contents(tmp_path) == {}


@pytest.mark.parametrize("moment", ["compare", "write_results", "prepare", "load_scenario"])
def test_ctrl_c_at_any_other_moment_is_no_traceback(
    moment: str,
    asked: list[str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(command, moment, press_ctrl_c)
    assert main([*asked, "--out", str(tmp_path)]) == 130
    assert "Traceback" not in capsys.readouterr().err


def test_a_ctrl_c_that_python_drops_stops_at_the_next_step(capsys: pytest.CaptureFixture[str]) -> None:
    class Dying:
        def __del__(self) -> None:
            raise KeyboardInterrupt

    with ProgressBar() as progress:
        bar = progress.add_task("Working", total=3)
        progress.update(bar, completed=1)
        Dying()
        with pytest.raises(KeyboardInterrupt):
            progress.advance(bar)
        progress.update(bar, completed=3)  # it is told once
    assert "Traceback" not in capsys.readouterr().err


def test_any_other_error_that_python_drops_is_still_printed(capsys: pytest.CaptureFixture[str]) -> None:
    class Dying:
        def __del__(self) -> None:
            raise ValueError("this is printed")

    usual = sys.unraisablehook
    sys.unraisablehook = sys.__unraisablehook__  # that of the tests makes it a failure
    try:
        with ProgressBar() as progress:
            bar = progress.add_task("Working", total=1)
            Dying()
            progress.advance(bar)
    finally:
        sys.unraisablehook = usual
    assert "this is printed" in capsys.readouterr().err
