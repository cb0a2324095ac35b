"""Rows of the evidence and parameter sets that are made up."""

import math
from collections.abc import Mapping, Sequence

import pandas as pd

from sim.evidence.rows import EvidenceRow, evidence_row
from sim.studies.validation.validation import COLUMNS, judged

JUDGED = judged("fit", "check")


def row(value: float, low: float | None, high: float | None) -> EvidenceRow:
    """A row of the evidence with another value and band."""
    changed = {"value": value, "accept_low": low, "accept_high": high}
    return evidence_row("SE01").model_copy(update=changed)


def made_up(rows: Mapping[str, EvidenceRow]) -> pd.DataFrame:
    """A validation with rows that agree, fail, are far off, have no interval, and cannot be measured."""
    table = []
    for place, (name, one) in enumerate(rows.items()):
        low, high = one.band or (0.0, 1.0)
        middle, half = (low + high) / 2.0, (high - low) / 2.0
        value = middle + half * [0.2, 1.5, -1.8, 7.0, -9.0, math.nan, 0.5][place % 7]
        error = math.nan if place % 7 == 6 else 0.3 * half
        ends = value - error, value + error
        table.append(
            (name, one.role, one.circular, one.quantity, one.value, low, high, value, *ends, one.agrees(value))
        )
    return pd.DataFrame(table, columns=list(COLUMNS))


type Sets = Sequence[Mapping[str, float]]
ROWS = ["SE01", "SE02"]
SETS: Sets = [{"drop_out": 0.02}, {"drop_out": 0.021}, {"drop_out": 0.022}]
