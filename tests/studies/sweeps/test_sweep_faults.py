"""Faults on purpose: what failed is kept with its reason, and nothing is spoilt."""

import os
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from sim.errors import SweepError
from sim.studies.sweeps.export import failed_runs, tables
from sim.studies.sweeps.lock import only_one
from sim.studies.sweeps.store import Store
from tests.studies.sweeps import sweep_faults
from tests.studies.sweeps.small import contents, make, make_in_processes, statuses, tiny


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
