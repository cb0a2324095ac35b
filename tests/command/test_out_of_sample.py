"""The command `out-of-sample` at a tiny size: its files, what it prints, and its repetition."""

import json
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from sim.command.main import main
from sim.evidence import service_periods
from sim.scenario.scenario import Scenario
from sim.studies.fitted import freeze
from sim.studies.validation.out_of_sample import study
from tests.shared import refused

FILES = {"out_of_sample.csv", "errors.csv", "out_of_sample.png", "run.json"}


@pytest.fixture
def small(quicken: Callable[[str], Scenario], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> list[str]:
    """The command on a quick burn-in and three periods."""
    lines = service_periods.TABLE.read_text(encoding="utf-8").splitlines(keepends=True)
    path = tmp_path / "periods.csv"
    path.write_text("".join([*lines[:3], lines[-1]]), encoding="utf-8")
    monkeypatch.setattr(service_periods.service_periods, "__defaults__", (path,))
    monkeypatch.setattr(study, "load_scenario", quicken)
    monkeypatch.setitem(study.predict.__kwdefaults__ or {}, "years", 1)
    monkeypatch.setattr(freeze, "why_sealed", lambda: "no fit is frozen yet.")
    return ["out-of-sample", "--people", "300", "--replicates", "2", "--seed", "5", "--workers", "1"]


def test_the_command_writes_tables_and_figure_and_repeats_them(
    small: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out"
    assert main([*small, "--out", str(out)]) == 0
    printed = capsys.readouterr().out
    for words in (
        "Given, relative to 2017-18",
        "Published and predicted",
        "Mean errors",
        "* 2025-04",
        "This is a rehearsal",
    ):
        assert words in printed
    assert {path.name for path in out.iterdir()} == FILES
    table = pd.read_csv(out / "out_of_sample.csv")
    assert table["period"].unique().tolist() == ["2017-18", "2018-19", "2025-04"]
    assert (out / "out_of_sample.png").read_bytes().startswith(b"\x89PNG")
    record = json.loads((out / "run.json").read_text(encoding="utf-8"))
    assert (record["people"], record["replicates"], record["seed"], record["rehearsal"]) == (300, 2, 5, True)
    assert main(["rerun", str(out), "--out", str(tmp_path / "again")]) == 0
    assert "The same bytes" in capsys.readouterr().out
    assert "already holds results" in refused([*small, "--out", str(out)], capsys)


def test_after_the_freeze_it_is_no_rehearsal(
    small: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(freeze, "why_sealed", lambda: "")
    assert main([*small, "--out", str(tmp_path / "out")]) == 0
    assert "rehearsal" not in capsys.readouterr().out
    assert not json.loads((tmp_path / "out" / "run.json").read_text(encoding="utf-8"))["rehearsal"]


@pytest.mark.parametrize("words", [["--people", "5"], ["--replicates", "0"], ["--seed", "-1"]])
def test_sizes_that_cannot_be_are_refused(words: list[str], tmp_path: Path) -> None:
    assert main(["out-of-sample", *words, "--out", str(tmp_path / "out")]) == 2
    assert not (tmp_path / "out").exists()
