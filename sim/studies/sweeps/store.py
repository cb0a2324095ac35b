"""The store of a sweep: one SQLite file in WAL mode, written by the coordinator alone.

A run that the store has acknowledged outlives `kill -9` of any process. A power cut can lose the last runs, never the
file (`synchronous = NORMAL`). WAL needs a disk of this machine: a network share will not do.
"""

import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

from sim.core.installation import program
from sim.errors import SweepError
from sim.scenario.values import Value
from sim.studies.sweeps.tasks import Found

FILE = "sweep.sqlite"
LAYOUT = 1  # of the tables
PLANNED, OK, FAILED = "planned", "ok", "failed"
TABLES = """
CREATE TABLE IF NOT EXISTS designs (
    id INTEGER PRIMARY KEY, hash TEXT NOT NULL UNIQUE, design TEXT NOT NULL, decides TEXT NOT NULL,
    rules TEXT NOT NULL, versions TEXT NOT NULL, model_commit TEXT NOT NULL, opened INTEGER NOT NULL
) STRICT;
CREATE TABLE IF NOT EXISTS runs (
    key TEXT PRIMARY KEY, settings TEXT NOT NULL, seed TEXT NOT NULL, status TEXT NOT NULL,
    attempts INTEGER NOT NULL DEFAULT 0, error TEXT NOT NULL DEFAULT '', seconds REAL, outcomes TEXT, series BLOB
) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS places (
    design INTEGER NOT NULL, point INTEGER NOT NULL, replicate INTEGER NOT NULL, key TEXT NOT NULL,
    parameters TEXT NOT NULL, PRIMARY KEY (design, point, replicate)
) STRICT, WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS places_by_key ON places (key);
"""


class Place(NamedTuple):
    """Where a run stands in a design. Two places may share one run."""

    point: int
    replicate: int
    key: str
    parameters: dict[str, Value]  # as the design names them
    settings: dict[str, Value]  # by full path
    seed: int


class Row(NamedTuple):
    """A place of a design with its run."""

    point: int
    replicate: int
    key: str
    parameters: dict[str, Value]
    seed: int
    status: str
    attempts: int
    error: str
    seconds: float | None
    outcomes: dict[str, float] | None


