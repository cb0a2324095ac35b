"""Rows of `evidence.csv`: what was found, in whom, how to measure the same on a run, and how close is close enough.

`low` and `high` are what the source gives around its value; `unit` says what they are. `accept_low` and `accept_high`
bound the simulated values that count as agreeing: a judgement of how much studies and countries differ, wider than the
interval of one study. `confidence` is how well the figure was looked up: `checked` against the source's own abstract or
page, `partly checked` (source and sign seen, the figure recalled), or `recalled` from memory, which carries little.

`circular` names the model parameters and doses that a row's figure set, so that meeting it is no test: doses of the
intervention whose trial it is, the dropout of that intervention, or parameters and service settings that stand for the
very thing that the row measures, in its level or between its groups, so that the row follows them nearly whatever else
the model does. They are written `dose of NAME`, `dropout of NAME`, `parameter NAME` and `KEY of SCENARIO`, with
semicolons between. Numbers that were set with several rows in view are not named: those rows were fitted, which is not
circular, but no test either until they are measured on new numbers. Rows `context` are there to set something, and
have the column only where the card of an intervention compares with them.

Pitfalls when comparing a run with a row; the `note` of a row says which of them apply:

- A screen is not a diagnosis. Scores above a cut-off are read once, with error; episodes come from interviews, and the
  one rule of `sim/theory/diagnosis.py` stands for these. Screens make several times too many onsets and returns.
- Cases that are already running last longer than new ones, and both longer than those in treatment. Do not mix them.
- Rates from the population and rates from clinics differ because the people do, not because the rules do.
- What the control group gets decides how large an effect looks. Compare with the like, over the spread of the cases.
- Levels differ with country and instrument. Keep one country; where samples are special, compare ratios, not levels.
- People who finish treatment are not all who begin, and they get better in part because extremes drift to the mean.
- Ties show a pattern, not contagion: friends are alike, and live alike. Compare with shuffled labels.
- What people intend is not what they do: stigma counts for less in help that was really sought.
- A value of 1 without a size is a sign or an order, and must hold.
"""

import csv
from difflib import get_close_matches
from functools import cache
from pathlib import Path
from typing import Literal, Self

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from sim.core.installation import program
from sim.errors import UnknownEvidence

type Role = Literal["fit", "check", "context"]
type Confidence = Literal["checked", "partly checked", "recalled"]

TABLE = Path(__file__).parent / "evidence.csv"
SEEN = frozenset({"TX12"})  # rows `check` that were measured once before the freeze; the notes of the rows say how


class EvidenceRow(BaseModel):
    """One published finding.

    Rows `fit` are what the fit aims at. Rows `check` are sealed: nothing measures them before the fit is frozen.
    Rows `context` are not judged; those with a band are measured where they are asked for by name.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)

    id: str = Field(pattern=r"^[A-Z]{2}\d{2}$")
    role: Role
    topic: str = Field(min_length=1)
    quantity: str = Field(min_length=1)
    value: float
    low: float | None
    high: float | None
    accept_low: float | None
    accept_high: float | None
    unit: str = Field(min_length=1)
    population: str
    how_measured: str = Field(min_length=1)
    source: str = Field(min_length=1)
    year: int = Field(ge=1900, le=2100)
    confidence: Confidence
    circular: str
    note: str

    @field_validator("low", "high", "accept_low", "accept_high", mode="before")
    @classmethod
    def _empty_is_none(cls, cell: object) -> object:
        return None if cell == "" else cell

    @model_validator(mode="after")
    def _judged(self) -> Self:
        if self.role != "context" and self.band is None:
            raise ValueError(f"{self.id}: a row of role {self.role} needs both ends of its band of agreement")
        if self.band is not None and self.band[0] > self.band[1]:
            raise ValueError(f"{self.id}: the band of agreement ends below its beginning")
        return self

    @property
    def band(self) -> tuple[float, float] | None:
        """Ends of the band of agreement; None where nothing is judged."""
        if self.accept_low is None or self.accept_high is None:
            return None
        return self.accept_low, self.accept_high

    @property
    def is_circular(self) -> bool:
        """Whether the figure set a model parameter or a dose, so that meeting it is no test."""
        return bool(self.circular)

    def agrees(self, simulated: float) -> bool:
        """Whether a simulated value lies in the band of agreement, ends included; NaN never does.

        Raises:
            ValueError: the row has no such band, as rows of role `context`.
        """
        if self.band is None:
            raise ValueError(f"{self.id} is of role {self.role}: no band says which values agree with it")
        low, high = self.band
        return low <= simulated <= high


def evidence_rows(role: Role | None = None) -> dict[str, EvidenceRow]:
    """Rows by id, in the order of the file; those of one role, or all."""
    return {row.id: row for row in _table() if role is None or row.role == role}


def evidence_row(name: str) -> EvidenceRow:
    """The row with this id.

    Raises:
        UnknownEvidence: there is none; the message names the nearest one.
    """
    rows = evidence_rows()
    if name in rows:
        return rows[name]
    near = get_close_matches(name.upper(), rows, n=1)
    hint = f"Did you mean {near[0]!r}?" if near else "Ids look like TX02."
    raise UnknownEvidence(f"no evidence has the id {name!r}. {hint} All of them: {program()} evidence --role all")


@cache
def _table() -> tuple[EvidenceRow, ...]:
    with TABLE.open(encoding="utf-8", newline="") as file:
        return tuple(EvidenceRow.model_validate(cells) for cells in csv.DictReader(file))
