"""The table of measured interventions that cards quote: `measured.csv`, with version, rules and date of each row."""

import csv
import hashlib
import json
import math
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple, get_type_hints

from sim.core.installation import INSTALLED
from sim.errors import UserInputError
from sim.scenario.tables import InterventionSpec

NO_GAIN = "no gain in quality-adjusted life years"  # notes on a cost that is none
SAVES = "saves money"
FILE = Path(__file__).parent / "measured.csv"


class Stored(NamedTuple):
    """One row of the table; a number that is not known is NaN."""

    intervention: str
    outcome: str
    measure: str
    row: str
    published: float
    published_low: float
    published_high: float
    simulated: float
    low: float
    high: float
    trial: str
    participants: int
    policy: str
    averted: float
    averted_low: float
    averted_high: float
    cost_per_qaly: float
    cost_low: float
    cost_high: float
    cost_note: str
    currency: str
    price_year: int
    per: int
    people: int
    replicates: int
    weeks: int
    seed: int
    version: str
    rules: str
    doses: str
    date: str


COLUMNS = Stored._fields
KINDS: Mapping[str, type] = get_type_hints(Stored)


def stored(path: Path = FILE) -> dict[str, Stored]:
    """What is stored, by intervention; nothing where nothing was measured yet.

    Raises:
        UserInputError: the file is damaged.
    """
    if not path.exists():
        return {}
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = [
                Stored(**{name: _value(KINDS[name], line[name]) for name in COLUMNS}) for line in csv.DictReader(file)
            ]
    except (KeyError, TypeError, ValueError, OSError) as problem:
        raise UserInputError(
            f"{path}: not a table of measured interventions ({problem}). Make it again: interventions --measure --store"
        ) from None
    return {row.intervention: row for row in rows}


def _value(kind: type, cell: str) -> Any:
    if kind is float:
        return float(cell) if cell else math.nan
    return kind(cell)


def refuse_in_an_installation() -> None:
    """The table that comes with the model is changed in a checkout of the project only.

    Raises:
        UserInputError: this is an installation.
    """
    if INSTALLED:
        raise UserInputError(
            "--store changes the model's own table: use it in a checkout of the project, or leave it out"
        )


def doses_fingerprint(spec: InterventionSpec) -> str:
    """Hash of what decides what an intervention does to people: a row of the table belongs to it."""
    text = json.dumps([sorted(spec.doses.items()), spec.sessions, spec.dropout])
    return hashlib.sha256(text.encode()).hexdigest()[:12]
