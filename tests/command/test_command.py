"""The command line: useful results, one clear message for whatever goes wrong, and never a traceback."""

import errno
import json
import shlex
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, NoReturn

import pandas as pd
import pytest

from sim.command import compare as command
from sim.command.main import main
from sim.command.progress import ProgressBar
from sim.command.uncertain import read_uncertainty
from sim.errors import RenamedKey, UserInputError
from sim.outcomes.catalogue import FUNNEL, MONEY, SUMMARY, WEEKLY
from sim.parameters import parameter_table
from sim.report.pages import report as page
from sim.scenario.load import scenario_names
from sim.scenario.scenario import Scenario
from sim.studies.comparison.compare import compare
from sim.studies.comparison.uncertainty import Uncertainty
from tests.shared import ROOT, environment, interrupted, python, refused, run_python

SUMMARY_COLUMNS = (
    "scenario,outcome,unit,baseline,value,difference,low,high,probability_better,better_in,worse_in,known_in,smallest"
)
TABLES = {"summary.csv", "fairness.csv", "published.csv", "uncertainty.csv", "series.parquet", "groups.parquet"}
FULL = Path("/dev/full")
MONEY_FIGURES = {"cost_effectiveness_plane.png", "acceptability_curve.png"}
MONEY_TABLES = {"economics.csv", "incremental.csv", "costs.csv", "budget.csv", "information.csv"}
FIGURES = {"trajectories.png", "who_gains.png", "self_efficacy_sources.png", "care_funnel.png"}
FIGURES |= {f"differences_{family}.png" for family in ("illness", "belief", "care", "money")}


@pytest.fixture
def asked(quick_files: Path) -> list[str]:
    """A small comparison: words for the command line."""
    return [
        "compare", str(quick_files / "quick_cbt.toml"), "--baseline", str(quick_files / "quick.toml"),
        "--people", "100", "--weeks", "30", "--replicates", "2", "--seed", "7", "--workers", "1",
    ]  # fmt: skip


@pytest.fixture
def no_report(monkeypatch: pytest.MonkeyPatch) -> None:
    """Figures take longer than everything else together; one page stands for them."""

    def write_report(folder: Path, *_: object) -> None:
        (folder / "report.html").write_text("a report")

    monkeypatch.setattr(page, "write_report", write_report)


