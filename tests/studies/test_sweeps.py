"""Sweeps: designs, the store, faults on purpose, and going on after whatever stopped them."""

import json
import os
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Generator, Iterable
from contextlib import closing
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pandas as pd
import pytest

from sim.command.main import main
from sim.errors import ScenarioError, SweepError
from sim.studies import sweep
from sim.studies.fitted.priors import free_parameters
from sim.studies.sweeps import progress as bar
from sim.studies.sweeps.design import Design, bases, read_design
from sim.studies.sweeps.engine_local import LocalEngine
from sim.studies.sweeps.export import failed_runs, tables
from sim.studies.sweeps.lock import only_one
from sim.studies.sweeps.plan import Planner
from sim.studies.sweeps.progress import sweep_progress
from sim.studies.sweeps.runner import Progress, run_sweep
from sim.studies.sweeps.store import Store
from sim.studies.sweeps.sweep import as_design
from sim.studies.sweeps.tasks import Found, Task, Work
from sim.studies.sweeps.workers import packed, unpacked
from tests.shared import QUICK, ROOT, environment, python
from tests.studies import sweep_faults

TINY: dict[str, Any] = {
    "people": 40, "weeks": 4, "outcomes": ["weeks_of_illness", "any_prevalence"], "parameters": dict(QUICK)
}  # fmt: skip


def tiny(**changes: Any) -> Design:
    """A small design of quick societies."""
    parameters = TINY["parameters"] | changes.pop("parameters", {})
    return as_design(TINY | changes | {"parameters": parameters})


class Here:
    """An engine without processes, for what has nothing to do with them."""

    slots = 2

    def __init__(self, work: Work) -> None:
        self.work = work

    def run(self, tasks: Iterable[Task]) -> Generator[list[Found]]:
        for task in tasks:
            yield [self.work(task)]

    def close(self) -> None:
        pass


def make(design: Design, folder: Path, work: Work, **how: Any) -> None:
    run_sweep(design, folder, Here(work), **how)


def make_in_processes(
    design: Design, folder: Path, work: Work, *, workers: int = 2, timeout: float | None = None, **how: Any
) -> None:
    with closing(LocalEngine(workers, timeout, work)) as engine:
        run_sweep(design, folder, engine, **how)


def contents(folder: Path) -> list[tuple[object, ...]]:
    """What must not depend on how a sweep came to its end."""
    with closing(sqlite3.connect(folder / "sweep.sqlite")) as base:
        return base.execute(
            "SELECT key, settings, seed, status, error, outcomes, series FROM runs ORDER BY key"
        ).fetchall()


def statuses(folder: Path) -> dict[str, int]:
    with Store(folder) as store:
        return store.counts(store.designs()[-1]["id"])


# --- designs ---


def test_a_grid_expands_lists_and_keeps_scalars() -> None:
    points = Planner(tiny(parameters={"mastery_gain": [0.1, 0.2, 0.3], "mechanisms.mastery": [True, False]})).points
    assert len(points) == 6
    assert all(point["library_people"] == 300.0 for point in points)
    assert {(point["mastery_gain"], point["mechanisms.mastery"]) for point in points} == {
        (gain, on) for gain in (0.1, 0.2, 0.3) for on in (True, False)
    }


def test_a_grid_takes_steps_of_a_range() -> None:
    gain = {"low": 0.01, "high": 1.0, "log": True, "steps": 3}
    points = Planner(tiny(parameters={"mastery_gain": gain})).points
    assert [point["mastery_gain"] for point in points] == pytest.approx([0.01, 0.1, 1.0])


def test_a_list_is_read_row_by_row() -> None:
    design = tiny(method="list", parameters={"mastery_gain": [0.1, 0.2], "scenario": ["baseline", "expanded_cbt"]})
    assert [(one["mastery_gain"], one["scenario"]) for one in Planner(design).points] == [
        (0.1, "baseline"), (0.2, "expanded_cbt")
    ]  # fmt: skip


def test_a_latin_hypercube_has_every_point_under_every_combination() -> None:
    ranges = {"mastery_gain": {"low": 0.1, "high": 0.3}, "symptom_pull": "prior"}
    design = tiny(method="latin_hypercube", samples=8, parameters=ranges | {"mechanisms.mastery": [True, False]})
    points = Planner(design).points
    assert len(points) == 16
    on, off = ([p["mastery_gain"] for p in points if p["mechanisms.mastery"] is kind] for kind in (True, False))
    assert on == off
    strata = np.floor((np.array(on, np.float64) - 0.1) / 0.2 * 8.0)
    assert sorted(strata.tolist()) == list(range(8))
    prior = next(one for one in free_parameters() if one.name == "symptom_pull")
    assert all(prior.low <= float(point["symptom_pull"]) <= prior.high for point in points)


