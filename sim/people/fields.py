"""A person's fields by name, as Python reads and sets them one at a time: columns of tables, attributes of agents."""

import math
from typing import Any

import numpy as np
import numpy.typing as npt

from sim.people.state import ARRAY_FIELDS, Column, Disorder, Domain, PersonState, columns

FIELDS = columns(PersonState)
KINDS = {name: Domain if places == len(Domain) else Disorder for name, places in ARRAY_FIELDS.items()}
"""What the places of an array field stand for."""
PARTS = {f"{name}_{part.name.lower()}": (name, part.value) for name, kind in KINDS.items() for part in kind}
"""Name of a place in an array field, such as `severity_depression`, to the field and the place."""


CERTAIN = 12.0  # logit: beyond it a chance is 0 or 1 to five digits, and no instrument tells values apart
FARTHEST = {"logit": CERTAIN}
"""How far from 0 what is set by hand may lie, by unit; the rules themselves have no such limit."""


def checked_value(name: str, column: Column, value: Any, *, part: bool = False) -> npt.NDArray[Any]:
    """A value that a field can hold.

    Args:
        name: of the field, or of a place in it.
        column: what the field holds.
        value: a number; of an array field one number for all places or one for each.
        part: a single place of an array field is meant.

    Returns:
        The value in the field's type (a single number, or one for each place).

    Raises:
        ValueError: it is no number, not whole where the field is, or beyond the field's range.
    """
    places = 0 if part else ARRAY_FIELDS.get(name, 0)
    size = f", or {places} of them" if places else ""
    whole = np.dtype(column.kind).kind in "iu"
    far = FARTHEST.get(column.unit, math.inf)
    low, high = max(column.low, -far), min(column.high, far)
    ends = f" from {low:g}" if math.isfinite(low) else ""
    ends += f" to {high:g}" if math.isfinite(high) else ""
    expected = f"expected a {'whole' if whole else 'finite'} number{ends}{size} ({column.unit}: {column.meaning})"
    try:
        given = np.asarray(value, np.float64)
    except (TypeError, ValueError):
        raise ValueError(f"{name} = {value!r}: {expected}") from None
    if isinstance(value, bool | np.bool_) and column.unit != "0 or 1":
        raise ValueError(f"{name} = {value!r}: {expected}")
    fits = given.shape in ((), (places,)) if places else given.shape == ()
    if not fits or not np.isfinite(given).all() or ((given < low) | (given > high)).any():
        raise ValueError(f"{name} = {value!r}: {expected}")
    if whole and (given != np.round(given)).any():
        raise ValueError(f"{name} = {value!r}: {expected}")
    return given.astype(column.kind)
