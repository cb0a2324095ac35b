"""A run of a scenario beside the baseline's, and the registry of what is read off it.

Most functions of this package take one such case, and return one number. Those of few courses in a population take the
cases of all replicates, and count the courses of all of them together. Scenario files name them under `[[published]]`.
"""

from collections.abc import Callable, Sequence
from typing import NamedTuple

from sim.scenario.scenario import Scenario
from sim.studies.runs.run import RunResult

NOTHING = float("nan")


class Case(NamedTuple):
    """One replicate of a scenario beside the baseline's."""

    scenario: Scenario
    baseline: Scenario
    result: RunResult
    before: RunResult
    programmes: Sequence[str] = ()  # whose costs count; none: all


class Found(NamedTuple):
    """A figure with the ends of its 95 % interval; NaN where not known."""

    value: float
    low: float = NOTHING
    high: float = NOTHING


type Measure = Callable[[Case], float]
type PooledMeasure = Callable[[Sequence[Case]], Found]
MEASURES: dict[str, Measure] = {}
POOLED: dict[str, PooledMeasure] = {}  # those that count the courses of all replicates together


def measure(function: Measure) -> Measure:
    """Let scenario files name a measure."""
    MEASURES[function.__name__] = function
    return function


def pooled(function: PooledMeasure) -> PooledMeasure:
    """Let scenario files name a measure of the courses of all replicates together."""
    POOLED[function.__name__] = function
    MEASURES[function.__name__] = lambda case: function([case]).value
    return function


def share(part: float, whole: float) -> float:
    """One over another; NaN where the other is nothing."""
    return float(part / whole) if whole > 0.0 else NOTHING


def in_its_prices(scenario: Scenario) -> Scenario:
    """The scenario with its costs in the prices in which they were given."""
    economy = scenario.economy
    if economy.money_year == economy.price_year:
        return scenario
    return scenario.model_copy(update={"economy": economy.model_copy(update={"report_year": 0})})
