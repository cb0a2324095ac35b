"""Virtual trials from a file to a folder, and what is said of bad files."""

import json
from pathlib import Path

import pandas as pd
import pytest

from sim.command.main import main
from sim.errors import ScenarioError, UnknownName, WrongValue
from sim.scenario.scenario import Scenario
from sim.simulation.snapshots import Snapshot
from sim.studies.trials.follow import follow, with_arms
from sim.studies.trials.spec import ArmSpec, RecruitSpec
from sim.studies.trials.trial_files import load_trial, trial_names
from tests.shared import refused
from tests.studies.trials.trial_of import CBT, FIRST_COLUMNS, NOTHING, SEED, trial


def test_a_programme_needs_a_number_of_weeks(quick: Scenario) -> None:
    with pytest.raises(WrongValue, match=r"arms\.one\.sessions = 0: expected a number of weekly sessions"):
        with_arms(quick, {"one": ArmSpec(intervention="mass_media"), "other": NOTHING})
    made = with_arms(quick, {"one": ArmSpec(intervention="mass_media", sessions=5), "other": NOTHING})
    assert made.interventions["trial_one"].sessions == 5
    assert made.interventions["trial_one"].dropout == 0.0  # nobody has to come


def test_an_unknown_intervention_is_reported(quick: Scenario) -> None:
    with pytest.raises(UnknownName, match=r"arms\.one\.intervention = 'cbtt'"):
        with_arms(quick, {"one": ArmSpec(intervention="cbtt"), "other": NOTHING})


def test_too_few_participants_are_reported(quick: Scenario, start: Snapshot) -> None:
    with pytest.raises(WrongValue, match=r"recruit = 0: expected more participants \(0 of 3000 people are eligible\)"):
        follow(trial(CBT, NOTHING, 4, recruit=RecruitSpec(phq9=(0.0, 0.0), pcl5=(79.0, 80.0))), quick, start, SEED)


FILE = """title = "Therapy against nothing"
scenario = "quick.toml"
people = 1000
comparator = "usual"
primary = "phq9"
weeks = [4, 14]

[recruit]
phq9 = [4, 27]
share = 0.8

[arms.therapy]
intervention = "cbt"

[arms.usual]
"""


@pytest.fixture
def file(quick_files: Path, tmp_path: Path) -> Path:
    """A trial in a folder with its scenario."""
    (tmp_path / "quick.toml").write_bytes((quick_files / "quick.toml").read_bytes())
    path = tmp_path / "mine.toml"
    path.write_text(FILE)
    return path


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ('"cbt"', '"cbtt"', ["arms.therapy.intervention = 'cbtt'", "expected an intervention", "Did you mean 'cbt'?"]),
        ('"cbt"', '"mass_media"', ["arms.therapy.sessions = 0", "expected a number of weekly sessions"]),
        ("phq9 = [4", "phq8 = [4", ["recruit.phq8", "no such key", "Did you mean 'phq9'?"]),
        ("[4, 27]", "[27, 4]", ["recruit.phq9 = [27.0, 4.0]", "in order, from 0 to 27"]),
        ("[4, 14]", "[14, 4]", ["weeks = [14, 4]", "expected one week or more, in order"]),
        ("[4, 14]", "[4, 4]", ["weeks = [4, 4]", "expected one week or more, in order"]),
        ("[4, 14]", "[]", ["weeks = []", "expected one week or more"]),
        ('"usual"', '"usuall"', ["comparator = 'usuall'", "expected an arm", "Did you mean 'usual'?"]),
        ('"phq9"', '"phq"', ["primary = 'phq'", "expected an outcome", "Did you mean 'phq9'?"]),
        ('"quick.toml"', '"base"', ["scenario = 'base'", "Known: ", "baseline"]),
        ("share = 0.8", "share = 1.8", ["recruit.share = 1.8", "1 or less"]),
        ("share = 0.8", "unmedicated = true\nmedicated_weeks = 3", ["recruit.unmedicated = true", "expected false"]),
        ("\n[arms.usual]", "", ["arms = ['therapy']", "expected two arms or more"]),
        ("weeks = [4, 14]\n", "", ["weeks is missing"]),
    ],
)  # fmt: skip
def test_a_typo_in_a_file_is_reported(
    old: str, new: str, expected: list[str], file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert old in FILE
    file.write_text(FILE.replace(old, new, 1))
    described = refused(["trial", str(file)], capsys)
    for words in ["mine.toml", *expected]:
        assert words in described


def test_a_trial_that_nobody_can_join_is_reported(
    file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file.write_text(FILE.replace("[4, 27]", "[27, 27]"))
    assert main(["trial", str(file), "--people", "300", "--out", str(tmp_path / "out")]) == 2
    described = capsys.readouterr().err
    assert "mine.toml: recruit = 0: expected more participants (0 of 300 people are eligible)" in described
    assert not (tmp_path / "out" / "run.json").exists()


def test_an_unknown_trial_is_reported_with_the_nearest(capsys: pytest.CaptureFixture[str]) -> None:
    assert "Did you mean 'cbt_for_depression'?" in refused(["trial", "cbt_for_depresion"], capsys)


@pytest.mark.parametrize("name", trial_names())
def test_trials_that_come_with_the_model_can_be_read(name: str) -> None:
    plan, society = load_trial(name)
    assert len(with_arms(society, plan.arms).services) >= len(society.services)
    assert plan.title


def test_a_trial_needs_a_file() -> None:
    with pytest.raises(ScenarioError, match="no such trial file"):
        load_trial("nowhere.toml")


def test_a_trial_from_file_to_folder(file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    one, two = tmp_path / "one", tmp_path / "two"
    for out in (one, two):
        assert main(["trial", str(file), "--seed", "3", "--out", str(out)]) == 0
    printed = capsys.readouterr().out
    for words in ("Therapy against nothing", "Depression (PHQ-9)", "95 % interval", "Spillover: ", "therapy: "):
        assert words in printed
    names = {"effects.csv", "participants.parquet", "mediation.csv", "flow.png", "effects.png", "run.json"}
    assert {path.name for path in one.iterdir()} == names
    for name in names - {"run.json", "flow.png", "effects.png"}:
        assert (one / name).read_bytes() == (two / name).read_bytes()
    assert list(pd.read_csv(one / "effects.csv"))[: len(FIRST_COLUMNS)] == FIRST_COLUMNS
    assert main(["rerun", str(one / "run.json"), "--out", str(tmp_path / "again")]) == 0
    for path in one.iterdir():
        assert (tmp_path / "again" / path.name).read_bytes() == path.read_bytes()
    record = json.loads((one / "run.json").read_text())
    people = pd.read_parquet(one / "participants.parquet")
    assert not people.duplicated(["person", "week"]).any()
    assert set(people["week"]) == {0, 4, 14}
    assert (people["week"] == 0).sum() == record["recruited"]["took_part"] == people["person"].nunique()
    assert record["recruited"]["assessed"] == 1000
    assert (record["seed"], record["trial"]["people"]) == (3, 1000)
    assert record["command"].endswith("--seed 3 --out " + str(one))


def test_earlier_results_are_never_overwritten_unasked(
    file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "run.json").write_text("mine")
    assert "--replace" in refused(["trial", str(file), "--out", str(tmp_path)], capsys)
    assert (tmp_path / "run.json").read_text() == "mine"
