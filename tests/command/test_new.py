"""`run.py new`, `run.py explain` and shell completion: what is written runs as it stands; slips get one message."""

from pathlib import Path

import pytest

from sim.command.explain import arrival
from sim.command.main import COMMANDS, main
from sim.command.new import Kind
from sim.people.state import Cause
from tests.shared import ROOT, environment, refused, run_python


@pytest.mark.parametrize("kind", list(Kind))
def test_what_is_written_passes_its_own_test(kind: Kind, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["new", kind, "my_idea", "--out", str(tmp_path)]) == 0
    assert "test_my_idea.py" in capsys.readouterr().out.replace("\n", "")
    done = run_python("-m", "pytest", "-q", "-p", "no:cacheprovider", "-c", str(ROOT / "pyproject.toml"),
                      str(tmp_path / "test_my_idea.py"))  # fmt: skip
    assert "2 passed" in done.stdout


@pytest.mark.parametrize("kind", [Kind.SCENARIO, Kind.INTERVENTION])
def test_a_test_that_was_written_can_fail(kind: Kind, tmp_path: Path) -> None:
    assert main(["new", kind, "my_idea", "--out", str(tmp_path)]) == 0
    file = tmp_path / "my_idea.toml"
    text = file.read_text()
    file.write_text(text.replace("reach = 0.02", "reach = 0.0").replace("reach = 0.2", "reach = 0.0"))
    assert file.read_text() != text
    done = run_python("-m", "pytest", "-q", "-p", "no:cacheprovider", "-c", str(ROOT / "pyproject.toml"),
                      str(tmp_path / "test_my_idea.py"), fails=True)  # fmt: skip
    assert "1 failed" in done.stdout


def test_every_skeleton_is_commented(tmp_path: Path) -> None:
    for kind in Kind:
        assert main(["new", kind, f"an_{kind}", "--out", str(tmp_path)]) == 0
    for path in tmp_path.iterdir():
        text = path.read_text()
        assert "#" in text or '"""' in text
        assert "$" not in text


def test_names_that_cannot_be_used_are_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = ["--out", str(tmp_path / "own")]
    assert "Try: my_plan" in refused(["new", "scenario", "My Plan", *out], capsys)
    assert "letters" in refused(["new", "scenario", "../up", *out], capsys)
    assert "a reserved word in Python" in refused(["new", "mechanism", "class", *out], capsys)
    assert "my_expanded_cbt" in refused(["new", "scenario", "expanded_cbt", *out], capsys)
    assert "my_cbt" in refused(["new", "intervention", "cbt", *out], capsys)
    assert "mechanism" in refused(["new", "mechansm", "pride", *out], capsys)
    assert not (tmp_path / "own").exists()


def test_nothing_is_written_over(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = ["new", "scenario", "plan", "--out", str(tmp_path)]
    assert main(words) == 0
    (tmp_path / "plan.toml").write_text("mine")
    capsys.readouterr()
    assert "--replace" in refused(words, capsys)
    assert (tmp_path / "plan.toml").read_text() == "mine"
    assert main([*words, "--replace"]) == 0
    assert "extends" in (tmp_path / "plan.toml").read_text()


def test_one_life_is_reported(quick_files: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = ["explain", str(quick_files / "quick.toml"), "--people", "80", "--weeks", "30", "--seed", "3"]
    assert main([*words, "--person", "5"]) == 0
    described = capsys.readouterr().out
    assert "Person 5" in described
    assert "total" in described
    assert "This person does not exist" in described
    causes = described.split("What moved self-efficacy")[1]
    assert causes.startswith(" (points of the GSE")
    shown = [line.split()[-1].replace("\N{MINUS SIGN}", "-") for line in causes.splitlines() if line.strip()]
    sums = [float(word) for word in shown if word[0] in "+-"]
    assert len(sums) == len(Cause) + 1
    assert sum(sums[:-1]) == pytest.approx(sums[-1], abs=0.06)  # twelve numbers rounded to hundredths
    assert "a stressful life event" in described  # though no turning point
    assert main([*words, "--every-week"]) == 0
    assert len(capsys.readouterr().out.splitlines()) > 30 + len(sums)


def test_whoever_came_later_has_no_number_of_so_many() -> None:
    """A person's number may be larger than the number of people: it is said how that comes."""
    assert arrival(5, 800, 1) == ""
    assert arrival(1468, 800, 84) == ", who came in week 84 in the place of person 668"


def test_a_person_who_is_not_there_is_refused(quick_files: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = ["explain", str(quick_files / "quick.toml"), "--people", "50", "--weeks", "4", "--person", "999999"]
    message = refused(words, capsys)
    assert "ids 0 to 49" in message
    assert "try --person" in message


def test_completion_offers_commands_and_options() -> None:
    def offered(line: str) -> list[str]:
        asked = {"_RUN.PY_COMPLETE": "complete_bash", "COMP_WORDS": line, "COMP_CWORD": str(line.count(" "))}
        return run_python(str(ROOT / "run.py"), added=asked, fails=True).stdout.split()

    assert set(offered("run.py ")) >= set(COMMANDS)
    assert "--person" in offered("run.py explain --per")


def test_completion_can_be_shown() -> None:
    asked = {"_TYPER_COMPLETE_TEST_DISABLE_SHELL_DETECTION": "1"}  # whatever shell, or none, has started the tests
    done = run_python(str(ROOT / "run.py"), "--show-completion", "bash", added=asked, fails=True)
    assert "complete" in done.stdout + done.stderr
    assert environment()["PYTHONPATH"] == str(ROOT)
