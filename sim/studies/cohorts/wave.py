"""What is read off one wave of a cohort: all that it is read from, and readings that take more than one field."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.special import expit

from sim.outcomes.rates import age_band_words
from sim.people.medication import medicine_names
from sim.people.state import AGE_BAND_STARTS, NO_SERVICE, NO_TRAUMA, WEEKS_PER_YEAR, Care


@dataclass(frozen=True)
class Moment:
    """All that a wave is read from.

    Attributes:
        wave: its number, from 0.
        week: its week.
        people: everybody's records (n).
        scores: scores with measurement error, in the order of `sim.people.scores.SCORES` (n by 5).
        counted: counts since the last wave, by name (n each).
        services: names of the services, as numbered in the records.
        interventions: names of the interventions, as numbered in the records; the first is "".
        labels: names of the places in your own network; empty where there are none.
    """

    wave: int
    week: int
    people: npt.NDArray[np.void]
    scores: npt.NDArray[np.float64]
    counted: dict[str, npt.NDArray[np.int32]]
    services: tuple[str, ...]
    interventions: tuple[str, ...]
    labels: tuple[str, ...] = ()


def words(codes: npt.NDArray[np.integer[Any]], of: tuple[str, ...]) -> "pd.Categorical[Any]":
    """Parameters as the words that they stand for; all words are categories, also those that nobody has."""
    return pd.Categorical.from_codes(codes.astype(np.int16), categories=pd.Index(of))


def names(labels: tuple[str, ...], rows: npt.NDArray[np.integer[Any]]) -> "pd.Categorical[Any]":
    """Names of the places in the given rows, "" where there are none."""
    if not labels:
        return words(np.zeros(len(rows), np.int16), ("",))
    codes, known = pd.factorize(np.array(labels, object))
    return pd.Categorical.from_codes(codes[rows], categories=pd.Index(known))


def general(moment: Moment) -> npt.NDArray[np.float64]:
    """General self-efficacy on the logit scale: the mean over domains (n)."""
    mean: npt.NDArray[np.float64] = moment.people["self_efficacy"].mean(axis=1)
    return mean


def personal_recovery(moment: Moment) -> npt.NDArray[np.float64]:
    """Mean of hope, empowerment and general self-efficacy, 0 to 1 (n)."""
    people = moment.people
    mean: npt.NDArray[np.float64] = (people["hope"] + people["empowerment"] + expit(general(moment))) / 3.0
    return mean


def age(moment: Moment) -> npt.NDArray[np.float64]:
    """Age in years (n)."""
    years: npt.NDArray[np.float64] = (moment.week - moment.people["birth_week"]) / WEEKS_PER_YEAR
    return years


def age_band(moment: Moment) -> "pd.Categorical[Any]":
    """Age band in words (n)."""
    whole = (moment.week - moment.people["birth_week"]) // WEEKS_PER_YEAR
    return words(np.searchsorted(AGE_BAND_STARTS[1:], whole, side="right"), age_band_words())


def since_trauma(moment: Moment) -> npt.NDArray[np.float64]:
    """Weeks since the last trauma, NaN where there was none (n)."""
    since = moment.people["weeks_since_trauma"].astype(np.float64)
    since[since == NO_TRAUMA] = np.nan
    return since


def service(moment: Moment) -> "pd.Categorical[Any]":
    """The service that gives treatment, by name; "" for those not in treatment (n)."""
    treated = moment.people["care"] == Care.IN_TREATMENT
    return words(np.where(treated, moment.people["service"].astype(np.int16) + 1, 0), ("", *moment.services))


def listed_for(moment: Moment) -> "pd.Categorical[Any]":
    """The only service waited for, by name; "" where any would suit, or nobody waits (n)."""
    one = (moment.people["care"] == Care.WAITING) & (moment.people["listed_for"] != NO_SERVICE)
    return words(np.where(one, moment.people["listed_for"].astype(np.int16) + 1, 0), ("", *moment.services))


def medicine(moment: Moment) -> "pd.Categorical[Any]":
    """The medication taken now or last, by name; "" for those who never took any (n)."""
    return words(moment.people["medicine"], medicine_names(moment.interventions))
