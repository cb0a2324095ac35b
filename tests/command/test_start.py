"""The start of the command line: commands import only what they need, and nothing that one system alone has."""

import inspect
import json
import subprocess
import sys
from pathlib import Path

import pytest

import sim
from sim.command.commands import COMMANDS, real_command
from sim.command.main import main
from sim.core import extras, installation
from sim.core.extras import LIBRARIES, needs, require
from sim.errors import MissingExtra
from sim.scenario.files import scenario_names, scenario_summaries
from sim.scenario.load import load_scenario
from tests.shared import ROOT, environment, refused, run_python

HEAVY = {"numba", "numpy", "pandas", "matplotlib", "mesa", "scipy", "solara", "sklearn", "distributed"}
LOADED = """
import json, sys
sys.argv[0] = "run.py"
from sim.command.main import main
status = main(sys.argv[1:])
print(json.dumps([status, sorted({name.partition(".")[0] for name in sys.modules})]), file=sys.stderr)
"""
# Libraries that choose their locks by the system are loaded before `fcntl` is taken away; filelock falls back to a
# plain file, and says so.
WITHOUT_FCNTL = """
import importlib, pkgutil, sys, warnings
import distributed, solara
sys.modules["fcntl"] = None
warnings.simplefilter("ignore")
import sim
for found in pkgutil.walk_packages(sim.__path__, "sim."):
    importlib.import_module(found.name)
from sim.command.main import main
sys.exit(max(main(words.split()) for words in sys.argv[1:]))
"""


@pytest.mark.parametrize("words", [["--help"], ["scenarios"]])
def test_what_needs_no_model_loads_none(words: list[str]) -> None:
    status, loaded = json.loads(run_python("-c", LOADED, *words).stderr.splitlines()[-1])
    assert status == 0
    assert HEAVY.isdisjoint(loaded)


@pytest.mark.parametrize("name", COMMANDS)
def test_the_list_of_commands_says_what_their_docstrings_say(name: str) -> None:
    entry = COMMANDS[name]
    assert entry.summary == (inspect.getdoc(entry.load()) or "").splitlines()[0]
    assert real_command(name).name is not None


def test_titles_that_are_listed_are_those_of_the_scenarios() -> None:
    for listed in scenario_summaries():
        scenario = load_scenario(listed.name)
        assert listed == (scenario.name, scenario.title, scenario.description)
    assert [listed.name for listed in scenario_summaries()] == scenario_names()


def test_a_misspelt_command_gets_a_suggestion(capsys: pytest.CaptureFixture[str]) -> None:
    assert "Did you mean 'scenarios'?" in refused(["scenaros"], capsys)


@pytest.mark.parametrize("installed", [False, True])
def test_help_and_messages_name_the_command_that_was_used(
    installed: bool, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(installation, "INSTALLED", installed)
    used, other = ("recovery", "uv run run.py") if installed else ("uv run run.py", "recovery sweep")
    assert main(["sweep", "--help"]) == 0
    described = capsys.readouterr().out
    assert f"{used} sweep status" in described
    assert other not in described
    assert f"{used} evidence" in refused(["evidence", "XX99"], capsys)
    monkeypatch.setattr(sys, "argv", ["/some/where/bin/recovery"])
    assert installation.program() == "recovery"


def test_everything_works_where_there_is_no_fcntl(quick_files: Path, tmp_path: Path) -> None:
    (tmp_path / "design.toml").write_text(f'scenario = "{quick_files / "quick.toml"}"\npeople = 60\nweeks = 4\n')
    words = [
        "--help", "scenarios", "parameters persuasion", "evidence TX02",
        f"explain {quick_files / 'quick.toml'} --people 60 --weeks 4",
        f"sweep {tmp_path / 'design.toml'} --out {tmp_path / 'out'} --workers 1", f"sweep status {tmp_path / 'out'}",
    ]  # fmt: skip
    done = subprocess.run(
        [sys.executable, "-c", WITHOUT_FCNTL, *words], cwd=ROOT, env=environment(), capture_output=True, text=True,
        timeout=200, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert "1 of 1 runs succeeded" in done.stdout.replace("\n", " ")


@pytest.mark.parametrize(
    ("extra", "library", "words"),
    [
        ("dashboard", "solara", ["dashboard", "--no-open"]),
        ("fit", "SALib", ["sweep", str(ROOT / "scenarios" / "sweeps" / "what_matters.toml"), "--plan"]),
        ("fit", "SALib", ["sensitivity", str(ROOT / "scenarios" / "sweeps" / "what_matters.toml")]),
    ],
)
def test_a_command_whose_extra_is_missing_says_which(
    extra: str,
    library: str,
    words: list[str],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    for name in list(sys.modules):
        if name.partition(".")[0] == library:
            monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, library, None)
    monkeypatch.chdir(tmp_path)
    assert main(words) == 2
    described = capsys.readouterr().err
    assert f"{library}, which is not installed" in described
    assert f"uv sync --extra {extra}" in described


def test_what_is_missing_for_another_reason_is_not_called_an_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(ModuleNotFoundError, match="no_such_module"), needs("fit", "this"):
        import no_such_module  # type: ignore[import-not-found]  # noqa: F401
    monkeypatch.setattr(extras, "INSTALLED", True)
    monkeypatch.setitem(sys.modules, "emcee", None)
    with pytest.raises(MissingExtra, match=r'pip install "recovery-dynamics\[fit\]"'):
        require("fit", "this")


def test_extras_name_the_libraries_that_are_left_out() -> None:
    """Whatever the package imports and a light installation lacks is in the table of extras."""
    import tomllib

    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert set(project["optional-dependencies"]) == {*LIBRARIES, "all"}
    assert "version" in project["dynamic"]
    assert f"version: {sim.__version__}\n" in (ROOT / "CITATION.cff").read_text(encoding="utf-8")
