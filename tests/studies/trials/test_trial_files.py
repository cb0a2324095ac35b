"""Virtual trials from a file to a folder, and what is said of bad files."""

import json
from pathlib import Path

import pandas as pd
import pytest

from sim.command.main import main
from sim.errors import ScenarioError, UnknownName, WrongValue
from sim.evidence.rows import evidence_rows
from sim.scenario.scenario import Scenario
from sim.simulation.snapshots import Snapshot
from sim.studies.trials.courses import with_arms, with_courses
from sim.studies.trials.follow import follow
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


DESIGN = """title = "Two stages"
scenario = "quick.toml"
people = 1200
comparator = "waits"
weeks = [4, 8, 12]

[recruit]
phq9 = [4, 27]
previously_ill = ["depression", "anxiety"]
episodes = 1
share = 1.0

[arms.therapy]
intervention = "cbt"
sessions = 3
boosters = [6, 10]
continuation = { intervention = "mbct", start_week = 5, sessions = 2 }

[arms.waits]
withhold = "therapy"
withhold_from = 1
crossover_week = 8
crossover_to = "therapy"
stop_medication = true
stop_week = 2
taper_weeks = 4

[second_stage]
week = 4
who = "responders"
of = ["therapy"]
comparator = "no_more"

[second_stage.arms.more]
boosters = [3]
booster_intervention = "cbt"

[second_stage.arms.no_more]
withhold = "all"

[[published]]
label = "therapy against waiting"
measure = "g"
arm = "therapy"
week = 8
value = 0.5
low = 0.3
high = 0.7
evidence = "TX01"

[[published]]
label = "relapse"
measure = "relapse"
arm = "no_more"
week = 12
value = 20.0
"""


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (
            "crossover_week = 8",
            'crossover_week = "later"',
            ["arms.waits.crossover_week = 'later'", 'a week from 0 to 1,040, or "never"'],
        ),
        ("crossover_week = 8", "crossover_week = 8.0", ["arms.waits.crossover_week = 8.0", 'or "never"']),
        ("crossover_week = 8", "crossover_week = true", ["arms.waits.crossover_week = true", 'or "never"']),
        (
            "crossover_week = 8",
            'crossover_week = "never"',
            ["arms.waits.crossover_week = 'never'", "the week of it, since crossover_to = 'therapy'"],
        ),
        ('crossover_to = "therapy"', "", ["arms.waits.crossover_to = ''", "an arm, since crossover_week = 8"]),
        (
            'crossover_to = "therapy"',
            'crossover_to = "therapie"',
            ["arms.waits.crossover_to = 'therapie'", "Did you mean 'therapy'?"],
        ),
        (
            'crossover_to = "therapy"',
            'crossover_to = "waits"',
            ["arms.waits.crossover_to = 'waits'", "an arm with an intervention"],
        ),
        (
            "sessions = 3\n",
            'sessions = 3\ncrossover_week = 8\ncrossover_to = "therapy"\n',
            ["arms.therapy.crossover_to", "an arm without an intervention"],
        ),
        (
            "boosters = [6, 10]",
            "boosters = [10, 6]",
            ["arms.therapy.boosters = [10, 6]", "weeks in order, after start_week, 0"],
        ),
        ("boosters = [6, 10]", "boosters = [0, 6]", ["arms.therapy.boosters", "1 or more"]),
        ('intervention = "cbt"\nsessions = 3\n', "", ["arms.therapy.boosters", "booster_intervention beside it"]),
        ("boosters = [3]\n", "", ["second_stage.arms.more.booster_intervention = 'cbt'", "boosters beside it"]),
        (
            'booster_intervention = "cbt"',
            'booster_intervention = "cbtt"',
            ["second_stage.arms.more.booster_intervention = 'cbtt'", "Did you mean 'cbt'?"],
        ),
        ('"mbct"', '"mbctt"', ["arms.therapy.continuation.intervention = 'mbctt'", "Did you mean 'mbct'?"]),
        (
            '"mbct", start_week = 5, sessions = 2',
            '"mass_media", start_week = 5',
            ["arms.therapy.continuation.sessions = 0", "is a programme"],
        ),
        ("start_week = 5", "week = 5", ["arms.therapy.continuation.week", "no such key", "start_week"]),
        (
            'withhold = "therapy"',
            'withhold = "drugs"',
            ["arms.waits.withhold = 'drugs'", '"nothing", "therapy", "care" or "all"'],
        ),
        (
            "withhold_from = 1",
            "withhold_from = 9\nwithhold_until = 7",
            ["arms.waits.withhold_from = 9", "a week up to withhold_until, 7"],
        ),
        (
            "sessions = 3\n",
            'sessions = 3\nwithhold = "all"\n',
            ["arms.therapy.withhold_from = 0", "since all is withheld"],
        ),
        ("stop_medication = true\n", "", ["arms.waits.stop_week = 2", "stop_medication = true beside it"]),
        ("taper_weeks = 4", "taper_weeks = 400", ["arms.waits.taper_weeks = 400", "104 or less"]),
        ("week = 4\n", "week = 5\n", ["second_stage.week = 5", "one of weeks but the last, [4, 8, 12]"]),
        ("week = 4\n", "week = 12\n", ["second_stage.week = 12", "one of weeks but the last"]),
        ('"responders"', '"respondents"', ["second_stage.who = 'respondents'", '"non_responders"']),
        ('of = ["therapy"]', 'of = ["no_more"]', ["second_stage.of = 'no_more'", "an arm of the first stage"]),
        (
            "[second_stage.arms.more]",
            "[second_stage.arms.waits]",
            ["second_stage.arms.waits", "a name that no arm of the first stage has"],
        ),
        (
            'comparator = "no_more"',
            'comparator = "waits"',
            ["second_stage.comparator = 'waits'", "an arm; known are more, no_more"],
        ),
        (
            'comparator = "waits"\n',
            'comparator = "waits"\nprimary = "gse"\n',
            ["second_stage.who = 'responders'", 'expected "everyone", since gse has no cut-offs'],
        ),
        ('comparator = "waits"\n', "", ["comparator = ''", "expected an arm; known are therapy, waits"]),
        ('previously_ill = ["depression", "anxiety"]\n', "", ["recruit.episodes = 1", "previously_ill beside it"]),
        ("episodes = 1", "remitted_weeks = 256", ["recruit.remitted_weeks = 256", "255 or less"]),
        (
            "episodes = 1",
            'remitted_weeks = 9\ndiagnosis = ["anxiety"]',
            ["recruit.diagnosis = ['anxiety']", "no diagnosis of which people shall be remitted"],
        ),
        ('["depression", "anxiety"]', '["sadness"]', ["recruit.previously_ill (entry 1) = 'sadness'", '"depression"']),
        ("week = 8\nvalue", "week = 9\nvalue", ["published (entry 1).week = 9", "one of weeks, [4, 8, 12]"]),
        ("value = 0.5", "value = 0.9", ["published (entry 1).value = 0.9", "between low and high"]),
        ('measure = "g"', 'measure = "h"', ["published (entry 1).measure = 'h'", '"g", "response"']),
        (
            'arm = "therapy"\n',
            'arm = "waits"\n',
            ["published (entry 1).against = 'waits'", "another arm of the randomisation of waits"],
        ),
        (
            "week = 12\nvalue",
            "week = 4\nvalue",
            ["published (entry 2).week = 4", "a week after the second randomisation, 4"],
        ),
        ('arm = "no_more"\n', 'arm = "nomore"\n', ["published (entry 2).arm = 'nomore'", "Did you mean 'no_more'?"]),
        (
            'measure = "relapse"',
            'measure = "relapse"\noutcome = "gse"',
            ["published (entry 2).outcome = 'gse'", "which have cut-offs"],
        ),
        (
            'measure = "relapse"',
            'measure = "relapse"\nagainst = "more"',
            ["published (entry 2).against = 'more'", 'only measure = "g"'],
        ),
    ],
)
def test_a_slip_in_a_design_is_reported(
    old: str, new: str, expected: list[str], file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert old in DESIGN
    file.write_text(DESIGN.replace(old, new, 1))
    described = refused(["trial", str(file)], capsys)
    for words in ["mine.toml", *expected]:
        assert words in described


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("crossover_week = 8", "crossover_week = 12", "arms.waits.crossover_week = 12"),
        ("boosters = [6, 10]", "boosters = [6, 13]", "arms.therapy.boosters = 13"),
        ("start_week = 5", "start_week = 30", "arms.therapy.continuation = 30"),
        ("stop_week = 2", "stop_week = 12", "arms.waits.stop_week = 12"),
        ("boosters = [3]", "boosters = [8]", "second_stage.arms.more.boosters = 8"),
    ],
)
def test_what_would_begin_after_the_last_measure_is_reported(
    old: str, new: str, expected: str, file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file.write_text(DESIGN.replace(old, new, 1))
    described = refused(["trial", str(file)], capsys)
    assert f"{expected}: expected a week before the last measure, which is in week" in described


def test_more_arms_than_courses_can_be_numbered_are_reported(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file.write_text(FILE + "".join(f'[arms.a{number}]\nintervention = "cbt"\n' for number in range(300)))
    assert "expected fewer arms" in refused(["trial", str(file)], capsys)


def test_a_first_stage_of_one_arm_compares_nothing(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    alone = (
        DESIGN[: DESIGN.index("[arms.waits]")] + DESIGN[DESIGN.index("[second_stage]") : DESIGN.index("[[published]]")]
    )
    file.write_text(alone)
    described = refused(["trial", str(file)], capsys)
    assert "comparator = 'waits': expected no comparator, since the first stage has one arm" in described
    file.write_text(alone.replace('comparator = "waits"\n', "", 1))
    assert load_trial(file)[0].comparator == ""


def test_a_design_can_be_read_and_two_arms_may_not_share_a_course(file: Path) -> None:
    file.write_text(DESIGN)
    plan, society = load_trial(file)
    made = with_courses(society, plan).services
    assert {"trial_therapy", "trial_therapy_booster", "trial_therapy_continuation", "trial_more_booster"} <= set(made)
    file.write_text(
        DESIGN.replace("arms.more]", "arms.therapy_booster]")
        .replace("boosters = [3]", 'intervention = "cbt"')
        .replace('booster_intervention = "cbt"\n', "")
    )
    with pytest.raises(
        ScenarioError, match=r"second_stage\.arms\.therapy_booster = 'trial_therapy_booster': expected another"
    ):
        load_trial(file)


def test_a_design_from_file_to_folder(file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file.write_text(DESIGN.replace("responders", "everyone"))
    one = tmp_path / "one"
    assert main(["trial", str(file), "--seed", "3", "--out", str(one)]) == 0
    printed = " ".join(capsys.readouterr().out.split())
    for words in (
        "no place in a service in weeks 2 to 8; crosses over to therapy after week 8",
        "medication stopped over 4 weeks from week 3",
        "Randomised again in week 4: those of therapy, all.",
        "After week 8 waits has crossed over.",
        "Beside what was published",
        "therapy against waiting [TX01]",
        "0.50 (0.30 to 0.70)",
    ):
        assert words in printed, words
    names = {"effects.csv", "published.csv", "participants.parquet", "mediation.csv", "flow.png", "effects.png"}
    names |= {"therapists.csv", "effects_second_stage.png", "run.json"}
    assert {path.name for path in one.iterdir()} == names
    effects = pd.read_csv(one / "effects.csv")
    first, second = (effects[effects["stage"] == stage] for stage in (1, 2))
    assert set(first["week"]) == {4, 8, 12}
    assert set(second["week"]) == {8, 12}
    assert set(second["arm"]) == {"more"}
    assert set(second["comparator"]) == {"no_more"}
    assert first.groupby("week")["crossed_over"].all().to_dict() == {4: False, 8: False, 12: True}
    assert main(["rerun", str(one / "run.json"), "--out", str(tmp_path / "again")]) == 0
    for path in one.iterdir():
        assert (tmp_path / "again" / path.name).read_bytes() == path.read_bytes()
    published = pd.read_csv(one / "published.csv")
    row = effects[(effects["stage"] == 1) & (effects["outcome"] == "phq9") & (effects["week"] == 8)].iloc[0]
    assert published["simulated"][0] == pytest.approx(row["g"])
    assert published["simulated_low"][0] == pytest.approx(row["low"])


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
    assert len(with_courses(society, plan).services) >= len(society.services)
    assert plan.title
    assert all(figure.evidence in evidence_rows() for figure in plan.published)


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
    names = {"effects.csv", "participants.parquet", "mediation.csv", "therapists.csv"}
    names |= {"flow.png", "effects.png", "run.json"}
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
