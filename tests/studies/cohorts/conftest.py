"""One busy panel, and the same people lived week by week, for all tests of cohorts."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from sim import RecoveryModel, Scenario
from sim.studies.cohorts.cohort import panel
from tests.studies.cohorts.panel_of import EVERY, PEOPLE, SEED, WEEKS


@pytest.fixture(scope="package")
def busy(quicken: Callable[[str], Scenario]) -> Scenario:
    """Campaign and therapy for everybody, in a society where many are ill, and half of the people leave within a year;
    services measure, and let go early.

    Of everything that is counted, something happens.
    """
    scenario = quicken("combined")
    services = {
        name: spec.model_copy(
            update={"weekly_sessions_per_100k": 5000.0, "start_week": None, "measurement_based": True}
        )
        for name, spec in scenario.services.items()
    }
    programmes = {name: spec.model_copy(update={"start_week": 1}) for name, spec in scenario.programmes.items()}
    parameters = {"leaving": 0.5, "seek_rate": 0.5, "depression_mean": -1.2, "anxiety_mean": -1.2, "ptsd_mean": -1.3}
    parameters |= {**scenario.parameters, "severe_trauma": 0.5, "review_every": 2.0}
    parameters |= {"step_down_phq9": 20.0, "step_down_gad7": 16.0, "step_down_gse": 15.0}
    return scenario.model_copy(update={"services": services, "programmes": programmes, "parameters": parameters})


@pytest.fixture(scope="package")
def table(busy: Scenario) -> pd.DataFrame:
    """The busy panel."""
    return panel(busy, PEOPLE, WEEKS, EVERY, SEED)


@pytest.fixture(scope="package")
def lived(busy: Scenario) -> dict[int, Any]:
    """The same run, lived week by week by the model itself: records by week."""
    model = RecoveryModel(busy, PEOPLE, SEED, collect=False)
    weeks = {0: model.engine.people.copy()}
    for week in range(1, WEEKS + 1):
        model.step()
        weeks[week] = model.engine.people.copy()
    return weeks


@pytest.fixture
def asked(quick_files: Path) -> list[str]:
    """A small panel: words for the command line, without the file."""
    return [
        "cohort", str(quick_files / "quick.toml"), "--people", "120", "--weeks", "12", "--every", "4", "--seed", "5"
    ]  # fmt: skip
