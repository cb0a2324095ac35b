"""Out of the store: experiments and outcomes as two tables, row by row of the same run."""

import json
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import Any

import pandas as pd

from sim.core.csv_files import write_csv
from sim.core.results import Results
from sim.errors import SweepError
from sim.outcomes.rates import OUTCOMES
from sim.studies.sweeps.store import FAILED, OK, Row, Store
from sim.studies.sweeps.workers import unpacked

PLACE = ["point", "replicate"]


def present_design(store: Store, number: int | None = None) -> dict[str, Any]:
    """A design of a store: the one opened last, or the one asked for by number.

    Raises:
        SweepError: there is none.
    """
    there = store.designs()
    found = there[-1:] if number is None else [one for one in there if one["id"] == number]
    if not found:
        known = ", ".join(str(one["id"]) for one in there)
        raise SweepError(f"{store.path}: no design {'yet' if number is None else number}. Known: {known or 'none'}.")
    return found[0]


def tables(store: Store, number: int | None = None) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Finished runs of one design.

    Args:
        store: the store.
        number: of the design; None: the one opened last. Designs are never mixed.

    Returns:
        experiments (point, replicate, seed, key, and a column for each parameter) and outcomes (point, replicate, and
        a column for each outcome), row by row of the same runs, in the order of the design. Failed runs are left out.
    """
    design = present_design(store, number)
    rows = [row for row in store.rows(design["id"]) if row.status == OK]
    content = json.loads(design["design"])
    names = list(content["parameters"])
    experiments = pd.DataFrame(
        [[row.point, row.replicate, row.seed, row.key, *[row.parameters[name] for name in names]] for row in rows],
        columns=[*PLACE, "seed", "key", *names],
    )
    asked = content["outcomes"]
    outcomes = pd.DataFrame(
        [[row.point, row.replicate, *[_outcomes(row)[name] for name in asked]] for row in rows],
        columns=[*PLACE, *asked],
    )
    return experiments, outcomes


def _outcomes(row: Row) -> Mapping[str, float]:
    assert row.outcomes is not None
    return row.outcomes


def failed_runs(store: Store, number: int | None = None) -> pd.DataFrame:
    """Failed runs of one design: point, replicate, seed, key, attempts, error, and the parameters."""
    design = present_design(store, number)
    names = list(json.loads(design["design"])["parameters"])
    rows = [row for row in store.rows(design["id"]) if row.status == FAILED]
    return pd.DataFrame(
        [
            [row.point, row.replicate, row.seed, row.key, row.attempts, row.error, *[row.parameters[n] for n in names]]
            for row in rows
        ],
        columns=[*PLACE, "seed", "key", "attempts", "error", *names],
    )


def all_series(store: Store, number: int | None = None) -> pd.DataFrame | None:
    """Weekly outcomes of one design's finished runs: point, replicate, week, and a column each; None if not kept."""
    design = present_design(store, number)
    parts = []
    for point, replicate, kept in store.series(design["id"]):
        part = pd.DataFrame(unpacked(kept), columns=list(OUTCOMES))
        part.insert(0, "week", range(1, len(part) + 1))
        part.insert(0, "replicate", replicate)
        part.insert(0, "point", point)
        parts.append(part)
    return pd.concat(parts, ignore_index=True) if parts else None


def write_tables(store: Store, folder: Path, *, parquet: bool, number: int | None = None) -> list[Path]:
    """Write the tables of one design, each whole or not at all: experiments, outcomes, failed, series.

    Args:
        store: the store.
        folder: for the files.
        parquet: as Parquet; otherwise as CSV (floats are exact in both).
        number: of the design; None: the one opened last.

    Returns:
        The files.
    """
    experiments, outcomes = tables(store, number)
    found: dict[str, pd.DataFrame | None] = {
        "experiments": experiments, "outcomes": outcomes, "series": all_series(store, number)
    }  # fmt: skip
    failed = failed_runs(store, number)
    found["failed"] = failed if len(failed) else None
    ending = "parquet" if parquet else "csv"
    names = {name: f"{name}.{ending}" for name in found}
    with Results(folder, names["outcomes"], names.values()) as results:
        for name, table in found.items():
            if table is not None:
                write = partial(table.to_parquet, index=False)
                if not parquet:
                    write = partial(write_csv, table)
                results.write(names[name], write)
        results.finish()
    return [folder / names[name] for name, table in found.items() if table is not None]
