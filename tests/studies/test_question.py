"""Findings of another country: a file of them is read, or refused with what is wrong."""

from pathlib import Path

import pytest

from sim.errors import ScenarioError
from sim.evidence.rows import evidence_rows
from sim.studies.fitted.priors import free_parameters
from sim.studies.fitting.question import own_evidence, read_question

GOOD = """
[rows.SY01]
value = 9.5
low = 8.5
high = 10.5

[rows.NC03]
value = 40.0
low = 30
high = 60

[free.depression_mean]
low = -2.5
high = -1.9
reason = "commoner here"

[free."interventions.cbt.doses.restructuring"]
low = 0.9
high = 1.4
"""


def written(folder: Path, text: str) -> Path:
    path = folder / "ours.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_file_of_findings_is_read(tmp_path: Path) -> None:
    asked = read_question(written(tmp_path, GOOD))
    assert asked.targets.rows == ("SY01", "NC03")
    assert asked.targets.value.tolist() == [9.5, 40.0]
    assert asked.targets.low.tolist() == [8.5, 30.0]
    assert [one.name for one in asked.free] == ["depression_mean", "interventions.cbt.doses.restructuring"]
    values = asked.named(asked.bounds[:, 0] * 0.0 + 0.5)
    assert values["depression_mean"] == pytest.approx(-2.2)
    assert ((asked.in_use >= 0.0) & (asked.in_use <= 1.0)).all()
    assert evidence_rows("fit")["SY01"].value != 9.5  # the model's own evidence stays as it is


def test_without_numbers_that_may_move_the_models_own_may(tmp_path: Path) -> None:
    asked = read_question(written(tmp_path, GOOD.split("[free", maxsplit=1)[0]))
    assert asked.free == free_parameters()
    assert asked.elsewhere
    assert not own_evidence().elsewhere


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("rows.SY01", "rows.SY99", "SY99"),
        ("rows.SY01", "rows.SY13", "expected a finding that a fit may meet"),  # no judged row
        ("low = 8.5", "low = 11", "expected a number below high, 10.5"),
        ("value = 9.5", "value = 12.0", "expected a number from low to high, 8.5 to 10.5"),
        ("value = 9.5", 'value = "9,5"', "expected a number"),
        ("value = 9.5", "", "value is missing"),
        ("value = 9.5", "value = nan", "expected a finite number"),
        ("depression_mean", "depresion_mean", "depression_mean"),
        ("high = -1.9", "high = -3.0", "expected a number below high"),
        ("[free.depression_mean]", "[extra.depression_mean]", "no such key"),
        ("[rows.SY01]", "[rows.SY01", "not valid TOML"),
    ],
)
def test_what_is_wrong_in_a_file_is_said(tmp_path: Path, before: str, after: str, said: str) -> None:
    path = written(tmp_path, GOOD.replace(before, after, 1))
    with pytest.raises(ScenarioError, match=r"ours\.toml") as caught:
        read_question(path)
    assert said in str(caught.value)


def test_a_sealed_row_is_no_target(tmp_path: Path) -> None:
    sealed = next(iter(evidence_rows("check")))
    with pytest.raises(ScenarioError, match="a finding that a fit may meet"):
        read_question(written(tmp_path, GOOD.replace("SY01", sealed)))


def test_no_findings_are_no_question(tmp_path: Path) -> None:
    with pytest.raises(ScenarioError, match="at least 1"):
        read_question(written(tmp_path, "[rows]\n"))
