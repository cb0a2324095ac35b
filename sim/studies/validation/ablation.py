"""Ablation: switch off each mechanism of the theory in turn, and find the rows of the evidence that no longer agree."""

from collections.abc import Callable, Sequence

import numpy as np
import pandas as pd

from sim.evidence.rows import evidence_rows
from sim.studies.fitting.evaluate import CUT, NOTHING
from sim.studies.fitting.run_file import RunFile, evaluate_all
from sim.studies.measures.contacts import LEAST_PEOPLE
from sim.studies.runs.jobs import replicate_seed

COLUMNS = (
    "mechanism", "row", "quantity", "whole", "without", "error", "shift", "agreed", "agrees", "clear", "breaks",
)  # fmt: skip
CLEAR = 2.0  # Monte Carlo standard errors from which on a shift counts as clear
OF_CONTACTS = ("SO05", "SO06", "SO07", "SO08")  # need a larger society: another one for each mechanism
FAR = 1.0  # half-widths of a band: a shift from which on a row that does not break counts as moved


def ablate(
    chosen: Sequence[str],
    *,
    people: int,
    seed: int,
    file: RunFile,
    workers: int = 2,
    on_society: Callable[[], None] | None = None,
) -> pd.DataFrame:
    """Measure the fit rows on the whole model, and without each mechanism, on the same people and random numbers.

    Rows of contacts are measured in a larger society than most: in a smaller one they are left out, because that larger
    society would be another one for each mechanism, and chance would look like an effect.

    Args:
        chosen: mechanisms.
        people: size of the society.
        seed: the study's seed.
        file: where finished societies are kept.
        workers: processes.
        on_society: called when a society is measured, for progress.

    Returns:
        One row a mechanism and evidence row: `COLUMNS`. `error` is the Monte Carlo error of the change; `shift` counts
        in half-widths of the row's band; a change is clear above twice its error, or where the row cannot be measured
        any more; a row breaks where it agreed before, does not any more, and the change is clear.
    """
    rows = {
        name: row for name, row in evidence_rows("fit").items() if people >= LEAST_PEOPLE or name not in OF_CONTACTS
    }
    cuts: list[dict[str, float]] = [{f"{CUT}{NOTHING}": 0.0}, *({f"{CUT}{name}": 0.0} for name in chosen)]
    run_seed = replicate_seed(seed, 0)
    whole, *without = evaluate_all(
        cuts, [run_seed] * len(cuts), list(rows), people, file, workers=workers, on_run=on_society, keep=True
    )
    table = []
    for mechanism, measured in zip(chosen, without, strict=True):
        for name, row in rows.items():
            (before, error), (after, other) = whole[name], measured[name]
            low, high = row.band or (np.nan, np.nan)
            shift = (after - before) / ((high - low) / 2.0)
            noise = float(np.hypot(error, other))
            clear = bool(np.isfinite(before)) and (not np.isfinite(after) or abs(after - before) > CLEAR * noise)
            agreed, agrees = row.agrees(before), row.agrees(after)
            breaks = agreed and not agrees and clear
            found = before, after, noise, shift, agreed, agrees, clear, breaks
            table.append((mechanism, name, row.quantity, *found))
    return pd.DataFrame(table, columns=list(COLUMNS))


def broken_by(table: pd.DataFrame, mechanism: str) -> list[str]:
    """Ids of the rows that break without a mechanism, the farthest shifted first."""
    mine = table[(table["mechanism"] == mechanism) & table["breaks"]]
    order = mine["shift"].abs().fillna(np.inf).sort_values(ascending=False, kind="stable").index
    return [str(name) for name in mine.loc[order, "row"]]


def moved_by(table: pd.DataFrame, mechanism: str, least: float = FAR) -> list[str]:
    """Ids of the rows that do not break but clearly move by half of the band's width or more, farthest first."""
    mine = table[(table["mechanism"] == mechanism) & ~table["breaks"] & table["clear"]]
    mine = mine[mine["shift"].abs() >= least]
    order = mine["shift"].abs().sort_values(ascending=False, kind="stable").index
    return [str(name) for name in mine.loc[order, "row"]]
