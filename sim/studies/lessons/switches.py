"""Your own experiment: some mechanisms switched off, against the whole model."""

from collections.abc import Sequence

from sim.parameters.mechanisms import mechanisms
from sim.scenario.load import nearest
from sim.studies.lessons.lesson import Arm, Experiment, Who

WHOLE, CUT = "whole", "cut"
LAST = 13  # weeks at the end that are judged, where there are so many


def switched(
    off: Sequence[str],
    measure: str,
    *,
    measured_in: Who = Who.EVERYONE,
    weeks: int,
    people: int,
    replicates: int,
    seed: int,
) -> Experiment:
    """The whole model against the model without some mechanisms, both from the same people.

    Args:
        off: names of mechanisms, as from `sim.parameters.mechanisms.mechanisms`; one or more.
        measure: what to look at (`MEASURES`).
        measured_in: in whom.
        weeks: how long.
        people: size of each society.
        replicates: societies.
        seed: of all of them.

    Raises:
        ValueError: no such mechanism, or none at all.
    """
    known = mechanisms()
    if not off:
        raise ValueError("no mechanism is switched off: choose one or more")
    for name in off:
        if name not in known:
            raise ValueError(f"no mechanism is called {name!r}.{nearest(name, known)} Known: {', '.join(known)}.")
    arms = {
        WHOLE: Arm(title="Whole model"),
        CUT: Arm(title="With the switches off", mechanisms=dict.fromkeys(off, False)),
    }
    return Experiment(
        arms=arms, measure=measure, measured_in=measured_in, weeks=weeks, people=people, replicates=replicates,
        seed=seed, last=min(LAST, weeks),
    )  # fmt: skip
