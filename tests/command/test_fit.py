"""`run.py fit`, on a toy in place of the model: what it writes, and that it continues."""

import csv
import json
import tomllib
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

import pandas as pd
import pytest

from sim.command.main import main
from sim.evidence.rows import evidence_rows
from sim.scenario.load import load_scenario
from sim.studies.fitting import run_file
from sim.studies.fitting.run_file import Measured
from sim.studies.fitting.waves import Plan

FEW = "--first-wave 24 --second-wave 4 --third-wave 2 --members 6 --people 1000 --steps 200 --truths 2 --workers 1"
TARGET = """
[rows.SY01]
value = 9.5
low = 9.0
high = 10.0

[rows.SE01]
value = 28.0
low = 27
high = 29

[free.depression_mean]
low = -2.5
high = -1.9

[free."interventions.cbt.doses.restructuring"]
low = 0.9
high = 1.5
"""


type Toy = Callable[[Mapping[str, float], int], dict[str, tuple[float, float]]]


def in_place_of_the_model(monkeypatch: pytest.MonkeyPatch, toy: Toy) -> list[int]:
    """Let a toy give what runs measure, by their numbers and seed; returns the seeds of the runs that are made."""
    made: list[int] = []

    def side_by_side(
        sets: Sequence[Mapping[str, float]],
        seeds: Sequence[int],
        _rows: object,
        _people: int,
        places: Sequence[int],
        *_: object,
    ) -> Iterator[tuple[int, Measured]]:
        for place in places:
            made.append(seeds[place])
            yield place, toy(sets[place], seeds[place])

    monkeypatch.setattr(run_file, "_side_by_side", side_by_side)
    return made


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """A toy whose first row depends on the first number alone, and the second row on both."""

    def toy(values: Mapping[str, float], seed: int) -> Measured:
        low, dose = values["depression_mean"], values["interventions.cbt.doses.restructuring"]
        chance = (seed % 7 - 3) / 100.0
        return {
            "SY01": (9.5 + 10.0 * (low + 2.1) + chance, 0.02),
            "SE01": (28.0 + 4.0 * (dose - 1.3) - low - 2.1, 0.02),
        }

    return in_place_of_the_model(monkeypatch, toy)


def test_a_fit_to_findings_of_ones_own(tmp_path: Path, made: list[int], capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "ours.toml").write_text(TARGET)
    out = tmp_path / "out"
    command = ["fit", "--target", str(tmp_path / "ours.toml"), "--out", str(out), *FEW.split()]
    assert main(command) == 0
    said = capsys.readouterr().out
    assert "Worlds that are known" in said
    assert "R-hat at most" in said
    with (out / "learned.csv").open(newline="") as file:
        learned = {row["parameter"]: row for row in csv.DictReader(file)}["depression_mean"]
    assert float(learned["learned"]) > 0.5
    assert float(learned["posterior_low"]) < -2.1 < float(learned["posterior_high"])
    assert set(pd.read_csv(out / "rows.csv")["row"]) == {"SY01", "SE01"}
    ranks = pd.read_csv(out / "calibration.csv")
    assert ranks.shape == (2, 2)
    members = json.loads((out / "ensemble.json").read_text())["members"]
    assert len(members) == 6
    region = tomllib.loads((out / "region.toml").read_text())
    assert region["extends"] == "baseline.toml"
    best = max(members, key=lambda one: one["log_likelihood"])["parameters"]
    found = load_scenario(str(out / "region.toml"))
    assert found.parameters["depression_mean"] == pytest.approx(best["depression_mean"])
    assert found.interventions["cbt"].doses["restructuring"] == pytest.approx(
        best["interventions.cbt.doses.restructuring"]
    )
    before = len(made)
    assert before > 30
    assert main(command) == 0  # all runs are there
    assert len(made) == before


def test_a_fit_to_the_models_own_evidence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """All rows and all free parameters; the toy hangs on the first few."""
    rows = evidence_rows("fit")

    def toy(values: Mapping[str, float], _seed: int) -> Measured:
        numbers = list(values.values())
        return {name: (row.value * (0.9 + 0.1 * numbers[at % 8]), 0.01) for at, (name, row) in enumerate(rows.items())}

    in_place_of_the_model(monkeypatch, toy)
    monkeypatch.setattr(run_file, "KEPT", tmp_path / "kept.jsonl")
    out = tmp_path / "out"
    assert main(["fit", "--out", str(out), *FEW.replace("--steps 200", "--steps 100").split()]) == 0
    assert "agrees with" in capsys.readouterr().out
    assert {path.name for path in out.iterdir()} >= {"ensemble.json", "learned.csv", "rows.csv", "calibration.csv"}
    assert not (out / "region.toml").exists()


def test_findings_of_ones_own_do_not_become_the_models(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "ours.toml").write_text(TARGET)
    for flag in ("--ship", "--again"):
        assert main(["fit", "--target", str(tmp_path / "ours.toml"), "--out", str(tmp_path / "out"), flag]) == 2
        assert "--target" in capsys.readouterr().err


def test_the_kept_runs_are_those_of_the_rules_in_use() -> None:
    """A fit that is continued on another machine must find them. After a change of rules they are worth nothing: make
    the fit again (`run.py fit --ship`), or remove the file.
    """
    kept = run_file.KEPT
    if not kept.exists():
        pytest.skip("no runs are kept")
    runs = [json.loads(line) for line in kept.read_text(encoding="utf-8").splitlines()]
    assert all(run["key"] == run_file.run_key(run["values"], run["people"], run["seed"]) for run in runs)
    assert {run["people"] for run in runs} == {Plan().people}
