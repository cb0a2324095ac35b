"""Scenario files: those that come with the model load, and whatever is wrong with one is told in one clear message."""

import os
import re
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from sim import ScenarioError, load_scenario
from sim.parameters import Parameters
from sim.scenario.faults import nearest
from sim.scenario.load import BASELINE, SCENARIOS, scenario_names
from sim.scenario.scenario import Scenario
from sim.scenario.tables import ProgrammeSpec
from sim.simulation.schedule import reach_in_weeks

NAMES = scenario_names()
CONTEXTS = sorted(path.stem for path in (SCENARIOS / "contexts").glob("*.toml"))
BASE = 'extends = "baseline.toml"\n'
PROGRAMME = '[programmes.media]\nintervention = "mass_media"\n'


def written(folder: Path, text: str | bytes, name: str = "mine.toml") -> Path:
    """A scenario file."""
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def refusal(path: str | os.PathLike[str]) -> str:
    """What the user is told."""
    with pytest.raises(ScenarioError) as problem:
        load_scenario(path)
    assert "\n" not in str(problem.value)
    return str(problem.value)


# --- those that come with the model ---


@pytest.mark.parametrize("name", NAMES)
def test_a_shipped_scenario_loads(name: str) -> None:
    scenario = load_scenario(name)
    assert scenario.name == name
    assert scenario.title
    assert len(scenario.description.split()) > 10
    assert scenario.services
    assert load_scenario(SCENARIOS / f"{name}.toml") == scenario
    assert load_scenario(scenario) is scenario


def test_the_promised_scenarios_are_there() -> None:
    assert {"baseline", "anti_stigma_campaign", "expanded_cbt", "combined"} <= set(NAMES)
    assert "interventions" not in NAMES


def test_combined_is_the_campaign_and_the_expansion() -> None:
    combined, campaign, expansion = (
        load_scenario(name) for name in ("combined", "anti_stigma_campaign", "expanded_cbt")
    )
    assert combined.programmes == campaign.programmes | expansion.programmes
    assert len(combined.programmes) == len(campaign.programmes) + len(expansion.programmes)
    assert combined.services == campaign.services | expansion.services
    assert combined.interventions == campaign.interventions == expansion.interventions
    assert combined.model_parameters() == campaign.model_parameters() == expansion.model_parameters()
    assert combined.title not in (campaign.title, expansion.title)


@pytest.mark.parametrize("context", CONTEXTS)
def test_a_context_changes_numbers_and_can_be_switched_off(context: str, tmp_path: Path) -> None:
    scenario = load_scenario(written(tmp_path, f'{BASE}context = "{context}"\n'))
    assert scenario.profile
    assert scenario.model_parameters() != Parameters()
    for name, value in scenario.profile.items():
        assert getattr(scenario.model_parameters(), name) == value
    without = load_scenario(written(tmp_path, f'{BASE}context = "{context}"\n[mechanisms]\nculture = false\n'))
    assert without.model_parameters() == Parameters(use_culture=0.0)


def test_own_numbers_win_over_the_context(tmp_path: Path) -> None:
    name = next(iter(load_scenario(written(tmp_path, f'{BASE}context = "{CONTEXTS[0]}"\n')).profile))
    text = f'{BASE}context = "{CONTEXTS[0]}"\n[parameters]\n{name} = 0.123\n'
    assert getattr(load_scenario(written(tmp_path, text)).model_parameters(), name) == 0.123


# --- a file of one's own ---


def test_a_file_of_your_own_changes_only_what_it_says(tmp_path: Path) -> None:
    text = BASE + "[services.talking_therapy]\nweekly_sessions_per_100k = 1.5\n[parameters]\nmastery_gain = 0.111\n"
    mine, base = load_scenario(written(tmp_path, text)), load_scenario(BASELINE)
    assert mine.services["talking_therapy"] == base.services["talking_therapy"].model_copy(
        update={"weekly_sessions_per_100k": 1.5}
    )
    assert mine.services["trauma_therapy"] == base.services["trauma_therapy"]
    assert mine.model_parameters() == base.model_parameters().model_copy(update={"mastery_gain": 0.111})
    assert mine.name == "mine"


def test_files_extend_files_beside_them_first(tmp_path: Path) -> None:
    written(tmp_path, BASE + 'title = "the parent"\nrepresented_population = 5\n', "baseline_of_mine.toml")
    child = load_scenario(written(tmp_path, 'extends = "baseline_of_mine.toml"\n[mechanisms]\nmastery = false\n'))
    assert child.title != "the parent"  # a child speaks for itself
    assert child.represented_population == 5
    assert child.model_parameters().use_mastery == 0.0


