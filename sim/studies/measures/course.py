"""Rows on the natural course: episodes by the diagnostic rule, their end, and their return."""

import numpy as np
import pandas as pd

from sim.people.state import WEEKS_PER_YEAR, Disorder
from sim.studies.measures.estimate import Estimate, jackknife, proportion
from sim.studies.measures.history import bit
from sim.studies.measures.laboratory import REMISSION_WEEKS, Laboratory, measures
from sim.studies.measures.spells import ended_by, episodes, median_length, remitted
from sim.studies.trauma.aftermath import Course

MONTHS_3, MONTHS_6, YEAR = 13, 26, WEEKS_PER_YEAR
WEEKS_PER_MONTH = WEEKS_PER_YEAR / 12
AFTERMATH = 52  # weeks within which a disorder counts as due to a trauma


def untreated_by(lab: Laboratory, week: int) -> Estimate:
    """Percentage of prevalent untreated depressions over by a week, all care being withheld."""
    return jackknife(lab.untreated, lambda cases: ended_by(cases, week))


@measures("NC01")
def untreated_depression_over_by_3_months(lab: Laboratory) -> Estimate:
    """Prevalent untreated depression over by three months, %."""
    return untreated_by(lab, MONTHS_3)


@measures("NC02")
def untreated_depression_over_by_6_months(lab: Laboratory) -> Estimate:
    """Prevalent untreated depression over by six months, %."""
    return untreated_by(lab, MONTHS_6)


@measures("NC03")
def untreated_depression_over_by_12_months(lab: Laboratory) -> Estimate:
    """Prevalent untreated depression over by a year, %."""
    return untreated_by(lab, YEAR)


def new_episodes(lab: Laboratory, disorder: Disorder) -> pd.DataFrame:
    """Episodes that began in the history, whoever was treated."""
    return episodes(lab.history, disorder, int(lab.parameters.weeks_well), int(lab.parameters.weeks_ill))


def new_depression_by(lab: Laboratory, week: int) -> Estimate:
    """Percentage of new depressive episodes over by a week, with care as usual."""
    return jackknife(new_episodes(lab, Disorder.DEPRESSION), lambda spells: ended_by(spells, week))


@measures("NC04")
def new_depression_over_by_3_months(lab: Laboratory) -> Estimate:
    """New depressive episodes over by three months, %."""
    return new_depression_by(lab, MONTHS_3)


@measures("NC05")
def new_depression_over_by_6_months(lab: Laboratory) -> Estimate:
    """New depressive episodes over by six months, %."""
    return new_depression_by(lab, MONTHS_6)


@measures("NC06")
def new_depression_over_by_12_months(lab: Laboratory) -> Estimate:
    """New depressive episodes over by a year, %."""
    return new_depression_by(lab, YEAR)


@measures("NC07")
def new_depression_over_by_24_months(lab: Laboratory) -> Estimate:
    """New depressive episodes over by two years, %."""
    return new_depression_by(lab, 2 * YEAR)


@measures("NC08")
def middle_length_of_new_depression(lab: Laboratory) -> Estimate:
    """Median length of new depressive episodes, with care as usual, months."""
    return jackknife(new_episodes(lab, Disorder.DEPRESSION), lambda spells: median_length(spells) / WEEKS_PER_MONTH)


@measures("NC09")
def new_depression_longer_than_3_years(lab: Laboratory) -> Estimate:
    """New depressive episodes not over after three years, %."""
    over = new_depression_by(lab, 3 * YEAR)
    return Estimate(100.0 - over.value, over.error)


@measures("NC45")
def anxiety_disorder_beside_depression(lab: Laboratory) -> Estimate:
    """People with an episode of depression in a year who have one of anxiety in the same year, %."""
    history = lab.history
    year = np.bitwise_or.reduce(history.in_episode[:YEAR], axis=0)[~history.newcomer[:YEAR].any(axis=0)]
    depressed = year & bit(Disorder.DEPRESSION) > 0
    anxious = year & bit(Disorder.ANXIETY) > 0
    return proportion(int((depressed & anxious).sum()), int(depressed.sum()))


