"""Rows that take decades: whether depression comes back within twenty years, and how much of it is there for good."""

import numpy as np
import numpy.typing as npt
import pandas as pd

from sim.people.scores import SCORES, scores_of
from sim.people.state import WEEKS_PER_YEAR, Disorder
from sim.simulation.engine import Engine
from sim.studies.measures.course import recurrence_by
from sim.studies.measures.estimate import Estimate, jackknife, over_groups
from sim.studies.measures.history import History, bit
from sim.studies.measures.laboratory import Laboratory, measures
from sim.studies.measures.spells import ended_by

YEARS = 20
WAVES, BETWEEN = 5, 2 * WEEKS_PER_YEAR  # interviews, and weeks between them
OLD_ENOUGH = 40  # years, of those interviewed
CHANGES = np.linspace(0.0, 0.95, 96)  # how much of what changes slowly may be left at the next interview
PHQ9 = SCORES.index("phq9")

type Array = npt.NDArray[np.float64]


def for_decades(lab: Laboratory) -> Laboratory:
    """The same society, followed for twenty years."""
    if lab.years >= YEARS:
        return lab
    return lab.once(
        "decades",
        lambda: Laboratory(lab.scenario, lab.people, lab.seed, years=YEARS, keep=lab.keep, start=lab.start),
    )


@measures("NC13")
def depression_back_within_20_years(lab: Laboratory) -> Estimate:
    """Depression back within twenty years of half a year well, %."""
    return recurrence_by(for_decades(lab), YEARS)


def after_the_first(history: History, before: npt.NDArray[np.uint8]) -> pd.DataFrame:
    """Time from a first depressive episode to the next, of people who never had one when the history began.

    Args:
        history: what happened.
        before: episodes that each had before (people).

    Returns:
        One row a person: person (place), weeks (from the first onset to the next, or as long as seen), ended (the next
        one came). People who join later are left out: what they had before is not seen.
    """
    mask = bit(Disorder.DEPRESSION)
    last = len(history.onset)
    rows = []
    for place in np.flatnonzero(before == 0).tolist():
        gone = np.flatnonzero(history.newcomer[:, place])
        left = int(gone[0]) if len(gone) else last
        onsets = np.flatnonzero(history.onset[:left, place] & mask)
        if len(onsets) == 0:
            continue
        again = len(onsets) > 1
        until = int(onsets[1]) if again else left
        rows.append((place, max(until - int(onsets[0]), 1), again))
    return pd.DataFrame(rows, columns=["person", "weeks", "ended"])


@measures("NC44")
def only_one_episode_in_20_years(lab: Laboratory) -> Estimate:
    """People with a first depressive episode who have no other within twenty years, %."""
    long = for_decades(lab)
    people = after_the_first(long.history, lab.start.state.people["episodes"][:, Disorder.DEPRESSION])
    back = jackknife(people, lambda some: ended_by(some, YEARS * WEEKS_PER_YEAR))
    return Estimate(100.0 - back.value, back.error)


def lasting_share(waves: Array) -> float:
    """Percentage of the variance of a score that never changes.

    The covariance of interviews some waves apart is that of what lasts for good plus that of what fades at a constant
    rate from wave to wave; what is left of the variance is of the moment (Kenny and Zautra 1995). Both parts are fitted
    to the mean covariances by least squares, none below zero.

    Args:
        waves: scores (waves by people).
    """
    number = len(waves)
    matrix = np.cov(waves)
    lags = np.arange(1, number)
    seen = np.array([np.trace(matrix, offset=int(lag)) / (number - lag) for lag in lags])
    weight = (number - lags).astype(np.float64)  # pairs of waves
    variance = float(np.trace(matrix)) / number
    best, share = np.inf, float("nan")
    for left in CHANGES:
        fading = left**lags
        whole = np.column_stack([np.ones(number - 1), fading])
        for design in (whole, whole[:, :1], whole[:, 1:]):
            found = np.linalg.lstsq(design * np.sqrt(weight)[:, None], seen * np.sqrt(weight), rcond=None)[0]
            if found.min() < 0.0:
                continue
            misfit = float((weight * (seen - design @ found) ** 2).sum())
            if misfit < best - 1e-12:
                best = misfit
                share = 100.0 * float(found[0]) / variance if design[0, 0] == 1.0 else 0.0
    return share


def interviewed(lab: Laboratory) -> tuple[npt.NDArray[np.int64], Array]:
    """PHQ-9 of people of 40 and over at five interviews, two years apart: ids, and scores (waves by people)."""

    def live() -> tuple[npt.NDArray[np.int64], Array]:
        engine = Engine(lab.scenario, lab.start.ties, lab.start.state.copy(), lab.seed, threads=1)
        people = engine.people
        ids, rows = people["id"].copy(), np.arange(len(people))
        old = (engine.week - people["birth_week"]) / WEEKS_PER_YEAR >= OLD_ENOUGH
        waves = []
        for wave in range(WAVES):
            if wave:
                engine.live_weeks(BETWEEN)
            waves.append(scores_of(people, rows, engine.parameters, lab.seed, engine.week)[:, PHQ9])
        kept = old & (people["id"] == ids)
        return ids[kept], np.array(waves)[:, kept]

    return lab.once("interviews", live)


@measures("SY18")
def lasting_share_of_depression(lab: Laboratory) -> Estimate:
    """Share of the variance of the PHQ-9 that lasts for good, %, from five interviews two years apart."""
    ids, waves = interviewed(lab)
    return over_groups(ids, lambda people: lasting_share(waves[:, people]))
