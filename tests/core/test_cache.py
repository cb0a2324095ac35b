"""The cache is one private folder, decided once: what is kept there is run as code."""

import os
import stat
import tempfile
from pathlib import Path

import pytest

from sim.core.cache import CHOSEN, cache_folder
from tests.shared import run_python

decide = cache_folder.__wrapped__  # type: ignore[attr-defined]  # what it decides, afresh each time
ASK = """
import os, stat, subprocess, sys
from sim.core.cache import cache_folder
folder = cache_folder()
child = [sys.executable, "-c", "from sim.core.cache import cache_folder; print(cache_folder())"]
print(folder, oct(stat.S_IMODE(folder.stat().st_mode)), subprocess.check_output(child, text=True).strip())
"""


def test_the_chosen_folder_is_taken_and_nothing_is_left_in_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(CHOSEN, str(tmp_path / "deep" / "cache"))
    assert decide() == tmp_path / "deep" / "cache"
    assert list((tmp_path / "deep" / "cache").iterdir()) == []


def test_it_is_decided_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = cache_folder()
    monkeypatch.setenv(CHOSEN, str(tmp_path))
    assert cache_folder() == before


def test_a_new_folder_is_private(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(CHOSEN, str(tmp_path / "cache"))
    assert stat.S_IMODE(decide().stat().st_mode) & 0o077 == 0


@pytest.mark.skipif(not hasattr(os, "getuid"), reason="files have no owner by number here")
def test_a_folder_of_another_user_is_not_taken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(CHOSEN, str(tmp_path))
    monkeypatch.setattr(os, "getuid", lambda: tmp_path.stat().st_uid + 1)
    with pytest.warns(RuntimeWarning, match="belongs to another user"):
        private = decide()
    assert private.parent == Path(tempfile.gettempdir())
    assert private != tmp_path
    assert list(tmp_path.iterdir()) == []


def test_a_link_that_waits_in_the_folder_is_not_written_through(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The probe has a name of its own each time, and is made only if nothing has it."""
    monkeypatch.setenv(CHOSEN, str(tmp_path / "cache"))
    decide()
    (tmp_path / "cache" / f".probe-{os.getpid()}").symlink_to(tmp_path / "target")
    decide()
    assert not (tmp_path / "target").exists()


def test_where_nothing_can_be_written_a_private_folder_serves_and_goes_at_the_end(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    (tmp_path / "temporary").mkdir()
    added = {CHOSEN: "", "HOME": str(tmp_path / "file"), "TMPDIR": str(tmp_path / "temporary")}
    added["XDG_CACHE_HOME"] = str(tmp_path / "file" / "cache")
    mine, mode, childs = run_python("-c", ASK, added=added).stdout.split()
    assert Path(mine).parent == tmp_path / "temporary"
    assert (mode, childs) == ("0o700", mine)
    assert list((tmp_path / "temporary").iterdir()) == []
