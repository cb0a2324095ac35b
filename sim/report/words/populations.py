"""What a policy changes in each simulated population, turned as readers see it: the dots of the figures."""

import numpy as np
import numpy.typing as npt

from sim.report.words.comparison import Comparison, baseline_of
from sim.report.words.outcome_rows import AVERTED


def changes(comparison: Comparison, scenario: str, outcome: str) -> npt.NDArray[np.float64]:
    """The differences from the baseline in one outcome, one a simulated population (those known).

    Args:
        comparison: the results.
        scenario: name of a policy.
        outcome: of the summary; weeks of illness are turned round, into weeks averted.
    """
    difference = comparison.total(scenario, outcome) - comparison.total(baseline_of(comparison), outcome)
    known = difference[np.isfinite(difference)]
    return 0.0 - known if outcome == AVERTED else known
