"""Sweeps and `kill -9`: of the whole process group, of a worker here, of a worker of a cluster."""

import os
import random
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest

from sim.errors import MissingExtra, SweepError
from sim.studies.sweeps.engine_dask import DaskEngine, connect
from sim.studies.sweeps.runner import run_sweep
from sim.studies.sweeps.workers import simulate
from tests.shared import QUICK, ROOT, environment
from tests.studies.sweeps import sweep_faults
from tests.studies.sweeps.small import Here, contents, statuses, tiny

RUNS = 24
PATIENCE = 120.0  # seconds


def design_file(folder: Path) -> Path:
    """Short runs, each in a society of its own, so that each takes a while."""
    parameters = "".join(f"{name} = {value}\n" for name, value in QUICK.items())
    path = folder / "short.toml"
    path.write_text(
        'people = 40\nweeks = 4\nmethod = "latin_hypercube"\nseries = true\n'
        f'samples = {RUNS}\noutcomes = ["weeks_of_illness", "self_efficacy"]\n[parameters]\n{parameters}'
        "mastery_gain = {low = 0.05, high = 0.3}\nsymptom_pull = {low = 0.1, high = 0.2}\n"
    )
    return path


def start(path: Path, out: Path) -> subprocess.Popen[bytes]:
    """The command, in a process group of its own; with Ctrl-C heard again where a shell began us in the background."""
    heard = "import runpy, signal, sys; signal.signal(signal.SIGINT, signal.default_int_handler); "
    heard += "sys.argv = sys.argv[1:]; runpy.run_path(sys.argv[0], run_name='__main__')"
    words = [sys.executable, "-c", heard, "run.py", "sweep", str(path), "--out", str(out), "--workers", "2"]
    return subprocess.Popen(words, cwd=ROOT, env=environment(), start_new_session=True, stdout=subprocess.DEVNULL)