def test_the_later_of_two_parents_wins(tmp_path: Path) -> None:
    written(tmp_path, 'title = "one"\nrepresented_population = 1\n', "one.toml")
    written(tmp_path, "represented_population = 2\n", "two.toml")
    child = load_scenario(written(tmp_path, 'extends = ["one.toml", "two.toml"]\n'))
    assert child.represented_population == 2


@pytest.mark.parametrize("text", ["", "# nothing but a remark\n"])
def test_an_empty_file_is_a_society_without_services(text: str, tmp_path: Path) -> None:
    scenario = load_scenario(written(tmp_path, text))
    assert not scenario.services
    assert not scenario.programmes
    assert scenario.title == "mine"


def test_a_byte_order_mark_and_other_line_ends_are_no_fault(tmp_path: Path) -> None:
    """Editors on Windows write them."""
    text = (BASE + "represented_population = 7\n").replace("\n", "\r\n")
    assert load_scenario(written(tmp_path, b"\xef\xbb\xbf" + text.encode())).represented_population == 7


# --- what can be wrong with a value ---


class Wrong(NamedTuple):
    """A file with a fault, and what must be said of it."""

    text: str
    key: str  # path of the key
    value: str  # as it stands in the file, or so
    expected: str  # words of what was expected
    nearest: str = ""  # the name that was probably meant


