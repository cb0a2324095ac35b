"""Rows measured by a survey of everybody at one moment, with the instruments' error."""

import numpy as np
import numpy.typing as npt
import pandas as pd

from sim.people.scores import SCORES, scores_of
from sim.studies.measures.estimate import Estimate, jackknife, over_groups, proportion
from sim.studies.measures.laboratory import Laboratory, lived_on, measures

PHQ9_CASE, GAD7_CASE = 10, 10
GAD7_MILD_CASE = 8  # the cut-off of the Swedish survey
PHQ9, GAD7, GSE = SCORES.index("phq9"), SCORES.index("gad7"), SCORES.index("gse")
RANGES = {"phq9": 27.0, "gad7": 21.0, "pcl5": 80.0}  # highest score
MONTHS_28 = 121  # weeks
MIDPOINT = 2.5  # of the ISMI, 1 to 4


def correlation(table: pd.DataFrame, one: str, other: str) -> Estimate:
    """Pearson's r between two columns over people."""
    return jackknife(table, lambda people: float(np.corrcoef(people[one], people[other])[0, 1]))


def mean(table: pd.DataFrame, column: str) -> Estimate:
    """Mean over people."""
    return jackknife(table, lambda people: float(people[column].mean()))


def spread(table: pd.DataFrame, column: str) -> Estimate:
    """Standard deviation over people."""
    return jackknife(table, lambda people: float(people[column].std(ddof=1)))


@measures("SE01")
def mean_self_efficacy(lab: Laboratory) -> Estimate:
    """Mean GSE of people who are not in treatment."""
    return mean(lab.survey[~lab.survey["treated"]], "gse")


@measures("SE02")
def spread_of_self_efficacy(lab: Laboratory) -> Estimate:
    """SD of the GSE between people who are not in treatment."""
    return spread(lab.survey[~lab.survey["treated"]], "gse")


@measures("SE03")
def self_efficacy_and_depression(lab: Laboratory) -> Estimate:
    """R of GSE with PHQ-9."""
    return correlation(lab.survey, "gse", "phq9")


@measures("SE04")
def self_efficacy_and_anxiety(lab: Laboratory) -> Estimate:
    """R of GSE with GAD-7."""
    return correlation(lab.survey, "gse", "gad7")


@measures("SE05")
def self_efficacy_and_support(lab: Laboratory) -> Estimate:
    """R of GSE with perceived support (mean of emotional and practical)."""
    support = (lab.survey["support_emotional"] + lab.survey["support_instrumental"]) / 2.0
    return correlation(lab.survey.assign(support=support), "gse", "support")


def stability(survey: pd.DataFrame, ids: npt.NDArray[np.int64], later: npt.NDArray[np.float64]) -> Estimate:
    """R of the GSE with a later one, among people who were not in treatment at first and are still there.

    Args:
        survey: everybody at first.
        ids: who lives in the society's places later (people).
        later: their GSE then (people).
    """
    table = survey.assign(later=later)[(survey["person"] == ids) & ~survey["treated"]]
    return correlation(table, "gse", "later")


@measures("SE06")
def stability_of_self_efficacy(lab: Laboratory) -> Estimate:
    """R of the GSE with itself a year later, among people who were not in treatment at first."""
    ids, scores = lab.a_year_later
    return stability(lab.survey, ids, scores[:, GSE])


@measures("SE07")
def stability_of_self_efficacy_over_28_months(lab: Laboratory) -> Estimate:
    """R of the GSE with itself 28 months later, among people who were not in treatment at first."""
    state = lived_on(lab.scenario, lab.start, lab.seed, MONTHS_28).state
    scores = scores_of(state.people, np.arange(len(state.people)), lab.parameters, lab.seed, state.week)
    return stability(lab.survey, state.people["id"], scores[:, GSE])


@measures("SY01")
def mean_depression(lab: Laboratory) -> Estimate:
    """Mean PHQ-9."""
    return mean(lab.survey, "phq9")


@measures("SY02")
def spread_of_depression(lab: Laboratory) -> Estimate:
    """SD of the PHQ-9."""
    return spread(lab.survey, "phq9")


