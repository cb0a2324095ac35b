"""Groups of people that fairness looks at: sex, age band, deprivation fifth.

Everybody is in three groups, one of each kind, but in a single cell (sex by age band by fifth). Counting goes by cell,
one addition a person, and cells are added up to groups afterwards.
"""

from typing import Any

import numpy as np
import numpy.typing as npt

from sim.core.decorator import rule
from sim.people.condition import age_band
from sim.people.state import AGE_BAND_STARTS, PersonState

SEXES = 2
AGE_BANDS = len(AGE_BAND_STARTS)
FIFTHS = 5
SEX_GROUPS = 0  # first group of each kind
AGE_GROUPS = SEX_GROUPS + SEXES
DEPRIVATION_GROUPS = AGE_GROUPS + AGE_BANDS
GROUPS = DEPRIVATION_GROUPS + FIFTHS
CELLS = SEXES * AGE_BANDS * FIFTHS


@rule
def cell_at(me: PersonState, band: int) -> int:
    """The cell of a person whose age band is known."""
    return int((me.sex * AGE_BANDS + band) * FIFTHS + me.deprivation - 1)


@rule
def cell_of(me: PersonState, week: int) -> int:
    """The cell that a person is in."""
    return cell_at(me, age_band(me, week))


@rule
def fill_cells(
    people: npt.NDArray[np.void], rows: npt.NDArray[np.int64], cells: npt.NDArray[np.int64], week: int
) -> None:
    """Fill in the cells of some people.

    Args:
        people: everybody.
        rows: whose cells (r).
        cells: filled with their cells (r).
        week: the week.
    """
    for place in range(len(rows)):
        cells[place] = cell_of(people[rows[place]], week)


def count_cells(people: npt.NDArray[np.void], rows: npt.NDArray[np.int64], week: int) -> npt.NDArray[np.float64]:
    """How many of the people of some rows are in each cell (cells)."""
    cells = np.empty(len(rows), np.int64)
    fill_cells(people, rows, cells, week)
    return np.bincount(cells, minlength=CELLS).astype(np.float64)


@rule
def add_up(cells: npt.NDArray[Any], groups: npt.NDArray[Any]) -> None:
    """Add cells (cells by amounts) to the groups that they belong to, and to everybody (groups + 1 by amounts)."""
    for cell in range(CELLS):
        sex = SEX_GROUPS + cell // (AGE_BANDS * FIFTHS)
        age = AGE_GROUPS + cell // FIFTHS % AGE_BANDS
        fifth = DEPRIVATION_GROUPS + cell % FIFTHS
        for place in range(cells.shape[1]):
            amount = cells[cell, place]
            groups[sex, place] += amount
            groups[age, place] += amount
            groups[fifth, place] += amount
            groups[GROUPS, place] += amount


def by_group(cells: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Add up cells to groups.

    Args:
        cells: sums over people by cell (cells by amounts).

    Returns:
        The same by group, everybody last (groups + 1 by amounts).
    """
    groups = np.zeros((GROUPS + 1, cells.shape[1]))
    add_up(cells, groups)
    return groups
