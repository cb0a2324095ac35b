"""`run.py interventions`: the list, cards, one message for what is wrong, and a measurement that can be repeated."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from sim.command import interventions
from sim.command.main import main
from sim.scenario.load import load_scenario
from sim.studies.interventions import storing
from sim.studies.interventions.stored import COLUMNS, stored
from tests.shared import refused
from tests.studies.interventions.test_cards import row_of

if TYPE_CHECKING:
    from sim.scenario.scenario import Scenario

CATALOGUE = load_scenario("baseline").interventions
SMALL = ["interventions", "--measure", "stigma_education", "--people", "500", "--replicates", "2", "--weeks", "60"]


def printed(words: list[str], capsys: pytest.CaptureFixture[str]) -> str:
    assert main(["interventions", *words]) == 0
    return capsys.readouterr().out


@pytest.fixture
def quick_baseline(quick: Scenario, monkeypatch: pytest.MonkeyPatch) -> None:
    """Measurements take place in a society that is quick to burn in."""
    monkeypatch.setattr(interventions, "load_scenario", lambda _: quick)


def test_the_list_names_all(capsys: pytest.CaptureFixture[str]) -> None:
    out = printed([], capsys)
    names = [line.split()[0] for line in out.splitlines() if line[:1].isalpha()]
    assert [name for name in names if name in CATALOGUE] == list(CATALOGUE)
    assert "circular" in out


def test_a_card_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    out = printed(["mass_media", "cbt"], capsys)
    for words in (
        "Anti-stigma campaign in the media  (mass_media)", "Doses, and where they come from", "set so that ST16 is met",
        "The figure that it is meant to meet", "Circular:", "What the model cannot show",
        "Cognitive behavioural therapy",
    ):  # fmt: skip
        assert words in out, words


def test_cards_of_ones_own_scenario(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "mine.toml"
    walks = '[interventions.walks]\ntitle = "[bold]Walks[/bold]"\nstands_for = "A walk."\ndoses = { activity = 1.0 }\n'
    path.write_text('extends = "baseline.toml"\n' + walks)
    assert "[bold]Walks[/bold]  (walks)" in printed(["walks", "--scenario", str(path)], capsys)
    assert "walks" in printed(["--scenario", str(path)], capsys)
    assert "in mine. Did you mean 'walks'?" in refused(["interventions", "walk", "--scenario", str(path)], capsys)
    path.write_text(path.read_text() + 'set_by = { activity = "ZZ99" }\n')
    assert "no evidence has the id 'ZZ99'" in refused(["interventions", "walks", "--scenario", str(path)], capsys)
    path.write_text(path.read_text().replace("ZZ99", "some paper"))
    assert "interventions.walks.set_by.activity = 'some paper'" in refused(
        ["interventions", "walks", "--scenario", str(path)], capsys
    )
    path.write_text(path.read_text().replace('activity = "some paper"', 'skills = "TX36"'))
    assert "interventions.walks.set_by.skills" in refused(["interventions", "--scenario", str(path)], capsys)


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (["cbtt"], "Did you mean 'cbt'?"),
        (["CBT"], "Did you mean 'cbt'?"),
        (["cbt", "per_support"], "no intervention 'per_support'. Did you mean 'peer_support'?"),
        ([""], "there is no intervention ''"),
        (["zzz", "--measure"], "there is no intervention 'zzz'"),
        (["--people", "900"], "--people: it belongs to --measure"),
        (["--store"], "--store: it belongs to --measure"),
        (["cbt", "--out", "here"], "--out: it belongs to --measure"),
        (["--measure", "--scenario", "baseline"], "--scenario: interventions are measured in care as it is"),
        (["--measure", "--people", "10"], "--people"),
        (["--measure", "--replicates", "1"], "--replicates"),
        (["--scenario", "nowhere"], "no scenario 'nowhere'"),
    ],
)
def test_what_is_wrong_gets_one_message(words: list[str], expected: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert expected in refused(["interventions", *words], capsys)


def test_an_installed_model_keeps_its_table(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from sim.studies.interventions import stored as table

    monkeypatch.setattr(table, "INSTALLED", True)
    assert "in a checkout of the project" in refused([*SMALL, "--store"], capsys)


def test_the_list_says_that_figures_are_outdated(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(interventions, "stored", lambda: {"cbt": row_of("cbt"), "emdr": row_of("emdr", doses="x")})
    assert "Simulated figures of 2 of them were measured before" in printed([], capsys).replace("\n", " ")


@pytest.mark.usefixtures("quick_baseline")
def test_a_measurement_is_written_printed_stored_and_repeated(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "measured.csv"
    real: Callable[..., None] = storing.store
    monkeypatch.setattr(storing, "store", lambda table: real(table, path))
    out = tmp_path / "first"
    assert main([*SMALL, "--out", str(out), "--store"]) == 0
    said = capsys.readouterr().out
    assert "stigma_education" in said
    assert "0.33 (0.19 to 0.42)" in said.replace("\n", " ") or "ST17" in said
    assert "Stored:" in said
    with (out / "interventions.csv").open(newline="") as file:
        (row,) = csv.DictReader(file)
    assert list(row) == list(COLUMNS)
    assert stored(path)["stigma_education"].simulated == float(row["simulated"])
    record = json.loads((out / "run.json").read_text())
    assert record["study"] == "interventions"
    assert record["names"] == ["stigma_education"]
    assert "already holds results" in refused([*SMALL, "--out", str(out)], capsys)
    assert main(["rerun", str(out), "--out", str(tmp_path / "again")]) == 0
    assert "The same bytes" in capsys.readouterr().out
