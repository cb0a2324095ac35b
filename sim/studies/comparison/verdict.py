"""Whether a simulated figure agrees with the published one, in a few plain words."""

import math

import pandas as pd

NOT_PUBLISHED = "nothing to compare with"
NOT_KNOWN = "this run cannot say"
AGREES = "agrees"


def verdict(
    published: tuple[float, float | None, float | None], simulated: tuple[float, float | None, float | None]
) -> str:
    """Say whether a simulated figure agrees with a published one, or how far it is below or above.

    They agree where the ranges meet: the published range (or figure, where no end was published) and the interval of
    the simulated one. Else the distance is that between the two figures, in per cent of the published one.

    Args:
        published: the figure and the ends of its range; NaN or None where not published.
        simulated: the figure and the ends of its interval; NaN or None where not known.

    Examples:
        >>> verdict((4.4, 4.2, 4.6), (3.3, 3.2, 3.4))
        '25 % below'
        >>> verdict((4.4, None, None), (4.0, 3.5, 4.5))
        'agrees'
    """
    value, low, high = _whole(published)
    found, least, most = _whole(simulated)
    if math.isnan(low) or math.isnan(high):
        return NOT_PUBLISHED
    if math.isnan(found):
        return NOT_KNOWN
    if least <= high and low <= most:
        return AGREES
    side = "below" if found < low else "above"
    nearest = value if not math.isnan(value) else low if found < low else high
    if nearest == 0.0:
        return side
    off = round(100.0 * abs(found - nearest) / abs(nearest))
    return f"{off} % {side}" if off > 0 else f"less than 1 % {side}"


def with_verdicts(table: pd.DataFrame) -> pd.DataFrame:
    """A table of published figures (`published_table`) with a column `verdict`."""
    ours = zip(table["simulated"], table["low"], table["high"], strict=True)
    theirs = zip(table["published"], table["published_low"], table["published_high"], strict=True)
    said = [verdict(published, simulated) for published, simulated in zip(theirs, ours, strict=True)]
    return table.assign(verdict=pd.Series(said, index=table.index, dtype=object))


def _whole(figure: tuple[float, float | None, float | None]) -> tuple[float, float, float]:
    """A figure with both ends of its range: the figure itself, where an end is not known."""
    value, low, high = (math.nan if part is None else float(part) for part in figure)
    return value, value if math.isnan(low) else low, value if math.isnan(high) else high
