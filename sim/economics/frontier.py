"""Which strategies are worth a look: those that no other strategy, and no mix of two others, beats in cost and effect.

Dominance as in Weinstein and Stason (1977, New England Journal of Medicine 296:716), extended dominance as in Cantor
(1994, Medical Decision Making 14:259).
"""

from enum import StrEnum
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

ROUNDING = 1e-12  # of a mean's size: means that differ by less differ by rounding only


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


class Means(NamedTuple):
    """Means of all strategies, each with the rounding that it may carry.

    The rounding of one strategy depends on its own size alone: beside an outlier, small differences still count.
    """

    value: npt.NDArray[np.float64]  # (strategies)
    dust: npt.NDArray[np.float64]  # (strategies)

    def step(self, one: int, other: int) -> tuple[float, float]:
        """How much larger the other is, 0 where that is rounding only, and the rounding of this difference."""
        step, dust = float(self.value[other] - self.value[one]), float(self.dust[one] + self.dust[other])
        return (step if abs(step) > dust else 0.0), dust


def rounded(values: npt.ArrayLike) -> Means:
    """Means with the rounding that comes with their size."""
    means = np.asarray(values, np.float64)
    return Means(means, ROUNDING * np.abs(means))


def beats(cost: Means, effect: Means, one: int, other: int) -> bool:
    """Whether one strategy costs no more and gains no less than another, and is better in one of the two."""
    dearer, better = cost.step(one, other)[0], effect.step(other, one)[0]
    return dearer >= 0.0 and better >= 0.0 and dearer + better > 0.0


def beaten(cost: Means, effect: Means) -> dict[int, Stand]:
    """The strategies that another strategy equals or dominates."""
    found: dict[int, Stand] = {}
    for index in range(len(cost.value)):
        rivals = [other for other in range(len(cost.value)) if beats(cost, effect, other, index)]
        if rivals:
            best = min(rivals, key=lambda other: (cost.value[other], -effect.value[other], other))
            found[index] = Stand(Standing.DOMINATED, (best,))
            continue
        twins = [other for other in range(index) if cost.step(other, index)[0] == 0.0 == effect.step(other, index)[0]]
        if twins:
            found[index] = Stand(Standing.SAME, (twins[0],))
    return found


def above_the_line(cost: Means, effect: Means, first: int, middle: int, last: int) -> bool:
    """Whether the middle one of three, from cheap to dear, costs more than a mix of the others that gains as much."""
    (spent, spent_dust), (gained, gained_dust) = cost.step(first, middle), effect.step(first, middle)
    (more, more_dust), (further, further_dust) = cost.step(middle, last), effect.step(middle, last)
    dust = spent_dust * further + spent * further_dust + more_dust * gained + more * gained_dust
    return spent * further > more * gained + dust


def stands(costs: npt.ArrayLike, effects: npt.ArrayLike) -> list[Stand]:
    """The standing of every strategy.

    Args:
        costs: mean cost of each strategy (strategies); a saving is negative.
        effects: mean effect of each strategy (strategies); larger is better.

    Returns:
        One standing a strategy, in the given order. Three strategies on one line are all on the frontier: extended
        dominance needs a mix that is really cheaper.
    """
    cost, effect = rounded(costs), rounded(effects)
    found = beaten(cost, effect)
    line: list[int] = []  # of the frontier as far as it is known
    removed: list[int] = []
    for index in sorted(set(range(len(cost.value))) - set(found), key=lambda one: cost.value[one]):
        while len(line) > 1 and above_the_line(cost, effect, line[-2], line[-1], index):
            removed.append(line.pop())
        line.append(index)
    for index in removed:
        cheaper = max((one for one in line if cost.value[one] < cost.value[index]), key=lambda one: cost.value[one])
        dearer = min((one for one in line if cost.value[one] > cost.value[index]), key=lambda one: cost.value[one])
        found[index] = Stand(Standing.EXTENDED, (cheaper, dearer))
    return [found.get(index, Stand(Standing.FRONTIER, ())) for index in range(len(cost.value))]
