"""Rows from a service's own statistics and from a campaign, each in the scenario that stands for it.

They are read off a run as `run.py compare` would make it, with the functions by which scenario files name published
figures (`sim.studies.readings`).
"""

from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from sim.people.state import WEEKS_PER_YEAR
from sim.scenario.load import load_scenario
from sim.scenario.scenario import Scenario
from sim.studies.measures.estimate import GROUPS, Estimate, over_groups, proportion
from sim.studies.measures.laboratory import Laboratory, measures
from sim.studies.readings import Case
from sim.studies.readings.campaigns import cost_of_programmes, cost_per_improved_intention, improved
from sim.studies.readings.case import in_its_prices, share
from sim.studies.readings.services import (
    FINISHED_SESSIONS,
    are_finished,
    begun,
    cases_among,
    cost_of_services,
    finished,
    percent,
    recovered,
    reliably_improved,
    were_cases,
)
from sim.studies.runs.run import Run, RunResult, run

SERVICE, SERVICE_YEARS = "talking_therapies", 5  # as long as scenarios are run unless something else is asked for
CAMPAIGN, CAMPAIGN_YEARS = "national_campaign", 11  # its ten years, and one before
MEDIA = "media"  # the programme that its study priced
LOOK = 4  # weeks between two looks at everybody's attitude
LOOKS_A_YEAR = WEEKS_PER_YEAR // LOOK

type Courses = npt.NDArray[np.void]


def in_this_society(lab: Laboratory, name: str) -> Scenario:
    """A shipped scenario's services, staff and programmes in a laboratory's society, whose numbers stay as they are."""
    policy = in_its_prices(load_scenario(name))
    update = {
        "staff": policy.staff,
        "services": policy.services,
        "programmes": policy.programmes,
        "economy": policy.economy,
        "interventions": {**policy.interventions, **lab.scenario.interventions},
    }
    return lab.scenario.model_copy(update=update)


def service_of(lab: Laboratory) -> Case:
    """The run of the service; none of its figures needs the baseline's, so its own stands in."""

    def made() -> Case:
        scenario = in_this_society(lab, SERVICE)
        result = run(scenario, lab.start, SERVICE_YEARS * WEEKS_PER_YEAR, lab.seed, threads=1)
        return Case(scenario, scenario, result, result)

    return lab.once(SERVICE, made)


def of_courses(courses: Courses, figure: Callable[[Courses], float]) -> Estimate:
    """A figure of courses, with its error by leaving out groups of the people who had them."""
    return over_groups(courses["person"], lambda kept: figure(courses[kept]))


@measures("TX26")
def recovery_in_the_service(lab: Laboratory) -> Estimate:
    """Cases who finish a course and end below both cut-offs, %."""
    return of_courses(cases_among(finished(service_of(lab))), lambda courses: percent(recovered(courses)))


@measures("TX27")
def improvement_in_the_service(lab: Laboratory) -> Estimate:
    """Those who finish a course and improve reliably, %."""
    return of_courses(finished(service_of(lab)), lambda courses: percent(reliably_improved(courses)))


@measures("TX28")
def sessions_in_the_service(lab: Laboratory) -> Estimate:
    """Mean sessions of those who finish a course."""
    return of_courses(finished(service_of(lab)), lambda courses: float(courses["sessions"].mean()))


@measures("TX29")
def referrals_that_start(lab: Laboratory) -> Estimate:
    """People listed, by themselves or a doctor, who have a first session, %."""
    log = service_of(lab).result.courses
    return proportion(float(log.started.sum()), float(log.listed.sum()))


@measures("TX30")
def seen_within_six_weeks(lab: Laboratory) -> Estimate:
    """Those who start after waiting for no more than six weeks, %."""
    log = service_of(lab).result.courses
    return proportion(float(log.started_soon.sum()), float(log.started.sum()))


@measures("TX47")
def courses_finished(lab: Laboratory) -> Estimate:
    """Those who start and have two sessions or more, %."""
    return of_courses(
        begun(service_of(lab)), lambda courses: percent(np.asarray(courses["sessions"] >= FINISHED_SESSIONS))
    )


@measures("EC03")
def cost_of_a_recovery(lab: Laboratory) -> Estimate:
    """Cost of all courses over the number who recover, pounds of 2010-11."""
    case = service_of(lab)
    cost = cost_of_services(case) * case.result.people
    courses = begun(case)
    sessions = float(courses["sessions"].sum())
    well = are_finished(courses) & were_cases(courses) & recovered(courses)

    def a_head(kept: npt.NDArray[np.bool_]) -> float:
        """What the kept sessions cost over those of the kept who recover."""
        return share(cost * float(courses["sessions"][kept].sum()) / sessions, float(well[kept].sum()))

    return over_groups(courses["person"], a_head)


def _seen(lab: Laboratory, scenario: Scenario) -> tuple[RunResult, npt.NDArray[np.float64]]:
    """A run, and the mean attitude of each group of people every few weeks (looks by groups)."""
    whole = Run(scenario, lab.start, CAMPAIGN_YEARS * WEEKS_PER_YEAR, lab.seed, threads=1)
    looks = []
    while whole.week < whole.weeks:
        whole.live(whole.week + LOOK)
        group = whole.people["id"] % GROUPS
        number = np.maximum(np.bincount(group, minlength=GROUPS), 1)
        looks.append(np.bincount(group, whole.people["public_stigma"], minlength=GROUPS) / number)
    return whole.result(), np.array(looks)


@measures("EC17")
def cost_of_a_better_attitude(lab: Laboratory) -> Estimate:
    """Cost of a national campaign's media part over people whose attitude it betters, pounds of 2010-11."""
    scenario = in_this_society(lab, CAMPAIGN)
    (result, after), (before, without) = _seen(lab, scenario), _seen(lab, lab.scenario)
    return media_cost(Case(scenario, lab.scenario, result, before, [MEDIA]), without, after)


def media_cost(case: Case, without: npt.NDArray[np.float64], after: npt.NDArray[np.float64]) -> Estimate:
    """The cost for each person whose attitude is better, with its error.

    Args:
        case: the campaign beside the baseline.
        without: mean attitude of each group of people in the baseline (looks by groups).
        after: under the campaign (looks by groups).
    """
    cost = cost_of_programmes(case)

    def by_groups(kept: npt.NDArray[np.bool_]) -> float:
        better = improved(without[:, kept].mean(axis=1), after[:, kept].mean(axis=1), LOOKS_A_YEAR)
        return share(cost, better)

    return Estimate(cost_per_improved_intention(case), over_groups(np.arange(GROUPS), by_groups).error)
