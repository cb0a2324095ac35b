"""An estimate with its Monte Carlo error, and the jackknife that gives it for any statistic of people."""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

GROUPS = 10  # of people, left out one at a time


class Estimate(NamedTuple):
    """A statistic measured on simulated people."""

    value: float
    error: float  # standard error from the finite number of people


def jackknife(people: pd.DataFrame, statistic: Callable[[pd.DataFrame], float], by: str = "person") -> Estimate:
    """A statistic of a table, and its error by leaving out one group of people at a time.

    Args:
        people: the table; rows with the same `by` belong together.
        statistic: from a table to one number.
        by: column of ids.

    Returns:
        The statistic of the whole table, and the delete-a-group jackknife's standard error (Kott 2001); NaN where
        the table is empty.
    """
    return over_groups(people[by].to_numpy(), lambda kept: statistic(people[kept]))


def over_groups(person: npt.NDArray[np.integer], statistic: Callable[[npt.NDArray[np.bool_]], float]) -> Estimate:
    """A statistic of people, and its error by leaving out one group of people at a time.

    Args:
        person: ids (rows).
        statistic: from the rows that are kept (rows) to one number.

    Returns:
        As `jackknife`.
    """
    if len(person) == 0:
        return Estimate(float("nan"), float("nan"))
    group = person % GROUPS
    parts = np.array([statistic(group != left_out) for left_out in range(GROUPS) if (group != left_out).any()])
    spread = float(np.sqrt((GROUPS - 1) / GROUPS * ((parts - parts.mean()) ** 2).sum()))
    return Estimate(float(statistic(np.ones(len(person), np.bool_))), spread)


def proportion(cases: int | float, of: int | float, factor: float = 100.0) -> Estimate:
    """A share of independent people, as a percentage, with its binomial error (NaN for nobody)."""
    if of <= 0:
        return Estimate(float("nan"), float("nan"))
    share = cases / of
    smoothed = (cases + 1.0) / (of + 2.0)  # an error of exactly 0 would claim to know what was hardly seen
    return Estimate(factor * share, factor * float((smoothed * (1.0 - smoothed) / of) ** 0.5))
