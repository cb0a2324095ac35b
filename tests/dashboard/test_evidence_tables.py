"""The evidence page's tables: what is shipped, read whole, roles apart, and filtered."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from sim.dashboard.evidence.forest import forest, height
from sim.dashboard.evidence.tables import (
    ANY,
    chosen_lines,
    chosen_parameters,
    context_table,
    line_table,
    parameters,
    steps,
    topics,
)
from sim.dashboard.judged import Judged, validation
from sim.evidence.rows import evidence_rows
from sim.parameters import parameter_table
from sim.studies.fitted import freeze
from sim.studies.validation.validation import judged


def opened(folder: Path) -> tuple[Judged, ...]:
    """A made-up validation of rows of both roles, as after a freeze."""
    path = folder / "validation.csv"
    found = []
    for place, (name, row) in enumerate(judged("fit", "check").items()):
        simulated = row.value if place % 3 else 1e6
        ends = row.value, row.accept_low, row.accept_high, simulated, simulated, simulated
        found.append((name, row.quantity, *ends, row.agrees(simulated)))
    names = ["id", "quantity", "published", "accept_low", "accept_high", "simulated", "sim_low", "sim_high", "agrees"]
    pd.DataFrame(found, columns=names).to_csv(path, index=False)
    return validation(path)


def test_fitted_rows_and_rows_kept_back_stand_apart_and_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(freeze, "why_sealed", lambda _: "")
    fit, check = opened(tmp_path)
    assert [line.id for line in fit.lines] == list(judged("fit"))
    assert [line.id for line in check.lines] == list(judged("check"))
    for one in (fit, check):
        assert one.agreement.rows_free == sum(not evidence_rows()[line.id].is_circular for line in one.lines)
        assert one.agreement.agreeing + len(one.failing) == len(one.lines)
        rows = evidence_rows()
        simulated = dict(zip(one.table["id"], one.table["simulated"], strict=True))
        assert [line.agrees for line in one.lines] == [rows[line.id].agrees(simulated[line.id]) for line in one.lines]


def test_all_fit_rows_are_shipped_and_no_sealed_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fit, *others = validation()
    assert [line.id for line in fit.lines] == list(judged("fit"))
    assert [one.role for one in others] == ([] if freeze.sealed(judged("check")) else ["check"])
    monkeypatch.setattr(freeze, "FILE", tmp_path / "none.toml")
    assert [one.role for one in opened(tmp_path)] == ["fit"]


def test_without_a_validation_there_is_nothing(tmp_path: Path) -> None:
    assert validation(tmp_path / "none.csv") == ()


def test_filters_narrow_the_rows() -> None:
    fit, *_ = validation()
    rows = evidence_rows()
    assert chosen_lines(fit, ANY, ANY, "") == fit.lines
    assert all(not line.agrees for line in chosen_lines(fit, ANY, "no", ""))
    assert len(chosen_lines(fit, ANY, "no", "")) == len(fit.failing)
    stigma = chosen_lines(fit, "stigma", ANY, "")
    assert stigma
    assert all(rows[line.id].topic == "stigma" for line in stigma)
    assert [line.id for line in chosen_lines(fit, ANY, ANY, "tx02")] == ["TX02"]
    assert chosen_lines(fit, ANY, ANY, "nothing of the kind") == []
    assert set(topics()) == {ANY} | {row.topic for row in rows.values()}


def test_the_table_has_a_source_for_every_row() -> None:
    for one in validation():
        table = line_table(one.lines)
        assert len(table) == len(one.lines)
        assert table["Source"].str.len().min() > 5
    context = context_table(ANY, "")
    assert len(context) == len(evidence_rows("context"))


def test_the_forest_shows_agreement_by_shape_and_not_by_colour_alone() -> None:
    for one in validation():
        figure = forest(one.lines, one.table)
        traces = {trace.name: trace for trace in figure.data}
        good, bad = traces["simulated, agrees"], traces["simulated, does not agree"]
        assert len(good.y) == one.agreement.agreeing
        assert len(bad.y) <= len(one.failing)  # what cannot be measured is not drawn
        assert set(good.marker.symbol) == {"circle"}
        assert "circle" not in bad.marker.symbol
        assert max(abs(x) for x in good.x) <= 1.0 + 1e-9
        assert height(len(one.lines)) > height(1)


def test_every_number_of_the_model_is_there_with_what_it_rests_on() -> None:
    table = parameters()
    assert {row.name for row in parameter_table()} <= set(table["Parameter"])
    assert (table["Based on"] != "").all()
    assert len(chosen_parameters(ANY, "")) == len(table)
    assert set(chosen_parameters("6 stigma", "")["Step of the week"]) == {"6 stigma"}
    assert list(chosen_parameters(ANY, "why_try")["Parameter"])[:1] == ["why_try"]
    assert "6 stigma" in steps()


@pytest.mark.parametrize("name", ["mastery_gain", "persuasion_fading"])
def test_a_number_has_the_value_that_the_model_uses(name: str) -> None:
    values = dict(zip(parameters()["Parameter"], parameters()["Value"], strict=True))
    value = next(entry.value for entry in parameter_table() if entry.name == name)
    assert float(values[name]) == pytest.approx(value, rel=1e-5)
