"""The instruments that a life's symptoms are drawn by, and which of them fits a person."""

from collections.abc import Sequence
from typing import NamedTuple

import pandas as pd

from sim.parameters import Parameters

MONTH = 4  # weeks


class Instrument(NamedTuple):
    """A symptom scale."""

    column: str  # of a life history
    state: str  # of `STATES`
    name: str
    measures: str
    case: float  # points from which a person counts as a case


def instruments(parameters: Parameters) -> tuple[Instrument, ...]:
    """PHQ-9, GAD-7 and PCL-5 with the model's cut-offs."""
    return (
        Instrument("phq9", "depression", "PHQ-9", "depression", parameters.case_phq9),
        Instrument("gad7", "anxiety", "GAD-7", "anxiety", parameters.case_gad7),
        Instrument("pcl5", "post_traumatic_stress", "PCL-5", "post-traumatic stress", parameters.case_pcl5),
    )


def fitting(histories: Sequence[pd.DataFrame], known: Sequence[Instrument]) -> Instrument:
    """The instrument to draw a person's symptoms by.

    Of the disorders that the person has (a month or more at or above the cut-off) it is the one in which the histories
    differ most; where they do not differ by a point, the one with most weeks at or above its cut-off. Where the person
    has none, it is the one whose mean comes closest to its cut-off.

    Args:
        histories: of the same person, under one policy or two.
        known: to choose from.
    """

    def burden(one: Instrument) -> tuple[bool, float, int, float]:
        scores = pd.concat([history[one.column] for history in histories])
        ill = int((scores >= one.case).sum())
        apart = float((histories[0][one.column] - histories[-1][one.column]).abs().mean())
        has = ill >= MONTH
        return has, apart / one.case if has and apart >= 1.0 else 0.0, ill, float(scores.mean() / one.case)

    return max(known, key=burden)
