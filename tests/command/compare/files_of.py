"""The files that a comparison writes, read by its tests."""

import json
from pathlib import Path
from typing import Any, NoReturn

SUMMARY_COLUMNS = (
    "scenario,outcome,unit,baseline,value,difference,low,high,probability_better,better_in,worse_in,known_in,smallest"
)
TABLES = {"summary.csv", "fairness.csv", "published.csv", "uncertainty.csv", "series.parquet", "groups.parquet"}
MONEY_FIGURES = {"cost_effectiveness_plane.png", "acceptability_curve.png"}
MONEY_TABLES = {"economics.csv", "incremental.csv", "costs.csv", "budget.csv", "information.csv"}
FIGURES = {"trajectories.png", "who_gains.png", "self_efficacy_sources.png", "care_funnel.png"}
FIGURES |= {f"differences_{family}.png" for family in ("illness", "belief", "care", "money")}


def contents(folder: Path) -> dict[str, bytes]:
    """All files of a folder, hidden ones too."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def strict(text: str) -> Any:
    """JSON as every reader takes it: without NaN and infinity."""

    def refuse(word: str) -> NoReturn:
        raise ValueError(f"{word} is not JSON")

    return json.loads(text, parse_constant=refuse)


def changed(words: list[str], **options: int) -> list[str]:
    """The same command with other values."""
    new = list(words)
    for name, value in options.items():
        new[new.index(f"--{name}") + 1] = str(value)
    return new
