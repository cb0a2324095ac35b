"""What is known of the people of your own network beyond their ties: names, ages and sexes."""

import numpy as np
import numpy.typing as npt

from sim.network.ties import Ties
from sim.parameters import Parameters

UNKNOWN_SEX = -1


class KnownTies(Ties):
    """Ties of people of whom something is known; everything that takes `Ties` takes these.

    Attributes:
        labels: name of each person (n); empty where names are the numbers from 0.
        age: years at week 0, NaN where not known (n); None where nobody's is.
        sex: 0 man, 1 woman, `UNKNOWN_SEX` (n); None where nobody's is.
    """

    labels: tuple[str, ...]
    age: npt.NDArray[np.float64] | None
    sex: npt.NDArray[np.int8] | None


def labels_of(ties: Ties) -> tuple[str, ...]:
    """Name of each person; empty where there are no names."""
    return ties.labels if isinstance(ties, KnownTies) else ()


def usable_ages(age: npt.NDArray[np.float64], parameters: Parameters) -> npt.NDArray[np.bool_]:
    """Which ages are known, and such that a person of this age lives in the model."""
    usable: npt.NDArray[np.bool_] = (age >= parameters.youngest) & (age <= parameters.oldest)
    return usable
