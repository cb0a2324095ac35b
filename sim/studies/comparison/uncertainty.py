"""What an interval stands for: chance, ignorance of the model's own numbers, or both."""

from enum import StrEnum

from sim.scenario.scenario import Scenario
from sim.studies.fitted.ensemble import as_member


class Uncertainty(StrEnum):
    """Which kind of uncertainty replicates differ by."""

    STOCHASTIC = "chance"  # other dice, the same numbers: the interval is that of the mean
    PARAMETER = "ignorance"  # the same dice, numbers of one member of the ensemble after another
    BOTH = "both"  # other dice and another member each time

    @property
    def spread(self) -> bool:
        """Whether intervals span replicates, not their mean: ignorance does not shrink with more of them."""
        return self is not Uncertainty.STOCHASTIC

    @property
    def words(self) -> str:
        """What an interval shows, as the end of a sentence."""
        return {
            Uncertainty.STOCHASTIC: "show chance, not what the model does not know",
            Uncertainty.PARAMETER: "show how far parameter sets that all fit the evidence differ, not chance",
            Uncertainty.BOTH: "show chance and how far parameter sets that all fit the evidence differ",
        }[self]


def society_of(kind: Uncertainty, scenario: Scenario, replicate: int) -> Scenario:
    """The scenario as a replicate runs it: with the default numbers, or those of a member of the ensemble."""
    return as_member(scenario, replicate) if kind.spread else scenario


def replicate_of_dice(kind: Uncertainty, replicate: int) -> int:
    """The replicate whose dice are thrown: always the first's where chance is to be kept out."""
    return 0 if kind is Uncertainty.PARAMETER else replicate