class Store:
    """The store in a folder.

    Args:
        folder: holds the file, or will.
        write: open for writing, which makes the file; a reader may look on while a coordinator writes.

    Raises:
        SweepError: there is no store to read, or it is not one of ours.
    """

    def __init__(self, folder: Path, *, write: bool = False) -> None:
        self.path = folder / FILE
        if not write and not self.path.is_file():
            raise SweepError(
                f"{folder}: there is no sweep here (no {FILE}). Make one: {program()} sweep DESIGN.toml --out"
            )
        where = str(self.path) if write else f"{self.path.resolve().as_uri()}?mode=ro"
        with self._described():
            self._base = sqlite3.connect(where, timeout=60.0, autocommit=True, uri=not write)
        try:
            with self._described():
                if write:
                    self._base.execute("PRAGMA journal_mode = WAL")
                    self._base.execute("PRAGMA synchronous = NORMAL")
                    self._base.executescript(TABLES)
                    if not self._base.execute("PRAGMA user_version").fetchone()[0]:
                        self._base.execute(f"PRAGMA user_version = {LAYOUT}")
                layout = self._base.execute("PRAGMA user_version").fetchone()[0]
            if layout != LAYOUT:
                raise SweepError(
                    f"{self.path}: layout {layout}, of another version; expected {LAYOUT}. Choose a new folder."
                )
        except BaseException:
            self._base.close()
            raise

    def close(self) -> None:
        """Close the file; a writer folds the log into it."""
        self._base.close()

    def __enter__(self) -> "Store":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @contextmanager
    def _described(self) -> Iterator[None]:
        """Report what SQLite finds wrong in plain words."""
        try:
            yield
        except sqlite3.OperationalError as problem:
            if "full" in str(problem):
                raise SweepError(
                    f"{self.path}: the disk is full. All runs acknowledged before are intact; make room, and the same "
                    "command goes on."
                ) from None
            raise SweepError(f"{self.path}: {problem}. What was stored before is intact.") from None
        except sqlite3.DatabaseError as problem:
            raise SweepError(
                f"{self.path}: not a sweep's store, or damaged ({problem}). Choose a new folder."
            ) from None

    @contextmanager
    def _at_once(self) -> Iterator[None]:
        """One transaction: all of it or nothing."""
        with self._described():
            self._base.execute("BEGIN IMMEDIATE")
            try:
                yield
                self._base.execute("COMMIT")
            except BaseException:
                if self._base.in_transaction:
                    self._base.execute("ROLLBACK")
                raise

    # --- designs ---

    def designs(self) -> list[dict[str, Any]]:
        """All designs, the one opened last at the end: id, hash, design, decides, rules, versions, model_commit."""
        names = ("id", "hash", "design", "decides", "rules", "versions", "model_commit")
        with self._described():
            rows = self._base.execute(f"SELECT {', '.join(names)} FROM designs ORDER BY opened").fetchall()
        return [dict(zip(names, row, strict=True)) for row in rows]

    def open_design(
        self, digest: str, design: str, decides: str, rules: str, versions: Mapping[str, str], commit: str
    ) -> int:
        """Make a design the present one, added if it is new; its id."""
        with self._at_once():
            opened = self._base.execute("SELECT coalesce(max(opened), 0) + 1 FROM designs").fetchone()[0]
            self._base.execute(
                "INSERT OR IGNORE INTO designs (hash, design, decides, rules, versions, model_commit, opened) "
                "VALUES (?, ?, ?, ?, ?, ?, ?)",
                (digest, design, decides, rules, json.dumps(dict(versions)), commit, opened),
            )
            self._base.execute("UPDATE designs SET opened = ? WHERE hash = ?", (opened, digest))
            return int(self._base.execute("SELECT id FROM designs WHERE hash = ?", (digest,)).fetchone()[0])

    def plan(self, design: int, places: Iterable[Place]) -> None:
        """Put places and their runs into the store; those that are there stay as they are."""
        with self._at_once():
            for place in places:
                parameters, settings = json.dumps(place.parameters), json.dumps(place.settings)
                self._base.execute(
                    "INSERT OR IGNORE INTO runs (key, settings, seed, status) VALUES (?, ?, ?, ?)",
                    (place.key, settings, str(place.seed), PLANNED),
                )
                self._base.execute(
                    "INSERT OR IGNORE INTO places (design, point, replicate, key, parameters) VALUES (?, ?, ?, ?, ?)",
                    (design, place.point, place.replicate, place.key, parameters),
                )

    # --- runs ---

    def keep(self, found: Sequence[Found]) -> None:
        """Acknowledge finished runs: they are kept when this returns. A run that is ok is never overwritten."""
        with self._at_once():
            for one in found:
                outcomes = None if one.outcomes is None else json.dumps(one.outcomes)  # floats as repr: exact
                self._base.execute(
                    "UPDATE runs SET status = ?, attempts = attempts + ?, error = ?, seconds = ?, outcomes = ?, "
                    "series = ? WHERE key = ? AND status != 'ok'",
                    (
                        OK if one.outcomes is not None else FAILED, one.attempts, one.error, one.seconds, outcomes,
                        one.series, one.key,
                    ),
                )  # fmt: skip

    def retry_failed(self, design: int) -> int:
        """Plan the failed runs of a design again; how many they are."""
        with self._at_once():
            return self._base.execute(
                "UPDATE runs SET status = 'planned' WHERE status = 'failed' AND key IN "
                "(SELECT key FROM places WHERE design = ?)",
                (design,),
            ).rowcount

    def planned(self, design: int) -> list[str]:
        """Keys of the runs of a design that are still to be made, in the order of the design."""
        with self._described():
            rows = self._base.execute(
                "SELECT key, min(point), min(replicate) FROM places JOIN runs USING (key) "
                "WHERE design = ? AND status = 'planned' GROUP BY key ORDER BY 2, 3",
                (design,),
            )
            return [row[0] for row in rows]

    def counts(self, design: int) -> dict[str, int]:
        """Runs of a design by status."""
        with self._described():
            rows = self._base.execute(
                "SELECT status, count(*) FROM runs WHERE key IN (SELECT key FROM places WHERE design = ?) "
                "GROUP BY status",
                (design,),
            ).fetchall()
        return {PLANNED: 0, OK: 0, FAILED: 0} | {str(status): int(count) for status, count in rows}

    def failures(self, design: int) -> list[tuple[str, int]]:
        """Reasons of the failed runs of a design and how often, the most frequent first."""
        with self._described():
            return self._base.execute(
                "SELECT error, count(*) FROM runs WHERE status = 'failed' AND key IN "
                "(SELECT key FROM places WHERE design = ?) GROUP BY error ORDER BY 2 DESC, 1",
                (design,),
            ).fetchall()

    def seconds(self, design: int) -> list[float]:
        """What each finished run of a design took of its worker's time."""
        with self._described():
            rows = self._base.execute(
                "SELECT seconds FROM runs WHERE status = 'ok' AND key IN (SELECT key FROM places WHERE design = ?)",
                (design,),
            )
            return [float(row[0]) for row in rows]

    def bytes_a_run(self, design: int) -> float:
        """Mean bytes that a finished run takes; 0 where none is finished."""
        with self._described():
            size = self._base.execute(
                "SELECT avg(length(outcomes) + 2 * length(settings) + coalesce(length(series), 0) + 400) FROM runs "
                "WHERE status = 'ok' AND key IN (SELECT key FROM places WHERE design = ?)",
                (design,),
            ).fetchone()[0]
        return float(size or 0.0)

    def rows(self, design: int) -> list[Row]:
        """All places of a design with their runs, in the order of the design."""
        with self._described():
            rows = self._base.execute(
                "SELECT point, replicate, key, parameters, seed, status, attempts, error, seconds, outcomes "
                "FROM places JOIN runs USING (key) WHERE design = ? ORDER BY point, replicate",
                (design,),
            ).fetchall()
        return [
            Row(
                point, replicate, key, json.loads(parameters), int(seed), status, attempts, error, seconds,
                None if outcomes is None else json.loads(outcomes),
            )
            for point, replicate, key, parameters, seed, status, attempts, error, seconds, outcomes in rows
        ]  # fmt: skip

    def series(self, design: int) -> Iterator[tuple[int, int, bytes]]:
        """Compressed weekly outcomes of a design's finished runs: point, replicate, series."""
        with self._described():
            yield from self._base.execute(
                "SELECT point, replicate, series FROM places JOIN runs USING (key) "
                "WHERE design = ? AND series IS NOT NULL ORDER BY point, replicate",
                (design,),
            )
