"""Runs on a Dask cluster: a scheduler that is there already, or one that is asked of a batch system.

Whoever reaches a scheduler can run any code on it, on its workers and here: keep its port within a trusted network, or
use `tls://`, where only those take part who hold a certificate of the same authority.

A worker that dies loses only its current run, which the scheduler gives to another. Start workers with
`--nthreads 1`: a run that hangs can only be ended with its process.
"""

import os
import signal
import sys
import threading
import time
from collections.abc import Generator, Iterable, Mapping
from contextlib import suppress
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import Any

from sim.core.extras import needs
from sim.errors import SweepError
from sim.studies.sweeps.tasks import Found, Task, Work, rules_now
from sim.studies.sweeps.workers import described, one_thread

with needs("cluster", "--scheduler"):
    from distributed import Client, Future, Security, get_worker
    from distributed.scheduler import KilledWorker

BATCH_SYSTEMS = {
    "slurm": "SLURMCluster", "pbs": "PBSCluster", "sge": "SGECluster", "lsf": "LSFCluster", "oar": "OARCluster",
    "htcondor": "HTCondorCluster", "moab": "MoabCluster",
}  # fmt: skip
CERTIFICATES = ("ca_file", "cert", "key")  # of `tls://`: the authority's certificate, your own, and its key
AHEAD = 4  # runs handed out for each thread of the cluster
LOOK = 2.0  # seconds between looks at the size of the cluster
PATIENCE = 30.0  # seconds to wait for a scheduler and its first worker
FAREWELL = 0.5  # seconds for the news that a run took too long to leave its worker
TOO_LONG = "sweep-timeout"
MOST_ATTEMPTS = 2  # of a run whose workers die; the scheduler makes several of each


def connect(scheduler: str, options: Mapping[str, Any], workers: int | None) -> Client:
    """A client of the cluster that was asked for.

    Args:
        scheduler: address (`tcp://host:8786`, `tls://host:8786`), or the name of a batch system.
        options: of the batch system's cluster (memory, queue, walltime, account, ...), as dask-jobqueue takes them;
            with `tls://`, the files of `CERTIFICATES`, unless Dask's own configuration names them.
        workers: to ask the batch system for; None: one.

    Raises:
        SweepError: nobody answers, there is no worker, or it runs another version of the model.
        MissingExtra: dask-jobqueue is not installed.
    """
    if scheduler in BATCH_SYSTEMS:
        return Client(_asked_of(scheduler, options, workers or 1), set_as_default=False)
    if ":" not in scheduler:
        known = ", ".join(BATCH_SYSTEMS)
        raise SweepError(f"--scheduler {scheduler}: expected an address such as tcp://host:8786, or one of {known}")
    security = _security(scheduler, options) if scheduler.startswith("tls://") else None
    try:
        client = Client(scheduler, timeout=PATIENCE, set_as_default=False, security=security)
    except (OSError, ValueError, TimeoutError) as problem:
        raise SweepError(
            f"--scheduler {scheduler}: nobody answers there ({problem}). Start it: dask scheduler"
        ) from None
    try:
        client.wait_for_workers(1, timeout=PATIENCE)
    except TimeoutError:
        client.close()
        raise SweepError(f"--scheduler {scheduler}: it has no workers; start some: dask worker {scheduler}") from None
    try:
        theirs = client.run(rules_now)
    except Exception as problem:
        client.close()
        raise SweepError(
            f"--scheduler {scheduler}: its workers cannot load the model ({described(problem)}). "
            "Start them in the model's folder."
        ) from None
    others = [where for where, rules in theirs.items() if rules != rules_now()]
    if others:
        client.close()
        raise SweepError(
            f"--scheduler {scheduler}: worker {others[0]} runs another version of the model. Update it, and restart it."
        )
    return client


def _security(scheduler: str, options: Mapping[str, Any]) -> Security:
    """The certificates of an encrypted connection: from the design, or from Dask's configuration."""
    given = {f"tls_{name}": str(options[name]) for name in ("ca_file",) if name in options}
    given |= {f"tls_client_{name}": str(options[name]) for name in ("cert", "key") if name in options}
    security = Security(require_encryption=True, **given)
    files = {"ca_file": security.tls_ca_file, "cert": security.tls_client_cert, "key": security.tls_client_key}
    for name in CERTIFICATES:
        file = files[name]
        if not file:
            raise SweepError(
                f"--scheduler {scheduler}: {name} is missing. Name the files {', '.join(CERTIFICATES)} in [cluster] of "
                "the design, or in Dask's configuration (distributed.comm.tls)."
            )
        if "\n" not in file and not Path(file).is_file():
            raise SweepError(f"--scheduler {scheduler}: {name} = {file!r}: no such file. Correct it in [cluster].")
    return security


def _asked_of(system: str, options: Mapping[str, Any], workers: int) -> Any:
    with needs("cluster", f"--scheduler {system}"):
        import dask_jobqueue
    given = {"cores": 1, "processes": 1, "memory": "4 GB"} | dict(options)
    try:
        cluster = getattr(dask_jobqueue, BATCH_SYSTEMS[system])(**given)
    except (TypeError, ValueError, OSError) as problem:
        raise SweepError(
            f"--scheduler {system}: [cluster] cannot be used: {problem}. Correct it in the design."
        ) from None
    cluster.scale(workers)
    return cluster


