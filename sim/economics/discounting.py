"""What a stream of weekly costs or effects is worth today, and what it adds up to year by year."""

import math

import numpy as np
import numpy.typing as npt

from sim.people.state import WEEKS_PER_YEAR


def discount_weights(weeks: int, rate: float, weeks_per_year: int = WEEKS_PER_YEAR) -> npt.NDArray[np.float64]:
    """What one unit in each week is worth at the start of the first week.

    Args:
        weeks: number of weeks, 0 or more.
        rate: discount rate a year, as a share (0.03 is 3 % a year), 0 or more. It is compounded yearly and applied week
            by week, so that a unit exactly n years away is worth (1 + rate) to the power of -n.
        weeks_per_year: weeks in a year, 1 or more.

    Returns:
        One weight a week (weeks), from 1 in the first week downwards. The first week is not discounted.

    Raises:
        ValueError: the rate is negative or not a number, or there are fewer weeks than none, or no weeks in a year.
    """
    if not (math.isfinite(rate) and rate >= 0.0):
        raise ValueError(f"A discount rate is a share a year of 0 or more, not {rate}.")
    if weeks < 0 or weeks_per_year < 1:
        raise ValueError(f"There are no {weeks} weeks, or no years of {weeks_per_year} weeks.")
    return np.asarray((1.0 + rate) ** (-np.arange(weeks) / weeks_per_year), np.float64)


def present_value(weekly: npt.ArrayLike, rate: float, weeks_per_year: int = WEEKS_PER_YEAR) -> npt.NDArray[np.float64]:
    """Discounted sum of weekly values.

    Costs and effects are discounted alike by most guidelines, at a rate that each country sets: 3 % a year by the
    reference case of the Second Panel (Sanders and others 2016, JAMA 316:1093), 3.5 % in England (NICE 2022, PMG36).

    Args:
        weekly: values of consecutive weeks along the last axis (..., weeks), in any unit.
        rate: discount rate a year, as a share, 0 or more; 0 gives the plain sum.
        weeks_per_year: weeks in a year.

    Returns:
        The value at the start of the first week, in the same unit (...). A missing week (NaN) makes its sum NaN; no
        weeks at all are worth 0.

    Raises:
        ValueError: the rate is negative or not a number, or the values have no axis of weeks.
    """
    values = np.asarray(weekly, np.float64)
    if values.ndim == 0:
        raise ValueError("Weekly values need an axis of weeks.")
    weights = discount_weights(values.shape[-1], rate, weeks_per_year)
    return np.asarray((values * weights).sum(axis=-1), np.float64)


def yearly_sums(weekly: npt.ArrayLike, weeks_per_year: int = WEEKS_PER_YEAR) -> npt.NDArray[np.float64]:
    """What weekly values add up to in each year, not discounted.

    A budget impact is reported by year in the money of each year, because a payer's budget is not discounted (ISPOR
    task force on budget impact analysis, Sullivan and others 2014, Value in Health 17:5).

    Args:
        weekly: values of consecutive weeks along the last axis (..., weeks), in any unit.
        weeks_per_year: weeks in a year, 1 or more.

    Returns:
        One sum a year (..., years), in the same unit. Where the weeks end within a year, the last sum holds the weeks
        that there are, and is smaller for it. A missing week (NaN) makes its year NaN.

    Raises:
        ValueError: the values have no axis of weeks, or a year has no weeks.
    """
    values = np.asarray(weekly, np.float64)
    if values.ndim == 0:
        raise ValueError("Weekly values need an axis of weeks.")
    if weeks_per_year < 1:
        raise ValueError(f"There are no years of {weeks_per_year} weeks.")
    years = -(-values.shape[-1] // weeks_per_year)
    filled = np.zeros((*values.shape[:-1], years * weeks_per_year))
    filled[..., : values.shape[-1]] = values
    return np.asarray(filled.reshape(*values.shape[:-1], years, weeks_per_year).sum(axis=-1), np.float64)


def weeks_by_year(weeks: int, weeks_per_year: int = WEEKS_PER_YEAR) -> npt.NDArray[np.int64]:
    """How many weeks of each year a run lives: what divides the sums of `yearly_sums` into means per week.

    Args:
        weeks: length of the run, 0 or more.
        weeks_per_year: weeks in a year, 1 or more.

    Returns:
        One number a year (years), the last one smaller where the run ends within a year.
    """
    return np.diff(np.append(np.arange(0, weeks, weeks_per_year), weeks)).astype(np.int64)
