"""The published evidence: a table that is whole, the ids that name its rows, and the command that tells them."""

import re
from collections import Counter
from pathlib import Path

import pytest
from pydantic import ValidationError

from sim.command.main import main
from sim.errors import UnknownEvidence
from sim.evidence import EvidenceRow, evidence_row, evidence_rows
from sim.evidence.rows import SEEN
from sim.parameters import parameter_table
from tests.shared import ROOT, refused

ID = re.compile(r"\b[A-Z]{2}\d{2}\b")
COUNTS = {"fit": 93, "check": 23, "context": 119}
CIRCULAR = 21
JUDGED = {"fit", "check"}


@pytest.fixture(autouse=True)
def _wide(monkeypatch: pytest.MonkeyPatch) -> None:
    """A terminal in which no cell is broken."""
    monkeypatch.setenv("COLUMNS", "400")


def changed(**cells: object) -> EvidenceRow:
    """TX02 with other cells."""
    return EvidenceRow.model_validate({**evidence_row("TX02").model_dump(), **cells})


def described(words: list[str], capsys: pytest.CaptureFixture[str]) -> str:
    assert main(["evidence", *words]) == 0
    return capsys.readouterr().out


def listed(output: str) -> list[str]:
    """Ids in the first column of a list."""
    return [line.split()[0] for line in output.splitlines() if ID.match(line)]


# --- the table ---


def test_rows_are_counted_by_role() -> None:
    rows = evidence_rows()
    assert Counter(row.role for row in rows.values()) == COUNTS
    for role in ("fit", "check", "context"):
        assert list(evidence_rows(role)) == [name for name, row in rows.items() if row.role == role]


def test_circular_rows_are_counted_apart() -> None:
    circular = [row for row in evidence_rows().values() if row.is_circular]
    assert Counter(row.role for row in circular) == {"fit": CIRCULAR, "context": 1}  # a card compares with the one
    assert {"TX36", "ST16", "ST17", "ST18"} < {row.id for row in circular}


def test_rows_that_were_seen_say_so_and_are_check_rows() -> None:
    said = {row.id for row in evidence_rows().values() if "Seen once before the freeze" in row.note}
    assert said == SEEN == {"TX12"}
    assert all(evidence_row(name).role == "check" for name in SEEN)


def test_ids_are_unique() -> None:
    lines = (ROOT / "sim" / "evidence" / "evidence.csv").read_text(encoding="utf-8").splitlines()
    assert len(lines) - 1 == len(evidence_rows()) == sum(COUNTS.values())
    assert all(name == row.id for name, row in evidence_rows().items())


def test_every_row_can_be_read_alone() -> None:
    rows = evidence_rows().values()
    assert len({row.quantity for row in rows}) == len(rows)
    assert all(len(row.quantity.split()) >= 4 for row in rows)
    assert all(str(row.year) in row.source for row in rows)


def test_published_values_agree_with_themselves() -> None:
    """Where they do not, a band is wrong: it is built around the value."""
    assert [row.id for row in evidence_rows().values() if row.band and not row.agrees(row.value)] == []


def test_known_figures_stand() -> None:
    row = evidence_row("TX02")
    assert (row.value, row.low, row.high, row.accept_low, row.accept_high) == (0.56, 0.2, 0.56, 0.45, 0.8)
    assert (row.role, row.year, row.confidence) == ("fit", 2023, "checked")
    assert evidence_row("NC11").value == 13.2
    assert evidence_row("SE04").low is None


def test_handing_out_rows_does_not_give_away_the_table() -> None:
    evidence_rows().clear()
    assert len(evidence_rows()) == sum(COUNTS.values())


