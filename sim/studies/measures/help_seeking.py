"""Rows on who seeks help and what treatment they get, over the first year of a society's history."""

import numpy as np
import pandas as pd

from sim.people.state import WEEKS_PER_YEAR, Disorder, YearMark
from sim.studies.measures.estimate import Estimate, jackknife, proportion
from sim.studies.measures.history import bit
from sim.studies.measures.laboratory import Laboratory, measures


def year_of_depression(lab: Laboratory) -> pd.DataFrame:
    """The first year of all who had a depressive episode in it: need, contact, treated, adequate."""
    history = lab.history
    ill = (history.in_episode[:WEEKS_PER_YEAR] & bit(Disorder.DEPRESSION)).any(axis=0) & history.first_year
    marks = history.marks[ill]
    table = {mark.name.lower(): (marks & mark) > 0 for mark in YearMark}
    return pd.DataFrame(table).assign(person=np.flatnonzero(ill))


@measures("ST29")
def need_recognised(lab: Laboratory) -> Estimate:
    """Depressed in the year who felt a need for help, %."""
    year = year_of_depression(lab)
    return proportion(int(year["need"].sum()), len(year))


@measures("ST30")
def contact_among_those_in_need(lab: Laboratory) -> Estimate:
    """Of those who felt a need, in contact with care at least once in the year, %."""
    year = year_of_depression(lab)
    need = year[year["need"]]
    return proportion(int(need["contact"].sum()), len(need))


@measures("ST31")
def adequate_among_those_in_contact(lab: Laboratory) -> Estimate:
    """Of those in contact with care, treated at least minimally adequately, %."""
    year = year_of_depression(lab)
    seen = year[year["need"] & year["contact"]]
    return proportion(int(seen["adequate"].sum()), len(seen))


@measures("ST32")
def adequate_of_all(lab: Laboratory) -> Estimate:
    """Of all depressed in the year, treated at least minimally adequately, %."""
    year = year_of_depression(lab)
    return proportion(int((year["need"] & year["contact"] & year["adequate"]).sum()), len(year))


def could_seek(lab: Laboratory) -> pd.DataFrame:
    """People who were ill in the year and not in treatment at its start: their stigma then, and whether they sought."""
    history = lab.history
    ill = (history.in_episode[:WEEKS_PER_YEAR] > 0).any(axis=0) & history.first_year
    table = lab.survey.assign(sought=(history.marks & YearMark.CONTACT) > 0)
    chosen: pd.DataFrame = table[ill & ~lab.survey["treated"].to_numpy()]
    return chosen


def _difference(people: pd.DataFrame, stigma: str) -> float:
    seekers, others = people.loc[people["sought"], stigma], people.loc[~people["sought"], stigma]
    spread = float(people[stigma].std(ddof=1))
    return float(seekers.mean() - others.mean()) / spread if spread > 0.0 else float("nan")


@measures("ST01")
def stigma_of_those_who_seek_help(lab: Laboratory) -> Estimate:
    """Stigma of symptomatic people who sought help in the year against those who did not, SD: public and internalised
    stigma alike.
    """
    return jackknife(
        could_seek(lab),
        lambda people: (_difference(people, "public_stigma") + _difference(people, "self_stigma")) / 2.0,
    )


def odds_ratio_per_sd(people: pd.DataFrame, predictor: str, outcome: str) -> float:
    """Odds ratio per SD of one predictor, by logistic regression (Newton's method)."""
    x = people[predictor].to_numpy(np.float64)
    spread = x.std()
    y = people[outcome].to_numpy(np.float64)
    if spread == 0.0 or y.min() == y.max():
        return float("nan")
    design = np.column_stack([np.ones(len(x)), (x - x.mean()) / spread])
    beta = np.zeros(2)
    for _ in range(25):
        fitted = 1.0 / (1.0 + np.exp(-design @ beta))
        weight = fitted * (1.0 - fitted)
        beta = beta + np.linalg.solve(design.T @ (design * weight[:, None]), design.T @ (y - fitted))
    return float(np.exp(beta[1]))


@measures("ST02")
def own_attitudes_and_actual_help_seeking(lab: Laboratory) -> Estimate:
    """Odds ratio of having sought help within the year per SD of own public stigma, among those who were ill in it."""
    return jackknife(could_seek(lab), lambda people: odds_ratio_per_sd(people, "public_stigma", "sought"))
