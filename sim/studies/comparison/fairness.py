"""Fairness: what a scenario does to each sex, age band and deprivation fifth, and to the gap between the fifths.

A group's level is person-weighted over weeks: its cases of all weeks over its people of all weeks. Levels of groups
that together are everybody therefore add up to everybody's, and for a group of constant size the weeks of illness per
person are the sum over weeks of its share of ill people.
"""

import math
from collections.abc import Callable, Mapping, Sequence
from typing import Literal, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from sim.outcomes.catalogue import FAIRNESS, MONEY
from sim.outcomes.groups import DEPRIVATION_GROUPS, GROUPS
from sim.outcomes.rates import GROUP_OUTCOMES, group_names
from sim.people.state import WEEKS_PER_YEAR
from sim.studies.comparison.counts import better_and_worse
from sim.studies.runs.group_totals import over, with_everybody
from sim.studies.runs.run import RunResult
from sim.studies.runs.statistics import mean_of_known, paired_difference

EVERYBODY = "everybody"
COLUMNS = (
    "scenario", "outcome", "unit", "group", "baseline", "value", "difference", "low", "high", "probability_better",
    "better_in", "worse_in", "known_in",
)  # fmt: skip
OVER_THE_RUN: dict[str, tuple[str, float]] = {
    "weeks_of_illness": ("ill", 10.0),  # a percentage of people becomes a number per 1,000
    "courses_started": ("started", 1.0),
    "recoveries": ("recoveries", 1.0),
}
"""Outcomes added up over the run: the weekly outcome of the groups, and its factor. The other weekly ones are of the
last year; what no weekly outcome covers is in `RunResult.by_group`.
"""

FIFTHS = slice(DEPRIVATION_GROUPS, DEPRIVATION_GROUPS + 5)
type Values = npt.NDArray[np.float64]

Verdict = Literal["narrows", "widens", "no clear change", "not known"]
Lot = Literal["gains", "loses", "no clear gain", "not known"]


class Levels(NamedTuple):
    """One run as fairness sees it."""

    groups: Values  # level of each group, everybody last (groups + 1 by outcomes of `FAIRNESS`); NaN for nobody
    fifths: Values  # mean number of simulated people of each deprivation fifth (5)


def levels(result: RunResult) -> Levels:
    """The level of every group of a run, and how many people the fifths have.

    A run of no weeks, and a group of nobody, have no levels (NaN).
    """
    weeks = len(result.groups)
    people = result.groups[..., GROUP_OUTCOMES.index("people")]
    values = np.empty((GROUPS + 1, len(FAIRNESS)))
    for column, name in enumerate(FAIRNESS):
        if name in result.by_group:
            values[:, column] = result.by_group[name] if weeks else math.nan
            continue
        weekly, factor = OVER_THE_RUN.get(name, (name, 1.0))
        window = slice(None) if name in OVER_THE_RUN else slice(-WEEKS_PER_YEAR, None)
        shares = result.groups[window, :, GROUP_OUTCOMES.index(weekly)]
        present = people[window]
        cases = np.where(present > 0.0, shares * present, 0.0).sum(axis=0)
        values[:, column] = over(with_everybody(cases), with_everybody(present.sum(axis=0)))
        values[:, column] *= factor * (weeks if name in OVER_THE_RUN else 1)
    return Levels(values, people[:, FIFTHS].mean(axis=0) if weeks else np.zeros(5))


def gap(values: Values, people: Values) -> float:
    """The most deprived fifth's level minus the least deprived fifth's.

    Args:
        values: level of each fifth, from the least to the most deprived (5); NaN for nobody.
        people: number of people in each fifth (5); not needed here.

    Returns:
        The gap in the outcome's unit, above 0 where the most deprived have more; NaN where either fifth has nobody.
    """
    return float(values[-1] - values[0])


def gap_ratio(values: Values, people: Values) -> float:
    """The most deprived fifth's level over the least deprived fifth's, 1 for no gap.

    NaN where the latter is not above 0. For the arguments see `gap`.
    """
    return float(values[-1] / values[0]) if values[0] > 0.0 else math.nan


def slope_index(values: Values, people: Values) -> float:
    """Slope index of inequality: how much more the very last of the deprivation ranking have than the very first.

    The slope of the levels, weighted by people, on the middle rank of each fifth, when all people are ranked from the
    least deprived (0) to the most deprived (1). Unlike the gap it takes all fifths and their sizes in (Mackenbach and
    Kunst 1997, Social Science and Medicine 44: 757-771).

    Args:
        values: as for `gap`.
        people: as for `gap`; fifths of nobody are left out.

    Returns:
        The index in the outcome's unit; NaN with fewer than two fifths that have people.
    """
    some = people > 0.0
    values, people = values[some], people[some]
    if len(values) < 2:
        return math.nan
    share = people / people.sum()
    rank = np.cumsum(share) - share / 2.0
    from_middle = rank - share @ rank
    return float((share * from_middle) @ values / ((share * from_middle) @ from_middle))


def relative_index(values: Values, people: Values) -> float:
    """Relative index of inequality: the slope index as a share of the mean level (Pamuk 1985, Population Studies 39:
    17-31), 0 for no inequality; NaN where the mean is not above 0.

    For the arguments see `slope_index`.
    """
    some = people > 0.0
    mean = float(people[some] @ values[some] / people[some].sum()) if some.any() else math.nan
    return slope_index(values, people) / mean if mean > 0.0 else math.nan


