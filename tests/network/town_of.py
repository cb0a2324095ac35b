"""What tests of the network share: a population laid out and tied, and what must hold of any ties."""

import numpy as np
import numpy.typing as npt

from sim.network.generate import Layout, generate_ties, lay_out
from sim.network.ties import Layer, Ties
from sim.parameters import Parameters

PARAMETERS = Parameters()
PEOPLE = 5000


def grown(count: int, seed: int = 1) -> tuple[Layout, Ties]:
    """A population laid out and tied."""
    layout = lay_out(count, seed, PARAMETERS)
    return layout, generate_ties(count, seed, layout.deprivation, layout.age, PARAMETERS)


def owners(ties: Ties) -> npt.NDArray[np.int64]:
    """The person that each stored tie belongs to."""
    return np.repeat(np.arange(len(ties.start) - 1), np.diff(ties.start))


def edges(ties: Ties) -> dict[tuple[int, int], tuple[float, int]]:
    """Strength and layer by (person, other)."""
    return {
        (int(one), int(other)): (float(strength), int(layer))
        for one, other, strength, layer in zip(owners(ties), ties.other, ties.strength, ties.layer, strict=True)
    }


def check(ties: Ties, count: int) -> None:
    """What must hold of any ties."""
    assert [column.dtype for column in ties] == [np.int64, np.int32, np.float32, np.uint8]
    assert ties.start.shape == (count + 1,)
    assert ties.start[0] == 0
    assert ties.start[-1] == len(ties.other) == len(ties.strength) == len(ties.layer)
    place = owners(ties) * count + ties.other
    assert (np.diff(place) > 0).all()  # sorted within each person, nobody twice
    assert (owners(ties) != ties.other).all()
    assert ((ties.strength > 0) & (ties.strength <= 1)).all()
    assert (ties.layer < len(Layer)).all()
    back = np.argsort(ties.other.astype(np.int64) * count + owners(ties))
    assert (ties.other[back] == owners(ties)).all()
    assert (owners(ties)[back] == ties.other).all()
    assert (ties.strength[back] == ties.strength).all()
    assert (ties.layer[back] == ties.layer).all()


def same(one: Ties, other: Ties) -> bool:
    return all(np.array_equal(getattr(one, name), getattr(other, name)) for name in Ties._fields)