def finished(out: Path) -> int:
    """Runs that are acknowledged so far."""
    try:
        with closing(sqlite3.connect(f"file:{out / 'sweep.sqlite'}?mode=ro", uri=True)) as base:
            return int(base.execute("SELECT count(*) FROM runs WHERE status = 'ok'").fetchone()[0])
    except sqlite3.OperationalError:  # not there yet
        return 0


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same runs one after another in this process."""
    from sim.studies.sweeps.design import read_design

    folder = tmp_path_factory.mktemp("undisturbed")
    run_sweep(read_design(design_file(folder)), folder, Here(simulate))
    return folder


def ended(path: Path, out: Path, amid: int, with_signal: int) -> int:
    """Start the sweep and end it amid its runs; its exit status.

    Args:
        path: of the design.
        out: where results are.
        amid: runs that are to be finished first.
        with_signal: sent to the whole group.
    """
    process, deadline = start(path, out), time.monotonic() + PATIENCE
    while finished(out) < amid and time.monotonic() < deadline:
        time.sleep(0.002)
    assert process.poll() is None, "it ended before it was ended"
    os.killpg(process.pid, with_signal)
    return process.wait(PATIENCE)


def completed(path: Path, out: Path, undisturbed: Path) -> None:
    """Let the sweep run to its end: everything is as if nothing had happened, and nothing was run twice."""
    with start(path, out) as process:
        assert process.wait(PATIENCE) == 0
    assert contents(out) == contents(undisturbed)
    with closing(sqlite3.connect(out / "sweep.sqlite")) as base:
        assert base.execute("SELECT DISTINCT attempts, status FROM runs").fetchall() == [(1, "ok")]
        assert base.execute("SELECT count(*), count(DISTINCT key) FROM places").fetchone() == (RUNS, RUNS)


def test_a_kill_of_the_whole_group_and_ctrl_c_keep_what_is_finished(undisturbed: Path, tmp_path: Path) -> None:
    path, out = design_file(tmp_path), tmp_path / "out"
    assert ended(path, out, 3, signal.SIGKILL) == -signal.SIGKILL
    killed = finished(out)
    assert 3 <= killed < RUNS - 5
    assert ended(path, out, killed + 3, signal.SIGINT) == 130
    assert killed + 3 <= finished(out) < RUNS
    completed(path, out, undisturbed)


@pytest.mark.slow
def test_ten_kills_of_the_whole_group_change_nothing(undisturbed: Path, tmp_path: Path) -> None:
    path, out = design_file(tmp_path), tmp_path / "out"
    draws = random.Random(20)
    kills, hit = 10, 0
    for _ in range(kills):
        before = finished(out)
        goal = before + draws.randrange(0, 2 * (RUNS - before) // (kills + 2) + 1)
        ended(path, out, goal, signal.SIGKILL)
        hit += finished(out) > before
    assert hit >= kills // 2  # kills hit sweeps that were getting on
    assert finished(out) < RUNS
    completed(path, out, undisturbed)


# --- a cluster ---


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, list[subprocess.Popen[bytes]]]]:
    """A real scheduler and two real workers on loopback: their address, and the workers."""
    folder = tmp_path_factory.mktemp("cluster")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"tcp://127.0.0.1:{free.getsockname()[1]}"
    dask = [sys.executable, "-m", "dask"]
    added = environment({"PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'tests'}"})

    def begin(*words: str) -> subprocess.Popen[bytes]:
        with (folder / f"{len(processes)}.log").open("wb") as log:
            return subprocess.Popen(
                [*dask, *words], cwd=folder, env=added, stdout=log, stderr=log, start_new_session=True
            )

    processes: list[subprocess.Popen[bytes]] = []
    processes.append(begin("scheduler", "--host", address, "--no-dashboard"))
    words = ("worker", address, "--nthreads", "1", "--no-dashboard", "--host", "127.0.0.1")
    processes.extend(begin(*words) for _ in range(2))
    try:
        yield address, processes[1:]
    finally:
        for process in processes:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()
        shutil.rmtree(folder, ignore_errors=True)


def on_cluster(design: Any, folder: Path, address: str, work: Any, *, timeout: float | None = None, **how: Any) -> None:
    with closing(DaskEngine(connect(address, {}, None), timeout, work)) as engine:
        run_sweep(design, folder, engine, **how)


@pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::DeprecationWarning")  # of distributed's own sockets
def test_a_cluster_that_loses_a_worker_gives_the_same_bytes(
    cluster: tuple[str, list[subprocess.Popen[bytes]]], undisturbed: Path, tmp_path: Path
) -> None:
    from sim.studies.sweeps.design import read_design

    address, workers = cluster
    killed: list[int] = []

    def kill(progress: Any) -> None:
        if progress.done >= 10 and not killed:
            killed.append(progress.done)
            os.killpg(workers[0].pid, signal.SIGKILL)  # worker and nanny: it never comes back

    on_cluster(read_design(design_file(tmp_path)), tmp_path, address, simulate, on_progress=kill)
    assert killed
    assert killed[0] < RUNS
    assert contents(tmp_path) == contents(undisturbed)


@pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::DeprecationWarning")
def test_faults_on_a_cluster_are_kept_with_their_reason(
    cluster: tuple[str, list[subprocess.Popen[bytes]]], tmp_path: Path
) -> None:
    design = tiny(parameters={"mastery_gain": [0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6]})
    on_cluster(design, tmp_path, cluster[0], sweep_faults.faulty, timeout=3.0)
    reasons = [row[4] for row in contents(tmp_path) if row[4]]
    assert sorted(str(reason).split(":")[0] for reason in reasons) == [
        "ValueError", "its worker died again and again, also with nothing else on the cluster", "not a number",
        "timeout",
    ]  # fmt: skip
    assert statuses(tmp_path) == {"planned": 0, "ok": 3, "failed": 4}


def test_a_run_that_was_found_and_lost_with_its_worker_is_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sim.studies.sweeps.engine_dask.PAUSE", 0.01)
    future = SimpleNamespace(status="lost", result=lambda: "found")
    engine = DaskEngine(cast("Any", SimpleNamespace(status="running", subscribe_topic=lambda *_: None)), None, simulate)
    under_way = cast("Any", {"key": future})
    engine._news.put(("key", cast("Any", future)))
    for status in ("lost", "pending"):  # lost, and then being made again
        future.status = status
        assert engine._ended(under_way) == []
    assert list(under_way) == ["key"]
    future.status = "finished"
    assert cast("Any", engine._ended(under_way)) == [("key", "found")]
    assert not under_way


def test_a_scheduler_that_is_not_there_is_reported(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sim.studies.sweeps.engine_dask.PATIENCE", 0.5)
    with pytest.raises(SweepError, match="nobody answers"):
        connect("tcp://127.0.0.1:9", {}, None)


def test_a_batch_system_without_its_package_is_reported(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "dask_jobqueue", None)
    with pytest.raises(MissingExtra, match=r"uv sync --extra cluster"):
        connect("slurm", {}, None)


@pytest.mark.skipif(shutil.which("openssl") is None, reason="no program here makes certificates")
@pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::DeprecationWarning")
def test_a_cluster_over_tls_is_used_and_refuses_whoever_has_no_certificate(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ca, key = tmp_path / "ca.pem", tmp_path / "key.pem"
    words = ["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost"]
    subprocess.run(["openssl", *words, "-keyout", key, "-out", ca], check=True, capture_output=True)
    files = ["--tls-ca-file", str(ca), "--tls-cert", str(ca), "--tls-key", str(key)]
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"tls://127.0.0.1:{free.getsockname()[1]}"
    added = environment({"PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'tests'}"})

    def begin(*words: str) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            [sys.executable, "-m", "dask", *words, *files, "--no-dashboard"], cwd=tmp_path, env=added,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True,
        )  # fmt: skip

    processes = [begin("scheduler", "--host", address)]
    processes.append(begin("worker", address, "--nthreads", "1", "--host", "127.0.0.1"))
    try:
        with pytest.raises(SweepError, match="ca_file is missing"):
            connect(address, {}, None)
        with pytest.raises(SweepError, match="no such file"):
            connect(address, {"ca_file": str(tmp_path / "no.pem")}, None)
        options = {"ca_file": str(ca), "cert": str(ca), "key": str(key)}
        with closing(DaskEngine(connect(address, options, None), None, simulate)) as engine:
            run_sweep(tiny(), tmp_path / "out", engine)
        found = statuses(tmp_path / "out")
        assert found["ok"] > 0
        assert found["failed"] == found["planned"] == 0
        monkeypatch.setattr("sim.studies.sweeps.engine_dask.PATIENCE", 3.0)
        with pytest.raises(SweepError, match="nobody answers"):
            connect(address.replace("tls://", "tcp://"), {}, None)
    finally:
        for process in reversed(processes):
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
