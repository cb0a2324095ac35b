"""The validation that is shipped with the model, in words: what the evidence page shows and the brief sums up."""

from functools import cache
from pathlib import Path
from typing import NamedTuple

import pandas as pd

from sim.evidence.rows import evidence_rows
from sim.reference.parameter_tables import FITTED
from sim.report.pages.evidence import EvidenceLine, failing_words, lines
from sim.studies.validation.validation import carried_by

VALIDATION = FITTED / "validation.csv"
ROLES = {"fit": "Rows the model was fitted to", "check": "Rows kept back until the fit was frozen"}


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
    """The shipped validation, fitted rows and rows kept back apart; empty where there is none."""
    if not path.exists():
        return ()
    table = pd.read_csv(path)
    rows = evidence_rows()
    found = []
    for role in ROLES:
        mine = table[table["role"] == role].reset_index(drop=True)
        told = lines(mine, rows, carried_by())
        values = dict(zip(mine["id"], mine["simulated"], strict=True))
        failing = [failing_words(line, rows[line.id], float(values[line.id])) for line in told if not line.agrees]
        found.append(Judged(role, mine, told, failing))
    return tuple(found)
