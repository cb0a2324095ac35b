"""Mixes of policies that were tried, each by its shares, cost and gain."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

MATERIAL = 0.2  # difference in some share from which on two mixes differ materially

type Shares = tuple[float, ...]
type Values = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Candidate:
    """A mix that was tried, on the same people as all others.

    Attributes:
        shares: of each lever, 0 to 1 (levers).
        costs: extra cost against the baseline, per person and year, of each replicate.
        gains: difference from the baseline of each replicate, more being better.
    """

    shares: Shares
    costs: Values
    gains: Values

    @property
    def cost(self) -> float:
        """Mean extra cost."""
        return float(self.costs.mean())

    @property
    def gain(self) -> float:
        """Mean gain."""
        return float(self.gains.mean())

    @property
    def lever(self) -> int | None:
        """The one lever it consists of; None for none or several."""
        used = [number for number, share in enumerate(self.shares) if share > 0.0]
        return used[0] if len(used) == 1 else None

    def differs(self, other: "Candidate") -> bool:
        """Whether it differs materially, and not only by a few percent."""
        return max(abs(one - two) for one, two in zip(self.shares, other.shares, strict=True)) >= MATERIAL


def frontier(candidates: Sequence[Candidate]) -> list[Candidate]:
    """Mixes that gain more than every cheaper one, from the cheapest on."""
    best: list[Candidate] = []
    for one in sorted(candidates, key=lambda one: (one.cost, -one.gain)):
        if not best or one.gain > best[-1].gain:
            best.append(one)
    return best
