"""Runs in processes of this machine: a run that hangs is killed, a worker that dies is replaced."""

import multiprocessing
import os
from collections.abc import Generator, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, wait
from contextlib import contextmanager

from pebble import ProcessExpired, ProcessPool

from sim.core.deaf import deaf_to_ctrl_c
from sim.studies.sweeps.tasks import Found, Task, Work
from sim.studies.sweeps.workers import ONE_THREAD, begin_worker, described

AHEAD = 4  # runs handed out for each worker: none waits, and little is lost by Ctrl-C
MOST_ATTEMPTS = 2  # of a run whose worker dies


class LocalEngine:
    """Worker processes, started when first needed; to be closed.

    Args:
        workers: processes, 1 or more.
        timeout: seconds that a run may take; None: any. Its process is killed then.
        work: what makes a run of a task.
    """

    def __init__(self, workers: int, timeout: float | None, work: Work) -> None:
        self._workers, self._timeout, self._work = workers, timeout, work
        context = multiprocessing.get_context("spawn")
        self._pool = ProcessPool(workers, initializer=begin_worker, context=context)

    @property
    def slots(self) -> int:
        """Runs that are made at a time."""
        return self._workers

    def run(self, tasks: Iterable[Task]) -> Generator[list[Found]]:
        """Make runs, and hand them over as they end, in whatever order that is.

        Closing the iterator early leaves runs under way behind; closing the engine ends them.
        """
        waiting = iter(tasks)
        under_way: dict[Future[Found], tuple[Task, int]] = {}

        def begin(task: Task, attempt: int) -> None:
            with deaf_to_ctrl_c():  # the first one starts the workers
                future = self._pool.schedule(self._work, args=(task,), timeout=self._timeout)
            under_way[future] = task, attempt

        with _environment():
            while True:
                while len(under_way) < AHEAD * self._workers and (task := next(waiting, None)) is not None:
                    begin(task, 1)
                if not under_way:
                    return
                done, _ = wait(under_way, return_when=FIRST_COMPLETED)
                ended = []
                for future in done:
                    task, attempt = under_way.pop(future)
                    found = self._outcome(future, task, attempt)
                    if found is None:
                        begin(task, attempt + 1)
                    else:
                        ended.append(found)
                if ended:
                    yield ended

    def _outcome(self, future: Future[Found], task: Task, attempt: int) -> Found | None:
        """What became of a run; None where it is to be tried again."""
        try:
            return future.result()._replace(attempts=attempt)
        except TimeoutError:
            limit = self._timeout or 0.0
            said = f"timeout: it took longer than {limit:g} s, and its process was killed"
            return Found(task.key, None, said, limit, attempts=attempt)
        except ProcessExpired as problem:
            if attempt < MOST_ATTEMPTS:
                return None
            said = f"its worker died (exit status {problem.exitcode}), {attempt} times"
            return Found(task.key, None, said, 0.0, attempts=attempt)
        except Exception as problem:  # such as a result that cannot be sent
            return Found(task.key, None, described(problem), 0.0, attempts=attempt)

    def close(self) -> None:
        """End all workers, and what they are doing."""
        self._pool.stop()  # type: ignore[no-untyped-call]
        self._pool.join()


@contextmanager
def _environment() -> Iterator[None]:
    """Processes started within get one thread each; a worker may be replaced at any moment of the sweep."""
    before = {name: os.environ.get(name) for name in ONE_THREAD}
    os.environ.update(ONE_THREAD)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value
