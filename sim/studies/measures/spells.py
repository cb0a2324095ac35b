"""Spells read off a history: episodes from onset to end, and times until the next one."""

import numpy as np
import numpy.typing as npt
import pandas as pd

from sim.people.state import Disorder
from sim.studies.measures.history import History, bit, survival


def episodes(history: History, disorder: Disorder, weeks_well: int, weeks_ill: int) -> pd.DataFrame:
    """All episodes that began in a history.

    An episode begins with the first of the weeks that make the diagnosis, and ends with the first of those well below:
    the diagnosis knows of both only later.

    Args:
        history: what happened.
        disorder: which disorder.
        weeks_well: weeks well below after which an episode is known to be over.
        weeks_ill: weeks severe enough that make the diagnosis.

    Returns:
        One row an episode: person (place), onset (week), weeks (its length as far as seen), ended (or cut short).
    """
    mask = bit(disorder)
    last = len(history.onset)
    weeks, places = np.nonzero(history.onset & mask)
    rows = []
    for week, place in zip(weeks.tolist(), places.tolist(), strict=True):
        onset = week - (weeks_ill - 1)
        over = np.flatnonzero(history.over[week + 1 :, place] & mask)
        gone = np.flatnonzero(history.newcomer[week + 1 :, place])
        end = week + 1 + int(over[0]) if len(over) else last
        left = week + 1 + int(gone[0]) if len(gone) else last
        ended = end < min(left, last)
        length = end - (weeks_well - 1) - onset if ended else min(left, last) - onset
        rows.append((place, onset, max(length, 1), ended))
    return pd.DataFrame(rows, columns=["person", "onset", "weeks", "ended"])


def ended_by(spells: pd.DataFrame, week: float) -> float:
    """Percentage of spells over by a week, with those cut short counted as long as they were seen."""
    lengths, ended = spells["weeks"].to_numpy(np.float64), spells["ended"].to_numpy(np.bool_)
    return 100.0 * survival(lengths, ended, week)


def median_length(spells: pd.DataFrame) -> float:
    """Week by which half of the spells are over, those cut short counted as long as they were seen; NaN if never."""
    lengths, ended = spells["weeks"].to_numpy(np.float64), spells["ended"].to_numpy(np.bool_)
    for week in np.unique(lengths[ended]):
        if survival(lengths, ended, week) >= 0.5:
            return float(week)
    return float("nan")


def remitted(history: History, disorder: Disorder, weeks: int, before: npt.NDArray[np.uint8]) -> pd.DataFrame:
    """Time until the next episode of those who had one before, but none in the first weeks of the history.

    Args:
        history: what happened.
        disorder: which disorder.
        weeks: length of the remission that is asked for.
        before: number of episodes that each had before the history began (people).

    Returns:
        One row per person: person (place), weeks (until the next onset, or as long as seen), ended (an onset came).
    """
    mask = bit(disorder)
    free = ~(history.in_episode[:weeks] & mask).any(axis=0) & ~history.newcomer[:weeks].any(axis=0) & (before > 0)
    rows = []
    for place in np.flatnonzero(free).tolist():
        came = np.flatnonzero(history.onset[weeks:, place] & mask)
        gone = np.flatnonzero(history.newcomer[weeks:, place])
        last = len(history.onset) - weeks
        until = int(came[0]) + 1 if len(came) else last
        left = int(gone[0]) if len(gone) else last
        rows.append((place, max(min(until, left), 1), until <= left and bool(len(came))))
    return pd.DataFrame(rows, columns=["person", "weeks", "ended"])


def person_months(history: History, disorder: Disorder, weeks_ill: int) -> pd.DataFrame:
    """Months at risk: whose onset and how many stressful events fell into each month (of four weeks).

    Args:
        history: what happened.
        disorder: which disorder.
        weeks_ill: weeks severe enough that make the diagnosis; an onset is dated to the first of them.

    Returns:
        One row per number of events (0, 1, 2, 3 or more): events, months, onsets; months in an episode from the start
        are not at risk.
    """
    mask = bit(disorder)
    months = len(history.onset) // 4
    began = np.zeros((months * 4, history.onset.shape[1]), np.bool_)
    dated = (history.onset[weeks_ill - 1 :] & mask).astype(np.bool_)[: months * 4]
    began[: len(dated)] = dated
    by_month = began.reshape(months, 4, -1).any(axis=1)
    happened = (history.life_event | (history.trauma > 0))[: months * 4]
    events = happened.reshape(months, 4, -1).sum(axis=1)
    ill_at_start = (history.in_episode[: months * 4 : 4] & mask).astype(np.bool_)
    ill_at_start &= ~by_month  # an onset in the first week is one of this month
    rows = []
    for number in range(4):
        which = ~ill_at_start & ((events == number) if number < 3 else (events >= number))
        rows.append((number, int(which.sum()), int(by_month[which].sum())))
    return pd.DataFrame(rows, columns=["events", "months", "onsets"])