@measures("SY03")
def depression_cases(lab: Laboratory) -> Estimate:
    """Percentage with a PHQ-9 of 10 or more."""
    return proportion(int((lab.survey["phq9"] >= PHQ9_CASE).sum()), len(lab.survey))


@measures("SY06")
def depressed_and_anxious(lab: Laboratory) -> Estimate:
    """Percentage with a PHQ-9 of 10 or more and a GAD-7 of 8 or more, at yearly interviews."""
    interviews = lab.panel.interviews
    both = (interviews[..., PHQ9] >= PHQ9_CASE) & (interviews[..., GAD7] >= GAD7_MILD_CASE)
    return over_groups(lab.panel.person, lambda people: 100.0 * float(both[:, people].mean()))


@measures("SY07")
def mean_anxiety(lab: Laboratory) -> Estimate:
    """Mean GAD-7."""
    return mean(lab.survey, "gad7")


@measures("SY08")
def spread_of_anxiety(lab: Laboratory) -> Estimate:
    """SD of the GAD-7."""
    return spread(lab.survey, "gad7")


@measures("SY09")
def anxiety_cases(lab: Laboratory) -> Estimate:
    """Percentage with a GAD-7 of 10 or more."""
    return proportion(int((lab.survey["gad7"] >= GAD7_CASE).sum()), len(lab.survey))


@measures("SY11")
def anxiety_and_depression(lab: Laboratory) -> Estimate:
    """R of GAD-7 with PHQ-9."""
    return correlation(lab.survey, "gad7", "phq9")


def log_linearity(scores: npt.NDArray[np.float64]) -> float:
    """How well a straight line fits the logarithm of how often each PHQ-9 score from 2 to 20 occurs, R squared."""
    points = np.arange(2, 21)
    number = np.array([np.count_nonzero(scores == point) for point in points])
    occurs = number > 0
    return float(np.corrcoef(points[occurs], np.log(number[occurs]))[0, 1] ** 2)


@measures("SY12")
def exponential_tail(lab: Laboratory) -> Estimate:
    """How exponentially PHQ-9 scores fall off, R squared of a line through their logarithms (all yearly interviews)."""
    scores = lab.panel.interviews[..., PHQ9]
    return over_groups(lab.panel.person, lambda people: log_linearity(scores[:, people]))


@measures("SO01")
def support_and_depression(lab: Laboratory) -> Estimate:
    """R of perceived support (mean of emotional and practical) with PHQ-9."""
    support = (lab.survey["support_emotional"] + lab.survey["support_instrumental"]) / 2.0
    return correlation(lab.survey.assign(support=support), "support", "phq9")


@measures("ST04")
def self_stigma_and_self_efficacy(lab: Laboratory) -> Estimate:
    """R of ISMI with GSE among people with a diagnosis."""
    return correlation(lab.survey[lab.survey["ill"]], "ismi", "gse")


@measures("ST05")
def self_stigma_and_hope(lab: Laboratory) -> Estimate:
    """R of ISMI with hope among people with a diagnosis."""
    return correlation(lab.survey[lab.survey["ill"]], "ismi", "hope")


@measures("ST06")
def self_stigma_and_self_esteem(lab: Laboratory) -> Estimate:
    """R of ISMI with self-esteem among people with a diagnosis."""
    return correlation(lab.survey[lab.survey["ill"]], "ismi", "self_esteem")


@measures("ST09")
def self_stigma_and_symptoms(lab: Laboratory) -> Estimate:
    """R of ISMI with symptoms (mean of three scales, each a share of its range) among people with a diagnosis."""
    ill = lab.survey[lab.survey["ill"]]
    symptoms = sum((ill[name] / top for name, top in RANGES.items()), start=0.0 * ill["phq9"]) / len(RANGES)
    return correlation(ill.assign(symptoms=symptoms), "ismi", "symptoms")


@measures("ST14")
def much_self_stigma(lab: Laboratory) -> Estimate:
    """Percentage of people with a diagnosis of depression above the midpoint of the ISMI."""
    ill = lab.survey[lab.survey["in_depression"]]
    return proportion(int((ill["ismi"] > MIDPOINT).sum()), len(ill))