WRONG = {
    "unknown key": Wrong('titel = "x"', "titel", "'x'", "known are extends, title,", "title"),
    "unknown key of a service": Wrong(
        "[services.talking_therapy]\nweekly_sessions_per_100 = 3.0",
        "services.talking_therapy.weekly_sessions_per_100", "3.0",
        "known are intervention,", "weekly_sessions_per_100k",
    ),
    "unknown key of a programme": Wrong(
        PROGRAMME + "start_week = 1\nreach = 0.1\nreech = 1.0", "programmes.media.reech", "1.0", "known are",
        "reach",
    ),
    "unknown key of an intervention": Wrong(
        "[interventions.cbt]\nsesions = 3", "interventions.cbt.sesions", "3", "known are", "sessions"
    ),
    "the name, which is the file's": Wrong('name = "x"', "name", "'x'", "the file's name"),
    "a profile, which a context fills in": Wrong("[profile]\ncare_access = 0.5", "profile", "care_access", "context"),
    "text for a number": Wrong(
        PROGRAMME + 'start_week = 1\nreach = "0.1"', "programmes.media.reach", "'0.1'", "a number"
    ),
    "truth for a number": Wrong(
        PROGRAMME + "start_week = 1\nreach = true", "programmes.media.reach", "true", "a number"
    ),
    "a list for a number": Wrong(
        PROGRAMME + "start_week = 1\nreach = [0.1]", "programmes.media.reach", "[0.1]", "a number"
    ),
    "a date for a number": Wrong(
        PROGRAMME + "start_week = 1979-05-27\nreach = 0.1", "programmes.media.start_week", "1979", "a whole number"
    ),
    "a fraction for a week": Wrong(
        PROGRAMME + "start_week = 1.5\nreach = 0.1", "programmes.media.start_week", "1.5", "a whole number"
    ),
    "a number for text": Wrong("title = 3", "title", "3", "text in quotes"),
    "a number for truth": Wrong("[mechanisms]\nmastery = 0", "mechanisms.mastery", "0", "expected true or false"),
    "a number for a table": Wrong("services = 3", "services", "3", "a table with keys"),
    "a number for a service": Wrong("[services]\ntalking_therapy = 3", "services.talking_therapy", "3", "a table"),
    "a list for a table": Wrong("parameters = [1]", "parameters", "[1]", "a table with keys"),
    "negative": Wrong(PROGRAMME + "start_week = 1\nreach = -0.1", "programmes.media.reach", "-0.1", "0 or more"),
    "above a share": Wrong(PROGRAMME + "start_week = 1\nreach = 1.1", "programmes.media.reach", "1.1", "1 or less"),
    "NaN": Wrong(PROGRAMME + "start_week = 1\nreach = nan", "programmes.media.reach", "nan", "finite"),
    "infinite": Wrong(PROGRAMME + "start_week = 1\nreach = inf", "programmes.media.reach", "inf", "finite"),
    "NaN number": Wrong("[parameters]\nmastery_gain = nan", "parameters.mastery_gain", "nan", "finite"),
    "infinite dose": Wrong(
        "[interventions.cbt]\ndoses = { skills = -inf }", "interventions.cbt.doses.skills", "-inf", "finite"
    ),
    "too high a dose": Wrong(
        "[interventions.cbt]\ndoses = { skills = 99.0 }", "interventions.cbt.doses.skills", "99.0", "5 or less"
    ),
    "week 0": Wrong(PROGRAMME + "start_week = 0\nreach = 0.1", "programmes.media.start_week", "0", "1 or more"),
    "a week beyond all": Wrong(
        PROGRAMME + f"start_week = {10**30}\nreach = 0.1", "programmes.media.start_week", "1000", "1,000,000 or less"
    ),
    "a huge number": Wrong(f"represented_population = {'9' * 4000}", "represented_population", "999", "000 or less"),
    "a huge hexadecimal number": Wrong(
        f"represented_population = 0x{'f' * 20_000}", "represented_population", "too long", "10,000,000,000 or less"
    ),
    "negative places": Wrong(
        "[services.talking_therapy]\nweekly_sessions_per_100k = -1.0",
        "services.talking_therapy.weekly_sessions_per_100k", "-1.0", "0 or more",
    ),
    "dates out of order": Wrong(
        PROGRAMME + "start_week = 10\nend_week = 10\nreach = 0.1", "programmes.media.end_week", "10", "start_week, 10"
    ),
    "dates of a service out of order": Wrong(
        "[services.talking_therapy]\nstart_week = 9\nend_week = 5", "services.talking_therapy.end_week", "5",
        "start_week, 9",
    ),
    "pulses longer than their cycle": Wrong(
        PROGRAMME + "start_week = 1\nreach = 0.1\nevery_weeks = 3\nactive_weeks = 4", "programmes.media.active_weeks",
        "4", "every_weeks, 3",
    ),
    "pulses that never come": Wrong(
        PROGRAMME + "start_week = 1\nreach = 0.1\nevery_weeks = 26", "programmes.media.active_weeks", "0", "1 or more",
    ),
    "unknown intervention": Wrong(
        '[programmes.media]\nintervention = "mass_medla"\nstart_week = 1\nreach = 0.1', "programmes.media.intervention",
        "'mass_medla'", "known are", "mass_media",
    ),
    "unknown intervention of a service": Wrong(
        '[services.talking_therapy]\nintervention = "cbd"', "services.talking_therapy.intervention", "'cbd'",
        "known are", "cbt",
    ),
    "a service without a course": Wrong(
        '[services.talking_therapy]\nintervention = "mass_media"', "services.talking_therapy.intervention",
        "'mass_media'", "sessions",
    ),
    "unknown route": Wrong(
        "[interventions.cbt]\ndoses = { skils = 1.0 }", "interventions.cbt.doses.skils", "skils", "route", "skills"
    ),
    "unknown target": Wrong(
        PROGRAMME + 'start_week = 1\nreach = 0.1\ntarget = "most_conected"', "programmes.media.target",
        "'most_conected'", "target", "most_connected",
    ),
    "unknown problem": Wrong(
        '[services.talking_therapy]\ntreats = ["depresion"]', "services.talking_therapy.treats", "'depresion'",
        '"depression", "anxiety" or "post_traumatic_stress"',
    ),
    "no problem": Wrong(
        "[services.talking_therapy]\ntreats = []", "services.talking_therapy.treats", "[]", "at least 1"
    ),
    "unknown context": Wrong(
        f'context = "{CONTEXTS[0][1:]}"', "context", CONTEXTS[0][1:], CONTEXTS[-1], CONTEXTS[0]
    ),
    "a number for a context": Wrong("context = 5", "context", "5", CONTEXTS[0]),
    "a path for a context": Wrong('context = "../baseline"', "context", "../baseline", CONTEXTS[0]),
    "unknown mechanism": Wrong(
        "[mechanisms]\nmastry = false", "mechanisms.mastry", "mastry", "mechanism", "mastery"
    ),
    "unknown number": Wrong(
        "[parameters]\nmastery_gian = 0.3", "parameters.mastery_gian", "mastery_gian", "model parameter", "mastery_gain"
    ),
    "a number below its bounds": Wrong(
        "[parameters]\nmastery_gain = -1.0", "parameters.mastery_gain", "-1.0", "0 or more"
    ),
    "a number above its bounds": Wrong(
        "[parameters]\nmastery_gain = 1e9", "parameters.mastery_gain", "1000000000.0", "5 or less"
    ),
    "numbers that exclude each other": Wrong(
        "[parameters]\nyoungest = 80.0\noldest = 70.0", "parameters.oldest", "70.0", "above youngest, 80"
    ),
}  # fmt: skip


