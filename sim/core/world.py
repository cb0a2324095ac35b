"""All that a week needs to know, in one bundle of arrays."""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt


class World(NamedTuple):
    """People, what they see of each other, the ties between them, and what policy has on offer."""

    people: npt.NDArray[np.void]  # PERSON (n)
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
