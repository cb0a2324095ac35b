"""What an interval shows: stochastic uncertainty, parameter uncertainty, or both."""

from enum import StrEnum

from sim.scenario.scenario import Scenario
from sim.studies.fitted.ensemble import as_member


class Uncertainty(StrEnum):
    """Which kind of uncertainty replicates differ by."""

    STOCHASTIC = "stochastic"  # other random numbers, the same parameters: the interval is that of the mean
    PARAMETER = "parameter"  # the same random numbers, parameters of one member of the ensemble after another
    BOTH = "both"  # other random numbers and another member each time

    @property
    def spread(self) -> bool:
        """Whether intervals span replicates, not their mean: more replicates do not reduce parameter uncertainty."""
        return self is not Uncertainty.STOCHASTIC

    @property
    def words(self) -> str:
        """What an interval shows, as the end of a sentence."""
        return {
            Uncertainty.STOCHASTIC: "show stochastic uncertainty, not parameter uncertainty",
            Uncertainty.PARAMETER: "show parameter uncertainty (parameter sets that all fit the evidence), not "
            "stochastic uncertainty",
            Uncertainty.BOTH: "show stochastic and parameter uncertainty (parameter sets that all fit the evidence)",
        }[self]


def society_of(kind: Uncertainty, scenario: Scenario, replicate: int) -> Scenario:
    """The scenario as a replicate runs it: with the default parameters, or those of a member of the ensemble."""
    return as_member(scenario, replicate) if kind.spread else scenario


def replicate_of_draws(kind: Uncertainty, replicate: int) -> int:
    """The replicate whose random numbers are used: always the first's where stochastic uncertainty is left out."""
    return 0 if kind is Uncertainty.PARAMETER else replicate
