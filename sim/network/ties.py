"""The support network as flat arrays: for each person, the others, how strong the tie is and in which layer."""

from enum import IntEnum
from typing import NamedTuple

import numpy as np
import numpy.typing as npt


class Layer(IntEnum):
    """The layers of personal networks, from close to loose (Dunbar 2020; SO12)."""

    HOUSEHOLD = 0  # household and family
    FRIENDS = 1
    PEERS = 2  # work, community, groups


class Ties(NamedTuple):
    """Everybody's ties, person after person; each tie stands twice, once with either person.

    The ties of person `i` are at `start[i]` to `start[i + 1]` (excluded), sorted by `other`.
    """

    start: npt.NDArray[np.int64]  # (people + 1)
    other: npt.NDArray[np.int32]  # (ties, both directions) index of the other person
    strength: npt.NDArray[np.float32]  # in (0, 1]
    layer: npt.NDArray[np.uint8]  # see `Layer`


LAYER_BITS = 8  # a tie's strength and layer are compared as one whole number, the layer in its lowest bits


def ties_from_pairs(
    count: int,
    source: npt.NDArray[np.int32],
    target: npt.NDArray[np.int32],
    strength: npt.NDArray[np.float32],
    layer: npt.NDArray[np.uint8],
) -> Ties:
    """Ties from a list of pairs of people, in any order and direction.

    A pair that occurs more than once is kept once: with its greatest strength and, where that is equal, the closer
    layer. The result depends on the set of pairs only, not on their order.

    Args:
        count: number of people, at least 1.
        source: (pairs) one person, 0 to count - 1.
        target: (pairs) the other person, 0 to count - 1, never the same.
        strength: (pairs) in (0, 1].
        layer: (pairs) see `Layer`.

    Raises:
        ValueError: a person outside the range, a tie with oneself, or a strength or layer out of range.
    """
    _check_pairs(count, source, target, strength, layer)
    pair = np.minimum(source, target).astype(np.int64)
    pair *= count
    pair += np.maximum(source, target)
    order = np.argsort(pair)
    pair = pair[order]
    rank = strength.astype(np.float32, copy=False).view(np.uint32).astype(np.int64)  # positive floats sort as integers
    rank <<= LAYER_BITS
    rank |= np.iinfo(np.uint8).max - layer.astype(np.uint8, copy=False)
    rank = rank[order]
    del order
    first = np.flatnonzero(np.diff(pair, prepend=-1))
    pair = pair[first]
    rank = np.maximum.reduceat(rank, first) if len(first) else rank
    del first
    low = (pair // count).astype(np.int32)
    pair -= low.astype(np.int64) * count
    high = pair.astype(np.int32)
    del pair
    kept_layer = (np.iinfo(np.uint8).max - (rank & np.iinfo(np.uint8).max)).astype(np.uint8)
    rank >>= LAYER_BITS
    kept_strength = rank.astype(np.uint32).view(np.float32)
    del rank
    return _both_directions(count, low, high, kept_strength, kept_layer)


def _check_pairs(
    count: int,
    source: npt.NDArray[np.int32],
    target: npt.NDArray[np.int32],
    strength: npt.NDArray[np.float32],
    layer: npt.NDArray[np.uint8],
) -> None:
    if count < 1:
        raise ValueError(f"a network needs at least 1 person, not {count}")
    if not len(source) == len(target) == len(strength) == len(layer):
        raise ValueError(
            f"pairs must be equally many in all arrays: {len(source)}, {len(target)}, {len(strength)}, {len(layer)}"
        )
    if not len(source):
        return
    if min(source.min(), target.min()) < 0 or max(source.max(), target.max()) >= count:
        raise ValueError(f"pairs must name people from 0 to {count - 1}")
    if (source == target).any():
        raise ValueError("nobody can be tied to themselves: drop such pairs")
    if not (strength.min() > 0.0 and strength.max() <= 1.0):
        raise ValueError("strengths must lie above 0 and be at most 1")
    if layer.max() >= len(Layer):
        raise ValueError(f"layers must be 0 to {len(Layer) - 1}")


def _both_directions(
    count: int,
    low: npt.NDArray[np.int32],
    high: npt.NDArray[np.int32],
    strength: npt.NDArray[np.float32],
    layer: npt.NDArray[np.uint8],
) -> Ties:
    """Write each pair (low < high, sorted, each once) with both people.

    A person's ties to lower numbers come first, then those to higher numbers, and both are met in rising order.
    """
    towards = np.stack([np.bincount(high, minlength=count), np.bincount(low, minlength=count)], axis=1)
    start = np.zeros(count + 1, np.int64)
    np.cumsum(towards.sum(axis=1), out=start[1:])
    higher = np.repeat(np.tile(np.array([False, True]), count), towards.ravel())
    del towards
    size = 2 * len(low)
    ties = Ties(start, np.empty(size, np.int32), np.empty(size, np.float32), np.empty(size, np.uint8))
    ties.other[higher], ties.strength[higher], ties.layer[higher] = high, strength, layer
    order = np.argsort(high, kind="stable")
    lower = np.logical_not(higher, out=higher)
    ties.other[lower], ties.strength[lower], ties.layer[lower] = low[order], strength[order], layer[order]
    return ties


def connectedness(ties: Ties) -> npt.NDArray[np.float32]:
    """Each person's rank by number of ties, (people), from 0 (fewest) to 1 (most).

    People with equally many ties are ranked by index, so that the result is always the same; a single person has 0.
    """
    order = np.argsort(np.diff(ties.start), kind="stable")
    rank = np.empty(len(order), np.float32)
    rank[order] = np.arange(len(order)) / max(len(order) - 1, 1)
    return rank


def components(ties: Ties, layer: Layer | None = None) -> npt.NDArray[np.int32]:
    """Number of the connected part of the network that each person belongs to, (people), counted from 0.

    With a `layer`, only its ties connect.

    Parts are numbered in the order in which their first person appears; someone without ties forms a separate part.
    """
    from scipy.sparse import csr_array  # takes a third of a second to load
    from scipy.sparse.csgraph import connected_components

    count = len(ties.start) - 1
    start, other = ties.start, ties.other
    if layer is not None:
        chosen = ties.layer == layer
        start, other = np.concatenate([[0], np.cumsum(chosen)])[start], other[chosen]
    graph = csr_array((np.ones(len(other), np.uint8), other, start), shape=(count, count))
    label: npt.NDArray[np.int32] = connected_components(graph, directed=False)[1]
    return label
