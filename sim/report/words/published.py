"""Published figures beside simulated ones, in words."""

import math
from typing import NamedTuple

from sim.report.words.comparison import Comparison, title_of
from sim.report.words.quantities import readable

NONE = "none published"
POOLED = "pooled"  # courses of all replicates counted together


class Beside(NamedTuple):
    """One published figure and ours."""

    scenario: str
    label: str
    published: str
    simulated: str
    evidence: str
    verdict: str


def beside(comparison: Comparison) -> list[Beside]:
    """All published figures of the scenarios compared, with what this run gives."""
    rows = []
    for row in comparison.published.to_dict("records"):
        unit = str(row["unit"])
        said = row["published_low"], row["published_high"]
        published, simulated = float(row["published"]), float(row["simulated"])
        rows.append(
            Beside(
                title_of(comparison.titles, str(row["scenario"])),
                str(row["label"]),
                NONE if math.isnan(published) else readable(published, unit) + _ends(*said),
                _simulated(simulated, unit, row["low"], row["high"], bool(row["pooled"])),
                str(row["evidence"]),
                str(row["verdict"]),
            )
        )
    return rows


def _simulated(value: float, unit: str, low: object, high: object, pooled: bool) -> str:
    if math.isnan(value):
        return "not known"
    return readable(value, unit) + _ends(low, high) + (f", {POOLED}" if pooled else "")


def _ends(low: object, high: object) -> str:
    if not isinstance(low, float | int) or not isinstance(high, float | int) or math.isnan(low) or math.isnan(high):
        return ""
    return f" ({readable(float(low))} to {readable(float(high))})"
