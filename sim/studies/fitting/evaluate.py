"""One parameter set in the model: rows of the evidence measured in one society."""

import math
from collections.abc import Mapping, Sequence

from sim.scenario.load import load_scenario
from sim.studies.fitted.freeze import refuse_sealed
from sim.studies.fitted.priors import with_values
from sim.studies.measures import MEASUREMENTS, Laboratory
from sim.studies.measures.laboratory import lived_on

NOTHING = "nothing"  # after `CUT`: nothing is cut, and the same year is lived, to compare with
CUT = "mechanisms."  # begins the name of a mechanism that is switched off, among the values


def evaluate(
    values: Mapping[str, float], rows: Sequence[str], people: int, seed: int, *, keep: bool = False
) -> dict[str, tuple[float, float]]:
    """Measure rows of the evidence under a parameter set.

    Args:
        values: free parameters by name. `mechanisms.NAME` cuts a mechanism: the same people then live a year without
            it before anything is measured, so that no row changes merely because nobody fell ill in decades.
        rows: ids of evidence rows.
        people: size of the society.
        seed: of its random numbers.
        keep: keep the society in the cache.

    Returns:
        Row to value and Monte Carlo error; a row that cannot be measured there (nobody falls ill, say) is NaN.

    Raises:
        SealedRows: one is of role `check`, and no fit is frozen.
    """
    refuse_sealed(rows)
    whole = with_values(load_scenario("baseline"), {name: v for name, v in values.items() if not name.startswith(CUT)})
    cut = [name.removeprefix(CUT) for name in values if name.startswith(CUT)]
    lab = Laboratory(whole, people, seed, keep=keep)
    if cut:
        without = whole.model_copy(
            update={
                "mechanisms": {**whole.mechanisms, **dict.fromkeys([name for name in cut if name != NOTHING], False)}
            }
        )
        start = lived_on(without, lab.start, seed)
        lab = Laboratory(without, people, seed, keep=keep, start=start)
    measured: dict[str, tuple[float, float]] = {}
    for row in rows:
        try:
            found = MEASUREMENTS[row](lab)
            measured[row] = float(found.value), float(found.error)
        except ValueError:  # no participants, no cases
            measured[row] = math.nan, math.nan
    return measured
