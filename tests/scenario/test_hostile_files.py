"""Scenario files that would take for ever to read: one message each, at once."""

import os
import time
from pathlib import Path

import pytest

from sim.errors import ScenarioError
from sim.scenario import load
from sim.scenario.load import load_scenario


def test_files_that_extend_each_other_many_times_are_read_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nine files, each of which extends the next ten times: a thousand million ways to the last."""
    for number in range(9):
        below = f"{number + 1}.toml" if number < 8 else "baseline.toml"
        (tmp_path / f"{number}.toml").write_text(f"extends = {[below] * 10}\n".replace("'", '"'))
    reads: list[Path] = []
    usual = load.read_toml
    monkeypatch.setattr(load, "read_toml", lambda path: reads.append(path) or usual(path))  # type: ignore[func-returns-value]
    began = time.process_time()
    assert load_scenario(tmp_path / "0.toml").interventions
    assert time.process_time() - began < 5.0
    assert len(reads) < 15


def test_circles_and_crowds_are_refused(tmp_path: Path) -> None:
    (tmp_path / "a.toml").write_text('extends = "b.toml"')
    (tmp_path / "b.toml").write_text('extends = ["baseline.toml", "a.toml"]')
    with pytest.raises(ScenarioError, match="in a circle"):
        load_scenario(tmp_path / "a.toml")
    (tmp_path / "c.toml").write_text(f"extends = {['baseline.toml'] * 101}".replace("'", '"'))
    with pytest.raises(ScenarioError, match="more than 100 files"):
        load_scenario(tmp_path / "c.toml")


@pytest.mark.parametrize(
    "text",
    [
        "a." * 200_000 + "a = 1", '"a".' * 100_000 + "a=1", "a . " * 90_000 + "a=1", "[" + "a." * 200_000 + "a]",
        "x = {" + "a." * 200_000 + "a = 1}", "x = " + "[" * 300_000, "x = " + "{a=" * 100_000, "a" * 900_000,
        "'" * 900_000, "#" * 1_000_001, "k = '" + "a." * 300_000 + "'",
    ],
    ids=range(11),
)  # fmt: skip
def test_long_keys_and_deep_tables_are_one_message_at_once(text: str, tmp_path: Path) -> None:
    (tmp_path / "mine.toml").write_text(text)
    began = time.process_time()
    with pytest.raises(ScenarioError) as problem:
        load_scenario(tmp_path / "mine.toml")
    assert time.process_time() - began < 5.0
    assert len(str(problem.value)) < 1000


def test_dots_in_words_are_no_key(tmp_path: Path) -> None:
    said = "a.b." * 50 + "c"
    (tmp_path / "mine.toml").write_text(f'extends = "baseline.toml"\ndescription = "{said}"\n')
    assert load_scenario(tmp_path / "mine.toml").description == said


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no named pipes here")
def test_pipes_devices_and_folders_are_refused(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.toml")
    (tmp_path / "folder.toml").mkdir()
    for path in (tmp_path / "pipe.toml", tmp_path / "folder.toml", Path("/dev/zero")):
        with pytest.raises(ScenarioError, match="not a regular file"):
            load_scenario(path)
    (tmp_path / "mine.toml").write_text('extends = "/dev/zero"')
    with pytest.raises(ScenarioError, match="no such file"):
        load_scenario(tmp_path / "mine.toml")
