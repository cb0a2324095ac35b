"""Who belongs together: families, and the neighbourhoods of a made-up population."""

import numpy as np
import numpy.typing as npt

from sim.network.generate import FIFTHS, Stream, neighbourhood_count, neighbourhood_fifths
from sim.network.ties import Layer, Ties, components
from sim.parameters.network import NetworkParameters


def families(ties: Ties) -> npt.NDArray[np.uint32]:
    """Number of the family of each person (people): all who hang together by ties of the closest layer."""
    return components(ties, Layer.HOUSEHOLD).astype(np.uint32)


def neighbourhoods(
    count: int, seed: int, parameters: NetworkParameters, *, known: bool = True
) -> npt.NDArray[np.float64]:
    """What people of a neighbourhood have in common (people): in the mean of all people 0, with a variance of 1.

    Neighbourhoods are a balanced sample in each deprivation fifth: their values are evenly spaced quantiles of a normal
    distribution, in an order drawn at random. So neither a small population nor one of its fifths is by chance one of
    bad neighbourhoods, and what sets the fifths apart is deprivation. Where a fifth has one neighbourhood only, all
    five together are balanced.

    Args:
        count: number of people.
        seed: the run's seed.
        parameters: of the network.
        known: whether people are numbered neighbourhood by neighbourhood, as those of a made-up population are; else
            nothing is known of where they live, and everybody has a value of their own.
    """
    from scipy.special import ndtri  # takes a quarter of a second to load

    rng = np.random.default_rng([seed, int(Stream.NEIGHBOURHOODS)])
    number = neighbourhood_count(count, parameters) if known else count
    rank, ranks = rng.permutation(number), number
    if known and number > FIFTHS:
        ranks = number // FIFTHS
        fifths = neighbourhood_fifths(count, seed, parameters)
        for fifth in range(1, FIFTHS + 1):
            rank[fifths == fifth] = rng.permutation(ranks)
    values = ndtri((rank + 0.5) / ranks)
    spread = float(values.std())
    values /= spread if spread > 0.0 else 1.0
    return np.asarray(values[np.arange(count) * number // count], np.float64)
