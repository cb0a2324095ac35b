"""What an interval shows: stochastic uncertainty, parameter uncertainty, or both."""

import math
from collections.abc import Sequence
from enum import StrEnum
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from sim.scenario.scenario import Scenario
from sim.studies.fitted.ensemble import as_member, ensemble

if TYPE_CHECKING:
    from sim.studies.runs.statistics import VarianceShare


class Uncertainty(StrEnum):
    """Which kind of uncertainty replicates differ by."""

    STOCHASTIC = "stochastic"  # other random numbers, the same parameters: the interval is that of the mean
    PARAMETER = "parameter"  # the same random numbers, parameters of one member of the ensemble after another
    BOTH = "both"  # other random numbers and another member each time

    @property
    def spread(self) -> bool:
        """Whether replicates differ by parameters: more of them do not reduce what intervals show of that."""
        return self is not Uncertainty.STOCHASTIC

    @property
    def words(self) -> str:
        """What an interval shows, as the end of a sentence."""
        return {
            Uncertainty.STOCHASTIC: "show stochastic uncertainty, not parameter uncertainty",
            Uncertainty.PARAMETER: "show parameter uncertainty (parameter sets that the evidence leaves open), not "
            "stochastic uncertainty",
            Uncertainty.BOTH: "show stochastic and parameter uncertainty "
            "(parameter sets that the evidence leaves open)",
        }[self]


def member_of(kind: Uncertainty, replicate: int) -> int:
    """The member of the ensemble that a replicate lives by, from 0, the model's default.

    With both kinds of uncertainty, members come in twos, and each two twice in a row with other random numbers: 0, 1,
    0, 1, 2, 3, 2, 3, ... So a few replicates already show how far members differ, and how far chance takes them.
    """
    if kind is Uncertainty.STOCHASTIC:
        return 0
    if kind is Uncertainty.PARAMETER:
        return replicate
    return replicate // 4 * 2 + replicate % 2


def society_of(kind: Uncertainty, scenario: Scenario, replicate: int) -> Scenario:
    """The scenario as a replicate runs it: with the default parameters, or those of a member of the ensemble."""
    return as_member(scenario, member_of(kind, replicate)) if kind.spread else scenario


def replicate_of_draws(kind: Uncertainty, replicate: int) -> int:
    """The replicate whose random numbers are used: always the first's where stochastic uncertainty is left out."""
    return 0 if kind is Uncertainty.PARAMETER else replicate


def members_of(kind: Uncertainty, replicates: Sequence[int]) -> npt.NDArray[np.int64] | None:
    """The member of the ensemble that each replicate lives by; None where all live by the default parameters."""
    if not kind.spread:
        return None
    members = max(1, len(ensemble()))
    return np.array([member_of(kind, number) % members for number in replicates], np.int64)


def parameter_share(kind: Uncertainty, values: npt.NDArray[np.float64], replicates: Sequence[int]) -> "VarianceShare":
    """How much of the uncertainty of a mean over replicates comes from parameters; the rest comes from chance.

    Args:
        kind: what replicates differ by.
        values: of the replicates, NaN where one has none (n).
        replicates: their numbers (n).

    Returns:
        The share with its interval; not known (NaN) unless replicates differ by both and some share a member.
    """
    from sim.studies.runs.statistics import VarianceShare, variance_between  # with SciPy, half a second

    members = members_of(kind, replicates)
    if kind is not Uncertainty.BOTH or members is None:
        return VarianceShare(math.nan, math.nan, math.nan)
    return variance_between(values, members)