@pytest.mark.parametrize(("method", "runs"), [("sobol", 8 * (3 + 2)), ("morris", 8 * (3 + 1))])
def test_sobol_and_morris_have_as_many_points_as_their_analysis_wants(method: str, runs: int) -> None:
    parameters = {
        "mastery_gain": {"low": 0.1, "high": 0.3},
        "mechanisms.modeling": [True, False],
        "services.talking_therapy.weekly_sessions_per_100k": {"low": 10.0, "high": 1000.0, "log": True},
    }
    design = tiny(method=method, samples=8, parameters=parameters)
    planner = Planner(design)
    assert len(planner.points) == runs
    assert planner.points == Planner(design).points
    assert {point["mechanisms.modeling"] for point in planner.points} == {True, False}


def test_whole_numbers_are_whole() -> None:
    sessions = {"low": 4, "high": 12, "steps": 4}
    points = Planner(tiny(parameters={"interventions.cbt.sessions": sessions})).points
    assert [point["interventions.cbt.sessions"] for point in points] == [4, 7, 9, 12]


def test_keys_are_apart_for_whatever_decides_and_together_for_what_does_not() -> None:
    plain = tiny(replicates=2)
    key = next(iter(Planner(plain).places(0, range(1)))).key
    changes: tuple[dict[str, Any], ...] = (
        {"people": 41}, {"weeks": 5}, {"seed": 2}, {"series": True}, {"outcomes": ["recovered"]},
        {"scenario": "expanded_cbt"}, {"parameters": {"mastery_gain": 0.1}},
    )  # fmt: skip
    for change in changes:
        assert next(iter(Planner(tiny(**change)).places(0, range(1)))).key != key
    same: tuple[dict[str, Any], ...] = (
        {"title": "another"}, {"replicates": 9}, {"parameters": {"library_people": 300}}
    )  # fmt: skip
    for change in same:
        assert next(iter(Planner(tiny(**change)).places(0, range(1)))).key == key


@pytest.mark.parametrize(
    ("changes", "described"),
    [
        ({"parameters": {"mastery_gian": 0.1}}, "Did you mean 'mastery_gain'?"),
        ({"parameters": {"mastery_gain": 1e9}}, "mastery_gain"),
        ({"parameters": {"mastery_gain": {"low": 0.2, "high": 0.1, "steps": 2}}}, "above low"),
        ({"parameters": {"mastery_gain": {"low": 0.1, "high": 0.2}}}, "steps"),
        ({"parameters": {"mastery_gain": {"low": 0.1, "hgh": 0.2}}}, "Did you mean 'high'?"),
        ({"parameters": {"mastery_gain": {"low": 0.0, "high": 0.2, "log": True, "steps": 2}}}, "above 0"),
        ({"parameters": {"mastery_gain": []}}, "one value or more"),
        ({"parameters": {"mastery_gain": "much"}}, "parameters"),
        ({"parameters": {"goal_rate": "prior"}}, "prior"),
        ({"parameters": {"mechanisms.mastery": 1}}, "true or false"),
        ({"parameters": {"scenario": ["baselin"]}}, "Did you mean 'baseline'?"),
        ({"outcomes": ["recoverd"]}, "Did you mean 'recovered'?"),
        ({"people": 0}, "people"),
        ({"sampels": 3}, "Did you mean 'samples'?"),
        ({"method": "sobl"}, "method"),
        ({"method": "sobol", "samples": 60, "parameters": {"mastery_gain": {"low": 0.1, "high": 0.2}}}, "power of two"),
        ({"method": "morris"}, "range"),
    ],
)  # fmt: skip
def test_a_typo_is_reported(changes: dict[str, Any], described: str) -> None:
    with pytest.raises(ValueError, match=r".") as problem:
        Planner(tiny(**changes))
    assert described in str(problem.value)
    assert "\n" not in str(problem.value)


@pytest.mark.parametrize("path", sorted((ROOT / "scenarios" / "sweeps").glob("*.toml")), ids=lambda path: path.stem)
def test_designs_that_come_with_the_model_can_be_planned(path: Path) -> None:
    assert Planner(read_design(path)).points


def test_series_come_back_to_the_last_bit() -> None:
    series = np.random.default_rng(1).normal(size=(7, 3))
    series[2, 1] = np.nan
    assert unpacked(packed(series)).tobytes() == series.tobytes()


# --- the whole, with the real model ---


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


# --- faults ---


