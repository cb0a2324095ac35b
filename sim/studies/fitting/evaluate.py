"""One parameter set in the real model: every fit row measured in one society."""

import math
from collections.abc import Mapping, Sequence

from sim.scenario_files import load_scenario
from sim.studies.fitting.free import with_values
from sim.studies.measures import MEASUREMENTS, Laboratory


def evaluate(
    values: Mapping[str, float], rows: Sequence[str], people: int, seed: int, *, keep: bool = False
) -> dict[str, tuple[float, float]]:
    """Measure rows of the evidence under a parameter set.

    Args:
        values: free parameters by name.
        rows: ids of evidence rows.
        people: size of the society.
        seed: of its dice.
        keep: keep the society in the cache.

    Returns:
        Row to value and Monte Carlo error; a row that cannot be measured there (nobody falls ill, say) is NaN.
    """
    lab = Laboratory(with_values(load_scenario("baseline"), values), people, seed, keep=keep)
    measured: dict[str, tuple[float, float]] = {}
    for row in rows:
        try:
            found = MEASUREMENTS[row](lab)
            measured[row] = float(found.value), float(found.error)
        except ValueError:  # no participants, no cases
            measured[row] = math.nan, math.nan
    return measured
