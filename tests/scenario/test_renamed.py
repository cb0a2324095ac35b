"""Keys of files under the names that they had in earlier versions: the same scenario, and one note each."""

import warnings
from pathlib import Path

import pytest

from sim.command.console import show_notes
from sim.command.main import main
from sim.errors import RenamedKey, ScenarioError
from sim.parameters import Parameters
from sim.scenario.load import load_scenario
from sim.scenario.renamed import OLD_KEYS, PARAMETERS, present_path, renamed, with_present_names
from sim.scenario.scenario import Scenario
from sim.scenario.tables import ServiceSpec
from sim.studies.sweeps.design import Design, bases, read_design
from tests.shared import QUICK

OLD = """
extends = "baseline.toml"
[numbers]
stress_mean = -5.5
mastery_gain = 0.2
[services.talking_therapy]
places_per_100k = 90.0
"""
NEW = """
extends = "baseline.toml"
[parameters]
ptsd_mean = -5.5
mastery_gain = 0.2
[services.talking_therapy]
weekly_sessions_per_100k = 90.0
"""


def scenario_of(folder: Path, text: str) -> Path:
    path = folder / "mine.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_an_old_file_is_the_very_same_scenario_with_one_note_for_each_key(tmp_path: Path) -> None:
    present = load_scenario(scenario_of(tmp_path, NEW))
    path = scenario_of(tmp_path, OLD)
    with pytest.warns(RenamedKey) as notes:
        old = load_scenario(path)
    assert old == present
    assert old.model_dump_json() == present.model_dump_json()
    assert [str(note.message) for note in notes] == [
        f"{path}: 'numbers' is now called 'parameters'; the old name still works",
        f"{path}: parameters: 'stress_mean' is now called 'ptsd_mean'; the old name still works",
        f"{path}: services.talking_therapy: 'places_per_100k' is now called 'weekly_sessions_per_100k'; "
        "the old name still works",
    ]


def test_a_present_file_has_no_notes(tmp_path: Path) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        load_scenario(scenario_of(tmp_path, NEW))


def test_a_scenario_made_in_python_may_use_old_keys() -> None:
    with pytest.warns(RenamedKey) as notes:
        old = Scenario(name="mine", title="Mine", description="None.", numbers={"stress_mean": -5.5})  # type: ignore[call-arg]
    assert old.parameters == {"ptsd_mean": -5.5}
    assert len(notes) == 2


@pytest.mark.parametrize(
    ("text", "old", "new"),
    [
        ("[numbers]\nmastery_gain = 0.2\n[parameters]\nmastery_gain = 0.2\n", "numbers", "parameters"),
        ("[parameters]\nstress_mean = -5.5\nptsd_mean = -5.5\n", "stress_mean", "ptsd_mean"),
        (
            "[services.talking_therapy]\nplaces_per_100k = 90.0\nweekly_sessions_per_100k = 90.0\n",
            "places_per_100k",
            "weekly_sessions_per_100k",
        ),
    ],
)
def test_both_names_at_once_are_refused(tmp_path: Path, text: str, old: str, new: str) -> None:
    path = scenario_of(tmp_path, f'extends = "baseline.toml"\n{text}')
    with pytest.raises(ScenarioError, match=f"{old!r} and {new!r} are the same key; remove {old!r}"):
        load_scenario(path)


def test_what_was_read_is_left_as_it_is() -> None:
    content = {"numbers": {"stress_mean": 1.0}, "services": {"one": {"places_per_100k": 2.0}, "two": 3}, "title": "T"}
    with pytest.warns(RenamedKey):
        present = with_present_names(content, "here")
    assert present == {
        "parameters": {"ptsd_mean": 1.0},
        "services": {"one": {"weekly_sessions_per_100k": 2.0}, "two": 3},
        "title": "T",
    }
    assert content["numbers"] == {"stress_mean": 1.0}
    assert list(renamed({"b": 1, "a": 2}, {}, "here")) == ["b", "a"]