@pytest.mark.parametrize("kind", WRONG)
def test_a_wrong_value_is_reported_with_file_key_value_and_what_was_expected(kind: str, tmp_path: Path) -> None:
    wrong = WRONG[kind]
    said = refusal(written(tmp_path, BASE + wrong.text + "\n"))
    assert said.startswith(f"{tmp_path / 'mine.toml'}: {wrong.key}")
    rest = said.removeprefix(f"{tmp_path / 'mine.toml'}: ")
    assert wrong.value in rest
    assert wrong.expected in rest
    assert not wrong.nearest or f"Did you mean {wrong.nearest!r}?" in rest
    assert len(said) < 1000


def test_what_is_missing_is_named(tmp_path: Path) -> None:
    said = refusal(written(tmp_path, BASE + PROGRAMME))
    assert "programmes.media.start_week is missing" in said
    assert "1 more" in said  # reach


def test_several_faults_are_counted(tmp_path: Path) -> None:
    assert "2 more values are wrong in this file." in refusal(written(tmp_path, BASE + "foo = 1\nbar = 2\nbaz = 3\n"))


def test_a_fault_in_a_parent_is_reported(tmp_path: Path) -> None:
    for text, key in (
        ('titel = "x"\n', "titel"),
        ('name = "x"\n', "name"),
        ("[profile]\nseek_rate = 0.1\n", "profile"),
    ):
        written(tmp_path, f"{BASE}{text}\n", "parent.toml")
        assert key in refusal(written(tmp_path, 'extends = "parent.toml"\n'))


# --- what can be wrong with a file ---


def test_an_unknown_name_gets_the_nearest_and_all() -> None:
    said = refusal("expanded_cb")
    assert "'expanded_cb'" in said
    assert "Did you mean 'expanded_cbt'?" in said
    assert all(name in said for name in NAMES)


@pytest.mark.parametrize(
    "which",
    ["", "no_such", "no_such.toml", "no/such.toml", "../baseline", "/", "a\0b", "x" * 5000, "x" * 5000 + ".toml"],
)
def test_no_such_file(which: str) -> None:
    said = refusal(which)
    assert which[:1000].encode("unicode_escape").decode() in said


def test_a_folder_is_no_scenario(tmp_path: Path) -> None:
    folder = tmp_path / "folder.toml"
    folder.mkdir()
    for path in (tmp_path, folder):
        assert str(path) in refusal(path)


@pytest.mark.parametrize(
    ("content", "described"),
    [
        (b"\xff\xfe" + bytes(range(128, 256)), "not text in UTF-8"),
        (b"\0" * 100, "not valid TOML"),
        (b"title = ", "not valid TOML"),
        (b'title = "a"\ntitle = "b"', "not valid TOML"),
        (b"[numbers\n", "not valid TOML"),
        (b"a = " + b"[" * 100_000, "too deep"),
        (b"a = " + b"[" * 900 + b"]" * 900, "too deep"),
        (b".".join([b"a"] * 3000) + b" = 1", "no such key"),
        (b"represented_population = " + b"9" * 5000, "too long"),
    ],
    ids=["binary", "zeros", "no value", "twice", "no bracket", "deep", "deep and closed", "deep keys", "long number"],
)
def test_a_file_that_cannot_be_read(content: bytes, described: str, tmp_path: Path) -> None:
    path = written(tmp_path, content)
    said = refusal(path)
    assert said.startswith(str(path))
    assert described in said


def test_a_line_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    assert "line 3" in refusal(written(tmp_path, 'title = "x"\ncontext = ""\nwhat is this\n'))


def test_a_huge_file_is_refused_unread(tmp_path: Path) -> None:
    path = tmp_path / "huge.toml"
    with path.open("wb") as file:
        file.truncate(200_000_000)
    said = refusal(path)
    assert said.startswith(str(path))
    assert "200 MB" in said


@pytest.mark.parametrize(
    ("value", "described"),
    [
        ('"basline.toml"', "Did you mean 'baseline.toml'?"),
        ('"baseline"', "Did you mean 'baseline.toml'?"),
        ('["baseline.toml", "basline.toml"]', "'basline.toml'"),
        ('""', "no such file"),
        ('"."', "no such file"),
        ('"a\\u0000b"', "no such file"),
        (f'"{"x" * 3000}"', "no such file"),
        ("5", "expected the name of a scenario file, or a list of names"),
        ("[1]", "expected the name of a scenario file, or a list of names"),
        ("true", "expected the name of a scenario file, or a list of names"),
        ("{}", "expected the name of a scenario file, or a list of names"),
    ],
)
def test_what_a_file_extends_must_be_there(value: str, described: str, tmp_path: Path) -> None:
    said = refusal(written(tmp_path, f"extends = {value}\n"))
    assert said.startswith(f"{tmp_path / 'mine.toml'}: extends = ")
    assert described in said


