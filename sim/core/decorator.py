"""How a rule becomes machine code: one decorator, and a cache that cannot serve an old rule.

Rules are plain Python functions. `@rule` hands them to Numba, which compiles them when they are first called and
keeps the result on disk. Numba's own cache only notices an edit in the file of the function that is called, not in
the files that it calls; a researcher who edits one rule would go on running the old one. The cache folder is therefore
named after a hash of every source that can hold a rule: one changed letter, and all is compiled afresh.
"""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any, cast

import numba

from sim.core.cache import KEPT_CACHES, NOWHERE, cache_folder, forget_old, private_folder
from sim.core.compiled import CompiledCode
from sim.core.fingerprint import rule_fingerprint


def _prepare_cache() -> None:
    caches = cache_folder() / "rules"
    mine = caches / rule_fingerprint()
    try:
        private_folder(caches)
        private_folder(mine)
        os.utime(mine)
        forget_old(caches, KEPT_CACHES)
    except OSError:  # such as a full disk
        mine = mine if mine.is_dir() else NOWHERE
    vars(numba.config)["CACHE_DIR"] = str(mine)


_prepare_cache()


_OPTIONS: dict[str, Any] = {"nogil": True, "error_model": "numpy", "no_cfunc_wrapper": True}  # no C code calls a rule
# No rule allocates, so none needs Numba's reference counting, whose atomic counters would cost a third of the time.
# Inlined rules see each other's results in registers, which saves another third.
_WITHOUT_COUNTING: dict[str, Any] = {"_nrt": False, "forceinline": True, **_OPTIONS}
_IN_PARALLEL: dict[str, Any] = {"parallel": True, **_OPTIONS}


def rule[**P, R](function: Callable[P, R]) -> Callable[P, R]:
    """Mark a pure function of one person as a rule of the model: compiled, cached, and free of the interpreter lock.

    With the environment variable `NUMBA_DISABLE_JIT=1` it stays plain Python, for reading along in a debugger.
    """
    return _compiled(function, _WITHOUT_COUNTING)


def seldom[**P, R](function: Callable[P, R]) -> Callable[P, R]:
    """As `rule`, for what is called seldom: once a week, or for few people. It is not copied into what calls it."""
    return _compiled(function, _WITHOUT_COUNTING | {"forceinline": False})


def parallel_loop[**P, R](function: Callable[P, R]) -> Callable[P, R]:
    """As `rule`, for a loop over blocks of people that may use several threads (`numba.prange`)."""
    return _compiled(function, _IN_PARALLEL)


def _compiled[**P, R](function: Callable[P, R], options: dict[str, Any]) -> Callable[P, R]:
    made = numba.njit(**options)(function)
    if made is not function and Path(function.__code__.co_filename).is_file():  # not so in a notebook, or uncompiled
        made._cache = CompiledCode(function)
    return cast("Callable[P, R]", made)
