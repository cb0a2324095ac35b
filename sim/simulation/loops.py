"""Two loops over the same rules: compiled over everyone, and one person at a time for Mesa. Both call `live_week`.

People are visited in blocks of fixed size, and sums are taken block by block, so that no result depends on the number
of threads.
"""

import numba
import numpy as np
import numpy.typing as npt

from sim.core.decorator import parallel_loop, rule
from sim.core.prefetch import fetch_ahead
from sim.core.world import World
from sim.people.state import CAUSES, DOMAINS
from sim.week import live_week

BLOCK = 256  # people visited in a row by one thread


def blocks(people: int) -> int:
    """Number of blocks for a number of people."""
    return -(-people // BLOCK)


@rule
def add_contributions(contributions: npt.NDArray[np.float64], sums: npt.NDArray[np.float64]) -> None:
    """Add one person's contributions to general self-efficacy (the mean over domains) to sums by cause."""
    for cause in range(CAUSES):
        total = 0.0
        for domain in range(DOMAINS):
            total += contributions[domain, cause]
        sums[cause] += total / DOMAINS


@rule
def live_block(
    block: int,
    world: World,
    doses: npt.NDArray[np.void],
    ledgers: npt.NDArray[np.float64],
    sums: npt.NDArray[np.float64],
    seed: int,
    week: int,
) -> None:
    """One week of one block of people; `sums[block]` gets the block's contributions to general self-efficacy.

    `ledgers` holds contributions per person where they are kept, else one scratch array per block.
    """
    first = block * BLOCK
    last = min(first + BLOCK, len(world.people))
    keeps_everybody = len(ledgers) == len(world.people)
    for cause in range(CAUSES):
        sums[block, cause] = 0.0
    for row in range(first, last):
        ledger = ledgers[row if keeps_everybody else block]
        fetch_ahead(row, world)
        live_week(row, world, doses[block], ledger, seed, week)
        add_contributions(ledger, sums[block])


@rule
def live_all(
    world: World,
    doses: npt.NDArray[np.void],
    ledgers: npt.NDArray[np.float64],
    sums: npt.NDArray[np.float64],
    seed: int,
    week: int,
) -> None:
    """One week of everybody on one thread; other Python threads may run meanwhile."""
    for block in range(len(sums)):
        live_block(block, world, doses, ledgers, sums, seed, week)


@parallel_loop
def live_all_in_parallel(
    world: World,
    doses: npt.NDArray[np.void],
    ledgers: npt.NDArray[np.float64],
    sums: npt.NDArray[np.float64],
    seed: int,
    week: int,
) -> None:
    """One week of everyone on all threads: bit-identical to `live_all`."""
    for block in numba.prange(len(sums)):
        live_block(
            np.int64(block),  # type: ignore[arg-type]
            world,
            doses,
            ledgers,
            sums,
            seed,
            week,
        )
