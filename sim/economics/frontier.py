"""Which strategies are worth a look: those that no other strategy, and no mix of two others, beats in cost and effect.

Dominance as in Weinstein and Stason (1977, New England Journal of Medicine 296:716), extended dominance as in Cantor
(1994, Medical Decision Making 14:259).
"""

from enum import StrEnum
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

GRAIN = 1e-12  # of the largest difference: means that differ by less differ by rounding only


class Standing(StrEnum):
    """How a strategy stands against all others, by its mean cost and mean effect."""

    FRONTIER = "on the frontier"
    SAME = "the same as another"  # equal cost and equal effect: the first of them stands for all
    DOMINATED = "dominated"  # another costs no more and gains no less, and is better in one of the two
    EXTENDED = "dominated by extension"  # a mix of a cheaper and a dearer strategy gains as much for less


class Stand(NamedTuple):
    """The standing of one strategy, and who is behind it."""

    standing: Standing
    others: tuple[int, ...]  # the strategy that equals or dominates it, or the two whose mix does


def grained(values: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Values relative to the first one, in units of the largest difference, without the dust of rounding."""
    differences = values - values[0]
    largest = float(np.abs(differences).max())
    return np.asarray(np.round(differences / largest / GRAIN) * GRAIN if largest > 0.0 else differences, np.float64)


def beats(cost: npt.NDArray[np.float64], effect: npt.NDArray[np.float64], one: int, other: int) -> bool:
    """Whether one strategy costs no more and gains no less than another, and is better in one of the two."""
    no_worse = cost[one] <= cost[other] and effect[one] >= effect[other]
    return bool(no_worse and (cost[one] < cost[other] or effect[one] > effect[other]))


def beaten(cost: npt.NDArray[np.float64], effect: npt.NDArray[np.float64]) -> dict[int, Stand]:
    """The strategies that another strategy equals or dominates."""
    found: dict[int, Stand] = {}
    for index in range(len(cost)):
        rivals = [other for other in range(len(cost)) if beats(cost, effect, other, index)]
        if rivals:
            best = min(rivals, key=lambda other: (cost[other], -effect[other], other))
            found[index] = Stand(Standing.DOMINATED, (best,))
            continue
        twins = [other for other in range(index) if (cost[other], effect[other]) == (cost[index], effect[index])]
        if twins:
            found[index] = Stand(Standing.SAME, (twins[0],))
    return found


def above_the_line(
    cost: npt.NDArray[np.float64], effect: npt.NDArray[np.float64], first: int, middle: int, last: int
) -> bool:
    """Whether the middle one of three, from cheap to dear, costs more than a mix of the others that gains as much."""
    step = (cost[middle] - cost[first]) * (effect[last] - effect[middle])
    next_step = (cost[last] - cost[middle]) * (effect[middle] - effect[first])
    return bool(step > next_step + GRAIN)


def stands(costs: npt.ArrayLike, effects: npt.ArrayLike) -> list[Stand]:
    """The standing of every strategy.

    Args:
        costs: mean cost of each strategy (strategies); a saving is negative.
        effects: mean effect of each strategy (strategies); larger is better.

    Returns:
        One standing a strategy, in the given order. Three strategies on one line are all on the frontier: extended
        dominance needs a mix that is really cheaper.
    """
    cost, effect = grained(np.asarray(costs, np.float64)), grained(np.asarray(effects, np.float64))
    found = beaten(cost, effect)
    line: list[int] = []  # of the frontier as far as it is known
    removed: list[int] = []
    for index in sorted(set(range(len(cost))) - set(found), key=lambda one: cost[one]):
        while len(line) > 1 and above_the_line(cost, effect, line[-2], line[-1], index):
            removed.append(line.pop())
        line.append(index)
    for index in removed:
        cheaper = max((one for one in line if cost[one] < cost[index]), key=lambda one: cost[one])
        dearer = min((one for one in line if cost[one] > cost[index]), key=lambda one: cost[one])
        found[index] = Stand(Standing.EXTENDED, (cheaper, dearer))
    return [found.get(index, Stand(Standing.FRONTIER, ())) for index in range(len(cost))]
