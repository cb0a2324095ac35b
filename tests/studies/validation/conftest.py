"""Nothing frozen, and runs that are made up."""

import math
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from sim.studies.fitted import freeze
from sim.studies.fitting import run_file
from sim.studies.fitting.likelihood import Targets, targets_of
from sim.studies.fitting.run_file import Measured
from tests.studies.validation.made_up_rows import Sets, row


@pytest.fixture(autouse=True)
def unfrozen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is frozen, whatever comes with the model."""
    monkeypatch.setattr(freeze, "FILE", tmp_path / "frozen.toml")


@pytest.fixture
def targets() -> Targets:
    """Two rows: one with its value nearer to the low end, one with its value at the very end."""
    return targets_of([row(10.0, 8.0, 16.0), row(0.5, 0.5, 1.5)])


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Seeds of the runs that were made; what they measure is made up."""
    seeds: list[int] = []

    def side_by_side(
        sets: Sets, given: Sequence[int], rows: Sequence[str], people: int, places: Sequence[int], *_: object
    ) -> Iterator[tuple[int, Measured]]:
        for place in places:
            seeds.append(given[place])
            yield place, {name: (float(given[place]), math.nan if name == "SE02" else 0.5) for name in rows}

    monkeypatch.setattr(run_file, "_side_by_side", side_by_side)
    return seeds
