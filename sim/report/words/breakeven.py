"""A break-even value in words, and its points as a table for the terminal."""

import math

from rich import box
from rich.table import Table
from rich.text import Text

from sim.report.words.certainty import is_settled, not_yet
from sim.report.words.quantities import interval_words, listed, readable
from sim.studies.planning.breakeven import BreakEven
from sim.studies.planning.criteria import Criterion
from sim.studies.runs.statistics import paired_difference

WIDTH = 100
DIGITS = 6  # of an evaluated value


def exactly(value: float) -> str:
    """A value with its significant digits."""
    return f"{value:,.{DIGITS}g}"


def difference_words(found: BreakEven, value: float, unit: str) -> str:
    """The mean difference at a value with its interval."""
    differences = found.points[value]
    return interval_words(*paired_difference(0.0 * differences, differences, "higher", found.seed)[:3], unit)


def clear(found: BreakEven, value: float) -> bool:
    """Whether the difference at a value is beyond chance, which few populations cannot tell."""
    differences = found.points[value]
    if not is_settled(len(differences)):
        return False
    _, low, high, _ = paired_difference(0.0 * differences, differences, "higher", found.seed)
    return low > 0.0 or high < 0.0


def ends_words(low: float, high: float, found: BreakEven) -> str:
    """The interval of the zero: "95 % interval 120 to 161", or that it reaches beyond the range."""
    if math.isnan(low):
        return "no interval possible"
    left = f"below {readable(found.places[0])}" if math.isinf(low) else readable(low)
    right = f"above {readable(found.places[-1])}" if math.isinf(high) else readable(high)
    return f"95 % interval {left} to {right}"


def finding(found: BreakEven, path: str, titles: tuple[str, str], worth: Criterion) -> str:
    """The break-even finding in plain words.

    Args:
        found: what was looked at.
        path: of the number.
        titles: of the two policies.
        worth: the outcome.
    """
    mine, theirs = titles
    first, last = found.places[0], found.places[-1]
    judged = worth.title.lower()
    means = found.curves.mean(axis=0)
    span = f"from {exactly(first)} to {exactly(last)}"
    populations = len(found.curves)
    if not means.any():
        return f"{mine} and {theirs} have the same {judged} everywhere {span}."
    if not found.matters:
        better = mine if means[0] > 0.0 else theirs
        chance = "beyond chance" if clear(found, first) else "though this may be chance"
        chance = chance if is_settled(populations) else not_yet(populations)
        return f"{path} makes no difference to {judged} between the two. The better one is {better}, {chance}."
    zeros = found.zeros
    if not zeros:
        better = mine if means[0] > 0.0 else theirs
        unclear = [exactly(value) for value in found.places if not clear(found, value)]
        chance = f", though not beyond chance at {listed(unclear)}" if unclear else ", everywhere beyond chance"
        chance = chance if is_settled(populations) else f"; {not_yet(populations)}"
        return f"In the whole range of {path}, {span}, the better one ({judged}) is {better}{chance}."
    if len(zeros) > 1:
        at = listed([readable(zero) for zero in zeros])
        return (
            f"There is no single break-even: the difference ({judged}) is zero at {at} "
            f"of {path}. Differences this small may be chance; use more --people or --replicates."
        )
    above = mine if means[-1] > 0.0 or (means[-1] == 0.0 and means[0] < 0.0) else theirs
    below = theirs if above == mine else mine
    return (
        f"{mine} and {theirs} have the same {judged} where {path} is {readable(zeros[0])} "
        f"({ends_words(*found.interval(), found)}). The better one below it is {below}, above it {above}."
    )


def point_table(found: BreakEven, path: str, titles: tuple[str, str], unit: str) -> Table:
    """Every value that was looked at: the difference, its interval, and who is better."""
    table = Table(
        title=Text(f"How much better {titles[0]} is than {titles[1]}, by {path}"), box=box.SIMPLE_HEAD, width=WIDTH,
        title_justify="left", padding=(0, 1, 0, 0),
    )  # fmt: skip
    table.add_column("Value", justify="right")
    table.add_column("Difference")
    table.add_column("Better")
    for value in found.places:
        mean = float(found.points[value].mean())
        better = "the same" if mean == 0.0 else titles[0] if mean > 0.0 else titles[1]
        doubt = "not clear" if is_settled(len(found.points[value])) else "no verdict yet"
        better = better if mean == 0.0 or clear(found, value) else f"{doubt} ({better})"
        table.add_row(exactly(value), difference_words(found, value, unit), Text(better))
    return table
