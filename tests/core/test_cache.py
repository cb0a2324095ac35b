"""The cache is one private folder, decided once: what is kept there is run as code."""

import os
import stat
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from sim.core.cache import CHOSEN, NOWHERE, cache_folder
from sim.errors import CacheNote
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


def test_threads_that_decide_at_once_all_find_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two thousand decisions in eight threads: nobody's probe gets into another's way."""
    monkeypatch.setenv(CHOSEN, str(tmp_path / "cache"))
    with ThreadPoolExecutor(8) as pool:
        found = set(pool.map(lambda _: decide(), range(2000)))
    assert found == {tmp_path / "cache"}
    assert list((tmp_path / "cache").iterdir()) == []


@pytest.mark.skipif(not hasattr(os, "getuid"), reason="files have no owner by number here")
@pytest.mark.parametrize("mode", [0o777, 0o757, 0o775])
def test_a_folder_that_others_can_change_is_not_taken(
    mode: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "cache"
    folder.mkdir()
    folder.chmod(mode)
    monkeypatch.setattr("sim.core.cache._own_group", lambda _: False)
    monkeypatch.setenv(CHOSEN, str(folder))
    with pytest.warns(CacheNote, match="can be changed by other users"):
        assert decide() != folder


@pytest.mark.skipif(not hasattr(os, "getuid"), reason="files have no owner by number here")
def test_a_folder_in_one_that_everybody_can_change_is_not_taken(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tmp_path.chmod(0o777)
    monkeypatch.setenv(CHOSEN, str(tmp_path / "cache"))
    with pytest.warns(CacheNote, match="everybody can change"):
        assert decide() != tmp_path / "cache"
    tmp_path.chmod(0o1777)  # as the shared temporary folder is
    monkeypatch.setenv(CHOSEN, str(tmp_path / "cache"))
    assert decide() == tmp_path / "cache"


@pytest.mark.skipif(not hasattr(os, "getuid") or os.getuid() != 0, reason="only root can be somebody else")
def test_a_real_other_user_is_refused_and_his_link_is_not_followed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    foreign, link = tmp_path / "foreign", tmp_path / "link"
    foreign.mkdir()
    os.chown(foreign, 4711, 4711)
    mine = tmp_path / "mine"
    mine.mkdir(mode=0o700)
    link.symlink_to(mine)
    os.chown(link, 4711, 4711, follow_symlinks=False)
    for folder in (foreign, link):
        monkeypatch.setenv(CHOSEN, str(folder))
        with pytest.warns(CacheNote, match="belongs to another user"):
            assert decide() != folder
    assert list(foreign.iterdir()) + list(mine.iterdir()) == []


def test_where_there_is_not_even_a_temporary_folder_nothing_is_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(**_: object) -> str:
        raise OSError(28, "No space left on device")

    (tmp_path / "file").write_text("in the way")
    monkeypatch.setenv(CHOSEN, str(tmp_path / "file"))
    monkeypatch.setattr(tempfile, "mkdtemp", full)
    with pytest.warns(CacheNote, match="nothing is kept"):
        assert decide() == NOWHERE
    assert decide() == NOWHERE  # silently, in processes that are started
