"""Whom to draw: a person's ego network, the ties within it, and a seeded position for everyone."""

import heapq
from collections.abc import Sequence
from typing import NamedTuple

import networkx as nx
import numpy as np
import numpy.typing as npt

from sim.network.ties import Layer, Ties

ITERATIONS = 120  # of the layout; more do not change what one sees


class EgoNetwork(NamedTuple):
    """People to draw (n), their ties (m) and their places."""

    rows: npt.NDArray[np.int64]  # (n) rows in the population, the person in the middle first
    source: npt.NDArray[np.int64]  # (m) places in `rows`
    target: npt.NDArray[np.int64]  # (m) places in `rows`, each pair once
    strength: npt.NDArray[np.float64]  # (m) in (0, 1]
    layer: npt.NDArray[np.uint8]  # (m) see `sim.network.ties.Layer`
    places: npt.NDArray[np.float64]  # (n, 2) within -1 to 1


def within(ties: Ties, row: int, steps: int) -> set[int]:
    """Everybody at most some steps away from one person, that person included.

    Args:
        ties: the network.
        row: the person in the middle.
        steps: 0 or more; 2 are ties and their ties.
    """
    found = edge = {row}
    for _ in range(steps):
        edge = {int(other) for here in edge for other in ties.other[ties.start[here] : ties.start[here + 1]]} - found
        found = found | edge
    return found


def nearest(ties: Ties, row: int, most: int, steps: int = 0) -> npt.NDArray[np.int64]:
    """The people nearest to one person, that person first.

    Nearness is the product of strengths along the best path, so that strong ties of strong ties come before weak ones.

    Args:
        ties: the network.
        row: the person in the middle.
        most: how many people at most, 1 or more.
        steps: how many ties away they may be; 0: any number.

    Returns:
        Rows, nearest first; fewer than `most` where the person's part of the network is smaller.

    Raises:
        ValueError: no such row, or `most` below 1.
    """
    count = len(ties.start) - 1
    if not 0 <= row < count:
        raise ValueError(f"person {row}: expected a row from 0 to {count - 1}")
    if most < 1:
        raise ValueError(f"most = {most}: expected 1 or more")
    allowed = within(ties, row, steps) if steps else None
    found: dict[int, None] = {}
    heap = [(-1.0, row)]
    while heap and len(found) < most:
        near, here = heapq.heappop(heap)
        if here in found:
            continue
        found[here] = None
        first, last = ties.start[here], ties.start[here + 1]
        for other, strength in zip(ties.other[first:last].tolist(), ties.strength[first:last].tolist(), strict=True):
            if other not in found and (allowed is None or other in allowed):
                heapq.heappush(heap, (near * strength, other))
    return np.array(list(found), np.int64)


def ego_network(ties: Ties, row: int, most: int, seed: int, *, steps: int = 0, also: Sequence[int] = ()) -> EgoNetwork:
    """One person's ego network, laid out.

    Args:
        ties: the network.
        row: the person in the middle.
        most: how many people at most, 1 or more.
        seed: of the layout; the same seed gives the same picture.
        steps: how many ties away the people may be; 0: any number.
        also: rows to draw as well, wherever they are: those over whom a change came.
    """
    near = nearest(ties, row, most, steps)
    rows = np.concatenate([near, np.array([other for other in also if other not in near], np.int64)])
    place = {int(person): at for at, person in enumerate(rows)}
    found: list[tuple[int, int, float, int]] = []
    for at, person in enumerate(rows.tolist()):
        for tie in range(ties.start[person], ties.start[person + 1]):
            other = place.get(int(ties.other[tie]), -1)
            if other > at:
                found.append((at, other, float(ties.strength[tie]), int(ties.layer[tie])))
    graph: nx.Graph[int] = nx.Graph()
    graph.add_nodes_from(range(len(rows)))
    graph.add_weighted_edges_from([(one, other, strength) for one, other, strength, _ in found])
    spread = nx.spring_layout(graph, seed=seed % 2**32, iterations=ITERATIONS, k=2.0 / max(len(rows), 1) ** 0.5)
    places = np.array([spread[at] for at in range(len(rows))], np.float64).reshape(-1, 2)
    largest = np.abs(places).max() or 1.0
    return EgoNetwork(
        rows,
        np.array([tie[0] for tie in found], np.int64),
        np.array([tie[1] for tie in found], np.int64),
        np.array([tie[2] for tie in found], np.float64),
        np.array([tie[3] for tie in found], np.uint8),
        places / largest,
    )


def layer_between(ties: Ties, row: int, other: int) -> Layer | None:
    """The layer of the tie between two people; None where there is no tie.

    Args:
        ties: the network.
        row: one person.
        other: the other.
    """
    for tie in range(int(ties.start[row]), int(ties.start[row + 1])):
        if int(ties.other[tie]) == other:
            return Layer(int(ties.layer[tie]))
    return None
