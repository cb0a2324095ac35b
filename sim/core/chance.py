"""Chance: every random draw belongs to (seed, person, week, purpose), never to the order of calls.

The generator is Philox 4x32 with ten rounds (Salmon, Moraes, Dror and Shaw, "Parallel random numbers: as easy as
1, 2, 3", SC 2011), a counter-based generator: the same counter and key give the same four numbers on any machine, in
any thread, in any order. Two scenarios that share a seed share every throw that neither of them changes, so that their
difference is the effect of the policy and not of luck.
"""

import math
from enum import IntEnum
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from sim.core.arithmetic import log, turn
from sim.core.decorator import rule

MULTIPLIER_0 = np.uint64(0xD2511F53)
MULTIPLIER_1 = np.uint64(0xCD9E8D57)
WEYL_0 = np.uint64(0x9E3779B9)
WEYL_1 = np.uint64(0xBB67AE85)
LOW_WORD = np.uint64(0xFFFFFFFF)
WORD = np.uint64(32)
ROUNDS = 10
UNIT = 2.0**-32


class Purpose(IntEnum):
    """What a random draw decides. New purposes get new numbers; old numbers are never reused."""

    STRESS = 1
    ATTEMPT = 2
    SYMPTOMS = 3
    SOCIAL = 4
    CARE = 5
    QUEUE = 6
    INSTRUMENTS = 7
    TRAITS = 8
    TRAITS_MORE = 9
    BODY = 10
    MIND = 11
    SETTLING = 12
    SESSION_SCORES = 13
    RECRUITMENT = 14
    TRIAGE = 15
    OFFERS = 16
    INSTRUMENTS_MORE = 17
    TRAITS_LAST = 18
    FAMILY = 19
    FAMILY_EVENTS = 20
    YOUTH = 21
    THERAPIST = 22
    THERAPIST_EFFECT = 23
    PROGRAMMES = 100  # one purpose per programme, counted from here by the programme's own number
    EVENTS = 2**31 + 100  # one purpose per event, as with programmes


class Draws(NamedTuple):
    """Four independent throws, each uniform between 0 and 1 (both excluded)."""

    first: float
    second: float
    third: float
    fourth: float


@rule
def philox(
    counter_0: int, counter_1: int, counter_2: int, counter_3: int, key_0: int, key_1: int
) -> tuple[int, int, int, int]:
    """Philox 4x32-10: four 32-bit words out of a 128-bit counter and a 64-bit key (words as unsigned integers)."""
    c0, c1 = np.uint64(counter_0), np.uint64(counter_1)
    c2, c3 = np.uint64(counter_2), np.uint64(counter_3)
    k0, k1 = np.uint64(key_0), np.uint64(key_1)
    for _ in range(ROUNDS):
        product_0 = MULTIPLIER_0 * c0  # two 32-bit words: 64 bits hold the product
        product_1 = MULTIPLIER_1 * c2
        c0, c1, c2, c3 = (
            (product_1 >> WORD) ^ c1 ^ k0,
            product_1 & LOW_WORD,
            (product_0 >> WORD) ^ c3 ^ k1,
            product_0 & LOW_WORD,
        )
        k0 = (k0 + WEYL_0) & LOW_WORD
        k1 = (k1 + WEYL_1) & LOW_WORD
    return c0, c1, c2, c3  # type: ignore[return-value]


@rule
def draw(seed: int, person: int, week: int, purpose: int) -> Draws:
    """Four throws for one person, week and purpose.

    Args:
        seed: the run's seed, 0 to 2**63 - 1.
        person: the person's id for life, 0 to 2**63 - 1 (never reused).
        week: the week, counted from the start of the run; burn-in weeks are negative (down to -2**31).
        purpose: one of `Purpose`.

    Returns:
        Four numbers uniform on (0, 1).
    """
    seed_bits = np.uint64(seed)
    person_bits = np.uint64(person)
    a, b, c, d = philox(
        person_bits & LOW_WORD,  # type: ignore[arg-type]
        person_bits >> WORD,  # type: ignore[arg-type]
        np.uint64(week + 2147483648),  # type: ignore[arg-type]
        np.uint64(purpose),  # type: ignore[arg-type]
        seed_bits & LOW_WORD,  # type: ignore[arg-type]
        seed_bits >> WORD,  # type: ignore[arg-type]
    )
    return Draws((a + 0.5) * UNIT, (b + 0.5) * UNIT, (c + 0.5) * UNIT, (d + 0.5) * UNIT)


@rule
def draw_each(ids: npt.NDArray[np.int64], seed: int, week: int, purpose: int, drawn: npt.NDArray[np.float64]) -> None:
    """Fill in the first two throws of many people, for the same week and purpose (people by 2)."""
    for row in range(len(ids)):
        draws = draw(seed, ids[row], week, purpose)
        drawn[row, 0] = draws.first
        drawn[row, 1] = draws.second


@rule
def normal_pair(one: float, other: float) -> tuple[float, float]:
    """Two independent standard normal numbers from two uniform ones (Box and Muller 1958)."""
    radius = math.sqrt(-2.0 * log(one))
    cosine, sine = turn(other)
    return radius * cosine, radius * sine


@rule
def exponential(one: float) -> float:
    """An exponential number with mean 1 from a uniform one."""
    return -log(one)


@rule
def jitter(one: float) -> float:
    """A small symmetric disturbance with mean 0 and variance 1 (uniform; many weeks of it add up to a normal one)."""
    return (one - 0.5) * 3.4641016151377544