def test_faults_are_kept_with_their_reason_and_the_rest_completes(tmp_path: Path) -> None:
    design = tiny(parameters={"mastery_gain": [0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8]})
    make_in_processes(design, tmp_path, sweep_faults.faulty, timeout=3.0)
    with Store(tmp_path) as store:
        failed = failed_runs(store)
        outcomes = tables(store)[1]
    reasons = dict(zip((10 * failed["mastery_gain"]).round().astype(int), failed["error"], strict=True))
    assert set(reasons) == {1, 2, 3, 4}
    assert reasons[1] == "ValueError: a fault on purpose"
    assert "longer than 3 s" in reasons[2]
    assert reasons[3].startswith("not a number: weeks_of_illness = nan")
    assert "worker died" in reasons[4]
    assert failed["attempts"].tolist() == [1, 1, 1, 2]
    assert len(outcomes) == 5
    make(design, tmp_path, sweep_faults.healed)
    assert statuses(tmp_path)["failed"] == 4  # not tried again unasked
    make(design, tmp_path, sweep_faults.healed, retry_failed=True)
    assert statuses(tmp_path) == {"planned": 0, "ok": 9, "failed": 0}
    with Store(tmp_path) as store:
        assert sorted(row.attempts for row in store.rows(1)) == [1] * 5 + [2, 2, 2, 3]


def test_another_design_in_the_folder_is_refused_and_reported_or_added_beside(tmp_path: Path) -> None:
    one, two = tiny(replicates=2), tiny(replicates=3, parameters={"mastery_gain": [0.1, 0.2]})
    make(one, tmp_path, sweep_faults.steady)
    before = contents(tmp_path)
    with pytest.raises(SweepError, match=r"mastery_gain is nothing there.*replicates is 2 there and 3 here.*--add"):
        make(two, tmp_path, sweep_faults.steady)
    assert contents(tmp_path) == before
    make(two, tmp_path, sweep_faults.steady, add=True)
    with Store(tmp_path) as store:
        assert len(tables(store)[1]) == 6
        assert len(tables(store, 1)[1]) == 2
    make(one, tmp_path, sweep_faults.steady)  # it is known here
    with Store(tmp_path) as store:
        assert len(tables(store)[1]) == 2


def test_more_replicates_added_beside_take_over_the_runs_that_are_there(tmp_path: Path) -> None:
    make(tiny(replicates=2), tmp_path, sweep_faults.steady)
    make(tiny(replicates=4), tmp_path, sweep_faults.steady, add=True)
    with Store(tmp_path) as store:
        assert [row.attempts for row in store.rows(2)] == [1] * 4
    assert len(contents(tmp_path)) == 4


def test_changed_rules_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    make(tiny(), tmp_path, sweep_faults.steady)
    monkeypatch.setattr("sim.studies.sweeps.runner.rules_now", lambda: "others")
    with pytest.raises(SweepError, match=r"rules.*have changed"):
        make(tiny(), tmp_path, sweep_faults.steady)


def test_a_second_coordinator_is_refused(tmp_path: Path) -> None:
    with only_one(tmp_path), pytest.raises(SweepError, match=f"process {os.getpid()} on .* is running this sweep"):
        make(tiny(), tmp_path, sweep_faults.steady)
    make(tiny(), tmp_path, sweep_faults.steady)


def test_a_full_disk_stops_with_a_message_and_spoils_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """SQLite is given no more pages than the file has after some runs."""
    design = tiny(replicates=400, series=True)
    usual = Store.keep
    kept: list[str] = []

    def narrow(store: Store, found: Any) -> None:
        if len(kept) > 20:
            pages = store._base.execute("PRAGMA page_count").fetchone()[0]
            store._base.execute(f"PRAGMA max_page_count = {pages}")
        usual(store, [one._replace(series=os.urandom(2000)) for one in found])
        kept.extend(one.key for one in found)

    monkeypatch.setattr(Store, "keep", narrow)
    with pytest.raises(SweepError, match="the disk is full"):
        make(design, tmp_path, sweep_faults.steady)
    monkeypatch.undo()
    with closing(sqlite3.connect(tmp_path / "sweep.sqlite")) as base:
        assert base.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        there = {row[0] for row in base.execute("SELECT key FROM runs WHERE status = 'ok'")}
    assert there == set(kept)
    assert 20 < len(there) < 400
    make(design, tmp_path, sweep_faults.steady)
    assert statuses(tmp_path) == {"planned": 0, "ok": 400, "failed": 0}


def test_a_file_that_is_no_store_is_reported(tmp_path: Path) -> None:
    (tmp_path / "sweep.sqlite").write_text("this is no database, and quite long enough to be sure of it" * 20)
    with pytest.raises(SweepError, match="not a sweep's store"):
        make(tiny(), tmp_path, sweep_faults.steady)


# --- sequential stopping ---


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


# --- the command ---


def write_design(folder: Path, replicates: int, weeks: int = 4) -> Path:
    parameters = "".join(f"{name} = {value}\n" for name, value in QUICK.items())
    path = folder / "mine.toml"
    path.write_text(
        f'people = 40\nweeks = {weeks}\nreplicates = {replicates}\noutcomes = ["weeks_of_illness", "self_efficacy"]\n'
        f"[parameters]\n{parameters}mastery_gain = [0.1, 0.2]\n"
    )
    return path


