"""Published figures beside simulated ones, in words."""

import math
from typing import NamedTuple

from sim.report.words.comparison import Comparison, title_of
from sim.report.words.quantities import readable

NONE = "none published"


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
                "not known" if math.isnan(simulated) else readable(simulated, unit) + _ends(row["low"], row["high"]),
                str(row["evidence"]),
                str(row["verdict"]),
            )
        )
    return rows


def _ends(low: object, high: object) -> str:
    if not isinstance(low, float | int) or not isinstance(high, float | int) or math.isnan(low) or math.isnan(high):
        return ""
    return f" ({readable(float(low))} to {readable(float(high))})"
