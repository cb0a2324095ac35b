"""Validation: means beside bands, what carries a row, and sealed rows."""

import csv
import json
import re
from pathlib import Path

import numpy as np
import pytest

from sim.command import validate as command
from sim.command.main import main
from sim.errors import SealedRows
from sim.evidence.rows import evidence_rows
from sim.studies.fitted import freeze
from sim.studies.fitting.evaluate import evaluate
from sim.studies.fitting.run_file import RunFile
from sim.studies.validation.validation import COLUMNS, carried_by, judged, validate
from tests.studies.validation.made_up_rows import JUDGED, ROWS


def test_exactly_the_judged_rows_say_what_carries_them() -> None:
    assert set(carried_by()) == set(JUDGED)
    assert all(len(words.split()) > 1 for words in carried_by().values())


def test_validation_compares_means_with_bands(made: list[int], tmp_path: Path) -> None:
    rows = {name: JUDGED[name] for name in ROWS}
    table = validate(rows, people=500, replicates=2, seed=4, file=RunFile(tmp_path / "runs.jsonl"))
    assert list(table) == list(COLUMNS)
    assert table["id"].tolist() == ROWS
    assert table["simulated"].tolist() == [float(np.mean(made))] * 2
    assert table["published"].tolist() == [rows[name].value for name in ROWS]
    assert table["agrees"].tolist() == [rows[name].agrees(float(np.mean(made))) for name in ROWS]


def test_the_command_writes_table_figure_and_page(
    made: list[int], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(command, "cache_folder", lambda: tmp_path / "cache")
    out = tmp_path / "out"
    words = ["validate", "--rows", "fit", "--replicates", "2", "--people", "500", "--out", str(out)]
    assert main(words) == 0
    printed = capsys.readouterr().out
    assert re.search(r"\d+ of 93 fit rows agree, of which \d+ of 72 not circular\.", printed)
    assert "23 check rows stay sealed until a fit is frozen: 22 unseen, 1 seen (TX12)." in printed
    assert {path.name for path in out.iterdir()} == {"evidence.csv", "evidence.png", "evidence.html", "run.json"}
    with (out / "evidence.csv").open(encoding="utf-8") as file:
        described = list(csv.DictReader(file))
    assert [line["id"] for line in described] == list(evidence_rows("fit"))
    assert json.loads((out / "run.json").read_text())["replicates"] == 2
    assert main([*words, "--replace"]) == 0
    assert len(made) == 2  # the same command makes nothing anew


@pytest.mark.parametrize("rows", ["check", "NC10", "se01,tx12"])
def test_sealed_rows_are_refused(
    rows: str, made: list[int], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["validate", "--rows", rows, "--out", str(tmp_path / "out")]) == 2
    described = capsys.readouterr()
    assert "role check, and sealed: no fit is frozen yet (frozen.toml" in described.err
    assert "(--rows fit)" in described.err
    assert described.err.count("error: ") == 1
    assert not (tmp_path / "out").exists()
    assert made == []


def test_all_rows_are_all_that_are_open(monkeypatch: pytest.MonkeyPatch) -> None:
    assert command.chosen_rows("all") == judged("fit")
    monkeypatch.setattr(freeze, "why_sealed", lambda _: "")
    assert command.chosen_rows("all") == JUDGED
    assert command.chosen_rows("check") == judged("check")


def test_no_study_measures_a_sealed_row(made: list[int], tmp_path: Path) -> None:
    file = RunFile(tmp_path / "runs.jsonl")
    with pytest.raises(SealedRows, match="SE07 and 22 more rows are of role check"):
        validate(judged("check"), people=500, replicates=1, seed=1, file=file)
    with pytest.raises(SealedRows, match="TX12 is of role check"):
        evaluate({}, ["SE01", "TX12"], 500, 1)
    assert made == []


@pytest.mark.parametrize("rows", ["context", "fits", ""])
def test_unknown_rows_are_reported(rows: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["validate", "--rows", rows, "--out", str(tmp_path / "out")]) == 2
    described = capsys.readouterr()
    assert f"error: --rows {rows}: expected fit, check, all, or ids" in described.err
    assert described.out == ""
    assert not (tmp_path / "out").exists()