@measures("NC31")
def several_disorders_within_a_year(lab: Laboratory) -> Estimate:
    """People in an episode of any disorder in a year who have two or three of them in the same year, %."""
    history = lab.history
    year = np.bitwise_or.reduce(history.in_episode[:YEAR], axis=0)[~history.newcomer[:YEAR].any(axis=0)]
    disorders = np.bitwise_count(year)
    return proportion(int((disorders >= 2).sum()), int((disorders >= 1).sum()))


def recurrence_by(lab: Laboratory, years: int) -> Estimate:
    """Percentage of people half a year well after depression with a new episode within some years."""
    before = lab.start.state.people["episodes"][:, Disorder.DEPRESSION]
    free = remitted(lab.history, Disorder.DEPRESSION, REMISSION_WEEKS, before)
    return jackknife(free, lambda people: ended_by(people, years * YEAR))


@measures("NC11")
def depression_back_within_5_years(lab: Laboratory) -> Estimate:
    """Depression back within five years of half a year well, %."""
    return recurrence_by(lab, 5)


@measures("NC12")
def depression_back_within_10_years(lab: Laboratory) -> Estimate:
    """Depression back within ten years of half a year well, %."""
    return recurrence_by(lab, 10)


def new_ptsd_by(lab: Laboratory, week: int) -> Estimate:
    """Percentage of new post-traumatic stress disorders over by a week, with care as usual."""
    return jackknife(new_episodes(lab, Disorder.POST_TRAUMATIC_STRESS), lambda spells: ended_by(spells, week))


@measures("NC18")
def ptsd_over_by_3_months(lab: Laboratory) -> Estimate:
    """New PTSD over by three months, %."""
    return new_ptsd_by(lab, MONTHS_3)


@measures("NC19")
def ptsd_over_by_6_months(lab: Laboratory) -> Estimate:
    """New PTSD over by six months, %."""
    return new_ptsd_by(lab, MONTHS_6)


@measures("NC21")
def ptsd_over_by_10_years(lab: Laboratory) -> Estimate:
    """New PTSD over by ten years, %."""
    return new_ptsd_by(lab, 10 * YEAR)


@measures("NC20")
def ptsd_over_by_24_months(lab: Laboratory) -> Estimate:
    """New PTSD over by two years, %."""
    return new_ptsd_by(lab, 2 * YEAR)


@measures("NC34")
def ptsd_after_a_trauma(lab: Laboratory) -> Estimate:
    """Percentage of traumas followed within a year by an onset of PTSD.

    Traumas during an episode cannot be followed by an onset and do not count; an onset after several traumas is due to
    the last of them.
    """
    history = lab.history
    mask = 1 << int(Disorder.POST_TRAUMATIC_STRESS)
    weeks, places = np.nonzero(history.trauma[:-AFTERMATH])
    cases = events = 0
    for week, place in zip(weeks.tolist(), places.tolist(), strict=True):
        if week > 0 and history.in_episode[week - 1, place] & mask:
            continue
        events += 1
        after = slice(week, week + AFTERMATH)
        onsets = np.flatnonzero(history.onset[after, place] & mask)
        if len(onsets) == 0:
            continue
        again = np.flatnonzero(history.trauma[week + 1 : week + AFTERMATH, place])
        cases += len(again) == 0 or int(again[0]) + 1 > int(onsets[0])
    return proportion(cases, events)


def trajectory_share(lab: Laboratory, course: Course) -> Estimate:
    """Percentage of people whose two years after a severe trauma took this course."""
    found = lab.history.aftermaths["course"]
    return proportion(int((found == course.name.lower()).sum()), len(found))


@measures("NC23")
def resilient_after_severe_trauma(lab: Laboratory) -> Estimate:
    """Resilient after a severe trauma, %."""
    return trajectory_share(lab, Course.RESILIENT)


@measures("NC24")
def recovering_after_severe_trauma(lab: Laboratory) -> Estimate:
    """Recovering after a severe trauma, %."""
    return trajectory_share(lab, Course.RECOVERING)


@measures("NC25")
def chronic_after_severe_trauma(lab: Laboratory) -> Estimate:
    """Chronic after a severe trauma, %."""
    return trajectory_share(lab, Course.CHRONIC)


@measures("NC26")
def delayed_after_severe_trauma(lab: Laboratory) -> Estimate:
    """Delayed onset after a severe trauma, %."""
    return trajectory_share(lab, Course.DELAYED)
