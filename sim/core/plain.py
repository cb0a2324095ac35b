"""Values as a file would hold them, out of values as Python's libraries hand them over."""

import os
from collections.abc import Mapping
from typing import Any

import numpy as np

DEEPEST = 30  # tables within tables; what lies deeper is refused elsewhere
AS_THEY_ARE = frozenset((float, int, str, bool, type(None)))  # no subclass of them: NumPy's numbers are some


def plain(value: Any, *, lists: bool = False, depth: int = 0) -> Any:
    """NumPy's numbers as Python's, arrays and ranges as lists, paths as text; all else as it is.

    Args:
        value: a value, or a table or list of values.
        lists: tuples become lists too.
        depth: tables that it lies in.
    """
    if type(value) in AS_THEY_ARE or depth > DEEPEST:  # nearly all are: to ask what is a mapping takes much longer
        return value
    deeper = depth + 1
    if isinstance(value, dict):  # the usual table, before what takes longer to ask
        return {plain(key): plain(one, lists=lists, depth=deeper) for key, one in value.items()}
    if isinstance(value, list) or (lists and type(value) is tuple):
        return [plain(one, lists=lists, depth=deeper) for one in value]
    if isinstance(value, np.generic):
        return value.item()
    if isinstance(value, np.ndarray | range):
        return [plain(one, lists=lists, depth=deeper) for one in value]
    if isinstance(value, os.PathLike):
        return os.fspath(value)
    if isinstance(value, Mapping):
        return plain(dict(value), lists=lists, depth=depth)
    return value
