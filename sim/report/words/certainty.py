"""How certain a figure is, said once and by one rule: in how many of the simulated populations it came out so.

Nothing is called better or worse from fewer than twelve populations, and nothing that is too small to matter.
"""

from sim.report.words.quantities import FEWEST_REPLICATES

SETTLED = 12  # populations; with fewer, an interval may yet move, and nothing is called better or worse
TOO_SMALL = "too small to matter"
SAME = "no difference"
NOT_YET = "no verdict yet"


def is_settled(populations: int) -> bool:
    """Whether there are enough populations for a verdict."""
    return populations >= SETTLED


def not_yet(populations: int, called: str = "populations") -> str:
    """Why there is no verdict: "no verdict yet: 8 of 12 populations".

    Args:
        populations: how many there are.
        called: what they are called here, in the plural.
    """
    if populations < FEWEST_REPLICATES:
        return "one population: no verdict yet"
    return f"{NOT_YET}: {populations} of {SETTLED} {called}"


def counted_words(
    what: str,
    count: int,
    populations: int,
    opposite: tuple[str, int] | None = None,
    *,
    called: str = "simulated populations",
) -> str:
    """In how many populations something came out: "better in 19 of 24 simulated populations".

    Where that is not most of them, the opposite is stated beside it: "better in 11 of 24, worse in 7"; in the others it
    came out alike.

    Args:
        what: "better", "worse", "higher", "lower" or "worth its cost".
        count: populations in which it is so.
        populations: all of them.
        opposite: what is the opposite, and in how many populations that came out.
        called: what they are called here, in the plural.
    """
    if opposite is not None and 2 * count <= populations:
        return f"{what} in {count} of {populations}, {opposite[0]} in {opposite[1]}"
    return f"{what} in {count} of {populations} {called}"
