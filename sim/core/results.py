"""Files that belong together: a lock while they are made, written beside, and put in place all at once at the end.

Whoever looks into the folder finds the earlier files or the new ones. Where a computer dies while they are exchanged,
the file that marks them as whole is missing.
"""

import errno
import hashlib
import json
import os
import platform
import shutil
import tempfile
from collections.abc import Callable, Collection, Mapping
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from filelock import FileLock, Timeout

from sim.errors import FolderTaken, UserInputError

HOLDER = ".holder"  # who writes, for the message to others
CHUNK = 1 << 20  # bytes


class Results:
    """The files of one run in a folder. Use it in a `with` block; nobody else can write the same files meanwhile.

    Args:
        folder: where the files will be; made if missing.
        mark: the file that is put in place last, and without which the others do not count as results.
        others: names that earlier results of this kind may have, and that go when they are replaced.
    """

    def __init__(self, folder: Path, mark: str, others: Collection[str] = ()) -> None:
        self.folder, self.mark = folder, mark
        self._others = set(others)
        self._part = folder / f".{mark}.part"
        self._lock = FileLock(folder / f".{mark}.lock")
        self._written: list[str] = []

    def __enter__(self) -> Self:
        return self if self._lock.is_locked else self.take()

    def take(self) -> Self:
        """Begin, and keep others away.

        Raises:
            FolderTaken: another run writes here.
            UserInputError: the folder cannot be written.
        """
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            self._lock.acquire(timeout=0)
        except Timeout:
            raise FolderTaken(
                f"{self.folder}: another run writes its results here ({self._holder()}). Wait until it ends, or choose "
                "another --out."
            ) from None
        except OSError as problem:
            raise _unwritable(self.folder, problem) from None
        try:
            shutil.rmtree(self._part, ignore_errors=True)  # of a run that was killed
            self._part.mkdir()
            (self._part / HOLDER).write_text(f"process {os.getpid()} on {platform.node()}", "utf-8")
        except OSError as problem:
            self.release()
            raise _unwritable(self.folder, problem) from None
        except BaseException:
            self.release()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            failed = kind is not None and not issubclass(kind, KeyboardInterrupt)  # one that was stopped leaves nothing
            if failed and not self.exist():  # what is whole of it, without the mark
                with suppress(OSError):
                    self._exchange()
        finally:
            self.release()

    def release(self) -> None:
        """Let others in."""
        shutil.rmtree(self._part, ignore_errors=True)
        with suppress(OSError):  # while it is still held: whoever waits for it sees that it is gone
            Path(self._lock.lock_file).unlink(missing_ok=True)
        self._lock.release()

    def exist(self) -> bool:
        """Whether the folder holds results of an earlier run."""
        return (self.folder / self.mark).exists()

    def write(self, name: str, writer: Callable[[Path], object]) -> None:
        """Write one of the files, completely or not at all.

        Args:
            name: of the file.
            writer: writes to the path that it is given.

        Raises:
            UserInputError: the disk is full or cannot be written.
        """
        path = self._part / name
        try:
            writer(path)
        except OSError as problem:
            path.unlink(missing_ok=True)
            raise _unwritten(self.folder / name, problem) from None
        except BaseException:  # such as Ctrl-C: leave no half-written file
            path.unlink(missing_ok=True)
            raise
        self._written.append(name)

    def write_all(self, writer: Callable[[Path], object]) -> None:
        """Write several files, completely or not at all.

        Args:
            writer: writes into the folder that it is given.

        Raises:
            OSError: as the writer raises it.
        """
        apart = Path(tempfile.mkdtemp(prefix=".", dir=self._part))
        try:
            writer(apart)
            for file in sorted(apart.iterdir()):
                file.replace(self._part / file.name)
                self._written.append(file.name)
        finally:
            shutil.rmtree(apart, ignore_errors=True)

    def path_of(self, name: str) -> Path:
        """Where a file is that was written, until the end."""
        return self._part / name

    def finish(self, record: Mapping[str, object] | None = None) -> None:
        """Put all files in place of the earlier ones, the mark last.

        Args:
            record: what the mark says of the run, as JSON; `files` is added to it, the digest of each other file. None:
                the mark is one of the files that were written, or these stay without one.

        Raises:
            UserInputError: the disk is full or cannot be written; earlier files are as they were.
        """
        if record is not None:
            files = {name: digest(self._part / name) for name in sorted(self._written)}
            text = json.dumps({**record, "files": files}, indent=1, allow_nan=False) + "\n"
            self.write(self.mark, lambda path: path.write_text(text, "utf-8"))
        try:
            self._exchange()
        except OSError as problem:
            raise _unwritten(self.folder, problem) from None

    def _exchange(self) -> None:
        """Move earlier files out, then new ones in: never both at once. What goes wrong on the way is undone."""
        old = self._part / ".earlier"
        old.mkdir(exist_ok=True)
        earlier = {*self._others, *self._written, *listed(self.folder / self.mark)} - {self.mark}
        moves = [(self.folder / name, old / name) for name in (self.mark, *sorted(earlier))]
        new = [name for name in self._written if name != self.mark] + [self.mark] * (self.mark in self._written)
        moves += [(self._part / name, self.folder / name) for name in new]
        done: list[tuple[Path, Path]] = []
        try:
            for source, target in moves:
                if source.is_file():
                    done.append((source, target))
                    source.replace(target)
        except BaseException:
            for source, target in reversed(done):
                if target.is_file():
                    target.replace(source)
            raise
        self._written.clear()

    def _holder(self) -> str:
        with suppress(OSError):
            return (self._part / HOLDER).read_text(encoding="utf-8") or "another process"
        return "another process"


def digest(path: Path) -> str:
    """SHA-256 of a file."""
    found = hashlib.sha256()
    with path.open("rb") as file:
        while part := file.read(CHUNK):
            found.update(part)
    return found.hexdigest()


def listed(mark: Path) -> list[str]:
    """The files that a record says belong to it; none where it says nothing. Only plain names beside it count."""
    try:
        record: Any = json.loads(mark.read_text(encoding="utf-8"))
        names = list(record["files"])
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return []
    return [name for name in names if isinstance(name, str) and Path(name).name == name and not name.startswith(".")]


def _unwritable(folder: Path, problem: OSError) -> UserInputError:
    if isinstance(problem, FileExistsError):
        return UserInputError(f"{folder}: cannot be written (it is a file). Give another folder with --out.")
    why = problem.strerror or problem
    return UserInputError(f"{folder}: cannot be written ({why}). Give another folder with --out.")


def _unwritten(path: Path, problem: OSError) -> UserInputError:
    if problem.errno in (errno.ENOSPC, errno.EDQUOT):
        return UserInputError(
            f"{path}: the disk is full. Earlier files are intact. Free some space, or give another folder with --out."
        )
    return UserInputError(f"{path}: cannot be written ({problem.strerror or problem}). Give another folder with --out.")