def test_files_cannot_extend_each_other_in_a_circle(tmp_path: Path) -> None:
    assert "circle" in refusal(written(tmp_path, 'extends = "mine.toml"\n'))
    for one, next_one in (("a", "b"), ("b", "c"), ("c", "a")):
        written(tmp_path, f'extends = "{next_one}.toml"\n', f"{one}.toml")
    said = refusal(tmp_path / "a.toml")
    assert "circle" in said
    assert "c.toml: extends = 'a.toml'" in said


def test_a_long_chain_is_not_called_a_circle(tmp_path: Path) -> None:
    for number in range(30):
        (tmp_path / f"link{number}.toml").write_text(f'extends = "link{number + 1}.toml"\n')
    (tmp_path / "link30.toml").write_text("")
    said = refusal(tmp_path / "link0.toml")
    assert "files extend each other" in said
    assert "circle" not in said


def test_two_ways_to_the_same_parent_are_no_circle(tmp_path: Path) -> None:
    for name in ("left", "right"):
        written(tmp_path, BASE + f'title = "{name}"\n', f"{name}.toml")
    assert load_scenario(written(tmp_path, 'extends = ["left.toml", "right.toml"]\n')).title == "mine"


@given(some.binary(max_size=300) | some.text(max_size=300).map(str.encode))
@settings(deadline=None, max_examples=200)
def test_any_bytes_make_a_scenario_or_a_clear_refusal(tmp_path_factory: pytest.TempPathFactory, content: bytes) -> None:
    path = written(tmp_path_factory.getbasetemp(), content, "any.toml")
    try:
        assert isinstance(load_scenario(path), Scenario)
    except ScenarioError as problem:
        assert str(problem).startswith(str(path))


# --- dates and pulses ---


def test_a_programme_runs_on_its_dates_rises_in_its_ramp_and_pauses_between_pulses() -> None:
    steady = ProgrammeSpec(intervention="x", start_week=5, end_week=9, reach=0.4)
    assert reach_in_weeks(steady, np.arange(3, 11)).tolist() == [0.0, 0.0, 0.4, 0.4, 0.4, 0.4, 0.0, 0.0]
    rising = ProgrammeSpec(intervention="x", start_week=1, reach=0.4, ramp_weeks=3)
    assert reach_in_weeks(rising, np.arange(1, 7)).tolist() == pytest.approx([0.1, 0.2, 0.3, 0.4, 0.4, 0.4])
    pulsed = ProgrammeSpec(intervention="x", start_week=2, reach=1.0, every_weeks=4, active_weeks=2)
    assert (np.flatnonzero(reach_in_weeks(pulsed, np.arange(1, 14))) + 1).tolist() == [2, 3, 6, 7, 10, 11]


def test_no_key_of_a_scenario_file_is_undocumented() -> None:
    """The comments of baseline.toml promise to name every key."""
    text = (SCENARIOS / "baseline.toml").read_text()
    for key in ProgrammeSpec.model_fields:
        assert re.search(rf"^# {key} = ", text, re.MULTILINE), key
    for key in type(load_scenario(BASELINE).services["talking_therapy"]).model_fields:
        assert re.search(rf"^(# )?{key} = ", text, re.MULTILINE), key


@pytest.mark.parametrize(
    ("line", "guess"),
    [
        ("title = \u201cMine\u201d", "Use straight quotes."),
        ("represented_population = 1,150,000", "Write numbers without signs between thousands."),
        ("represented_population = 1,150.0", "Write numbers without signs between thousands."),
        ("represented_population = 115,0", "Write decimals with a point."),
        ('title = "Mine', "A quote is not closed."),
        ("title = Mine", "Put text in quotes."),
        ('title = "a"\ntitle = "b"', "stands in the file twice."),
    ],
)
def test_what_is_no_toml_is_shown_with_a_guess(line: str, guess: str, tmp_path: Path) -> None:
    said = refusal(written(tmp_path, f'extends = "baseline.toml"\n{line}\n'))
    assert guess in said
    assert f"line {2 + line.count(chr(10))}: " in said


@pytest.mark.parametrize("encoding", ["utf-16", "latin-1"])
def test_another_encoding_is_called_so(encoding: str, tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_text('extends = "baseline.toml"\ntitle = "Für alle"\n', encoding=encoding)
    assert "not text in UTF-8" in refusal(path)


def test_a_name_in_capitals_is_near() -> None:
    assert nearest("CBT", ["cbt", "group_cbt"]) == " Did you mean 'cbt'?"
