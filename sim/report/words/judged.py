"""The two kinds of judged findings in words, and how many of them agree, with the circular ones apart."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import pandas as pd

from sim.evidence.rows import SEEN, evidence_rows
from sim.studies.fitted.freeze import sealed

JUDGED_ROWS: Mapping[str, str] = {
    "fit": "rows that the fit aimed at",
    "check": "rows that were sealed until the fit was frozen",
}
"""By role, as they follow a count."""

SINCE_THEN = (
    "Model parameters were set and fitted with the fit rows in view: agreement with these is no independent test. "
    "Circular rows, whose figure set a parameter or a dose, are counted apart."
)


class Agreement(NamedTuple):
    """How many rows agree: all of them, and those that are not circular."""

    agreeing: int
    rows: int
    agreeing_free: int
    rows_free: int

    def words(self, kind: str) -> str:
        """The count with what is counted, such as "40 of 93 rows (33 of 75 that are not circular)"."""
        return f"{self.agreeing} of {self.rows} {kind}{self.apart}"

    @property
    def apart(self) -> str:
        """The rows that are not circular, in brackets; empty where none is."""
        if self.rows_free == self.rows:
            return ""
        return f" ({self.agreeing_free} of the {self.rows_free} that are not circular)"


def agreement(table: pd.DataFrame) -> Agreement:
    """Count the rows of a validation.

    Args:
        table: with the columns id and agrees.
    """
    return counted(table["id"].tolist(), table["agrees"].astype(bool).tolist())


def counted(rows: Sequence[str], agrees: Sequence[bool]) -> Agreement:
    """Count rows.

    Args:
        rows: their ids.
        agrees: whether each agrees (rows).
    """
    known = evidence_rows()
    free = [agreed for row, agreed in zip(rows, agrees, strict=True) if not known[row].is_circular]
    return Agreement(sum(agrees), len(rows), sum(free), len(free))


def sealed_words() -> str:
    """How many rows are or were sealed, and how many of them somebody has seen before, a sentence."""
    check = evidence_rows("check")
    seen = [row for row in check if row in SEEN]
    if not sealed(check):
        return (
            f"The {len(check)} check rows were sealed until the fit was frozen, and measured once then; {len(seen)} "
            f"({', '.join(seen)}) had been seen before."
        )
    return (
        f"{len(check)} check rows stay sealed until a fit is frozen: {len(check) - len(seen)} unseen, {len(seen)} seen "
        f"({', '.join(seen)})."
    )


def heading(role: str) -> str:
    """The same at the head of a panel or a section."""
    words = JUDGED_ROWS[role]
    return words[:1].upper() + words[1:]