def contents(folder: Path) -> dict[str, bytes]:
    """All files of a folder, hidden ones too."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def strict(text: str) -> Any:
    """JSON as every reader takes it: without NaN and infinity."""

    def refuse(word: str) -> NoReturn:
        raise ValueError(f"{word} is not JSON")

    return json.loads(text, parse_constant=refuse)


# --- help and lists ---


@pytest.mark.parametrize("words", [["--help"], ["-h"], ["compare", "--help"]])
def test_help_is_useful(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(words) == 0
    described = capsys.readouterr().out
    wanted = ["scenarios", "parameters", "compare"]
    if "compare" in words:
        wanted = ["--people", "--weeks", "--replicates", "--seed", "--out", "--replace", "--baseline", "Examples"]
    assert all(word in described for word in wanted)


def helped(words: list[str], capsys: pytest.CaptureFixture[str]) -> str:
    """What `--help` prints."""
    assert main([*words, "--help"]) == 0
    return capsys.readouterr().out


def test_help_from_the_shell() -> None:
    done = run_python("run.py", "compare", "--help")
    assert "Usage: run.py compare" in done.stdout
    assert done.stderr == ""


def test_scenarios_are_listed(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["scenarios"]) == 0
    described = capsys.readouterr().out
    assert all(name in described for name in scenario_names())


def test_numbers_are_listed_and_searched(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["parameters"]) == 0
    everything = capsys.readouterr().out
    assert main(["parameters", "persuasion"]) == 0
    some = capsys.readouterr().out
    assert "persuasion_gain" in some
    assert "mastery_gain" in everything
    assert "mastery_gain" not in some


@pytest.mark.parametrize("columns", [60, 80, 120, 150, 300])
def test_no_word_about_a_parameter_is_cut(
    columns: int, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", str(columns))
    assert main(["parameters"]) == 0
    out = capsys.readouterr().out
    assert "…" not in out
    assert max(map(len, out.splitlines())) <= columns
    said = "".join(out.split())
    for entry in parameter_table():
        assert entry.name in out
        if columns < 140:  # in columns, lines of different cells stand side by side
            assert "".join(entry.meaning.split()) in said, entry.name
            assert "".join(entry.evidence.split()) in said, entry.name


def test_the_earlier_name_of_parameters_goes_on_working(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["parameters", "persuasion"]) == 0
    present = capsys.readouterr()
    assert main(["numbers", "persuasion"]) == 0
    earlier = capsys.readouterr()
    assert (earlier.out, present.err) == (present.out, "")
    assert earlier.err == "note: command: 'numbers' is now called 'parameters'; the old name still works\n"
    assert "│ numbers" not in helped([], capsys)


def test_earlier_kinds_of_uncertainty_go_on_working(capsys: pytest.CaptureFixture[str]) -> None:
    assert [read_uncertainty(word) for word in ("stochastic", "parameter", "both")] == list(Uncertainty)
    assert capsys.readouterr().err == ""
    for word, kind in (("chance", Uncertainty.STOCHASTIC), ("ignorance", Uncertainty.PARAMETER)):
        with pytest.warns(RenamedKey, match=f"--uncertainty: '{word}' is now called '{kind}'"):
            assert read_uncertainty(word) is kind
    assert "'luck' is not one of stochastic, parameter, both" in refused(["compare", "--uncertainty", "luck"], capsys)
    assert "stochastic|parameter|both" in "".join(helped(["compare"], capsys).split()).replace("│", "")


# --- bad input ---


def test_an_unknown_scenario_is_reported_with_the_nearest(capsys: pytest.CaptureFixture[str]) -> None:
    for words in (["expanded_cb"], ["compare", "expanded_cb"]):
        described = refused(words, capsys)
        assert "'expanded_cb'" in described
        assert "Did you mean 'expanded_cbt'?" in described


def test_an_unknown_baseline_is_reported(capsys: pytest.CaptureFixture[str]) -> None:
    assert "Did you mean 'baseline'?" in refused(["combined", "--baseline", "basline"], capsys)


@pytest.mark.parametrize(
    ("option", "value"),
    [
        ("--people", "0"), ("--people", "-5"), ("--people", "abc"), ("--people", "nan"), ("--people", "1e3"),
        ("--people", "1.5"), ("--people", "9" * 30), ("--weeks", "-1"), ("--weeks", "nan"), ("--replicates", "0"),
        ("--seed", "-1"), ("--seed", str(2**63)), ("--seed", "one"), ("--workers", "0"), ("--workers", "x"),
    ],
)  # fmt: skip
def test_a_bad_option_is_reported(option: str, value: str, capsys: pytest.CaptureFixture[str]) -> None:
    described = refused(["combined", option, value], capsys)
    assert option in described
    assert "--help" in described


@pytest.mark.parametrize(
    "words", [["--peple", "3"], ["comparee"], ["compare", "--peple"], ["scenarios", "extra"], ["parameters", "a", "b"]]
)
def test_an_unknown_option_or_word_is_reported(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert words[min(1, len(words) - 1) if words[0] != "--peple" else 0] in refused(words, capsys)


def test_an_option_without_its_value_is_reported(capsys: pytest.CaptureFixture[str]) -> None:
    assert "--out" in refused(["combined", "--out"], capsys)


def test_a_scenario_named_twice_is_reported(capsys: pytest.CaptureFixture[str]) -> None:
    assert "named twice" in refused(["combined", "combined"], capsys)
    for words in (["baseline"], ["combined", "--baseline", "combined"]):
        assert "is the baseline itself" in refused(words, capsys)


def test_a_scenario_file_with_a_fault_is_reported(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "mine.toml"
    path.write_text('extends = "baseline.toml"\n[parameters]\nmastery_gain = 1e9\n')
    described = refused([str(path)], capsys)
    assert "mine.toml" in described
    assert "mastery_gain" in described


def test_bad_input_from_the_shell() -> None:
    done = run_python("run.py", "compare", "expanded_cb", "--people", "10", fails=True)
    assert done.returncode == 2
    assert done.stdout == ""
    assert done.stderr.startswith("error: there is no scenario 'expanded_cb'")


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


def test_a_network_that_is_not_there_is_reported(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert "no_town.csv" in refused(["combined", "--network", str(tmp_path / "no_town.csv")], capsys)


# --- results ---


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


def changed(words: list[str], **options: int) -> list[str]:
    """The same command with other values."""
    new = list(words)
    for name, value in options.items():
        new[new.index(f"--{name}") + 1] = str(value)
    return new


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


# --- where results go ---


def test_results_go_to_the_next_free_folder(
    asked: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, no_report: None
) -> None:
    monkeypatch.chdir(tmp_path)
    for _ in range(3):
        assert main(asked) == 0
    folders = sorted(path.name for path in (tmp_path / "results").iterdir())
    assert folders == ["compare", "compare-2", "compare-3"]
    summaries = {(tmp_path / "results" / name / "summary.csv").read_bytes() for name in folders}
    assert len(summaries) == 1  # the same seed, the same results


def test_earlier_results_are_never_overwritten_unasked(
    asked: list[str], tmp_path: Path, no_report: None, capsys: pytest.CaptureFixture[str]
) -> None:
    words = [*asked, "--out", str(tmp_path)]
    assert main(words) == 0
    before = contents(tmp_path)
    capsys.readouterr()
    described = refused(changed(words, seed=8), capsys)
    assert str(tmp_path) in described
    assert "--replace" in described
    assert contents(tmp_path) == before
    assert main([*changed(words, seed=8), "--replace"]) == 0
    after = contents(tmp_path)
    assert set(after) == set(before)
    assert after["summary.csv"] != before["summary.csv"]


def test_other_files_in_the_folder_are_left_alone(asked: list[str], tmp_path: Path, no_report: None) -> None:
    (tmp_path / "notes.txt").write_text("mine")
    assert main([*asked, "--out", str(tmp_path)]) == 0
    assert (tmp_path / "notes.txt").read_text() == "mine"


@pytest.mark.parametrize("below", [".", "deeper/still"])
def test_a_file_in_the_way_is_reported_before_any_work(
    below: str, asked: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "file"
    file.write_text("mine")
    monkeypatch.setattr(command, "compare", lambda *_, **__: pytest.fail("the work began"))
    described = refused([*asked, "--out", str(file / below)], capsys)
    assert str(file) in described
    assert "--out" in described
    assert file.read_text() == "mine"


def full_disk(*_: object, **__: object) -> NoReturn:
    """What a full disk does to a writer."""
    raise OSError(errno.ENOSPC, "No space left on device")


def full_for_the_record(path: Path, text: str, *_: object) -> int:
    """A disk that is full when the last file is written."""
    if path.name.endswith("run.json"):
        full_disk()
    return path.write_bytes(text.encode())


@pytest.mark.parametrize(
    ("where", "what", "writer"),
    [
        (pd.DataFrame, "to_csv", full_disk),
        (pd.DataFrame, "to_parquet", full_disk),
        (page, "write_report", full_disk),
        (Path, "write_text", full_for_the_record),
    ],
    ids=["summary", "series", "report", "record"],
)
def test_a_full_disk_is_reported_and_spoils_nothing(
    where: object,
    what: str,
    writer: Callable[..., object],
    asked: list[str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    no_report: None,
) -> None:
    words = [*asked, "--out", str(tmp_path)]
    assert main(words) == 0
    before = contents(tmp_path)
    capsys.readouterr()
    monkeypatch.setattr(where, what, writer)
    described = refused([*words, "--replace"], capsys)
    assert "disk is full" in described or "No space left" in described
    assert contents(tmp_path) == before  # the same seed writes the same files: each is whole, and there are no scraps


def test_half_written_files_are_swept_away(
    asked: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def half(_: pd.DataFrame, path: Path, **__: object) -> NoReturn:
        Path(path).write_text("scenario,outc")
        full_disk()

    monkeypatch.setattr(pd.DataFrame, "to_csv", half)
    assert "disk is full" in refused([*asked, "--out", str(tmp_path)], capsys)
    assert contents(tmp_path) == {}


# --- Ctrl-C ---

# Tells when enough weeks are done, so that the test need not guess; one page stands for the report, as in `no_report`.
WATCHED = """
import sys
from sim.command.stopping import stop_at_once
stop_at_once()  # as run.py does first of all
from sim.command import compare as command
from sim.command.main import main
from sim.report.pages import report as page
usual = command.compare
page.write_report = lambda folder, *_: (folder / "report.html").write_text("a report")

