"""The stored table: as it was written, row by row replaced, and never half read."""

import math
from pathlib import Path

import pandas as pd
import pytest

from sim.core.fingerprint import rule_fingerprint
from sim.errors import UserInputError
from sim.scenario.load import load_scenario
from sim.studies.interventions.stored import COLUMNS, FILE, doses_fingerprint, stored
from sim.studies.interventions.storing import store
from sim.studies.interventions.trials import own_trials
from tests.studies.interventions.test_cards import row_of


def table(*rows: object) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=list(COLUMNS))


def test_rows_come_back_as_they_were_written(tmp_path: Path) -> None:
    path = tmp_path / "measured.csv"
    assert stored(path) == {}
    store(table(row_of("cbt"), row_of("mbct", published_low=math.nan, cost_note="a, note")), path)
    found = stored(path)
    assert found["cbt"] == row_of("cbt")
    assert math.isnan(found["mbct"].published_low)
    assert found["mbct"].cost_note == "a, note"


def test_rows_of_the_same_interventions_are_replaced_and_others_stay(tmp_path: Path) -> None:
    path = tmp_path / "measured.csv"
    store(table(row_of("mbct"), row_of("cbt")), path)
    store(table(row_of("cbt", simulated=1.25)), path)
    found = stored(path)
    assert list(found) == ["cbt", "mbct"]  # in the order of the catalogue
    assert found["cbt"].simulated == 1.25
    assert found["mbct"].simulated == 8.5


@pytest.mark.parametrize("text", ["intervention\ncbt\n", "a,b\n1\n", ",".join(COLUMNS) + "\n" + "cbt," * 29 + "x\n"])
def test_a_damaged_table_is_reported(tmp_path: Path, text: str) -> None:
    path = tmp_path / "measured.csv"
    path.write_text(text)
    with pytest.raises(UserInputError, match="not a table of measured interventions"):
        stored(path)


def test_only_what_acts_on_people_is_in_the_fingerprint_of_doses() -> None:
    spec = load_scenario("baseline").interventions["cbt"]
    same = spec.model_copy(update={"title": "Another", "staff_hours": 9.0, "set_by": {}})
    assert doses_fingerprint(spec) == doses_fingerprint(same)
    for change in ({"sessions": 11}, {"dropout": 1.5}, {"doses": {**spec.doses, "skills": 0.81}}):
        assert doses_fingerprint(spec.model_copy(update=change)) != doses_fingerprint(spec)


def test_the_table_that_comes_with_the_model_is_whole() -> None:
    found = stored()
    assert FILE.exists() == bool(found)
    for name, row in found.items():
        own = own_trials()[name]
        assert (row.outcome, row.measure, row.row) == (own.outcome, str(own.measure), own.row), name
        assert len(row.rules) == len(rule_fingerprint())
        assert row.replicates >= 2
