"""Break-even: the value of one parameter at which two policies have the same outcome.

The paired difference between the policies is evaluated on a grid and then ever nearer to where its mean changes sign
(Brent 1973, Algorithms for Minimization without Derivatives, chapter 4; in SciPy). All evaluated values make one curve
per replicate; the interval is that of the zero over resampled replicates.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from sim.scenario.scenario import Scenario
from sim.scenario.tables import FOREVER
from sim.scenario.values import edited, value_paths
from sim.studies.planning.criteria import Criterion
from sim.studies.runs.populations import Populations
from sim.studies.runs.run import RunResult
from sim.studies.runs.statistics import TAILS95, bootstrap_rows

TOLERANCE = 0.005  # of the range, to which the zero is found
ROUNDS = 8  # at most, of getting nearer to a zero

type Values = npt.NDArray[np.float64]
type Differ = Callable[[float], Values]


@dataclass
class BreakEven:
    """What was found about the difference between two policies along one parameter.

    Attributes:
        points: value of the parameter to the difference of each replicate, above 0 where the first policy is better.
        seed: of the bootstrap.
        complete: False where the work was stopped before its end.
    """

    seed: int
    points: dict[float, Values] = field(default_factory=dict)
    complete: bool = True

    @property
    def places(self) -> list[float]:
        """Evaluated values, in order."""
        return sorted(self.points)

    @property
    def curves(self) -> Values:
        """Differences at these values, of each replicate (replicates, values)."""
        return np.stack([self.points[value] for value in self.places], axis=1)

    @property
    def matters(self) -> bool:
        """Whether the parameter affects the difference."""
        return bool((np.ptp(self.curves, axis=1) > 0.0).any())

    @property
    def zeros(self) -> list[float]:
        """Where the mean difference is zero, between values by straight lines."""
        return zeros(self.places, self.curves.mean(axis=0))

    def interval(self) -> tuple[float, float]:
        """The 95 % bootstrap interval of the only zero, over replicates.

        Returns:
            Low and high end; infinite where it reaches beyond the evaluated values, NaN without one single zero or
            from a single replicate.
        """
        found, curves = self.zeros, self.curves
        if len(found) != 1 or len(curves) < 2:
            return math.nan, math.nan
        ends = curves[:, [0, -1]].mean(axis=0)
        rising = 1.0 if ends[1] > ends[0] else -1.0
        roots = []
        for sample in bootstrap_rows(len(curves), self.seed, 978):
            mean = curves[sample].mean(axis=0)
            crossed = zeros(self.places, mean)
            if crossed:
                roots.append(min(crossed, key=lambda place: abs(place - found[0])))
            else:
                roots.append(-rising * math.copysign(math.inf, float(mean[0])))
        low, high = np.quantile(roots, TAILS95, method="inverted_cdf")
        return float(low), float(high)


def zeros(values: Sequence[float], heights: npt.ArrayLike) -> list[float]:
    """Where a line through points crosses zero, or touches it.

    Args:
        values: in rising order, one or more.
        heights: at these values.
    """
    up = np.asarray(heights, np.float64).tolist()
    found = [value for value, height in zip(values, up, strict=True) if height == 0.0]
    for (left, right), (before, after) in zip(pairwise(values), pairwise(up), strict=True):
        if before * after < 0.0:
            found.append(left + (right - left) * before / (before - after))
    return sorted(found)


def break_even(differ: Differ, low: float, high: float, *, points: int, seed: int, whole: bool = False) -> BreakEven:
    """Look for the value at which two policies have the same outcome.

    Args:
        differ: the paired differences at a value (replicates), above 0 where the first policy is better.
        low: lower end of the range.
        high: upper end, above `low`.
        points: size of the first grid, 2 or more; a zero between two of its points that does not
            change the sign there is missed.
        seed: of the bootstrap.
        whole: only whole numbers are possible.

    Returns:
        All evaluated values. After Ctrl-C, those evaluated until then (`complete` is False).
    """
    from scipy.optimize import brentq  # takes a second to load

    found = BreakEven(seed)

    def mean(value: float) -> float:
        place = float(round(value)) if whole else float(value)
        if place not in found.points:
            found.points[place] = differ(place)
        return float(found.points[place].mean())

    try:
        for value in np.linspace(low, high, points):
            mean(value)
        for left, right in pairwise(found.places):
            if mean(left) * mean(right) < 0.0:
                tolerance = max(TOLERANCE * (high - low), 0.5 if whole else 0.0)
                brentq(mean, left, right, xtol=tolerance, maxiter=ROUNDS, disp=False)
    except KeyboardInterrupt:
        found.complete = False
    return found


class Pair:
    """Two policies whose difference is wanted along one parameter; runs that do not depend on it are kept.

    The parameter is changed in both, wherever they have it: a price or a dose is the same for both. A parameter that
    changes people before the run (a model parameter, or one of a service that exists before the run) makes another
    society.

    Args:
        scenario: the policy.
        other: what it is compared with.
        path: of the parameter, as from `value_paths`; one of the two has it.
        worth: the outcome.
        populations: makes the people of a baseline; called once for each society that is needed.
    """

    def __init__(
        self,
        scenario: Scenario,
        other: Scenario,
        path: str,
        worth: Criterion,
        populations: Callable[[Scenario], Populations],
    ) -> None:
        self._two = scenario, other
        self._has = tuple(path in value_paths(one) for one in self._two)
        self._path, self._worth = path, worth
        self._make = populations
        self._kept: dict[str, list[RunResult]] = {}
        self._home: Populations | None = None

    def at(self, value: float) -> tuple[Scenario, Scenario]:
        """The two scenarios with the parameter changed."""
        mine, theirs = (
            edited(one, {self._path: value}) if has else one for one, has in zip(self._two, self._has, strict=True)
        )
        return mine, theirs

    def needs_runs(self, value: float) -> bool:
        """Whether the parameter at this value changes the simulation of either scenario (money does not)."""
        return any(now.starts(one) < FOREVER for now, one in zip(self.at(value), self._two, strict=True))

    def difference(self, value: float) -> Values:
        """How much better the first policy is, of each replicate."""
        mine, theirs = self.at(value)
        if theirs.starts(self._two[1]) < FOREVER:
            with self._make(theirs) as people:
                before, after = people.run(theirs), people.run(mine)
        else:
            if self._home is None:
                self._home = self._make(self._two[1])
            before = self._run("other", self._home, self._two[1])
            if mine.starts(self._two[0]) < FOREVER:
                after = self._home.run(mine)
            else:
                after = self._run("scenario", self._home, self._two[0])
        gains = [self._worth.gain(mine, one) for one in after]
        return np.subtract(gains, [self._worth.gain(theirs, one) for one in before])

    def _run(self, key: str, people: Populations, scenario: Scenario) -> list[RunResult]:
        if key not in self._kept:
            self._kept[key] = people.run(scenario)
        return self._kept[key]

    def close(self) -> None:
        """Stop what is under way."""
        if self._home is not None:
            self._home.__exit__(None, None, None)
