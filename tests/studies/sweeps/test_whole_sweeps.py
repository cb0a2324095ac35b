"""Whole sweeps with the real model: results, as many replicates as it takes, and progress."""

import json
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pandas as pd
import pytest

from sim.command.main import main
from sim.studies import sweep
from sim.studies.sweeps import progress as bar
from sim.studies.sweeps.export import failed_runs, tables
from sim.studies.sweeps.progress import sweep_progress
from sim.studies.sweeps.runner import Progress
from sim.studies.sweeps.store import Store
from tests.studies.sweeps import sweep_faults
from tests.studies.sweeps.small import contents, make, make_in_processes, statuses, tiny


def test_a_sweep_in_python_gives_experiments_and_outcomes(tmp_path: Path) -> None:
    design = tiny(replicates=3, series=True, parameters={"scenario": ["baseline", "expanded_cbt"]})
    experiments, outcomes = sweep(design, tmp_path, workers=1, progress=False)
    assert len(experiments) == len(outcomes) == 6
    assert experiments["scenario"].tolist() == ["baseline"] * 3 + ["expanded_cbt"] * 3
    assert outcomes.columns.tolist() == ["point", "replicate", "weeks_of_illness", "any_prevalence"]
    assert outcomes["any_prevalence"].between(0.0, 1.0).all()
    again = sweep(design, tmp_path, workers=1, progress=False)
    pd.testing.assert_frame_equal(outcomes, again[1], check_exact=True)
    other = sweep(design, tmp_path / "other", workers=2, progress=False)
    pd.testing.assert_frame_equal(outcomes, other[1], check_exact=True)
    assert contents(tmp_path) == contents(tmp_path / "other")
    assert main(["sweep", "export", str(tmp_path), "--parquet", "--crate"]) == 0
    pd.testing.assert_frame_equal(pd.read_parquet(tmp_path / "outcomes.parquet"), outcomes, check_exact=True)
    assert len(pd.read_parquet(tmp_path / "series.parquet")) == 6 * 4
    crate = json.loads((tmp_path / "ro-crate-metadata.json").read_text())
    named = {one["@id"] for one in crate["@graph"]}
    assert {"./", "experiments.parquet", "outcomes.parquet", "sweep.sqlite", "#column-any_prevalence"} <= named


def test_an_export_as_text_keeps_every_bit(tmp_path: Path) -> None:
    make(tiny(replicates=5), tmp_path, sweep_faults.steady)
    assert main(["sweep", "export", str(tmp_path)]) == 0
    with Store(tmp_path) as store:
        experiments, outcomes = tables(store)
    read = pd.read_csv(tmp_path / "outcomes.csv")
    pd.testing.assert_frame_equal(read, outcomes, check_exact=True)
    assert pd.read_csv(tmp_path / "experiments.csv")["key"].tolist() == experiments["key"].tolist()


def test_workers_load_no_plotting_and_use_one_thread(tmp_path: Path) -> None:
    make_in_processes(tiny(), tmp_path, sweep_faults.curious, workers=1)
    with Store(tmp_path) as store:
        said = failed_runs(store)["error"][0]
    assert said.startswith("plotting: [], numba: 1, cores: 1, threads: ")


def test_points_get_as_many_replicates_as_they_need(tmp_path: Path) -> None:
    enough = {"outcome": "weeks_of_illness", "difference": 0.05, "most": 60}
    design = tiny(replicates=2, stopping_rule=enough, parameters={"mastery_gain": [0.1, 0.2]})
    make(design, tmp_path, sweep_faults.steady)
    with Store(tmp_path) as store:
        counts = tables(store)[1].groupby("point").size()
    assert (counts > 8).all()
    assert (counts <= 60).all()
    before = contents(tmp_path)
    make(design, tmp_path, sweep_faults.steady)
    assert contents(tmp_path) == before


def test_the_plan_shows_how_long_and_how_much(tmp_path: Path) -> None:
    described: list[Any] = []
    make(tiny(replicates=30), tmp_path, sweep_faults.slow, only_plan=True, on_plan=described.append)
    assert described[0].runs == described[0].ahead == 30
    assert described[0].seconds is None
    assert described[-1].ahead == 26  # runs that were tried are kept
    assert described[-1].seconds > 0.0
    assert described[-1].disk > 0.0
    assert statuses(tmp_path) == {"planned": 26, "ok": 4, "failed": 0}


def test_a_notebook_gets_a_line_that_changes(monkeypatch: pytest.MonkeyPatch) -> None:
    said: list[str] = []

    class Line:
        def update(self, content: dict[str, str], *, raw: bool) -> None:
            assert raw
            said.append(content["text/plain"])

    notebook = ModuleType("IPython.display")
    vars(notebook)["display"] = lambda *_, **__: Line()
    monkeypatch.setattr(bar, "_is_notebook", lambda: True)
    monkeypatch.setitem(sys.modules, "IPython.display", notebook)
    monkeypatch.setitem(sys.modules, "IPython", ModuleType("IPython"))
    with sweep_progress() as show:
        show(Progress(3, 1, 12, 1.5, 6.0))
    assert said == [f"[{'#' * 10}{'.' * 30}] 3 of 12 runs, 1 failed, 1.50 runs/s, left 6 s"]
