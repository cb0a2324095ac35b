"""What an outcome is where a parameter is low and where it is high, all others being wherever they are."""

import numpy as np
import pandas as pd

from sim.studies.runs.statistics import Z95
from sim.studies.sensitivity.sampled import Sampled

TAIL = 0.25  # of the range: points below it count as low, points above one minus it as high


def ends(found: Sampled, outcome: str) -> tuple[pd.DataFrame, float]:
    """Means at both ends of each parameter.

    Args:
        found: a sweep of any method.
        outcome: one of its outcomes.

    Returns:
        parameter, at_low, at_high, low_error, high_error (half-widths of 95 % intervals), span (their difference),
        widest first; and the mean over all points. NaN where an end has fewer than two points.
    """
    gave = found.means[outcome]
    known = ~np.isnan(gave)
    rows = []
    for column, name in enumerate(found.names):
        place = found.unit[:, column]
        low, high = gave[known & (place <= TAIL)], gave[known & (place >= 1.0 - TAIL)]
        each = [
            (float(one.mean()), Z95 * float(one.std(ddof=1)) / len(one) ** 0.5) if len(one) > 1 else (np.nan, np.nan)
            for one in (low, high)
        ]
        rows.append((name, each[0][0], each[1][0], each[0][1], each[1][1], abs(each[1][0] - each[0][0])))
    table = pd.DataFrame(rows, columns=["parameter", "at_low", "at_high", "low_error", "high_error", "span"])
    middle = float(gave[known].mean()) if known.any() else float("nan")
    return table.sort_values("span", ascending=False, ignore_index=True, kind="stable"), middle
