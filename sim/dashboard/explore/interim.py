"""What can be said from how many populations: nothing is called clear before there are enough of them.

While more are on their way, no figure stands on the first screen before there are enough: it would be quoted. The dots
of the strips show where it is going.
"""

from sim.report.words import certainty
from sim.report.words.quantities import FEWEST_REPLICATES, time_words
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


def too_early(comparison: Comparison, wanted: int) -> bool:
    """Whether no figure is shown yet, because there will soon be enough populations for one.

    Args:
        comparison: what was simulated so far.
        wanted: how many populations the answer will have; where those are too few, figures stand with that remark.
    """
    return not is_settled(comparison) and wanted >= certainty.SETTLED


def early_words(comparison: Comparison, title: str) -> str:
    """What stands in place of the answer: how many populations the first figures wait for, and how many there are."""
    return (
        f"Over {time_words(comparison.weeks)}, {title}: the first figures come with {certainty.SETTLED} simulated "
        f"populations ({len(comparison.replicates)} so far)."
    )


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
