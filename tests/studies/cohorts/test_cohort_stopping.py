"""The command `cohort`, stopped: waves that are finished are kept."""

import json
import sys
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from sim.command import cohort as command
from sim.command.main import main
from sim.studies.cohorts.cohort import panel, waves
from tests.shared import interrupted, press_ctrl_c
from tests.studies.cohorts.panel_of import FILES, names

# Tells when enough weeks are done, so that the test need not guess.
WATCHED = """
import sys
from sim.command import cohort as command
from sim.command.main import main
usual = command.waves

def watched(*arguments, on_week, **named):
    def show(week):
        on_week(week)
        if week == int(sys.argv[1]):
            print("enough", flush=True)
    return usual(*arguments, on_week=show, **named)

command.waves = watched
sys.exit(main(sys.argv[2:]))
"""


@pytest.mark.skipif(sys.platform == "win32", reason="signals are sent another way there")
def test_ctrl_c_keeps_the_waves_that_are_finished(asked: list[str], tmp_path: Path) -> None:
    words = [*asked, "--out", str(tmp_path / "mine.parquet")]
    words[words.index("12")] = "10000"
    status, out, err = interrupted(WATCHED, ["9", *words])
    assert status == 130
    assert "Traceback" not in err
    record = json.loads((tmp_path / "mine.json").read_text())
    finished = record["waves"]
    assert 3 <= finished < 2501
    assert not record["complete"]
    assert f"{finished} of 2501 waves" in out.replace("\n", " ")
    kept = pd.read_parquet(tmp_path / "mine.parquet")
    assert kept["wave"].unique().tolist() == list(range(finished))
    assert kept.groupby("wave").size().eq(120).all()
    assert names(tmp_path) == FILES


def test_ctrl_c_amid_a_wave_keeps_those_before(
    asked: list[str], quick_files: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:

    def interrupted(*arguments: Any, **named: Any) -> Any:
        for number, wave in enumerate(waves(*arguments, **named)):
            if number == 2:
                raise KeyboardInterrupt
            yield wave

    monkeypatch.setattr(command, "waves", interrupted)
    out = tmp_path / "mine.parquet"
    assert main([*asked, "--out", str(out)]) == 130
    whole = panel(quick_files / "quick.toml", 120, 4, 4, 5)
    pd.testing.assert_frame_equal(pd.read_parquet(out), whole, check_exact=True, check_categorical=False)


@pytest.mark.parametrize("moment", ["snapshot", "waves", "write_panel", "write_ties", "load_scenario", "prepare"])
def test_ctrl_c_at_any_other_moment_is_no_traceback(
    moment: str,
    asked: list[str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(command, moment, press_ctrl_c)
    assert main([*asked, "--out", str(tmp_path / "mine.parquet")]) == 130
    assert "Traceback" not in capsys.readouterr().err
    assert names(tmp_path) == set()
