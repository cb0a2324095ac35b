"""Runs of the fit are kept, never made twice, and known again by what decides them."""

import json
import math
import re
from pathlib import Path

import pytest

from sim.studies import measures
from sim.studies.fitting import run_file
from sim.studies.fitting.evaluate import evaluate
from sim.studies.fitting.run_file import DIGITS, POLICIES, RunFile, evaluate_all, run_key, study_sources
from sim.studies.measures import services
from tests.shared import ROOT
from tests.studies.validation.made_up_rows import ROWS, SETS


def test_a_run_is_never_made_twice(made: list[int], tmp_path: Path) -> None:
    ticks: list[int] = []
    path = tmp_path / "deep" / "runs.jsonl"
    first = evaluate_all(SETS, [1, 2, 3], ROWS, 500, RunFile(path), on_run=lambda: ticks.append(1))
    again = evaluate_all(SETS, [1, 2, 3], ROWS, 500, RunFile(path), on_run=lambda: ticks.append(1))
    assert made == [1, 2, 3]
    assert len(ticks) == 6
    assert str(first) == str(again)
    assert [run["SE01"] for run in again] == [(1.0, 0.5), (2.0, 0.5), (3.0, 0.5)]
    assert math.isnan(again[0]["SE02"][1])


def test_the_same_set_and_seed_is_one_run(made: list[int], tmp_path: Path) -> None:
    found = evaluate_all([{}, {}, {}], [1, 2, 1], ROWS, 500, RunFile(tmp_path / "runs.jsonl"))
    assert sorted(made) == [1, 2]
    assert [run["SE01"][0] for run in found] == [1.0, 2.0, 1.0]


def test_other_seeds_sizes_parameters_and_rows_are_other_runs(made: list[int], tmp_path: Path) -> None:
    file = RunFile(tmp_path / "runs.jsonl")
    evaluate_all(SETS[:1], [1], ROWS[:1], 500, file)
    evaluate_all(SETS[:1], [2], ROWS[:1], 500, file)
    evaluate_all(SETS[:1], [1], ROWS[:1], 600, file)
    evaluate_all(SETS[1:2], [1], ROWS[:1], 500, file)
    assert len(made) == 4
    evaluate_all(SETS[:1], [1], ROWS, 500, file)
    assert len(made) == 5
    evaluate_all(SETS[:1], [1], ROWS[:1], 500, RunFile(file.path))
    assert len(made) == 5


@pytest.mark.parametrize("lost", [1, 2, 40])
def test_a_line_cut_off_by_a_crash_costs_that_run_only(lost: int, made: list[int], tmp_path: Path) -> None:
    path = tmp_path / "runs.jsonl"
    whole = evaluate_all(SETS, [1, 2, 3], ROWS, 500, RunFile(path))
    path.write_bytes(path.read_bytes()[:-lost])
    made.clear()
    assert str(evaluate_all(SETS, [1, 2, 3], ROWS, 500, RunFile(path))) == str(whole)
    assert made == ([] if lost == 1 else [3])  # only the end of the line is missing: nothing is lost
    evaluate_all([*SETS, {}], [1, 2, 3, 4], ROWS, 500, RunFile(path))
    assert str(evaluate_all(SETS, [1, 2, 3], ROWS, 500, RunFile(path))) == str(whole)
    assert made == ([4] if lost == 1 else [3, 4])


@pytest.mark.slow
def test_a_kept_run_of_the_fit_is_what_the_model_gives_now() -> None:
    """Rules may be rewritten (`rewritten.toml`), and the fit be kept, only while every row stays what it was."""
    kept = json.loads(run_file.KEPT.read_text(encoding="utf-8").splitlines()[-1])
    assert run_key(kept["values"], kept["people"], kept["seed"]) == kept["key"]
    measured = evaluate(kept["values"], list(kept["measured"]), kept["people"], kept["seed"])
    rounded = {row: [float(f"{number:.{DIGITS}g}") for number in pair] for row, pair in measured.items()}
    assert str(rounded) == str(kept["measured"])  # as words: NaN is NaN there


def test_a_run_is_another_one_when_rules_or_measures_change(monkeypatch: pytest.MonkeyPatch) -> None:
    key = run_key({}, 500, 1)
    assert run_key({}, 500, 1) == key
    assert run_key({"drop_out": 0.02}, 500, 1) != key
    for name in ("study_fingerprint", "rule_fingerprint"):
        with monkeypatch.context() as patch:
            patch.setattr(run_file, name, lambda: "others")
            assert run_key({}, 500, 1) != key


def test_all_that_measures_reach_decides_the_key_of_a_run() -> None:
    """Imports of measures, and theirs, within the studies and what values outcomes."""
    covered = {path.relative_to(ROOT).with_suffix("").as_posix().replace("/", ".") for path in study_sources()}
    reached, ahead = set(), [f"sim.studies.measures.{name}" for name in measures.__all__ if name.islower()]
    while ahead:
        name = ahead.pop()
        if name in reached or name.startswith("sim.studies.fitted"):
            continue
        reached.add(name)
        path = ROOT / name.replace(".", "/")
        path = path / "__init__.py" if path.is_dir() else path.with_suffix(".py")
        found = re.findall(r"^(?:from|import) (sim\.(?:studies|economics)\.[\w.]+)", path.read_text(), re.M)
        ahead += found
    assert {name for name in reached if (ROOT / name.replace(".", "/")).with_suffix(".py").exists()} <= covered
    assert set(POLICIES) >= {f"{name}.toml" for name in ("baseline", services.SERVICE, services.CAMPAIGN)}
