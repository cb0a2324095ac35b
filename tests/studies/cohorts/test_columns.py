"""The columns of a panel and their schema, and arguments that are refused."""

from typing import Any

import pandas as pd
import pytest

from sim import Scenario
from sim.people.state import PERSON
from sim.simulation.burn_in import snapshot
from sim.studies.cohorts.cohort import cohort, ties_table, wave_weeks
from sim.studies.cohorts.columns import PANEL, TIES, WORD
from sim.studies.cohorts.files import schema_table
from tests.studies.cohorts.panel_of import ELSEWHERE, PEOPLE, SEED, SHARED


def test_columns_cover_every_state_of_a_person() -> None:
    names = {column.name for column in PANEL}
    for field in PERSON.names or ():
        shown = {SHARED.get(field, field), f"goal_{field}", f"{field}_logit", f"{field}_mood", f"{field}_depression"}
        assert bool(shown & names) != (field in ELSEWHERE) or field == "traumas", field


def test_the_schema_covers_exactly_the_columns(table: pd.DataFrame, busy: Scenario) -> None:
    schema = schema_table("p.parquet", "p.ties.parquet")
    assert list(schema) == ["file", "column", "type", "unit", "low", "high", "meaning", "instrument"]
    assert schema.loc[schema["file"] == "p.parquet", "column"].tolist() == list(table)
    assert schema.loc[schema["file"] == "p.ties.parquet", "column"].tolist() == list(
        ties_table(snapshot(busy, PEOPLE, SEED))
    )
    assert not schema.duplicated(["file", "column"]).any()
    assert (schema[["type", "unit", "meaning"]] != "").all(axis=None)
    assert {"GSE", "PHQ-9", "GAD-7", "PCL-5"} <= set(schema["instrument"])


def test_values_lie_in_the_stated_ranges_and_are_there(table: pd.DataFrame, busy: Scenario) -> None:
    ties = ties_table(snapshot(busy, PEOPLE, SEED))
    for columns, frame in ((PANEL, table), (TIES, ties)):
        for column in columns:
            values = frame[column.name]
            if column.kind == WORD:
                assert isinstance(values.dtype, pd.CategoricalDtype)
                assert values.notna().all()
                continue
            assert str(values.dtype) == column.kind, column.name
            assert values.isna().any() == (column.name == "weeks_since_trauma"), column.name
            assert values.min() >= column.low, column.name
            assert values.max() <= column.high, column.name


def test_words_of_a_column_are_in_its_meaning(table: pd.DataFrame) -> None:
    meaning = {column.name: column.meaning for column in PANEL}
    for name in ("sex", "age_band", "care", "goal_domain", "course_ending", "medication_status"):
        assert all(word in meaning[name] for word in table[name].cat.categories)


@pytest.mark.parametrize(
    ("name", "value"),
    [("every", 0), ("every", 1.5), ("weeks", -1), ("weeks", True), ("people", 0), ("seed", -1), ("people", "many")],
)
def test_a_bad_argument_is_reported_at_once(quick: Scenario, name: str, value: Any) -> None:
    arguments: dict[str, Any] = {"people": 20, "weeks": 4, "every": 2, "seed": 1, name: value}
    with pytest.raises(ValueError, match=f"{name} = {value}|{name} = '{value}'"):
        cohort(quick, **arguments)


def test_the_last_wave_is_no_later_than_asked() -> None:
    assert list(wave_weeks(10, 4)) == [0, 4, 8]
    assert list(wave_weeks(0, 4)) == [0]
