"""The validation that comes with the model, in words: what the evidence page shows and the brief sums up."""

from functools import cache
from pathlib import Path
from typing import NamedTuple

import pandas as pd

from sim.evidence.rows import evidence_rows
from sim.reference.parameter_tables import FITTED
from sim.report.pages.evidence import EvidenceLine, failing_words, lines
from sim.report.words.judged import JUDGED_ROWS
from sim.studies.validation.validation import carried_by

VALIDATION = FITTED / "validation.csv"


class Judged(NamedTuple):
    """One role's rows of the validation."""

    role: str
    table: pd.DataFrame  # as from `sim.studies.validation.validation.validate`
    lines: list[EvidenceLine]  # the same in words
    failing: list[str]  # what does not agree, a sentence each

    @property
    def agreeing(self) -> int:
        """How many rows agree."""
        return sum(line.agrees for line in self.lines)


@cache
def validation(path: Path = VALIDATION) -> tuple[Judged, ...]:
    """The validation that comes with the model, fitted rows and held-out rows separately; empty where there is none."""
    if not path.exists():
        return ()
    table = pd.read_csv(path)
    rows = evidence_rows()
    found = []
    for role in JUDGED_ROWS:
        mine = table[table["role"] == role].reset_index(drop=True)
        described = lines(mine, rows, carried_by())
        values = dict(zip(mine["id"], mine["simulated"], strict=True))
        failing = [failing_words(line, rows[line.id], float(values[line.id])) for line in described if not line.agrees]
        found.append(Judged(role, mine, described, failing))
    return tuple(found)
