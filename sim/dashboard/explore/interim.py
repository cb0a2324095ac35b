"""What can be said from how many populations: nothing is called clear before there are enough of them."""

from sim.report.words import certainty
from sim.report.words.quantities import FEWEST_REPLICATES
from sim.studies.comparison.comparison import Comparison

INTERVAL = "95 % interval"


def is_settled(comparison: Comparison) -> bool:
    """Whether there are enough populations to call anything clear."""
    return certainty.is_settled(len(comparison.replicates))


def is_single(comparison: Comparison) -> bool:
    """Whether chance cannot be judged at all."""
    return len(comparison.replicates) < FEWEST_REPLICATES


def populations_words(comparison: Comparison, called: str = "population") -> str:
    """How many populations: "1 population", "24 populations"."""
    count = len(comparison.replicates)
    return f"{count} {called}{'' if count == 1 else 's'}"


def so_far(sentence: str, comparison: Comparison) -> str:
    """A finding, marked as preliminary while there are still few populations.

    Args:
        sentence: about all of the comparison, one or more sentences.
        comparison: what it was found in.
    """
    if is_settled(comparison):
        return sentence
    if is_single(comparison):  # what the studies call a replicate, the page calls a population
        return sentence.replace("single replicate", "one population").replace("more replicates", "more populations")
    begun = sentence[:1].lower() + sentence[1:] if sentence[1:2].islower() else sentence
    return f"So far, from {populations_words(comparison)}: {begun.replace(INTERVAL, f'{INTERVAL} so far')}"


def interval_heading(comparison: Comparison) -> str:
    """What stands above a column of intervals."""
    return INTERVAL if is_settled(comparison) else f"{INTERVAL} so far"