AGAIN = ("lost", "pending")  # a worker died before it handed over what it had found; the scheduler has it made again
PAUSE = 0.2  # seconds until that is looked at again


class DaskEngine:
    """Runs handed to a cluster, a few ahead for each of its threads; to be closed.

    Args:
        client: of the cluster.
        timeout: seconds that a run may take; None: any.
        work: what makes a run of a task.
    """

    def __init__(self, client: Client, timeout: float | None, work: Work) -> None:
        self._client, self._timeout, self._work = client, timeout, work
        self._news: SimpleQueue[tuple[str, Future | None]] = SimpleQueue()  # a run that ended, or took too long
        client.subscribe_topic(TOO_LONG, lambda event: self._news.put((event[1], None)))
        self._looked, self._slots = 0.0, 1

    @property
    def slots(self) -> int:
        """Threads of the cluster at present."""
        if time.monotonic() - self._looked > LOOK:
            self._slots = max(1, sum(self._client.nthreads().values()))
            self._looked = time.monotonic()
        return self._slots

    def run(self, tasks: Iterable[Task]) -> Generator[list[Found]]:
        """Make runs, and hand them over as they end, in whatever order that is.

        Raises:
            SweepError: the connection to the scheduler was lost.
        """
        waiting = iter(tasks)
        under_way: dict[str, Future] = {}
        shipped: dict[str, Task] = {}
        suspects: list[Task] = []  # each was on a worker that died, perhaps beside the one to blame
        while True:
            while len(under_way) < AHEAD * self.slots and (task := next(waiting, None)) is not None:
                self._begin(task, under_way)
                shipped[task.key] = task
            if not under_way:
                break
            ended = []
            for key, found in self._ended(under_way):
                if found is None:
                    suspects.append(shipped[key])
                else:
                    ended.append(found)
                shipped.pop(key)
            if ended:
                yield ended
        for task in suspects:  # one by one, so that the blame is clear
            self._begin(task, under_way)
            while under_way:
                for _, found in self._ended(under_way):
                    said = "its worker died again and again, also with nothing else on the cluster"
                    yield [found or Found(task.key, None, said, 0.0, attempts=MOST_ATTEMPTS)]

    def _begin(self, task: Task, under_way: dict[str, Future]) -> None:
        future = self._client.submit(
            on_worker, self._work, task, self._timeout, rules_now(), key=f"{task.key}-{time.monotonic_ns()}", pure=False
        )
        under_way[task.key] = future
        future.add_done_callback(lambda ended, key=task.key: self._news.put((key, ended)))

    def _ended(self, under_way: dict[str, Future]) -> list[tuple[str, Found | None]]:
        """Runs that ended, taken out of those under way; None for one whose workers died."""
        ended = []
        for key, future in self._heard():
            if key in under_way and (future is None or future is under_way[key]):
                if future is not None and future.status in AGAIN:
                    later = threading.Timer(PAUSE, self._news.put, ((key, future),))
                    later.daemon = True
                    later.start()
                    continue
                mine = under_way.pop(key)
                ended.append((key, self._outcome(key, future)))
                if future is None:
                    mine.cancel()
        return ended

    def _heard(self) -> list[tuple[str, Future | None]]:
        """All news, one at least."""
        news: list[tuple[str, Future | None]] = []
        while not news:
            with suppress(Empty):
                news.append(self._news.get(timeout=LOOK))
            if self._client.status != "running" and not news:
                raise SweepError("the connection to the scheduler was lost; repeat the command once it is back")
        while not self._news.empty():
            news.append(self._news.get())
        return news

    def _outcome(self, key: str, future: Future | None) -> Found | None:
        if future is None:
            limit = self._timeout or 0.0
            return Found(key, None, f"timeout: it took longer than {limit:g} s, and its process was killed", limit)
        if future.status == "finished":
            found: Found = future.result()
            return found
        if future.status == "error":
            problem = future.exception()
            if isinstance(problem, KilledWorker):
                return None
            return Found(key, None, described(problem), 0.0)
        raise SweepError(f"the scheduler lost a run ({future.status}); repeat the command to continue")

    def close(self) -> None:
        """Leave the cluster; one that was asked of a batch system is given back."""
        cluster = self._client.cluster
        self._client.close()
        if cluster is not None:
            cluster.close()


def _end_at_once() -> None:
    if sys.platform == "win32":
        os.kill(os.getpid(), signal.SIGTERM)  # ends a process there whatever it is doing
    else:
        os.kill(os.getpid(), signal.SIGKILL)


def on_worker(work: Work, task: Task, timeout: float | None, rules: str) -> Found:
    """Make a run on a worker of the cluster; its process is ended if that takes too long."""
    if rules_now() != rules:
        return Found(task.key, None, "this worker runs another version of the model", 0.0)
    one_thread()
    if timeout is None:
        return work(task)
    worker = get_worker()

    def end() -> None:
        worker.log_event(TOO_LONG, task.key)
        time.sleep(FAREWELL)
        _end_at_once()

    watch = threading.Timer(timeout, end)
    watch.daemon = True
    watch.start()
    try:
        return work(task)
    finally:
        watch.cancel()
