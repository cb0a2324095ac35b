"""Repeating a run from its record: the same bytes, or one clear message."""

import json
import shutil
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from sim.command import deciding
from sim.command.main import main
from sim.command.recorded import Again
from sim.report.pages import report as page
from sim.scenario.load import load_scenario
from tests.shared import refused


def contents(folder: Path) -> dict[str, bytes]:
    """All files of a folder."""
    return {path.name: path.read_bytes() for path in folder.iterdir()}


@pytest.fixture(scope="module")
def made(quick_files: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small comparison with a threshold of its own and a network."""
    out = tmp_path_factory.mktemp("made")
    (out / "town.csv").write_text("ann,bob\nbob,cat\ncat,dan\n")
    words = [
        str(quick_files / "quick_cbt.toml"), "--baseline", str(quick_files / "quick.toml"), "--weeks", "30",
        "--replicates", "2", "--seed", "7", "--network", str(out / "town.csv"), "--threshold", "12345",
    ]  # fmt: skip
    assert main(["compare", *words, "--out", str(out / "first")]) == 0
    return out / "first"


def test_a_comparison_is_repeated_to_the_same_bytes(
    made: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["rerun", str(made / "run.json"), "--out", str(tmp_path)]) == 0
    assert "The same bytes" in capsys.readouterr().out
    assert contents(tmp_path) == contents(made)


def test_a_panel_and_a_search_are_repeated_to_the_same_bytes(quick_files: Path, tmp_path: Path) -> None:
    quick = str(quick_files / "quick.toml")
    panel = [
        "cohort",
        quick,
        "--people",
        "80",
        "--weeks",
        "8",
        "--every",
        "4",
        "--out",
        str(tmp_path / "a" / "p.parquet"),
    ]
    assert main(panel) == 0
    assert main(["rerun", str(tmp_path / "a" / "p.json"), "--out", str(tmp_path / "b")]) == 0
    assert contents(tmp_path / "a") == contents(tmp_path / "b")
    words = ["breakeven", str(quick_files / "quick_cbt.toml"), quick, "--vary", "interventions.cbt.cost.session"]
    words += ["--from", "0", "--to", "300", "--people", "80", "--weeks", "30", "--replicates", "2"]
    assert main([*words, "--out", str(tmp_path / "c")]) == 0
    assert main(["rerun", str(tmp_path / "c"), "--out", str(tmp_path / "d")]) == 0
    assert contents(tmp_path / "c") == contents(tmp_path / "d")


def test_a_trial_in_several_societies_is_repeated_to_the_same_bytes(
    quick_files: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    plan = (
        'title = "A trial"\ncomparator = "nothing"\nweeks = [4]\npeople = 400\n'
        f'scenario = "{quick_files / "quick.toml"}"\nrecruit = {{ phq9 = [3.0, 27.0], share = 0.5 }}\n'
        '[arms.cbt]\nintervention = "cbt"\n[arms.nothing]\n'
    )
    (tmp_path / "small.toml").write_text(plan)
    words = ["trial", str(tmp_path / "small.toml"), "--societies", "3", "--uncertainty", "stochastic"]
    assert main([*words, "--out", str(tmp_path / "a")]) == 0
    said = capsys.readouterr().out
    assert "over 3 societies" in said
    assert "no verdict yet: 3 of 12 societies" in " ".join(said.split())
    assert main(["rerun", str(tmp_path / "a"), "--out", str(tmp_path / "b")]) == 0
    assert contents(tmp_path / "a") == contents(tmp_path / "b")
    each = pd.read_csv(tmp_path / "a" / "societies.csv")
    assert sorted(set(each["society"])) == [0, 1, 2]
    first = each[(each["society"] == 0)].drop(columns=["society", "parameter_set"]).reset_index(drop=True)
    pd.testing.assert_frame_equal(first, pd.read_csv(tmp_path / "a" / "effects.csv"))


def test_what_decides_is_repeated_as_its_record_says(
    quick_files: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[tuple[Any, ...]] = []

    def decided(*words: Any) -> int:
        asked.append(words)
        return 0

    monkeypatch.setattr(deciding, "decided", decided)
    chosen = load_scenario(quick_files / "quick_cbt.toml")
    record = {"sets": 40, "again": 1, "people": 60, "weeks": 4, "seed": 9, "command": "deciding"}
    record |= {"baseline": load_scenario(quick_files / "quick.toml").model_dump(mode="json")}
    record |= {"scenarios": [chosen.model_dump(mode="json")]}
    deciding.repeat(json.loads(json.dumps(record)), Again(tmp_path / "run.json", tmp_path / "out", False, None))()
    base, scenarios, size, *_ = asked[0]
    assert base == load_scenario(quick_files / "quick.toml")
    assert scenarios == [chosen]
    assert size == (40, 1, 60, 4, 9)


@pytest.mark.slow
def test_what_decides_is_repeated_to_the_same_bytes(quick_files: Path, tmp_path: Path) -> None:
    words = ["deciding", str(quick_files / "quick_cbt.toml"), "--baseline", str(quick_files / "quick.toml")]
    size = ["--sets", "40", "--again", "1", "--people", "60", "--weeks", "4"]
    assert main([*words, *size, "--out", str(tmp_path / "a")]) == 0
    assert main(["rerun", str(tmp_path / "a"), "--out", str(tmp_path / "b")]) == 0
    for name in ("deciding.csv", "all_parameters.csv"):
        assert (tmp_path / "a" / name).read_bytes() == (tmp_path / "b" / name).read_bytes()


def test_a_record_whose_files_were_others_is_told(made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    drawn = [path for path in made.iterdir() if path.suffix in (".html", ".png")]  # which are the same in this test
    monkeypatch.setattr(page, "write_report", lambda folder, *_: [shutil.copy(path, folder) for path in drawn])
    record = json.loads((made / "run.json").read_text())
    record["seed"] = 8
    (tmp_path / "run.json").write_text(json.dumps(record))
    assert main(["rerun", str(tmp_path / "run.json"), "--out", str(tmp_path / "out")]) == 1


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"version": "9.9"}, "made by version 9.9; this is version"),
        ({"rules": "other"}, "with other rules"),
        ({"study": "poetry"}, "does not say what to repeat"),
        ({"scenarios": []}, "not a whole record"),
        ({"network": {"file": "/nowhere/town.csv", "sha256": ""}}, "Say where it is with --network"),
    ],
)
def test_a_record_that_cannot_be_repeated_is_refused(
    change: dict[str, Any], said: str, made: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    record = json.loads((made / "run.json").read_text()) | change
    (tmp_path / "run.json").write_text(json.dumps(record))
    assert said in refused(["rerun", str(tmp_path / "run.json"), "--out", str(tmp_path / "out")], capsys)


@pytest.mark.parametrize("text", ["", "{}", "[1]", "nothing", '{"version": 1}', "[" * 100_000])
def test_what_is_no_record_is_refused(text: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "run.json").write_text(text)
    assert "not the record of a run" in refused(["rerun", str(tmp_path / "run.json")], capsys)
    assert "cannot be read" in refused(["rerun", str(tmp_path / "no.json")], capsys)
