"""The few curves in which the rules are written, so that they read like sentences.

Exponential, logarithm and angles are made here of sums, products and quotients, which every processor rounds alike, so
that a week is bit-identical on any machine, whatever its mathematics library.
"""

import math

import numpy as np

from sim.core.decorator import rule

PER_LOG_2 = 1.4426950408889634  # 1 / log(2)
LOG_2 = 0.6931471805599453
TO_WHOLE = 6755399441055744.0  # 1.5 * 2**52: whoever adds it and takes it off again is left with a whole number
TO_WHOLE_BITS = np.float64(TO_WHOLE).view(np.int64)
EXPONENT = np.int64(52)  # place of the exponent among the bits of a number
BIAS = np.int64(1023)  # what stands there for an exponent of 0
LEAST, MOST = np.int64(-1022), np.int64(1023)  # exponents of ordinary numbers
ONE_EXPONENT = BIAS << EXPONENT  # the exponent of numbers from 1 to 2
FRACTION = (np.int64(1) << EXPONENT) - np.int64(1)  # the other bits
ROOT_2 = math.sqrt(2.0)


@rule
def exp(value: float) -> float:
    """The exponential function, right to 11 digits; beyond the range of ordinary numbers it stays near its ends.

    The argument is a whole multiple of log(2), which becomes the exponent, and a rest of at most half of that, whose
    exponential is a short series.
    """
    shifted = value * PER_LOG_2 + TO_WHOLE
    rest = value - (shifted - TO_WHOLE) * LOG_2
    square = rest * rest
    fourth = square * square
    series = (1.0 + rest) + (1.0 / 2.0 + 1.0 / 6.0 * rest) * square
    series += ((1.0 / 24.0 + 1.0 / 120.0 * rest) + (1.0 / 720.0 + 1.0 / 5040.0 * rest) * square) * fourth
    series += (1.0 / 40320.0 + 1.0 / 362880.0 * rest) * (fourth * fourth)
    exponent = min(max(np.float64(shifted).view(np.int64) - TO_WHOLE_BITS, LEAST), MOST)
    return series * np.int64((exponent + BIAS) << EXPONENT).view(np.float64)


@rule
def log(value: float) -> float:
    """The natural logarithm of a positive ordinary number, right to 12 digits.

    The number is a power of 2 times a rest near 1, whose logarithm is a short series in (rest - 1) / (rest + 1).
    """
    bits = np.float64(value).view(np.int64)
    power = np.float64((bits >> EXPONENT) - BIAS)
    rest = np.int64((bits & FRACTION) | ONE_EXPONENT).view(np.float64)
    if rest > ROOT_2:
        rest *= 0.5
        power += 1.0
    part = (rest - 1.0) / (rest + 1.0)
    square = part * part
    series = 1.0 + square * (
        1.0 / 3.0
        + square
        * (
            1.0 / 5.0
            + square
            * (1.0 / 7.0 + square * (1.0 / 9.0 + square * (1.0 / 11.0 + square * (1.0 / 13.0 + square * (1.0 / 15.0)))))
        )
    )
    return power * LOG_2 + 2.0 * part * series


@rule
def turn(share: float) -> tuple[float, float]:
    """Cosine and sine of a share of a full turn (0 to 1), right to 12 digits."""
    quarters = 4.0 * share
    nearest = np.floor(quarters + 0.5)
    angle = (quarters - nearest) * (0.5 * math.pi)  # at most an eighth of a turn either way
    square = angle * angle
    sine = angle * (
        1.0
        - square
        / 6.0
        * (
            1.0
            - square
            / 20.0
            * (1.0 - square / 42.0 * (1.0 - square / 72.0 * (1.0 - square / 110.0 * (1.0 - square / 156.0))))
        )
    )
    cosine = 1.0 - square / 2.0 * (
        1.0
        - square / 12.0 * (1.0 - square / 30.0 * (1.0 - square / 56.0 * (1.0 - square / 90.0 * (1.0 - square / 132.0))))
    )
    quarter = int(nearest) & 3
    if quarter == 0:
        return cosine, sine
    if quarter == 1:
        return -sine, cosine
    if quarter == 2:
        return -cosine, -sine
    return sine, -cosine


@rule
def expit(logit: float) -> float:
    """A logit (any real number) read as a level between 0 and 1."""
    return 1.0 / (1.0 + exp(-logit))


@rule
def logit(level_: float) -> float:
    """A level between 0 and 1 (both excluded) as a logit."""
    return log(level_ / (1.0 - level_))


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
