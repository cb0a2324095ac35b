"""The answer of a search for the best mix: its finalists on new people, and how they compare."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from sim.studies.comparison.uncertainty import Uncertainty, members_of
from sim.studies.planning.candidates import Candidate, Values
from sim.studies.runs.statistics import paired_difference

type Members = npt.NDArray[np.int64] | None  # parameter sets, one a replicate; None: all have the same


@dataclass(frozen=True)
class Verdict:
    """How two finalists compare on new people.

    Attributes:
        difference: mean gain of the first less that of the second, with the ends of its 95 % interval.
        ahead: populations in which the first gains more.
        behind: populations in which it gains less.
        populations: all of them.
        separable: whether the interval excludes zero.
    """

    difference: float
    low: float
    high: float
    ahead: int
    behind: int
    populations: int

    @property
    def separable(self) -> bool:
        """Whether chance alone is an unlikely explanation of the difference."""
        return self.low > 0.0 or self.high < 0.0


def between(winner: Candidate, runner_up: Candidate, seed: int, *, members: Members = None) -> Verdict:
    """The paired difference in gain of two mixes over the same replicates; for `members` see `paired_difference`."""
    found = paired_difference(runner_up.gains, winner.gains, "higher", seed, members=members)[:3]
    ahead = np.asarray(winner.gains) - np.asarray(runner_up.gains)
    return Verdict(*found, int((ahead > 0.0).sum()), int((ahead < 0.0).sum()), len(ahead))


def mean_interval(values: Values, seed: int, *, members: Members = None) -> tuple[float, float, float]:
    """Mean of a difference over replicates, and its 95 % interval (NaN for a single replicate).

    For `members` see `paired_difference`.
    """
    return paired_difference(np.zeros(len(values)), values, "higher", seed, members=members)[:3]


def fresh_seed(seed: int) -> int:
    """A study's second seed, for people that the search has not seen: 63 bits."""
    return int(np.random.SeedSequence([seed, 20_011_977]).generate_state(1, np.uint64)[0] >> np.uint64(1))


@dataclass(frozen=True)
class Answer:
    """The result of a search for the best mix.

    Attributes:
        names: of the levers.
        titles: of the levers, for readers.
        goal: what was to be gained, a name of `CRITERIA`.
        budget: extra cost a head of the population and year that could be spent.
        currency: of all costs.
        population: population to which counts of people and weeks are scaled.
        seed: of the study.
        searched: all mixes that were tried, on the people of the search.
        finalists: winner and runner-up (where there is one) on new people; empty where they were not run.
        singles: the best share of each single lever within the budget, on new people, by number of the lever.
        uncertainty: what populations differ by.
    """

    names: tuple[str, ...]
    titles: tuple[str, ...]
    goal: str
    budget: float
    currency: str
    population: int
    seed: int
    searched: list[Candidate]
    finalists: list[Candidate]
    singles: dict[int, Candidate]
    uncertainty: Uncertainty = Uncertainty.STOCHASTIC

    def interval(self, values: Values) -> tuple[float, float, float]:
        """Mean of a difference over populations, and its interval."""
        return mean_interval(values, self.seed, members=members_of(self.uncertainty, range(len(values))))

    def compared(self, one: Candidate, other: Candidate) -> Verdict:
        """How much more one mix gains than another."""
        members = members_of(self.uncertainty, range(len(one.gains)))
        return between(one, other, self.seed, members=members)

    @property
    def verdict(self) -> Verdict | None:
        """Winner against runner-up; None where there are not two."""
        return self.compared(*self.finalists[:2]) if len(self.finalists) > 1 else None


def ranked(finalists: Sequence[Candidate], budget: float) -> list[Candidate]:
    """Winner and runner-up as they did on new people.

    The runner-up of the search goes first where it gains more, and costs no more than the budget or than the other.
    """
    two = list(finalists)
    if len(two) == 2 and two[1].gain > two[0].gain and two[1].cost <= max(budget, two[0].cost):
        two.reverse()
    return two
