"""Many parameter sets evaluated side by side and kept on disk: a run that is there is never made again."""

import hashlib
import json
import multiprocessing
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, wait
from functools import cache
from itertools import chain
from pathlib import Path
from typing import Any

from pebble import ProcessPool

from sim.core.deaf import deaf_to_ctrl_c
from sim.core.fingerprint import PACKAGE, fingerprint_of, results_of, rule_fingerprint
from sim.scenario.load import SCENARIOS
from sim.studies.fitting.evaluate import evaluate

type Measured = dict[str, tuple[float, float]]


MEASURED_BY = (
    "economics", "outcomes", "studies/measures", "studies/readings", "studies/runs", "studies/trials", "studies/trauma",
)  # fmt: skip
POLICIES = ("baseline.toml", "interventions.toml", "national_campaign.toml", "talking_therapies.toml")


KEPT = PACKAGE / "studies" / "fitted" / "runs.jsonl"  # the runs of the fit that comes with the model
DIGITS = 5  # significant ones of what was measured, as it is kept there


def study_sources() -> list[Path]:
    """The sources that say how rows are measured."""
    folders = (PACKAGE / folder for folder in MEASURED_BY)
    return sorted(
        [*chain(*(folder.glob("*.py") for folder in folders)), PACKAGE / "studies" / "fitting" / "evaluate.py"]
    )


@cache
def study_fingerprint() -> str:
    """Hash of the sources that say how rows are measured, and of the policies that the studies stand in."""
    digest = hashlib.sha256(fingerprint_of(study_sources()).encode())
    for name in POLICIES:
        digest.update((SCENARIOS / name).read_bytes())
    return digest.hexdigest()[:16]


def run_key(values: Mapping[str, float], people: int, seed: int) -> str:
    """What decides a run's outcome, as a hash: parameters, size, seed, the rules, and how rows are measured."""
    model = [results_of(rule_fingerprint()), results_of(study_fingerprint())]
    text = json.dumps([*model, sorted(values.items()), people, seed])
    return hashlib.sha256(text.encode()).hexdigest()[:24]


class RunFile:
    """Finished runs in a file of JSON lines; a line that was cut off by a crash is left out when read.

    Args:
        path: the file; made when the first run is added.
        spare: it only saves time, so that a file that cannot be read or written is done without.
        also: another such file, whose runs are known as well; nothing is added to it.
    """

    def __init__(self, path: Path, *, spare: bool = False, also: Path | None = None) -> None:
        self.path, self.spare = path, spare
        self.runs: dict[str, dict[str, Any]] = {}
        if also is not None and also.exists():
            self._read(self._text(also))
        text = self._text(path) if path.exists() else ""
        self.cut_off = text != "" and not text.endswith("\n")  # the next line must not be written onto the last
        self._read(text)

    def _read(self, text: str) -> None:
        for line in text.splitlines():
            try:
                run = json.loads(line)
                self.runs[run["key"]] = run
            except (ValueError, KeyError, TypeError):
                continue

    def _text(self, path: Path) -> str:
        try:
            return path.read_text(encoding="utf-8", errors="replace")
        except OSError:
            if self.spare:
                return ""
            raise

    def shortened(self, people: int) -> str:
        """Runs of societies of this size as lines of a small file, what was measured with few digits."""
        lines = []
        for run in self.runs.values():
            if run["people"] == people:
                short = {row: [float(f"{x:.{DIGITS}g}") for x in pair] for row, pair in run["measured"].items()}
                lines.append(json.dumps({**run, "measured": short}, separators=(",", ":")) + "\n")
        return "".join(lines)

    def measured(self, key: str) -> Measured:
        """What a run measured, by row; nothing where it is not there."""
        return {row: (pair[0], pair[1]) for row, pair in self.runs.get(key, {"measured": {}})["measured"].items()}

    def add(self, run: dict[str, Any]) -> None:
        """Keep a finished run; it is on disk when this returns."""
        self.runs[run["key"]] = run
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            with self.path.open("a", encoding="utf-8") as file:
                file.write("\n" * self.cut_off + json.dumps(run) + "\n")
                file.flush()
                os.fsync(file.fileno())
            self.cut_off = False
        except OSError:
            self.cut_off = True
            if not self.spare:
                raise


def evaluate_all(
    sets: Sequence[Mapping[str, float]],
    seeds: Sequence[int],
    rows: Sequence[str],
    people: int,
    file: RunFile,
    *,
    workers: int = 2,
    on_run: Callable[[], None] | None = None,
    keep: bool = False,
) -> list[Measured]:
    """Evaluate parameter sets, those not yet in the file in worker processes.

    Args:
        sets: free parameters by name.
        seeds: one for each set.
        rows: ids of evidence rows.
        people: size of each society.
        file: where runs are kept.
        workers: processes.
        on_run: called when a run is finished or found.
        keep: keep the societies in the cache.

    Returns:
        What each set measured, in the order of `sets`.
    """
    keys = [run_key(values, people, seed) for values, seed in zip(sets, seeds, strict=True)]
    missing = {key: place for place, key in enumerate(keys) if not set(rows) <= set(file.measured(key))}
    for _ in range(len(keys) - len(missing)):
        if on_run is not None:
            on_run()
    for place, measured in _side_by_side(sets, seeds, rows, people, list(missing.values()), workers, keep):
        both = file.measured(keys[place]) | measured
        file.add({"key": keys[place], "seed": seeds[place], "people": people, "values": dict(sets[place]),
                  "measured": both})  # fmt: skip
        if on_run is not None:
            on_run()
    return [file.measured(key) for key in keys]


def _evaluate(values: dict[str, float], rows: list[str], people: int, seed: int, keep: bool) -> Measured:
    return evaluate(values, rows, people, seed, keep=keep)


def _side_by_side(
    sets: Sequence[Mapping[str, float]],
    seeds: Sequence[int],
    rows: Sequence[str],
    people: int,
    places: Sequence[int],
    workers: int,
    keep: bool,
) -> Iterator[tuple[int, Measured]]:
    context = multiprocessing.get_context("spawn")
    pool = ProcessPool(workers, context=context)
    try:
        waiting = list(places)
        under_way: dict[Future[Measured], int] = {}
        while waiting or under_way:
            while waiting and len(under_way) < 2 * workers:
                place = waiting.pop(0)
                with deaf_to_ctrl_c():  # the first one starts the workers
                    begun: Future[Measured] = pool.schedule(
                        _evaluate, args=(dict(sets[place]), list(rows), people, seeds[place], keep)
                    )  # fmt: skip
                under_way[begun] = place
            done, _ = wait(under_way, return_when=FIRST_COMPLETED)
            for future in done:
                yield under_way.pop(future), future.result()
    finally:  # after Ctrl-C what is under way is not waited for
        pool.stop()  # type: ignore[no-untyped-call]
        pool.join()
