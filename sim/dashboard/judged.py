"""The validation that comes with the model, in words: what the evidence page shows and the brief sums up."""

from functools import cache
from pathlib import Path
from typing import NamedTuple

import pandas as pd

from sim.evidence.rows import evidence_rows
from sim.reference.parameter_tables import FITTED
from sim.report.pages.evidence import EvidenceLine, failing_words, lines
from sim.report.words.judged import JUDGED_ROWS, Agreement, counted
from sim.studies.fitted.freeze import sealed
from sim.studies.validation.validation import carried_by

VALIDATION = FITTED / "validation.csv"


class Judged(NamedTuple):
    """One role's rows of the validation."""

    role: str
    table: pd.DataFrame  # as from `sim.studies.validation.validation.validate`
    lines: list[EvidenceLine]  # the same in words
    failing: list[str]  # what does not agree, a sentence each

    @property
    def agreement(self) -> Agreement:
        """How many rows agree, those that are not circular apart."""
        return counted([line.id for line in self.lines], [line.agrees for line in self.lines])


@cache
def validation(path: Path = VALIDATION) -> tuple[Judged, ...]:
    """The validation that comes with the model, one part for each role that was measured; empty where there is none.

    The role of a row is that which it has now; a row that is not judged any more, or is sealed again, is left out.
    """
    if not path.exists():
        return ()
    rows = evidence_rows()
    table = pd.read_csv(path)
    table = table[table["id"].isin(rows)].assign(role=lambda kept: [rows[name].role for name in kept["id"]])
    table = table[~table["id"].isin(sealed(rows))]
    found = []
    for role in JUDGED_ROWS:
        mine = table[table["role"] == role].reset_index(drop=True)
        if mine.empty:
            continue
        described = lines(mine, rows, carried_by())
        values = dict(zip(mine["id"], mine["simulated"], strict=True))
        failing = [failing_words(line, rows[line.id], float(values[line.id])) for line in described if not line.agrees]
        found.append(Judged(role, mine, described, failing))
    return tuple(found)
