"""All that a week needs to know, in one bundle of arrays."""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from sim.core.decorator import rule


class World(NamedTuple):
    """People, what they see of each other, the ties between them, and what policy has on offer."""

    people: npt.NDArray[np.void]  # PERSON (n)
    conditions: npt.NDArray[np.void]  # CONDITION (n), read off the state at the end of last week
    visible_states: npt.NDArray[np.void]  # VISIBLE_STATE (n), last week's, read only
    next_visible_states: npt.NDArray[np.void]  # VISIBLE_STATE (n), this week's, each person writes their own
    start: npt.NDArray[np.int64]  # where each person's ties begin (n + 1)
    other: npt.NDArray[np.int32]  # the other person's row (ties)
    strength: npt.NDArray[np.float32]  # 0-1 (ties)
    layer: npt.NDArray[np.uint8]  # 0 household and family, 1 friends, 2 peers (ties)
    parameters: npt.NDArray[np.void]  # PARAMETERS (1)
    interventions: npt.NDArray[np.void]  # INTERVENTION; row 0 gives nothing
    services: npt.NDArray[np.void]  # SERVICE
    programmes: npt.NDArray[np.void]  # PROGRAMME, those that run this week
    events: npt.NDArray[np.void]  # EVENT, those that happen or are felt this week


class PersonTies(NamedTuple):
    """The ties of one person, and what everybody showed last week. Whole arrays: rules without memory management of
    their own must not hand slices back to Python.
    """

    visible_states: npt.NDArray[np.void]  # VISIBLE_STATE, of everybody
    other: npt.NDArray[np.int32]  # the other person's row, for each tie of everybody
    strength: npt.NDArray[np.float32]  # 0-1
    layer: npt.NDArray[np.uint8]  # 0 household and family, 1 friends, 2 peers
    first: int  # where this person's ties begin in the three arrays
    last: int  # where they end (excluded)


@rule
def ties_of(row: int, world: World) -> PersonTies:
    """The ties of the person in a row."""
    first, last = world.start[row], world.start[row + 1]
    return PersonTies(world.visible_states, world.other, world.strength, world.layer, first, last)
