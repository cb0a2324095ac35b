"""Help, lists of scenarios and numbers, and earlier names that go on working."""

import pytest

from sim.command.main import main
from sim.command.uncertain import read_uncertainty
from sim.errors import RenamedKey
from sim.parameters import parameter_table
from sim.scenario.load import scenario_names
from sim.studies.comparison.uncertainty import Uncertainty
from tests.shared import refused, run_python


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