class Index(NamedTuple):
    """A measure of the inequality between deprivation fifths."""

    of: Callable[[Values, Values], float]
    unit: str  # "" where it has the outcome's own
    equal: float  # its value where fifths do not differ


INDICES: dict[str, Index] = {
    "gap": Index(gap, "", 0.0),
    "gap_ratio": Index(gap_ratio, "ratio", 1.0),
    "slope_index": Index(slope_index, "", 0.0),
    "relative_index": Index(relative_index, "share of the mean", 0.0),
}


def direction(index: str, baseline: float, value: float) -> int:
    """Which way inequality grows: +1 where the index has to rise for it, -1 where it has to fall.

    It has to fall where the most deprived have less, not more. Seen from `baseline`, `value` is the more unequal of the
    two exactly if it lies in this direction.

    Args:
        index: a key of `INDICES`.
        baseline: mean of the index under the baseline.
        value: mean of the index under the scenario.
    """
    if INDICES[index].equal == 1.0:
        return -1 if baseline * value < 1.0 else 1
    return -1 if baseline + value < 0.0 else 1


def verdict(index: str, baseline: float, value: float, low: float, high: float) -> Verdict:
    """What a scenario does to the inequality between fifths.

    Args:
        index: a key of `INDICES`.
        baseline: mean of the index under the baseline.
        value: mean of the index under the scenario.
        low: lower end of the interval of their difference; NaN where none is possible.
        high: upper end.

    Returns:
        "narrows" or "widens" where the interval excludes zero: whether the index comes nearer to equality or goes
        farther from it, on either side; "not known" without an interval.
    """
    if not (math.isfinite(low) and math.isfinite(high)):
        return "not known"
    if low <= 0.0 <= high:
        return "no clear change"
    return "widens" if (low > 0.0) == (direction(index, baseline, value) > 0) else "narrows"


def lot(better: str, low: float, high: float) -> Lot:
    """The verdict for a group: only "gains" is not left out.

    Args:
        better: "lower" or "higher".
        low: lower end of the interval of the group's difference from the baseline; NaN where none is possible.
        high: upper end.
    """
    if not (math.isfinite(low) and math.isfinite(high)):
        return "not known"
    if low <= 0.0 <= high:
        return "no clear gain"
    return "gains" if (low > 0.0) == (better == "higher") else "loses"


def fairness_table(
    results: Mapping[str, Sequence[RunResult]],
    seed: int,
    currency: str = "",
    *,
    members: npt.NDArray[np.int64] | None = None,
) -> pd.DataFrame:
    """Every outcome of `FAIRNESS` by group, and the inequality between deprivation fifths, for every scenario.

    Args:
        results: scenario to its runs, the baseline first; the runs of all scenarios are the same replicates.
        seed: of the bootstrap.
        currency: of all costs; without one there are no rows of costs.
        members: as for `paired_difference`.

    Returns:
        One row per scenario, outcome and group: everybody, the groups of `group_names`, then the `INDICES`. Baseline
        and value are means over the replicates in which both are known; difference, low, high and probability_better
        are those of `paired_difference`. Where neither is better in itself the probability is NaN; of an index, less
        inequality counts as better, although more courses for the more deprived can be fair: they are ill more often.
        better_in, worse_in and known_in are those of `better_and_worse`.
    """
    baseline, *others = results
    runs = {name: [levels(result) for result in replicates] for name, replicates in results.items()}
    rows = []
    for scenario in others:
        pair = runs[baseline], runs[scenario]
        for column, (outcome, shown) in enumerate(FAIRNESS.items()):
            unit = f"{currency} a person" if shown.unit == MONEY else shown.unit
            if shown.unit == MONEY and not currency:
                continue
            for place, group in [(GROUPS, EVERYBODY), *enumerate(group_names())]:
                before, after = _known_in_both([[run.groups[place, column] for run in arm] for arm in pair])
                paired = paired_difference(before, after, shown.better, seed, members=members)
                chance = paired[3] if shown.better else math.nan
                means = mean_of_known(before), mean_of_known(after)
                counts = better_and_worse(before, after, shown.better)
                rows.append((scenario, outcome, unit, group, *means, *paired[:3], chance, *counts))
            for name, index in INDICES.items():
                arms = [[index.of(run.groups[FIFTHS, column], run.fifths) for run in arm] for arm in pair]
                before, after = _known_in_both(arms)
                means = mean_of_known(before), mean_of_known(after)
                less = "lower" if direction(name, *means) > 0 else "higher"
                paired = paired_difference(before, after, less, seed, members=members)
                counts = better_and_worse(before, after, less)
                rows.append((scenario, outcome, index.unit or unit, name, *means, *paired, *counts))
    return pd.DataFrame(rows, columns=list(COLUMNS))


def _known_in_both(arms: Sequence[Sequence[float]]) -> tuple[Values, Values]:
    """The values of both arms, NaN where either is: means of the known then differ by the mean difference."""
    before, after = (np.array(arm, np.float64) for arm in arms)
    either = np.isnan(before) | np.isnan(after)
    before[either] = after[either] = math.nan
    return before, after
