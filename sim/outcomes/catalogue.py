"""Outcomes: what is counted each week, and how each figure is named, measured and judged."""

from typing import NamedTuple


class Outcome(NamedTuple):
    """How one outcome is presented."""

    title: str  # plain words
    unit: str
    better: str  # "lower", "higher" or "" where neither is better in itself
    counted: bool = False  # a count of people or weeks, scaled to the represented population


MONEY = "money"  # stands for the scenario's currency

WEEKLY: dict[str, Outcome] = {
    "phq9_cases": Outcome("People above the depression cut-off (PHQ-9 of 10 or more)", "% of people", "lower"),
    "gad7_cases": Outcome("People above the anxiety cut-off (GAD-7 of 10 or more)", "% of people", "lower"),
    "pcl5_cases": Outcome(
        "People above the post-traumatic stress cut-off (PCL-5 of 33 or more)", "% of people", "lower"
    ),
    "ill": Outcome("People in an episode of any of the three disorders", "% of people", "lower"),
    "depression_ill": Outcome("People in an episode of depression", "% of people", "lower"),
    "anxiety_ill": Outcome("People in an episode of anxiety disorder", "% of people", "lower"),
    "post_traumatic_stress_ill": Outcome(
        "People in an episode of post-traumatic stress disorder", "% of people", "lower"
    ),
    "chronic": Outcome("People ill for two years or more", "% of people", "lower"),
    "onsets": Outcome("New episodes this week", "per 1,000 people", "lower"),
    "relapses": Outcome("New episodes of people who were ill before, this week", "per 1,000 people", "lower"),
    "recoveries": Outcome("Episodes over this week", "per 1,000 people", ""),
    "remitted": Outcome("People in an episode whose symptoms are below the cut-off now", "% of the ill", "higher"),
    "self_efficacy": Outcome("Self-efficacy (GSE, 10-40)", "points", "higher"),
    "public_stigma": Outcome("Public stigma", "SD", "lower"),
    "self_stigma": Outcome("Self-stigma of the ill (ISMI, 1-4)", "points", "lower"),
    "personal_recovery": Outcome("Personal recovery (hope, empowerment, self-efficacy)", "0-1", "higher"),
    "support": Outcome("Perceived emotional support", "0-1", "higher"),
    "disclosed": Outcome("The ill and once ill who have told others", "%", "higher"),
    "recognised": Outcome("The ill who feel a need for help", "% of the ill", "higher"),
    "in_contact": Outcome("The ill in any contact with care", "% of the ill", "higher"),
    "waiting": Outcome("People waiting for treatment", "% of people", "lower"),
    "weeks_waited_now": Outcome("Weeks waited so far by those waiting", "weeks", "lower"),
    "in_treatment": Outcome("People in a course of treatment", "% of people", ""),
    "medicated": Outcome("People taking medication", "% of people", ""),
    "started": Outcome("Courses of treatment started this week", "per 1,000 people", ""),
    "completed": Outcome("Courses of treatment completed this week", "per 1,000 people", "higher"),
    "dropped_out": Outcome("Courses of treatment left early this week", "per 1,000 people", "lower"),
}
"""Weekly series, each for the whole population."""

BELIEF_PREFIX = "belief_from_"
"""Weekly series of mean contributions to general self-efficacy (logit a week), one per cause of the ledger."""

SUMMARY: dict[str, Outcome] = {
    "weeks_of_illness": Outcome("Weeks of illness", "person-weeks", "lower", counted=True),
    "recovered": Outcome("People recovered, of those ill at the start", "people", "higher", counted=True),
    "people_treated": Outcome("People treated (a course of treatment begun)", "people", "higher", counted=True),
    "weeks_waited": Outcome("Weeks waited for treatment", "weeks", "lower"),
    "phq9_cases": Outcome("Depression: PHQ-9 of 10 or more, last year", "% of people", "lower"),
    "gad7_cases": Outcome("Anxiety: GAD-7 of 10 or more, last year", "% of people", "lower"),
    "pcl5_cases": Outcome("Post-traumatic stress: PCL-5 of 33 or more, last year", "% of people", "lower"),
    "self_efficacy": Outcome("Self-efficacy (GSE, 10-40), last year", "points", "higher"),
    "public_stigma": Outcome("Public stigma, last year", "SD", "lower"),
    "self_stigma": Outcome("Self-stigma of the ill (ISMI, 1-4), last year", "points", "lower"),
    "deprivation_gap": Outcome(
        "Deprivation gap in illness (most minus least deprived fifth), last year", "percentage points", "lower"
    ),
    "qalys": Outcome("QALYs: years lived, weighted by quality of life, discounted", "years", "higher", counted=True),
    "years_with_disability": Outcome("Years with disability, discounted", "years", "lower", counted=True),
    "staff_posts": Outcome("Staff posts (full-time), last year", "posts", "", counted=True),
    "cost": Outcome("Cost, discounted", MONEY, "lower", counted=True),
}
"""What `compare` reports of each scenario, in this order."""

FAIRNESS: dict[str, Outcome] = {
    "weeks_of_illness": Outcome("Weeks of illness", "weeks per 1,000 people", "lower"),
    "recovered": Outcome("People recovered, of those ill at the start", "% of those ill at the start", "higher"),
    "people_treated": Outcome("People treated (a course of treatment begun)", "per 1,000 people", "higher"),
    "courses_started": Outcome("Courses of treatment started", "per 1,000 people", "higher"),
    "weeks_waited": Outcome("Weeks waited for treatment, by those who start it", "weeks", "lower"),
    "recoveries": Outcome("Episodes over", "per 1,000 people", ""),
    "phq9_cases": Outcome("Depression: PHQ-9 of 10 or more, last year", "% of people", "lower"),
    "gad7_cases": Outcome("Anxiety: GAD-7 of 10 or more, last year", "% of people", "lower"),
    "pcl5_cases": Outcome("Post-traumatic stress: PCL-5 of 33 or more, last year", "% of people", "lower"),
    "ill": Outcome("People in an episode of any of the three disorders, last year", "% of people", "lower"),
    "waiting": Outcome("People waiting for treatment, last year", "% of people", "lower"),
    "self_efficacy": Outcome("Self-efficacy (GSE, 10-40), last year", "points", "higher"),
    "public_stigma": Outcome("Public stigma, last year", "SD", "lower"),
    "self_stigma": Outcome("Self-stigma of the ill (ISMI, 1-4), last year", "points", "lower"),
    "qalys": Outcome("QALYs: years lived, weighted by quality of life, discounted", "years per 1,000 people", "higher"),
    "years_with_disability": Outcome("Years with disability, discounted", "years per 1,000 people", "lower"),
    "cost": Outcome("Cost, discounted", MONEY, ""),  # more spent on a group is neither better nor worse in itself
}
"""What `compare` reports of each sex, age band and deprivation fifth; of the whole run unless it says "last year"."""

FUNNEL: dict[str, str] = {
    "ill_in_year": "Ill at some time in the year",
    "need_felt": "felt a need for help",
    "sought_care": "were in contact with care",
    "treated": "had treatment or medication",
    "adequate": "had adequate treatment",
    "completed_course": "completed a course",
}
"""The care funnel of the last year, people per 1,000, from the widest to the narrowest stage (once a replicate)."""
