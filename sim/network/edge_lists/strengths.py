"""Whether a column of an edge list holds strengths: by the name of the column, else by its values."""

import numpy as np
import numpy.typing as npt

from sim.network.edge_lists.columns import DATE, Columns
from sim.network.edge_lists.lines import Lines, is_number
from sim.network.graphs import SMALLEST_TIME, STRENGTH, short
from sim.network.names import plain
from sim.network.observed import TieTable

LARGEST_COUNT = 1000  # whole numbers up to here look like counts of contacts
FEWEST_IN_ORDER = 4  # whole numbers, all different and rising, are numbers of lines or times
YEARS = 1900, 2100  # whole numbers within are years


def judge_strengths(table: TieTable, columns: Columns, lines: Lines, wrong: tuple[int, str] | None) -> None:
    """Keep a column of strengths where a header calls it so, or its values look like strengths."""
    assert columns.strength is not None
    name = columns.name(columns.strength)
    why = _why_not_strengths(table.strength, columns, wrong)
    if why is None:
        table.strength_from = "" if plain(name) == "strength" or np.isnan(table.strength).all() else name
        return
    if why:
        table.source.ignored.append(f"{name} ({why})")
        table.strength[:] = np.nan
        return
    assert wrong is not None
    line, cell = wrong
    if "{" in cell:
        remedy = "From networkx, export with write_weighted_edgelist or write_graphml"
    else:
        remedy = "Correct the line; if the column is no strength, name the columns in a first line"
    lines.refuse(f"strength {short(cell)} is not a number of 0 or more", remedy, STRENGTH, line)


def _why_not_strengths(
    strength: npt.NDArray[np.float64], columns: Columns, wrong: tuple[int, str] | None
) -> str | None:
    """Why a column is not read as strengths; None where it is, "" where it should be but has a wrong value."""
    if columns.clear:
        return "" if wrong else None
    given = strength[~np.isnan(strength)]
    if wrong is not None:
        if columns.header:
            return "not all of it numbers of 0 or more"
        word = not is_number(wrong[1]) and wrong[1].lower() not in ("nan", "inf", "infinity") and "{" not in wrong[1]
        if not len(given) and word:
            return "dates" if DATE.fullmatch(wrong[1]) else "words"
        return ""
    if not len(given):
        return None
    if given.min() >= SMALLEST_TIME:
        return "times"
    whole = bool((given == np.round(given)).all())
    if whole and columns.header:
        return None
    if whole and given.min() >= YEARS[0] and given.max() <= YEARS[1]:
        return "years"
    if whole and given.max() > LARGEST_COUNT:
        return (
            f"whole numbers up to {given.max():,.0f}; if they are strengths, name the column strength in a first line"
        )
    if whole and len(given) >= FEWEST_IN_ORDER and (np.diff(given) > 0.0).all():
        return "numbers of lines, or times; if they are strengths, name the column strength in a first line"
    return None
