"""Numbers in words: sensible digits, thousands separators, a real minus sign, intervals and chances."""

import math

from sim.people.state import WEEKS_PER_YEAR

MINUS = "\N{MINUS SIGN}"
MILLION = 1_000_000
NOT_KNOWN = "not known"
WHOLE_UNITS = ("people", "person-weeks", "weeks of illness")  # counted in whole numbers
LEVEL_DIGITS = 3
LARGE = 100  # from here on, differences show three digits too
EFFECT_DIGITS = 2
MORE_DECIMALS = 2  # at most, so that the end of an interval near zero is not shown as zero
SMALL = 0.1  # levels above it need no more than two decimals
FEWEST_REPLICATES = 2  # with fewer, chance cannot be judged
MANY_REPLICATES = 100  # from here on, probabilities are given in hundredths
RARE = 0.05  # below it (and above its mirror image) tenths no longer do


def decimals_for(size: float, digits: int, unit: str = "") -> int:
    """Decimals that show `size` with so many significant digits; negative ones round to tens, hundreds and so on."""
    if not math.isfinite(size) or size == 0:
        return 0
    decimals = digits - 1 - math.floor(math.log10(abs(size)))
    return min(decimals, 0) if unit in WHOLE_UNITS else decimals


def number_words(number: float, decimals: int, signed: bool = False) -> str:
    """A number with thousands separators and a real minus sign; from a million on, in millions.

    Args:
        number: the number; NaN and infinity are "not known".
        decimals: decimals to show; negative ones round to tens, hundreds and so on.
        signed: show a plus sign too.
    """
    if not math.isfinite(number):
        return NOT_KNOWN
    rounded = round(number, decimals)
    size = abs(rounded)
    in_millions = f"{size / MILLION:,.{max(decimals + 6, 0)}f} million"
    text = in_millions if size >= MILLION else f"{size:,.{max(decimals, 0)}f}"
    if rounded < 0:
        return MINUS + text
    return "+" + text if signed and rounded > 0 else text


def with_unit(text: str, unit: str) -> str:
    """A number in words with its unit behind it."""
    if text == NOT_KNOWN or unit in ("", "0-1"):
        return text
    return "1 person" if (text, unit) == ("1", "people") else f"{text} {unit}"


def readable(number: float, unit: str = "", signed: bool = False) -> str:
    """A number with its unit, for people: three digits that count, "12,300 people", "2.31 million weeks", "13.4 %"."""
    decimals = decimals_for(number, LEVEL_DIGITS, unit)
    if decimals > EFFECT_DIGITS:
        decimals = EFFECT_DIGITS if abs(number) >= SMALL else decimals_for(number, EFFECT_DIGITS, unit)
    return with_unit(number_words(number, decimals, signed), unit)


def difference_unit(unit: str) -> str:
    """The unit of a difference: percentages differ by percentage points."""
    return "percentage points" if unit.startswith("%") else unit


def shared_decimals(numbers: tuple[float, ...], unit: str = "") -> int:
    """Decimals that suit a difference and its interval together: enough for the largest, and no other shown as 0."""
    sizes = [abs(number) for number in numbers if math.isfinite(number) and number != 0]
    if not sizes:
        return 0
    decimals = decimals_for(max(sizes), LEVEL_DIGITS if max(sizes) >= LARGE else EFFECT_DIGITS, unit)
    needed = max(decimals, decimals_for(min(sizes), 1, unit))
    return needed if needed <= decimals + MORE_DECIMALS else decimals


def range_words(low: float, high: float, decimals: int, signed: bool = True) -> str:
    """An interval without its level: "-1.2 to -0.6"."""
    return f"{number_words(low, decimals, signed)} to {number_words(high, decimals, signed)}"


def interval_words(difference: float, low: float, high: float, unit: str = "", signed: bool = True) -> str:
    """A difference with its unit and interval: "-0.9 percentage points (95 % interval -1.2 to -0.6)".

    Args:
        difference: the difference; NaN is "not known".
        low: lower end of its 95 % interval; NaN where no interval is possible.
        high: upper end.
        unit: unit of the difference.
        signed: show plus signs.
    """
    decimals = shared_decimals((difference, low, high), unit)
    text = with_unit(number_words(difference, decimals, signed), unit)
    if text == NOT_KNOWN:
        return text
    if not (math.isfinite(low) and math.isfinite(high)):
        return f"{text} (no interval possible)"
    return f"{text} (95 % interval {range_words(low, high, decimals, signed)})"


def tempered(probability: float, replicates: int) -> float:
    """A probability no nearer to 0 or 1 than the number of replicates can show (rule of succession)."""
    edge = 1 / (replicates + 2)
    return min(max(probability, edge), 1 - edge)


def odds_words(probability: float, replicates: int) -> str:
    """A chance as a natural frequency: "9 in 10", "over 9 in 10" or, with many replicates, "97 in 100"."""
    if not math.isfinite(probability) or replicates < FEWEST_REPLICATES:
        return NOT_KNOWN
    chance = tempered(probability, replicates)
    if RARE <= chance <= 1 - RARE:
        return f"{_tenths(chance)} in 10"
    if replicates < MANY_REPLICATES:
        return "over 9 in 10" if chance > RARE else "under 1 in 10"
    hundredths = round(100 * chance)
    if hundredths in (0, 100):
        return "over 99 in 100" if hundredths else "under 1 in 100"
    return f"{hundredths} in 100"


def _tenths(chance: float) -> int:
    return min(max(round(10 * chance), 1), 9)


def population_words(people: float) -> str:
    """A population in words: "1 million people", "8.9 million people", "50,000 people"."""
    if people >= MILLION:
        return f"{people / MILLION:,.3g} million people" if people < 1000 * MILLION else f"{people:,.0f} people"
    return f"{people:,.0f} people"


def time_words(weeks: int) -> str:
    """A time in words: "10 years", "1.5 years", "30 weeks"."""
    count, unit = (weeks / WEEKS_PER_YEAR, "year") if weeks >= WEEKS_PER_YEAR else (weeks, "week")
    return f"{count:.3g} {unit}{'' if count == 1 else 's'}"


def listed(items: list[str]) -> str:
    """A list in words: "a", "a and b", "a, b and c"."""
    return items[0] if len(items) == 1 else f"{', '.join(items[:-1])} and {items[-1]}" if items else ""


def shortened(text: str, length: int) -> str:
    """A text cut to a length, with an ellipsis where something is missing."""
    return text if len(text) <= length else text[: length - 1].rstrip() + "…"
