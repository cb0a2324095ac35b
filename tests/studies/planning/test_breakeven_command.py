"""The command `breakeven`: prices, amounts, doses of two scenarios."""

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from sim.command.main import main
from sim.scenario.scenario import Scenario
from sim.scenario.values import value_paths
from sim.studies.planning.breakeven import Pair
from sim.studies.planning.criteria import CRITERIA
from sim.studies.runs.populations import Populations
from sim.studies.runs.run import RunResult
from tests.shared import refused


@pytest.fixture
def breakeven_words(quick_files: Path, small: list[str]) -> list[str]:
    return ["breakeven", str(quick_files / "quick_cbt.toml"), str(quick_files / "quick.toml"), *small]


def test_a_price_needs_no_new_runs(
    breakeven_words: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    run, runs = Populations.run, []

    def counted(self: Populations, scenario: Scenario) -> list[RunResult]:
        runs.append(scenario)
        return run(self, scenario)

    monkeypatch.setattr(Populations, "run", counted)
    words = ["--vary", "interventions.cbt.cost.session", "--from", "0", "--to", "1000", "--outcome", "cost"]
    assert main([*breakeven_words, *words, "--out", str(tmp_path)]) == 0
    assert len(runs) == 2
    described = " ".join(capsys.readouterr().out.split())
    assert "The current value is 177." in described
    table = pd.read_csv(tmp_path / "breakeven.csv")
    assert np.diff(table["difference"], 2) == pytest.approx(0.0, abs=1e-6)  # cost is linear in a price
    record = json.loads((tmp_path / "breakeven.json").read_text())
    assert record["complete"]
    assert record["finding"].split(".")[0] in described


def test_prices_of_another_year_move_the_break_even(
    breakeven_words: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ["--vary", "interventions.cbt.cost.session", "--from", "0", "--to", "1000", "--outcome", "cost"]
    tables = []
    for year in ("2011", "2025"):
        out = tmp_path / year
        assert main([*breakeven_words, *words, "--price-year", year, "--out", str(out)]) == 0
        described = " ".join(capsys.readouterr().out.split())
        assert f"in prices of {year}" in described
        given = "interventions.cbt.cost.session is in prices of 2011, as in the file."
        assert (given in described) == (year == "2025")
        tables.append(pd.read_csv(out / "breakeven.csv")["difference"])
    assert (tables[1] / tables[0]).dropna().to_numpy() == pytest.approx(1.3718, abs=1e-3)
    assert main(["rerun", str(out / "breakeven.json"), "--out", str(tmp_path / "again")]) == 0
    capsys.readouterr()
    assert "--price-year 1900: expected one of" in refused([*breakeven_words, *words, "--price-year", "1900"], capsys)


def test_an_amount_is_run_at_every_value_and_gives_the_same_again(
    breakeven_words: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ["--vary", "programmes.outreach.reach", "--from", "0", "--to", "1", "--points", "3", "--outcome", "cost"]
    for name in ("one", "two"):
        assert main([*breakeven_words, *words, "--out", str(tmp_path / name)]) == 0
    assert (tmp_path / "one" / "breakeven.csv").read_bytes() == (tmp_path / "two" / "breakeven.csv").read_bytes()
    assert len(pd.read_csv(tmp_path / "one" / "breakeven.csv")) >= 3
    assert "How much better" in capsys.readouterr().out


def test_a_dose_of_both_changes_both(quick_files: Path, quicken: Callable[[str], Scenario], quick: Scenario) -> None:
    """Standing therapy has it too, so that another dose makes another society; both policies live in it."""
    made: list[Scenario] = []

    def populations(base: Scenario) -> Populations:
        made.append(base)
        return Populations(base, people=60, weeks=10, replicates=1, seed=1, workers=1)

    path = "interventions.cbt.doses.restructuring"
    pair = Pair(quicken("expanded_cbt"), quick, path, CRITERIA["weeks_of_illness"], populations)
    assert pair.needs_runs(0.0)
    assert pair.difference(0.0).tolist() == [0.0]  # nothing starts before week 27
    pair.close()
    assert value_paths(made[0])[path] == 0.0


def test_bad_input_of_a_break_even_is_reported(breakeven_words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    def described(path: str, low: str = "0", high: str = "1", *more: str) -> str:
        return refused([*breakeven_words, "--vary", path, "--from", low, "--to", high, *more], capsys)

    assert "Did you mean 'interventions.cbt.cost.session'?" in described("interventions.cbt.cost.sesion")
    assert "Did you mean 'programmes.outreach.reach'?" in described("programmes.outreach.reech")
    assert "neither" in described("x")
    assert "expected a range" in described("programmes.outreach.reach", "1", "0")
    assert "expected a range" in described("programmes.outreach.reach", "0", "nan")
    assert "1 or less" in described("programmes.outreach.reach", "0", "2")
    assert "Did you mean 'recovered'?" in described("programmes.outreach.reach", "0", "1", "--outcome", "recoverd")
    words = ["breakeven", "combined", "combined", "--vary", "economy.threshold", "--from", "0", "--to", "1"]
    assert "compared with itself" in refused(words, capsys)
    assert "Did you mean 'combined'?" in refused(["breakeven", "combind", *words[3:]], capsys)
    assert "--vary" in refused(["breakeven", "combined"], capsys)


def test_help_shows_of_both(capsys: pytest.CaptureFixture[str]) -> None:
    for name, words in {"mix": ["--budget-per-head", "--goal", "Examples"], "breakeven": ["--vary", "--from"]}.items():
        assert main([name, "--help"]) == 0
        printed = capsys.readouterr().out
        assert all(word in printed for word in words)