@pytest.mark.parametrize(
    "cells",
    [
        {"accept_low": None}, {"accept_high": ""}, {"accept_low": 0.9}, {"role": "other"}, {"value": float("nan")},
        {"confidence": "sure"}, {"quantity": ""}, {"id": "TX2"}, {"further": 1},
    ],
)  # fmt: skip
def test_a_row_that_is_not_whole_is_refused(cells: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        changed(**cells)


def test_rows_are_frozen() -> None:
    with pytest.raises(ValidationError):
        evidence_row("TX02").value = 1.0


# --- agreement ---


@pytest.mark.parametrize(
    ("simulated", "agrees"),
    [(0.45, True), (0.8, True), (0.6, True), (0.4499, False), (0.8001, False), (float("nan"), False)],
)
def test_the_ends_of_a_band_agree(simulated: float, agrees: bool) -> None:
    assert evidence_row("TX02").agrees(simulated) is agrees


def test_context_is_not_judged() -> None:
    with pytest.raises(ValueError, match="TX01 is of role context"):
        evidence_row("TX01").agrees(0.8)


def test_an_unknown_id_is_reported_with_the_nearest() -> None:
    with pytest.raises(UnknownEvidence, match=r"'TX-02'\. Did you mean 'TX02'"):
        evidence_row("TX-02")
    with pytest.raises(UnknownEvidence, match="Ids look like"):
        evidence_row("?")


# --- ids named elsewhere ---


def files() -> list[Path]:
    """All that names evidence: rules, numbers and scenarios."""
    return [*(ROOT / "sim").rglob("*.py"), *(ROOT / "scenarios").rglob("*.toml")]


@pytest.mark.parametrize("path", files(), ids=lambda path: path.relative_to(ROOT).as_posix())
def test_named_evidence_exists(path: Path) -> None:
    assert set(ID.findall(path.read_text(encoding="utf-8"))) <= set(evidence_rows())


def test_numbers_name_evidence_that_exists() -> None:
    words = {word for entry in parameter_table() for word in entry.evidence.split()}
    assert words - {"prior", "definition"} <= set(evidence_rows())
    assert len(words) > 20


# --- the command ---


def test_rows_that_judge_are_listed(capsys: pytest.CaptureFixture[str]) -> None:
    output = described([], capsys)
    assert listed(output) == [name for name, row in evidence_rows().items() if row.role in JUDGED]
    line = next(line for line in output.splitlines() if line.startswith("TX02"))
    for words in ("fit", "0.56 (0.2 to 0.56)", "0.45 to 0.8", "Plessen et al. (2023)", "checked"):
        assert words in line


@pytest.mark.parametrize("role", ["fit", "check", "context"])
def test_one_role_is_listed(role: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert len(listed(described(["--role", role], capsys))) == COUNTS[role]


def test_one_topic_is_listed(capsys: pytest.CaptureFixture[str]) -> None:
    rows = evidence_rows().values()
    assert listed(described(["--role", "all"], capsys)) == list(evidence_rows())
    assert listed(described(["--role", "all", "--topic", "stigma"], capsys)) == [
        r.id for r in rows if r.topic == "stigma"
    ]


def test_rows_are_reported_in_full(capsys: pytest.CaptureFixture[str]) -> None:
    output = described(["TX10", "se01"], capsys)
    for row in (evidence_row("TX10"), evidence_row("SE01")):
        for words in (row.id, row.quantity, row.unit, row.population, row.how_measured, row.note, row.source):
            assert words in output
    assert "0.1 to 0.5" in output
    assert "[0.05, 0.42]" in output  # not taken for markup


def test_what_is_not_known_is_left_out(capsys: pytest.CaptureFixture[str]) -> None:
    output = described(["SY16"], capsys)
    assert "in whom" not in output
    assert "from, to" not in output
    assert "not judged" in output


def test_every_row_can_be_reported(capsys: pytest.CaptureFixture[str]) -> None:
    output = described(list(evidence_rows()), capsys)
    assert all(f"{row.id}  {row.quantity}" in output for row in evidence_rows().values())
    assert "None" not in output


def test_bad_words_are_reported(capsys: pytest.CaptureFixture[str]) -> None:
    assert "'TX99'" in refused(["evidence", "TX02", "TX99"], capsys)
    assert "Did you mean 'stigma'?" in refused(["evidence", "--topic", "stgma"], capsys)
    assert "--role all" in refused(["evidence", "--role", "fit", "--topic", "models"], capsys)
    assert "--role" in refused(["evidence", "--role", "target"], capsys)
    assert "either ids" in refused(["evidence", "TX02", "--role", "fit"], capsys)


def test_numbers_say_where_ids_are_explained(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["parameters", "--help"]) == 0
    assert "run.py evidence" in capsys.readouterr().out
