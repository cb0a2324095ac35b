"""What the knock-out tests share: one society, run with and without one coupling from the same snapshot."""

import numpy as np
import numpy.typing as npt
from scipy.special import expit

from sim.people.instruments import gad7, general_self_efficacy_scale, pcl5, phq9
from sim.simulation.engine import Engine
from sim.studies.runs.society import Society, belief, changed, course, depression, ill

__all__ = [
    "SEED",
    "Society",
    "anxiety",
    "belief",
    "changed",
    "course",
    "depression",
    "ill",
    "r",
    "row_set",
    "scores",
]

type Array = npt.NDArray[np.float64]
SEED = 11


def scores(engine: Engine) -> dict[str, Array]:
    """Error-free scores of everybody."""
    parameters = engine.world.parameters[0]
    people = [engine.people[row] for row in range(len(engine.people))]
    return {
        "phq9": np.array([phq9(me, 0.0, parameters) for me in people]),
        "gad7": np.array([gad7(me, 0.0, parameters) for me in people]),
        "pcl5": np.array([pcl5(me, 0.0, parameters) for me in people]),
        "gse": np.array([general_self_efficacy_scale(me, 0.0, parameters) for me in people]),
    }


def anxiety(engine: Engine) -> Array:
    """Anxiety of everybody, 0-1."""
    return np.asarray(expit(engine.people["severity"][:, 1]), np.float64)


def r(one: npt.ArrayLike, other: npt.ArrayLike) -> float:
    """Pearson correlation."""
    return float(np.corrcoef(np.asarray(one, np.float64), np.asarray(other, np.float64))[0, 1])


def row_set(engine: Engine, **values: float) -> None:
    """Set fields of everybody."""
    for name, value in values.items():
        engine.people[name] = value
