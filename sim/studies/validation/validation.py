"""Validation: every judged row of the evidence, measured as its study did, beside what was published."""

import math
import tomllib
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd

import sim.evidence
from sim.evidence.rows import EvidenceRow, evidence_rows
from sim.studies.fitted.ensemble import Member
from sim.studies.fitted.freeze import refuse_sealed
from sim.studies.fitting.run_file import RunFile, evaluate_all
from sim.studies.runs.jobs import replicate_seed
from sim.studies.runs.statistics import middle_interval, normal_interval

COLUMNS = (
    "id", "role", "circular", "quantity", "published", "accept_low", "accept_high", "simulated", "sim_low", "sim_high",
    "agrees",
)  # fmt: skip


class Society(NamedTuple):
    """One society in which all rows are measured."""

    parameters: dict[str, float]  # free ones that differ from the defaults
    seed: int


@cache
def carried_by() -> dict[str, str]:
    """Which mechanism carries each judged row, in words."""
    path = Path(sim.evidence.__file__).parent / "carried_by.toml"
    return {str(row): str(words) for row, words in tomllib.loads(path.read_text(encoding="utf-8")).items()}


def societies(replicates: int, seed: int, members: Sequence[Member] = ()) -> list[Society]:
    """Societies to measure in: the default parameters under several seeds, and each member of an ensemble once.

    Args:
        replicates: societies under the default parameters.
        seed: the study's seed.
        members: of the ensemble.
    """
    default = [Society({}, replicate_seed(seed, number)) for number in range(replicates)]
    others = [
        Society(member.parameters, replicate_seed(seed, replicates + number)) for number, member in enumerate(members)
    ]
    return [*default, *others]


def validate(
    rows: dict[str, EvidenceRow],
    *,
    people: int,
    replicates: int,
    seed: int,
    file: RunFile,
    members: Sequence[Member] = (),
    workers: int = 2,
    on_society: Callable[[], None] | None = None,
) -> pd.DataFrame:
    """Measure rows and say which agree.

    Args:
        rows: judged rows by id.
        people: size of each society.
        replicates: societies under the default parameters; the simulated value is their mean.
        seed: the study's seed.
        file: where finished societies are kept.
        members: of the ensemble; their spread goes into the interval.
        workers: processes.
        on_society: called when a society is measured, for progress.

    Returns:
        One row each: `COLUMNS`. The interval is that of the mean over replicates; with an ensemble it spans the middle
        95 % of its members as well.

    Raises:
        SealedRows: a row is of role `check`, and no fit is frozen.
    """
    refuse_sealed(rows)
    chosen = societies(replicates, seed, members)
    measured = evaluate_all(
        [society.parameters for society in chosen], [society.seed for society in chosen], list(rows), people, file,
        workers=workers, on_run=on_society, keep=True,
    )  # fmt: skip
    table = []
    for name, row in rows.items():
        values = np.array([run[name][0] for run in measured[:replicates]])
        errors = np.array([run[name][1] for run in measured[:replicates]])
        spread = np.array([run[name][0] for run in measured[replicates:]])
        low, simulated, high = interval(values, errors, spread)
        agrees = bool(row.agrees(simulated))
        published = row.value, row.accept_low, row.accept_high
        table.append((name, row.role, row.circular, row.quantity, *published, simulated, low, high, agrees))
    return pd.DataFrame(table, columns=list(COLUMNS))


def interval(values: np.ndarray, errors: np.ndarray, spread: np.ndarray) -> tuple[float, float, float]:
    """Low end, mean and high end of what the model gives for a row; NaN where it cannot be measured.

    Args:
        values: one for each replicate.
        errors: their Monte Carlo errors.
        spread: values of the ensemble's members, if any.
    """
    known = np.isfinite(values)
    if not known.any():
        return math.nan, math.nan, math.nan
    mean = float(values[known].mean())
    count = int(known.sum())
    errors = errors[known & np.isfinite(errors)]
    within = float(np.sqrt((errors**2).mean() / count)) if len(errors) else 0.0
    between = float(values[known].std(ddof=1) / count**0.5) if count > 1 else 0.0
    error = max(within, between) if count > 1 or len(errors) else math.nan
    low, high = normal_interval(mean, error)
    spread = spread[np.isfinite(spread)]
    if len(spread) > 1:
        ends = middle_interval(spread)
        low, high = float(np.fmin(low, ends[0])), float(np.fmax(high, ends[1]))  # not NaN where one end is known
    return low, mean, high


def judged(*roles: str) -> dict[str, EvidenceRow]:
    """Judged rows of some roles ("fit", "check"), by id, in the order of the table."""
    return {name: row for name, row in evidence_rows().items() if row.role in roles}
