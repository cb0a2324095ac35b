"""Parameters that the rows cannot identify are held: the least identifiable one takes its value in use, and the
posterior of the others is sampled again, until the rows narrow each that is left.

One is held at a time: where two can compensate for each other, the rows say little about either, but much about one
once the other is held.
"""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from sim.studies.fitting.emulator import Emulator
from sim.studies.fitting.likelihood import Targets
from sim.studies.fitting.posterior import learned, sample

type Array = npt.NDArray[np.float64]
SAYS_SOMETHING = 0.05  # learned of a parameter, at least, if it is to stay free


class Held(NamedTuple):
    """Which parameters are held, and what was known of each when all that had not been held before were free."""

    at: dict[int, float]  # place of the parameter to where it is held, 0 to 1; in the order of holding
    learned: dict[int, float]  # place to how far it was learned before it was held
    ends: dict[int, tuple[float, float]]  # place to the posterior's middle 90 % before it was held, 0 to 1

    @property
    def places(self) -> list[int]:
        """Places of those held."""
        return list(self.at)


def hold(
    emulator: Emulator,
    targets: Targets,
    in_use: Array,
    *,
    seed: int,
    steps: int,
    on_held: Callable[[int], None] | None = None,
) -> Held:
    """Find the parameters that the rows do not identify.

    Args:
        emulator: approximates the model.
        targets: what is to be met.
        in_use: the numbers in use, at which parameters are held (parameters, 0 to 1).
        seed: of the sampler.
        steps: of the sampler.
        on_held: called with how many are held after each pass, for progress.
    """
    held = Held({}, {}, {})
    while len(held.at) < len(in_use) - 1:
        draws = sample(emulator, targets, len(in_use), seed=seed + len(held.at), steps=steps, held=held.at)
        far = learned(draws)
        far[held.places] = np.inf
        least = int(far.argmin())
        if far[least] >= SAYS_SOMETHING:
            break
        low, high = np.quantile(draws[:, least], [0.05, 0.95])
        held.at[least] = float(in_use[least])
        held.learned[least] = float(far[least])
        held.ends[least] = (float(low), float(high))
        if on_held is not None:
            on_held(len(held.at))
    return held
