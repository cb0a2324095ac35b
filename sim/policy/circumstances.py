"""What a person's week takes place under: bundled, because the steps of care need all of it."""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from sim.parameters import Parameters
from sim.policy.doses import Doses


class Circumstances(NamedTuple):
    """What policy offers and brings this week, the model's parameters, and whose random draws are made."""

    services: npt.NDArray[np.void]  # SERVICE
    interventions: npt.NDArray[np.void]  # INTERVENTION
    doses: Doses
    parameters: Parameters
    seed: int
    week: int