def test_the_command_runs_shows_and_exports(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path, out = write_design(tmp_path, 2), tmp_path / "out"
    assert main(["sweep", str(path), "--out", str(out), "--workers", "1"]) == 0
    described = capsys.readouterr().out
    assert "4 runs, 4 still to do" in described
    assert "4 of 4 runs succeeded" in described
    assert main(["sweep", "status", str(out)]) == 0
    assert "4 of 4 runs succeeded, 0 failed, 0 still to do" in capsys.readouterr().out
    assert main(["sweep", "export", str(out)]) == 0
    assert {"experiments.csv", "outcomes.csv"} <= {one.name for one in out.iterdir()}


@pytest.mark.parametrize(
    ("words", "described"),
    [
        (["sweep", "status", "nowhere"], "there is no sweep here"),
        (["sweep", "export"], "expected one folder"),
        (["sweep", "nowhere.toml"], "no such design"),
        (["sweep", "places_and_stigma", "--scheduler", "nobody"], "expected an address"),
    ],
)
def test_bad_input_is_reported(words: list[str], described: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(words) == 2
    said = capsys.readouterr().err
    assert described in said
    assert "Traceback" not in said


def test_a_folder_that_cannot_be_written_is_reported(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "file").write_text("mine")
    path = write_design(tmp_path, 1)
    assert main(["sweep", str(path), "--out", str(tmp_path / "file" / "below")]) == 2
    assert "cannot be written" in capsys.readouterr().err


def test_a_reader_may_look_on_while_runs_are_made(tmp_path: Path) -> None:
    seen: list[int] = []
    design = tiny(replicates=20)
    thread = threading.Thread(target=make, args=(design, tmp_path, sweep_faults.slow))
    thread.start()
    try:
        while thread.is_alive():
            if (tmp_path / "sweep.sqlite").exists():
                try:
                    seen.append(statuses(tmp_path)["ok"])
                except (SweepError, IndexError):
                    continue  # it is just being made
    finally:
        thread.join()
    assert seen == sorted(seen)
    assert len(set(seen)) > 2


def test_the_command_line_of_a_shell(tmp_path: Path) -> None:
    path = write_design(tmp_path, 1)
    done = subprocess.run(
        python("run.py", "sweep", str(path), "--out", str(tmp_path / "out"), "--workers", "2"),
        cwd=ROOT, env=environment(), capture_output=True, text=True, timeout=300, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""


def test_python_may_hand_over_what_its_libraries_give(tmp_path: Path) -> None:
    """NumPy's numbers, arrays, tuples, ranges and paths mean what the same design in a file means."""
    file = tmp_path / "mine.toml"
    file.write_text('extends = "baseline.toml"\ntitle = "Mine"\n')
    given = {
        "people": np.int64(40), "weeks": np.int32(4), "replicates": np.uint8(2), "seed": np.int16(3),
        "outcomes": ("recovered",), "scenario": file,
        "parameters": {
            "mastery_gain": np.linspace(0.1, 0.3, 3), "symptom_pull": (np.float32(0.125), 0.25),
            "setback_rate": np.float64(0.01), "mechanisms.mastery": (np.True_, np.False_), "youngest": range(18, 20),
        },
    }  # fmt: skip
    plainly = {
        "people": 40, "weeks": 4, "replicates": 2, "seed": 3, "outcomes": ["recovered"], "scenario": str(file),
        "parameters": {
            "mastery_gain": [0.1, 0.2, 0.3], "symptom_pull": [0.125, 0.25], "setback_rate": 0.01,
            "mechanisms.mastery": [True, False], "youngest": [18, 19],
        },
    }  # fmt: skip
    assert as_design(given) == as_design(plainly)
    assert as_design({**plainly, "parameters": {"scenario": [file, Path("baseline")]}}).settings["scenario"] == (
        str(file), "baseline",
    )  # fmt: skip
    assert as_design({"parameters": {"mastery_gain": {"low": np.float64(0.1), "high": np.float32(0.5), "steps": 3}}})


@pytest.mark.parametrize("value", [np.array([]), np.array([[0.1, 0.2]]), np.complex64(1j), np.nan, {0.1, 0.2}])
def test_what_is_no_list_of_values_gets_a_message(value: object) -> None:
    with pytest.raises(SweepError, match=r"design: parameters\.mastery_gain = .*expected"):
        as_design({"parameters": {"mastery_gain": value}})


@pytest.mark.parametrize("name", ["use_self_stigma", "parameters.use_self_stigma"])
def test_a_switch_is_named_as_a_mechanism(name: str) -> None:
    with pytest.raises(ScenarioError, match=r"Did you mean 'mechanisms\.self_stigma'"):
        bases(tiny(parameters={name: [0.0, 1.0]}))
