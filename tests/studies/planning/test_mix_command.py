"""The command `mix`: what it writes, what it refuses, and how it stops."""

import json
from pathlib import Path

import pandas as pd
import pytest

from sim.command.main import main
from sim.command.mix import LEVERS
from sim.scenario.load import load_scenario
from sim.scenario.scenario import Scenario
from sim.scenario.tables import FOREVER
from sim.studies.planning.criteria import CRITERIA, cost_per_head
from sim.studies.planning.mixing import mixed
from sim.studies.planning.search import least_trials
from sim.studies.runs.populations import Populations
from sim.studies.runs.run import RunResult
from tests.shared import refused


@pytest.fixture
def mix_words(quick_files: Path, small: list[str]) -> list[str]:
    return [
        "mix", str(quick_files / "quick_cbt.toml"), str(quick_files / "quick_campaign.toml"),
        "--baseline", str(quick_files / "quick.toml"), "--budget-per-head", "3", "--trials", "12",
        "--fresh-replicates", "3", *small,
    ]  # fmt: skip


@pytest.fixture
def sure_gain(monkeypatch: pytest.MonkeyPatch) -> None:
    """In populations as small as these, chance would decide whether anything gains anything."""
    worth = CRITERIA["weeks_of_illness"]
    spent = worth._replace(of=lambda scenario, result: -100.0 * cost_per_head(scenario, result))
    monkeypatch.setitem(CRITERIA, "weeks_of_illness", spent)


FILES = {"mix.csv", "mix.json", "mix.toml", "mix_frontier.png"}


def test_a_mix_is_found_written_and_the_same_again(
    mix_words: list[str], sure_gain: None, tmp_path: Path, capsys: pytest.CaptureFixture[str], quick_files: Path
) -> None:
    for name in ("one", "two"):
        assert main([*mix_words, "--out", str(tmp_path / name)]) == 0
    printed = capsys.readouterr().out
    assert all(word in printed for word in ("Winner", "Extra cost", "95 % interval", "weeks of illness"))
    one, two = tmp_path / "one", tmp_path / "two"
    assert {path.name for path in one.iterdir()} == FILES
    for name in FILES - {"mix.json"}:
        assert (one / name).read_bytes() == (two / name).read_bytes()
    table = pd.read_csv(one / "mix.csv")
    assert {"quick_cbt", "quick_campaign", "cost", "gain", "gain_low", "within_budget", "role"} <= set(table)
    assert (table["people"] == "search").sum() <= 12
    assert table[table["role"] == "winner"]["gain"].item() > 0.0
    record = json.loads((one / "mix.json").read_text())
    assert record["uncertainty"] == "both"
    assert "comes from parameters" in printed.replace("\n", " ")
    assert record["winner"] == table.loc[table["role"] == "winner", ["quick_cbt", "quick_campaign"]].iloc[0].tolist()
    again = mixed(
        Scenario(**record["baseline"]), [Scenario(**scenario) for scenario in record["scenarios"]], record["winner"]
    )
    assert load_scenario(one / "mix.toml").starts(again) == FOREVER
    words = ["--people", "50", "--weeks", "2", "--replicates", "1", "--out", str(tmp_path / "compared")]
    assert main(["compare", str(one / "mix.toml"), "--baseline", str(quick_files / "quick.toml"), *words]) == 0
    assert main(["rerun", str(one / "mix.json"), "--out", str(tmp_path / "again")]) == 0
    for path in one.iterdir():
        assert (tmp_path / "again" / path.name).read_bytes() == path.read_bytes()


def test_earlier_mixes_are_never_overwritten_unasked(
    mix_words: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "mix.json").write_text("mine")
    assert "--replace" in refused([*mix_words, "--out", str(tmp_path)], capsys)
    assert (tmp_path / "mix.json").read_text() == "mine"


@pytest.mark.parametrize("budget", ["0", "-1", "nan", "inf"])
def test_a_budget_must_be_money(budget: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert "expected an amount above 0" in refused(["mix", "--budget-per-head", budget], capsys)


def test_bad_input_of_a_mix_is_reported(mix_words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert "--budget-per-head" in refused(["mix"], capsys)
    assert "Did you mean 'peer_support'?" in refused(["mix", "peer_suport", "--budget-per-head", "1"], capsys)
    assert "named twice" in refused(["mix", "group_cbt", "group_cbt", "--budget-per-head", "1"], capsys)
    assert "is the baseline itself" in refused(["mix", "baseline", "--budget-per-head", "1"], capsys)
    assert "--goal" in refused(["mix", "--budget-per-head", "1", "--goal", "money"], capsys)
    assert "12 or more for 2 levers" in refused([*mix_words, "--trials", "11"], capsys)
    assert least_trials(2) == 12


def test_levers_without_a_cost_are_reported(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "free.toml").write_text(
        'extends = "group_cbt.toml"\n[interventions.group_cbt]\ncost.session = 0.0\n'
        "[interventions.screening]\ncost.person_week = 0.0\n"
    )
    assert "has a cost" in refused(["mix", str(tmp_path / "free.toml"), "--budget-per-head", "1"], capsys)


def test_a_budget_that_buys_nothing_is_reported(
    mix_words: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    nothing = CRITERIA["weeks_of_illness"]._replace(of=lambda *_: 0.0)
    monkeypatch.setitem(CRITERIA, "weeks_of_illness", nothing)
    described = refused([*mix_words, "--out", str(tmp_path)], capsys)
    assert "no mix that costs at most 3 GBP per person and year gains anything" in described
    assert (tmp_path / "mix.csv").exists()


@pytest.mark.parametrize("after", [0, 4, 14])
def test_stopping_a_mix_keeps_what_is_finished(
    after: int, mix_words: list[str], sure_gain: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run, left = Populations.run, [after]

    def stopped(self: Populations, scenario: Scenario) -> list[RunResult]:
        left[0] -= 1
        if left[0] < 0:
            raise KeyboardInterrupt
        return run(self, scenario)

    monkeypatch.setattr(Populations, "run", stopped)
    assert main([*mix_words, "--out", str(tmp_path)]) == 130
    assert (tmp_path / "mix.csv").exists() == (after > 0)
    if after:
        assert not json.loads((tmp_path / "mix.json").read_text())["complete"]


def test_all_levers_that_come_with_the_model_can_be_mixed() -> None:
    """Two files that call different things by one name could not be combined."""
    base = load_scenario("baseline")
    chosen = [load_scenario(name) for name in LEVERS]
    assert len(mixed(base, chosen, [0.5] * len(chosen)).services) > len(base.services)
