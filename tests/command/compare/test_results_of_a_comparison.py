"""The command `compare`: tables, figures and a record, enough to use and to run again."""

import shlex
from pathlib import Path
from typing import Any, NoReturn

import pandas as pd
import pytest

from sim.command import compare as command
from sim.command.main import main
from sim.errors import UserInputError
from sim.outcomes.catalogue import FUNNEL, MONEY, SUMMARY, WEEKLY
from sim.scenario.load import scenario_names
from sim.scenario.scenario import Scenario
from sim.studies.comparison.compare import compare
from sim.studies.comparison.uncertainty import Uncertainty
from tests.command.compare.files_of import (
    FIGURES,
    MONEY_FIGURES,
    MONEY_TABLES,
    SUMMARY_COLUMNS,
    TABLES,
    changed,
    contents,
    strict,
)
from tests.shared import refused, run_python


def test_nothing_asked_compares_the_campaign_the_expansion_and_both(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    seen: dict[str, Any] = {}

    def look(scenarios: list[Scenario], baseline: Scenario, **named: Any) -> NoReturn:
        seen.update(named, names=[scenario.name for scenario in scenarios], baseline=baseline.name)
        raise UserInputError("seen enough")

    monkeypatch.setattr(command, "compare", look)
    monkeypatch.chdir(tmp_path)
    assert "seen enough" in refused([], capsys)
    assert seen["baseline"] == "baseline"
    assert {"anti_stigma_campaign", "expanded_cbt", "combined"} <= set(seen["names"]) < set(scenario_names())
    assert seen["replicates"] > 1


@pytest.fixture(scope="module")
def results(quick_files: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[str], str]:
    """A whole run from the shell: its folder, the words of the command, and what it printed."""
    out = tmp_path_factory.mktemp("results") / "deep er" / "folder"
    words = [
        "compare", str(quick_files / "quick_cbt.toml"), str(quick_files / "quick_campaign.toml"),
        "--baseline", str(quick_files / "quick.toml"),
        "--people", "150", "--weeks", "60", "--replicates", "3", "--seed", "11", "--out", str(out),
    ]  # fmt: skip
    done = run_python("run.py", *words)
    assert done.stderr.strip() == ""
    return out, words, done.stdout


def test_all_files_are_written_and_nothing_else(results: tuple[Path, list[str], str]) -> None:
    assert set(contents(results[0])) == TABLES | FIGURES | MONEY_TABLES | MONEY_FIGURES | {"report.html", "run.json"}


def test_the_two_shares_of_the_uncertainty_are_told(results: tuple[Path, list[str], str]) -> None:
    out, _, printed = results
    table = pd.read_csv(out / "uncertainty.csv")
    assert list(table) == ["scenario", "outcome", "parameters", "chance", "low", "high"]
    known = table.dropna()
    assert known["parameters"].between(0.0, 1.0).all()
    assert (known["parameters"] + known["chance"]).to_numpy() == pytest.approx(1.0)
    for text in (printed, (out / "report.html").read_text(encoding="utf-8")):  # no week of illness is averted in so few
        assert "nobody can say how much of the uncertainty comes from parameters" in " ".join(text.split())


def test_stochastic_uncertainty_alone_has_no_shares(
    asked: list[str], tmp_path: Path, no_report: None, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([*asked, "--uncertainty", "stochastic", "--out", str(tmp_path / "out")]) == 0
    assert not (tmp_path / "out" / "uncertainty.csv").exists()
    assert "comes from parameters" not in capsys.readouterr().out


def test_the_table_names_every_outcome_and_where_the_report_is(results: tuple[Path, list[str], str]) -> None:
    out, _, printed = results
    for word in ("Weeks of", "averted", "recovered", "95 % interval", "report.html"):
        assert word in printed
    assert str(out) in printed.replace("\n", "")


def test_the_printed_table_is_not_cut_off(results: tuple[Path, list[str], str]) -> None:
    """Where no terminal tells its width, lines are as long as they need to be."""
    _, _, printed = results
    head = next(line for line in printed.splitlines() if "95 % interval" in line)
    assert len(head.split()[-1]) > 2  # the heading of the last column is a word
    notes = [line for line in printed.splitlines() if line.startswith("Shares, points and SD")]
    assert notes
    assert printed.rstrip().count(".") > 2


def test_summary_has_the_promised_columns_and_rows(results: tuple[Path, list[str], str]) -> None:
    text = (results[0] / "summary.csv").read_text()
    assert text.splitlines()[0] == SUMMARY_COLUMNS
    table = pd.read_csv(results[0] / "summary.csv")
    assert table[["scenario", "outcome"]].to_numpy().tolist() == [
        [name, outcome] for name in ("quick_cbt", "quick_campaign") for outcome in SUMMARY
    ]
    assert table["unit"].tolist() == ["GBP" if shown.unit == MONEY else shown.unit for shown in SUMMARY.values()] * 2
    known = table.dropna()
    assert len(known) > 10
    assert (known["low"] <= known["difference"] + 1e-9).all()
    assert (known["difference"] <= known["high"] + 1e-9).all()
    assert known["probability_better"].between(0.0, 1.0).all()
    everywhere = table[~table["outcome"].isin(["weeks_waited", "self_stigma"])]  # known in every replicate
    change = (everywhere["value"] - everywhere["baseline"]).to_numpy()
    assert change == pytest.approx(everywhere["difference"].to_numpy(), rel=1e-6, abs=1e-6)


def test_series_have_the_promised_columns_and_rows(results: tuple[Path, list[str], str]) -> None:
    table = pd.read_parquet(results[0] / "series.parquet")
    assert list(table) == ["scenario", "replicate", "week", "outcome", "value"]
    assert table["scenario"].unique().tolist() == ["quick", "quick_cbt", "quick_campaign"]
    assert sorted(table["replicate"].unique().tolist()) == [0, 1, 2]
    assert sorted(table["week"].unique().tolist()) == list(range(1, 61))
    assert set(WEEKLY) <= set(table["outcome"].unique().tolist())
    assert not table.duplicated(["scenario", "replicate", "week", "outcome"]).any()
    assert len(table) == 3 * 3 * 60 * table["outcome"].nunique()
    early = table[table["week"] < 27].pivot_table(
        index=["replicate", "week", "outcome"], columns="scenario", values="value", observed=True
    )
    assert (early["quick"] == early["quick_cbt"]).all()  # common random numbers reach the files


def test_groups_have_the_promised_columns(results: tuple[Path, list[str], str]) -> None:
    table = pd.read_parquet(results[0] / "groups.parquet")
    assert list(table) == ["scenario", "replicate", "week", "group", "outcome", "value"]
    assert {"men", "women", "deprivation fifth 1", "deprivation fifth 5"} <= set(table["group"].unique().tolist())


def test_the_record_is_json_and_enough_to_run_again(results: tuple[Path, list[str], str]) -> None:
    out, words, _ = results
    record = strict((out / "run.json").read_text())
    for key in ("people", "weeks", "replicates", "seed"):
        assert record[key] == int(words[words.index(f"--{key}") + 1])
    assert {"version", "commit", "rules", "python", "libraries", "replicate_seeds", "parameters"} <= set(record)
    baseline, *others = (Scenario(**scenario) for scenario in record["scenarios"])
    again = compare(
        others,
        baseline,
        people=record["people"],
        weeks=record["weeks"],
        replicates=record["replicates"],
        seed=record["seed"],
        uncertainty=Uncertainty(record["uncertainty"]),
    )
    assert again.summary.to_csv(index=False, lineterminator="\n") == (out / "summary.csv").read_text()
    assert again.series.equals(pd.read_parquet(out / "series.parquet"))
    assert baseline.model_parameters().model_dump() == record["parameters"]


def test_the_command_is_recorded(results: tuple[Path, list[str], str]) -> None:
    out, words, _ = results
    assert shlex.split(strict((out / "run.json").read_text())["command"]) == ["uv", "run", "run.py", *words]


def test_the_command_is_recorded_as_it_was_given(
    asked: list[str], tmp_path: Path, no_report: None, capsys: pytest.CaptureFixture[str]
) -> None:
    """A notebook calls `main` with words of its own; those count, not the words that started the notebook."""
    words = [*asked, "--out", str(tmp_path)]
    assert main(words) == 0
    assert shlex.split(strict((tmp_path / "run.json").read_text())["command"]) == ["uv", "run", "run.py", *words]
    assert "Report:" in capsys.readouterr().out


@pytest.mark.parametrize("options", [{"weeks": 0}, {"people": 1, "weeks": 10}, {"weeks": 1, "replicates": 1}])
def test_the_smallest_runs(options: dict[str, int], asked: list[str], tmp_path: Path) -> None:
    """With real figures, as these are the runs that leave them nothing to draw."""
    assert main([*changed(asked, **options), "--out", str(tmp_path)]) == 0
    written = TABLES | FIGURES | {"report.html", "run.json"}
    if options.get("weeks", 30) > 0:
        written |= MONEY_TABLES | MONEY_FIGURES
    assert set(contents(tmp_path)) == written
    assert strict((tmp_path / "run.json").read_text())["seed"] == 7
    assert len(pd.read_csv(tmp_path / "summary.csv")) == len(SUMMARY)
    assert len(pd.read_parquet(tmp_path / "series.parquet")) % (options.get("weeks", 30) or 1) == 0


def test_a_network_of_your_own_shows_how_many_people_there_are(
    asked: list[str], tmp_path: Path, no_report: None
) -> None:
    town = tmp_path / "town.csv"
    town.write_text("ann,bob\nbob,cat\ncat,dan\n")
    out = tmp_path / "out"
    assert main([*asked, "--network", str(town), "--out", str(out)]) == 0
    assert strict((out / "run.json").read_text())["people"] == 4


def test_the_funnel_narrows(quick: Scenario) -> None:
    table = compare([], quick, people=300, weeks=52, replicates=1, seed=1).funnel
    assert table["stage"].tolist() == list(FUNNEL)
    assert table["value"].is_monotonic_decreasing
    assert table["value"].iloc[0] > 0.0