def test_present_names_are_those_of_the_model() -> None:
    assert set(PARAMETERS.values()) <= set(Parameters.model_fields)
    assert not set(PARAMETERS) & set(Parameters.model_fields)
    assert set(OLD_KEYS["scenario file"].values()) <= set(Scenario.model_fields)
    assert set(OLD_KEYS["scenario file, `[services.NAME]`"].values()) <= set(ServiceSpec.model_fields)
    assert set(OLD_KEYS["design of a sweep"].values()) <= set(Design.model_fields)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("numbers.stress_mean", "parameters.ptsd_mean"),
        ("numbers.mastery_gain", "parameters.mastery_gain"),
        ("stress_mean", "ptsd_mean"),
        ("services.talking_therapy.places_per_100k", "services.talking_therapy.weekly_sessions_per_100k"),
    ],
)
def test_paths(old: str, new: str) -> None:
    with pytest.warns(RenamedKey, match=f"--vary: '{old}' is now called '{new}'"):
        assert present_path(old, "--vary") == new
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert present_path(new, "--vary") == new


DESIGN = """
people = 60
weeks = 8
method = "{method}"
{samples}
[{rule}]
outcome = "weeks_of_illness"
difference = 0.5
[parameters]
"{stress}" = {{low = -6.0, high = -5.0}}
"services.talking_therapy.{places}" = {{low = 50.0, high = 100.0}}
"""
LHS = {"method": "latin_hypercube", "samples": "samples = 4"}
OLD_DESIGN = DESIGN.format(**LHS, rule="enough", stress="numbers.stress_mean", places="places_per_100k")
NEW_DESIGN = DESIGN.format(
    **LHS, rule="stopping_rule", stress="parameters.ptsd_mean", places="weekly_sessions_per_100k"
)


def test_an_old_design_asks_for_the_same(tmp_path: Path) -> None:
    old, new = tmp_path / "old.toml", tmp_path / "new.toml"
    old.write_text(OLD_DESIGN)
    new.write_text(NEW_DESIGN)
    present = read_design(new)
    with pytest.warns(RenamedKey, match="'enough' is now called 'stopping_rule'"):
        design = read_design(old)
    assert design.stopping_rule == present.stopping_rule
    with pytest.warns(RenamedKey) as notes:
        paths = list(next(iter(bases(design).values())).paths.values())
    assert paths == list(next(iter(bases(present).values())).paths.values())
    assert {str(note.message).split("; ")[0] for note in notes} == {
        "parameters: 'numbers.stress_mean' is now called 'parameters.ptsd_mean'",
        "parameters: 'services.talking_therapy.places_per_100k' is now called "
        "'services.talking_therapy.weekly_sessions_per_100k'",
    }
    assert list(design.settings.values()) == list(present.settings.values())


def test_an_old_path_on_the_command_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    numbers = "".join(f"{name} = {value}\n" for name, value in QUICK.items())
    policy = scenario_of(tmp_path, f'extends = "expanded_cbt.toml"\n[numbers]\n{numbers}')
    base = tmp_path / "base.toml"
    base.write_text(f'extends = "baseline.toml"\n[parameters]\n{numbers}')
    words = [
        "breakeven", str(policy), str(base), "--vary", "services.talking_therapy.places_per_100k", "--from", "50",
        "--to", "100", "--people", "60", "--weeks", "2", "--replicates", "2", "--points", "2", "--workers", "1",
        "--out", str(tmp_path / "out"),
    ]  # fmt: skip
    with show_notes():
        assert main(words) == 0
    said = capsys.readouterr()
    assert sorted(line for line in said.err.splitlines() if line.startswith("note: ")) == [
        "note: --vary: 'services.talking_therapy.places_per_100k' is now called "
        "'services.talking_therapy.weekly_sessions_per_100k'; the old name still works",
        f"note: {policy}: 'numbers' is now called 'parameters'; the old name still works",
    ]
    assert "Warning" not in said.err


def test_notes_are_plain_lines_and_each_is_shown_once(capsys: pytest.CaptureFixture[str]) -> None:
    with show_notes():
        for _ in range(2):
            present_path("stress_mean", "a [file]")
            present_path("weekly_stress", "a [file]")
    assert capsys.readouterr().err.splitlines() == [
        "note: a [file]: 'stress_mean' is now called 'ptsd_mean'; the old name still works",
        "note: a [file]: 'weekly_stress' is now called 'weekly_ptsd'; the old name still works",
    ]
    with pytest.raises(UserWarning, match="another"), show_notes():
        warnings.warn("another", UserWarning, stacklevel=1)
