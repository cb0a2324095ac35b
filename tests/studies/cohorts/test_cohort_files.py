"""The command `cohort`: what it writes, wave by wave, and what it refuses."""

import errno
import json
import shlex
from itertools import pairwise
from pathlib import Path
from typing import Any, NoReturn

import numpy as np
import pandas as pd
import pyarrow.parquet as pq
import pytest

from sim import Scenario
from sim.command import cohort as command
from sim.command.main import main
from sim.simulation.burn_in import snapshot
from sim.studies.cohorts.cohort import cohort, panel, ties_table
from sim.studies.cohorts.files import schema_table, write_panel, written_waves
from tests.shared import refused
from tests.studies.cohorts.panel_of import FILES, SEED, names


def test_the_command_writes_what_the_function_gives(
    asked: list[str], quick_files: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "new folder" / "mine.parquet"
    words = [*asked, "--out", str(out)]
    assert main(words) == 0
    assert str(out) in capsys.readouterr().out.replace("\n", "")
    assert names(out.parent) == FILES
    whole = panel(quick_files / "quick.toml", 120, 12, 4, 5)
    pd.testing.assert_frame_equal(pd.read_parquet(out), whole, check_exact=True, check_categorical=False)
    start = snapshot(Scenario(**json.loads(out.with_suffix(".json").read_text())["scenario"]), 120, 5)
    ties = pd.read_parquet(out.with_suffix(".ties.parquet"))
    pd.testing.assert_frame_equal(ties, ties_table(start), check_exact=True, check_categorical=False)
    schema = pd.read_csv(out.with_suffix(".schema.csv"))
    pd.testing.assert_frame_equal(
        schema, schema_table(out.name, "mine.ties.parquet").replace({"instrument": {"": np.nan}}), check_dtype=False
    )
    record = json.loads(out.with_suffix(".json").read_text())
    assert shlex.split(record["command"]) == ["uv", "run", "run.py", *words]
    assert {name: record[name] for name in ("people", "weeks", "every", "seed", "waves", "complete")} == {
        "people": 120, "weeks": 12, "every": 4, "seed": 5, "waves": 4, "complete": True
    }  # fmt: skip
    assert {"version", "commit", "rules", "python", "libraries", "scenario", "parameters"} <= set(record)


def test_every_wave_is_a_row_group_and_columns_explain_themselves(asked: list[str], tmp_path: Path) -> None:
    """A row group is written and let go of before the next wave is lived, so that memory does not grow with waves."""
    out = tmp_path / "mine.parquet"
    assert main([*asked, "--out", str(out)]) == 0
    file = pq.ParquetFile(out)
    assert file.num_row_groups == 4
    for wave in range(4):
        rows = file.read_row_group(wave, columns=["wave"]).to_pandas()
        assert len(rows) == 120
        assert rows["wave"].eq(wave).all()
    described = {key.decode(): value.decode() for key, value in file.schema_arrow.field("phq9").metadata.items()}
    assert described.items() >= {
        "unit": "points", "low": "0", "high": "27", "instrument": "PHQ-9",
        "meaning": "depression score, with measurement error",
    }.items()  # fmt: skip


def test_waves_are_written_as_they_come(quick: Scenario, tmp_path: Path) -> None:
    """When a wave is asked for, the one before is in the file."""
    path = tmp_path / "mine.parquet"
    sizes = []

    def watched() -> Any:
        for wave in cohort(quick, 300, 6, 1, SEED):
            sizes.append(path.stat().st_size)
            yield wave

    write_panel(path, watched())
    assert written_waves(path) == 7
    assert all(later > earlier for earlier, later in pairwise(sizes))


def test_the_same_command_writes_the_same_bytes(asked: list[str], tmp_path: Path) -> None:
    for name in ("one", "two"):
        assert main([*asked, "--out", str(tmp_path / name / "mine.parquet")]) == 0
    for name in FILES - {"mine.json"}:
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes()


def test_a_network_of_your_own_can_be_followed(asked: list[str], tmp_path: Path) -> None:
    town = tmp_path / "town.csv"
    town.write_text("ann,bob\nbob,cat\ncat,dan\n")
    out = tmp_path / "mine.parquet"
    assert main([*asked, "--network", str(town), "--out", str(out)]) == 0
    assert pd.read_parquet(out).groupby("wave").size().tolist() == [4] * 4
    assert len(pd.read_parquet(out.with_suffix(".ties.parquet"))) == 3
    assert json.loads(out.with_suffix(".json").read_text())["network"]["file"] == str(town)


def test_without_a_file_name_panels_are_numbered(
    asked: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    words = list(asked)
    words[words.index("12")] = "0"
    assert main(words) == 0
    assert main(words) == 0
    assert {"cohort.parquet", "cohort-2.parquet", "cohort-2.ties.parquet"} <= names(tmp_path / "results")
    assert len(pd.read_parquet(tmp_path / "results" / "cohort.parquet")) == 120


@pytest.mark.parametrize(
    ("option", "value"), [("--every", "0"), ("--weeks", "-1"), ("--people", "0"), ("--seed", "x"), ("--every", "1.5")]
)
def test_a_bad_option_is_reported(option: str, value: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert option in refused(["cohort", "baseline", option, value], capsys)


def test_an_unknown_scenario_is_reported(capsys: pytest.CaptureFixture[str]) -> None:
    assert "Did you mean 'expanded_cbt'?" in refused(["cohort", "expanded_cb"], capsys)


@pytest.mark.parametrize("name", ["panel.csv", "panel", "panel.ties.parquet", "panel.parquet.gz"])
def test_a_name_of_another_kind_is_reported(
    name: str, asked: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert ".parquet" in refused([*asked, "--out", str(tmp_path / name)], capsys)
    assert names(tmp_path) == set()


def test_a_place_that_cannot_be_written_is_reported_before_any_work(
    asked: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(command, "snapshot", lambda *_, **__: pytest.fail("the work began"))
    (tmp_path / "file").write_text("mine")
    (tmp_path / "folder.parquet").mkdir()
    assert "cannot be written" in refused([*asked, "--out", str(tmp_path / "file" / "mine.parquet")], capsys)
    assert "is a folder" in refused([*asked, "--out", str(tmp_path / "folder.parquet")], capsys)
    assert (tmp_path / "file").read_text() == "mine"


def test_earlier_files_are_never_overwritten_unasked(
    asked: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "mine.parquet"
    out.with_suffix(".json").write_text("something else")
    assert "--replace" in refused([*asked, "--out", str(out)], capsys)
    assert names(tmp_path) == {"mine.json"}
    assert main([*asked, "--out", str(out), "--replace"]) == 0
    assert names(tmp_path) == FILES


def test_a_full_disk_is_reported_and_spoils_nothing(
    asked: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    words = [*asked, "--out", str(tmp_path / "mine.parquet")]
    assert main(words) == 0
    before = (tmp_path / "mine.parquet").read_bytes()
    capsys.readouterr()

    def full(*_: object, **__: object) -> NoReturn:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(pq.ParquetWriter, "write_table", full)
    assert "disk is full" in refused([*words, "--replace"], capsys)
    assert (tmp_path / "mine.parquet").read_bytes() == before
    assert names(tmp_path) == FILES
