"""One clear message for whatever is wrong with the words of a command."""

from pathlib import Path

import pytest

from tests.shared import refused, run_python


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


def test_a_network_that_is_not_there_is_reported(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert "no_town.csv" in refused(["combined", "--network", str(tmp_path / "no_town.csv")], capsys)
