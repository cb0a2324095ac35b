"""In how many replicates something came out better."""

import numpy as np
import numpy.typing as npt


def better_and_worse(
    before: npt.NDArray[np.float64], after: npt.NDArray[np.float64], better: str
) -> tuple[int, int, int]:
    """In how many replicates an outcome is better, in how many it is worse (those alike are in neither), in how many it
    is known under both.

    Args:
        before: the baseline's values over replicates; NaN counts as neither.
        after: the scenario's.
        better: "lower" or "higher"; "": more counts as better.
    """
    known = int((np.isfinite(before) & np.isfinite(after)).sum())
    more, less = int((after > before).sum()), int((after < before).sum())
    return (less, more, known) if better == "lower" else (more, less, known)
