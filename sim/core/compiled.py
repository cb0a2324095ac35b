"""Compiled rules on disk, in place of Numba's own cache, which a damaged file or a full disk brings down.

Each file holds one compiled function with what it was compiled from and a digest of the whole. A file that is not
whole is deleted and compiled again; what cannot be written is done without. Files are put in place at once, so that any
number of processes may compile side by side. Where a source lies does not matter: notebooks, which find the project in
another way than commands do, and an installed copy use the same code.
"""

import hashlib
import inspect
import os
import pickle
import sys
import tempfile
import warnings
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

import numba
from numba.core.compiler import CompileResult as _CompileResult
from numba.core.serialize import dumps as _dumps

from sim.core.cache import NOWHERE
from sim.errors import CacheNote

CompileResult: Any = _CompileResult  # have no types
dumps: Any = _dumps
ENDING = ".code"
DIGEST = hashlib.sha256().digest_size
_said: set[str] = set()  # notes so far: each once a process


class CompiledCode:
    """Where the machine code of one function is kept; what Numba asks for in place of its own cache.

    Args:
        function: the function in Python.
    """

    def __init__(self, function: Callable[..., Any]) -> None:
        self.cache_path = vars(numba.config)["CACHE_DIR"]
        source = Path(inspect.getfile(function))
        line = function.__code__.co_firstlineno
        name = "".join(letter if letter.isalnum() else "_" for letter in function.__qualname__)
        self._base = f"{source.stem}-{name[:60]}-{line}"
        cells = [cell.cell_contents for cell in function.__closure__ or ()]
        self._made_of = (
            numba.__version__, sys.implementation.cache_tag, _source_digest(source), function.__code__.co_code,
            dumps(cells),
        )  # fmt: skip

    def load_overload(self, signature: Any, target: Any) -> Any:
        """What was compiled for a signature; None where there is nothing that can be used."""
        target.refresh()
        key = self._key(signature, target.codegen())
        path = self._path(key)
        try:
            whole = path.read_bytes()
        except OSError:
            return None
        try:
            if whole[:DIGEST] != hashlib.sha256(whole[DIGEST:]).digest():
                raise ValueError("not whole")
            kept = _Kept(*pickle.loads(whole[DIGEST:]))
            return CompileResult._rebuild(target, *pickle.loads(kept.code)) if kept.key == pickle.dumps(key) else None
        except Exception:  # whatever a damaged file brings about
            _say("cache: compiled code was damaged; it is deleted and compiled again")
            _delete(path)
            return None

    def save_overload(self, signature: Any, compiled: Any) -> None:
        """Keep what was compiled, if that is possible."""
        if compiled.lifted or compiled.library.has_dynamic_globals or self.cache_path == str(NOWHERE):
            return
        key = self._key(signature, compiled.codegen)
        content = pickle.dumps(tuple(_Kept(pickle.dumps(key), dumps(compiled._reduce()))))
        part = None
        try:
            handle, part = tempfile.mkstemp(prefix=f".{self._base}-", dir=self.cache_path)
            with os.fdopen(handle, "wb") as file:
                file.write(hashlib.sha256(content).digest() + content)
            Path(part).replace(self._path(key))
        except OSError as problem:
            _say(f"cache: compiled code cannot be kept ({problem.strerror}); the next start compiles it again")
        finally:
            if part is not None:
                _delete(Path(part))  # nothing is there once it was put in place

    def flush(self) -> None:
        """Forget what was compiled."""
        for path in Path(self.cache_path).glob(f"{self._base}-*{ENDING}"):
            _delete(path)

    def enable(self) -> None:
        """Numba may ask for it; it is always on."""

    def disable(self) -> None:
        """Numba may ask for it; it is always on."""

    def _key(self, signature: Any, codegen: Any) -> tuple[object, ...]:
        """What decides on the machine code: the types, the processor, and what it was compiled from."""
        return str(signature), codegen.magic_tuple(), self._made_of

    def _path(self, key: tuple[object, ...]) -> Path:
        named = hashlib.sha256(repr(key).encode()).hexdigest()[:24]
        return Path(self.cache_path) / f"{self._base}-{named}{ENDING}"


class _Kept(NamedTuple):
    """What a file holds, both pickled: code is not loaded before its key is compared."""

    key: bytes
    code: bytes


@lru_cache
def _source_digest(source: Path) -> bytes:
    return hashlib.sha256(source.read_bytes()).digest()


def _delete(path: Path) -> None:
    try:
        path.unlink(missing_ok=True)
    except OSError:
        return


def _say(note: str) -> None:
    if note not in _said:
        _said.add(note)
        warnings.warn(note, CacheNote, stacklevel=2)