def watched(*arguments, on_progress, **named):
    def show(done, total):
        on_progress(done, total)
        if done >= int(sys.argv[1]):
            print("enough", flush=True)
    return usual(*arguments, on_progress=show, **named)

command.compare = watched
sys.exit(main(sys.argv[2:]))
"""


@pytest.mark.parametrize("by", [signal.SIGINT, pytest.param(signal.SIGTERM, marks=pytest.mark.slow)])
def test_stopping_keeps_the_replicates_that_are_finished(by: signal.Signals, asked: list[str], tmp_path: Path) -> None:
    words = [*changed(asked, replicates=2000), "--out", str(tmp_path)]
    status, out, err = interrupted(WATCHED, [str(2 * 30), *words], by)
    assert status == 130
    assert "Traceback" not in err
    record = strict((tmp_path / "run.json").read_text())
    finished = record["replicates"]
    assert 1 <= finished < 2000
    assert record["replicates_asked_for"] == 2000
    assert f"{finished} of 2000 replicates" in out.replace("\n", " ")
    table = pd.read_parquet(tmp_path / "series.parquet")
    assert table["replicate"].nunique() == finished
    assert table.groupby(["scenario", "replicate"], observed=True)["week"].max().eq(30).all()


def test_ctrl_c_before_anything_is_finished_says_so(asked: list[str], tmp_path: Path) -> None:
    words = [*changed(asked, weeks=10_000, people=300, replicates=500), "--out", str(tmp_path)]
    status, out, err = interrupted(WATCHED, ["1", *words])
    assert status == 130
    assert "Traceback" not in err
    assert "Nothing was written" in out
    assert contents(tmp_path) == {}


@pytest.mark.parametrize("moment", ["compare", "write_results", "prepare", "load_scenario"])
def test_ctrl_c_at_any_other_moment_is_no_traceback(
    moment: str,
    asked: list[str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    def stop(*_: object, **__: object) -> NoReturn:
        raise KeyboardInterrupt

    monkeypatch.setattr(command, moment, stop)
    assert main([*asked, "--out", str(tmp_path)]) == 130
    assert "Traceback" not in capsys.readouterr().err


def test_a_ctrl_c_that_python_drops_stops_at_the_next_step(capsys: pytest.CaptureFixture[str]) -> None:
    class Dying:
        def __del__(self) -> None:
            raise KeyboardInterrupt

    with ProgressBar() as progress:
        bar = progress.add_task("Working", total=3)
        progress.update(bar, completed=1)
        Dying()
        with pytest.raises(KeyboardInterrupt):
            progress.advance(bar)
        progress.update(bar, completed=3)  # it is told once
    assert "Traceback" not in capsys.readouterr().err


def test_any_other_error_that_python_drops_is_still_printed(capsys: pytest.CaptureFixture[str]) -> None:
    class Dying:
        def __del__(self) -> None:
            raise ValueError("this is printed")

    usual = sys.unraisablehook
    sys.unraisablehook = sys.__unraisablehook__  # that of the tests makes it a failure
    try:
        with ProgressBar() as progress:
            bar = progress.add_task("Working", total=1)
            Dying()
            progress.advance(bar)
    finally:
        sys.unraisablehook = usual
    assert "this is printed" in capsys.readouterr().err


# --- where the output goes ---


@pytest.mark.skipif(not FULL.exists(), reason="no device here is always full")
@pytest.mark.parametrize("words", [["parameters"], ["compare", "--help"]])
def test_an_output_that_cannot_be_written_is_reported(words: list[str]) -> None:
    """As in `run.py parameters > file` on a full disk."""
    with FULL.open("w") as full:
        done = subprocess.run(
            python("run.py", *words),
            cwd=ROOT,
            env=environment({"PYTHONUNBUFFERED": "1"}),
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            timeout=120,
            check=False,
        )
    assert done.returncode == 2
    assert "No space left" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_reader_that_turns_away_is_no_traceback() -> None:
    """As in `run.py parameters | head`."""
    with subprocess.Popen(
        python("run.py", "parameters"),
        cwd=ROOT,
        env=environment({"PYTHONUNBUFFERED": "1"}),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        assert "Traceback" not in process.stderr.read()
