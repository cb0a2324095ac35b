"""The few curves in which the rules are written, so that they read like sentences."""

import math

from sim.core.decorator import rule


@rule
def expit(logit: float) -> float:
    """A logit (any real number) read as a level between 0 and 1."""
    return 1.0 / (1.0 + math.exp(-logit))


@rule
def logit(level_: float) -> float:
    """A level between 0 and 1 (both excluded) as a logit."""
    return math.log(level_ / (1.0 - level_))


@rule
def toward(now: float, target: float, rate: float) -> float:
    """One week's move from `now` toward `target` by the share `rate`; stays between the two for rates of 0 to 1."""
    return now + rate * (target - now)


@rule
def positive(value: float) -> float:
    """The value where it is above zero, else zero."""
    return value if value > 0.0 else 0.0


@rule
def clip01(value: float) -> float:
    """The value held between 0 and 1, for probabilities and doses that add up."""
    return min(max(value, 0.0), 1.0)


@rule
def saturated(amount: float, half: float) -> float:
    """Diminishing returns: 0 at nothing, one half at `half`, 1 at very much."""
    return amount / (amount + half)
