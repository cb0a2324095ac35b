"""What England published of its talking-therapy service, period by period, in `talking_therapies_england.csv`.

A cell is empty where nothing was published; nothing is filled in. The first period is the year that the fit knows.
`months` is 12 for a year (2017-18, from April to March) and 1 for a month (2025-04). `apart` says why a period is not
counted with the others; empty: it is.
"""

import calendar
import csv
from itertools import pairwise
from pathlib import Path
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, ValidationInfo, field_validator, model_validator

from sim.errors import UserInputError

TABLE = Path(__file__).parent / "talking_therapies_england.csv"
YEAR_MONTHS, YEAR_DAYS = 12, 365.0
FIRST_LINE = 2  # of a file that has its names in line 1

Count = Annotated[int, Field(gt=0)]
Percent = Annotated[float, Field(ge=0.0, le=100.0)]
EXPECTED = {
    "period": "a year such as 2017-18 or, with months 1, a month such as 2025-04",
    "months": "12 for a year or 1 for a month",
    "referrals": "a whole number above 0, or nothing",
    "started": "a whole number above 0, or nothing",
    "finished": "a whole number above 0, or nothing",
    "sessions_finished": "a number above 0, or nothing",
    "source": "where the figures were published",
}  # of columns; of all others a percentage
WORDS = ("apart", "source", "note")  # columns of words, which may be empty
NEEDED = ("referrals", "started", "finished", "sessions_finished")  # of the first period, to which others are relative


class ServicePeriod(BaseModel):
    """What was published of one period; None where nothing was."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)

    period: str = Field(pattern=r"^\d{4}-\d{2}$")
    months: int
    apart: str
    referrals: Count | None
    started: Count | None
    finished: Count | None
    recovery_pct: Percent | None
    reliable_recovery_pct: Percent | None
    sessions_finished: Annotated[float, Field(gt=0.0)] | None
    within_6_weeks_pct: Percent | None
    recovery_least_deprived_pct: Percent | None
    recovery_most_deprived_pct: Percent | None
    source: str = Field(min_length=1)
    note: str

    @field_validator("*", mode="before")
    @classmethod
    def _empty_is_none(cls, cell: object, info: ValidationInfo) -> object:
        return None if cell == "" and info.field_name not in WORDS else cell

    @model_validator(mode="after")
    def _possible(self) -> Self:
        year, part = int(self.period[:4]), int(self.period[5:])
        if self.months not in (1, YEAR_MONTHS):
            raise ValueError(f"months = {self.months}: expected {EXPECTED['months']}")
        if self.is_year and part != (year + 1) % 100:
            raise ValueError(f"period = {self.period!r}: expected {year}-{(year + 1) % 100:02}, a year, or months 1")
        if not self.is_year and not 1 <= part <= YEAR_MONTHS:
            raise ValueError(f"period = {self.period!r}: expected a month from {year}-01 to {year}-12")
        if not self.is_year and not self.apart:
            raise ValueError("apart is empty: a month cannot be counted with years; say that it is one month")
        steps = [name for name in ("referrals", "started", "finished") if getattr(self, name) is not None]
        for before, after in pairwise(steps):
            if getattr(self, after) > getattr(self, before):
                raise ValueError(
                    f"{after} = {getattr(self, after)}: expected at most {before}, {getattr(self, before)}"
                )
        if (self.recovery_least_deprived_pct is None) != (self.recovery_most_deprived_pct is None):
            raise ValueError("recovery of one end of deprivation only: expected both tenths, or none")
        return self

    @property
    def is_year(self) -> bool:
        """Whether the period is a whole year."""
        return self.months == YEAR_MONTHS

    @property
    def recovery_gap(self) -> float | None:
        """Recovery rate of the least deprived tenth less that of the most deprived, percentage points."""
        if self.recovery_least_deprived_pct is None or self.recovery_most_deprived_pct is None:
            return None
        return self.recovery_least_deprived_pct - self.recovery_most_deprived_pct

    @property
    def of_a_year(self) -> float:
        """How much of a year the period is, by days."""
        if self.is_year:
            return 1.0
        return calendar.monthrange(int(self.period[:4]), int(self.period[5:]))[1] / YEAR_DAYS


def service_periods(path: Path = TABLE) -> tuple[ServicePeriod, ...]:
    """All periods in order; the first is the one that the others are relative to.

    Args:
        path: the file.

    Raises:
        UserInputError: it cannot be read, or a cell or the order of periods cannot be right; the message says where.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            lines = list(csv.reader(file, strict=True))
    except OSError as problem:
        raise UserInputError(f"{path}: cannot be read ({problem.strerror}). Check its name and permissions.") from None
    except UnicodeDecodeError:
        raise UserInputError(f"{path}: not text in UTF-8. Save it again with that encoding.") from None
    except csv.Error as problem:
        raise UserInputError(f"{path}: not a table with commas between cells ({problem}).") from None
    names = list(ServicePeriod.model_fields)
    if not lines or lines[0] != names:
        raise UserInputError(f"{path}: line 1: expected the columns {', '.join(names)}, in this order.")
    periods = tuple(_period(path, number, names, cells) for number, cells in enumerate(lines[1:], FIRST_LINE) if cells)
    _whole(path, periods)
    return periods


def _period(path: Path, number: int, names: list[str], cells: list[str]) -> ServicePeriod:
    if len(cells) != len(names):
        raise UserInputError(f"{path}: line {number}: {len(cells)} cells, expected {len(names)}, as in line 1.")
    try:
        return ServicePeriod.model_validate(dict(zip(names, cells, strict=True)))
    except ValidationError as problem:
        first = problem.errors()[0]
        if not first["loc"]:
            raise UserInputError(f"{path}: line {number}: {first['ctx']['error']}.") from None
        name = str(first["loc"][0])
        wanted = EXPECTED.get(name, "a percentage from 0 to 100, or nothing")
        raise UserInputError(f"{path}: line {number}: {name} = {first['input']!r}: expected {wanted}.") from None


def _whole(path: Path, periods: tuple[ServicePeriod, ...]) -> None:
    if len(periods) < 2:
        raise UserInputError(f"{path}: expected two periods or more: one to compare with, and those after it.")
    for before, after in pairwise(periods):
        if after.period <= before.period:
            raise UserInputError(f"{path}: {after.period} after {before.period}: expected each period once, in order.")
    first = periods[0]
    if not first.is_year or first.apart:
        raise UserInputError(
            f"{path}: {first.period}: the first period has to be a counted year: all are relative to it."
        )
    missing = [name for name in NEEDED if getattr(first, name) is None]
    if missing:
        raise UserInputError(f"{path}: {first.period}: {missing[0]} is missing, which later periods are relative to.")
