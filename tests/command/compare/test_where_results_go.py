"""Results go to a folder of their own, and spoil nothing that is there."""

import errno
from collections.abc import Callable
from pathlib import Path
from typing import NoReturn

import pandas as pd
import pytest

from sim.command import compare as command
from sim.command.main import main
from sim.report.pages import report as page
from tests.command.compare.files_of import (
    changed,
    contents,
)
from tests.shared import refused


def test_results_go_to_the_next_free_folder(
    asked: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, no_report: None
) -> None:
    monkeypatch.chdir(tmp_path)
    for _ in range(3):
        assert main(asked) == 0
    folders = sorted(path.name for path in (tmp_path / "results").iterdir())
    assert folders == ["compare", "compare-2", "compare-3"]
    summaries = {(tmp_path / "results" / name / "summary.csv").read_bytes() for name in folders}
    assert len(summaries) == 1  # the same seed, the same results


def test_earlier_results_are_never_overwritten_unasked(
    asked: list[str], tmp_path: Path, no_report: None, capsys: pytest.CaptureFixture[str]
) -> None:
    words = [*asked, "--out", str(tmp_path)]
    assert main(words) == 0
    before = contents(tmp_path)
    capsys.readouterr()
    described = refused(changed(words, seed=8), capsys)
    assert str(tmp_path) in described
    assert "--replace" in described
    assert contents(tmp_path) == before
    assert main([*changed(words, seed=8), "--replace"]) == 0
    after = contents(tmp_path)
    assert set(after) == set(before)
    assert after["summary.csv"] != before["summary.csv"]


def test_other_files_in_the_folder_are_left_alone(asked: list[str], tmp_path: Path, no_report: None) -> None:
    (tmp_path / "notes.txt").write_text("mine")
    assert main([*asked, "--out", str(tmp_path)]) == 0
    assert (tmp_path / "notes.txt").read_text() == "mine"


@pytest.mark.parametrize("below", [".", "deeper/still"])
def test_a_file_in_the_way_is_reported_before_any_work(
    below: str, asked: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "file"
    file.write_text("mine")
    monkeypatch.setattr(command, "compare", lambda *_, **__: pytest.fail("the work began"))
    described = refused([*asked, "--out", str(file / below)], capsys)
    assert str(file) in described
    assert "--out" in described
    assert file.read_text() == "mine"


def full_disk(*_: object, **__: object) -> NoReturn:
    """What a full disk does to a writer."""
    raise OSError(errno.ENOSPC, "No space left on device")


def full_for_the_record(path: Path, text: str, *_: object) -> int:
    """A disk that is full when the last file is written."""
    if path.name.endswith("run.json"):
        full_disk()
    return path.write_bytes(text.encode())


@pytest.mark.parametrize(
    ("where", "what", "writer"),
    [
        (pd.DataFrame, "to_csv", full_disk),
        (pd.DataFrame, "to_parquet", full_disk),
        (page, "write_report", full_disk),
        (Path, "write_text", full_for_the_record),
    ],
    ids=["summary", "series", "report", "record"],
)
def test_a_full_disk_is_reported_and_spoils_nothing(
    where: object,
    what: str,
    writer: Callable[..., object],
    asked: list[str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    no_report: None,
) -> None:
    words = [*asked, "--out", str(tmp_path)]
    assert main(words) == 0
    before = contents(tmp_path)
    capsys.readouterr()
    monkeypatch.setattr(where, what, writer)
    described = refused([*words, "--replace"], capsys)
    assert "disk is full" in described or "No space left" in described
    assert contents(tmp_path) == before  # the same seed writes the same files: each is whole, and there are no scraps


def test_half_written_files_are_swept_away(
    asked: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def half(_: pd.DataFrame, path: Path, **__: object) -> NoReturn:
        Path(path).write_text("scenario,outc")
        full_disk()

    monkeypatch.setattr(pd.DataFrame, "to_csv", half)
    assert "disk is full" in refused([*asked, "--out", str(tmp_path)], capsys)
    assert contents(tmp_path) == {}
