"""How large the runs of these tests are, and more populations than they have."""

from __future__ import annotations

from dataclasses import replace

from sim.studies.comparison.comparison import Comparison
from sim.studies.explore.explorer import Size

SMALL = Size(people=150, weeks=60, quick=2, thorough=3)


def repeated(comparison: Comparison, count: int) -> Comparison:
    """The same populations again and again, as many as a verdict needs."""
    known = len(comparison.replicates)
    results = {
        (name, number): comparison.results[name, number % known]
        for name, _ in comparison.results
        for number in range(count)
    }
    made = replace(comparison, replicates=list(range(count)), results=results)
    made.settings = comparison.settings | {"replicates": count}
    return made
