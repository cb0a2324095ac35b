"""Which parameters decide what each shipped policy averts: the table that comes with the model, where it was made.

`uv run run.py deciding` makes it (`sim.studies.sensitivity.deciding`).
"""

import csv
from functools import cache
from pathlib import Path
from typing import NamedTuple

FILE = Path(__file__).parent / "deciding.csv"


class Deciding(NamedTuple):
    """One parameter of one policy."""

    parameter: str
    share: float  # of the variance between societies
    low: float  # of its 95 % interval
    high: float
    more: bool  # the policy averts more where the parameter is higher
    clear: bool  # it has an effect beyond doubt


class Decision(NamedTuple):
    """What decides about one policy.

    Attributes:
        compared_with: the scenario that it was compared with.
        ranking: its parameters, largest share first.
        explained: share of the variance that all parameters explain in societies that were not looked at.
        bends: what bends and interactions explain beyond it.
        chance: share that random numbers alone make.
        averted: weeks averted per 1,000 people, mean over societies.
        spread: their standard deviation.
        sets: societies.
    """

    compared_with: str
    ranking: tuple[Deciding, ...]
    explained: float
    bends: float
    chance: float
    averted: float
    spread: float
    sets: int

    @property
    def clear(self) -> tuple[Deciding, ...]:
        """Parameters with a clear effect."""
        return tuple(one for one in self.ranking if one.clear)


@cache
def decisions(path: Path = FILE) -> dict[str, Decision]:
    """Policy to what decides about it, as a table says, read once; empty where it has not been made."""
    return read_decisions(path)


def read_decisions(path: Path) -> dict[str, Decision]:
    """As `decisions`, read now."""
    if not path.exists():
        return {}
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    ranked: dict[str, list[Deciding]] = {}
    for row in rows:
        one = Deciding(
            row["parameter"], float(row["share"]), float(row["low"]), float(row["high"]), row["direction"] == "more",
            row["clear"] == "True",
        )  # fmt: skip
        ranked.setdefault(row["scenario"], []).append(one)
    return {
        row["scenario"]: Decision(
            row["compared_with"], tuple(ranked[row["scenario"]]), float(row["explained"]), float(row["bends"]),
            float(row["chance"] or "nan"), float(row["averted"]), float(row["spread"]), int(row["sets"]),
        )
        for row in rows
    }  # fmt: skip
